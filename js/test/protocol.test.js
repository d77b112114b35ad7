// The protocol apart from the fixtures, which fixtures.test.js answers.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  answer,
  decodeNumber,
  decodeNumbers,
  decoding,
  readBytes,
  readFields,
  readId,
  readNamedPart,
  readParts,
  readPartsOfKinds,
  writeError,
  writeValue,
} from "../port/protocol.js";
import { RefnetError } from "../src/errors.js";
import {
  asCount,
  asCounts,
  asName,
  asNumber,
  asNumbers,
  asRows,
  optional,
} from "../src/readers.js";
import { refusal } from "./support/refusal.js";

test("strings that stand for numbers are decoded, other values are not", () => {
  /** @type {[unknown, unknown][]} */
  const cases = [
    [1.5, 1.5],
    ["NaN", NaN],
    ["Infinity", Infinity],
    ["-Infinity", -Infinity],
    ["-0", -0],
    ["0x3ff8000000000000", 1.5],
    ["0x3FF8000000000000", 1.5],
    ["0x8000000000000000", -0],
    ["0x7FF8000000000001", NaN],
    ["0x3ff800000000000", "0x3ff800000000000"],
    ["0X3ff8000000000000", "0X3ff8000000000000"],
    ["nan", "nan"],
    ["+Infinity", "+Infinity"],
    ["0", "0"],
    [null, null],
    [true, true],
  ];
  for (const [value, want] of cases) {
    assert.deepEqual(decodeNumber(value), want);
    assert.deepEqual(decodeNumbers([value, [value]]), [want, [want]]);
  }
});

test("deeper lists than a kernel are left alone", () => {
  assert.deepEqual(decodeNumbers([[[["NaN"]]]]), [[[[NaN]]]]);
  assert.deepEqual(decodeNumbers([[[[["NaN"]]]]]), [[[[["NaN"]]]]]);
  /** @type {unknown[]} */
  let deep = [];
  for (let i = 0; i < 100000; i++) {
    deep = [deep];
  }
  assert.throws(() => decoding(asRows)("a", deep), refusal("wrong_type", "a"));
});

test("the readers of the chapters read JSON values", () => {
  /** @type {[(field: string, value: unknown) => unknown, unknown, unknown][]} */
  const cases = [
    [asNumber, "-0", -0],
    [asNumbers, [1, "Infinity"], [1, Infinity]],
    [asRows, [[], ["0x0000000000000000"]], [[], [0]]],
    [asCount, 6.0, 6],
    [asCount, "0x4018000000000000", 6],
    [asCount, "-0", 0],
    [asCounts, ["0x4018000000000000"], [6]],
    [optional(asNumber), null, null],
    [optional(asNumber), "NaN", NaN],
  ];
  for (const [reader, value, want] of cases) {
    assert.deepEqual(decoding(reader)("a", value), want);
  }
  const message = "a: expected a list of numbers or null";
  assert.throws(() => decoding(optional(asNumbers))("a", ["1"]), { message });
});

test("bytes have one form in base64", () => {
  assert.deepEqual(readBytes("a", "AQI="), Buffer.from([1, 2]));
  assert.deepEqual(readBytes("a", ""), Buffer.from([]));
  for (const value of ["AQI", "AQI=\n", "AQJ=", "A-_=", "====", 1, null]) {
    assert.throws(() => readBytes("a", value), { message: "a: expected base64" });
  }
});

test("an id is a string or a whole number", () => {
  assert.deepEqual([readId("NaN"), readId(7)], ["NaN", 7]);
  for (const value of [null, 1.5, 2 ** 53, [], true]) {
    assert.throws(() => readId(value), { message: "id: expected a string or a whole number" });
  }
});

test("fields are read in order, unknown ones first", () => {
  const fields = [
    { name: "a", read: asNumber },
    { name: "b", read: asName, default: "x" },
  ];
  assert.deepEqual(readFields("e", fields, { a: 1 }), { a: 1, b: "x" });
  assert.deepEqual(readFields("e", fields, { b: "y", a: 1 }), { a: 1, b: "y" });
  /** @type {[Record<string, unknown>, string, string, string][]} */
  const refused = [
    [{ z: 1, c: 1, a: "1" }, "unknown_field", "part.c", "part.c: e has no such field"],
    [
      { "\u{1f600}": 1, "\uffff": 1 },
      "unknown_field",
      "part.\uffff",
      "part.\uffff: e has no such field",
    ],
    [{ b: 1 }, "missing_field", "part.a", "part.a: this field is required"],
    [{ a: null, b: 1 }, "wrong_type", "part.a", "part.a: expected a number"],
    [{ a: 1, b: null }, "wrong_type", "part.b", "part.b: expected a string"],
  ];
  for (const [given, code, field, message] of refused) {
    assert.throws(() => readFields("e", fields, given, "part."), { code, field, message });
  }
});

