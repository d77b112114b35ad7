// Chapter initializers: the weights that a network starts with.
//
// Units that start with equal weights stay equal, so the weights are drawn at random, and small
// enough that no unit saturates. All kernels are drawn from one generator, one after another and
// row by row, so a seed gives the same network everywhere.
//
// A recurrent kernel is applied at every step, so it should neither shrink nor stretch a state. An
// orthogonal one does not: its rows have length 1 and are at right angles. They are normal numbers,
// made orthonormal one after another: each loses its part along those before it, then its length.
//
// Source: X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward
// neural networks", 2010 (glorot_uniform); A. M. Saxe, J. L. McClelland and S. Ganguli, "Exact
// solutions to the nonlinear dynamics of learning in deep linear neural networks", 2014
// (orthogonal), with the modified method of Gram and Schmidt; the names are Keras's.
//
// Left out on purpose: biases, which are constants in most networks. Other initializers are in chapter
// further_initializers.

import { furtherWeights } from "./further_initializers.js";
import { asInitializer, checkedInitialKernels } from "./initializer_checks.js";
import { nextDouble, nextNormals, seeded } from "./random.js";

/** @typedef {import("./further_initializers.js").Initializer} Initializer */
/** @typedef {import("./initializer_checks.js").GivenInitializer} GivenInitializer */
/** @typedef {import("./random.js").Generator} Generator */
/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./readers.js").Numbers} Numbers */

/**
 * Take away from a vector its part along a unit vector, in place (DENSE-22).
 *
 * vector [n], unit [n]
 * @type {(vector: number[], unit: number[]) => void}
 */
export function removePart(vector, unit) {
  let part = 0.0;
  for (let j = 0; j < vector.length; j++) {
    part = part + unit[j] * vector[j];
  }
  for (let j = 0; j < vector.length; j++) {
    vector[j] = vector[j] - part * unit[j];
  }
}

/**
 * Return a vector divided by its length (DENSE-22).
 *
 * vector [n] -> [n]
 * @type {(vector: number[]) => number[]}
 */
export function normalized(vector) {
  let total = 0.0;
  for (const x of vector) {
    total = total + x * x;
  }
  const length = Math.sqrt(total);
  return vector.map((x) => x / length);
}

/**
 * Return a kernel whose rows are orthonormal, or its columns where it has fewer (DENSE-22).
 *
 * -> [inputs][units]
 * @type {(inputs: number, units: number, generator: Generator) => Matrix}
 */
export function orthogonalKernel(inputs, units, generator) {
  const [count, length] = [Math.min(inputs, units), Math.max(inputs, units)];
  /** @type {number[]} */
  const numbers = [];
  while (numbers.length < count * length) {
    numbers.push(...nextNormals(generator));
  }
  /** @type {Matrix} */
  const vectors = [];
  for (let i = 0; i < count; i++) {
    const vector = Array.from({ length }, (_, j) => numbers[j * count + i]);
    for (const unit of vectors) {
      removePart(vector, unit);
    }
    vectors.push(normalized(vector));
  }
  if (inputs <= units) {
    return vectors;
  }
  return Array.from({ length }, (_, j) => vectors.map((vector) => vector[j]));
}

/**
 * Return the initial weights of a kernel, drawn from a generator (DENSE-18, DENSE-22, INIT-6).
 *
 * cells: those of a convolution's window, each with so many inputs -> [cells * inputs][units]
 * @type {(
 *   initializer: GivenInitializer,
 *   inputs: number,
 *   units: number,
 *   generator: Generator,
 *   cells?: number,
 * ) => Matrix}
 */
export function initialKernel(initializer, inputs, units, generator, cells = 1) {
  const read = asInitializer("initializer", initializer);
  const rows = cells * inputs;
  if (read.name === "zeros") {
    return Array.from({ length: rows }, () => Array.from({ length: units }, () => 0.0));
  }
  if (read.name === "orthogonal") {
    const { gain } = read;
    return orthogonalKernel(rows, units, generator).map((row) => row.map((w) => gain * w));
  }
  if (read.name !== "glorot_uniform" && read.name !== "uniform") {
    const weights = furtherWeights(read, inputs, units, generator, cells);
    return Array.from({ length: rows }, (_, i) => weights.slice(i * units, (i + 1) * units));
  }
  const fans = cells * (inputs + units);
  const limit = read.name === "uniform" ? 0.05 : Math.sqrt(6.0 / fans);
  return Array.from({ length: rows }, () =>
    Array.from({ length: units }, () => (2.0 * nextDouble(generator) - 1.0) * limit),
  );
}

/**
 * Return the initial kernels of a network, all drawn from one generator (DENSE-18).
 *
 * initializer: a name, such as "glorot_uniform", or an object with a name and settings; sizes: the
 * number of inputs, then each layer's units; seed: 0 to 2^32 - 1; cells: for each kernel the cells
 * of its window, or null for dense layers, 1 each; returns a kernel
 * [cells[i] * sizes[i]][sizes[i + 1]] for each layer.
 *
 * @param {GivenInitializer} initializer
 * @param {Numbers} sizes
 * @param {number} seed
 * @param {Numbers | null} cells
 * @returns {Matrix[]}
 * @throws {RefnetError} with the codes wrong_type, empty, shape_mismatch, not_finite,
 * out_of_range and unknown_name.
 */
export function initialKernels(initializer, sizes, seed, cells = null) {
  [initializer, sizes, seed, cells] = checkedInitialKernels(initializer, sizes, seed, cells);
  const generator = seeded(seed);
  const kernels = [];
  for (let i = 0; i < sizes.length - 1; i++) {
    kernels.push(initialKernel(initializer, sizes[i], sizes[i + 1], generator, cells[i]));
  }
  return kernels;
}
