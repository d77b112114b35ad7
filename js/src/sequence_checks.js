// What a layer on sequences must be: the part of layer_checks.js for those kinds.

import {
  checkFinite,
  checkFiniteNumber,
  checkFiniteRows,
  checkLength,
  checkName,
  checkRange,
  fault,
  MOST_NUMBERS,
  UNIT_ACTIVATIONS,
} from "./checks.js";
import { embeddingShapes } from "./embedding.js";
import { asBoolean, asCount, asName, asNumber, asNumbers, asRows, optional } from "./readers.js";
import { repeatVectorShapes, timeDistributedShapes } from "./sequences.js";
import { asShape, checkLengths, checkProduct, placedAxes, SEQUENCE } from "./shape_checks.js";

/** @typedef {import("./bidirectional.js").BidirectionalLayer} BidirectionalLayer */
/** @typedef {import("./embedding.js").EmbeddingLayer} EmbeddingLayer */
/** @typedef {import("./gru.js").GRULayer} GRULayer */
/** @typedef {import("./lstm.js").LSTMLayer} LSTMLayer */
/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./readers.js").Numbers} Numbers */
/** @typedef {import("./readers.js").Rows} Rows */
/** @typedef {import("./recurrent.js").SimpleRNNLayer} SimpleRNNLayer */
/** @typedef {import("./sequences.js").MaskingLayer} MaskingLayer */
/** @typedef {import("./sequences.js").RepeatVectorLayer} RepeatVectorLayer */
/** @typedef {import("./sequences.js").TimeDistributedLayer} TimeDistributedLayer */
/** @typedef {import("./shape_checks.js").Before} Before */

/** @typedef {SimpleRNNLayer | LSTMLayer | GRULayer | BidirectionalLayer} RecurrentLayer */

/**
 * Kernel, recurrent kernel, and bias or null.
 * @typedef {[kernel: Matrix, recurrentKernel: Matrix, bias: number[] | Matrix | null]} Weights
 */

/**
 * A masking layer as a caller may give it: of steps of zeros where it does not say.
 * @typedef {{kind: "masking", maskValue?: number, inputShape?: Numbers}} GivenMaskingLayer
 */

/**
 * A layer that repeats as a caller may give it: its shape follows from the layers before.
 * @typedef {{kind: "repeat_vector", n: number, inputShape?: Numbers}} GivenRepeatVectorLayer
 */

/**
 * A dense layer for each step as a caller may give it: linear and without a bias where it does not
 * say.
 * @typedef {{
 *   kind: "time_distributed",
 *   units: number,
 *   activation?: string,
 *   kernel: Rows,
 *   bias?: Numbers | null,
 *   inputShape?: Numbers,
 * }} GivenTimeDistributedLayer
 */

/**
 * An embedding as a caller may give it: without `maskZero`, all steps are real.
 * @typedef {{
 *   kind: "embedding",
 *   inputDim: number,
 *   outputDim: number,
 *   embeddings: Rows,
 *   maskZero?: boolean,
 *   inputShape?: Numbers,
 * }} GivenEmbeddingLayer
 */

/**
 * A recurrent layer as a caller may give it: "tanh", with gates that are "sigmoid", without a bias,
 * and of the last output where it does not say.
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
 *   inputShape?: Numbers,
 * }} GivenRecurrentLayer
 */

/**
 * Two recurrent layers as a caller may give them, with the same defaults.
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
 *   inputShape?: Numbers,
 * }} GivenBidirectionalLayer
 */

/**
 * @typedef {GivenMaskingLayer | GivenRepeatVectorLayer | GivenTimeDistributedLayer
 *   | GivenEmbeddingLayer | GivenRecurrentLayer | GivenBidirectionalLayer} GivenSequenceLayer
 */

// Layers that handle each step by itself

/**
 * Return a layer with fields of the right types; throws wrong_type.
 * @type {(field: string, layer: Record<string, unknown>) => MaskingLayer}
 */
export function asMaskingLayer(field, layer) {
  const { maskValue = 0.0 } = layer;
  return {
    kind: "masking",
    maskValue: asNumber(`${field}.mask_value`, maskValue),
    inputShape: asShape(field, layer),
    activation: "linear",
  };
}

/**
 * Return the layer with its shape; throws empty, out_of_range or shape_mismatch.
 * @type {(field: string, layer: MaskingLayer, before: Before | null) => MaskingLayer}
 */
export function placedMaskingLayer(field, layer, before) {
  return { ...layer, inputShape: placedAxes(field, layer, before, SEQUENCE) };
}

/**
 * Throw not_finite for a layer that cannot exist.
 * @type {(field: string, layer: MaskingLayer) => void}
 */
export function checkMaskingLayerValues(field, layer) {
  checkFiniteNumber(`${field}.mask_value`, layer.maskValue);
}

/**
 * Return a layer with fields of the right types; throws wrong_type.
 * @type {(field: string, layer: Record<string, unknown>) => RepeatVectorLayer}
 */
