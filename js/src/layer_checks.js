// What a layer of each kind must be: the types of its fields, their shapes, their values.
//
// `KINDS` lists the kinds; those that work on images are in image_checks.js, those on sequences in
// sequence_checks.js, recurrent ones in recurrent_checks.js. The three phases are those of checks.js. A
// fault inside a layer has a field such as layers[0].kernel.

import { ACTIVATIONS } from "./activations.js";
import {
  checkCount,
  checkFinite,
  checkFiniteNumber,
  checkFiniteRows,
  checkFraction,
  checkLength,
  checkName,
  checkNotEmpty,
  checkNotNegative,
  checkPositive,
  checkRange,
  checkRowLengths,
  checkShare,
  fault,
  MOST_NUMBERS,
} from "./checks.js";
import { asMergingLayer, placedAddLayer, placedConcatenateLayer } from "./graph_checks.js";
import {
  asConv1dLayer,
  asConv2dLayer,
  asGlobalLayer,
  asPoolingLayer,
  asZeroPadding2dLayer,
  checkConvLayerValues,
  placedConv1dLayer,
  placedConv2dLayer,
  placedGlobalLayer,
  placedPoolingLayer,
  placedZeroPadding2dLayer,
} from "./image_checks.js";
import {
  asBoolean,
  asCount,
  asCounts,
  asName,
  asNumber,
  asNumbers,
  asRows,
  optional,
} from "./readers.js";
import {
  asBidirectionalGruLayer,
  asBidirectionalLayer,
  asGruLayer,
  asRecurrentLayer,
  checkBidirectionalLayerValues,
  checkGruLayerValues,
  checkLstmLayerValues,
  checkSimpleRnnLayerValues,
  placedBidirectionalLayer,
  placedGruLayer,
  placedLstmLayer,
  placedSimpleRnnLayer,
} from "./recurrent_checks.js";
import {
  asEmbeddingLayer,
  asMaskingLayer,
  asRepeatVectorLayer,
  asTimeDistributedLayer,
  checkEmbeddingInputs,
  checkEmbeddingLayerValues,
  checkMaskingLayerValues,
  checkTimeDistributedLayerValues,
  placedEmbeddingLayer,
  placedMaskingLayer,
  placedRepeatVectorLayer,
  placedTimeDistributedLayer,
} from "./sequence_checks.js";
import { asShape, checkInputShape, checkLengths, numbersOf, placedShape } from "./shape_checks.js";

/** @typedef {import("./activation_layers.js").ActivationLayer} ActivationLayer */
/** @typedef {import("./activation_layers.js").LeakyReLULayer} LeakyReLULayer */
/** @typedef {import("./activation_layers.js").SoftmaxLayer} SoftmaxLayer */
/** @typedef {import("./batch_normalization.js").BatchNormalizationLayer} BatchNormalizationLayer */
/** @typedef {import("./dense.js").DenseLayer} DenseLayer */
/** @typedef {import("./dropout.js").DropoutLayer} DropoutLayer */
/** @typedef {import("./flatten.js").FlattenLayer} FlattenLayer */
/** @typedef {import("./flatten.js").ReshapeLayer} ReshapeLayer */
/** @typedef {import("./graph_checks.js").GivenMergingLayer} GivenMergingLayer */
/** @typedef {import("./image_checks.js").GivenImageLayer} GivenImageLayer */
/** @typedef {import("./kinds.js").Layer} Layer */
/** @typedef {import("./normalization.js").NormalizationLayer} NormalizationLayer */
/** @typedef {import("./parts.js").PartLayer} PartLayer */
/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./readers.js").Numbers} Numbers */
/** @typedef {import("./readers.js").Rows} Rows */
/** @typedef {import("./recurrent_checks.js").GivenBidirectionalLayer} GivenBidirectionalLayer */
/** @typedef {import("./recurrent_checks.js").GivenRecurrentLayer} GivenRecurrentLayer */
/** @typedef {import("./sequence_checks.js").GivenSequenceLayer} GivenSequenceLayer */
/** @typedef {import("./shape_checks.js").Before} Before */

