// The kinds of layers: the only list of them.
//
// A kind is seven functions with fixed names in the file of its chapter, or three where it has no
// parameters, and some more where it handles masks (chapter sequences). Code that works on a
// network looks them up in `KINDS` and never asks which kind a layer is. The functions here are
// those of a kind that has none of its own.

import {
  activationForward,
  activationInputGradients,
  leakyReluForward,
  leakyReluInputGradients,
  sameShapes,
  softmaxForward,
  softmaxInputGradients,
} from "./activation_layers.js";
import {
  batchNormalizationDrawn,
  batchNormalizationFinalStates,
  batchNormalizationForward,
  batchNormalizationInputGradients,
  batchNormalizationMasked,
  batchNormalizationMoving,
  batchNormalizationParameterGradients,
  batchNormalizationParameters,
  batchNormalizationShapes,
  batchNormalizationVariables,
  batchNormalizationWithParameters,
  batchNormalizationWithStates,
} from "./batch_normalization.js";
import {
  bidirectionalDrawn,
  bidirectionalFinalStates,
  bidirectionalForward,
  bidirectionalInputGradients,
  bidirectionalMask,
  bidirectionalParameterGradients,
  bidirectionalParameters,
  bidirectionalShapes,
  bidirectionalVariables,
  bidirectionalWithParameters,
} from "./bidirectional.js";
import {
  conv1dForward,
  conv1dInputGradients,
  conv1dParameterGradients,
  conv1dParameters,
  conv1dShapes,
  conv1dVariables,
  conv1dWithParameters,
  conv2dForward,
  conv2dInputGradients,
  conv2dParameterGradients,
  conv2dParameters,
  conv2dShapes,
  conv2dVariables,
  conv2dWithParameters,
} from "./conv.js";
import {
  denseForward,
  denseInputGradients,
  denseParameterGradients,
  denseParameters,
  denseShapes,
  denseVariables,
  denseWithParameters,
} from "./dense.js";
import { dropoutDrawn, dropoutForward, dropoutInputGradients, dropoutShapes } from "./dropout.js";
import {
  embeddingForward,
  embeddingInputGradients,
  embeddingMask,
  embeddingParameterGradients,
  embeddingParameters,
  embeddingShapes,
  embeddingVariables,
  embeddingWithParameters,
} from "./embedding.js";
import {
  flattenForward,
  flattenInputGradients,
  flattenShapes,
  reshapeForward,
  reshapeInputGradients,
  reshapeShapes,
} from "./flatten.js";
import {
  addForward,
  addInputGradients,
  addShapes,
  concatenateForward,
  concatenateInputGradients,
  concatenateShapes,
} from "./graphs.js";
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
import {
  normalizationForward,
  normalizationInputGradients,
  normalizationShapes,
} from "./normalization.js";
import { partForward, partInputGradients, partShapes } from "./parts.js";
import {
  averagePooling2dForward,
  averagePooling2dInputGradients,
  globalAveragePooling2dForward,
  globalAveragePooling2dInputGradients,
  globalAveragePooling2dShapes,
  maxPooling2dForward,
  maxPooling2dInputGradients,
  poolingShapes,
} from "./pooling.js";
import {
  recurrentDrawn,
  recurrentMask,
  recurrentMasked,
  recurrentParameters,
  recurrentShapes,
  recurrentVariables,
  recurrentWithParameters,
  simpleRnnFinalStates,
  simpleRnnForward,
  simpleRnnInputGradients,
  simpleRnnParameterGradients,
} from "./recurrent.js";
import {
  maskingForward,
  maskingInputGradients,
  maskingMask,
  maskingShapes,
  repeatVectorForward,
  repeatVectorInputGradients,
  repeatVectorShapes,
  timeDistributedForward,
  timeDistributedInputGradients,
  timeDistributedParameterGradients,
  timeDistributedParameters,
  timeDistributedShapes,
  timeDistributedVariables,
  timeDistributedWithParameters,
} from "./sequences.js";
import {
  zeroPadding2dForward,
  zeroPadding2dInputGradients,
  zeroPadding2dShapes,
} from "./zero_padding.js";

