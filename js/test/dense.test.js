// The layer; the experiment `dense` is tested in training.test.js.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  denseForward,
  denseInputGradients,
  denseParameterGradients,
  denseParameters,
  denseShapes,
  denseWithParameters,
} from "../src/dense.js";
import { assertGradients } from "./support/differences.js";
import { INPUTS } from "./support/networks.js";

/** @typedef {import("../src/dense.js").DenseLayer} DenseLayer */

const KERNEL = [
  [0.5, -0.8, 0.3],
  [-0.4, 0.6, 0.9],
];
const DELTAS = [
  [0.3, -0.7, 0.2],
  [0.6, 0.5, -0.4],
  [-0.2, 0.8, 0.9],
];

/** @type {(bias: number[] | null) => DenseLayer} */
function layer(bias) {
  return { kind: "dense", units: 3, activation: "tanh", kernel: KERNEL, bias };
}

/**
 * Return the sum of the preactivations, each times its delta; its gradients are those of the layer.
 * @type {(inputs: number[][], layer: DenseLayer) => number}
 */
function weightedPreactivations(inputs, layer) {
  const preactivations = denseForward(inputs, layer).flat();
  return DELTAS.flat().reduce((sum, delta, i) => sum + delta * preactivations[i], 0);
}

test("the shapes before and after the layer", () => {
  assert.deepEqual(denseShapes(layer(null)), [[2], [3]]);
});

test("a preactivation starts at the bias and adds the inputs in order", () => {
  const [bias, kernel] = [[0.1], [[0.2], [0.3]]];
  const unit = { ...layer(bias), units: 1, kernel };
  assert.deepEqual(
    denseForward(
      [
        [1, 1],
        [2, -1],
      ],
      unit,
    ),
    [[0.1 + 0.2 + 0.3], [0.1 + 0.4 - 0.3]],
  );
  assert.deepEqual(denseForward([[1, 1]], { ...unit, bias: null }), [[0.2 + 0.3]]);
  assert.deepEqual(denseForward([], unit), []);
});

test("the parameters are the rows of the kernel, then the bias", () => {
  const biased = layer([1, 2, 3]);
  assert.deepEqual(denseParameters(layer(null)), KERNEL);
  assert.deepEqual(denseParameters(biased), [...KERNEL, [1, 2, 3]]);
  const vectors = [
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
  ];
  assert.deepEqual(denseWithParameters(biased, vectors), {
    ...biased,
    kernel: vectors.slice(0, 2),
    bias: vectors[2],
  });
  assert.deepEqual(denseWithParameters(layer(null), vectors.slice(0, 2)), {
    ...layer(null),
    kernel: vectors.slice(0, 2),
  });
  for (const vector of denseParameters(biased)) {
    vector.fill(99);
  }
  assert.deepEqual([KERNEL[0][0], biased.bias], [0.5, [1, 2, 3]]);
});

for (const bias of [null, [0.15, -0.25, 0.35]]) {
  test(`the gradients of the parameters, ${bias === null ? "no bias" : "bias"}`, () => {
    /** @type {(point: number[][]) => number} */
    const f = (point) => weightedPreactivations(INPUTS, denseWithParameters(layer(bias), point));
    const got = denseParameterGradients(INPUTS, DELTAS, layer(bias));
    assertGradients(f, denseParameters(layer(bias)), got);
  });
}

test("the gradients of the inputs", () => {
  /** @type {(point: number[][]) => number} */
  const f = (point) => weightedPreactivations(point, layer([1, 2, 3]));
  assertGradients(f, INPUTS, denseInputGradients(INPUTS, DELTAS, layer([1, 2, 3])));
});
