// Chapter further_losses: the relatives of the squared error and of the crossentropies.
//
// The squared error punishes one large error more than many small ones. The absolute error does not,
// and neither do huber and log_cosh far from the target, which are smooth where the absolute error
// has its corner. The percentage error measures each error by its target. Hinge is content as soon as
// an output has the sign of its target and is at least 1 away from zero. The divergence of two
// distributions is the crossentropy less what the targets alone would give. At the end are the
// crossentropies of outputs that are probabilities already, whatever activation they come from.
//
// Derivation: the derivative of |x| is the sign of x, and 0 at the corner, x = 0. Huber is x^2/2 up to
// delta, then the tangent there, whose slope is delta. ln cosh x = |x| + ln(1 + e^-2|x|) - ln 2, where
// nothing overflows, has the derivative tanh x. Outputs that are clipped no longer move the loss, so
// their derivative is 0. Where q = y/S are outputs divided by their sum S, dq_i/dy_j =
// (1[i = j] - q_i)/S, so dL/dy_j = (dL/dq_j - sum of dL/dq_i * q_i)/S.
//
// Source: P. J. Huber, "Robust estimation of a location parameter", 1964; S. Kullback and
// R. A. Leibler, "On information and sufficiency", 1951; C. Cortes and V. Vapnik, "Support-vector
// networks", 1995 (hinge); C. Szegedy et al., "Rethinking the Inception architecture for computer
// vision", 2016 (label smoothing). Names, defaults and EPSILON are Keras 3's; at corners and clipped
// outputs the derivatives are those of its TensorFlow backend.
//
// Left out on purpose: losses of several examples at once, such as those of pairs.
//
// One example at a time: targets, outputs and gradients are [k]. A loss is a sum over k outputs.

import { exp, log, log1p, tanh } from "./elementary.js";

/** @typedef {import("./readers.js").Matrix} Matrix */

const EPSILON = 1e-7; // the least probability, as HIGHEST is the largest one
const HIGHEST = 1.0 - EPSILON;
const LN_2 = 0.6931471805599453;

/**
 * Return 1 above zero, -1 below and 0 at zero, the derivative of |x| (LOSS-1).
 * @type {(x: number) => number}
 */
export function sign(x) {
  return x > 0.0 ? 1.0 : x < 0.0 ? -1.0 : 0.0;
}

/**
 * Return the sum of |t - y| (LOSS-1).
 * @type {(targets: number[], outputs: number[]) => number}
 */
export function absoluteError(targets, outputs) {
  let total = 0.0;
  for (let j = 0; j < targets.length; j++) {
    total = total + Math.abs(targets[j] - outputs[j]);
  }
  return total;
}

/**
 * Return the derivative of `absoluteError` with respect to each output (LOSS-1).
 * @type {(targets: number[], outputs: number[]) => number[]}
 */
export function absoluteErrorGradient(targets, outputs) {
  return outputs.map((y, j) => sign(y - targets[j]));
}

/**
 * Return the sum of 100 |t - y|/|t|, where |t| counts as at least EPSILON (LOSS-2).
 * @type {(targets: number[], outputs: number[]) => number}
 */
export function absolutePercentageError(targets, outputs) {
  let total = 0.0;
  for (let j = 0; j < targets.length; j++) {
    const [t, y] = [targets[j], outputs[j]];
    total = total + (100.0 * Math.abs(t - y)) / Math.max(Math.abs(t), EPSILON);
  }
  return total;
}

/**
 * Return the derivative of `absolutePercentageError` with respect to each output (LOSS-2).
 * @type {(targets: number[], outputs: number[]) => number[]}
 */
export function absolutePercentageErrorGradient(targets, outputs) {
  return targets.map((t, j) => (100.0 * sign(outputs[j] - t)) / Math.max(Math.abs(t), EPSILON));
}

/**
 * Return the sum of half the squared errors, which grow linearly beyond delta (LOSS-3).
 * @type {(targets: number[], outputs: number[], delta: number) => number}
 */
export function huber(targets, outputs, delta) {
  let total = 0.0;
  for (let j = 0; j < targets.length; j++) {
    const error = Math.abs(outputs[j] - targets[j]);
    if (error <= delta) {
      total = total + 0.5 * (error * error);
    } else {
      total = total + (delta * error - 0.5 * (delta * delta));
    }
  }
  return total;
}

