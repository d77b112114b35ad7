// Chapter network: layers one after another, forward and backward.
//
// This is the only file that lists the kinds of layers. A kind is six functions with fixed names in
// the file of its chapter, or three where it has no parameters; code that works on a network looks
// them up in `KINDS` and never asks which kind a layer is.
//
// In the forward pass, each layer turns the outputs of the layer before it into preactivations, and
// its activation turns these into outputs. The backward pass starts with the gradients of the loss
// with respect to the last outputs. In each layer, from last to first, the activation turns the
// gradients of the outputs into deltas, and the layer turns its deltas into the gradients of its
// parameters and of its inputs, which are the outputs of the layer before it. The gradients of a
// crossentropy are already those with respect to the logits (chapter losses), so the last
// activation is skipped.
//
// Source: D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning representations by
// back-propagating errors", 1986.
//
// Left out on purpose: layers with several inputs, and skip connections.
//
// m examples, n inputs of the first layer, k outputs of the last one. An example is one row of
// numbers, whatever its shape.

import { activate, activationBackward } from "./activations.js";
import {
  conv1dForward,
  conv1dInputGradients,
  conv1dParameterGradients,
  conv1dParameters,
  conv1dShapes,
  conv1dWithParameters,
  conv2dForward,
  conv2dInputGradients,
  conv2dParameterGradients,
  conv2dParameters,
  conv2dShapes,
  conv2dWithParameters,
} from "./conv.js";
import {
  denseForward,
  denseInputGradients,
  denseParameterGradients,
  denseParameters,
  denseShapes,
  denseWithParameters,
} from "./dense.js";
import {
  flattenForward,
  flattenInputGradients,
  flattenShapes,
  reshapeForward,
  reshapeInputGradients,
  reshapeShapes,
} from "./flatten.js";
import { FROM_LOGITS, lossGradients } from "./losses.js";
import {
  normalizationForward,
  normalizationInputGradients,
  normalizationShapes,
} from "./normalization.js";
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
  zeroPadding2dForward,
  zeroPadding2dInputGradients,
  zeroPadding2dShapes,
} from "./zero_padding.js";

/** @typedef {import("./conv.js").Conv1DLayer} Conv1DLayer */
/** @typedef {import("./conv.js").Conv2DLayer} Conv2DLayer */
/** @typedef {import("./dense.js").DenseLayer} DenseLayer */
/** @typedef {import("./flatten.js").FlattenLayer} FlattenLayer */
/** @typedef {import("./flatten.js").ReshapeLayer} ReshapeLayer */
/** @typedef {import("./normalization.js").NormalizationLayer} NormalizationLayer */
/** @typedef {import("./pooling.js").AveragePooling2DLayer} AveragePooling2DLayer */
/** @typedef {import("./pooling.js").GlobalAveragePooling2DLayer} GlobalAveragePooling2DLayer */
/** @typedef {import("./pooling.js").MaxPooling2DLayer} MaxPooling2DLayer */
/** @typedef {import("./zero_padding.js").ZeroPadding2DLayer} ZeroPadding2DLayer */
/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./optimizers.js").Vectors} Vectors */

/**
 * @typedef {DenseLayer | FlattenLayer | ReshapeLayer | NormalizationLayer | Conv2DLayer
 *   | Conv1DLayer | MaxPooling2DLayer | AveragePooling2DLayer | GlobalAveragePooling2DLayer
 *   | ZeroPadding2DLayer} Layer
 */

/**
 * Return the parameters of a layer that has none.
 * @type {(layer: Layer) => Vectors}
 */
