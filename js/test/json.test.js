import assert from "node:assert/strict";
import { test } from "node:test";

import { camelCase, isObject, parseObject } from "../src/json.js";

test("an object is read from its bytes", () => {
  /** @type {[string, object][]} */
  const cases = [
    ["{}", {}],
    [' {"a": [1, "é"]}\r', { a: [1, "é"] }],
    ['{"a": 1, "a": 2}', { a: 2 }],
    ['{"a": "\\ud83d\\ude00"}', { a: "\u{1f600}" }],
    ['{"a": "\\\\ud800"}', { a: "\\ud800" }],
  ];
  for (const [text, want] of cases) {
    assert.deepEqual(parseObject(new TextEncoder().encode(text)), want, text);
  }
});

test("anything else gives null", () => {
  const texts = ["", "null", "[]", "1", '"a"', "{", "{}x", "\ufeff{}", "{'a': 1}", '{"a": NaN}'];
  const surrogates = ['{"a": "\\ud800"}', '{"\\uDFFF": 1}', '{"a": "\\ud800\\ud800"}'];
  for (const text of [...texts, ...surrogates, "[".repeat(100000)]) {
    assert.equal(parseObject(new TextEncoder().encode(text)), null, text.slice(0, 40));
  }
  assert.equal(parseObject(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d)), null);
});

test("lists and null are not objects", () => {
  assert.deepEqual([{}, [], null, 1, "a", undefined].map(isObject), [
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});

test("the name of a field in JavaScript", () => {
  const names = ["kernel_size", "bias", "a_b_c"].map(camelCase);
  assert.deepEqual(names, ["kernelSize", "bias", "aBC"]);
});
