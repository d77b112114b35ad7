// Chapter bidirectional: a sequence read from both ends.
//
// What a word means may depend on the words after it. Two recurrent layers of one kind, each with
// weights of its own, read the sequence, one from first to last, the other from last to first, and
// their outputs are put together: those of the first, then those of the second. Where every output
// is returned, those of one step of the sequence stand together. Chapter merge_modes has other ways.
//
// Derivation: both layers see the same inputs, so the gradient of an input is the sum of theirs.
//
// Source: M. Schuster and K. K. Paliwal, "Bidirectional recurrent neural networks", 1997.
//
// m examples of t steps with n features; u units in each direction.

import { cellRows } from "./conv.js";
import {
  gruFinalStates,
  gruForward,
  gruInputGradients,
  gruParameterGradients,
  gruParameters,
  gruVariables,
  gruWithParameters,
} from "./gru.js";
import {
  lstmFinalStates,
  lstmForward,
  lstmInputGradients,
  lstmParameterGradients,
} from "./lstm.js";
import { mergedGradients, mergedOutputs, mergedUnits } from "./merge_modes.js";
import {
  recurrentDrawn,
  recurrentParameters,
  recurrentVariables,
  recurrentWithParameters,
  simpleRnnFinalStates,
  simpleRnnForward,
  simpleRnnInputGradients,
  simpleRnnParameterGradients,
} from "./recurrent.js";
import { joined } from "./sequences.js";

/** @typedef {import("./gru.js").GRULayer} GRULayer */
/** @typedef {import("./optimizers.js").Vectors} Vectors */
/** @typedef {import("./random.js").Generator} Generator */
/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./sequences.js").Mask} Mask */

/**
 * Two recurrent layers of the kind `cell`, of which the second one reads backwards.
 *
 * The fields are those of that kind; backwardKernel, backwardRecurrentKernel and backwardBias are
 * the weights of the second one. A cell without gates has no recurrentActivation, "". state and
 * factors have those of the first one, then those of the second. resetAfter: of gru alone.
 * @typedef {Omit<GRULayer, "kind" | "goBackwards" | "returnState"> & {
 *   kind: "bidirectional_simple_rnn" | "bidirectional_lstm" | "bidirectional_gru",
 *   cell: keyof typeof CELLS,
 *   backwardKernel: Matrix,
 *   backwardRecurrentKernel: Matrix,
 *   backwardBias: number[] | Matrix | null,
 *   mergeMode: string,
 * }} BidirectionalLayer
 */

// Whether they have gates, and the functions of the recurrent kinds
const CELLS = {
  simple_rnn: {
    hasGates: false,
    forward: simpleRnnForward,
    inputGradients: simpleRnnInputGradients,
    parameters: recurrentParameters,
    variables: recurrentVariables,
    withParameters: recurrentWithParameters,
    parameterGradients: simpleRnnParameterGradients,
    finalStates: simpleRnnFinalStates,
  },
  lstm: {
    hasGates: true,
    forward: lstmForward,
    inputGradients: lstmInputGradients,
    parameters: recurrentParameters,
    variables: recurrentVariables,
    withParameters: recurrentWithParameters,
    parameterGradients: lstmParameterGradients,
    finalStates: lstmFinalStates,
  },
  gru: {
    hasGates: true,
    forward: gruForward,
    inputGradients: gruInputGradients,
    parameters: gruParameters,
    variables: gruVariables,
    withParameters: gruWithParameters,
    parameterGradients: gruParameterGradients,
    finalStates: gruFinalStates,
  },
};

/**
 * Return the shapes of one example before and after the layer: [t, n], and [t, 2u] or [2u].
 * @type {(layer: BidirectionalLayer) => [number[], number[]]}
 */
export function bidirectionalShapes(layer) {
  const [t, u] = [layer.inputShape[0], mergedUnits(layer.units, layer.mergeMode)];
  return [layer.inputShape, layer.returnSequences ? [t, u] : [u]];
}

/**
 * Return the layer that reads from the first step to the last.
 * @type {(layer: BidirectionalLayer) => any}
 */
export function forwardLayer(layer) {
  return directedLayer(layer, [layer.kernel, layer.recurrentKernel, layer.bias], 0);
}

/**
 * Return the layer that reads from the last step to the first.
 * @type {(layer: BidirectionalLayer) => any}
 */
