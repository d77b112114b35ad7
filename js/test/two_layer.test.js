import assert from "node:assert/strict";
import { test } from "node:test";

import {
  biasAdjustments,
  gradientStepRows,
  hiddenDeltas,
  layerOutputs,
  outputDeltas,
  squaredLoss,
  twoLayer,
  weightAdjustments,
} from "../src/two_layer.js";
import { assertGradients } from "./support/differences.js";
import { refusal } from "./support/refusal.js";

const INPUTS = [
  [0, 1],
  [1, 1],
];

test("a step adds the learning rate times the adjustments", () => {
  assert.deepEqual(gradientStepRows([[1], [2]], [[4], [-8]], 0.25), [[2], [0]]);
});

test("both layers' adjustments are minus the gradients of the sum of squared errors", () => {
  const inputs = [
    [0.4, -1.3],
    [-0.9, 0.2],
    [1.6, 0.8],
  ];
  const targets = [
    [0.9, 0.2],
    [0.1, 0.7],
    [0.4, 0.95],
  ];
  const weights1 = [
    [0.5, -0.8, 0.3],
    [-0.4, 0.6, 0.9],
  ];
  const weights2 = [
    [0.7, -1.1],
    [-0.5, 0.45],
    [0.8, 0.65],
  ];
  const bias1 = [0.15, -0.25, 0.35];
  const bias2 = [-0.3, 0.2];

  /** @type {(point: number[][]) => number} */
  const minusLoss = (point) => {
    const [w1, w2, [b1, b2]] = [point.slice(0, 2), point.slice(2, 5), point.slice(5)];
    return -squaredLoss(targets, layerOutputs(layerOutputs(inputs, w1, b1), w2, b2));
  };

  const hidden = layerOutputs(inputs, weights1, bias1);
  const outputs = layerOutputs(hidden, weights2, bias2);
  const deltas2 = outputDeltas(targets, outputs);
  const deltas1 = hiddenDeltas(deltas2, weights2, hidden);
  const adjustments = [
    ...weightAdjustments(inputs, deltas1),
    ...weightAdjustments(hidden, deltas2),
    biasAdjustments(deltas1),
    biasAdjustments(deltas2),
  ];
  const point = [...weights1, ...weights2, bias1, bias2];
  assertGradients(minusLoss, point, adjustments);

  const [trial] = twoLayer(inputs, targets, weights1, weights2, bias1, bias2, 0.25);
  assert.deepEqual(
    [...trial.weights1, ...trial.weights2, trial.bias1, trial.bias2],
    gradientStepRows(point, adjustments, 0.25),
  );
});

test("the recorded iterations are those of the whole run", () => {
  const all = twoLayer(INPUTS, [[0], [1]], INPUTS, [[1], [2]], null, [0.1], 1, 3);
  assert.deepEqual(
    all.map((trial) => trial.iteration),
    [1, 2, 3],
  );
  assert.equal(all[2].bias1, null);
  const last = twoLayer(INPUTS, [[0], [1]], INPUTS, [[1], [2]], null, [0.1], 1, 3, [3]);
  assert.deepEqual(last, [all[2]]);
});

test("the caller's arrays stay unchanged, and the trials share none", () => {
  const given = {
    inputs: INPUTS,
    targets: [[0], [1]],
    weights1: INPUTS,
    weights2: [[1], [2]],
    bias1: [0.2, 0.3],
    bias2: [0.1],
    record: [1, 2],
  };
  const copy = structuredClone(given);
  const { inputs, targets, weights1, weights2, bias1, bias2, record } = given;
  const trials = twoLayer(inputs, targets, weights1, weights2, bias1, bias2, 1, 2, record);
  const second = structuredClone(trials[1]);
  trials[0].weights1[0][0] = trials[0].weights2[0][0] = trials[0].outputs[0][0] = 99;
  assert.deepEqual(trials[1], second);
  assert.deepEqual(given, copy);
});

test("bad input is refused by code and field", () => {
  /** @type {(changes: Record<string, any>) => () => unknown} */
  const call = (changes) => () => {
    const layers = { weights1: [[1]], weights2: [[1]], bias1: [0], bias2: [0] };
    const fields = { inputs: [[1]], targets: [[1]], ...layers, rate: 1 };
    const f = { ...fields, iterations: 1, record: null, ...changes };
    const { inputs, targets, weights1, weights2, bias1, bias2, rate, iterations, record } = f;
    twoLayer(inputs, targets, weights1, weights2, bias1, bias2, rate, iterations, record);
  };
  assert.doesNotThrow(call({}));
  assert.throws(call({ inputs: [1] }), refusal("wrong_type", "inputs"));
  assert.throws(call({ targets: [1] }), refusal("wrong_type", "targets"));
  assert.throws(call({ weights1: [["1"]] }), refusal("wrong_type", "weights1"));
  assert.throws(call({ weights2: null }), refusal("wrong_type", "weights2"));
  assert.throws(call({ bias1: 0 }), refusal("wrong_type", "bias1"));
  assert.throws(call({ bias2: [null] }), refusal("wrong_type", "bias2"));
  assert.throws(call({ rate: "1" }), refusal("wrong_type", "learning_rate"));
  assert.throws(call({ iterations: null }), refusal("wrong_type", "iterations"));
  assert.throws(call({ record: ["1"] }), refusal("wrong_type", "record"));
  assert.throws(call({ inputs: [] }), refusal("empty", "inputs"));
  assert.throws(call({ targets: [[]] }), refusal("empty", "targets"));
  assert.throws(call({ inputs: [[]], weights1: [] }), refusal("empty", "weights1"));
  assert.throws(call({ weights1: [[]], weights2: [] }), refusal("empty", "weights2"));
  assert.throws(call({ inputs: [[1, 2]] }), refusal("shape_mismatch", "inputs"));
  assert.throws(call({ targets: [[1], [1]] }), refusal("shape_mismatch", "targets"));
  assert.throws(call({ weights1: [[1, 2]] }), refusal("shape_mismatch", "weights1"));
  assert.throws(call({ weights2: [[1, 2]] }), refusal("shape_mismatch", "weights2"));
  assert.throws(call({ bias1: [] }), refusal("shape_mismatch", "bias1"));
  assert.throws(call({ bias2: [1, 2] }), refusal("shape_mismatch", "bias2"));
  assert.throws(call({ inputs: [[NaN]] }), refusal("not_finite", "inputs"));
  assert.throws(call({ targets: [[NaN]] }), refusal("not_finite", "targets"));
  assert.throws(call({ weights1: [[NaN]] }), refusal("not_finite", "weights1"));
  assert.throws(call({ weights2: [[NaN]] }), refusal("not_finite", "weights2"));
  assert.throws(call({ bias1: [NaN] }), refusal("not_finite", "bias1"));
  assert.throws(call({ bias2: [NaN] }), refusal("not_finite", "bias2"));
  assert.throws(call({ rate: Infinity }), refusal("not_finite", "learning_rate"));
  assert.throws(call({ iterations: -1 }), refusal("out_of_range", "iterations"));
  assert.throws(call({ record: [2] }), refusal("out_of_range", "record"));
  assert.throws(call({ targets: [[1e200]] }), refusal("diverged", "loss", 1));
});