/**
 * A dense layer as a caller may give it: its kind and its bias may be left out.
 * @typedef {{
 *   kind?: "dense",
 *   units: number,
 *   activation: string,
 *   kernel: Rows,
 *   bias?: Numbers | null,
 * }} GivenDenseLayer
 */

/**
 * A flatten layer as a caller may give it: its shape follows from the layers before.
 * @typedef {{kind: "flatten", inputShape?: Numbers}} GivenFlattenLayer
 */

/**
 * A reshape layer as a caller may give it.
 * @typedef {{kind: "reshape", targetShape: Numbers, inputShape?: Numbers}} GivenReshapeLayer
 */

/**
 * A layer that passes on a part, as a caller may give it: by default from the first number on.
 * @typedef {{
 *   kind: "part", first?: number, targetShape: Numbers, inputShape?: Numbers,
 * }} GivenPartLayer
 */

/**
 * A dropout layer as a caller may give it: its shape follows from the layers before.
 * @typedef {{kind: "dropout", rate: number, inputShape?: Numbers}} GivenDropoutLayer
 */

/**
 * A layer that is an activation, as a caller may give it: a leaky_relu has the slope 0.3 where it
 * does not say.
 * @typedef {{kind: "activation", activation: string, inputShape?: Numbers}
 *   | {kind: "leaky_relu", negativeSlope?: number, inputShape?: Numbers}
 *   | {kind: "softmax", inputShape?: Numbers}} GivenActivationLayer
 */

/**
 * A normalization layer as a caller may give it: without `invert`, it normalizes.
 * @typedef {{
 *   kind: "normalization",
 *   mean: Numbers,
 *   variance: Numbers,
 *   invert?: boolean,
 *   inputShape?: Numbers,
 * }} GivenNormalizationLayer
 */

/**
 * A batch normalization as a caller may give it: without gamma, beta and Keras's settings.
 * @typedef {{
 *   kind: "batch_normalization",
 *   gamma?: Numbers | null,
 *   beta?: Numbers | null,
 *   movingMean: Numbers,
 *   movingVariance: Numbers,
 *   momentum?: number,
 *   epsilon?: number,
 *   inputShape?: Numbers,
 * }} GivenBatchNormalizationLayer
 */

/**
 * @typedef {GivenDenseLayer | GivenFlattenLayer | GivenReshapeLayer | GivenPartLayer | GivenNormalizationLayer
 *   | GivenBatchNormalizationLayer
 *   | GivenDropoutLayer | GivenActivationLayer | GivenImageLayer | GivenSequenceLayer
 *   | GivenRecurrentLayer | GivenBidirectionalLayer | GivenMergingLayer} GivenLayer
 */

/**
 * What the checks need to know of a kind of layer; `field` is that of the layer.
 *
 * read: returns the layer with fields of the right types; placed: returns the layer with a shape
 * that fits its parts, where `before` has the shape of its inputs, or null for the one that the
 * layer knows; inputs, outputs: the fields that say how many inputs and outputs it has;
 * checkInputs: throws for inputs of the network that the layer cannot take as its first; merges:
 * whether it has two sources or more.
 * @typedef {{
 *   read: (field: string, layer: any) => Layer,
 *   placed: (field: string, layer: any, before: Before | null) => Layer,
 *   checkValues: (field: string, layer: any) => void,
 *   inputs: string,
 *   outputs: string,
 *   checkInputs: (field: string, inputs: Matrix, layer: any) => void,
 *   merges?: boolean,
 * }} Kind
 */

/**
 * Throw not_finite for the first infinity or NaN of the inputs.
 *
 * inputs [m][n]
 * @type {(field: string, inputs: Matrix, layer: Layer) => void}
 */
export function checkFiniteInputs(field, inputs, layer) {
  checkFiniteRows(field, inputs);
}

// Dense layers

/**
 * Return a layer with fields of the right types; throws wrong_type.
 * @type {(field: string, layer: Record<string, unknown>) => DenseLayer}
 */
