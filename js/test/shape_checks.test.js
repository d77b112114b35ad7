import assert from "node:assert/strict";
import { test } from "node:test";

import {
  checkInputShape,
  checkLengths,
  checkProduct,
  hasLengths,
  numbersOf,
  placedAxes,
  placedShape,
} from "../src/shape_checks.js";
import { flatten, kernelOf } from "./support/networks.js";
import { refusal } from "./support/refusal.js";

test("a shape has at least one size, and 1 to 2^24 numbers", () => {
  checkInputShape("a", [1]);
  checkInputShape("a", [4096, 1, 4096]);
  assert.throws(() => checkInputShape("a", []), refusal("empty", "a"));
  for (const shape of [[0], [-1, -1], [2 ** 24 + 1], [4096, 4097]]) {
    assert.throws(() => checkInputShape("a", shape), refusal("out_of_range", "a"));
  }
  const many = Array(1e5).fill(2 ** 53 - 1);
  assert.throws(() => checkProduct("a", many), refusal("out_of_range", "a"));
  assert.deepEqual([numbersOf([]), numbersOf([2, 3, 4])], [1, 24]);
});

test("a layer takes the shape of its inputs, or the one that it knows", () => {
  const before = { field: "input_shape", shape: [2, 3] };
  assert.deepEqual(placedShape("a", flatten(2, 3), null), [2, 3]);
  assert.deepEqual(placedShape("a", flatten(2, 3), before), [2, 3]);
  const placed = placedShape("a", flatten(), before);
  assert.deepEqual(placed, [2, 3]);
  placed.fill(99);
  assert.deepEqual(before.shape, [2, 3]);
  /** @type {[number[], number[] | null, string, string][]} */
  const refused = [
    [[], null, "empty", "input_shape"],
    [[0], null, "out_of_range", "a.input_shape"],
    [[3, 2], [2, 3], "shape_mismatch", "a.input_shape"],
    [[6], [2, 3], "shape_mismatch", "a.input_shape"],
    [[], [4096, 4097], "out_of_range", "a.input_shape"],
    [[0], [2], "out_of_range", "a.input_shape"],
  ];
  for (const [known, shape, code, field] of refused) {
    const place = shape === null ? null : { field: "b", shape };
    assert.throws(() => placedShape("a", flatten(...known), place), refusal(code, field));
  }
});

test("the shape of a layer's inputs has these axes", () => {
  const axes = ["steps", "features"];
  assert.deepEqual(placedAxes("a", flatten(2, 3), null, axes), [2, 3]);
  assert.throws(() => placedAxes("a", flatten(6), null, axes), {
    code: "shape_mismatch",
    message: "a.input_shape: expected examples of the shape [steps][features]",
  });
});

test("the lengths of nested lists", () => {
  assert.ok(hasLengths(kernelOf(2, 3, 1, 4), [2, 3, 1, 4]));
  assert.ok(!hasLengths(kernelOf(2, 3, 1, 4), [2, 3, 1, 3]));
  assert.ok(!hasLengths([[1, 2], [3]], [2, 2]));
  assert.ok(!hasLengths([], [1, 1]));
  checkLengths("a", [[1, 2]], [1, 2]);
  assert.throws(() => checkLengths("a", [[1, 2]], [1, 3]), {
    code: "shape_mismatch",
    message: "a: expected the shape [1][3]",
  });
});
