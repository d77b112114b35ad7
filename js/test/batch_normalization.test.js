import assert from "node:assert/strict";
import { test } from "node:test";

import {
  batchMoments,
  batchNormalizationDrawn,
  batchNormalizationFinalStates,
  batchNormalizationForward,
  batchNormalizationParameters,
  batchNormalizationShapes,
  batchNormalizationVariables,
  batchNormalizationWithParameters,
  batchNormalizationWithStates,
  realCells,
  usedMoments,
} from "../src/batch_normalization.js";
import { watchedVectors, withoutStates } from "../src/network.js";
import { nextDouble, seeded } from "../src/random.js";
import { assertLayerGradients } from "./support/differences.js";
import { batchNormalization, drawn } from "./support/networks.js";

/** @typedef {import("../src/batch_normalization.js").BatchNormalizationLayer} BatchNormalizationLayer */

const X = [
  [1, 4],
  [3, 0],
];

/**
 * Return a batch normalization of two features, with some fields changed.
 * @type {(changes?: Partial<BatchNormalizationLayer>) => BatchNormalizationLayer}
 */
function pair(changes = {}) {
  return batchNormalization([2], {
    gamma: [1.5, -0.5],
    beta: [0.25, 2],
    movingMean: [0.5, -1],
    movingVariance: [2, 0.25],
    ...changes,
  });
}

test("the shapes before and after the layer", () => {
  const shape = [4, 3, 2];
  assert.deepEqual(batchNormalizationShapes(pair({ inputShape: shape })), [shape, shape]);
});

test("the parameters are those that the layer has", () => {
  for (const changes of [{}, { gamma: null }, { beta: null }, { gamma: null, beta: null }]) {
    const layer = pair(changes);
    const vectors = batchNormalizationParameters(layer);
    assert.equal(vectors.length, 2 - Object.keys(changes).length);
    assert.deepEqual(
      batchNormalizationVariables(layer),
      vectors.map(() => 1),
    );
    const moved = batchNormalizationWithParameters(
      layer,
      vectors.map(() => [7, 8]),
    );
    assert.deepEqual(moved.gamma, layer.gamma === null ? null : [7, 8]);
    assert.deepEqual(moved.beta, layer.beta === null ? null : [7, 8]);
  }
});

test("training uses the moments of the batch, and draws nothing", () => {
  const generator = seeded(3);
  const given = pair({ epsilon: 3, gamma: [2, 10], beta: [1, 0] });
  const layer = batchNormalizationDrawn(given, 2, generator);
  assert.equal(nextDouble(generator), nextDouble(seeded(3)));
  assert.equal(given.training, false);
  assert.deepEqual(batchMoments(X, layer), { mean: [2, 2], variance: [1, 4] });
  const root = Math.sqrt(7);
  assert.deepEqual(batchNormalizationForward(X, layer), [
    [0, 10 * (2 / root)],
    [2, 10 * (-2 / root)],
  ]);
});

test("outside training an answer does not depend on the batch", () => {
  const outputs = batchNormalizationForward(X, pair());
  for (let i = 0; i < X.length; i++) {
    assert.deepEqual(batchNormalizationForward([X[i]], pair()), [outputs[i]]);
  }
  assert.equal(batchNormalizationFinalStates(X, pair()), null);
});

test("the moving moments move with the batch", () => {
  const states = batchNormalizationFinalStates(X, pair({ training: true }));
  assert.deepEqual(states, [
    [0.875, -0.25],
    [1.75, 1.1875],
  ]);
  const after = batchNormalizationWithStates(pair(), states ?? []);
  assert.deepEqual(after, pair({ movingMean: [0.875, -0.25], movingVariance: [1.75, 1.1875] }));
  assert.deepEqual(withoutStates([after]), [after]);
  assert.deepEqual(watchedVectors([after]), [
    [1.5, -0.5],
    [0.25, 2],
    [0.875, -0.25],
    [1.75, 1.1875],
  ]);
});

test("steps that are not real are no part of the moments", () => {
  const mask = [
    [true, false],
    [false, false],
  ];
  const steps = { inputShape: [2, 2], training: true };
  const inputs = drawn(1, 2, 4);
  assert.deepEqual(realCells(inputs, pair({ ...steps, mask })), [inputs[0].slice(0, 2)]);
  const nothing = pair({ ...steps, mask: mask.map((row) => row.map(() => false)) });
  assert.deepEqual(usedMoments(inputs, nothing), { mean: [0.5, -1], variance: [2, 0.25] });
  assert.equal(batchNormalizationFinalStates(inputs, nothing), null);
});

test("the gradients are the derivatives", () => {
  const mask = [
    [true, false],
    [true, true],
    [false, true],
  ];
  for (const changes of [{}, { gamma: null }, { mask }, { training: false }]) {
    const layer = pair({ inputShape: [2, 2], training: true, epsilon: 0.1, ...changes });
    assertLayerGradients(layer, drawn(1, 3, 4), drawn(2, 3, 4));
  }
});
