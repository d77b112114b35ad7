// Chapter graphs: layers that see something else than the outputs of the layer before.
//
// In a chain, each layer sees the outputs of the layer before it. In a graph, each layer may name its
// sources: earlier layers, or the inputs of the network. So a path can lead around some layers, and
// several paths can meet in a layer that adds its sources or puts them side by side. The layers stand
// in such an order that each comes after its sources; forward and backward go through them as before.
//
// Derivation: where several layers use the same outputs, the loss depends on these in several ways,
// and by the chain rule the gradients of all ways are added. A sum passes its gradient on to each of
// its terms.
//
// Source: the layers Add and Concatenate of Keras; paths around layers that meet in a sum are those of
// K. He et al., "Deep residual learning for image recognition", 2015.
//
// Left out on purpose: several inputs or outputs of the network, and layers that share weights.
//
// m examples. A layer with several sources sees the numbers of all of them in one row, source after
// source.

import { cellRows } from "./conv.js";
import { joined } from "./sequences.js";
import { numbersOf, totalOf } from "./shape_checks.js";

/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./sequences.js").Mask} Mask */

/**
 * Of each layer: numbers of earlier layers, -1 for the inputs of the network; null: the one before.
 * @typedef {(number[] | null)[] | null} Sources
 */

/**
 * What a layer has calculated.
 * @typedef {{outputs: Matrix, outputMask: Mask}} Calculated
 */

/**
 * A sum of sources of the same shape; inputShapes: one for each, [] until they are known.
 * @typedef {{kind: "add", inputShapes: number[][], activation: "linear"}} AddLayer
 */

/**
 * Sources side by side in the last axis; inputShapes as in `AddLayer`.
 * @typedef {{kind: "concatenate", inputShapes: number[][], activation: "linear"}} ConcatenateLayer
 */

/**
 * Return how many numbers of an example come from each source.
 * @type {(layer: AddLayer | ConcatenateLayer) => number[]}
 */
export function sourceSizes(layer) {
  return layer.inputShapes.map(numbersOf);
}

/**
 * Return the parts of a row, which have these sizes.
 *
 * row [the sum of the sizes]
 * @type {(row: number[], sizes: number[]) => Matrix}
 */
export function splitRow(row, sizes) {
  let start = 0;
  return sizes.map((size) => {
    start = start + size;
    return row.slice(start - size, start);
  });
}

/**
 * Return the last sizes of the shapes of all sources.
 * @type {(layer: ConcatenateLayer) => number[]}
 */
export function featuresOf(layer) {
  return layer.inputShapes.map((shape) => shape[shape.length - 1]);
}

/**
 * Return the shapes of one example before the layer, one row, and after it.
 * @type {(layer: AddLayer) => [number[], number[]]}
 */
export function addShapes(layer) {
  return [[totalOf(sourceSizes(layer))], layer.inputShapes[0]];
}

/**
 * Return the sums of the sources, added in order (GRAPH-4).
 *
 * inputs [m][sources * n] -> [m][n]
 * @type {(inputs: Matrix, layer: AddLayer) => Matrix}
 */
export function addForward(inputs, layer) {
  return inputs.map((row) => {
    const [first, ...others] = splitRow(row, sourceSizes(layer));
    return others.reduce((sums, part) => sums.map((x, j) => x + part[j]), first);
  });
}

/**
 * Return the gradients of all sources: the deltas for each (GRAPH-4).
 *
 * inputs [m][sources * n], deltas [m][n] -> [m][sources * n]
 * @type {(inputs: Matrix, deltas: Matrix, layer: AddLayer) => Matrix}
 */
export function addInputGradients(inputs, deltas, layer) {
  return deltas.map((delta) => joined(layer.inputShapes.map(() => delta)));
}

/**
 * Return the shapes of one example before the layer, one row, and after it.
 * @type {(layer: ConcatenateLayer) => [number[], number[]]}
 */
export function concatenateShapes(layer) {
  const axes = layer.inputShapes[0].slice(0, -1);
  return [[totalOf(sourceSizes(layer))], [...axes, totalOf(featuresOf(layer))]];
}

/**
 * Return the numbers of the sources, in each cell source after source (GRAPH-5).
 *
 * inputs [m][n] -> [m][n]
 * @type {(inputs: Matrix, layer: ConcatenateLayer) => Matrix}
 */