/**
 * Return the derivative of `huber` with respect to each output (LOSS-3).
 * @type {(targets: number[], outputs: number[], delta: number) => number[]}
 */
export function huberGradient(targets, outputs, delta) {
  const errors = outputs.map((y, j) => y - targets[j]);
  return errors.map((error) => (Math.abs(error) <= delta ? error : delta * sign(error)));
}

/**
 * Return the sum of ln cosh(y - t) (LOSS-4).
 * @type {(targets: number[], outputs: number[]) => number}
 */
export function logCosh(targets, outputs) {
  let total = 0.0;
  for (let j = 0; j < targets.length; j++) {
    const error = Math.abs(outputs[j] - targets[j]);
    total = total + (error + log1p(exp(-2.0 * error)) - LN_2);
  }
  return total;
}

/**
 * Return the derivative of `logCosh` with respect to each output (LOSS-4).
 * @type {(targets: number[], outputs: number[]) => number[]}
 */
export function logCoshGradient(targets, outputs) {
  return outputs.map((y, j) => tanh(y - targets[j]));
}

/**
 * Return the sum of 1 - t*y, or 0 where that is negative (LOSS-5).
 * @type {(targets: number[], outputs: number[]) => number}
 */
export function hinge(targets, outputs) {
  let total = 0.0;
  for (let j = 0; j < targets.length; j++) {
    total = total + Math.max(1.0 - targets[j] * outputs[j], 0.0);
  }
  return total;
}

/**
 * Return the derivative of `hinge` with respect to each output (LOSS-5).
 * @type {(targets: number[], outputs: number[]) => number[]}
 */
export function hingeGradient(targets, outputs) {
  return outputs.map((y, j) => (1.0 - targets[j] * y >= 0.0 ? -targets[j] : 0.0));
}

/**
 * Return y, at least EPSILON and at most high (LOSS-7).
 * @type {(y: number, high: number) => number}
 */
export function clipped(y, high) {
  return y < EPSILON ? EPSILON : y > high ? high : y;
}

/**
 * Return the gradient with respect to y, 0 where `clipped` changes y (LOSS-7).
 * @type {(gradient: number, y: number, high: number) => number}
 */
export function unlessClipped(gradient, y, high) {
  return y < EPSILON || y > high ? 0.0 : gradient;
}

/**
 * Return the sum of t ln(t/y), of probabilities from EPSILON to 1 (LOSS-7).
 * @type {(targets: number[], outputs: number[]) => number}
 */
export function klDivergence(targets, outputs) {
  let total = 0.0;
  for (let j = 0; j < targets.length; j++) {
    const [t, y] = [clipped(targets[j], 1.0), clipped(outputs[j], 1.0)];
    total = total + t * log(t / y);
  }
  return total;
}

/**
 * Return the derivative of `klDivergence` with respect to each output (LOSS-7).
 * @type {(targets: number[], outputs: number[]) => number[]}
 */
export function klDivergenceGradient(targets, outputs) {
  return outputs.map((y, j) => unlessClipped(-clipped(targets[j], 1.0) / clipped(y, 1.0), y, 1.0));
}

/**
 * Return the sum of -(t ln y + (1 - t) ln(1 - y)), from the outputs themselves (LOSS-9).
 * @type {(targets: number[], outputs: number[]) => number}
 */
export function binaryCrossentropyOfOutputs(targets, outputs) {
  let total = 0.0;
  for (let j = 0; j < targets.length; j++) {
    const [t, y] = [targets[j], clipped(outputs[j], HIGHEST)];
    total = total - (t * log(y) + (1.0 - t) * log(1.0 - y));
  }
  return total;
}

/**
 * Return the derivative of `binaryCrossentropyOfOutputs` for each output (LOSS-9).
 * @type {(targets: number[], outputs: number[]) => number[]}
 */
export function binaryCrossentropyOfOutputsGradient(targets, outputs) {
  return outputs.map((output, j) => {
    const [t, y] = [targets[j], clipped(output, HIGHEST)];
    return unlessClipped((1.0 - t) / (1.0 - y) - t / y, output, HIGHEST);
  });
}

/**
 * Return y_1 + y_2 + ..., or NaN where that is 0, so that the loss diverges (LOSS-10).
 * @type {(outputs: number[]) => number}
 */