export function asDenseLayer(field, { units, activation, kernel, bias = null }) {
  return {
    kind: "dense",
    units: asCount(`${field}.units`, units),
    activation: asName(`${field}.activation`, activation),
    kernel: asRows(`${field}.kernel`, kernel),
    bias: optional(asNumbers)(`${field}.bias`, bias),
  };
}

/**
 * Return the layer; throws empty or shape_mismatch where its parts or inputs do not fit.
 * @type {(field: string, layer: DenseLayer, before: Before | null) => DenseLayer}
 */
export function placedDenseLayer(field, layer, before) {
  const { units, kernel, bias } = layer;
  checkNotEmpty(`${field}.kernel`, kernel);
  if (before !== null) {
    checkLength(`${field}.kernel`, kernel, before.field, numbersOf(before.shape));
  }
  checkRowLengths(`${field}.kernel`, kernel, `${field}.units`, units);
  if (bias !== null) {
    checkLength(`${field}.bias`, bias, `${field}.units`, units);
  }
  if (before !== null && before.shape.length > 1) {
    const expected = "examples that are one row of numbers: put a flatten layer before it";
    throw fault("shape_mismatch", `${field}.kernel`, expected);
  }
  return layer;
}

/**
 * Throw out_of_range, unknown_name or not_finite for a layer that cannot exist.
 * @type {(field: string, layer: DenseLayer) => void}
 */
export function checkDenseLayerValues(field, { units, activation, kernel, bias }) {
  checkCount(`${field}.units`, units, 1);
  checkName(`${field}.activation`, activation, ACTIVATIONS);
  checkFiniteRows(`${field}.kernel`, kernel);
  if (bias !== null) {
    checkFinite(`${field}.bias`, bias);
  }
}

// Layers that only change the shape

/**
 * Return a layer with fields of the right types; throws wrong_type.
 * @type {(field: string, layer: Record<string, unknown>) => FlattenLayer}
 */
export function asFlattenLayer(field, layer) {
  return { kind: "flatten", inputShape: asShape(field, layer), activation: "linear" };
}

/**
 * Return the layer with its shape; throws empty, out_of_range or shape_mismatch.
 * @type {(field: string, layer: FlattenLayer, before: Before | null) => FlattenLayer}
 */
export function placedFlattenLayer(field, layer, before) {
  return { ...layer, inputShape: placedShape(field, layer, before) };
}

/**
 * Return a layer with fields of the right types; throws wrong_type.
 * @type {(field: string, layer: Record<string, unknown>) => ReshapeLayer}
 */
export function asReshapeLayer(field, layer) {
  return {
    kind: "reshape",
    targetShape: asCounts(`${field}.target_shape`, layer.targetShape),
    inputShape: asShape(field, layer),
    activation: "linear",
  };
}

/**
 * Return the layer with its shape; throws empty, out_of_range or shape_mismatch.
 * @type {(field: string, layer: ReshapeLayer, before: Before | null) => ReshapeLayer}
 */
export function placedReshapeLayer(field, layer, before) {
  const name = `${field}.target_shape`;
  checkInputShape(name, layer.targetShape);
  const shape = placedShape(field, layer, before);
  const count = numbersOf(shape);
  if (numbersOf(layer.targetShape) !== count) {
    throw fault("shape_mismatch", name, `as many numbers as inputs, ${count}`);
  }
  return { ...layer, inputShape: shape };
}

/**
 * Return a layer with fields of the right types; throws wrong_type.
 * @type {(field: string, layer: Record<string, unknown>) => PartLayer}
 */
export function asPartLayer(field, { first = 0, ...layer }) {
  return {
    kind: "part",
    first: asCount(`${field}.first`, first),
    targetShape: asCounts(`${field}.target_shape`, layer.targetShape),
    inputShape: asShape(field, layer),
    activation: "linear",
  };
}

