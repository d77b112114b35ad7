import assert from "node:assert/strict";
import { test } from "node:test";

import {
  targetClasses,
  weightedGradients,
  weightedLosses,
  weightsOfExamples,
} from "../src/example_weights.js";
import { dense } from "../src/training.js";

test("classes are numbers, targets or the largest targets", () => {
  assert.deepEqual(targetClasses([2, 0]), [2, 0]);
  assert.deepEqual(targetClasses([[0], [1], [-0]]), [0, 1, 0]);
  assert.deepEqual(
    targetClasses([
      [0, 1],
      [0.3, 0.3],
    ]),
    [1, 0],
  );
});

test("a weight is the product of those of the example and its class", () => {
  assert.equal(weightsOfExamples([1, 0], null, null), null);
  assert.deepEqual(weightsOfExamples([1, 0], [0.5, 3], null), [0.5, 3]);
  assert.deepEqual(weightsOfExamples([1, 0], null, [7, 2]), [2, 7]);
  assert.deepEqual(weightsOfExamples([1, 0], [0.5, 3], [7, 2]), [1, 21]);
});

test("without weights, losses and gradients are the same arrays", () => {
  const [losses, gradients] = [[1], [[2, 3]]];
  assert.equal(weightedLosses(losses, null), losses);
  assert.equal(weightedGradients(gradients, null), gradients);
  assert.deepEqual(weightedLosses(losses, [3]), [3]);
  assert.deepEqual(weightedGradients(gradients, [3]), [[6, 9]]);
});

test("the weights of the caller stay as they are", () => {
  const layers = [{ units: 1, activation: "linear", kernel: [[0.5]], bias: null }];
  const weights = [2, 0];
  /** @type {any} */
  const rest = [[[1], [2]], [[1], [0]], null, 1, null, null, true, weights, [1, 3]];
  const [x, t, ...how] = rest;
  const run = dense(
    /** @type {any} */ (layers),
    "mse",
    { name: "sgd", learningRate: 0.1 },
    x,
    t,
    ...how,
  );
  assert.equal(run.trials[0].loss, 0.75);
  assert.deepEqual(weights, [2, 0]);
});
