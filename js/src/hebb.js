// Chapter hebb: a unit that learns without being told what is right.
//
// A nerve cell that often helps to excite another one becomes better at it: their connection grows
// stronger. So D. O. Hebb supposed that animals learn. In each trial the unit's output is the
// weighted sum of its inputs, and each weight grows by a step in the direction of its input; the
// step is the learning rate times the output. There is no desired output and no error: the unit
// finds what its inputs have in common.
//
// By Hebb's rule alone, the weights grow without end. By E. Oja's rule each weight also forgets, in
// proportion to the square of the output: the weights then approach the length 1, and the direction
// in which the inputs vary most, their first principal component.
//
// Source: D. O. Hebb, "The Organization of Behavior", 1949; E. Oja, "A simplified neuron model as a
// principal component analyzer", 1982.
//
// Left out on purpose: several units, and weights that only decay.
//
// The helper functions expect data that `hebb` has checked. n inputs.

import { weightedSum } from "./button_press.js";
import { checkConverging, checkedHebb } from "./checks.js";

/** @typedef {import("./readers.js").Numbers} Numbers */
/** @typedef {import("./readers.js").Rows} Rows */

/**
 * One trial: the output from before the weights change, weights [n] from after.
 * @typedef {{output: number, weights: number[]}} HebbTrial
 */

/**
 * Return the weights after w = w + step*x (HEBB-2).
 *
 * inputs [n], weights [n] -> weights [n]
 * @type {(inputs: number[], weights: number[], step: number) => number[]}
 */
export function hebbRule(inputs, weights, step) {
  const learned = weights.slice();
  for (let i = 0; i < inputs.length; i++) {
    learned[i] = weights[i] + step * inputs[i];
  }
  return learned;
}

/**
 * Return the weights after w = w + step*(x - output*w) (HEBB-3).
 *
 * inputs [n], weights [n] -> weights [n]
 * @type {(inputs: number[], weights: number[], step: number, output: number) => number[]}
 */
export function ojaRule(inputs, weights, step, output) {
  const learned = weights.slice();
  for (let i = 0; i < inputs.length; i++) {
    learned[i] = weights[i] + step * (inputs[i] - output * weights[i]);
  }
  return learned;
}

/**
 * Show the unit one input vector in each trial, and return a record of each (HEBB-1).
 *
 * inputs [trials][n], weights [n]; rule: "hebb" or "oja"; returns a HebbTrial per trial.
 *
 * @param {Rows} inputs
 * @param {Numbers} weights
 * @param {number} learningRate
 * @param {string} rule
 * @returns {HebbTrial[]}
 * @throws {RefnetError} with the codes wrong_type, empty, shape_mismatch, not_finite, unknown_name,
 * and diverged when an output or a weight becomes infinite or NaN.
 */
export function hebb(inputs, weights, learningRate, rule = "hebb") {
  [inputs, weights, learningRate, rule] = checkedHebb(inputs, weights, learningRate, rule);
  const history = [];
  for (let trial = 1; trial <= inputs.length; trial++) {
    const row = inputs[trial - 1];
    const output = weightedSum(row, weights, 0.0);
    checkConverging("output", [output], trial);
    const step = learningRate * output;
    if (rule === "hebb") {
      weights = hebbRule(row, weights, step);
    } else {
      weights = ojaRule(row, weights, step, output);
    }
    checkConverging("weights", weights, trial);
    history.push({ output, weights });
  }
  return history;
}
