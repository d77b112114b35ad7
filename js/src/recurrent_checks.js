// What a recurrent layer must be: the part of layer_checks.js for those kinds.

import { STEP_ACTIVATIONS } from "./activations.js";
import {
  checkFinite,
  checkFiniteRows,
  checkFraction,
  checkName,
  checkRange,
  MOST_NUMBERS,
} from "./checks.js";
import { MERGE_MODES, mergedUnits } from "./merge_modes.js";
import { asBoolean, asCount, asName, asNumber, asNumbers, asRows, optional } from "./readers.js";
import { recurrentShapes } from "./recurrent.js";
import { asShape, checkLengths, checkProduct, placedAxes, SEQUENCE } from "./shape_checks.js";

/** @typedef {import("./bidirectional.js").BidirectionalLayer} BidirectionalLayer */
/** @typedef {import("./gru.js").GRULayer} GRULayer */
/** @typedef {import("./lstm.js").LSTMLayer} LSTMLayer */
/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./readers.js").Numbers} Numbers */
/** @typedef {import("./readers.js").Rows} Rows */
/** @typedef {import("./recurrent.js").SimpleRNNLayer} SimpleRNNLayer */
/** @typedef {import("./shape_checks.js").Before} Before */

/** @typedef {SimpleRNNLayer | LSTMLayer | GRULayer | BidirectionalLayer} RecurrentLayer */

/**
 * Kernel, recurrent kernel, and bias or null.
 * @typedef {[kernel: Matrix, recurrentKernel: Matrix, bias: number[] | Matrix | null]} Weights
 */

/**
 * A recurrent layer as a caller may give it: "tanh", with gates that are "sigmoid", without a bias,
 * of the last output, without dropout, not stateful and with resetAfter where it does not say.
 * @typedef {{
 *   kind: "simple_rnn" | "lstm" | "gru",
 *   units: number,
 *   activation?: string,
 *   recurrentActivation?: string,
 *   kernel: Rows,
 *   recurrentKernel: Rows,
 *   bias?: Numbers | Rows | null,
 *   returnSequences?: boolean,
 *   goBackwards?: boolean,
 *   dropout?: number,
 *   recurrentDropout?: number,
 *   stateful?: boolean,
 *   resetAfter?: boolean,
 *   returnState?: boolean,
 *   inputShape?: Numbers,
 * }} GivenRecurrentLayer
 */

/**
 * Two recurrent layers as a caller may give them, with the same defaults and "concat".
 * @typedef {{
 *   kind: BidirectionalLayer["kind"],
 *   units: number,
 *   activation?: string,
 *   recurrentActivation?: string,
 *   kernel: Rows,
 *   recurrentKernel: Rows,
 *   bias?: Numbers | Rows | null,
 *   backwardKernel: Rows,
 *   backwardRecurrentKernel: Rows,
 *   backwardBias?: Numbers | Rows | null,
 *   returnSequences?: boolean,
 *   dropout?: number,
 *   recurrentDropout?: number,
 *   stateful?: boolean,
 *   resetAfter?: boolean,
 *   mergeMode?: string,
 *   inputShape?: Numbers,
 * }} GivenBidirectionalLayer
 */

const FRESH = { mask: null, state: null, factors: null }; // what a layer has of a batch

/**
 * Return a layer with the types that asBias reads; throws wrong_type.
 * @type {(field: string, layer: any, asBias?: (field: string, value: unknown) => any) => any}
 */
export function asRecurrentLayer(field, layer, asBias = asNumbers) {
  const { kind, returnSequences = false, goBackwards = false, returnState = false } = layer;
  return {
    kind,
    ...unitsOf(field, layer),
    ...weightsOf(field, layer, asBias),
    returnSequences: asBoolean(`${field}.return_sequences`, returnSequences),
    goBackwards: asBoolean(`${field}.go_backwards`, goBackwards),
    ...specialOf(field, layer),
    ...(kind === "gru" ? resetOf(field, layer) : {}),
    returnState: asBoolean(`${field}.return_state`, returnState),
    inputShape: asShape(field, layer),
    ...FRESH,
  };
}

/**
 * Return a layer with fields of the right types; throws wrong_type.
 * @type {(field: string, layer: Record<string, unknown>) => GRULayer}
 */
