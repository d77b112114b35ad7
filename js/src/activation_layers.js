// Chapter activation_layers: activations that are layers of their own.
//
// A layer of the kind activation has nothing but an activation, so that it can stand behind any other
// layer. Leaky_relu has a slope of its own below zero. Softmax turns the last axis of an example into
// probabilities: all numbers of an example that is one row, the features of each step or pixel
// otherwise.
//
// Derivation: an activation's backward form (chapter activations) turns the gradients of its outputs
// into those of its inputs.
//
// Source: as in chapters activations and further_activations; the kinds are Keras 3's Activation,
// LeakyReLU and Softmax.
//
// Left out on purpose: slopes that are learned, softmax over another axis.
//
// m examples, n numbers in each.

import { activationBackward, softmax } from "./activations.js";
import { cellRows } from "./conv.js";
import { leakyRelu, leakyReluBackward } from "./further_activations.js";
import { joined } from "./sequences.js";

/** @typedef {import("./readers.js").Matrix} Matrix */

/**
 * A layer that is an activation; inputShape: that of one example, [] until it is known.
 * @typedef {{kind: "activation", activation: string, inputShape: number[]}} ActivationLayer
 */

/**
 * A relu with a slope below zero, 0 or more; inputShape as in `ActivationLayer`.
 * @typedef {{
 *   kind: "leaky_relu",
 *   negativeSlope: number,
 *   inputShape: number[],
 *   activation: "linear",
 * }} LeakyReLULayer
 */

/**
 * A softmax over the last axis; inputShape as in `ActivationLayer`.
 *
 * activation: that of a whole row, or "linear" where the layer applies it itself
 * @typedef {{
 *   kind: "softmax",
 *   inputShape: number[],
 *   activation: "softmax" | "linear",
 * }} SoftmaxLayer
 */

/**
 * Return the shapes of one example before and after the layer, which are the same.
 * @type {(layer: ActivationLayer | LeakyReLULayer | SoftmaxLayer) => [number[], number[]]}
 */
export function sameShapes(layer) {
  return [layer.inputShape, layer.inputShape];
}

/**
 * Return the inputs as preactivations, which the network activates (ACT-13).
 *
 * inputs [m][n] -> [m][n]
 * @type {(inputs: Matrix, layer: ActivationLayer) => Matrix}
 */
export function activationForward(inputs, layer) {
  return inputs.map((row) => row.slice());
}

/**
 * Return the gradients of the inputs, which are the deltas (ACT-13).
 *
 * inputs [m][n], deltas [m][n] -> [m][n]
 * @type {(inputs: Matrix, deltas: Matrix, layer: ActivationLayer) => Matrix}
 */
export function activationInputGradients(inputs, deltas, layer) {
  return deltas.map((row) => row.slice());
}

/**
 * Return the inputs, those that are not positive times the slope (ACT-14).
 *
 * inputs [m][n] -> [m][n]
 * @type {(inputs: Matrix, layer: LeakyReLULayer) => Matrix}
 */
export function leakyReluForward(inputs, layer) {
  return inputs.map((row) => row.map((x) => leakyRelu(x, layer.negativeSlope)));
}

/**
 * Return the gradients of the inputs (ACT-14).
 *
 * inputs [m][n], deltas [m][n] -> [m][n]
 * @type {(inputs: Matrix, deltas: Matrix, layer: LeakyReLULayer) => Matrix}
 */
export function leakyReluInputGradients(inputs, deltas, layer) {
  return deltas.map((row, e) =>
    row.map((gradient, j) => leakyReluBackward(gradient, inputs[e][j], layer.negativeSlope)),
  );
}

/**
 * Return the inputs as preactivations, or the softmax of each cell of the last axis (ACT-15).
 *
 * inputs [m][n] -> [m][n]
 * @type {(inputs: Matrix, layer: SoftmaxLayer) => Matrix}
 */
export function softmaxForward(inputs, layer) {
  if (layer.activation === "softmax") {
    return inputs.map((row) => row.slice());
  }
  const u = layer.inputShape[layer.inputShape.length - 1];
  return inputs.map((row) => joined(cellRows(row, u).map((cell) => softmax(cell))));
}

/**
 * Return the gradients of the inputs, cell by cell (ACT-15).
 *
 * inputs [m][n], deltas [m][n] -> [m][n]
 * @type {(inputs: Matrix, deltas: Matrix, layer: SoftmaxLayer) => Matrix}
 */
export function softmaxInputGradients(inputs, deltas, layer) {
  if (layer.activation === "softmax") {
    return deltas.map((row) => row.slice());
  }
  const u = layer.inputShape[layer.inputShape.length - 1];
  return softmaxForward(inputs, layer).map((row, e) => {
    const gradients = cellRows(deltas[e], u);
    const cells = cellRows(row, u);
    return joined(cells.map((y, i) => activationBackward("softmax", gradients[i], y)));
  });
}
