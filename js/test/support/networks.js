// Networks and examples that several tests use.

import { cellRows } from "../../src/conv.js";
import { asLoss } from "../../src/network_checks.js";
import { random } from "../../src/random.js";

/** @typedef {import("../../src/activation_layers.js").ActivationLayer} ActivationLayer */
/** @typedef {import("../../src/activation_layers.js").LeakyReLULayer} LeakyReLULayer */
/** @typedef {import("../../src/activation_layers.js").SoftmaxLayer} SoftmaxLayer */
/** @typedef {import("../../src/batch_normalization.js").BatchNormalizationLayer} BatchNormalizationLayer */
/** @typedef {import("../../src/bidirectional.js").BidirectionalLayer} BidirectionalLayer */
/** @typedef {import("../../src/conv.js").Conv1DLayer} Conv1DLayer */
/** @typedef {import("../../src/conv.js").Conv2DLayer} Conv2DLayer */
/** @typedef {import("../../src/dense.js").DenseLayer} DenseLayer */
/** @typedef {import("../../src/dropout.js").DropoutLayer} DropoutLayer */
/** @typedef {import("../../src/embedding.js").EmbeddingLayer} EmbeddingLayer */
/** @typedef {import("../../src/flatten.js").FlattenLayer} FlattenLayer */
/** @typedef {import("../../src/flatten.js").ReshapeLayer} ReshapeLayer */
/** @typedef {import("../../src/gru.js").GRULayer} GRULayer */
/** @typedef {import("../../src/lstm.js").LSTMLayer} LSTMLayer */
/** @typedef {import("../../src/normalization.js").NormalizationLayer} NormalizationLayer */
/** @typedef {import("../../src/pooling.js").AveragePooling2DLayer} AveragePooling2DLayer */
/** @typedef {import("../../src/pooling.js").GlobalAveragePooling2DLayer} GlobalAveragePooling2DLayer */
/** @typedef {import("../../src/pooling.js").MaxPooling2DLayer} MaxPooling2DLayer */
/** @typedef {import("../../src/recurrent.js").Example} Example */
/** @typedef {import("../../src/recurrent.js").SimpleRNNLayer} SimpleRNNLayer */
/** @typedef {import("../../src/sequences.js").MaskingLayer} MaskingLayer */
/** @typedef {import("../../src/sequences.js").RepeatVectorLayer} RepeatVectorLayer */
/** @typedef {import("../../src/sequences.js").TimeDistributedLayer} TimeDistributedLayer */
/** @typedef {import("../../src/zero_padding.js").ZeroPadding2DLayer} ZeroPadding2DLayer */

/**
 * Return a loss with all its settings.
 * @type {(name: string, settings?: Partial<import("../../src/losses.js").Loss>) => import("../../src/losses.js").Loss}
 */
export const named = (name, settings = {}) => ({ ...asLoss("loss", name), ...settings });

export const INPUTS = [
  [0.4, -1.3],
  [-0.9, 0.2],
  [1.6, 0.8],
];
export const TARGETS = [
  [0.9, 0.2],
  [0.1, 0.7],
  [0.4, 0.95],
];
export const CLASSES = [1, 0, 1];

/** What the pooling layers of the tests have, where they do not say. */
const POOLING = {
  poolSize: [2, 2],
  strides: null,
  padding: "valid",
  activation: /** @type {const} */ ("linear"),
};

/**
 * Return a 2-3-2 network: its hidden layer has a bias, its last one only where `biased`.
 * @type {(hidden: string, last: string, biased: boolean) => [DenseLayer, DenseLayer]}
 */
export function network(hidden, last, biased) {
  const kernel1 = [
    [0.5, -0.8, 0.3],
    [-0.4, 0.6, 0.9],
  ];
  const kernel2 = [
    [0.9, 0.75],
    [0.8, -1.0],
    [-0.75, 1.0],
  ];
  const bias2 = biased ? [1.25, 0.3] : null;
  return [
    { kind: "dense", units: 3, activation: hidden, kernel: kernel1, bias: [0.15, -0.25, 0.35] },
    { kind: "dense", units: 2, activation: last, kernel: kernel2, bias: bias2 },
  ];
}

