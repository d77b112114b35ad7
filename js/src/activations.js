// Chapter activations: from a unit's weighted sum to its output, with the derivatives.
//
// An activation turns the weighted sums of a layer, the preactivations d, into its outputs y. Each
// one comes with its backward form: given dL/dy, the gradients of the loss with respect to y, it
// returns dL/dd. The backward forms are written in terms of y, which the forward pass has already
// computed; three activations of chapter further_activations need d.
//
// Derivation: with y = f(d), dL/dd = dL/dy * f'(d), where f' is y(1 - y) for the sigmoid, 1 - y^2
// for tanh, and 1 or 0 for relu. Softmax mixes the units of a layer:
// dy_i/dd_j = y_i(1[i = j] - y_j), so dL/dd_j = y_j * (dL/dy_j - sum of dL/dy_i * y_i).
//
// Source: the formulas are standard; softmax is J. S. Bridle's, "Probabilistic interpretation of
// feedforward classification network outputs", 1990, here with the largest value subtracted so that
// nothing overflows.
//
// Left out on purpose: the many relatives of these, which are in chapter further_activations.
//
// u units in a layer; one example at a time.

import { exp, log, sigmoid, tanh } from "./elementary.js";
import {
  backwardFromOutput,
  backwardFromPreactivation,
  FROM_OUTPUTS,
  FROM_PREACTIVATIONS,
  furtherActivation,
} from "./further_activations.js";

const FIRST_FOUR = ["linear", "sigmoid", "tanh", "relu"];
// of recurrent layers
export const STEP_ACTIVATIONS = [...FIRST_FOUR, ...FROM_OUTPUTS];
// of each unit by itself
export const UNIT_ACTIVATIONS = [...STEP_ACTIVATIONS, ...FROM_PREACTIVATIONS];
export const ACTIVATIONS = [...FIRST_FOUR, "softmax", ...FROM_OUTPUTS, ...FROM_PREACTIVATIONS];

// powers below e^-644 count as zero, so that none is subnormal
const LEAST_EXPONENT = -644.0;

/**
 * Return d, or 0 where d is negative (DENSE-2).
 * @type {(d: number) => number}
 */
export function relu(d) {
  return d < 0.0 ? 0.0 : d;
}

/**
 * Return the index of the largest value, the first one where several are equal.
 *
 * values [n], n > 0
 * @type {(values: number[]) => number}
 */
export function argmax(values) {
  let place = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] > values[place]) {
      place = i;
    }
  }
  return place;
}

/**
 * Return e^(d - largest), or 0 where the exponent is below LEAST_EXPONENT (DENSE-21).
 * @type {(d: number, largest: number) => number}
 */
export function softmaxPower(d, largest) {
  const exponent = d - largest;
  return exponent < LEAST_EXPONENT ? 0.0 : exp(exponent);
}

/**
 * Return e^d for each preactivation, divided by the sum of all of them (DENSE-3).
 *
 * preactivations [u] -> [u]
 * @type {(preactivations: number[]) => number[]}
 */
export function softmax(preactivations) {
  const largest = preactivations[argmax(preactivations)];
  const powers = preactivations.map((d) => softmaxPower(d, largest)); // at most 1, so none overflows
  let total = 0.0;
  for (const power of powers) {
    total = total + power;
  }
  return powers.map((power) => power / total);
}

/**
 * Return the logarithms of the softmax, finite even where the softmax underflows (DENSE-6).
 *
 * logits [u] -> [u]
 * @type {(logits: number[]) => number[]}
 */
export function logSoftmax(logits) {
  const largest = logits[argmax(logits)];
  let total = 0.0;
  for (const d of logits) {
    total = total + softmaxPower(d, largest);
  }
  const logTotal = log(total);
  return logits.map((d) => d - largest - logTotal);
}

/**
 * Return the outputs of a layer for one example (DENSE-2).
 *
 * preactivations [u] -> [u]
 * @type {(activation: string, preactivations: number[]) => number[]}
 */
export function activate(activation, preactivations) {
  if (activation === "sigmoid") {
    return preactivations.map((d) => sigmoid(d));
  }
  if (activation === "tanh") {
    return preactivations.map((d) => tanh(d));
  }
  if (activation === "relu") {
    return preactivations.map((d) => relu(d));
  }
  if (activation === "softmax") {
    return softmax(preactivations);
  }
  if (activation === "linear") {
    return preactivations.slice();
  }
  return preactivations.map((d) => furtherActivation(activation, d));
}

/**
 * Return the gradients with respect to the preactivations, the deltas of one example (DENSE-9).
 *
 * Not for activations in FROM_PREACTIVATIONS. outputGradients [u], outputs [u] -> [u]
 * @type {(activation: string, outputGradients: number[], outputs: number[]) => number[]}
 */
export function activationBackward(activation, outputGradients, outputs) {
  if (activation === "sigmoid") {
    return outputs.map((y, j) => outputGradients[j] * y * (1.0 - y));
  }
  if (activation === "tanh") {
    return outputs.map((y, j) => outputGradients[j] * (1.0 - y * y));
  }
  if (activation === "relu") {
    return outputs.map((y, j) => (y > 0.0 ? outputGradients[j] : 0.0));
  }
  if (activation === "softmax") {
    let total = 0.0;
    for (let j = 0; j < outputs.length; j++) {
      total = total + outputGradients[j] * outputs[j];
    }
    return outputs.map((y, j) => y * (outputGradients[j] - total));
  }
  if (activation === "linear") {
    return outputGradients.slice();
  }
  return outputs.map((y, j) => backwardFromOutput(activation, outputGradients[j], y));
}

/**
 * Return the deltas of one example, for any activation (DENSE-9, ACT-12).
 *
 * outputGradients [u], preactivations [u], outputs [u] -> [u]
 * @type {(
 *   activation: string, outputGradients: number[], preactivations: number[], outputs: number[],
 * ) => number[]}
 */
export function layerDeltas(activation, outputGradients, preactivations, outputs) {
  if (!FROM_PREACTIVATIONS.includes(activation)) {
    return activationBackward(activation, outputGradients, outputs);
  }
  return preactivations.map((d, j) => backwardFromPreactivation(activation, outputGradients[j], d));
}