test("objects inside a request are read like requests", () => {
  const fields = [{ name: "a", read: asNumber }];
  const kinds = { one: fields, two: [] };
  const given = [{ a: 1 }, { kind: "two" }, { a: 2, kind: "one" }];
  assert.deepEqual(readPartsOfKinds("p", given, "q", kinds), [
    { kind: "one", fields: { a: 1 } },
    { kind: "two", fields: {} },
    { kind: "one", fields: { a: 2 } },
  ]);
  assert.deepEqual(readParts("p", [{ a: 1 }, { a: 2 }], "q", fields), [{ a: 1 }, { a: 2 }]);
  assert.deepEqual(readNamedPart("p", { a: 1, name: "one" }, kinds), { name: "one", a: 1 });
  /** @type {(value: unknown) => () => unknown} */
  const plain = (value) => () => readParts("p", value, "a q", fields);
  /** @type {(value: unknown) => () => unknown} */
  const parts = (value) => () => readPartsOfKinds("p", value, "a q", kinds);
  const expected = 'expected one of "one", "two"';
  /** @type {[() => unknown, string, string, string][]} */
  const refused = [
    [plain({}), "wrong_type", "p", "p: expected a list of objects"],
    [plain([{ b: 1 }, 1]), "wrong_type", "p", "p: expected a list of objects"],
    [plain([{ kind: "one" }]), "unknown_field", "p[0].kind", "p[0].kind: a q has no such field"],
    [plain([{ a: 1 }, {}]), "missing_field", "p[1].a", "p[1].a: this field is required"],
    [parts({}), "wrong_type", "p", "p: expected a list of objects"],
    [parts([{ kind: 1 }, 1]), "wrong_type", "p", "p: expected a list of objects"],
    [parts([{ a: 1 }, { b: 1 }]), "unknown_field", "p[1].b", "p[1].b: a q has no such field"],
    [parts([{ kind: "two", a: 1 }]), "unknown_field", "p[0].a", "p[0].a: a q has no such field"],
    [parts([{ kind: null, b: 1 }]), "wrong_type", "p[0].kind", "p[0].kind: expected a string"],
    [parts([{ kind: "x", b: 1 }]), "unknown_name", "p[0].kind", `p[0].kind: ${expected}`],
    [parts([{ kind: "toString" }]), "unknown_name", "p[0].kind", `p[0].kind: ${expected}`],
    [() => readNamedPart("p", [], kinds), "wrong_type", "p", "p: expected an object"],
    [
      () => readNamedPart("p", {}, kinds),
      "missing_field",
      "p.name",
      "p.name: this field is required",
    ],
    [
      () => readNamedPart("p", { name: 1 }, kinds),
      "wrong_type",
      "p.name",
      "p.name: expected a string",
    ],
    [
      () => readNamedPart("p", { name: "three" }, kinds),
      "unknown_name",
      "p.name",
      'p.name: expected one of "one", "two"',
    ],
    [
      () => readNamedPart("p", { name: "two", a: 1 }, kinds),
      "unknown_field",
      "p.a",
      "p.a: two has no such field",
    ],
  ];
  for (const [read, code, field, message] of refused) {
    assert.throws(read, { code, field, message });
  }
});

test("answers write what JSON has no number for as strings", () => {
  assert.deepEqual(writeValue({ a: [NaN, -0, 0, Infinity], b: [[-Infinity, null]], c: true }), {
    a: ["NaN", "-0", 0, "Infinity"],
    b: [["-Infinity", null]],
    c: true,
  });
});

test("an error is written with the trial and the batch that it has", () => {
  const error = new RefnetError("diverged", "loss", "loss: ...", 3);
  const written = { code: "diverged", field: "loss", message: "loss: ...", trial: 3 };
  assert.deepEqual(writeError(error), written);
});

test("a fault that is not the request's is thrown on", () => {
  const broken = {
    fields: [],
    run: () => {
      throw new TypeError("a bug");
    },
  };
  const line = Buffer.from('{"id": 1, "experiment": "broken"}');
  assert.throws(() => answer({ broken }, line), TypeError);
});