/** @typedef {import("./activation_layers.js").ActivationLayer} ActivationLayer */
/** @typedef {import("./activation_layers.js").LeakyReLULayer} LeakyReLULayer */
/** @typedef {import("./activation_layers.js").SoftmaxLayer} SoftmaxLayer */
/** @typedef {import("./batch_normalization.js").BatchNormalizationLayer} BatchNormalizationLayer */
/** @typedef {import("./bidirectional.js").BidirectionalLayer} BidirectionalLayer */
/** @typedef {import("./conv.js").Conv1DLayer} Conv1DLayer */
/** @typedef {import("./conv.js").Conv2DLayer} Conv2DLayer */
/** @typedef {import("./dense.js").DenseLayer} DenseLayer */
/** @typedef {import("./dropout.js").DropoutLayer} DropoutLayer */
/** @typedef {import("./embedding.js").EmbeddingLayer} EmbeddingLayer */
/** @typedef {import("./flatten.js").FlattenLayer} FlattenLayer */
/** @typedef {import("./flatten.js").ReshapeLayer} ReshapeLayer */
/** @typedef {import("./graphs.js").AddLayer} AddLayer */
/** @typedef {import("./graphs.js").ConcatenateLayer} ConcatenateLayer */
/** @typedef {import("./gru.js").GRULayer} GRULayer */
/** @typedef {import("./lstm.js").LSTMLayer} LSTMLayer */
/** @typedef {import("./normalization.js").NormalizationLayer} NormalizationLayer */
/** @typedef {import("./parts.js").PartLayer} PartLayer */
/** @typedef {import("./pooling.js").AveragePooling2DLayer} AveragePooling2DLayer */
/** @typedef {import("./pooling.js").GlobalAveragePooling2DLayer} GlobalAveragePooling2DLayer */
/** @typedef {import("./pooling.js").MaxPooling2DLayer} MaxPooling2DLayer */
/** @typedef {import("./recurrent.js").SimpleRNNLayer} SimpleRNNLayer */
/** @typedef {import("./sequences.js").Mask} Mask */
/** @typedef {import("./sequences.js").MaskingLayer} MaskingLayer */
/** @typedef {import("./sequences.js").RepeatVectorLayer} RepeatVectorLayer */
/** @typedef {import("./sequences.js").TimeDistributedLayer} TimeDistributedLayer */
/** @typedef {import("./zero_padding.js").ZeroPadding2DLayer} ZeroPadding2DLayer */
/** @typedef {import("./optimizers.js").Vectors} Vectors */
/** @typedef {import("./random.js").Generator} Generator */
/** @typedef {import("./readers.js").Matrix} Matrix */

/**
 * @typedef {DenseLayer | FlattenLayer | ReshapeLayer | NormalizationLayer | DropoutLayer
 *   | ActivationLayer | LeakyReLULayer | SoftmaxLayer
 *   | Conv2DLayer | Conv1DLayer | MaxPooling2DLayer | AveragePooling2DLayer
 *   | GlobalAveragePooling2DLayer | ZeroPadding2DLayer | MaskingLayer | RepeatVectorLayer
 *   | TimeDistributedLayer | EmbeddingLayer | SimpleRNNLayer | LSTMLayer | GRULayer
 *   | BidirectionalLayer | BatchNormalizationLayer | AddLayer | ConcatenateLayer | PartLayer} Layer
 */

/**
 * Return the parameters of a layer that has none.
 * @type {(layer: Layer) => Vectors}
 */
export function noParameters(layer) {
  return [];
}

/**
 * Return how many vectors each variable of a layer without any has.
 * @type {(layer: Layer) => number[]}
 */
export function noVariables(layer) {
  return [];
}

/**
 * Return a layer without parameters as it is.
 * @type {(layer: Layer, vectors: Vectors) => Layer}
 */
