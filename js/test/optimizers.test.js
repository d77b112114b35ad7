import assert from "node:assert/strict";
import { test } from "node:test";

import { asOptimizer, optimizer } from "../src/optimizer_checks.js";
import {
  adamStep,
  initialState,
  optimizerStep,
  rmspropStep,
  SETTINGS,
  sgdStep,
  stepRate,
} from "../src/optimizers.js";

/** @typedef {import("../src/optimizers.js").Optimizer} Optimizer */

/** @type {(name: string, settings?: Partial<Optimizer>) => Optimizer} */
function settings(name, settings = {}) {
  return asOptimizer("optimizer", optimizer(name, settings));
}

test("the state before the first step", () => {
  const { momentums, velocities, beta1Power, beta2Power } = initialState(
    [[1, 2], [3]],
    settings("sgd"),
  );
  assert.deepEqual(
    [momentums, velocities],
    [
      [[0, 0], [0]],
      [[0, 0], [0]],
    ],
  );
  assert.deepEqual([beta1Power, beta2Power], [1, 1]);
});

test("a step of gradient descent", () => {
  const plain = settings("sgd", { learningRate: 0.25 });
  assert.deepEqual(sgdStep([1, 2], [4, -8], [0, 0], plain), [
    [0, 4],
    [0, 0],
  ]);
  const momentum = settings("sgd", { learningRate: 0.25, momentum: 0.5 });
  assert.deepEqual(sgdStep([1], [4], [2], momentum), [[1], [0]]); // 0.5 * 2 - 0.25 * 4
  const nesterov = { ...momentum, nesterov: true };
  assert.deepEqual(sgdStep([1], [4], [2], nesterov), [[0], [0]]); // 1 + (0.5 * 0 - 1)
  const unused = settings("sgd", { learningRate: 0.25, nesterov: true });
  assert.deepEqual(sgdStep([1], [4], [2], unused), [[0], [2]]);
});

test("a step of RMSprop", () => {
  const plain = settings("rmsprop", { learningRate: 0.5, rho: 0.5, epsilon: 1 });
  assert.deepEqual(rmspropStep([1], [2], [0], [2], plain), [[1 - 1 / 2], [0], [3]]);
  const momentum = { ...plain, momentum: 0.5 };
  assert.deepEqual(rmspropStep([1], [2], [3], [2], momentum), [[-1], [2], [3]]);
});

test("a step of Adam", () => {
  const adam = settings("adam", { beta1: 0.5, beta2: 0.75, epsilon: 1 });
  assert.deepEqual(adamStep([1], [2], [0], [0], 3, adam), [[1 - 3 / 2], [1], [1]]);
  assert.deepEqual(adamStep([1], [2], [1], [16], 3, adam), [
    [1 - (1.5 * 3) / (Math.sqrt(13) + 1)],
    [1.5],
    [13],
  ]);
});

test("Adam's first step is the learning rate, whatever the gradient", () => {
  const adam = settings("adam", { learningRate: 0.125, epsilon: 1e-300 });
  for (const gradient of [1e-3, 1, -1e3]) {
    const [[[got]]] = optimizerStep([[1]], [[gradient]], initialState([[1]], adam), adam);
    assert.ok(Math.abs(got - (1 - 0.125 * Math.sign(gradient))) < 1e-12, String(got));
  }
});

test("a step of an optimizer moves every vector by its own gradients", () => {
  const parameters = [[1, 2], [], [3]];
  const gradients = [[4, 8], [], [12]];
  for (const name of Object.keys(SETTINGS)) {
    const how = settings(name, { learningRate: 0.5 });
    const state = initialState(parameters, how);
    const copy = structuredClone([parameters, gradients, state]);
    const [together, after] = optimizerStep(parameters, gradients, state, how);
    assert.deepEqual([parameters, gradients, state], copy, name);
    assert.deepEqual([after.beta1Power, after.beta2Power], [how.beta1, how.beta2]);
    assert.deepEqual([after.steps, after.decayPower], [1, 0.96]);
    for (let v = 0; v < parameters.length; v++) {
      const one = initialState([parameters[v]], how);
      const [[alone], { momentums, velocities }] = optimizerStep(
        [parameters[v]],
        [gradients[v]],
        one,
        how,
      );
      assert.deepEqual(
        [together[v], after.momentums[v], after.velocities[v]],
        [alone, momentums[0], velocities[0]],
      );
    }
    assert.ok(together[0][0] < 1 && together[2][0] < 3, name);
  }
});

test("Adagrad starts at its initial value", () => {
  const how = settings("adagrad", { initialAccumulatorValue: 0.5 });
  assert.deepEqual(initialState([[1, 2]], how).velocities, [[0.5, 0.5]]);
});

test("a step has the rate of a number, of a list or of a schedule", () => {
  const rateOf = (/** @type {any} */ learningRate, /** @type {number} */ step) =>
    stepRate(settings("sgd", { learningRate }), step);
  assert.deepEqual([rateOf(0.5, 0), rateOf(0.5, 9)], [0.5, 0.5]);
  assert.deepEqual([rateOf([1, 2], 0), rateOf([1, 2], 1), rateOf([1, 2], 9)], [1, 2, 2]);
  const name = "inverse_time_decay";
  const schedule = { name, initialLearningRate: 1, decaySteps: 1, decayRate: 1 };
  assert.deepEqual([rateOf(schedule, 0), rateOf(schedule, 3)], [1, 0.25]);
  const how = settings("sgd", { learningRate: [0.5, 0.25] });
  let [weights, state] = optimizerStep([[1]], [[1]], initialState([[1]], how), how);
  assert.deepEqual(weights, [[0.5]]);
  [weights, state] = optimizerStep(weights, [[1]], state, how);
  assert.deepEqual([weights, state.steps], [[[0.25]], 2]);
});
