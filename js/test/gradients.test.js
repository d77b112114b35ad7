// The gradients that neuron and two_layer gradientStep, against central differences of the loss. The
// chapters' gradients are the negative ones: a step adds them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { neuron, twoLayer } from "../src/index.js";
import {
  biasAdjustment,
  neuronDeltas,
  neuronErrors,
  neuronAdjustment,
  neuronOutputs,
} from "../src/neuron.js";
import {
  biasAdjustments,
  hiddenDeltas,
  layerOutputs,
  outputDeltas,
  squaredLoss,
  weightAdjustments,
} from "../src/two_layer.js";

const STEPS = [1e-4, 3e-5, 1e-5];
const TOLERANCE = 1e-6;

/**
 * Assert that a gradient is the slope of -loss at a point, in each of its coordinates.
 * @param {(point: number[]) => number} loss
 * @param {number[]} point
 * @param {number[]} gradient
 */
function assertDescends(loss, point, gradient) {
  assert.equal(gradient.length, point.length);
  for (let i = 0; i < point.length; i++) {
    assert.ok(Math.abs(gradient[i]) > 1e-4, `gradient[${i}] is ${gradient[i]}: too flat to judge`);
    for (const step of STEPS) {
      const after = loss(point.map((value, j) => (j === i ? value + step : value)));
      const before = loss(point.map((value, j) => (j === i ? value - step : value)));
      const slope = (before - after) / (2 * step);
      const off = Math.abs(gradient[i] / slope - 1);
      assert.ok(off < TOLERANCE, `gradient[${i}] is ${gradient[i]}, the slope ${slope}`);
    }
  }
}

test("the neuron's gradient is that of half the sum of squared errors", () => {
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

  /** @type {(point: number[]) => number} */
  const loss = ([b, ...w]) =>
    neuronErrors(targets, neuronOutputs(inputs, w, b, slope)).reduce((sum, e) => sum + e * e, 0) /
    2;

  const outputs = neuronOutputs(inputs, weights, bias, slope);
  const deltas = neuronDeltas(neuronErrors(targets, outputs), outputs, slope);
  const gradient = neuronAdjustment(inputs, deltas);
  assertDescends(loss, [bias, ...weights], [biasAdjustment(deltas), ...gradient]);

  const [trial] = neuron(inputs, targets, weights, bias, slope, 0.25);
  assert.deepEqual(
    trial.weights,
    weights.map((w, i) => w + 0.25 * gradient[i]),
  );
  assert.equal(trial.bias, bias + 0.25 * biasAdjustment(deltas));
});

test("both layers' gradients are those of the sum of squared errors", () => {
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

  /** @type {(point: number[]) => number} */
  const loss = (p) => {
    const hidden = layerOutputs(inputs, [p.slice(0, 3), p.slice(3, 6)], p.slice(12, 15));
    const outer = [p.slice(6, 8), p.slice(8, 10), p.slice(10, 12)];
    return squaredLoss(targets, layerOutputs(hidden, outer, p.slice(15)));
  };

  const hidden = layerOutputs(inputs, weights1, bias1);
  const outputs = layerOutputs(hidden, weights2, bias2);
  const deltas2 = outputDeltas(targets, outputs);
  const deltas1 = hiddenDeltas(deltas2, weights2, hidden);
  const gradient = [
    ...weightAdjustments(inputs, deltas1).flat(),
    ...weightAdjustments(hidden, deltas2).flat(),
    ...biasAdjustments(deltas1),
    ...biasAdjustments(deltas2),
  ];
  const point = [...weights1.flat(), ...weights2.flat(), ...bias1, ...bias2];
  assertDescends(loss, point, gradient);

  const [trial] = twoLayer(inputs, targets, weights1, weights2, bias1, bias2, 0.25);
  const moved = [trial.weights1, trial.weights2, trial.bias1, trial.bias2].flat(2);
  assert.deepEqual(
    moved,
    point.map((value, i) => value + 0.25 * gradient[i]),
  );
});
