// Chapter flatten: the layer that forgets the shape of an example.
//
// An example of any shape travels through a network as one row of numbers, the last index running
// fastest: [rows][columns] of an image is row after row. So this layer has nothing to calculate; it
// marks where the shape ends, and its forward and backward functions hand the numbers on.
//
// Left out on purpose: other orders of the numbers.
//
// m examples, n numbers in each.

/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./optimizers.js").Vectors} Vectors */

/**
 * A layer without parameters; inputShape: that of one example.
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
 * Return the gradients by the parameters: none.
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
