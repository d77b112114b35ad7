import assert from "node:assert/strict";
import { test } from "node:test";

import {
  zeroPadding2dForward,
  zeroPadding2dInputGradients,
  zeroPadding2dShapes,
} from "../src/zero_padding.js";
import { zeroPadding2d } from "./support/networks.js";

const LAYER = zeroPadding2d([1, 0], [2, 1], [2, 1, 2]);

test("the shapes before and after the layer", () => {
  assert.deepEqual(zeroPadding2dShapes(LAYER), [
    [2, 1, 2],
    [3, 4, 2],
  ]);
});

test("each side has its own width, with all channels", () => {
  // prettier-ignore
  const want = [
    0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 1, 2, 0, 0,
    0, 0, 0, 0, 3, 4, 0, 0,
  ];
  const inputs = [[1, 2, 3, 4]];
  assert.deepEqual(zeroPadding2dForward(inputs, LAYER), [want]);
  const same = zeroPadding2dForward(inputs, zeroPadding2d([0, 0], [0, 0], [2, 1, 2]));
  assert.deepEqual(same, inputs);
  same[0].fill(99);
  assert.deepEqual(inputs, [[1, 2, 3, 4]]);
});

test("the gradients of the edge are dropped", () => {
  const deltas = [Array.from({ length: 24 }, (_, i) => i)];
  assert.deepEqual(zeroPadding2dInputGradients([[1, 2, 3, 4]], deltas, LAYER), [[12, 13, 20, 21]]);
});
