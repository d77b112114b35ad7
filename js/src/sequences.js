// Chapter sequences: examples that are steps one after another.
//
// A sequence [steps][features] is stored step by step, like an image of one row. Sequences of a
// batch have equally many steps, so shorter ones are filled up; a mask says which steps are real.
// It goes with the batch from layer to layer, as long as the outputs are still a sequence, and a
// recurrent layer passes over the steps that it leaves out.
//
// Masking makes a mask of a sequence: a step whose features all have one value is no step.
// Repeat_vector makes a sequence of an example, time_distributed applies a dense layer to each step
// by itself: a step takes the place of an example in chapter dense, whose sums have their order.
//
// Derivation: an input of repeat_vector is in every step, so its gradient is the sum of theirs.
//
// Source: the layers Masking, RepeatVector and TimeDistributed of Keras.
//
// Left out on purpose: time_distributed with other layers; conv1d sees several steps at once.
//
// m examples of t steps; n features of a step before a layer, u after it.

import { cellRows } from "./conv.js";
import {
  denseForward,
  denseInputGradients,
  denseParameterGradients,
  denseParameters,
  denseWithParameters,
  denseVariables,
} from "./dense.js";

/** @typedef {import("./dense.js").DenseLayer} DenseLayer */
/** @typedef {import("./optimizers.js").Vectors} Vectors */
/** @typedef {import("./readers.js").Matrix} Matrix */

/**
 * Whether a step is real, [m][t]; null where all are.
 * @typedef {boolean[][] | null} Mask
 */

/**
 * A layer without parameters; a step of nothing but maskValue is left out.
 *
 * inputShape: [t, n], [] until it is known.
 * @typedef {{
 *   kind: "masking",
 *   maskValue: number,
 *   inputShape: number[],
 *   activation: "linear",
 * }} MaskingLayer
 */

/**
 * A layer without parameters; n: the number of steps; inputShape: [u], [] until it is known.
 * @typedef {{
 *   kind: "repeat_vector",
 *   n: number,
 *   inputShape: number[],
 *   activation: "linear",
 * }} RepeatVectorLayer
 */

/**
 * A dense layer for each step: kernel [n][units], bias [units] or null.
 *
 * inputShape: [t, n], [] until it is known.
 * @typedef {{
 *   kind: "time_distributed",
 *   units: number,
 *   activation: string,
 *   kernel: Matrix,
 *   bias: number[] | null,
 *   inputShape: number[],
 * }} TimeDistributedLayer
 */

/**
 * Return the numbers of all rows, one row after another.
 *
 * rows [t][n] -> [t * n]
 * @type {(rows: Matrix) => number[]}
 */
export function joined(rows) {
  return rows.flat();
}

/**
 * Return the shapes of one example before and after the layer: [t, n], twice.
 * @type {(layer: MaskingLayer) => [number[], number[]]}
 */
export function maskingShapes(layer) {
  return [layer.inputShape, layer.inputShape];
}

/**
 * Return which steps have a feature other than maskValue (SEQ-1).
 *
 * inputs [m][t * n], mask: that of the inputs, which is dropped -> [m][t]
 * @type {(inputs: Matrix, layer: MaskingLayer, mask: Mask) => boolean[][]}
 */
export function maskingMask(inputs, layer, mask) {
  const n = layer.inputShape[1];
  return inputs.map((row) =>
    cellRows(row, n).map((step) => step.some((x) => x !== layer.maskValue)),
  );
}

/**
 * Return the inputs, with zeros in the steps that are left out (SEQ-1).
 *
 * inputs [m][t * n] -> [m][t * n]
 * @type {(inputs: Matrix, layer: MaskingLayer) => Matrix}
 */
export function maskingForward(inputs, layer) {
  return maskedSteps(inputs, inputs, layer);
}

/**
 * Return the deltas, with zeros in the steps that are left out (SEQ-1).
 *
 * inputs [m][t * n], deltas [m][t * n] -> [m][t * n]
 * @type {(inputs: Matrix, deltas: Matrix, layer: MaskingLayer) => Matrix}
 */
export function maskingInputGradients(inputs, deltas, layer) {
  return maskedSteps(inputs, deltas, layer);
}

/**
 * Return numbers, with zeros in the steps that are left out (SEQ-1).
 *
 * inputs [m][t * n], numbers [m][t * n] -> [m][t * n]
 * @type {(inputs: Matrix, numbers: Matrix, layer: MaskingLayer) => Matrix}
 */
export function maskedSteps(inputs, numbers, layer) {
  const n = layer.inputShape[1];
  const isReal = maskingMask(inputs, layer, null);
  return numbers.map((row, e) => {
    const steps = cellRows(row, n);
    return joined(steps.map((step, i) => (isReal[e][i] ? step : step.map(() => 0.0))));
  });
}