export function backwardLayer(layer) {
  const { backwardKernel, backwardRecurrentKernel, backwardBias } = layer;
  return directedLayer(layer, [backwardKernel, backwardRecurrentKernel, backwardBias], 1);
}

/**
 * Return what the first layer has of each row, or the second; null: of nothing.
 *
 * rows [m][2 * n], direction: 0 or 1 -> [m][n]
 * @type {(rows: Matrix | null, direction: number) => Matrix | null}
 */
export function halfOf(rows, direction) {
  if (rows === null) {
    return null;
  }
  const n = rows[0].length / 2;
  return rows.map((row) => row.slice(direction * n, (direction + 1) * n));
}

/**
 * Return the recurrent layer with these weights: kernel, recurrent kernel and bias.
 *
 * direction: 0, or 1 for the one that reads backwards
 * @type {(
 *   layer: BidirectionalLayer,
 *   weights: [Matrix, Matrix, number[] | Matrix | null],
 *   direction: number,
 * ) => any}
 */
export function directedLayer(layer, weights, direction) {
  const { cell: kind, units, activation, recurrentActivation, resetAfter } = layer;
  const gates = CELLS[kind].hasGates ? { recurrentActivation } : {};
  const [kernel, recurrentKernel, bias] = weights;
  return {
    kind,
    units,
    activation,
    ...gates,
    ...(kind === "gru" ? { resetAfter } : {}),
    kernel,
    recurrentKernel,
    bias,
    returnSequences: layer.returnSequences,
    goBackwards: direction === 1,
    dropout: layer.dropout,
    recurrentDropout: layer.recurrentDropout,
    stateful: layer.stateful,
    returnState: false,
    inputShape: layer.inputShape,
    mask: layer.mask,
    state: halfOf(layer.state, direction),
    factors: halfOf(layer.factors, direction),
  };
}

/**
 * Return the parameters as vectors: those of the first layer, then those of the second.
 * @type {(layer: BidirectionalLayer) => Vectors}
 */
export function bidirectionalParameters(layer) {
  const { parameters } = CELLS[layer.cell];
  return [...parameters(forwardLayer(layer)), ...parameters(backwardLayer(layer))];
}

/**
 * Return how many of the vectors belong to each variable of the first and second layer.
 * @type {(layer: BidirectionalLayer) => number[]}
 */
export function bidirectionalVariables(layer) {
  const { variables } = CELLS[layer.cell];
  return [...variables(forwardLayer(layer)), ...variables(backwardLayer(layer))];
}

/**
 * Return the layer with other parameters, in the order of `bidirectionalParameters`.
 * @type {(layer: BidirectionalLayer, vectors: Vectors) => BidirectionalLayer}
 */
export function bidirectionalWithParameters(layer, vectors) {
  const { parameters, withParameters } = CELLS[layer.cell];
  const end = parameters(forwardLayer(layer)).length;
  const first = withParameters(forwardLayer(layer), vectors.slice(0, end));
  const second = withParameters(backwardLayer(layer), vectors.slice(end));
  return {
    ...layer,
    kernel: first.kernel,
    recurrentKernel: first.recurrentKernel,
    bias: first.bias,
    backwardKernel: second.kernel,
    backwardRecurrentKernel: second.recurrentKernel,
    backwardBias: second.bias,
  };
}

/**
 * Return the mask of the outputs, where they are a sequence (BI-1).
 *
 * inputs [m][t * n], mask [m][t] -> [m][t]
 * @type {(inputs: Matrix, layer: BidirectionalLayer, mask: Mask) => Mask}
 */
export function bidirectionalMask(inputs, layer, mask) {
  return layer.returnSequences ? mask : null;
}

/**
 * Return the layer with the factors of a batch of m examples, if it drops anything (BI-3).
 * @type {(layer: BidirectionalLayer, m: number, generator: Generator) => BidirectionalLayer}
 */
export function bidirectionalDrawn(layer, m, generator) {
  const { factors: first } = recurrentDrawn(forwardLayer(layer), m, generator);
  const { factors: second } = recurrentDrawn(backwardLayer(layer), m, generator);
  if (first === null) {
    return layer;
  }
  const factors = first.map((/** @type {number[]} */ row, /** @type {number} */ e) => [
    ...row,
    ...second[e],
  ]);
  return { ...layer, factors };
}

