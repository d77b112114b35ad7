// Chapter two_layer: a hidden layer, and backpropagation.
//
// A layer is a row of sigmoid units that see the same inputs: the hidden layer sees the network's
// inputs, the output layer sees the hidden layer's outputs. The loss is the sum of the squared
// errors, L = sum of (target - output)^2, and every weight moves one step against its gradient.
//
// Derivation: since S' = S(1 - S), the delta of an output unit is 2 * error * y * (1 - y). A hidden
// unit has no target; its error is the sum of the output deltas, each times the weight that
// connects the two units. From there on, both layers learn by the same formula. Like its tutorial,
// this chapter adds the sums of input times delta, the adjustments, instead of subtracting
// gradients.
//
// Source: D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning representations by
// back-propagating errors", 1986; the 3-4-1 example is from James Loy, "How to build your own
// neural network from scratch in Python", 2018.
//
// Left out on purpose: more layers and other activations (chapters activations to network),
// mini-batches (chapter training).
//
// The helper functions expect data that `twoLayer` has checked. m examples, n inputs, h hidden
// units, k outputs.

import { outputError } from "./button_press.js";
import { checkConverging, checkConvergingRows, checkedTwoLayer } from "./checks.js";
import { sigmoid } from "./elementary.js";
import { gradientStep } from "./neuron.js";

/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./readers.js").Numbers} Numbers */
/** @typedef {import("./readers.js").Rows} Rows */

/**
 * One recorded iteration: loss and outputs [m][k] from before the step, the rest from after.
 *
 * iteration counts from 1; weights1 [n][h], weights2 [h][k]; bias1 [h] and bias2 [k] are null for
 * a layer without them.
 * @typedef {{
 *   iteration: number,
 *   loss: number,
 *   outputs: Matrix,
 *   weights1: Matrix,
 *   weights2: Matrix,
 *   bias1: number[] | null,
 *   bias2: number[] | null,
 * }} TwoLayerTrial
 */

/**
 * Return S(d) for each example and unit, d as SUM-1 has it (LAYER-2).
 *
 * inputs [m][n], weights [n][h], bias [h] -> [m][h]
 * @type {(inputs: Matrix, weights: Matrix, bias: number[]) => Matrix}
 */
export function layerOutputs(inputs, weights, bias) {
  const outputs = [];
  for (const row of inputs) {
    const sums = bias.slice();
    for (let i = 0; i < row.length; i++) {
      for (let j = 0; j < sums.length; j++) {
        sums[j] = sums[j] + weights[i][j] * row[i];
      }
    }
    outputs.push(sums.map((d) => sigmoid(d)));
  }
  return outputs;
}

/**
 * Return the sum of the squared errors, row by row (LAYER-3).
 *
 * targets [m][k], outputs [m][k]
 * @type {(targets: Matrix, outputs: Matrix) => number}
 */
export function squaredLoss(targets, outputs) {
  let loss = 0.0;
  for (let i = 0; i < targets.length; i++) {
    for (let j = 0; j < targets[i].length; j++) {
      const error = outputError(targets[i][j], outputs[i][j]);
      loss = loss + error * error;
    }
  }
  return loss;
}

/**
 * Return 2 * error * y * (1 - y), multiplied from left to right (LAYER-4).
 *
 * targets [m][k], outputs [m][k] -> [m][k]
 * @type {(targets: Matrix, outputs: Matrix) => Matrix}
 */
export function outputDeltas(targets, outputs) {
  return outputs.map((row, i) =>
    row.map((y, j) => 2.0 * outputError(targets[i][j], y) * y * (1.0 - y)),
  );
}

/**
 * Return error * y * (1 - y), where a hidden unit's error is a sum over the outputs (LAYER-5).
 *
 * deltas [m][k] of the outputs, weights [h][k], hidden [m][h] -> [m][h]
 * @type {(deltas: Matrix, weights: Matrix, hidden: Matrix) => Matrix}
 */
export function hiddenDeltas(deltas, weights, hidden) {
  const result = [];
  for (let i = 0; i < hidden.length; i++) {
    const row = [];
    for (let j = 0; j < hidden[i].length; j++) {
      let error = 0.0;
      for (let o = 0; o < deltas[i].length; o++) {
        error = error + deltas[i][o] * weights[j][o];
      }
      row.push(error * hidden[i][j] * (1.0 - hidden[i][j]));
    }
    result.push(row);
  }
  return result;
}

