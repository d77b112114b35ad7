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
// Left out on purpose: weighted sums of several losses. Other losses, and crossentropies of outputs that
// come from other activations, are in chapter further_losses, weights in example_weights.
//
// m examples, k outputs.

import { logSoftmax, relu, softmax } from "./activations.js";
import { exp, log, sigmoid } from "./elementary.js";
import {
  areBinary,
  furtherLoss,
  furtherLossGradient,
  signedTargets,
  smoothedTargets,
} from "./further_losses.js";

/** @typedef {import("./readers.js").Matrix} Matrix */

/**
 * The name and settings of a loss; each one uses only its own settings, listed in LOSS_SETTINGS.
 *
 * binaryTargets, for hinge: all targets are 0 or 1; lossOfTargets sets it
 * @typedef {{
 *   name: string,
 *   delta: number,
 *   fromLogits: boolean,
 *   labelSmoothing: number,
 *   binaryTargets: boolean,
 * }} Loss
 */

/** The settings of the losses that have some, with their defaults. */
export const LOSS_SETTINGS = {
  binary_crossentropy: { fromLogits: false, labelSmoothing: 0.0 },
  categorical_crossentropy: { fromLogits: false, labelSmoothing: 0.0 },
  sparse_categorical_crossentropy: { fromLogits: false },
  huber: { delta: 1.0 },
};

/**
 * The activations after which the crossentropies are calculated from the preactivations.
 * @type {Map<string, string>}
 */
export const ACTIVATION_OF = new Map([
  ["binary_crossentropy", "sigmoid"],
  ["categorical_crossentropy", "softmax"],
  ["sparse_categorical_crossentropy", "softmax"],
]);

/** The losses that are means over the outputs of an example; the others are sums. */
const MEANS = [
  "mse",
  "binary_crossentropy",
  "mean_absolute_error",
  "mean_absolute_percentage_error",
  "huber",
  "log_cosh",
  "hinge",
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
 * Return the loss for a run with these targets, all that there are (LOSS-6).
 *
 * targets [m][k]
 * @type {(loss: Loss, targets: Matrix) => Loss}
 */
export function lossOfTargets(loss, targets) {
  return { ...loss, binaryTargets: loss.name === "hinge" && areBinary(targets) };
}

/**
 * Return the targets of one example as the loss takes them (LOSS-6, LOSS-11).
 *
 * targets [k] -> [k]
 * @type {(loss: Loss, targets: number[]) => number[]}
 */
export function lossTargets(loss, targets) {
  if (loss.name === "hinge" && loss.binaryTargets) {
    return signedTargets(targets);
  }
  if (loss.labelSmoothing === 0.0) {
    return targets;
  }
  if (loss.name === "binary_crossentropy") {
    return smoothedTargets(targets, loss.labelSmoothing, 0.5 * loss.labelSmoothing);
  }
  if (loss.name === "categorical_crossentropy") {
    return smoothedTargets(targets, loss.labelSmoothing, loss.labelSmoothing / targets.length);
  }
  return targets;
}

/**
 * Return whether the loss is calculated from the last preactivations (DENSE-10).
 *
 * Its gradients are taken with respect to them then, else with respect to the outputs.
 * activation: the last one
 * @type {(loss: Loss, activation: string) => boolean}
 */
export function isOfLogits(loss, activation) {
  return !loss.fromLogits && ACTIVATION_OF.get(loss.name) === activation;
}

/**
 * Return whether the loss takes the outputs as logits, whatever the activation (LOSS-8).
 * @type {(loss: Loss) => boolean}
 */
export function takesLogits(loss) {
  return loss.fromLogits && ACTIVATION_OF.has(loss.name);
}

/**
 * Return the loss of one example; those in MEANS are means over its outputs.
 *
 * activation: the last one; targets [k], logits [k], outputs [k]; DENSE-4 to DENSE-7, LOSS-8
 * @type {(
 *   loss: Loss, activation: string, targets: number[], logits: number[], outputs: number[],
 * ) => number}
 */
export function exampleLoss(loss, activation, targets, logits, outputs) {
  targets = lossTargets(loss, targets);
  if (takesLogits(loss)) {
    logits = outputs;
  }
  let total;
  if (loss.name === "mse" || loss.name === "sum_squared_error") {
    total = squaredError(targets, outputs);
  } else if (!takesLogits(loss) && !isOfLogits(loss, activation)) {
    total = furtherLoss(loss.name, targets, outputs, loss.delta);
  } else if (loss.name === "binary_crossentropy") {
    total = binaryCrossentropy(targets, logits);
  } else {
    total = categoricalCrossentropy(targets, logits); // sparse targets are one-hot rows here
  }
  return MEANS.includes(loss.name) ? total / targets.length : total;
}

/**
 * Return the derivative of the loss of one example, before any division (DENSE-10, LOSS-8).
 *
 * activation: the last one; targets [k], outputs [k] -> [k]
 * @type {(loss: Loss, activation: string, targets: number[], outputs: number[]) => number[]}
 */
export function exampleLossGradient(loss, activation, targets, outputs) {
  targets = lossTargets(loss, targets);
  if (loss.name === "mse" || loss.name === "sum_squared_error") {
    return squaredErrorGradient(targets, outputs);
  }
  if (!takesLogits(loss) && !isOfLogits(loss, activation)) {
    return furtherLossGradient(loss.name, targets, outputs, loss.delta);
  }
  if (loss.name === "binary_crossentropy") {
    if (loss.fromLogits) {
      outputs = outputs.map(sigmoid);
    }
    return binaryCrossentropyGradient(targets, outputs);
  }
  if (loss.fromLogits) {
    outputs = softmax(outputs);
  }
  return categoricalCrossentropyGradient(targets, outputs);
}

/**
 * Return the gradients of a batch's loss, with respect to the preactivations where `isOfLogits` says
 * so, else to the outputs (DENSE-10, LOSS-8).
 *
 * activation: the last one; targets [m][k], outputs [m][k] -> [m][k]
 * @type {(loss: Loss, activation: string, targets: Matrix, outputs: Matrix) => Matrix}
 */
export function lossGradients(loss, activation, targets, outputs) {
  const m = targets.length;
  const k = targets[0].length;
  const gradients = [];
  for (let i = 0; i < m; i++) {
    const gradient = exampleLossGradient(loss, activation, targets[i], outputs[i]);
    if (MEANS.includes(loss.name)) {
      gradients.push(gradient.map((g) => g / (m * k)));
    } else if (loss.name === "sum_squared_error") {
      gradients.push(gradient);
    } else {
      gradients.push(gradient.map((g) => g / m));
    }
  }
  return gradients;
}

/**
 * Return the loss of `count` examples: the mean, or the sum for sum_squared_error (DENSE-8).
 *
 * total: the sum of their losses
 * @type {(loss: Loss, total: number, count: number) => number}
 */
export function reduceLoss(loss, total, count) {
  return loss.name === "sum_squared_error" ? total : total / count;
}