export function asGruLayer(field, layer) {
  return asRecurrentLayer(field, layer, biasReader(layer));
}

/**
 * Return what reads the bias of gru: two biases have a row each.
 * @type {(layer: Record<string, unknown>) => (field: string, value: unknown) => any}
 */
function biasReader({ resetAfter = true }) {
  return resetAfter === false ? asNumbers : asRows;
}

/**
 * Return where the reset gate of gru is, of the right type; throws wrong_type.
 * @type {(field: string, layer: Record<string, unknown>) => { resetAfter: boolean }}
 */
function resetOf(field, { resetAfter = true }) {
  return { resetAfter: asBoolean(`${field}.reset_after`, resetAfter) };
}

/**
 * Return the units of a recurrent layer and their activations, of the right types.
 *
 * Throws wrong_type. Without gates, there is no recurrentActivation.
 * @type {(field: string, layer: any) => any}
 */
export function unitsOf(field, layer) {
  const { kind, units, activation = "tanh", recurrentActivation = "sigmoid" } = layer;
  const read = {
    units: asCount(`${field}.units`, units),
    activation: asName(`${field}.activation`, activation),
  };
  if (kind.endsWith("simple_rnn")) {
    return read;
  }
  const gates = asName(`${field}.recurrent_activation`, recurrentActivation);
  return { ...read, recurrentActivation: gates };
}

/**
 * Return the weights of a recurrent layer, or of the first of two, of the right types.
 *
 * Throws wrong_type.
 * @type {(field: string, layer: any, asBias: (field: string, value: unknown) => any) => any}
 */
export function weightsOf(field, { kernel, recurrentKernel, bias = null }, asBias) {
  return {
    kernel: asRows(`${field}.kernel`, kernel),
    recurrentKernel: asRows(`${field}.recurrent_kernel`, recurrentKernel),
    bias: optional(asBias)(`${field}.bias`, bias),
  };
}

/**
 * Return what a recurrent layer drops, and whether it is stateful, of the right types.
 *
 * Throws wrong_type.
 * @type {(field: string, layer: any) => any}
 */
export function specialOf(field, { dropout = 0.0, recurrentDropout = 0.0, stateful = false }) {
  return {
    dropout: asNumber(`${field}.dropout`, dropout) + 0, // -0 becomes 0: a file holds neither
    recurrentDropout: asNumber(`${field}.recurrent_dropout`, recurrentDropout) + 0,
    stateful: asBoolean(`${field}.stateful`, stateful),
  };
}

/**
 * Return the layer with its shape.
 *
 * Throws empty, shape_mismatch or out_of_range where its parts or inputs do not fit.
 * @type {(field: string, layer: SimpleRNNLayer, before: Before | null) => SimpleRNNLayer}
 */
export function placedSimpleRnnLayer(field, layer, before) {
  return placedRecurrent(field, layer, before, 1, []);
}

/**
 * Return the layer with its shape.
 *
 * Throws empty, shape_mismatch or out_of_range where its parts or inputs do not fit.
 * @type {(field: string, layer: LSTMLayer, before: Before | null) => LSTMLayer}
 */
export function placedLstmLayer(field, layer, before) {
  return placedRecurrent(field, layer, before, 4, []);
}

/**
 * Return the layer with its shape.
 *
 * Throws empty, shape_mismatch or out_of_range where its parts or inputs do not fit.
 * @type {(field: string, layer: GRULayer, before: Before | null) => GRULayer}
 */
export function placedGruLayer(field, layer, before) {
  return placedRecurrent(field, layer, before, 3, layer.resetAfter ? [2] : []);
}

/**
 * Return a layer with its shape, whose weights have a column for each gate and unit.
 *
 * biases: how many biases there are, [] where it is one that stands alone. Throws empty,
 * shape_mismatch or out_of_range.
 * @type {<L extends RecurrentLayer>(
 *   field: string, layer: L, before: Before | null, gates: number, biases: number[],
 * ) => L}
 */