/**
 * Return the sum of x * delta over the examples, first to last, for each weight (LAYER-6).
 *
 * inputs [m][n], deltas [m][h] -> [n][h]
 * @type {(inputs: Matrix, deltas: Matrix) => Matrix}
 */
export function weightAdjustments(inputs, deltas) {
  const adjustments = inputs[0].map(() => deltas[0].map(() => 0.0));
  for (let i = 0; i < inputs.length; i++) {
    for (let j = 0; j < inputs[i].length; j++) {
      for (let o = 0; o < deltas[i].length; o++) {
        adjustments[j][o] = adjustments[j][o] + inputs[i][j] * deltas[i][o];
      }
    }
  }
  return adjustments;
}

/**
 * Return the sum of each unit's deltas over the examples, first to last (LAYER-6).
 *
 * deltas [m][h] -> [h]
 * @type {(deltas: Matrix) => number[]}
 */
export function biasAdjustments(deltas) {
  const adjustments = deltas[0].map(() => 0.0);
  for (const row of deltas) {
    for (let j = 0; j < row.length; j++) {
      adjustments[j] = adjustments[j] + row[j];
    }
  }
  return adjustments;
}

/**
 * Return all weights of a layer after a step (NEURON-6).
 *
 * weights [n][h], adjustments [n][h] -> [n][h]
 * @type {(weights: Matrix, adjustments: Matrix, learningRate: number) => Matrix}
 */
export function gradientStepRows(weights, adjustments, learningRate) {
  return weights.map((row, i) => gradientStep(row, adjustments[i], learningRate));
}

/**
 * Train both layers; an iteration learns from all examples at once (LAYER-1).
 *
 * inputs [m][n], targets [m][k], weights1 [n][h], weights2 [h][k], bias1 [h], bias2 [k] (null: the
 * layer has none); record: the iterations to report, ascending from 1, or null for all; returns a
 * TwoLayerTrial for each.
 *
 * @param {Rows} inputs
 * @param {Rows} targets
 * @param {Rows} weights1
 * @param {Rows} weights2
 * @param {Numbers | null} bias1
 * @param {Numbers | null} bias2
 * @param {number} learningRate
 * @param {number} iterations
 * @param {Numbers | null} record
 * @returns {TwoLayerTrial[]}
 * @throws {RefnetError} with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range,
 * and diverged when an output, the loss, a weight or a bias becomes infinite or NaN.
 */
export function twoLayer(
  inputs,
  targets,
  weights1,
  weights2,
  bias1 = null,
  bias2 = null,
  learningRate = 1.0,
  iterations = 1,
  record = null,
) {
  [inputs, targets, weights1, weights2, bias1, bias2, learningRate, iterations, record] =
    checkedTwoLayer(
      inputs,
      targets,
      weights1,
      weights2,
      bias1,
      bias2,
      learningRate,
      iterations,
      record,
    );
  const noBias1 = weights2.map(() => 0.0);
  const noBias2 = targets[0].map(() => 0.0);
  const recorded = record === null ? null : new Set(record);
  const history = [];
  for (let iteration = 1; iteration <= iterations; iteration++) {
    const hidden = layerOutputs(inputs, weights1, bias1 === null ? noBias1 : bias1);
    const outputs = layerOutputs(hidden, weights2, bias2 === null ? noBias2 : bias2);
    checkConvergingRows("outputs", outputs, iteration);
    const loss = squaredLoss(targets, outputs);
    checkConverging("loss", [loss], iteration);

    // The deltas are calculated from the weights that gave the outputs, before any weight moves.
    const deltas2 = outputDeltas(targets, outputs);
    const deltas1 = hiddenDeltas(deltas2, weights2, hidden);
    weights1 = gradientStepRows(weights1, weightAdjustments(inputs, deltas1), learningRate);
    weights2 = gradientStepRows(weights2, weightAdjustments(hidden, deltas2), learningRate);
    checkConvergingRows("weights1", weights1, iteration);
    checkConvergingRows("weights2", weights2, iteration);
    if (bias1 !== null) {
      bias1 = gradientStep(bias1, biasAdjustments(deltas1), learningRate);
      checkConverging("bias1", bias1, iteration);
    }
    if (bias2 !== null) {
      bias2 = gradientStep(bias2, biasAdjustments(deltas2), learningRate);
      checkConverging("bias2", bias2, iteration);
    }
    if (recorded === null || recorded.has(iteration)) {
      history.push({ iteration, loss, outputs, weights1, weights2, bias1, bias2 });
    }
  }
  return history;
}