export function asRepeatVectorLayer(field, layer) {
  return {
    kind: "repeat_vector",
    n: asCount(`${field}.n`, layer.n),
    inputShape: asShape(field, layer),
    activation: "linear",
  };
}

/**
 * Return the layer with its shape; throws empty, out_of_range or shape_mismatch.
 * @type {(field: string, layer: RepeatVectorLayer, before: Before | null) => RepeatVectorLayer}
 */
export function placedRepeatVectorLayer(field, layer, before) {
  checkRange(`${field}.n`, layer.n, 1, MOST_NUMBERS);
  layer = { ...layer, inputShape: placedAxes(field, layer, before, SEQUENCE.slice(1)) };
  checkProduct(`${field}.n`, repeatVectorShapes(layer)[1]);
  return layer;
}

/**
 * Return a layer with fields of the right types; throws wrong_type.
 * @type {(field: string, layer: Record<string, unknown>) => TimeDistributedLayer}
 */
export function asTimeDistributedLayer(field, layer) {
  const { units, activation = "linear", kernel, bias = null } = layer;
  return {
    kind: "time_distributed",
    units: asCount(`${field}.units`, units),
    activation: asName(`${field}.activation`, activation),
    kernel: asRows(`${field}.kernel`, kernel),
    bias: optional(asNumbers)(`${field}.bias`, bias),
    inputShape: asShape(field, layer),
  };
}

/**
 * Return the layer with its shape.
 *
 * Throws empty, shape_mismatch or out_of_range where its parts or inputs do not fit.
 * @type {(
 *   field: string, layer: TimeDistributedLayer, before: Before | null,
 * ) => TimeDistributedLayer}
 */
export function placedTimeDistributedLayer(field, layer, before) {
  const { units, kernel, bias } = layer;
  checkRange(`${field}.units`, units, 1, MOST_NUMBERS);
  layer = { ...layer, inputShape: placedAxes(field, layer, before, SEQUENCE) };
  checkProduct(`${field}.units`, timeDistributedShapes(layer)[1]);
  checkLengths(`${field}.kernel`, kernel, [layer.inputShape[1], units]);
  if (bias !== null) {
    checkLength(`${field}.bias`, bias, `${field}.units`, units);
  }
  return layer;
}

/**
 * Throw unknown_name or not_finite for a layer that cannot exist.
 * @type {(field: string, layer: TimeDistributedLayer) => void}
 */
export function checkTimeDistributedLayerValues(field, { activation, kernel, bias }) {
  checkName(`${field}.activation`, activation, UNIT_ACTIVATIONS);
  checkFiniteRows(`${field}.kernel`, kernel);
  if (bias !== null) {
    checkFinite(`${field}.bias`, bias);
  }
}

// Embeddings

/**
 * Return a layer with fields of the right types; throws wrong_type.
 * @type {(field: string, layer: Record<string, unknown>) => EmbeddingLayer}
 */
export function asEmbeddingLayer(field, layer) {
  const { inputDim, outputDim, embeddings, maskZero = false } = layer;
  return {
    kind: "embedding",
    inputDim: asCount(`${field}.input_dim`, inputDim),
    outputDim: asCount(`${field}.output_dim`, outputDim),
    embeddings: asRows(`${field}.embeddings`, embeddings),
    maskZero: asBoolean(`${field}.mask_zero`, maskZero),
    inputShape: asShape(field, layer),
    activation: "linear",
  };
}

/**
 * Return the layer with its shape.
 *
 * Throws empty, shape_mismatch or out_of_range where its parts or inputs do not fit.
 * @type {(field: string, layer: EmbeddingLayer, before: Before | null) => EmbeddingLayer}
 */
export function placedEmbeddingLayer(field, layer, before) {
  if (before !== null && before.field !== "input_shape") {
    throw fault("shape_mismatch", `${field}.input_dim`, "an embedding to be the first layer");
  }
  const { inputDim, outputDim, embeddings } = layer;
  checkRange(`${field}.input_dim`, inputDim, 1, MOST_NUMBERS);
  checkRange(`${field}.output_dim`, outputDim, 1, MOST_NUMBERS);
  layer = { ...layer, inputShape: placedAxes(field, layer, before, SEQUENCE.slice(0, 1)) };
  checkProduct(`${field}.output_dim`, embeddingShapes(layer)[1]);
  checkLengths(`${field}.embeddings`, embeddings, [inputDim, outputDim]);
  return layer;
}

/**
 * Throw not_finite for a layer that cannot exist.
 * @type {(field: string, layer: EmbeddingLayer) => void}
 */
export function checkEmbeddingLayerValues(field, layer) {
  checkFiniteRows(`${field}.embeddings`, layer.embeddings);
}

/**
 * Throw not_finite or out_of_range for inputs that do not number rows of the table.
 *
 * inputs [m][t]
 * @type {(field: string, inputs: Matrix, layer: EmbeddingLayer) => void}
 */
