import assert from "node:assert/strict";
import { test } from "node:test";

import {
  flattenForward,
  flattenInputGradients,
  flattenParameterGradients,
  flattenParameters,
  flattenShapes,
  flattenWithParameters,
} from "../src/flatten.js";
import { flatten } from "./support/networks.js";

test("the shapes before and after the layer", () => {
  assert.deepEqual(flattenShapes(flatten(2, 3, 4)), [[2, 3, 4], [24]]);
  assert.deepEqual(flattenShapes(flatten()), [[], [1]]);
});

test("the layer has no parameters", () => {
  const layer = flatten(2, 1);
  assert.deepEqual(flattenParameters(layer), []);
  assert.equal(flattenWithParameters(layer, []), layer);
  assert.deepEqual(flattenParameterGradients([[1, 2]], [[3, 4]], layer), []);
});

test("numbers and gradients pass through, in new arrays", () => {
  const rows = [
    [1, -0],
    [NaN, 4],
  ];
  for (const pass of [flattenForward, flattenInputGradients]) {
    const got = pass(rows, flatten(2, 1));
    assert.deepEqual(got, rows);
    got[0].fill(99);
    assert.deepEqual(rows[0], [1, -0]);
  }
});
