// Chapter further_initializers: first weights for other activations, and ones of a chosen spread.
//
// A unit's preactivation is a sum of n products of inputs and weights. If the inputs have the variance
// 1 and the weights the variance v, it has the variance n * v; backwards, a gradient is such a sum
// over the units. The spread of the weights is therefore chosen by the fans: how many inputs a unit
// has, how many units an input, or the mean of both. That keeps the variance from layer to layer
// (lecun, glorot); relu sets half of the numbers to 0, so its weights have twice the variance (he).
//
// Derivation: uniform numbers between -limit and limit have the variance limit^2 / 3, so the limit is
// sqrt(3 * v). Normal numbers are often drawn again where they lie more than two deviations from the
// mean, so that no unit starts far from the others. What remains has the deviation 0.8796..., by which
// the deviation is divided before.
//
// Source: Y. LeCun, L. Bottou, G. Orr and K.-R. Mueller, "Efficient backprop", 1998 (lecun); X. Glorot
// and Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010
// (glorot); K. He, X. Zhang, S. Ren and J. Sun, "Delving deep into rectifiers", 2015 (he); the names,
// settings and defaults are Keras 3's.
//
// Left out on purpose: Keras's initializer of Fourier transforms.

import { nextDouble, nextNormals } from "./random.js";

/** @typedef {import("./random.js").Generator} Generator */

const WIDEST = 2.0; // deviations from the mean, for truncated normal numbers
const TRUNCATED = 0.87962566103423978; // the deviation of normal numbers that are at most WIDEST from 0

/**
 * Scale, mode and distribution of the initializers that have a name of their own.
 * @type {Map<string, [number, string, string]>}
 */
const SCALINGS = new Map([
  ["glorot_uniform", [1.0, "fan_avg", "uniform"]],
  ["glorot_normal", [1.0, "fan_avg", "truncated_normal"]],
  ["he_uniform", [2.0, "fan_in", "uniform"]],
  ["he_normal", [2.0, "fan_in", "truncated_normal"]],
  ["lecun_uniform", [1.0, "fan_in", "uniform"]],
  ["lecun_normal", [1.0, "fan_in", "truncated_normal"]],
]);

/**
 * The name and settings of an initializer; each one uses only its own settings, listed in
 * INITIALIZER_SETTINGS.
 * @typedef {{
 *   name: string,
 *   minval: number,
 *   maxval: number,
 *   mean: number,
 *   stddev: number,
 *   value: number,
 *   gain: number,
 *   scale: number,
 *   mode: string,
 *   distribution: string,
 * }} Initializer
 */

/** The settings of the initializers that have some, with their defaults. */
export const INITIALIZER_SETTINGS = {
  random_uniform: { minval: -0.05, maxval: 0.05 },
  random_normal: { mean: 0.0, stddev: 0.05 },
  truncated_normal: { mean: 0.0, stddev: 0.05 },
  constant: { value: 0.0 },
  orthogonal: { gain: 1.0 },
  identity: { gain: 1.0 },
  variance_scaling: { scale: 1.0, mode: "fan_in", distribution: "truncated_normal" },
};

/**
 * Return numbers from minval to maxval, each as likely as the others (INIT-1).
 *
 * -> [count]
 * @type {(count: number, minval: number, maxval: number, generator: Generator) => number[]}
 */
export function uniformWeights(count, minval, maxval, generator) {
  return Array.from({ length: count }, () => minval + (maxval - minval) * nextDouble(generator));
}

/**
 * Return normal numbers, whole pairs but for the last second number (INIT-2).
 *
 * -> [count]
 * @type {(count: number, mean: number, stddev: number, generator: Generator) => number[]}
 */
export function normalWeights(count, mean, stddev, generator) {
  const weights = [];
  while (weights.length < count) {
    for (const x of nextNormals(generator)) {
      weights.push(mean + stddev * x);
    }
  }
  return weights.slice(0, count);
}

/**
 * Return normal numbers that are at most two deviations from their mean (INIT-3).
 *
 * -> [count]
 * @type {(count: number, mean: number, stddev: number, generator: Generator) => number[]}
 */
export function truncatedWeights(count, mean, stddev, generator) {
  const weights = [];
  while (weights.length < count) {
    for (const x of nextNormals(generator)) {
      if (Math.abs(x) <= WIDEST) {
        weights.push(mean + stddev * x);
      }
    }
  }
  return weights.slice(0, count);
}

/**
 * Return numbers around 0 whose variance is a scale divided by a fan (INIT-4).
 *
 * initializer: variance_scaling with its settings, or one of SCALINGS -> [count]
 * @type {(
 *   count: number, initializer: Initializer, fanIn: number, fanOut: number, generator: Generator,
 * ) => number[]}
 */
export function scaledWeights(count, initializer, fanIn, fanOut, generator) {
  /** @type {[number, string, string]} */
  const own = [initializer.scale, initializer.mode, initializer.distribution];
  const [scale, mode, distribution] = SCALINGS.get(initializer.name) ?? own;
  let fan = (fanIn + fanOut) / 2.0;
  if (mode !== "fan_avg") {
    fan = mode === "fan_in" ? fanIn : fanOut;
  }
  if (distribution === "uniform") {
    const limit = Math.sqrt((3.0 * scale) / fan);
    return Array.from({ length: count }, () => (2.0 * nextDouble(generator) - 1.0) * limit);
  }
  const stddev = Math.sqrt(scale / fan);
  if (distribution === "truncated_normal") {
    return truncatedWeights(count, 0.0, stddev / TRUNCATED, generator);
  }
  return normalWeights(count, 0.0, stddev, generator);
}

/**
 * Return a kernel with the gain where the row and the column are the same, else 0.0 (INIT-5).
 *
 * -> [inputs * units], row by row
 * @type {(inputs: number, units: number, gain: number) => number[]}
 */
export function identityWeights(inputs, units, gain) {
  const weights = Array.from({ length: inputs * units }, () => 0.0);
  for (let i = 0; i < Math.min(inputs, units); i++) {
    weights[i * units + i] = gain;
  }
  return weights;
}

/**
 * Return the weights of a kernel by an initializer of this chapter (INIT-1 to INIT-5).
 *
 * -> [cells * inputs * units], row by row
 * @type {(
 *   initializer: Initializer, inputs: number, units: number, generator: Generator, cells: number,
 * ) => number[]}
 */
export function furtherWeights(initializer, inputs, units, generator, cells) {
  const { name, mean, stddev } = initializer;
  const count = cells * inputs * units;
  if (name === "random_uniform") {
    return uniformWeights(count, initializer.minval, initializer.maxval, generator);
  }
  if (name === "random_normal") {
    return normalWeights(count, mean, stddev, generator);
  }
  if (name === "truncated_normal") {
    return truncatedWeights(count, mean, stddev, generator);
  }
  if (name === "constant") {
    return Array.from({ length: count }, () => initializer.value);
  }
  if (name === "ones") {
    return Array.from({ length: count }, () => 1.0);
  }
  if (name === "identity") {
    return identityWeights(cells * inputs, units, initializer.gain);
  }
  return scaledWeights(count, initializer, cells * inputs, cells * units, generator);
}
