import assert from "node:assert/strict";
import { test } from "node:test";

import {
  adadeltaStep,
  adagradStep,
  adamaxStep,
  decayed,
  nadamFactors,
  nadamMomentum,
  nadamStep,
} from "../src/further_optimizers.js";
import { asOptimizer, optimizer } from "../src/optimizer_checks.js";

/** @type {(name: string, settings: any) => import("../src/optimizers.js").Optimizer} */
const settings = (name, settings) => asOptimizer("optimizer", optimizer(name, settings));

test("weights decay by the rate", () => {
  assert.deepEqual(
    decayed([2, -4], settings("sgd", { learningRate: 0.5, weightDecay: 0.5 })),
    [1.5, -3],
  );
  assert.deepEqual(decayed([-0], settings("sgd", {})), [-0]);
});

test("Adagrad adds up squares", () => {
  const how = settings("adagrad", { learningRate: 0.5, epsilon: 1 });
  assert.deepEqual(adagradStep([1], [2], [4], how), [[1 - 1 / 3], [8]]);
});

test("Adadelta scales a step by those before it", () => {
  const how = settings("adadelta", { learningRate: 0.5, rho: 0.5, epsilon: 1 });
  // the root of 3 + 1 times 2 over that of 6 + 1/2 * 4 + 1
  assert.deepEqual(adadeltaStep([1], [2], [3], [12], how), [
    [1 - 0.5 * (4 / 3)],
    [0.5 * 3 + 0.5 * (4 / 3) * (4 / 3)],
    [8],
  ]);
});

test("Adamax divides by the largest recent gradient", () => {
  const how = settings("adamax", { beta1: 0.5, beta2: 0.5, epsilon: 1 });
  assert.deepEqual(adamaxStep([1], [-2], [0], [8], 0.5, how), [[1 + 0.5 / 5], [-1], [4]]);
  assert.deepEqual(adamaxStep([1], [-3], [0], [4], 0.5, how)[2], [3]);
});

test("Nadam looks ahead", () => {
  const how = settings("nadam", { learningRate: 0.5, beta1: 0.5, beta2: 0.5, epsilon: 1 });
  assert.equal(nadamMomentum(0.5, how), 0.375);
  const [ahead, now] = nadamFactors(0.5, 0.5, how);
  const following = 0.5 * (1 - 0.5 * 0.48);
  assert.deepEqual([ahead, now], [following / (1 - 0.5 * following), 0.625 / 0.5]);
  assert.deepEqual(nadamStep([1], [4], [0], [16], 2, 3, 1, how), [[1 - 8 / 5], [2], [16]]);
});
