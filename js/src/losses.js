// Chapter losses: how wrong an output is, each loss beside its derivative.
//
// A loss compares the outputs y of one example with its targets t; the loss of a batch is the mean
// over its examples (for "sum_squared_error", the sum). The crossentropies are computed from the
// logits d, the preactivations of the last layer, so that nothing overflows (logSoftmax of
// chapter activations subtracts the largest), and their derivatives are taken with respect to the
// logits. The derivatives of the other losses are taken with respect to the outputs.
//
// Derivation: d/dy (t - y)^2 = 2(y - t). The binary crossentropy after a sigmoid is
// -(t ln y + (1 - t) ln(1 - y)) = relu(d) - d*t + ln(1 + e^-|d|), and its derivative with respect to
// d is y - t. The categorical crossentropy after a softmax is -(sum of t ln y), and its derivative
// with respect to d is y*T - t, where T is the sum of the targets, which is 1 if they are
// probabilities.
//
// Source: the losses and their names are Keras 3's; "sum_squared_error" is that of chapter
// two_layer.
//
// Left out on purpose: weights for examples or classes, label smoothing.
//
// m examples, k outputs.

import { logSoftmax, relu } from "./activations.js";
import { exp, log } from "./elementary.js";

/** @typedef {import("./readers.js").Matrix} Matrix */

/** The losses whose gradients are taken with respect to the logits. */
export const FROM_LOGITS = [
  "binary_crossentropy",
  "categorical_crossentropy",
  "sparse_categorical_crossentropy",
];

/**
 * Return a row for each class number, with 1 at its index and 0 elsewhere (DENSE-7).
 *
 * classes [m], from 0 to units - 1 -> [m][units]
 * @type {(classes: number[], units: number) => Matrix}
 */
export function oneHot(classes, units) {
  return classes.map((number) =>
    Array.from({ length: units }, (_, j) => (j === number ? 1.0 : 0.0)),
  );
}

/**
 * Return the sum of the squared errors of one example (DENSE-4).
 *
 * targets [k], outputs [k]
 * @type {(targets: number[], outputs: number[]) => number}
 */
export function squaredError(targets, outputs) {
  let total = 0.0;
  for (let j = 0; j < targets.length; j++) {
    const [t, y] = [targets[j], outputs[j]];
    total = total + (t - y) * (t - y);
  }
  return total;
}

/**
 * Return the derivative of `squaredError` with respect to each output (DENSE-10).
 *
 * targets [k], outputs [k] -> [k]
 * @type {(targets: number[], outputs: number[]) => number[]}
 */
export function squaredErrorGradient(targets, outputs) {
  return outputs.map((y, j) => 2.0 * (y - targets[j]));
}

/**
 * Return the sum of -(t ln y + (1 - t) ln(1 - y)) of one example (DENSE-5).
 *
 * targets [k], logits [k]
 * @type {(targets: number[], logits: number[]) => number}
 */
export function binaryCrossentropy(targets, logits) {
  let total = 0.0;
  for (let j = 0; j < targets.length; j++) {
    const [t, d] = [targets[j], logits[j]];
    total = total + (relu(d) - d * t + log(1.0 + exp(-Math.abs(d))));
  }
  return total;
}

/**
 * Return the derivative of `binaryCrossentropy` with respect to each logit (DENSE-10).
 *
 * targets [k], outputs [k], the sigmoids of the logits -> [k]
 * @type {(targets: number[], outputs: number[]) => number[]}
 */
export function binaryCrossentropyGradient(targets, outputs) {
  return outputs.map((y, j) => y - targets[j]);
}

/**
 * Return -(sum of t ln y) of one example (DENSE-6).
 *
 * targets [k], logits [k]
 * @type {(targets: number[], logits: number[]) => number}
 */
export function categoricalCrossentropy(targets, logits) {
  const logarithms = logSoftmax(logits);
  let total = 0.0;
  for (let j = 0; j < targets.length; j++) {
    total = total - targets[j] * logarithms[j];
  }
  return total;
}

/**
 * Return the derivative of `categoricalCrossentropy` with respect to each logit (DENSE-10).
 *
 * targets [k], outputs [k], the softmax of the logits -> [k]
 * @type {(targets: number[], outputs: number[]) => number[]}
 */
export function categoricalCrossentropyGradient(targets, outputs) {
  let total = 0.0;
  for (const t of targets) {
    total = total + t;
  }
  return outputs.map((y, j) => y * total - targets[j]);
}

/**
 * Return the loss of one example; mse and binary_crossentropy are means over its outputs.
 *
 * targets [k], logits [k], outputs [k]; DENSE-4 to DENSE-7
 * @type {(loss: string, targets: number[], logits: number[], outputs: number[]) => number}
 */
export function exampleLoss(loss, targets, logits, outputs) {
  if (loss === "mse") {
    return squaredError(targets, outputs) / targets.length;
  }
  if (loss === "sum_squared_error") {
    return squaredError(targets, outputs);
  }
  if (loss === "binary_crossentropy") {
    return binaryCrossentropy(targets, logits) / targets.length;
  }
  return categoricalCrossentropy(targets, logits); // sparse targets are one-hot rows here
}

/**
 * Return the gradients of a batch's loss, with respect to the logits for the losses in FROM_LOGITS
 * (DENSE-10).
 *
 * targets [m][k], outputs [m][k] -> [m][k]
 * @type {(loss: string, targets: Matrix, outputs: Matrix) => Matrix}
 */
export function lossGradients(loss, targets, outputs) {
  const m = targets.length;
  const k = targets[0].length;
  const gradients = [];
  for (let i = 0; i < m; i++) {
    const [t, y] = [targets[i], outputs[i]];
    if (loss === "mse") {
      gradients.push(squaredErrorGradient(t, y).map((g) => g / (m * k)));
    } else if (loss === "sum_squared_error") {
      gradients.push(squaredErrorGradient(t, y));
    } else if (loss === "binary_crossentropy") {
      gradients.push(binaryCrossentropyGradient(t, y).map((g) => g / (m * k)));
    } else {
      gradients.push(categoricalCrossentropyGradient(t, y).map((g) => g / m));
    }
  }
  return gradients;
}

/**
 * Return the loss of `count` examples: the mean, or the sum for sum_squared_error (DENSE-8).
 *
 * total: the sum of their losses
 * @type {(loss: string, total: number, count: number) => number}
 */
export function reduceLoss(loss, total, count) {
  return loss === "sum_squared_error" ? total : total / count;
}