export function checkEmbeddingInputs(field, inputs, layer) {
  checkFiniteRows(field, inputs);
  const high = layer.inputDim - 1;
  for (let i = 0; i < inputs.length; i++) {
    for (let j = 0; j < inputs[i].length; j++) {
      const number = inputs[i][j];
      if (number < 0.0 || number > high || !Number.isInteger(number)) {
        throw fault("out_of_range", field, `a whole number, 0 to ${high}`, i, j);
      }
    }
  }
}

// Recurrent layers

/**
 * Return a layer with the types that asBias reads; throws wrong_type.
 * @type {(field: string, layer: any, asBias?: (field: string, value: unknown) => any) => any}
 */
export function asRecurrentLayer(field, layer, asBias = asNumbers) {
  const { kind, returnSequences = false, goBackwards = false } = layer;
  return {
    kind,
    ...unitsOf(field, layer),
    ...weightsOf(field, layer, asBias),
    returnSequences: asBoolean(`${field}.return_sequences`, returnSequences),
    goBackwards: asBoolean(`${field}.go_backwards`, goBackwards),
    inputShape: asShape(field, layer),
    mask: null,
  };
}

/**
 * Return a layer with fields of the right types; throws wrong_type.
 * @type {(field: string, layer: Record<string, unknown>) => GRULayer}
 */
export function asGruLayer(field, layer) {
  return asRecurrentLayer(field, layer, asRows);
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
  return placedRecurrent(field, layer, before, 3, [2]);
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
 * Throw unknown_name or not_finite for a layer that cannot exist.
 * @type {(field: string, layer: any) => void}
 */
export function checkSimpleRnnLayerValues(field, layer) {
  checkName(`${field}.activation`, layer.activation, UNIT_ACTIVATIONS);
  checkRecurrentWeights(`${field}.`, forwardWeights(layer), checkFinite);
}

/**
 * Throw unknown_name or not_finite for a layer that cannot exist.
 * @type {(field: string, layer: any) => void}
 */
export function checkLstmLayerValues(field, layer) {
  checkGateActivations(field, layer);
  checkRecurrentWeights(`${field}.`, forwardWeights(layer), checkFinite);
}

/**
 * Throw unknown_name or not_finite for a layer that cannot exist.
 * @type {(field: string, layer: any) => void}
 */
export function checkGruLayerValues(field, layer) {
  checkGateActivations(field, layer);
  checkRecurrentWeights(`${field}.`, forwardWeights(layer), checkFiniteRows);
}

/**
 * Throw unknown_name for an activation that a layer with gates cannot have.
 * @type {(field: string, layer: LSTMLayer | GRULayer | BidirectionalLayer) => void}
 */
export function checkGateActivations(field, { activation, recurrentActivation }) {
  checkName(`${field}.activation`, activation, UNIT_ACTIVATIONS);
  checkName(`${field}.recurrent_activation`, recurrentActivation, UNIT_ACTIVATIONS);
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
 * Return a layer with the types that asBias reads; throws wrong_type.
 * @type {(
 *   field: string, layer: any, asBias?: (field: string, value: unknown) => any,
 * ) => BidirectionalLayer}
 */
export function asBidirectionalLayer(field, layer, asBias = asNumbers) {
  const { kind, backwardKernel, backwardRecurrentKernel, backwardBias = null } = layer;
  const { returnSequences = false } = layer;
  return {
    kind,
    cell: kind.slice("bidirectional_".length),
    recurrentActivation: "", // where the cell has no gates
    ...unitsOf(field, layer),
    ...weightsOf(field, layer, asBias),
    backwardKernel: asRows(`${field}.backward_kernel`, backwardKernel),
    backwardRecurrentKernel: asRows(`${field}.backward_recurrent_kernel`, backwardRecurrentKernel),
    backwardBias: optional(asBias)(`${field}.backward_bias`, backwardBias),
    returnSequences: asBoolean(`${field}.return_sequences`, returnSequences),
    inputShape: asShape(field, layer),
    mask: null,
  };
}

/**
 * Return a layer with fields of the right types; throws wrong_type.
 * @type {(field: string, layer: Record<string, unknown>) => BidirectionalLayer}
 */
export function asBidirectionalGruLayer(field, layer) {
  return asBidirectionalLayer(field, layer, asRows);
}

/**
 * Return the layer with its shape.
 *
 * Throws empty, shape_mismatch or out_of_range where its parts or inputs do not fit.
 * @type {(field: string, layer: BidirectionalLayer, before: Before | null) => BidirectionalLayer}
 */
export function placedBidirectionalLayer(field, layer, before) {
  const { gates, biases } = CELLS[layer.cell];
  const placed = placedRecurrent(field, layer, before, gates, biases);
  const [[t, n], u] = [placed.inputShape, placed.units];
  checkProduct(`${field}.units`, [t, 2 * u]);
  checkWeightsFit(`${field}.backward_`, backwardWeights(placed), [n, u, gates * u], biases);
  return placed;
}

/**
 * Throw unknown_name or not_finite for a layer that cannot exist.
 * @type {(field: string, layer: BidirectionalLayer) => void}
 */
export function checkBidirectionalLayerValues(field, layer) {
  const { checkValues, checkBias } = CELLS[layer.cell];
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