export function placedRecurrent(field, layer, before, gates, biases) {
  const { units } = layer;
  checkRange(`${field}.units`, units, 1, MOST_NUMBERS);
  const [t, n] = placedAxes(field, layer, before, SEQUENCE);
  checkProduct(`${field}.units`, [t, gates * units]);
  if ("returnState" in layer && layer.returnState) {
    checkProduct(`${field}.units`, recurrentShapes({ ...layer, inputShape: [t, n] })[1]);
  }
  checkWeightsFit(`${field}.`, forwardWeights(layer), [n, units, gates * units], biases);
  return { ...layer, inputShape: [t, n] };
}

/**
 * Throw shape_mismatch for weights of other shapes; place: what stands before their names.
 *
 * sizes: features, units and columns of the kernels
 * @type {(
 *   place: string,
 *   weights: Weights,
 *   sizes: [n: number, u: number, columns: number],
 *   biases: number[],
 * ) => void}
 */
export function checkWeightsFit(place, weights, sizes, biases) {
  const [kernel, recurrentKernel, bias] = weights;
  const [n, u, columns] = sizes;
  checkLengths(`${place}kernel`, kernel, [n, columns]);
  checkLengths(`${place}recurrent_kernel`, recurrentKernel, [u, columns]);
  if (bias !== null) {
    checkLengths(`${place}bias`, bias, [...biases, columns]);
  }
}

/**
 * Throw unknown_name, not_finite or out_of_range for a layer that cannot exist.
 * @type {(field: string, layer: any) => void}
 */
export function checkSimpleRnnLayerValues(field, layer) {
  checkName(`${field}.activation`, layer.activation, STEP_ACTIVATIONS);
  checkRates(field, layer);
  checkRecurrentWeights(`${field}.`, forwardWeights(layer), checkFinite);
}

/**
 * Throw unknown_name, not_finite or out_of_range for a layer that cannot exist.
 * @type {(field: string, layer: any) => void}
 */
export function checkLstmLayerValues(field, layer) {
  checkGateActivations(field, layer);
  checkRates(field, layer);
  checkRecurrentWeights(`${field}.`, forwardWeights(layer), checkFinite);
}

/**
 * Throw unknown_name, not_finite or out_of_range for a layer that cannot exist.
 * @type {(field: string, layer: any) => void}
 */
export function checkGruLayerValues(field, layer) {
  checkGateActivations(field, layer);
  checkRates(field, layer);
  const checkBias = layer.resetAfter ? checkFiniteRows : checkFinite;
  checkRecurrentWeights(`${field}.`, forwardWeights(layer), checkBias);
}

/**
 * Throw unknown_name for an activation that a layer with gates cannot have.
 * @type {(field: string, layer: LSTMLayer | GRULayer | BidirectionalLayer) => void}
 */
export function checkGateActivations(field, { activation, recurrentActivation }) {
  checkName(`${field}.activation`, activation, STEP_ACTIVATIONS);
  checkName(`${field}.recurrent_activation`, recurrentActivation, STEP_ACTIVATIONS);
}

/**
 * Throw not_finite or out_of_range for probabilities of leaving a number out.
 * @type {(field: string, layer: RecurrentLayer) => void}
 */
export function checkRates(field, { dropout, recurrentDropout }) {
  checkFraction(`${field}.dropout`, dropout);
  checkFraction(`${field}.recurrent_dropout`, recurrentDropout);
}

/**
 * Throw not_finite for the first infinity or NaN; place: what stands before their names.
 * @type {(place: string, weights: Weights, checkBias: (field: string, bias: any) => void) => void}
 */
export function checkRecurrentWeights(place, weights, checkBias) {
  const [kernel, recurrentKernel, bias] = weights;
  checkFiniteRows(`${place}kernel`, kernel);
  checkFiniteRows(`${place}recurrent_kernel`, recurrentKernel);
  if (bias !== null) {
    checkBias(`${place}bias`, bias);
  }
}

/**
 * Return kernel, recurrent kernel and bias of a layer, or of the one that reads forwards.
 * @type {(layer: RecurrentLayer) => Weights}
 */
export function forwardWeights(layer) {
  return [layer.kernel, layer.recurrentKernel, layer.bias];
}

// Both directions

