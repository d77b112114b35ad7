// Chapter normalization: the layer that brings every input to mean 0 and deviation 1.
//
// Inputs that are large or far from zero give large gradients, and inputs of different sizes need
// different learning rates. This layer removes the difference: it subtracts each input's mean and
// divides by its deviation, which is the square root of its variance. Means and variances are those
// of the examples that the network trains on; they are set before training and stay as they are.
// The inverse layer multiplies and adds instead: at the end of a network, it turns its outputs into
// quantities in the units of the targets.
//
// An input that never changes has no deviation to divide by, so the deviation is never below
// EPSILON.
//
// Derivation: from z = (x - mean) / deviation it follows that dL/dx = dL/dz / deviation; the
// inverse, z = mean + x * deviation, gives dL/dx = dL/dz * deviation.
//
// Source: Y. LeCun, L. Bottou, G. B. Orr and K.-R. Müller, "Efficient BackProp", 1998; the layer
// Normalization of Keras, whose epsilon this is.
//
// Left out on purpose: means and variances that training moves (chapter batch_normalization).
//
// m examples, n inputs of the layer and as many outputs.

import { checkedNormalization } from "./checks.js";

/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./readers.js").Rows} Rows */

export const EPSILON = 1e-7;

/**
 * A layer that training does not change: mean [n], variance [n]; invert: whether to go back;
 * inputShape: that of one example, which has n numbers, [] for one row of them.
 * @typedef {{
 *   kind: "normalization",
 *   mean: number[],
 *   variance: number[],
 *   invert: boolean,
 *   inputShape: number[],
 *   activation: "linear",
 * }} NormalizationLayer
 */

/**
 * The mean [n] and the variance [n] of each input.
 * @typedef {{mean: number[], variance: number[]}} Moments
 */

/**
 * The moments of the inputs, and the normalized inputs [m][n].
 * @typedef {{mean: number[], variance: number[], outputs: Matrix}} Normalized
 */

/**
 * Return the shapes of one example before and after the layer, which are the same.
 * @type {(layer: NormalizationLayer) => [number[], number[]]}
 */
export function normalizationShapes(layer) {
  const shape = layer.inputShape.length > 0 ? layer.inputShape : [layer.mean.length];
  return [shape, shape];
}

/**
 * Return the square roots of the variances, or EPSILON where that is larger (NORM-1).
 *
 * -> [n]
 * @type {(layer: NormalizationLayer) => number[]}
 */
export function deviations(layer) {
  const result = [];
  for (const variance of layer.variance) {
    const root = Math.sqrt(variance);
    result.push(root > EPSILON ? root : EPSILON);
  }
  return result;
}

/**
 * Return the normalized inputs, or with `invert` what they were before (NORM-2).
 *
 * inputs [m][n] -> [m][n]
 * @type {(inputs: Matrix, layer: NormalizationLayer) => Matrix}
 */
export function normalizationForward(inputs, layer) {
  const deviation = deviations(layer);
  const preactivations = [];
  for (const row of inputs) {
    const normalized = layer.invert
      ? row.map((x, i) => layer.mean[i] + x * deviation[i])
      : row.map((x, i) => (x - layer.mean[i]) / deviation[i]);
    preactivations.push(normalized);
  }
  return preactivations;
}

/**
 * Return the gradients of the inputs (NORM-3).
 *
 * inputs [m][n], deltas [m][n] -> [m][n]
 * @type {(inputs: Matrix, deltas: Matrix, layer: NormalizationLayer) => Matrix}
 */
export function normalizationInputGradients(inputs, deltas, layer) {
  const deviation = deviations(layer);
  const gradients = [];
  for (const delta of deltas) {
    const row = layer.invert
      ? delta.map((gradient, i) => gradient * deviation[i])
      : delta.map((gradient, i) => gradient / deviation[i]);
    gradients.push(row);
  }
  return gradients;
}

/**
 * Return the mean and the variance of each input over the examples, in order (NORM-4).
 *
 * inputs [m][n], m at least 1
 * @type {(inputs: Matrix) => Moments}
 */
export function moments(inputs) {
  const count = inputs.length;
  const mean = inputs[0].map(() => 0.0);
  for (const row of inputs) {
    for (let i = 0; i < row.length; i++) {
      mean[i] = mean[i] + row[i];
    }
  }
  for (let i = 0; i < mean.length; i++) {
    mean[i] = mean[i] / count;
  }
  const variance = mean.map(() => 0.0);
  for (const row of inputs) {
    for (let i = 0; i < row.length; i++) {
      const distance = row[i] - mean[i];
      variance[i] = variance[i] + distance * distance;
    }
  }
  for (let i = 0; i < variance.length; i++) {
    variance[i] = variance[i] / count;
  }
  return { mean, variance };
}

/**
 * Return the moments of the inputs, and the inputs normalized by them.
 *
 * inputs [m][n]; if a sum overflows, numbers of the result are infinite or NaN
 *
 * @param {Rows} inputs
 * @returns {Normalized}
 * @throws {RefnetError} with the codes wrong_type, empty, shape_mismatch and not_finite.
 */
export function normalization(inputs) {
  inputs = checkedNormalization(inputs);
  const { mean, variance } = moments(inputs);
  /** @type {NormalizationLayer} */
  const layer = {
    kind: "normalization",
    mean,
    variance,
    invert: false,
    inputShape: [],
    activation: "linear",
  };
  return { mean, variance, outputs: normalizationForward(inputs, layer) };
}
