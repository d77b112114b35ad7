import assert from "node:assert/strict";
import { test } from "node:test";

import {
  deviations,
  EPSILON,
  moments,
  normalization,
  normalizationForward,
  normalizationInputGradients,
  normalizationShapes,
} from "../src/normalization.js";
import { normalization as layerOf } from "./support/networks.js";
import { refusal } from "./support/refusal.js";

const LAYER = layerOf([1, -2], [4, 0]);
const INVERSE = layerOf([1, -2], [4, 0], true);

test("the shapes before and after the layer", () => {
  assert.deepEqual(normalizationShapes(LAYER), [[2], [2]]);
});

test("a deviation is a square root, and never below EPSILON", () => {
  const variances = [4, 2, 0, 1e-14, 1.1e-14, 5e-324, 1e308];
  const want = [2, Math.SQRT2, EPSILON, 1e-7, Math.sqrt(1.1e-14), EPSILON, 1e154];
  assert.deepEqual(deviations(layerOf([0, 0, 0, 0, 0, 0, 0], variances)), want);
});

test("forward, and the way back", () => {
  const inputs = [
    [5, -2],
    [-1, 1],
  ];
  const normalized = [
    [2, 0],
    [-1, 3 / 1e-7],
  ];
  assert.deepEqual(normalizationForward(inputs, LAYER), normalized);
  const small = [
    [2, 0],
    [-1, 3e7],
  ];
  const back = [
    [5, -2],
    [-1, -2 + 3e7 * 1e-7],
  ];
  assert.deepEqual(normalizationForward(small, INVERSE), back);
  assert.deepEqual(normalizationForward([], LAYER), []);
});

test("gradients are divided by the deviation, or multiplied with it", () => {
  const deltas = [[6, 3]];
  assert.deepEqual(normalizationInputGradients([[1, 2]], deltas, LAYER), [[3, 3 / 1e-7]]);
  assert.deepEqual(normalizationInputGradients([[1, 2]], deltas, INVERSE), [[12, 3 * 1e-7]]);
  assert.deepEqual(deltas, [[6, 3]]);
});

test("the moments of the inputs", () => {
  const inputs = [
    [1, 7, -0],
    [2, 7, 0],
    [6, 7, 0],
  ];
  assert.deepEqual(moments(inputs), { mean: [3, 7, 0], variance: [14 / 3, 0, 0] });
  // in order: 1e16 + 1 loses the 1
  assert.deepEqual(moments([[1e16], [1], [-1e16]]).mean, [0]);
  assert.deepEqual(moments([[1e16], [-1e16], [1]]).mean, [1 / 3]);
});

test("the experiment normalizes the inputs by their own moments", () => {
  const inputs = [Float64Array.of(1, 5), Float64Array.of(3, 5)];
  const got = normalization(inputs);
  const outputs = [
    [-1, 0],
    [1, 0],
  ];
  assert.deepEqual(got, { mean: [2, 5], variance: [1, 0], outputs });
  assert.deepEqual(inputs, [Float64Array.of(1, 5), Float64Array.of(3, 5)]);
});

test("numbers that are too large for a sum give infinite or NaN", () => {
  const got = normalization([[1e308], [1e308]]);
  assert.deepEqual(got, { mean: [Infinity], variance: [Infinity], outputs: [[NaN], [NaN]] });
});

test("bad input is refused by code and field", () => {
  /** @type {[any, string][]} */
  const refused = [
    [1, "wrong_type"],
    [[1], "wrong_type"],
    [[], "empty"],
    [[[], [1]], "empty"],
    [[[1], [1, 2]], "shape_mismatch"],
    [[[1], [NaN]], "not_finite"],
  ];
  for (const [inputs, code] of refused) {
    assert.throws(() => normalization(inputs), refusal(code, "inputs"), JSON.stringify(inputs));
  }
});
