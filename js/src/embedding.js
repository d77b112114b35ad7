// Chapter embedding: the layer that gives each word, letter or other thing a vector.
//
// What has no numbers of its own gets a number from 0 to inputDim - 1, and the layer looks up its
// vector in a table, whose rows it learns. That is a dense layer without a bias that sees the
// number one-hot, without the multiplications by 0. With maskZero, the number 0 fills up short
// sequences: it has a vector as well, but its steps are not real (chapter sequences).
//
// Derivation: the vector of a number is an output of each step that has the number, so its gradient
// is the sum of those steps' deltas. The numbers themselves have none: they cannot change a little.
//
// Source: Y. Bengio, R. Ducharme, P. Vincent and C. Jauvin, "A neural probabilistic language
// model", 2003.
//
// Left out on purpose: initial vectors from other networks, which are just parameters.
//
// m examples of t steps, each one number; outputDim numbers in a vector.

import { cellRows } from "./conv.js";
import { joined } from "./sequences.js";

/** @typedef {import("./optimizers.js").Vectors} Vectors */
/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./sequences.js").Mask} Mask */

/**
 * A table of vectors: embeddings [inputDim][outputDim].
 *
 * maskZero: whether the number 0 is no step; inputShape: [t], [] until it is known.
 * @typedef {{
 *   kind: "embedding",
 *   inputDim: number,
 *   outputDim: number,
 *   embeddings: Matrix,
 *   maskZero: boolean,
 *   inputShape: number[],
 *   activation: "linear",
 * }} EmbeddingLayer
 */

/**
 * Return the shapes of one example before and after the layer: [t] and [t, outputDim].
 * @type {(layer: EmbeddingLayer) => [number[], number[]]}
 */
export function embeddingShapes(layer) {
  return [layer.inputShape, [...layer.inputShape, layer.outputDim]];
}

/**
 * Return the parameters as vectors: the table row by row.
 * @type {(layer: EmbeddingLayer) => Vectors}
 */
export function embeddingParameters(layer) {
  return layer.embeddings.map((row) => row.slice());
}

/**
 * Return how many of the vectors belong to the table: all.
 * @type {(layer: EmbeddingLayer) => number[]}
 */
export function embeddingVariables(layer) {
  return [layer.embeddings.length];
}

/**
 * Return the layer with another table.
 * @type {(layer: EmbeddingLayer, vectors: Vectors) => EmbeddingLayer}
 */
export function embeddingWithParameters(layer, vectors) {
  return { ...layer, embeddings: vectors };
}

/**
 * Return which steps have a number other than 0, with maskZero (EMBED-1).
 *
 * inputs [m][t], mask: null, because no layer comes before this one -> [m][t]
 * @type {(inputs: Matrix, layer: EmbeddingLayer, mask: Mask) => Mask}
 */
export function embeddingMask(inputs, layer, mask) {
  if (!layer.maskZero) {
    return null;
  }
  return inputs.map((row) => row.map((number) => number !== 0.0));
}

/**
 * Return the vector of each number (EMBED-1).
 *
 * inputs [m][t] -> [m][t * outputDim]
 * @type {(inputs: Matrix, layer: EmbeddingLayer) => Matrix}
 */
export function embeddingForward(inputs, layer) {
  return inputs.map((row) => joined(row.map((number) => layer.embeddings[number])));
}

/**
 * Return the gradients of the table: for each number the sum of its deltas, in order (EMBED-2).
 *
 * inputs [m][t], deltas [m][t * outputDim] -> vectors as `embeddingParameters` returns them
 * @type {(inputs: Matrix, deltas: Matrix, layer: EmbeddingLayer) => Vectors}
 */
export function embeddingParameterGradients(inputs, deltas, layer) {
  const gradients = layer.embeddings.map((row) => row.map(() => 0.0));
  for (let e = 0; e < inputs.length; e++) {
    const steps = cellRows(deltas[e], layer.outputDim);
    for (let i = 0; i < steps.length; i++) {
      const step = steps[i];
      const total = gradients[inputs[e][i]];
      for (let j = 0; j < step.length; j++) {
        total[j] = total[j] + step[j];
      }
    }
  }
  return gradients;
}

/**
 * Return zeros: numbers that stand for something have no gradients (EMBED-2).
 *
 * inputs [m][t], deltas [m][t * outputDim] -> [m][t]
 * @type {(inputs: Matrix, deltas: Matrix, layer: EmbeddingLayer) => Matrix}
 */
export function embeddingInputGradients(inputs, deltas, layer) {
  return inputs.map((row) => row.map(() => 0.0));
}
