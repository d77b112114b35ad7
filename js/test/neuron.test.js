import assert from "node:assert/strict";
import { test } from "node:test";

import {
  biasAdjustment,
  gradientStep,
  neuron,
  neuronAdjustment,
  neuronDeltas,
  neuronErrors,
  neuronOutputs,
} from "../src/neuron.js";
import { assertGradients } from "./support/differences.js";
import { refusal } from "./support/refusal.js";

const INPUTS = [
  [0, 1],
  [1, 1],
];

test("a step adds the learning rate times the adjustment", () => {
  assert.deepEqual(gradientStep([1, 2], [4, -8], 0.25), [2, 0]);
});

test("the adjustment is minus the gradient of half the sum of squared errors", () => {
  const inputs = [
    [0.4, -1.3, 0.7],
    [-0.9, 0.2, 1.1],
    [1.6, 0.8, -0.5],
    [0.3, -0.6, -1.4],
  ];
  const targets = [0.9, 0.1, 0.35, 0.8];
  const slope = 1.7;
  const weights = [0.35, -0.6, 0.25];
  const bias = -0.45;

  /** @type {(point: number[][]) => number} */
  const minusLoss = ([w, [b]]) =>
    neuronErrors(targets, neuronOutputs(inputs, w, b, slope)).reduce((sum, e) => sum - e * e, 0) /
    2;

  const outputs = neuronOutputs(inputs, weights, bias, slope);
  const deltas = neuronDeltas(neuronErrors(targets, outputs), outputs, slope);
  const adjustment = neuronAdjustment(inputs, deltas);
  assertGradients(minusLoss, [weights, [bias]], [adjustment, [biasAdjustment(deltas)]]);

  const [trial] = neuron(inputs, targets, weights, bias, slope, 0.25);
  assert.deepEqual(trial.weights, gradientStep(weights, adjustment, 0.25));
  assert.equal(trial.bias, bias + 0.25 * biasAdjustment(deltas));
});

test("the recorded iterations are those of the whole run", () => {
  const all = neuron(INPUTS, [0, 1], [0.5, -0.5], 0.1, 1, 1, 4);
  assert.deepEqual(
    all.map((trial) => trial.iteration),
    [1, 2, 3, 4],
  );
  assert.deepEqual(neuron(INPUTS, [0, 1], [0.5, -0.5], 0.1, 1, 1, 4, [2, 4]), [all[1], all[3]]);
  assert.deepEqual(neuron(INPUTS, [0, 1], [0.5, -0.5], 0.1, 1, 1, 4, []), []);
  assert.equal(neuron(INPUTS, [0, 1], [0.5, -0.5])[0].bias, null);
});

test("the caller's arrays stay unchanged, and the trials share none", () => {
  const given = { inputs: INPUTS, targets: [0, 1], weights: [0.5, -0.5], record: [1, 2] };
  const copy = structuredClone(given);
  const { inputs, targets, weights, record } = given;
  const trials = neuron(inputs, targets, weights, 0.1, 1, 1, 2, record);
  const second = structuredClone(trials[1]);
  trials[0].weights[0] = trials[0].outputs[0] = trials[0].errors[0] = 99;
  assert.deepEqual(trials[1], second);
  assert.deepEqual(given, copy);
});

test("bad input is refused by code and field", () => {
  /** @type {(changes: Record<string, any>) => () => unknown} */
  const call = (changes) => () => {
    const fields = { inputs: [[1]], targets: [1], weights: [1], bias: 0, slope: 1, rate: 1 };
    const f = { ...fields, iterations: 1, record: null, ...changes };
    neuron(f.inputs, f.targets, f.weights, f.bias, f.slope, f.rate, f.iterations, f.record);
  };
  assert.doesNotThrow(call({}));
  assert.throws(call({ inputs: [1] }), refusal("wrong_type", "inputs"));
  assert.throws(call({ targets: "1" }), refusal("wrong_type", "targets"));
  assert.throws(call({ weights: [null] }), refusal("wrong_type", "weights"));
  assert.throws(call({ bias: "0" }), refusal("wrong_type", "bias"));
  assert.throws(call({ slope: null }), refusal("wrong_type", "slope"));
  assert.throws(call({ rate: [] }), refusal("wrong_type", "learning_rate"));
  assert.throws(call({ iterations: 0.5 }), refusal("wrong_type", "iterations"));
  assert.throws(call({ record: 1 }), refusal("wrong_type", "record"));
  assert.throws(call({ record: [1.5] }), refusal("wrong_type", "record"));
  assert.throws(call({ inputs: [] }), refusal("empty", "inputs"));
  assert.throws(call({ inputs: [[]], weights: [] }), refusal("empty", "weights"));
  assert.throws(call({ inputs: [[1, 2]] }), refusal("shape_mismatch", "inputs"));
  assert.throws(call({ targets: [1, 2] }), refusal("shape_mismatch", "targets"));
  assert.throws(call({ inputs: [[NaN]] }), refusal("not_finite", "inputs"));
  assert.throws(call({ targets: [Infinity] }), refusal("not_finite", "targets"));
  assert.throws(call({ weights: [NaN] }), refusal("not_finite", "weights"));
  assert.throws(call({ bias: -Infinity }), refusal("not_finite", "bias"));
  assert.throws(call({ slope: NaN }), refusal("not_finite", "slope"));
  assert.throws(call({ rate: NaN }), refusal("not_finite", "learning_rate"));
  assert.throws(call({ iterations: -1 }), refusal("out_of_range", "iterations"));
  assert.throws(call({ record: [0] }), refusal("out_of_range", "record"));
  assert.throws(call({ record: [2] }), refusal("out_of_range", "record"));
  assert.throws(call({ iterations: 3, record: [1, 1] }), refusal("out_of_range", "record"));
  assert.throws(
    call({ targets: [1e308], rate: 1e10, weights: [0], iterations: 2 }),
    refusal("diverged", "weights", 1),
  );
});
