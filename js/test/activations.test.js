import assert from "node:assert/strict";
import { test } from "node:test";

import {
  activate,
  activationBackward,
  ACTIVATIONS,
  argmax,
  layerDeltas,
  logSoftmax,
  relu,
  softmax,
} from "../src/activations.js";
import { assertGradients } from "./support/differences.js";

test("the activations by name", () => {
  /** @type {[string, number[], number[]][]} */
  const cases = [
    ["linear", [-1, -0, 2], [-1, -0, 2]],
    ["relu", [-1, -0, 2, NaN], [0, -0, 2, NaN]],
    ["sigmoid", [0, 1000], [0.5, 1]],
    ["tanh", [-0, -1000], [-0, -1]],
    ["softmax", [1000, 1000], [0.5, 0.5]],
  ];
  for (const [activation, preactivations, want] of cases) {
    assert.deepEqual(activate(activation, preactivations), want, activation);
  }
  assert.equal(relu(-5e-324), 0);
});

test("the index of the largest value, the first where several are equal", () => {
  assert.equal(argmax([1, 3, 3, 2]), 1);
  assert.equal(argmax([-1]), 0);
});

test("the softmax and its logarithm far from zero", () => {
  assert.deepEqual(softmax([0, -1000]), [1, 0]);
  assert.deepEqual(logSoftmax([0, -1000]), [0, -1000]);
  assert.deepEqual(logSoftmax([1e308, 0]), [0, -1e308]);
});

for (const activation of ACTIVATIONS) {
  test(`the gradients through ${activation}`, () => {
    const outputGradients = [0.7, -0.4, 1.1];
    const preactivations = [0.3, 1.2, 0.5];
    /** @type {(point: number[][]) => number} */
    const f = ([d]) =>
      activate(activation, d).reduce((sum, y, i) => sum + y * outputGradients[i], 0);
    const outputs = activate(activation, preactivations);
    const got = layerDeltas(activation, outputGradients, preactivations, outputs);
    assertGradients(f, [preactivations], [got]);
  });
}

test("no gradient passes a relu whose output is 0", () => {
  assert.deepEqual(activationBackward("relu", [5, 5], [0, 0.1]), [0, 5]);
});

test("the caller's arrays are neither changed nor returned", () => {
  for (const activation of ACTIVATIONS) {
    const d = Object.freeze([0.5, 1]);
    const preactivations = /** @type {number[]} */ (/** @type {unknown} */ (d));
    assert.notEqual(activate(activation, preactivations), preactivations);
    const deltas = layerDeltas(activation, preactivations, preactivations, preactivations);
    assert.notEqual(deltas, preactivations);
  }
});