/**
 * What the checks need to know of a recurrent kind in both directions; gates, biases: as in
 * `placedRecurrent`.
 * @type {Record<BidirectionalLayer["cell"], {
 *   gates: number,
 *   biases: number[],
 *   checkValues: (field: string, layer: any) => void,
 *   checkBias: (field: string, bias: any) => void,
 * }>}
 */
const CELLS = {
  simple_rnn: {
    gates: 1,
    biases: [],
    checkValues: checkSimpleRnnLayerValues,
    checkBias: checkFinite,
  },
  lstm: { gates: 4, biases: [], checkValues: checkLstmLayerValues, checkBias: checkFinite },
  gru: { gates: 3, biases: [2], checkValues: checkGruLayerValues, checkBias: checkFiniteRows },
};

/**
 * Return what the checks need to know of the layer's recurrent kind.
 * @type {(layer: BidirectionalLayer) => (typeof CELLS)["gru"]}
 */
function cellOf({ cell, resetAfter }) {
  const one = cell === "gru" && !resetAfter;
  return one ? { ...CELLS.gru, biases: [], checkBias: checkFinite } : CELLS[cell];
}

/**
 * Return a layer with the types that asBias reads; throws wrong_type.
 * @type {(
 *   field: string, layer: any, asBias?: (field: string, value: unknown) => any,
 * ) => BidirectionalLayer}
 */
export function asBidirectionalLayer(field, layer, asBias = asNumbers) {
  const { kind, backwardKernel, backwardRecurrentKernel, backwardBias = null } = layer;
  const { returnSequences = false, mergeMode = "concat" } = layer;
  return {
    kind,
    resetAfter: true,
    cell: kind.slice("bidirectional_".length),
    recurrentActivation: "", // where the cell has no gates
    ...unitsOf(field, layer),
    ...weightsOf(field, layer, asBias),
    backwardKernel: asRows(`${field}.backward_kernel`, backwardKernel),
    backwardRecurrentKernel: asRows(`${field}.backward_recurrent_kernel`, backwardRecurrentKernel),
    backwardBias: optional(asBias)(`${field}.backward_bias`, backwardBias),
    returnSequences: asBoolean(`${field}.return_sequences`, returnSequences),
    ...specialOf(field, layer),
    ...(kind === "bidirectional_gru" ? resetOf(field, layer) : {}),
    mergeMode: asName(`${field}.merge_mode`, mergeMode),
    inputShape: asShape(field, layer),
    ...FRESH,
  };
}

/**
 * Return a layer with fields of the right types; throws wrong_type.
 * @type {(field: string, layer: Record<string, unknown>) => BidirectionalLayer}
 */
export function asBidirectionalGruLayer(field, layer) {
  return asBidirectionalLayer(field, layer, biasReader(layer));
}

/**
 * Return the layer with its shape.
 *
 * Throws empty, shape_mismatch or out_of_range where its parts or inputs do not fit.
 * @type {(field: string, layer: BidirectionalLayer, before: Before | null) => BidirectionalLayer}
 */
export function placedBidirectionalLayer(field, layer, before) {
  const { gates, biases } = cellOf(layer);
  checkName(`${field}.merge_mode`, layer.mergeMode, MERGE_MODES);
  const placed = placedRecurrent(field, layer, before, gates, biases);
  const [[t, n], u] = [placed.inputShape, placed.units];
  checkProduct(`${field}.units`, [t, mergedUnits(u, layer.mergeMode)]);
  checkWeightsFit(`${field}.backward_`, backwardWeights(placed), [n, u, gates * u], biases);
  return placed;
}

/**
 * Throw unknown_name, not_finite or out_of_range for a layer that cannot exist.
 * @type {(field: string, layer: BidirectionalLayer) => void}
 */
export function checkBidirectionalLayerValues(field, layer) {
  const { checkValues, checkBias } = cellOf(layer);
  checkValues(field, layer);
  checkRecurrentWeights(`${field}.backward_`, backwardWeights(layer), checkBias);
}

/**
 * Return kernel, recurrent kernel and bias of the layer that reads backwards.
 * @type {(layer: BidirectionalLayer) => Weights}
 */
export function backwardWeights(layer) {
  return [layer.backwardKernel, layer.backwardRecurrentKernel, layer.backwardBias];
}
