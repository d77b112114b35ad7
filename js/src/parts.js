// Chapter parts: the state that a layer returns, and the layer that passes on a part of a row.
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
// m examples; n numbers before the layer, u after it. A recurrent layer has t steps, u units and a
// state of s numbers.

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

/**
 * Return how many numbers the state of an example has; that of lstm has cells, too.
 * @type {(layer: any) => number}
 */
export function stateSize(layer) {
  return layer.kind === "lstm" ? 2 * layer.units : layer.units;
}

/**
 * Return the shape of what the layer returns: one axis if the state is behind the outputs.
 *
 * shape: of the outputs, [t, u] or [u] -> the same, or [t * u + s] or [u + s]
 * @type {(shape: number[], layer: any) => number[]}
 */
export function returnedShape(shape, layer) {
  const outputs = shape.reduce((product, size) => product * size, 1);
  return layer.returnState ? [outputs + stateSize(layer)] : shape;
}

/**
 * Return the outputs, followed by the state where the layer returns it (PART-3).
 *
 * outputs [t * u] or [u], state [s]: after the last step
 * @type {(outputs: number[], state: number[], layer: any) => number[]}
 */
export function withState(outputs, state, layer) {
  return layer.returnState ? [...outputs, ...state] : outputs;
}

/**
 * Return the gradients of the outputs, and those of the state after the last step (PART-4).
 *
 * delta [t * u] or [u], with [s] more where the layer returns the state; if not, [s] zeros
 * @type {(delta: number[], layer: any) => [number[], number[]]}
 */
export function splitDelta(delta, layer) {
  const size = stateSize(layer);
  if (!layer.returnState) {
    return [delta, Array.from({ length: size }, () => 0.0)];
  }
  const end = delta.length - size;
  return [delta.slice(0, end), delta.slice(end)];
}
