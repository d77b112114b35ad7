// Chapter flatten: the layers that forget the shape of an example, or give it another one.
//
// A network handles an example of any shape as one row of numbers, in which the last index varies
// fastest: an image [rows][columns] is stored row by row. So these layers have nothing to compute.
// Flatten only marks where an example loses its shape, reshape where it gets another one; their
// forward and backward functions return the numbers unchanged.
//
// Left out on purpose: other orders of the numbers.
//
// m examples, n numbers in each.

/** @typedef {import("./readers.js").Matrix} Matrix */

/**
 * A layer without parameters; inputShape: that of one example, [] until it is known.
 * @typedef {{kind: "flatten", inputShape: number[], activation: "linear"}} FlattenLayer
 */

/**
 * A layer without parameters; targetShape: that of an example after it.
 *
 * inputShape: that of an example before it, [] until it is known; both have as many numbers.
 * @typedef {{
 *   kind: "reshape",
 *   targetShape: number[],
 *   inputShape: number[],
 *   activation: "linear",
 * }} ReshapeLayer
 */

/**
 * Return the shapes of one example before and after the layer: inputShape and [n].
 * @type {(layer: FlattenLayer) => [number[], number[]]}
 */
export function flattenShapes(layer) {
  let n = 1;
  for (const size of layer.inputShape) {
    n = n * size;
  }
  return [layer.inputShape, [n]];
}

/**
 * Return the same numbers.
 *
 * inputs [m][n] -> [m][n]
 * @type {(inputs: Matrix, layer: FlattenLayer) => Matrix}
 */
export function flattenForward(inputs, layer) {
  return inputs.map((row) => row.slice());
}

/**
 * Return the same gradients.
 *
 * inputs [m][n], deltas [m][n] -> [m][n]
 * @type {(inputs: Matrix, deltas: Matrix, layer: FlattenLayer) => Matrix}
 */
export function flattenInputGradients(inputs, deltas, layer) {
  return deltas.map((row) => row.slice());
}

/**
 * Return the shapes of one example before and after the layer: inputShape and targetShape.
 * @type {(layer: ReshapeLayer) => [number[], number[]]}
 */
export function reshapeShapes(layer) {
  return [layer.inputShape, layer.targetShape];
}

/**
 * Return the same numbers.
 *
 * inputs [m][n] -> [m][n]
 * @type {(inputs: Matrix, layer: ReshapeLayer) => Matrix}
 */
export function reshapeForward(inputs, layer) {
  return inputs.map((row) => row.slice());
}

/**
 * Return the same gradients.
 *
 * inputs [m][n], deltas [m][n] -> [m][n]
 * @type {(inputs: Matrix, deltas: Matrix, layer: ReshapeLayer) => Matrix}
 */
export function reshapeInputGradients(inputs, deltas, layer) {
  return deltas.map((row) => row.slice());
}