/**
 * Return a layer that flattens an example of this shape.
 * @type {(...inputShape: number[]) => FlattenLayer}
 */
export function flatten(...inputShape) {
  return { kind: "flatten", inputShape, activation: "linear" };
}

/**
 * Return a layer that normalizes, or goes back; any values, for the tests of the checks.
 * @type {(mean: any, variance: any, invert?: any) => NormalizationLayer}
 */
export function normalization(mean, variance, invert = false) {
  return {
    kind: "normalization",
    mean,
    variance,
    invert,
    inputShape: [mean.length],
    activation: "linear",
  };
}

/**
 * Return a batch normalization for examples of this shape, with some fields changed.
 * @type {(
 *   inputShape: number[], changes?: Partial<BatchNormalizationLayer>,
 * ) => BatchNormalizationLayer}
 */
export function batchNormalization(inputShape, changes = {}) {
  const c = inputShape[inputShape.length - 1];
  const filled = (/** @type {number} */ first) => Array.from({ length: c }, (_, i) => first + i);
  return {
    kind: "batch_normalization",
    gamma: filled(0.5),
    beta: filled(-0.25),
    movingMean: filled(-1),
    movingVariance: filled(2),
    momentum: 0.75,
    epsilon: 0.001,
    inputShape,
    mask: null,
    training: false,
    activation: "linear",
    ...changes,
  };
}

/**
 * Return a layer that leaves out numbers of examples of this shape with the probability `rate`.
 * @type {(rate: number, inputShape: number[], factors?: number[][] | null) => DropoutLayer}
 */
export function dropout(rate, inputShape, factors = null) {
  return { kind: "dropout", rate, inputShape, factors, activation: "linear" };
}

/**
 * Return a layer that is this activation, for examples of this shape.
 * @type {(name: string, inputShape?: number[]) => ActivationLayer}
 */
export function activation(name, inputShape = []) {
  return { kind: "activation", activation: name, inputShape };
}

/**
 * Return a relu with this slope below zero, for examples of this shape.
 * @type {(negativeSlope: number, inputShape?: number[]) => LeakyReLULayer}
 */
export function leakyRelu(negativeSlope, inputShape = []) {
  return { kind: "leaky_relu", negativeSlope, inputShape, activation: "linear" };
}

/**
 * Return a softmax over the last axis of examples of this shape.
 * @type {(...inputShape: number[]) => SoftmaxLayer}
 */
export function softmax(...inputShape) {
  const activation = inputShape.length < 2 ? "softmax" : "linear";
  return { kind: "softmax", inputShape, activation };
}

/**
 * Return a layer that gives an example this shape.
 * @type {(targetShape: number[], inputShape?: number[]) => ReshapeLayer}
 */
export function reshape(targetShape, inputShape = []) {
  return { kind: "reshape", targetShape, inputShape, activation: "linear" };
}

/**
 * Return a kernel [a][b][c][f] without zeros, whose weights all differ.
 * @type {(a: number, b: number, c: number, f: number) => number[][][][]}
 */
export function kernelOf(a, b, c, f) {
  let count = 0;
  const weight = () => (count++, (count % 2 === 0 ? -0.11 : 0.13) * (1 + count / 7));
  const cell = () => Array.from({ length: c }, () => Array.from({ length: f }, weight));
  return Array.from({ length: a }, () => Array.from({ length: b }, cell));
}

/**
 * Return rows of numbers without zeros, which all differ.
 * @type {(m: number, n: number) => number[][]}
 */
export function rowsOf(m, n) {
  return matrixOf(m, n).map((row) => row.map((number) => 0.5 - number));
}

