// Chapter initializers: the weights that a network starts with.
//
// Units that start with equal weights stay equal, so the weights are drawn at random, and small
// enough that no unit saturates. All kernels are drawn from one generator, one after another and
// row by row, so a seed gives the same network everywhere.
//
// Source: X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward
// neural networks", 2010 (glorot_uniform); the names are Keras's.
//
// Left out on purpose: normal distributions, and biases, which start at zero.

import { checkedInitialKernels } from "./checks.js";
import { nextDouble, seeded } from "./random.js";

/** @typedef {import("./random.js").Generator} Generator */
/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./readers.js").Numbers} Numbers */

/**
 * Return the initial weights of a kernel, drawn row by row (DENSE-18).
 *
 * cells: those of a convolution's window, each with so many inputs -> [cells * inputs][units]
 * @type {(
 *   initializer: string, inputs: number, units: number, generator: Generator, cells?: number,
 * ) => Matrix}
 */
export function initialKernel(initializer, inputs, units, generator, cells = 1) {
  const rows = cells * inputs;
  if (initializer === "zeros") {
    return Array.from({ length: rows }, () => Array.from({ length: units }, () => 0.0));
  }
  const fans = cells * (inputs + units);
  const limit = initializer === "uniform" ? 0.05 : Math.sqrt(6.0 / fans);
  return Array.from({ length: rows }, () =>
    Array.from({ length: units }, () => (2.0 * nextDouble(generator) - 1.0) * limit),
  );
}

/**
 * Return the initial kernels of a network, all drawn from one generator (DENSE-18).
 *
 * initializer: "glorot_uniform", "uniform" or "zeros"; sizes: the number of inputs, then each
 * layer's units; seed: 0 to 2^32 - 1; cells: for each kernel the cells of its window, or null for
 * dense layers, 1 each; returns a kernel [cells[i] * sizes[i]][sizes[i + 1]] for each layer.
 *
 * @param {string} initializer
 * @param {Numbers} sizes
 * @param {number} seed
 * @param {Numbers | null} cells
 * @returns {Matrix[]}
 * @throws {RefnetError} with the codes wrong_type, empty, shape_mismatch, out_of_range and
 * unknown_name.
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
