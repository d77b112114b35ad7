// Chapter hopfield: a network that remembers patterns, and finds them again from a part.
//
// All n units are connected with each other. A unit is 1 or -1, and so are the numbers of a
// pattern. Hebb's rule stores the patterns: the weight between two units is how often they agree
// minus how often they differ, divided by n. A spoiled pattern is put into the units, and they
// are updated again and again: a unit takes the sign of the weighted sum of the others, and
// keeps its state where the sum is 0. One after another (asynchronous), each change lowers the
// energy, so the network comes to rest, in a stored pattern if there are not too many of them:
// about 0.138 n. All at once (synchronous), it may also alternate between two states for ever.
//
// The sums are taken over correlations, which are whole numbers: n times the weights. So they are
// exact, a sum that is 0 is 0, and their order does not matter.
//
// Derivation: where unit i changes, the energy -1/2 sum of w_ij s_i s_j changes by -2 times the
// size of its weighted sum.
//
// Source: J. J. Hopfield, "Neural networks and physical systems with emergent collective
// computational abilities", 1982; D. J. Amit, H. Gutfreund and H. Sompolinsky, "Storing infinite
// numbers of patterns in a spin-glass model of neural networks", 1985 (the capacity).
//
// Left out on purpose: thresholds, and states of 0 and 1.
//
// The helper functions expect data that `hopfield` has checked. n units, p patterns.

import { weightedSum } from "./button_press.js";
import { checkedHopfield } from "./checks.js";
import { permutation, seeded } from "./random.js";

/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./readers.js").Numbers} Numbers */
/** @typedef {import("./readers.js").Rows} Rows */

/**
 * What a sweep over all units leaves: the state [n], and its energy.
 * @typedef {{state: number[], energy: number}} HopfieldSweep
 */

/**
 * The weights [n][n], and a record of each sweep.
 * @typedef {{weights: Matrix, trials: HopfieldSweep[]}} HopfieldRun
 */

/**
 * Return how often two units agree minus how often they differ; for a unit alone 0 (HOP-1).
 *
 * patterns [p][n] -> [n][n], whole numbers
 * @type {(patterns: Matrix) => Matrix}
 */
export function correlations(patterns) {
  const n = patterns[0].length;
  const result = Array.from({ length: n }, () => Array(n).fill(0.0));
  for (const pattern of patterns) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        if (i !== j) {
          result[i][j] = result[i][j] + pattern[i] * pattern[j];
        }
      }
    }
  }
  return result;
}

/**
 * Return the next state of unit i: the sign of its weighted sum, or as it was (HOP-2).
 *
 * correlation [n][n], state [n]
 * @type {(correlation: Matrix, state: number[], i: number) => number}
 */
export function updatedUnit(correlation, state, i) {
  const total = weightedSum(state, correlation[i], 0.0);
  if (total > 0.0) {
    return 1.0;
  }
  if (total < 0.0) {
    return -1.0;
  }
  return state[i];
}

/**
 * Return the state after each unit has been updated in this order (HOP-3).
 *
 * correlation [n][n], state [n], order [n] -> state [n]
 * @type {(correlation: Matrix, state: number[], order: number[]) => number[]}
 */
export function asynchronousSweep(correlation, state, order) {
  const result = state.slice();
  for (const i of order) {
    result[i] = updatedUnit(correlation, result, i);
  }
  return result;
}

/**
 * Return the state after all units have been updated at once (HOP-3).
 *
 * correlation [n][n], state [n] -> state [n]
 * @type {(correlation: Matrix, state: number[]) => number[]}
 */
export function synchronousSweep(correlation, state) {
  return state.map((_, i) => updatedUnit(correlation, state, i));
}

/**
 * Return -1/2 of the sum of w_ij s_i s_j (HOP-4).
 *
 * correlation [n][n], state [n]
 * @type {(correlation: Matrix, state: number[]) => number}
 */
export function energy(correlation, state) {
  let total = 0.0;
  for (let i = 0; i < state.length; i++) {
    total = total - state[i] * weightedSum(state, correlation[i], 0.0);
  }
  return total / (2.0 * state.length);
}

/**
 * Store the patterns, then update the units, beginning at `start` (HOP-1 to HOP-5).
 *
 * patterns [p][n] and start [n]: of 1 and -1; update: "asynchronous" or "synchronous"; orderSeed:
 * of the order of each sweep, null for the units' own; sweeps: how often all units are updated.
 *
 * @param {Rows} patterns
 * @param {Numbers} start
 * @param {string} update
 * @param {number | null} orderSeed
 * @param {number} sweeps
 * @returns {HopfieldRun}
 * @throws {RefnetError} with the codes wrong_type, empty, shape_mismatch, out_of_range and
 * unknown_name.
 */
export function hopfield(patterns, start, update = "asynchronous", orderSeed = null, sweeps = 1) {
  [patterns, start, update, orderSeed, sweeps] = checkedHopfield(
    patterns,
    start,
    update,
    orderSeed,
    sweeps,
  );
  const correlation = correlations(patterns);
  const n = start.length;
  const generator = orderSeed === null ? null : seeded(orderSeed);
  let state = start;
  const trials = [];
  for (let sweep = 1; sweep <= sweeps; sweep++) {
    const order = generator === null ? state.map((_, i) => i) : permutation(n, generator);
    if (update === "asynchronous") {
      state = asynchronousSweep(correlation, state, order);
    } else {
      state = synchronousSweep(correlation, state);
    }
    trials.push({ state, energy: energy(correlation, state) });
  }
  const weights = correlation.map((row) => row.map((total) => total / n));
  return { weights, trials };
}
