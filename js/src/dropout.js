// Chapter dropout: a layer that leaves out random numbers while the network trains.
//
// A unit that can rely on another one to be there need not learn by itself. So in each batch of the
// training, every number of every example is left out with the same probability, the rate; the
// others are divided by the probability of staying, so that a sum of many keeps its expected size.
// Outside training nothing is left out. Recurrent layers leave out in the same way some of the
// features and of the outputs before, the same ones at all steps of an example.
//
// Derivation: the outputs are the inputs times factors that do not depend on any weight, so the
// gradients of the inputs are the deltas times the same factors.
//
// Source: N. Srivastava et al., "Dropout: a simple way to prevent neural networks from
// overfitting", 2014; the same factors at all steps: Y. Gal and Z. Ghahramani, "A theoretically
// grounded application of dropout in recurrent neural networks", 2016.
//
// Left out on purpose: factors that whole columns or channels share.
//
// m examples, n numbers in each.

import { nextDouble } from "./random.js";

/** @typedef {import("./random.js").Generator} Generator */
/** @typedef {import("./readers.js").Matrix} Matrix */

/**
 * A layer without parameters; rate: the probability of leaving a number out, below 1.
 *
 * inputShape: that of one example, [] until it is known; factors [m][n]: of the batch that the
 * network trains on, or null.
 * @typedef {{
 *   kind: "dropout",
 *   rate: number,
 *   inputShape: number[],
 *   factors: Matrix | null,
 *   activation: "linear",
 * }} DropoutLayer
 */

/**
 * Return the shapes of one example before and after the layer, which are the same.
 * @type {(layer: DropoutLayer) => [number[], number[]]}
 */
export function dropoutShapes(layer) {
  return [layer.inputShape, layer.inputShape];
}

/**
 * Return a factor for each of n numbers: 0, or 1 / (1 - rate) (DROP-1).
 * @type {(n: number, rate: number, generator: Generator) => number[]}
 */
export function randomFactors(n, rate, generator) {
  if (rate === 0.0) {
    return Array.from({ length: n }, () => 1.0);
  }
  const kept = 1.0 / (1.0 - rate);
  return Array.from({ length: n }, () => (nextDouble(generator) < rate ? 0.0 : kept));
}

/**
 * Return the layer with the factors of a batch of m examples (DROP-1).
 * @type {(layer: DropoutLayer, m: number, generator: Generator) => DropoutLayer}
 */
export function dropoutDrawn(layer, m, generator) {
  let n = 1;
  for (const size of layer.inputShape) {
    n = n * size;
  }
  const factors = Array.from({ length: m }, () => randomFactors(n, layer.rate, generator));
  return { ...layer, factors };
}

/**
 * Return each number times its factor; null: all as they are (DROP-2).
 *
 * row [n], factors [n]
 * @type {(row: number[], factors: number[] | null) => number[]}
 */
export function timesFactors(row, factors) {
  return factors === null ? row.slice() : row.map((x, i) => x * factors[i]);
}

/**
 * Return the inputs times their factors, outside training the inputs (DROP-2).
 *
 * inputs [m][n] -> [m][n]
 * @type {(inputs: Matrix, layer: DropoutLayer) => Matrix}
 */
export function dropoutForward(inputs, layer) {
  const { factors } = layer;
  return inputs.map((row, e) => timesFactors(row, factors === null ? null : factors[e]));
}

/**
 * Return the gradients of the inputs: the deltas times their factors (DROP-2).
 *
 * inputs [m][n], deltas [m][n] -> [m][n]
 * @type {(inputs: Matrix, deltas: Matrix, layer: DropoutLayer) => Matrix}
 */
export function dropoutInputGradients(inputs, deltas, layer) {
  return dropoutForward(deltas, layer);
}
