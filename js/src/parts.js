// Chapter parts: the layer that passes on a part of its inputs.
//
// A recurrent layer that returns its state has two or three things in one row: its outputs, then
// the state after the last step (chapter recurrent). A layer that sees only a part of them takes
// them apart again, and gives its part a shape, so that what follows sees outputs, state or cells
// alone.
//
// Derivation: a number that the layer leaves out changes none of its outputs, so its gradient is 0.
//
// Left out on purpose: steps between the numbers, and several parts at once.
//
// m examples; n numbers before the layer, u after it.

/** @typedef {import("./readers.js").Matrix} Matrix */

/**
 * A layer without parameters; first: where the part begins; targetShape: that of the part.
 *
 * inputShape: that of an example before it, [] until it is known.
 * @typedef {{
 *   kind: "part",
 *   first: number,
 *   targetShape: number[],
 *   inputShape: number[],
 *   activation: "linear",
 * }} PartLayer
 */

/**
 * Return the shapes of one example before and after the layer: inputShape, targetShape.
 * @type {(layer: PartLayer) => [number[], number[]]}
 */
export function partShapes(layer) {
  return [layer.inputShape, layer.targetShape];
}

/**
 * Return the numbers of the part (PART-1).
 *
 * inputs [m][n] -> [m][u]
 * @type {(inputs: Matrix, layer: PartLayer) => Matrix}
 */
export function partForward(inputs, layer) {
  const [first, u] = [layer.first, layer.targetShape.reduce((n, size) => n * size, 1)];
  return inputs.map((row) => row.slice(first, first + u));
}

/**
 * Return the gradients of the inputs: the deltas in their places, zeros elsewhere (PART-2).
 *
 * inputs [m][n], deltas [m][u] -> [m][n]
 * @type {(inputs: Matrix, deltas: Matrix, layer: PartLayer) => Matrix}
 */
export function partInputGradients(inputs, deltas, layer) {
  const n = layer.inputShape.reduce((product, size) => product * size, 1);
  return deltas.map((delta) => {
    const gradients = Array.from({ length: n }, () => 0.0);
    for (let i = 0; i < delta.length; i++) {
      gradients[layer.first + i] = delta[i];
    }
    return gradients;
  });
}
