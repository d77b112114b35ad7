// Chapter flatten: the layer that forgets the shape of an example.
//
// A network handles an example of any shape as one row of numbers, in which the last index varies
// fastest: an image [rows][columns] is stored row by row. So this layer has nothing to compute. It
// only marks where an example loses its shape; its forward and backward functions return the
// numbers unchanged.
//
// Left out on purpose: other orders of the numbers.
//
// m examples, n numbers in each.

/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./optimizers.js").Vectors} Vectors */

/**
 * A layer without parameters; inputShape: that of one example, [] until it is known.
 * @typedef {{kind: "flatten", inputShape: number[], activation: "linear"}} FlattenLayer
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
 * Return the parameters as vectors: none.
 * @type {(layer: FlattenLayer) => Vectors}
 */
export function flattenParameters(layer) {
  return [];
}

/**
 * Return the layer itself.
 * @type {(layer: FlattenLayer, vectors: Vectors) => FlattenLayer}
 */
export function flattenWithParameters(layer, vectors) {
  return layer;
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
 * Return the gradients of the parameters: none.
 *
 * inputs [m][n], deltas [m][n]
 * @type {(inputs: Matrix, deltas: Matrix, layer: FlattenLayer) => Vectors}
 */
export function flattenParameterGradients(inputs, deltas, layer) {
  return [];
}

/**
 * Return the same gradients.
 *
 * deltas [m][n] -> [m][n]
 * @type {(deltas: Matrix, layer: FlattenLayer) => Matrix}
 */
export function flattenInputGradients(deltas, layer) {
  return deltas.map((row) => row.slice());
}
