// Chapter neuron: one sigmoid unit that learns by gradient descent.
//
// The neuron computes the weighted sum of its inputs, d = w0 + w1*x1 + ... + wn*xn, and its output
// is y = S(slope * d), where S is the sigmoid. Each iteration computes the outputs for all examples
// and then moves the weights one step against the gradient of the squared error,
// E = 1/2 * sum of (target - y)^2.
//
// Derivation: since S' = S(1 - S), dE/dw = -(sum of x * delta), where
// delta = error * slope * y * (1 - y). Like its tutorial, this chapter adds the sum, which it calls
// the adjustment, instead of subtracting the gradient.
//
// Source: D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning representations by
// back-propagating errors", 1986, here for a single unit; the three-input example and its numbers
// are from Milo Spencer-Harper, "How to build a simple neural network in 9 lines of Python code",
// 2015.
//
// Left out on purpose: a hidden layer (chapter two_layer), mini-batches (chapter training).
//
// The helper functions expect data that `neuron` has checked. m examples, n inputs.

import { outputError, weightedSum } from "./button_press.js";
import { checkConverging, checkedNeuron } from "./checks.js";
import { sigmoid } from "./elementary.js";

/** @typedef {import("./readers.js").Numbers} Numbers */
/** @typedef {import("./readers.js").Rows} Rows */

/**
 * One recorded iteration: outputs [m] and errors [m] from before the step, the rest from after.
 *
 * iteration counts from 1; weights [n]; bias is null for a neuron without one.
 * @typedef {{
 *   iteration: number,
 *   outputs: number[],
 *   errors: number[],
 *   weights: number[],
 *   bias: number | null,
 * }} NeuronTrial
 */

/**
 * Return y = S(slope * d) for each example (NEURON-2).
 *
 * inputs [m][n], weights [n] -> [m]
 * @type {(inputs: number[][], weights: number[], bias: number, slope: number) => number[]}
 */
export function neuronOutputs(inputs, weights, bias, slope) {
  return inputs.map((row) => sigmoid(slope * weightedSum(row, weights, bias)));
}

/**
 * Return target - output for each example (NEURON-3).
 *
 * targets [m], outputs [m] -> [m]
 * @type {(targets: number[], outputs: number[]) => number[]}
 */
export function neuronErrors(targets, outputs) {
  return targets.map((target, j) => outputError(target, outputs[j]));
}

/**
 * Return delta = error * slope * y * (1 - y), multiplied from left to right (NEURON-4).
 *
 * errors [m], outputs [m] -> [m]
 * @type {(errors: number[], outputs: number[], slope: number) => number[]}
 */
export function neuronDeltas(errors, outputs, slope) {
  return errors.map((error, j) => error * slope * outputs[j] * (1.0 - outputs[j]));
}

/**
 * Return the sum of x * delta over the examples, first to last, for each weight (NEURON-5).
 *
 * inputs [m][n], deltas [m] -> [n]
 * @type {(inputs: number[][], deltas: number[]) => number[]}
 */
export function neuronAdjustment(inputs, deltas) {
  const adjustment = inputs[0].map(() => 0.0);
  for (let j = 0; j < deltas.length; j++) {
    for (let i = 0; i < adjustment.length; i++) {
      adjustment[i] = adjustment[i] + inputs[j][i] * deltas[j];
    }
  }
  return adjustment;
}

/**
 * Return the sum of the deltas, first to last: a bias is a weight whose input is 1 (NEURON-5).
 *
 * deltas [m]
 * @type {(deltas: number[]) => number}
 */
export function biasAdjustment(deltas) {
  let adjustment = 0.0;
  for (const delta of deltas) {
    adjustment = adjustment + delta;
  }
  return adjustment;
}

/**
 * Return the weights after a step of gradient descent (NEURON-6).
 *
 * w = w + learningRate * adjustment, where the adjustment is minus the gradient.
 * weights [n], adjustment [n] -> [n]
 * @type {(weights: number[], adjustment: number[], learningRate: number) => number[]}
 */
export function gradientStep(weights, adjustment, learningRate) {
  return weights.map((weight, i) => weight + learningRate * adjustment[i]);
}

/**
 * Train the neuron; an iteration learns from all examples at once (NEURON-1).
 *
 * inputs [m][n], targets [m], weights [n]; record: the iterations to report, ascending from 1, or
 * null for all; returns a NeuronTrial for each.
 *
 * @param {Rows} inputs
 * @param {Numbers} targets
 * @param {Numbers} weights
 * @param {number | null} bias
 * @param {number} slope
 * @param {number} learningRate
 * @param {number} iterations
 * @param {Numbers | null} record
 * @returns {NeuronTrial[]}
 * @throws {RefnetError} with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range,
 * and diverged when an output, a weight or the bias becomes infinite or NaN.
 */
export function neuron(
  inputs,
  targets,
  weights,
  bias = null,
  slope = 1.0,
  learningRate = 1.0,
  iterations = 1,
  record = null,
) {
  [inputs, targets, weights, bias, slope, learningRate, iterations, record] = checkedNeuron(
    inputs,
    targets,
    weights,
    bias,
    slope,
    learningRate,
    iterations,
    record,
  );
  const recorded = record === null ? null : new Set(record);
  const history = [];
  for (let iteration = 1; iteration <= iterations; iteration++) {
    const outputs = neuronOutputs(inputs, weights, bias === null ? 0.0 : bias, slope);
    checkConverging("outputs", outputs, iteration);
    const errors = neuronErrors(targets, outputs);
    const deltas = neuronDeltas(errors, outputs, slope);
    weights = gradientStep(weights, neuronAdjustment(inputs, deltas), learningRate);
    checkConverging("weights", weights, iteration);
    if (bias !== null) {
      [bias] = gradientStep([bias], [biasAdjustment(deltas)], learningRate);
      checkConverging("bias", [bias], iteration);
    }
    if (recorded === null || recorded.has(iteration)) {
      history.push({ iteration, outputs, errors, weights, bias });
    }
  }
  return history;
}