/**
 * Return the layer with its shape; throws empty, out_of_range or shape_mismatch.
 * @type {(field: string, layer: PartLayer, before: Before | null) => PartLayer}
 */
export function placedPartLayer(field, layer, before) {
  const name = `${field}.target_shape`;
  checkRange(`${field}.first`, layer.first, 0, MOST_NUMBERS);
  checkInputShape(name, layer.targetShape);
  const shape = placedShape(field, layer, before);
  const n = numbersOf(shape);
  if (layer.first + numbersOf(layer.targetShape) > n) {
    throw fault("shape_mismatch", name, `a part that ends within the inputs, ${n}`);
  }
  return { ...layer, inputShape: shape };
}

// Dropout layers

/**
 * Return a layer with fields of the right types; throws wrong_type.
 * @type {(field: string, layer: Record<string, unknown>) => DropoutLayer}
 */
export function asDropoutLayer(field, layer) {
  return {
    kind: "dropout",
    rate: asNumber(`${field}.rate`, layer.rate),
    inputShape: asShape(field, layer),
    factors: null,
    activation: "linear",
  };
}

/**
 * Throw not_finite or out_of_range for a layer that cannot exist.
 * @type {(field: string, layer: DropoutLayer) => void}
 */
export function checkDropoutLayerValues(field, layer) {
  checkFraction(`${field}.rate`, layer.rate);
}

// Layers that are activations

/**
 * Return a layer with fields of the right types; throws wrong_type.
 * @type {(field: string, layer: Record<string, unknown>) => ActivationLayer}
 */
export function asActivationLayer(field, layer) {
  const activation = asName(`${field}.activation`, layer.activation);
  return { kind: "activation", activation, inputShape: asShape(field, layer) };
}

/**
 * Return the layer with its shape; throws empty, out_of_range or shape_mismatch.
 * @type {(field: string, layer: ActivationLayer, before: Before | null) => ActivationLayer}
 */
export function placedActivationLayer(field, layer, before) {
  const inputShape = placedShape(field, layer, before);
  if (layer.activation === "softmax" && inputShape.length > 1) {
    const expected = "examples that are one row of numbers: use a softmax layer";
    throw fault("shape_mismatch", `${field}.activation`, expected);
  }
  return { ...layer, inputShape };
}

/**
 * Throw unknown_name for a layer that cannot exist.
 * @type {(field: string, layer: ActivationLayer) => void}
 */
export function checkActivationLayerValues(field, layer) {
  checkName(`${field}.activation`, layer.activation, ACTIVATIONS);
}

/**
 * Return a layer with fields of the right types; throws wrong_type.
 * @type {(field: string, layer: Record<string, unknown>) => LeakyReLULayer}
 */
export function asLeakyReluLayer(field, { negativeSlope = 0.3, ...layer }) {
  return {
    kind: "leaky_relu",
    negativeSlope: asNumber(`${field}.negative_slope`, negativeSlope),
    inputShape: asShape(field, layer),
    activation: "linear",
  };
}

/**
 * Throw not_finite or out_of_range for a layer that cannot exist.
 * @type {(field: string, layer: LeakyReLULayer) => void}
 */
export function checkLeakyReluLayerValues(field, layer) {
  checkFiniteNumber(`${field}.negative_slope`, layer.negativeSlope);
  if (layer.negativeSlope < 0.0) {
    throw fault("out_of_range", `${field}.negative_slope`, "0 or more");
  }
}

/**
 * Return a layer with fields of the right types; throws wrong_type.
 * @type {(field: string, layer: Record<string, unknown>) => SoftmaxLayer}
 */
export function asSoftmaxLayer(field, layer) {
  const inputShape = asShape(field, layer);
  const activation = inputShape.length < 2 ? "softmax" : "linear";
  return { kind: "softmax", inputShape, activation };
}

/**
 * Return the layer with its shape; throws empty, out_of_range or shape_mismatch.
 * @type {(field: string, layer: SoftmaxLayer, before: Before | null) => SoftmaxLayer}
 */
