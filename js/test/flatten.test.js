import assert from "node:assert/strict";
import { test } from "node:test";

import {
  flattenForward,
  flattenInputGradients,
  flattenShapes,
  reshapeForward,
  reshapeInputGradients,
  reshapeShapes,
} from "../src/flatten.js";
import { flatten, reshape } from "./support/networks.js";

test("the shapes before and after the layers", () => {
  assert.deepEqual(flattenShapes(flatten(2, 3, 4)), [[2, 3, 4], [24]]);
  assert.deepEqual(flattenShapes(flatten()), [[], [1]]);
  assert.deepEqual(reshapeShapes(reshape([4, 6], [2, 3, 4])), [
    [2, 3, 4],
    [4, 6],
  ]);
});

test("numbers and gradients pass through, in new arrays", () => {
  const rows = [
    [1, -0],
    [NaN, 4],
  ];
  const inputs = [
    [5, 6],
    [7, 8],
  ];
  for (const got of [
    flattenForward(rows, flatten(2, 1)),
    flattenInputGradients(inputs, rows, flatten(2, 1)),
    reshapeForward(rows, reshape([1, 2], [2])),
    reshapeInputGradients(inputs, rows, reshape([1, 2], [2])),
  ]) {
    assert.deepEqual(got, rows);
    got[0].fill(99);
    assert.deepEqual(rows[0], [1, -0]);
  }
});
