// What a layer on sequences must be: the part of layer_checks.js for those kinds; recurrent layers are
// in recurrent_checks.js.

import { UNIT_ACTIVATIONS } from "./activations.js";
import {
  checkFinite,
  checkFiniteNumber,
  checkFiniteRows,
  checkLength,
  checkName,
  checkRange,
  fault,
  MOST_NUMBERS,
} from "./checks.js";
import { embeddingShapes } from "./embedding.js";
import { asBoolean, asCount, asName, asNumber, asNumbers, asRows, optional } from "./readers.js";
import { repeatVectorShapes, timeDistributedShapes } from "./sequences.js";
import { asShape, checkLengths, checkProduct, placedAxes, SEQUENCE } from "./shape_checks.js";

/** @typedef {import("./embedding.js").EmbeddingLayer} EmbeddingLayer */
/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./readers.js").Numbers} Numbers */
/** @typedef {import("./readers.js").Rows} Rows */
/** @typedef {import("./sequences.js").MaskingLayer} MaskingLayer */
/** @typedef {import("./sequences.js").RepeatVectorLayer} RepeatVectorLayer */
/** @typedef {import("./sequences.js").TimeDistributedLayer} TimeDistributedLayer */
/** @typedef {import("./shape_checks.js").Before} Before */

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
 * @typedef {GivenMaskingLayer | GivenRepeatVectorLayer | GivenTimeDistributedLayer
 *   | GivenEmbeddingLayer} GivenSequenceLayer
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
