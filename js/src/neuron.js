// Chapter neuron: one sigmoid unit that learns by gradient descent.
//
// The neuron weighs its inputs, d = w0 + w1*x1 + ... + wn*xn, and answers y = S(slope * d) with the
// sigmoid S. In every iteration it answers all examples, and then its weights go a step down the
// gradient of the squared error, E = 1/2 * sum of (target - y)^2.
//
// Derivation: with S' = S(1 - S), the derivative of E by a weight is -sum of x * delta, where
// delta = error * slope * y * (1 - y); the step is against it.
//
// Source: D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning representations by
// back-propagating errors", 1986, for a single unit; the three-input example and its numbers are from
// Milo Spencer-Harper, "How to build a simple neural network in 9 lines of Python code", 2015.
//
// Left out on purpose: a hidden layer (chapter two_layer), mini-batches (chapter dense).
//
// The small functions take data that `neuron` has checked. m examples, n inputs.

import { outputError, weightedSum } from "./button_press.js";
import { sigmoid } from "./elementary.js";
import {
  asCount,
  asCounts,
  asNumber,
  asNumbers,
  asRows,
  checkAscending,
  checkConverging,
  checkCount,
  checkFinite,
  checkFiniteNumber,
  checkFiniteRows,
  checkLength,
  checkNotEmpty,
  checkRowLengths,
} from "./errors.js";

/**
 * One recorded iteration: outputs [m] and errors [m] before learning, weights [n] and bias after.
 *
 * iteration counts from 1; bias is null for a neuron without one.
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
 * Return how much each output lacks (NEURON-3).
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
  const gradient = inputs[0].map(() => 0.0);
  for (let j = 0; j < deltas.length; j++) {
    for (let i = 0; i < gradient.length; i++) {
      gradient[i] = gradient[i] + inputs[j][i] * deltas[j];
    }
  }
  return gradient;
}

/**
 * Return the sum of the deltas, first to last: a bias is a weight whose input is 1 (NEURON-5).
 *
 * deltas [m]
 * @type {(deltas: number[]) => number}
 */
export function biasAdjustment(deltas) {
  let gradient = 0.0;
  for (const delta of deltas) {
    gradient = gradient + delta;
  }
  return gradient;
}

/**
 * Return the weights after a step, w = w + learningRate * gradient (NEURON-6).
 *
 * weights [n], gradient [n] -> [n]
 * @type {(weights: number[], gradient: number[], learningRate: number) => number[]}
 */
export function gradientStep(weights, gradient, learningRate) {
  return weights.map((weight, i) => weight + learningRate * gradient[i]);
}

/**
 * Train the neuron on all examples at once, again and again (NEURON-1).
 *
 * inputs [m][n], targets [m], weights [n]; record: the iterations to report, ascending from 1, or
 * null for all; returns a NeuronTrial for each.
 *
 * @param {ArrayLike<number>[]} inputs
 * @param {ArrayLike<number>} targets
 * @param {ArrayLike<number>} weights
 * @param {number | null} bias
 * @param {number} slope
 * @param {number} learningRate
 * @param {number} iterations
 * @param {ArrayLike<number> | null} record
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
  const x = asRows("inputs", inputs);
  const t = asNumbers("targets", targets);
  let w = asNumbers("weights", weights);
  let b = bias === null ? null : asNumber("bias", bias);
  asNumber("slope", slope);
  asNumber("learning_rate", learningRate);
  asCount("iterations", iterations);
  const chosen = record === null ? null : asCounts("record", record);
  checkNotEmpty("inputs", x);
  checkRowLengths("inputs", x, "weights", w.length);
  checkLength("targets", t, "inputs", x.length);
  checkNotEmpty("weights", w);
  checkFiniteRows("inputs", x);
  checkFinite("targets", t);
  checkFinite("weights", w);
  if (b !== null) {
    checkFiniteNumber("bias", b);
  }
  checkFiniteNumber("slope", slope);
  checkFiniteNumber("learning_rate", learningRate);
  checkCount("iterations", iterations);
  if (chosen !== null) {
    checkAscending("record", chosen, iterations);
  }

  const recorded = chosen === null ? null : new Set(chosen);
  const history = [];
  for (let iteration = 1; iteration <= iterations; iteration++) {
    const outputs = neuronOutputs(x, w, b === null ? 0.0 : b, slope);
    checkConverging("outputs", outputs, iteration);
    const errors = neuronErrors(t, outputs);
    const deltas = neuronDeltas(errors, outputs, slope);
    w = gradientStep(w, neuronAdjustment(x, deltas), learningRate);
    checkConverging("weights", w, iteration);
    if (b !== null) {
      [b] = gradientStep([b], [biasAdjustment(deltas)], learningRate);
      checkConverging("bias", [b], iteration);
    }
    if (recorded === null || recorded.has(iteration)) {
      history.push({ iteration, outputs, errors, weights: w, bias: b });
    }
  }
  return history;
}