/**
 * Return the part of outputs or their gradients that is one layer's, in its own order (BI-1).
 *
 * rows [m][t * 2u] or [m][2u], direction: 0 or 1 -> [m][t * u] or [m][u]
 * @type {(rows: Matrix, direction: number, layer: BidirectionalLayer) => Matrix}
 */
export function directionRows(rows, direction, layer) {
  const u = layer.units;
  return rows.map((row) => {
    const steps = cellRows(row, 2 * u).map((step) =>
      step.slice(direction * u, (direction + 1) * u),
    );
    return joined(direction === 1 ? steps.reverse() : steps);
  });
}

/**
 * Return the outputs of both layers, step by step or of the last step of each (BI-1).
 *
 * inputs [m][t * n] -> [m][t * 2u] or [m][2u]
 * @type {(inputs: Matrix, layer: BidirectionalLayer) => Matrix}
 */
export function bidirectionalForward(inputs, layer) {
  const [{ forward }, u] = [CELLS[layer.cell], layer.units];
  const firsts = forward(inputs, forwardLayer(layer));
  const seconds = forward(inputs, backwardLayer(layer));
  const outputs = firsts.map((first, e) => {
    const second = cellRows(seconds[e], u).reverse();
    return joined(cellRows(first, u).map((step, i) => [...step, ...second[i]]));
  });
  return mergedOutputs(outputs, u, layer.mergeMode);
}

/**
 * Return the gradients of the outputs of both layers, at each step one after the other (BI-5).
 *
 * inputs [m][t * n], deltas of the merged outputs -> [m][t * 2u] or [m][2u]
 * @type {(inputs: Matrix, deltas: Matrix, layer: BidirectionalLayer) => Matrix}
 */
export function deltasOfBoth(inputs, deltas, layer) {
  if (layer.mergeMode === "concat") {
    return deltas;
  }
  const outputs = bidirectionalForward(inputs, { ...layer, mergeMode: "concat" });
  return mergedGradients(deltas, outputs, layer.units, layer.mergeMode);
}

/**
 * Return the gradients of the parameters: those of the first layer, then those of the second.
 *
 * inputs [m][t * n], deltas [m][t * 2u] or [m][2u] -> vectors as `bidirectionalParameters` returns
 * them; BI-2
 * @type {(inputs: Matrix, deltas: Matrix, layer: BidirectionalLayer) => Vectors}
 */
export function bidirectionalParameterGradients(inputs, deltas, layer) {
  const { parameterGradients } = CELLS[layer.cell];
  const both = deltasOfBoth(inputs, deltas, layer);
  const first = parameterGradients(inputs, directionRows(both, 0, layer), forwardLayer(layer));
  const second = parameterGradients(inputs, directionRows(both, 1, layer), backwardLayer(layer));
  return [...first, ...second];
}

/**
 * Return the gradients of the inputs: the first layer's plus the second's (BI-2).
 *
 * inputs [m][t * n], deltas [m][t * 2u] or [m][2u] -> [m][t * n]
 * @type {(inputs: Matrix, deltas: Matrix, layer: BidirectionalLayer) => Matrix}
 */
export function bidirectionalInputGradients(inputs, deltas, layer) {
  const { inputGradients } = CELLS[layer.cell];
  const both = deltasOfBoth(inputs, deltas, layer);
  const firsts = inputGradients(inputs, directionRows(both, 0, layer), forwardLayer(layer));
  const seconds = inputGradients(inputs, directionRows(both, 1, layer), backwardLayer(layer));
  return firsts.map((first, e) => first.map((gradient, i) => gradient + seconds[e][i]));
}

/**
 * Return the states after the last step of both layers, if they keep them (BI-3).
 *
 * inputs [m][t * n] -> [m][2 * u], of lstm [m][4 * u]
 * @type {(inputs: Matrix, layer: BidirectionalLayer) => Matrix | null}
 */
export function bidirectionalFinalStates(inputs, layer) {
  const { finalStates } = CELLS[layer.cell];
  const first = finalStates(inputs, forwardLayer(layer));
  const second = finalStates(inputs, backwardLayer(layer));
  if (first === null || second === null) {
    return null;
  }
  return first.map((row, e) => [...row, ...second[e]]);
}