/**
 * Return the shapes of one example before and after the layer: [u] and [n, u].
 * @type {(layer: RepeatVectorLayer) => [number[], number[]]}
 */
export function repeatVectorShapes(layer) {
  return [layer.inputShape, [layer.n, ...layer.inputShape]];
}

/**
 * Return each example as often as there are steps (SEQ-2).
 *
 * inputs [m][u] -> [m][n * u]
 * @type {(inputs: Matrix, layer: RepeatVectorLayer) => Matrix}
 */
export function repeatVectorForward(inputs, layer) {
  return inputs.map((row) => joined(Array.from({ length: layer.n }, () => row)));
}

/**
 * Return the sums of the deltas over the steps, in order (SEQ-2).
 *
 * inputs [m][u], deltas [m][n * u] -> [m][u]
 * @type {(inputs: Matrix, deltas: Matrix, layer: RepeatVectorLayer) => Matrix}
 */
export function repeatVectorInputGradients(inputs, deltas, layer) {
  const gradients = [];
  for (const delta of deltas) {
    const total = Array.from({ length: layer.inputShape[0] }, () => 0.0);
    for (const step of cellRows(delta, total.length)) {
      for (let j = 0; j < step.length; j++) {
        total[j] = total[j] + step[j];
      }
    }
    gradients.push(total);
  }
  return gradients;
}

/**
 * Return the shapes of one example before and after the layer: [t, n] and [t, u].
 * @type {(layer: TimeDistributedLayer) => [number[], number[]]}
 */
export function timeDistributedShapes(layer) {
  const [t] = layer.inputShape;
  return [layer.inputShape, [t, layer.units]];
}

/**
 * Return the dense layer whose examples are the steps.
 * @type {(layer: TimeDistributedLayer) => DenseLayer}
 */
export function eachStepLayer(layer) {
  const { units, activation, kernel, bias } = layer;
  return { kind: "dense", units, activation, kernel, bias };
}

/**
 * Return the parameters as vectors: the kernel row by row, then the bias if there is one.
 * @type {(layer: TimeDistributedLayer) => Vectors}
 */
export function timeDistributedParameters(layer) {
  return denseParameters(eachStepLayer(layer));
}

/**
 * Return how many of the vectors belong to the kernel, and how many to the bias.
 * @type {(layer: TimeDistributedLayer) => number[]}
 */
export function timeDistributedVariables(layer) {
  return denseVariables(eachStepLayer(layer));
}

/**
 * Return the layer with other parameters, in the order of `timeDistributedParameters`.
 * @type {(layer: TimeDistributedLayer, vectors: Vectors) => TimeDistributedLayer}
 */
export function timeDistributedWithParameters(layer, vectors) {
  const moved = denseWithParameters(eachStepLayer(layer), vectors);
  return { ...layer, kernel: moved.kernel, bias: moved.bias };
}

/**
 * Return the preactivations of each step (SEQ-3).
 *
 * inputs [m][t * n] -> [m][t * u]
 * @type {(inputs: Matrix, layer: TimeDistributedLayer) => Matrix}
 */
export function timeDistributedForward(inputs, layer) {
  const [dense, n] = [eachStepLayer(layer), layer.inputShape[1]];
  return inputs.map((row) => joined(denseForward(cellRows(row, n), dense)));
}

/**
 * Return the gradients of the parameters, summed over all steps in order (SEQ-3).
 *
 * The steps of an example follow those of the one before. inputs [m][t * n], deltas [m][t * u] ->
 * vectors as `timeDistributedParameters` returns them
 * @type {(inputs: Matrix, deltas: Matrix, layer: TimeDistributedLayer) => Vectors}
 */
export function timeDistributedParameterGradients(inputs, deltas, layer) {
  const steps = inputs.flatMap((row) => cellRows(row, layer.inputShape[1]));
  const stepDeltas = deltas.flatMap((delta) => cellRows(delta, layer.units));
  return denseParameterGradients(steps, stepDeltas, eachStepLayer(layer));
}

/**
 * Return the gradients of the inputs of each step (SEQ-3).
 *
 * inputs [m][t * n], deltas [m][t * u] -> [m][t * n]
 * @type {(inputs: Matrix, deltas: Matrix, layer: TimeDistributedLayer) => Matrix}
 */
export function timeDistributedInputGradients(inputs, deltas, layer) {
  const dense = eachStepLayer(layer);
  return deltas.map((delta) =>
    joined(denseInputGradients([], cellRows(delta, layer.units), dense)),
  );
}