/**
 * Return a kernel [n][u] without zeros, whose weights all differ.
 * @type {(n: number, u: number) => number[][]}
 */
export function matrixOf(n, u) {
  return kernelOf(1, 1, n, u)[0][0];
}

/**
 * Return rows of random numbers from -1 to 1.
 * @type {(seed: number, m: number, n: number) => number[][]}
 */
export function drawn(seed, m, n) {
  const numbers = random(seed, m * n).map((number) => 2 * number - 1);
  return cellRows(numbers, n);
}

/**
 * Return a convolution of images of this shape, with some of its fields changed.
 * @type {(
 *   filters: number,
 *   kernelSize: [number, number],
 *   inputShape: [number, number, number],
 *   others?: Partial<Conv2DLayer>,
 * ) => Conv2DLayer}
 */
export function conv2d(filters, kernelSize, inputShape, others = {}) {
  return {
    kind: "conv2d",
    filters,
    kernelSize,
    strides: [1, 1],
    padding: "valid",
    activation: "linear",
    kernel: kernelOf(...kernelSize, inputShape[2], filters),
    bias: null,
    connections: null,
    inputShape,
    ...others,
  };
}

/**
 * Return a convolution of sequences of this shape, with some of its fields changed.
 * @type {(
 *   filters: number,
 *   steps: number,
 *   inputShape: [number, number],
 *   others?: Partial<Conv1DLayer>,
 * ) => Conv1DLayer}
 */
export function conv1d(filters, steps, inputShape, others = {}) {
  return {
    kind: "conv1d",
    filters,
    kernelSize: [steps],
    strides: [1],
    padding: "valid",
    activation: "linear",
    kernel: kernelOf(1, steps, inputShape[1], filters)[0],
    bias: null,
    inputShape,
    ...others,
  };
}

/**
 * Return a max pooling of images of this shape, with some of its fields changed.
 * @type {(inputShape: number[], others?: Partial<MaxPooling2DLayer>) => MaxPooling2DLayer}
 */
export function maxPooling2d(inputShape, others = {}) {
  return { kind: "max_pooling2d", ...POOLING, inputShape, ...others };
}

/**
 * Return an average pooling of images of this shape, with some of its fields changed.
 * @type {(
 *   inputShape: number[], others?: Partial<AveragePooling2DLayer>,
 * ) => AveragePooling2DLayer}
 */
export function averagePooling2d(inputShape, others = {}) {
  return { kind: "average_pooling2d", ...POOLING, inputShape, ...others };
}

/**
 * Return a global average pooling of images of this shape.
 * @type {(...inputShape: number[]) => GlobalAveragePooling2DLayer}
 */
export function globalAveragePooling2d(...inputShape) {
  return { kind: "global_average_pooling2d", inputShape, activation: "linear" };
}

/**
 * Return an edge of zeros around images of this shape.
 * @type {(rows: number[], columns: number[], inputShape?: number[]) => ZeroPadding2DLayer}
 */
export function zeroPadding2d(rows, columns, inputShape = []) {
  return { kind: "zero_padding2d", rows, columns, inputShape, activation: "linear" };
}

/**
 * Return a layer that leaves out the steps of nothing but maskValue, of sequences of this shape.
 * @type {(maskValue: number, ...inputShape: number[]) => MaskingLayer}
 */
export function masking(maskValue, ...inputShape) {
  return { kind: "masking", maskValue, inputShape, activation: "linear" };
}

/**
 * Return a layer that makes a sequence of n steps of an example of this shape.
 * @type {(n: number, ...inputShape: number[]) => RepeatVectorLayer}
 */
export function repeatVector(n, ...inputShape) {
  return { kind: "repeat_vector", n, inputShape, activation: "linear" };
}

/**
 * Return a dense layer for each step of sequences of this shape, with some of its fields changed.
 * @type {(
 *   units: number, inputShape: number[], others?: Partial<TimeDistributedLayer>,
 * ) => TimeDistributedLayer}
 */