export function noParameters(layer) {
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
 * The functions of a kind of layer.
 * @typedef {{
 *   shapes: (layer: any) => [number[], number[]],
 *   forward: (inputs: Matrix, layer: any) => Matrix,
 *   inputGradients: (inputs: Matrix, deltas: Matrix, layer: any) => Matrix,
 *   parameters: (layer: any) => Vectors,
 *   withParameters: (layer: any, vectors: Vectors) => any,
 *   parameterGradients: (inputs: Matrix, deltas: Matrix, layer: any) => Vectors,
 * }} Kind
 */

// The functions that kinds without parameters share
const WITHOUT_PARAMETERS = {
  parameters: noParameters,
  withParameters: sameLayer,
  parameterGradients: noParameterGradients,
};

/** @type {Record<Layer["kind"], Kind>} */
export const KINDS = {
  dense: {
    shapes: denseShapes,
    forward: denseForward,
    inputGradients: denseInputGradients,
    parameters: denseParameters,
    withParameters: denseWithParameters,
    parameterGradients: denseParameterGradients,
  },
  flatten: {
    shapes: flattenShapes,
    forward: flattenForward,
    inputGradients: flattenInputGradients,
    ...WITHOUT_PARAMETERS,
  },
  reshape: {
    shapes: reshapeShapes,
    forward: reshapeForward,
    inputGradients: reshapeInputGradients,
    ...WITHOUT_PARAMETERS,
  },
  normalization: {
    shapes: normalizationShapes,
    forward: normalizationForward,
    inputGradients: normalizationInputGradients,
    ...WITHOUT_PARAMETERS,
  },
  conv2d: {
    shapes: conv2dShapes,
    forward: conv2dForward,
    inputGradients: conv2dInputGradients,
    parameters: conv2dParameters,
    withParameters: conv2dWithParameters,
    parameterGradients: conv2dParameterGradients,
  },
  conv1d: {
    shapes: conv1dShapes,
    forward: conv1dForward,
    inputGradients: conv1dInputGradients,
    parameters: conv1dParameters,
    withParameters: conv1dWithParameters,
    parameterGradients: conv1dParameterGradients,
  },
  max_pooling2d: {
    shapes: poolingShapes,
    forward: maxPooling2dForward,
    inputGradients: maxPooling2dInputGradients,
    ...WITHOUT_PARAMETERS,
  },
  average_pooling2d: {
    shapes: poolingShapes,
    forward: averagePooling2dForward,
    inputGradients: averagePooling2dInputGradients,
    ...WITHOUT_PARAMETERS,
  },
  global_average_pooling2d: {
    shapes: globalAveragePooling2dShapes,
    forward: globalAveragePooling2dForward,
    inputGradients: globalAveragePooling2dInputGradients,
    ...WITHOUT_PARAMETERS,
  },
  zero_padding2d: {
    shapes: zeroPadding2dShapes,
    forward: zeroPadding2dForward,
    inputGradients: zeroPadding2dInputGradients,
    ...WITHOUT_PARAMETERS,
  },
};

/**
 * What a layer calculates for a batch: preactivations [m][u] and outputs [m][u].
 * @typedef {{preactivations: Matrix, outputs: Matrix}} Forward
 */

/**
 * Return the parameters of all layers as vectors, layer by layer.
 * @type {(layers: Layer[]) => Vectors}
 */
export function networkParameters(layers) {
  const vectors = [];
  for (const layer of layers) {
    for (const vector of KINDS[layer.kind].parameters(layer)) {
      vectors.push(vector);
    }
  }
  return vectors;
}

/**
 * Return the layers with other parameters, in the order of `networkParameters`.
 * @type {(layers: Layer[], vectors: Vectors) => Layer[]}
 */
export function withParameters(layers, vectors) {
  const result = [];
  let start = 0;
  for (const layer of layers) {
    const kind = KINDS[layer.kind];
    const end = start + kind.parameters(layer).length;
    result.push(kind.withParameters(layer, vectors.slice(start, end)));
    start = end;
  }
  return result;
}

/**
 * Return what every layer calculates, first to last (DENSE-1).
 *
 * inputs [m][n]
 * @type {(inputs: Matrix, layers: Layer[]) => Forward[]}
 */
export function networkForward(inputs, layers) {
  const forward = [];
  for (const layer of layers) {
    const preactivations = KINDS[layer.kind].forward(inputs, layer);
    const outputs = preactivations.map((row) => activate(layer.activation, row));
    forward.push({ preactivations, outputs });
    inputs = outputs;
  }
  return forward;
}

/**
 * Return the outputs of the last layer.
 *
 * inputs [m][n] -> [m][k]
 * @type {(inputs: Matrix, layers: Layer[]) => Matrix}
 */
export function networkOutputs(inputs, layers) {
  return networkForward(inputs, layers)[layers.length - 1].outputs;
}

/**
 * Return the gradients of all parameters, in the order of `networkParameters` (DENSE-12).
 *
 * inputs [m][n], targets [m][k]; forward: what `networkForward` returned for the inputs
 * @type {(
 *   inputs: Matrix,
 *   targets: Matrix,
 *   layers: Layer[],
 *   forward: Forward[],
 *   loss: string,
 * ) => Vectors}
 */
export function networkGradients(inputs, targets, layers, forward, loss) {
  const last = layers.length - 1;
  /** @type {Vectors} */
  let gradients = [];
  let outputGradients = lossGradients(loss, targets, forward[last].outputs);
  for (let i = last; i >= 0; i--) {
    const layer = layers[i];
    const kind = KINDS[layer.kind];
    const outputs = forward[i].outputs;
    const deltas =
      i === last && FROM_LOGITS.includes(loss)
        ? outputGradients
        : outputGradients.map((row, e) => activationBackward(layer.activation, row, outputs[e]));
    const seen = i === 0 ? inputs : forward[i - 1].outputs;
    gradients = [...kind.parameterGradients(seen, deltas, layer), ...gradients];
    if (i > 0) {
      outputGradients = kind.inputGradients(seen, deltas, layer);
    }
  }
  return gradients;
}
