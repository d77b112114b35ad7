// Chapter button_press: the four-button perceptron.
//
// A machine has n buttons and one lamp. Each button is an input x (1 pressed, 0 not), each input has
// a weight w, and the lamp's brightness is the weighted sum of the inputs. In every trial the network
// answers, the answer is compared with the desired one, and the weights of the pressed buttons grow.
//
// Source: "Making a Simple Neural Network", whose learning rule is "add"
// (becominghuman.ai/making-a-simple-neural-network-2ea1de81ec20). The rule "widrow_hoff" is from
// B. Widrow and M. E. Hoff, "Adaptive switching circuits", 1960.
//
// Left out on purpose: a bias, a threshold (chapter rabbit), a sigmoid (chapter neuron).
//
// The small functions take data that `buttonPress` has checked. n is the number of inputs.

import {
  asCount,
  asName,
  asNumber,
  asNumbers,
  checkConverging,
  checkCount,
  checkFinite,
  checkFiniteNumber,
  checkLength,
  checkName,
  checkNotEmpty,
} from "./errors.js";

export const RULES = ["add", "widrow_hoff"];

/**
 * One trial: output and error before the network learns in it, weights [n] after it has.
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
 * Return how much the output lacks: desired - output (PRESS-2).
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
 * The error plays no part, so the weights go on growing when the output is already right.
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
 * The steps shrink with the error, so the weights come to rest where the output is right.
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
 * Press the same buttons again and again, and return what each trial gave (PRESS-1).
 *
 * inputs [n], weights [n]; rule: "add" or "widrow_hoff"; returns a ButtonPressTrial per trial.
 *
 * @param {ArrayLike<number>} inputs
 * @param {ArrayLike<number>} weights
 * @param {number} desired
 * @param {number} learningRate
 * @param {number} trials
 * @param {string} rule
 * @returns {ButtonPressTrial[]}
 * @throws {RefnetError} with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range,
 * unknown_name, and diverged when an output, an error or a weight becomes infinite or NaN.
 */
export function buttonPress(inputs, weights, desired, learningRate, trials, rule = "add") {
  const x = asNumbers("inputs", inputs);
  let w = asNumbers("weights", weights);
  asNumber("desired", desired);
  asNumber("learning_rate", learningRate);
  asCount("trials", trials);
  asName("rule", rule);
  checkNotEmpty("inputs", x);
  checkLength("weights", w, "inputs", x.length);
  checkFinite("inputs", x);
  checkFinite("weights", w);
  checkFiniteNumber("desired", desired);
  checkFiniteNumber("learning_rate", learningRate);
  checkCount("trials", trials);
  checkName("rule", rule, RULES);

  const history = [];
  for (let trial = 1; trial <= trials; trial++) {
    const output = weightedSum(x, w, 0.0);
    checkConverging("output", [output], trial);
    const error = outputError(desired, output);
    checkConverging("error", [error], trial);
    if (rule === "add") {
      w = addRule(x, w, learningRate);
    } else {
      w = widrowHoffRule(x, w, learningRate, error);
    }
    checkConverging("weights", w, trial);
    history.push({ output, error, weights: w });
  }
  return history;
}