export function sumOfOutputs(outputs) {
  let total = 0.0;
  for (const y of outputs) {
    total = total + y;
  }
  return total === 0.0 ? NaN : total;
}

/**
 * Return -(sum of t ln q), where q are the outputs divided by their sum (LOSS-10).
 * @type {(targets: number[], outputs: number[]) => number}
 */
export function categoricalCrossentropyOfOutputs(targets, outputs) {
  const divisor = sumOfOutputs(outputs);
  let total = 0.0;
  for (let j = 0; j < targets.length; j++) {
    total = total - targets[j] * log(clipped(outputs[j] / divisor, HIGHEST));
  }
  return total;
}

/**
 * Return the derivative of `categoricalCrossentropyOfOutputs` for each output (LOSS-10).
 * @type {(targets: number[], outputs: number[]) => number[]}
 */
export function categoricalCrossentropyOfOutputsGradient(targets, outputs) {
  const divisor = sumOfOutputs(outputs);
  const gradients = [];
  let total = 0.0;
  for (let j = 0; j < targets.length; j++) {
    const q = outputs[j] / divisor;
    const gradient = unlessClipped(-targets[j] / clipped(q, HIGHEST), q, HIGHEST);
    total = total + gradient * q;
    gradients.push(gradient);
  }
  return gradients.map((gradient) => (gradient - total) / divisor);
}

/**
 * Return a loss of one example as a sum over its outputs (LOSS-1 to LOSS-10).
 * delta: that of huber
 * @type {(name: string, targets: number[], outputs: number[], delta: number) => number}
 */
export function furtherLoss(name, targets, outputs, delta) {
  switch (name) {
    case "mean_absolute_error":
      return absoluteError(targets, outputs);
    case "mean_absolute_percentage_error":
      return absolutePercentageError(targets, outputs);
    case "huber":
      return huber(targets, outputs, delta);
    case "log_cosh":
      return logCosh(targets, outputs);
    case "hinge":
      return hinge(targets, outputs);
    case "kl_divergence":
      return klDivergence(targets, outputs);
    case "binary_crossentropy":
      return binaryCrossentropyOfOutputs(targets, outputs);
    default:
      return categoricalCrossentropyOfOutputs(targets, outputs); // sparse targets are rows here
  }
}

/**
 * Return the derivative of `furtherLoss` with respect to each output (LOSS-1 to LOSS-10).
 *
 * targets [k], outputs [k] -> [k]; delta: that of huber
 * @type {(name: string, targets: number[], outputs: number[], delta: number) => number[]}
 */
export function furtherLossGradient(name, targets, outputs, delta) {
  switch (name) {
    case "mean_absolute_error":
      return absoluteErrorGradient(targets, outputs);
    case "mean_absolute_percentage_error":
      return absolutePercentageErrorGradient(targets, outputs);
    case "huber":
      return huberGradient(targets, outputs, delta);
    case "log_cosh":
      return logCoshGradient(targets, outputs);
    case "hinge":
      return hingeGradient(targets, outputs);
    case "kl_divergence":
      return klDivergenceGradient(targets, outputs);
    case "binary_crossentropy":
      return binaryCrossentropyOfOutputsGradient(targets, outputs);
  }
  return categoricalCrossentropyOfOutputsGradient(targets, outputs);
}

/**
 * Return whether all targets are 0 or 1, so that hinge counts 0 as -1 (LOSS-6).
 * targets [m][k]
 * @type {(targets: Matrix) => boolean}
 */
export function areBinary(targets) {
  return targets.every((row) => row.every((t) => t === 0.0 || t === 1.0));
}

/**
 * Return -1 for targets of 0 and 1 for those of 1 (LOSS-6).
 * @type {(targets: number[]) => number[]}
 */
export function signedTargets(targets) {
  return targets.map((t) => 2.0 * t - 1.0);
}

/**
 * Return the targets, a part of which is spread evenly (LOSS-11).
 * share: what each output gets of it
 * @type {(targets: number[], labelSmoothing: number, share: number) => number[]}
 */
export function smoothedTargets(targets, labelSmoothing, share) {
  const kept = 1.0 - labelSmoothing;
  return targets.map((t) => t * kept + share);
}