export function placedSoftmaxLayer(field, layer, before) {
  const inputShape = placedShape(field, layer, before);
  return asSoftmaxLayer(field, { inputShape }); // its activation follows from the shape
}

/**
 * Return a layer with its shape; throws empty, out_of_range or shape_mismatch.
 * @type {(field: string, layer: any, before: Before | null) => any}
 */
export function placedSameShape(field, layer, before) {
  return { ...layer, inputShape: placedShape(field, layer, before) };
}

// Normalization layers

/**
 * Return a layer with fields of the right types; throws wrong_type.
 * @type {(field: string, layer: Record<string, unknown>) => NormalizationLayer}
 */
export function asNormalizationLayer(field, layer) {
  const { mean, variance, invert = false } = layer;
  return {
    kind: "normalization",
    mean: asNumbers(`${field}.mean`, mean),
    variance: asNumbers(`${field}.variance`, variance),
    invert: asBoolean(`${field}.invert`, invert),
    inputShape: asShape(field, layer),
    activation: "linear",
  };
}

/**
 * Return the layer with its shape, if that is known.
 *
 * Throws empty, out_of_range or shape_mismatch where its parts or inputs do not fit.
 * @type {(
 *   field: string, layer: NormalizationLayer, before: Before | null,
 * ) => NormalizationLayer}
 */
export function placedNormalizationLayer(field, layer, before) {
  const { mean, variance } = layer;
  checkNotEmpty(`${field}.mean`, mean);
  if (before !== null) {
    checkLength(`${field}.mean`, mean, before.field, numbersOf(before.shape));
  }
  if (before !== null || layer.inputShape.length > 0) {
    layer = { ...layer, inputShape: placedShape(field, layer, before) };
    checkLength(`${field}.mean`, mean, `${field}.input_shape`, numbersOf(layer.inputShape));
  }
  checkLength(`${field}.variance`, variance, `${field}.mean`, mean.length);
  return layer;
}

/**
 * Throw not_finite or out_of_range for a layer that cannot exist.
 * @type {(field: string, layer: NormalizationLayer) => void}
 */
export function checkNormalizationLayerValues(field, { mean, variance }) {
  checkFinite(`${field}.mean`, mean);
  checkNotNegative(`${field}.variance`, variance);
}

/**
 * Return a layer with fields of the right types; throws wrong_type.
 * @type {(field: string, layer: Record<string, unknown>) => BatchNormalizationLayer}
 */
export function asBatchNormalizationLayer(field, layer) {
  const { gamma = null, beta = null, momentum = 0.99, epsilon = 0.001 } = layer;
  return {
    kind: "batch_normalization",
    gamma: optional(asNumbers)(`${field}.gamma`, gamma),
    beta: optional(asNumbers)(`${field}.beta`, beta),
    movingMean: asNumbers(`${field}.moving_mean`, layer.movingMean),
    movingVariance: asNumbers(`${field}.moving_variance`, layer.movingVariance),
    momentum: asNumber(`${field}.momentum`, momentum),
    epsilon: asNumber(`${field}.epsilon`, epsilon),
    inputShape: asShape(field, layer),
    mask: null,
    training: false,
    activation: "linear",
  };
}

/**
 * Return the layer with its shape.
 *
 * Throws empty, out_of_range or shape_mismatch where its parts or inputs do not fit.
 * @type {(
 *   field: string, layer: BatchNormalizationLayer, before: Before | null,
 * ) => BatchNormalizationLayer}
 */
export function placedBatchNormalizationLayer(field, layer, before) {
  const inputShape = placedShape(field, layer, before);
  const size = inputShape[inputShape.length - 1];
  if (layer.gamma !== null) {
    checkLengths(`${field}.gamma`, layer.gamma, [size]);
  }
  if (layer.beta !== null) {
    checkLengths(`${field}.beta`, layer.beta, [size]);
  }
  checkLengths(`${field}.moving_mean`, layer.movingMean, [size]);
  checkLengths(`${field}.moving_variance`, layer.movingVariance, [size]);
  return { ...layer, inputShape };
}

