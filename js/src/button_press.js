// Chapter button_press: the four-button perceptron.
//
// A machine has n buttons and a lamp. Each button is an input x (1 if pressed, otherwise 0) with a
// weight w, and the brightness of the lamp is the weighted sum of the inputs. In each trial the
// network produces an output, compares it with the desired output, and adjusts the weights of the
// pressed buttons.
//
// Source: "Making a Simple Neural Network", whose learning rule is "add"
// (becominghuman.ai/making-a-simple-neural-network-2ea1de81ec20). The rule "widrow_hoff" is from
// B. Widrow and M. E. Hoff, "Adaptive switching circuits", 1960.
//
// Left out on purpose: a bias, a threshold (chapter rabbit), a sigmoid (chapter neuron).
//
// The helper functions expect data that `buttonPress` has checked. n is the number of inputs.

import { checkConverging, checkedButtonPress } from "./checks.js";

/** @typedef {import("./readers.js").Numbers} Numbers */

/**
 * One trial: output and error from before the weights change, weights [n] from after.
 * @typedef {{output: number, error: number, weights: number[]}} ButtonPressTrial
 */

/**
 * Return d = bias + w1*x1 + ... + wn*xn, added from left to right (SUM-1).
 *
 * inputs [n], weights [n]
 * @type {(inputs: number[], weights: number[], bias: number) => number}
 */
export function weightedSum(inputs, weights, bias) {
  let d = bias;
  for (let i = 0; i < inputs.length; i++) {
    d = d + weights[i] * inputs[i];
  }
  return d;
}

/**
 * Return the error, desired - output (PRESS-2).
 * @type {(desired: number, output: number) => number}
 */
export function outputError(desired, output) {
  return desired - output;
}

/**
 * Return the weights after the article's rule: an active input's weight grows (PRESS-3).
 *
 * inputs [n], weights [n] -> weights [n]
 *
 * The rule ignores the error, so the weights keep growing even when the output is already right.
 * @type {(inputs: number[], weights: number[], learningRate: number) => number[]}
 */
export function addRule(inputs, weights, learningRate) {
  const learned = weights.slice();
  for (let i = 0; i < inputs.length; i++) {
    if (inputs[i] > 0.0) {
      learned[i] = weights[i] + learningRate;
    }
  }
  return learned;
}

/**
 * Return the weights after w = w + learningRate*error*x (PRESS-4).
 *
 * inputs [n], weights [n] -> weights [n]
 *
 * The steps shrink with the error, so the weights settle where the output is right.
 * @type {(inputs: number[], weights: number[], learningRate: number, error: number) => number[]}
 */
export function widrowHoffRule(inputs, weights, learningRate, error) {
  const learned = weights.slice();
  const step = learningRate * error;
  for (let i = 0; i < inputs.length; i++) {
    learned[i] = weights[i] + step * inputs[i];
  }
  return learned;
}

/**
 * Press the same buttons in every trial, and return a record of each trial (PRESS-1).
 *
 * inputs [n], weights [n]; rule: "add" or "widrow_hoff"; returns a ButtonPressTrial per trial.
 *
 * @param {Numbers} inputs
 * @param {Numbers} weights
 * @param {number} desired
 * @param {number} learningRate
 * @param {number} trials
 * @param {string} rule
 * @returns {ButtonPressTrial[]}
 * @throws {RefnetError} with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range,
 * unknown_name, and diverged when an output, an error or a weight becomes infinite or NaN.
 */
export function buttonPress(inputs, weights, desired, learningRate, trials, rule = "add") {
  [inputs, weights, desired, learningRate, trials, rule] = checkedButtonPress(
    inputs,
    weights,
    desired,
    learningRate,
    trials,
    rule,
  );
  const history = [];
  for (let trial = 1; trial <= trials; trial++) {
    const output = weightedSum(inputs, weights, 0.0);
    checkConverging("output", [output], trial);
    const error = outputError(desired, output);
    checkConverging("error", [error], trial);
    if (rule === "add") {
      weights = addRule(inputs, weights, learningRate);
    } else {
      weights = widrowHoffRule(inputs, weights, learningRate, error);
    }
    checkConverging("weights", weights, trial);
    history.push({ output, error, weights });
  }
  return history;
}