export function sameLayer(layer, vectors) {
  return layer;
}

/**
 * Return the gradients of the parameters of a layer that has none.
 *
 * inputs [m][n], deltas [m][u]
 * @type {(inputs: Matrix, deltas: Matrix, layer: Layer) => Vectors}
 */
export function noParameterGradients(inputs, deltas, layer) {
  return [];
}

/**
 * Return the activation that turns a layer's preactivations into outputs: its field.
 * @type {(layer: Layer) => string}
 */
export function ownActivation(layer) {
  return layer.activation;
}

/**
 * Return "linear", for a layer that has already applied its activation.
 * @type {(layer: Layer) => string}
 */
export function noActivation(layer) {
  return "linear";
}

/**
 * Return null: the outputs are no sequence, or all their steps are real.
 *
 * inputs [m][n], mask [m][t]
 * @type {(inputs: Matrix, layer: Layer, mask: Mask) => Mask}
 */
export function noMask(inputs, layer, mask) {
  return null;
}

/**
 * Return the mask of the inputs for outputs of the same steps.
 *
 * inputs [m][t * n], mask [m][t] -> [m][t]
 * @type {(inputs: Matrix, layer: Layer, mask: Mask) => Mask}
 */
export function sameMask(inputs, layer, mask) {
  return mask;
}

/**
 * Return a layer that works as it does whatever the mask.
 *
 * mask [m][t]
 * @type {(layer: Layer, mask: Mask) => Layer}
 */
export function anyMask(layer, mask) {
  return layer;
}

/**
 * Return a layer in which nothing is random.
 * @type {(layer: Layer, m: number, generator: Generator) => Layer}
 */
export function nothingDrawn(layer, m, generator) {
  return layer;
}

/**
 * Return null: nothing of this batch matters to the next.
 *
 * inputs [m][n]
 * @type {(inputs: Matrix, layer: Layer) => Matrix | null}
 */
export function noStates(inputs, layer) {
  return null;
}

/**
 * Return a stateful layer that begins a batch with these states.
 *
 * states [m][s]
 * @type {(layer: any, states: Vectors) => any}
 */
export function replacedState(layer, states) {
  return { ...layer, state: states };
}

/**
 * The functions of a kind of layer.
 *
 * variables: how many of the vectors belong to each kernel, bias or table. activation: which one turns the preactivations into outputs. mask: the mask of the outputs, given
 * the inputs, the layer and their mask; masked: the layer for a batch with a mask. drawn: the layer
 * for a batch of so many examples in training, given the generator; finalStates: with what the next
 * batch begins, [m] rows or other vectors, or null; withStates: the layer that begins a batch with
 * these. moving: the vectors that batches move beside the parameters.
 * @typedef {{
 *   shapes: (layer: any) => [number[], number[]],
 *   forward: (inputs: Matrix, layer: any) => Matrix,
 *   inputGradients: (inputs: Matrix, deltas: Matrix, layer: any) => Matrix,
 *   parameters: (layer: any) => Vectors,
 *   variables: (layer: any) => number[],
 *   withParameters: (layer: any, vectors: Vectors) => any,
 *   parameterGradients: (inputs: Matrix, deltas: Matrix, layer: any) => Vectors,
 *   activation: (layer: any) => string,
 *   mask: (inputs: Matrix, layer: any, mask: Mask) => Mask,
 *   masked: (layer: any, mask: Mask) => any,
 *   drawn: (layer: any, m: number, generator: Generator) => any,
 *   finalStates: (inputs: Matrix, layer: any) => Matrix | null,
 *   withStates: (layer: any, states: Vectors) => any,
 *   moving: (layer: any) => Vectors,
 * }} Kind
 */

// The functions of a kind that has none of its own
const DEFAULTS = {
  parameters: noParameters,
  variables: noVariables,
  withParameters: sameLayer,
  parameterGradients: noParameterGradients,
  activation: ownActivation,
  mask: noMask,
  masked: anyMask,
  drawn: nothingDrawn,
  finalStates: noStates,
  withStates: replacedState,
  moving: noParameters,
};