export function timeDistributed(units, inputShape, others = {}) {
  const kernel = matrixOf(inputShape[1], units);
  const kind = "time_distributed";
  return { kind, units, activation: "linear", kernel, bias: null, inputShape, ...others };
}

/**
 * Return a table of vectors for sequences of this many steps, with some of its fields changed.
 * @type {(
 *   inputDim: number, outputDim: number, inputShape: number[], others?: Partial<EmbeddingLayer>,
 * ) => EmbeddingLayer}
 */
export function embedding(inputDim, outputDim, inputShape, others = {}) {
  return {
    kind: "embedding",
    inputDim,
    outputDim,
    embeddings: matrixOf(inputDim, outputDim),
    maskZero: false,
    inputShape,
    activation: "linear",
    ...others,
  };
}

/**
 * Return what recurrent layers have for sequences of this shape, where they do not say.
 * @type {(gates: number, units: number, inputShape: [number, number]) => any}
 */
function recurrent(gates, units, inputShape) {
  return {
    units,
    activation: "tanh",
    kernel: drawn(1, inputShape[1], gates * units),
    recurrentKernel: drawn(2, units, gates * units),
    bias: null,
    returnSequences: false,
    goBackwards: false,
    dropout: 0,
    recurrentDropout: 0,
    stateful: false,
    returnState: false,
    inputShape,
    mask: null,
    state: null,
    factors: null,
  };
}

/**
 * Return a sequence as a recurrent layer reads it, without dropout.
 * @type {(steps: (number[] | null)[], state: number[]) => Example}
 */
export function example(steps, state) {
  return { steps, state, factors: null };
}

/**
 * Return a simple recurrent layer for sequences of this shape, with some of its fields changed.
 * @type {(
 *   units: number, inputShape: [number, number], others?: Partial<SimpleRNNLayer>,
 * ) => SimpleRNNLayer}
 */
export function simpleRnn(units, inputShape, others = {}) {
  return { kind: "simple_rnn", ...recurrent(1, units, inputShape), ...others };
}

/**
 * Return a long short-term memory for sequences of this shape, with some of its fields changed.
 * @type {(
 *   units: number, inputShape: [number, number], others?: Partial<LSTMLayer>,
 * ) => LSTMLayer}
 */
export function lstm(units, inputShape, others = {}) {
  const fields = { ...recurrent(4, units, inputShape), recurrentActivation: "sigmoid" };
  return { kind: "lstm", ...fields, ...others };
}

/**
 * Return gated recurrent units for sequences of this shape, with some of their fields changed.
 * @type {(
 *   units: number, inputShape: [number, number], others?: Partial<GRULayer>,
 * ) => GRULayer}
 */
export function gru(units, inputShape, others = {}) {
  const fields = { ...recurrent(3, units, inputShape), recurrentActivation: "sigmoid" };
  return { kind: "gru", ...fields, resetAfter: true, ...others };
}

/**
 * Return two layers like this one, of which the second reads backwards, with its weights halved.
 * @type {(
 *   layer: SimpleRNNLayer | LSTMLayer | GRULayer, others?: Partial<BidirectionalLayer>,
 * ) => BidirectionalLayer}
 */
export function bidirectional(layer, others = {}) {
  const { kind: cell, goBackwards, returnState, ...fields } = layer;
  /** @type {(part: any) => any} */
  const half = (part) => (Array.isArray(part) ? part.map(half) : part / 2);
  return {
    cell,
    recurrentActivation: "",
    resetAfter: true,
    mergeMode: "concat",
    ...fields,
    kind: /** @type {const} */ (`bidirectional_${cell}`),
    backwardKernel: half(layer.kernel),
    backwardRecurrentKernel: half(layer.recurrentKernel),
    backwardBias: layer.bias === null ? null : half(layer.bias),
    ...others,
  };
}
