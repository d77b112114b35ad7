// What a dense network is made of: its layers, how it trains, and what is checked of both.
//
// Every port has this file. A layer or an optimizer inside a request has its own fields, and a fault
// in one of them names it, as in `layers[0].kernel`.

import {
  asBoolean,
  asCount,
  asName,
  asNumber,
  asNumbers,
  asRows,
  checkCount,
  checkFinite,
  checkFiniteNumber,
  checkFiniteRows,
  checkFraction,
  checkLength,
  checkName,
  checkNotEmpty,
  checkPositive,
  checkRowLengths,
  RefnetError,
} from "./errors.js";

/** @typedef {number[][]} Matrix */
/** @typedef {number[][]} Vectors */

export const ACTIVATIONS = ["linear", "sigmoid", "tanh", "relu", "softmax"];
export const INITIALIZERS = ["glorot_uniform", "uniform", "zeros"];
export const OPTIMIZERS = ["sgd", "rmsprop", "adam"];
export const SPARSE = "sparse_categorical_crossentropy";

/** The settings that each optimizer has, with their defaults. */
export const SETTINGS = {
  sgd: { learningRate: 0.01, momentum: 0.0, nesterov: false },
  rmsprop: { learningRate: 0.001, rho: 0.9, momentum: 0.0, epsilon: 1e-7 },
  adam: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
};

/**
 * A layer: kernel [n][units], bias [units] or null.
 * @typedef {{units: number, activation: string, kernel: Matrix, bias: number[] | null}} DenseLayer
 */

/**
 * A layer as a caller may give it: with typed arrays, and without a word about a bias that it has not.
 * @typedef {{
 *   units: number,
 *   activation: string,
 *   kernel: ArrayLike<number>[],
 *   bias?: ArrayLike<number> | null,
 * }} GivenLayer
 */

/**
 * An optimizer's name and settings, of which each optimizer uses its own: sgd and rmsprop momentum, sgd
 * nesterov, rmsprop rho, adam beta1 and beta2, rmsprop and adam epsilon.
 * @typedef {{
 *   name: string,
 *   learningRate: number,
 *   momentum: number,
 *   nesterov: boolean,
 *   rho: number,
 *   beta1: number,
 *   beta2: number,
 *   epsilon: number,
 * }} Optimizer
 */

/**
 * An optimizer as a caller may give it: what it does not use may be left out.
 * @typedef {Partial<Optimizer> & {name: string, learningRate: number}} GivenOptimizer
 */

/**
 * What an optimizer remembers of its steps: averages of gradients and of squared gradients for each
 * weight, and the betas to the power of the steps made.
 * @typedef {{
 *   momentums: Vectors,
 *   velocities: Vectors,
 *   beta1Power: number,
 *   beta2Power: number,
 * }} OptimizerState
 */

/**
 * How a network trains; batchSize is at least 1.
 * @typedef {{loss: string, optimizer: Optimizer, batchSize: number}} Training
 */

/**
 * Return an optimizer with these settings of its own, and its defaults for the others.
 *
 * @param {string} name
 * @param {Partial<Omit<Optimizer, "name">>} settings
 * @returns {GivenOptimizer}
 * @throws {RefnetError} with the codes unknown_name and unknown_field.
 */
export function optimizer(name, settings = {}) {
  checkName("optimizer.name", asName("optimizer.name", name), OPTIMIZERS);
  const defaults = SETTINGS[/** @type {keyof typeof SETTINGS} */ (name)];
  for (const setting of Object.keys(settings)) {
    if (!Object.hasOwn(defaults, setting)) {
      const place = `optimizer.${setting}`;
      throw new RefnetError("unknown_field", place, `${place}: ${name} has no such field`);
    }
  }
  return { name, ...defaults, ...settings };
}

/**
 * Return the layers with arrays of their own; throws RefnetError: wrong_type.
 * @type {(field: string, layers: unknown) => DenseLayer[]}
 */
export function asLayers(field, layers) {
  if (!Array.isArray(layers) || !layers.every(isObject)) {
    throw new RefnetError("wrong_type", field, `${field}: expected a list of layers`);
  }
  return layers.map(({ units, activation, kernel, bias = null }, i) => ({
    units: asCount(`${field}[${i}].units`, units),
    activation: asName(`${field}[${i}].activation`, activation),
    kernel: asRows(`${field}[${i}].kernel`, kernel),
    bias: bias === null ? null : asNumbers(`${field}[${i}].bias`, bias),
  }));
}

/**
 * Return the optimizer with all settings; throws RefnetError: wrong_type.
 * @type {(field: string, optimizer: unknown) => Optimizer}
 */
