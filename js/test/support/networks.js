// Networks and examples that several tests use.

/** @typedef {import("../../src/dense.js").DenseLayer} DenseLayer */
/** @typedef {import("../../src/flatten.js").FlattenLayer} FlattenLayer */
/** @typedef {import("../../src/normalization.js").NormalizationLayer} NormalizationLayer */

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