/**
 * Throw not_finite or out_of_range for a layer that cannot exist.
 * @type {(field: string, layer: BatchNormalizationLayer) => void}
 */
export function checkBatchNormalizationLayerValues(field, layer) {
  if (layer.gamma !== null) {
    checkFinite(`${field}.gamma`, layer.gamma);
  }
  if (layer.beta !== null) {
    checkFinite(`${field}.beta`, layer.beta);
  }
  checkFinite(`${field}.moving_mean`, layer.movingMean);
  checkNotNegative(`${field}.moving_variance`, layer.movingVariance);
  checkShare(`${field}.momentum`, layer.momentum);
  checkPositive(`${field}.epsilon`, layer.epsilon);
}

/**
 * Accept a layer whose fields are all shapes, which have been checked.
 * @type {(field: string, layer: Layer) => void}
 */
export function checkNothing(field, layer) {}

/** @type {Record<Layer["kind"], Kind>} */
export const KINDS = {
  dense: {
    read: asDenseLayer,
    placed: placedDenseLayer,
    checkValues: checkDenseLayerValues,
    inputs: "kernel",
    outputs: "units",
    checkInputs: checkFiniteInputs,
  },
  flatten: {
    read: asFlattenLayer,
    placed: placedFlattenLayer,
    checkValues: checkNothing,
    inputs: "input_shape",
    outputs: "input_shape",
    checkInputs: checkFiniteInputs,
  },
  reshape: {
    read: asReshapeLayer,
    placed: placedReshapeLayer,
    checkValues: checkNothing,
    inputs: "input_shape",
    outputs: "target_shape",
    checkInputs: checkFiniteInputs,
  },
  normalization: {
    read: asNormalizationLayer,
    placed: placedNormalizationLayer,
    checkValues: checkNormalizationLayerValues,
    inputs: "mean",
    outputs: "mean",
    checkInputs: checkFiniteInputs,
  },
  batch_normalization: {
    read: asBatchNormalizationLayer,
    placed: placedBatchNormalizationLayer,
    checkValues: checkBatchNormalizationLayerValues,
    inputs: "input_shape",
    outputs: "input_shape",
    checkInputs: checkFiniteInputs,
  },
  dropout: {
    read: asDropoutLayer,
    placed: placedSameShape,
    checkValues: checkDropoutLayerValues,
    inputs: "input_shape",
    outputs: "input_shape",
    checkInputs: checkFiniteInputs,
  },
  activation: {
    read: asActivationLayer,
    placed: placedActivationLayer,
    checkValues: checkActivationLayerValues,
    inputs: "input_shape",
    outputs: "input_shape",
    checkInputs: checkFiniteInputs,
  },
  leaky_relu: {
    read: asLeakyReluLayer,
    placed: placedSameShape,
    checkValues: checkLeakyReluLayerValues,
    inputs: "input_shape",
    outputs: "input_shape",
    checkInputs: checkFiniteInputs,
  },
  softmax: {
    read: asSoftmaxLayer,
    placed: placedSoftmaxLayer,
    checkValues: checkNothing,
    inputs: "input_shape",
    outputs: "input_shape",
    checkInputs: checkFiniteInputs,
  },
  conv2d: {
    read: asConv2dLayer,
    placed: placedConv2dLayer,
    checkValues: checkConvLayerValues,
    inputs: "input_shape",
    outputs: "filters",
    checkInputs: checkFiniteInputs,
  },
  conv1d: {
    read: asConv1dLayer,
    placed: placedConv1dLayer,
    checkValues: checkConvLayerValues,
    inputs: "input_shape",
    outputs: "filters",
    checkInputs: checkFiniteInputs,
  },
  max_pooling2d: {
    read: asPoolingLayer,
    placed: placedPoolingLayer,
    checkValues: checkNothing,
    inputs: "input_shape",
    outputs: "pool_size",
    checkInputs: checkFiniteInputs,
  },
  average_pooling2d: {
    read: asPoolingLayer,
    placed: placedPoolingLayer,
    checkValues: checkNothing,
    inputs: "input_shape",
    outputs: "pool_size",
    checkInputs: checkFiniteInputs,
  },
  global_average_pooling2d: {
    read: asGlobalLayer,
    placed: placedGlobalLayer,
    checkValues: checkNothing,
    inputs: "input_shape",
    outputs: "input_shape",
    checkInputs: checkFiniteInputs,
  },
  zero_padding2d: {
    read: asZeroPadding2dLayer,
    placed: placedZeroPadding2dLayer,
    checkValues: checkNothing,
    inputs: "input_shape",
    outputs: "columns",
    checkInputs: checkFiniteInputs,
  },
  masking: {
    read: asMaskingLayer,
    placed: placedMaskingLayer,
    checkValues: checkMaskingLayerValues,
    inputs: "input_shape",
    outputs: "input_shape",
    checkInputs: checkFiniteInputs,
  },
  repeat_vector: {
    read: asRepeatVectorLayer,
    placed: placedRepeatVectorLayer,
    checkValues: checkNothing,
    inputs: "input_shape",
    outputs: "n",
    checkInputs: checkFiniteInputs,
  },
  time_distributed: {
    read: asTimeDistributedLayer,
    placed: placedTimeDistributedLayer,
    checkValues: checkTimeDistributedLayerValues,
    inputs: "input_shape",
    outputs: "units",
    checkInputs: checkFiniteInputs,
  },
  embedding: {
    read: asEmbeddingLayer,
    placed: placedEmbeddingLayer,
    checkValues: checkEmbeddingLayerValues,
    inputs: "input_shape",
    outputs: "output_dim",
    checkInputs: checkEmbeddingInputs,
  },
  simple_rnn: {
    read: asRecurrentLayer,
    placed: placedSimpleRnnLayer,
    checkValues: checkSimpleRnnLayerValues,
    inputs: "input_shape",
    outputs: "units",
    checkInputs: checkFiniteInputs,
  },
  lstm: {
    read: asRecurrentLayer,
    placed: placedLstmLayer,
    checkValues: checkLstmLayerValues,
    inputs: "input_shape",
    outputs: "units",
    checkInputs: checkFiniteInputs,
  },
  gru: {
    read: asGruLayer,
    placed: placedGruLayer,
    checkValues: checkGruLayerValues,
    inputs: "input_shape",
    outputs: "units",
    checkInputs: checkFiniteInputs,
  },
  bidirectional_simple_rnn: {
    read: asBidirectionalLayer,
    placed: placedBidirectionalLayer,
    checkValues: checkBidirectionalLayerValues,
    inputs: "input_shape",
    outputs: "units",
    checkInputs: checkFiniteInputs,
  },
  bidirectional_lstm: {
    read: asBidirectionalLayer,
    placed: placedBidirectionalLayer,
    checkValues: checkBidirectionalLayerValues,
    inputs: "input_shape",
    outputs: "units",
    checkInputs: checkFiniteInputs,
  },
  bidirectional_gru: {
    read: asBidirectionalGruLayer,
    placed: placedBidirectionalLayer,
    checkValues: checkBidirectionalLayerValues,
    inputs: "input_shape",
    outputs: "units",
    checkInputs: checkFiniteInputs,
  },
  add: {
    read: asMergingLayer,
    placed: placedAddLayer,
    checkValues: checkNothing,
    inputs: "sources",
    outputs: "sources",
    checkInputs: checkFiniteInputs,
    merges: true,
  },
  concatenate: {
    read: asMergingLayer,
    placed: placedConcatenateLayer,
    checkValues: checkNothing,
    inputs: "sources",
    outputs: "sources",
    checkInputs: checkFiniteInputs,
    merges: true,
  },
  part: {
    read: asPartLayer,
    placed: placedPartLayer,
    checkValues: checkNothing,
    inputs: "input_shape",
    outputs: "target_shape",
    checkInputs: checkFiniteInputs,
    merges: false,
  },
};