export function asOptimizer(field, optimizer) {
  if (!isObject(optimizer)) {
    throw new RefnetError("wrong_type", field, `${field}: expected an optimizer`);
  }
  const { name, learningRate, momentum = 0.0, nesterov = false } = optimizer;
  const { rho = 0.9, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = optimizer;
  return {
    name: asName(`${field}.name`, name),
    learningRate: asNumber(`${field}.learning_rate`, learningRate),
    momentum: asNumber(`${field}.momentum`, momentum),
    nesterov: asBoolean(`${field}.nesterov`, nesterov),
    rho: asNumber(`${field}.rho`, rho),
    beta1: asNumber(`${field}.beta_1`, beta1),
    beta2: asNumber(`${field}.beta_2`, beta2),
    epsilon: asNumber(`${field}.epsilon`, epsilon),
  };
}

/**
 * Throw RefnetError where layers do not fit together: empty, shape_mismatch.
 * @type {(field: string, layers: DenseLayer[]) => void}
 */
export function checkLayerShapes(field, layers) {
  checkNotEmpty(field, layers, "layer");
  for (let i = 0; i < layers.length; i++) {
    const { units, kernel, bias } = layers[i];
    checkNotEmpty(`${field}[${i}].kernel`, kernel);
    if (i > 0) {
      const before = `${field}[${i - 1}].units`;
      checkLength(`${field}[${i}].kernel`, kernel, before, layers[i - 1].units);
    }
    checkRowLengths(`${field}[${i}].kernel`, kernel, `${field}[${i}].units`, units);
    if (bias !== null) {
      checkLength(`${field}[${i}].bias`, bias, `${field}[${i}].units`, units);
    }
  }
}

/**
 * Throw RefnetError for what a layer cannot be: out_of_range, unknown_name, not_finite.
 * @type {(field: string, layers: DenseLayer[]) => void}
 */
export function checkLayerValues(field, layers) {
  for (let i = 0; i < layers.length; i++) {
    const { units, activation, kernel, bias } = layers[i];
    checkCount(`${field}[${i}].units`, units, 1);
    checkName(`${field}[${i}].activation`, activation, ACTIVATIONS);
    checkFiniteRows(`${field}[${i}].kernel`, kernel);
    if (bias !== null) {
      checkFinite(`${field}[${i}].bias`, bias);
    }
  }
}

/**
 * Throw RefnetError for what a setting cannot be: unknown_name, not_finite, out_of_range.
 * @type {(field: string, optimizer: Optimizer) => void}
 */
export function checkOptimizer(field, optimizer) {
  checkName(`${field}.name`, optimizer.name, OPTIMIZERS);
  checkFiniteNumber(`${field}.learning_rate`, optimizer.learningRate);
  checkFraction(`${field}.rho`, optimizer.rho);
  checkFraction(`${field}.momentum`, optimizer.momentum);
  checkFraction(`${field}.beta_1`, optimizer.beta1);
  checkFraction(`${field}.beta_2`, optimizer.beta2);
  checkPositive(`${field}.epsilon`, optimizer.epsilon);
}

/**
 * Return the losses that a network with this last activation can have (DENSE-10).
 * @type {(activation: string) => string[]}
 */
export function lossesAfter(activation) {
  const squared = ["mse", "sum_squared_error"];
  if (activation === "sigmoid") {
    return [...squared, "binary_crossentropy"];
  }
  if (activation === "softmax") {
    return [...squared, "categorical_crossentropy", SPARSE];
  }
  return squared;
}

/**
 * Return all weights: each layer's kernel row by row, then its bias where it has one.
 * @type {(layers: DenseLayer[]) => Vectors}
 */
export function networkParameters(layers) {
  const vectors = [];
  for (const layer of layers) {
    for (const row of layer.kernel) {
      vectors.push(row.slice());
    }
    if (layer.bias !== null) {
      vectors.push(layer.bias.slice());
    }
  }
  return vectors;
}

/**
 * Return layers with other weights, which come as `networkParameters` gives them.
 * @type {(layers: DenseLayer[], vectors: Vectors) => DenseLayer[]}
 */
export function withParameters(layers, vectors) {
  const result = [];
  let start = 0;
  for (const layer of layers) {
    const end = start + layer.kernel.length;
    const bias = layer.bias === null ? null : vectors[end];
    const { units, activation } = layer;
    result.push({ units, activation, kernel: vectors.slice(start, end), bias });
    start = layer.bias === null ? end : end + 1;
  }
  return result;
}

/**
 * Return what an optimizer remembers before its first step: zeros, and powers of 1.
 * @type {(layers: DenseLayer[]) => OptimizerState}
 */
export function initialState(layers) {
  const zeros = networkParameters(layers).map((vector) => vector.map(() => 0.0));
  return { momentums: zeros, velocities: zeros, beta1Power: 1.0, beta2Power: 1.0 };
}

/** @type {(value: unknown) => value is Record<string, any>} */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
