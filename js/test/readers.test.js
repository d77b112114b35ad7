import assert from "node:assert/strict";
import { test } from "node:test";

import {
  asBoolean,
  asBooleanRows,
  asBooleans,
  asCount,
  asCounts,
  asName,
  asNames,
  asNested,
  asNumber,
  asNumbers,
  asRows,
  asRowsOrCounts,
  optional,
  wrongType,
} from "../src/readers.js";
import { RefnetError } from "../src/errors.js";

/** @typedef {(field: string, value: unknown) => unknown} Reader */

/** @type {{reader: Reader, expected: string, good: unknown[], bad: unknown[]}[]} */
const READERS = [
  {
    reader: asNumber,
    expected: "a number",
    good: [0, -0, 1.5, NaN, Infinity],
    bad: ["1", null, undefined, true, [1], 1n, new Number(1)],
  },
  {
    reader: asNumbers,
    expected: "a list of numbers",
    good: [[], [1, -0, NaN]],
    bad: ["1", null, 1, {}, { length: 1, 0: 1 }, ["1"], [null], [[1]], [1, true], new Array(1)],
  },
  {
    reader: asRows,
    expected: "a list of lists of numbers",
    good: [[], [[]], [[1], [2, 3]]],
    bad: ["", null, 1, [1], [[1], 2], [["1"]], [null], [[[1]]]],
  },
  {
    reader: function asKernel(field, values) {
      return asNested(field, values, 4);
    },
    expected: "a list of lists of lists of lists of numbers",
    good: [[], [[[]]], [[[[1], []], []]]],
    bad: [null, 1, [1], [[[1]]], [[[["1"]]]], [[[[[1]]]]], [[[[1]], [1]]]],
  },
  {
    reader: asRowsOrCounts,
    expected: "a list of lists of numbers or a list of whole numbers",
    good: [[], [[]], [[1.5]], [1, 0, -2]],
    bad: [null, 1, [1.5], [1, 1.5], [1, [1]], [[1], 1], [NaN], ["1"]],
  },
  { reader: asBoolean, expected: "true or false", good: [true, false], bad: [0, 1, "true", null] },
  {
    reader: asBooleans,
    expected: "a list of true and false",
    good: [[], [true, false]],
    bad: [true, null, [0], [true, "false"], Uint8Array.of(1)],
  },
  {
    reader: asBooleanRows,
    expected: "a list of lists of true and false",
    good: [[], [[]], [[true], [false, true]]],
    bad: [null, true, [true], [[1]], [["true"]], [[true], null]],
  },
  {
    reader: asCount,
    expected: "a whole number",
    good: [0, 6, -3, 2 ** 53 - 1, 1 - 2 ** 53],
    bad: [0.5, NaN, Infinity, 2 ** 53, "1", null, true],
  },
  {
    reader: asCounts,
    expected: "a list of whole numbers",
    good: [[], [1, 0, -1]],
    bad: [1, null, [0.5], [2 ** 53], [null]],
  },
  { reader: asName, expected: "a string", good: ["", "NaN", "add"], bad: [1, null, ["add"]] },
  {
    reader: asNames,
    expected: "a list of strings",
    good: [[], ["", "NaN", "\u{1f600}", "\0"]],
    bad: ["a", null, 1, [1], ["a", null], [["a"]], ["\ud83d"], ["\udc00a"], { 0: "a", length: 1 }],
  },
];

for (const { reader, expected, good, bad } of READERS) {
  test(`${reader.name} accepts ${expected}`, () => {
    for (const value of good) {
      assert.deepEqual(reader("field", value), value);
      assert.deepEqual(optional(reader)("field", value), value);
    }
    assert.equal(optional(reader)("field", null), null);
    for (const value of bad) {
      const message = `field: expected ${expected}`;
      assert.throws(() => reader("field", value), { code: "wrong_type", field: "field", message });
      if (value !== null) {
        const orNull = { code: "wrong_type", field: "field", message: `${message} or null` };
        assert.throws(() => optional(reader)("field", value), orNull);
      }
    }
  });
}

test("a list becomes a new array, a typed array a plain one", () => {
  const numbers = [1, 2];
  assert.notEqual(asNumbers("field", numbers), numbers);
  assert.notEqual(asRows("field", [numbers])[0], numbers);
  assert.deepEqual(asNumbers("field", Float32Array.of(0.5, 2)), [0.5, 2]);
  assert.deepEqual(asRows("field", [Float64Array.of(1), [2]]), [[1], [2]]);
  assert.deepEqual(asCounts("field", Int8Array.of(1, -1)), [1, -1]);
  assert.throws(() => asNumbers("field", new DataView(new ArrayBuffer(8))), RefnetError);
  assert.throws(() => asNumbers("field", BigInt64Array.of(1n)), RefnetError);
});

test("-0 as a count is 0", () => {
  assert.ok(Object.is(asCount("field", -0), 0));
  assert.deepEqual(asCounts("field", [-0]), [0]);
  assert.deepEqual(asRowsOrCounts("field", [-0]), [0]);
});

test("other errors pass through an optional reader", () => {
  const reader = () => {
    throw new RefnetError("unknown_field", "field", "field: unknown");
  };
  assert.throws(() => optional(reader)("field", 1), { message: "field: unknown" });
});

test("the error for a value that is not what was expected", () => {
  const { code, field, message } = wrongType("id", "a string");
  assert.deepEqual([code, field, message], ["wrong_type", "id", "id: expected a string"]);
});