// Those of layers that read a sequence step by step
const RECURRENT = {
  ...DEFAULTS,
  shapes: recurrentShapes,
  activation: noActivation,
  mask: recurrentMask,
  masked: recurrentMasked,
  drawn: recurrentDrawn,
};

// Those of two recurrent layers
const BIDIRECTIONAL = {
  ...DEFAULTS,
  shapes: bidirectionalShapes,
  forward: bidirectionalForward,
  inputGradients: bidirectionalInputGradients,
  parameters: bidirectionalParameters,
  variables: bidirectionalVariables,
  withParameters: bidirectionalWithParameters,
  parameterGradients: bidirectionalParameterGradients,
  activation: noActivation,
  mask: bidirectionalMask,
  masked: recurrentMasked,
  drawn: bidirectionalDrawn,
  finalStates: bidirectionalFinalStates,
};

/** @type {Record<Layer["kind"], Kind>} */
export const KINDS = {
  dense: {
    ...DEFAULTS,
    shapes: denseShapes,
    forward: denseForward,
    inputGradients: denseInputGradients,
    parameters: denseParameters,
    variables: denseVariables,
    withParameters: denseWithParameters,
    parameterGradients: denseParameterGradients,
  },
  flatten: {
    ...DEFAULTS,
    shapes: flattenShapes,
    forward: flattenForward,
    inputGradients: flattenInputGradients,
  },
  reshape: {
    ...DEFAULTS,
    shapes: reshapeShapes,
    forward: reshapeForward,
    inputGradients: reshapeInputGradients,
  },
  normalization: {
    ...DEFAULTS,
    shapes: normalizationShapes,
    forward: normalizationForward,
    inputGradients: normalizationInputGradients,
  },
  batch_normalization: {
    ...DEFAULTS,
    shapes: batchNormalizationShapes,
    forward: batchNormalizationForward,
    inputGradients: batchNormalizationInputGradients,
    parameters: batchNormalizationParameters,
    variables: batchNormalizationVariables,
    withParameters: batchNormalizationWithParameters,
    parameterGradients: batchNormalizationParameterGradients,
    mask: sameMask,
    masked: batchNormalizationMasked,
    drawn: batchNormalizationDrawn,
    finalStates: batchNormalizationFinalStates,
    withStates: batchNormalizationWithStates,
    moving: batchNormalizationMoving,
  },
  dropout: {
    ...DEFAULTS,
    shapes: dropoutShapes,
    forward: dropoutForward,
    inputGradients: dropoutInputGradients,
    mask: sameMask,
    drawn: dropoutDrawn,
  },
  activation: {
    ...DEFAULTS,
    shapes: sameShapes,
    forward: activationForward,
    inputGradients: activationInputGradients,
    mask: sameMask,
  },
  leaky_relu: {
    ...DEFAULTS,
    shapes: sameShapes,
    forward: leakyReluForward,
    inputGradients: leakyReluInputGradients,
    mask: sameMask,
  },
  softmax: {
    ...DEFAULTS,
    shapes: sameShapes,
    forward: softmaxForward,
    inputGradients: softmaxInputGradients,
    mask: sameMask,
  },
  conv2d: {
    ...DEFAULTS,
    shapes: conv2dShapes,
    forward: conv2dForward,
    inputGradients: conv2dInputGradients,
    parameters: conv2dParameters,
    variables: conv2dVariables,
    withParameters: conv2dWithParameters,
    parameterGradients: conv2dParameterGradients,
  },
  conv1d: {
    ...DEFAULTS,
    shapes: conv1dShapes,
    forward: conv1dForward,
    inputGradients: conv1dInputGradients,
    parameters: conv1dParameters,
    variables: conv1dVariables,
    withParameters: conv1dWithParameters,
    parameterGradients: conv1dParameterGradients,
  },
  max_pooling2d: {
    ...DEFAULTS,
    shapes: poolingShapes,
    forward: maxPooling2dForward,
    inputGradients: maxPooling2dInputGradients,
  },
  average_pooling2d: {
    ...DEFAULTS,
    shapes: poolingShapes,
    forward: averagePooling2dForward,
    inputGradients: averagePooling2dInputGradients,
  },
  global_average_pooling2d: {
    ...DEFAULTS,
    shapes: globalAveragePooling2dShapes,
    forward: globalAveragePooling2dForward,
    inputGradients: globalAveragePooling2dInputGradients,
  },
  zero_padding2d: {
    ...DEFAULTS,
    shapes: zeroPadding2dShapes,
    forward: zeroPadding2dForward,
    inputGradients: zeroPadding2dInputGradients,
  },
  masking: {
    ...DEFAULTS,
    shapes: maskingShapes,
    forward: maskingForward,
    inputGradients: maskingInputGradients,
    mask: maskingMask,
  },
  repeat_vector: {
    ...DEFAULTS,
    shapes: repeatVectorShapes,
    forward: repeatVectorForward,
    inputGradients: repeatVectorInputGradients,
  },
  time_distributed: {
    ...DEFAULTS,
    shapes: timeDistributedShapes,
    forward: timeDistributedForward,
    inputGradients: timeDistributedInputGradients,
    parameters: timeDistributedParameters,
    variables: timeDistributedVariables,
    withParameters: timeDistributedWithParameters,
    parameterGradients: timeDistributedParameterGradients,
    mask: sameMask,
  },
  embedding: {
    ...DEFAULTS,
    shapes: embeddingShapes,
    forward: embeddingForward,
    inputGradients: embeddingInputGradients,
    parameters: embeddingParameters,
    variables: embeddingVariables,
    withParameters: embeddingWithParameters,
    parameterGradients: embeddingParameterGradients,
    mask: embeddingMask,
  },
  simple_rnn: {
    ...RECURRENT,
    forward: simpleRnnForward,
    inputGradients: simpleRnnInputGradients,
    parameters: recurrentParameters,
    variables: recurrentVariables,
    withParameters: recurrentWithParameters,
    parameterGradients: simpleRnnParameterGradients,
    finalStates: simpleRnnFinalStates,
  },
  lstm: {
    ...RECURRENT,
    forward: lstmForward,
    inputGradients: lstmInputGradients,
    parameters: recurrentParameters,
    variables: recurrentVariables,
    withParameters: recurrentWithParameters,
    parameterGradients: lstmParameterGradients,
    finalStates: lstmFinalStates,
  },
  gru: {
    ...RECURRENT,
    forward: gruForward,
    inputGradients: gruInputGradients,
    parameters: gruParameters,
    variables: gruVariables,
    withParameters: gruWithParameters,
    parameterGradients: gruParameterGradients,
    finalStates: gruFinalStates,
  },
  bidirectional_simple_rnn: BIDIRECTIONAL,
  bidirectional_lstm: BIDIRECTIONAL,
  bidirectional_gru: BIDIRECTIONAL,
  add: {
    ...DEFAULTS,
    shapes: addShapes,
    forward: addForward,
    inputGradients: addInputGradients,
    mask: sameMask,
  },
  concatenate: {
    ...DEFAULTS,
    shapes: concatenateShapes,
    forward: concatenateForward,
    inputGradients: concatenateInputGradients,
    mask: sameMask,
  },
  part: {
    ...DEFAULTS,
    shapes: partShapes,
    forward: partForward,
    inputGradients: partInputGradients,
  },
};

/**
 * Return the activation that turns a layer's preactivations into outputs.
 * @type {(layer: Layer) => string}
 */
export function outputActivation(layer) {
  return KINDS[layer.kind].activation(layer);
}

/**
 * Return the outputs of each layer; forward: what the layers have calculated.
 * @type {(forward: {outputs: Matrix}[]) => Matrix[]}
 */
export function outputsOfAll(forward) {
  return forward.map((each) => each.outputs);
}