export function concatenateForward(inputs, layer) {
  const features = featuresOf(layer);
  return inputs.map((row) => {
    const parts = splitRow(row, sourceSizes(layer));
    const cells = parts.map((part, i) => cellRows(part, features[i]));
    return joined(cells[0].map((_, cell) => joined(cells.map((own) => own[cell]))));
  });
}

/**
 * Return the gradients of all sources: the deltas in the order of the inputs (GRAPH-5).
 *
 * inputs [m][n], deltas [m][n] -> [m][n]
 * @type {(inputs: Matrix, deltas: Matrix, layer: ConcatenateLayer) => Matrix}
 */
export function concatenateInputGradients(inputs, deltas, layer) {
  const features = featuresOf(layer);
  return deltas.map((delta) => {
    const cells = cellRows(delta, totalOf(features)).map((cell) => splitRow(cell, features));
    return joined(features.map((_, i) => joined(cells.map((parts) => parts[i]))));
  });
}

/**
 * Return the sources of layer i: its own, or the layer before it (GRAPH-1).
 * @type {(i: number, sources: Sources) => number[]}
 */
export function layerSources(i, sources) {
  return sources?.[i] ?? [i - 1];
}

/**
 * Return what each source gives to layer i (GRAPH-1).
 *
 * inputs [m][n]: of the network; forward: what the layers before it have calculated
 * @type {(i: number, inputs: Matrix, forward: Calculated[], sources: Sources) => Matrix[]}
 */
export function sourceRows(i, inputs, forward, sources) {
  return layerSources(i, sources).map((j) => (j < 0 ? inputs : forward[j].outputs));
}

/**
 * Return what layer i sees: the numbers of its sources, one after another (GRAPH-1).
 *
 * inputs [m][n]: of the network; forward: what the layers before it have calculated
 * @type {(i: number, inputs: Matrix, forward: Calculated[], sources: Sources) => Matrix}
 */
export function layerInputs(i, inputs, forward, sources) {
  const parts = sourceRows(i, inputs, forward, sources);
  return parts.length === 1
    ? parts[0]
    : parts[0].map((_, e) => joined(parts.map((rows) => rows[e])));
}

/**
 * Return the mask of what layer i sees: a step is real where one of its sources is (GRAPH-6).
 *
 * forward: what the layers before it have calculated -> [m][t], null where a source has no mask
 * @type {(i: number, forward: Calculated[], sources: Sources) => Mask}
 */
export function layerMask(i, forward, sources) {
  const [first, ...others] = layerSources(i, sources).map((j) =>
    j < 0 ? null : forward[j].outputMask,
  );
  return others.reduce(
    (mask, other) =>
      mask === null || other === null
        ? null
        : mask.map((row, e) => row.map((real, step) => real || other[e][step])),
    first,
  );
}

/**
 * Return whether layer i uses the outputs of a layer, not only the network's inputs.
 * @type {(i: number, sources: Sources) => boolean}
 */
export function seesLayers(i, sources) {
  return layerSources(i, sources).some((j) => j >= 0);
}

/**
 * Add the gradients of what layer i sees to those of its sources, in their order (GRAPH-3).
 *
 * outputGradients: of each layer [m][u], null where there are none yet, which this changes;
 * gradients [m][all numbers of the sources]; inputs [m][n]: of the network
 * @type {(
 *   outputGradients: (Matrix | null)[], i: number, gradients: Matrix, inputs: Matrix,
 *   forward: Calculated[], sources: Sources,
 * ) => void}
 */
export function addGradients(outputGradients, i, gradients, inputs, forward, sources) {
  const rows = sourceRows(i, inputs, forward, sources);
  let start = 0;
  layerSources(i, sources).forEach((j, position) => {
    const first = start;
    start = start + rows[position][0].length;
    if (j >= 0) {
      const own = gradients.map((row) => row.slice(first, start));
      outputGradients[j] = plus(outputGradients[j], own);
    }
  });
}

/**
 * Return the sums of gradients, or the others where there are none yet (GRAPH-3).
 *
 * gradients [m][u], more [m][u] -> [m][u]
 * @type {(gradients: Matrix | null, more: Matrix) => Matrix}
 */
export function plus(gradients, more) {
  return gradients === null ? more : gradients.map((row, e) => row.map((x, j) => x + more[e][j]));
}
