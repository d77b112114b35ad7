// Chapter rabbit: classical conditioning.
//
// A puff of air makes a rabbit blink, because its innate weight is large enough from birth. A beep
// does not, because its weight starts at 0; but this weight can be learned. Whenever the rabbit
// blinks, the learned weights of all active stimuli grow, so after a few pairings of beep and puff
// the beep alone is enough.
//
// Source: "Making a Simple Neural Network: Classical Conditioning" (the sequel to the article of
// button_press); the experiment is Pavlov's.
//
// Left out on purpose: forgetting; a weight never shrinks.
//
// The helper functions expect data that `rabbit` has checked. n is the number of stimuli.

import { weightedSum } from "./button_press.js";
import { checkConverging, checkedRabbit } from "./checks.js";

/** @typedef {import("./readers.js").Numbers} Numbers */
/** @typedef {import("./readers.js").Rows} Rows */

/**
 * One trial: the weighted sum, whether the rabbit blinked, and weights [n] after the trial.
 * @typedef {{sum: number, blink: boolean, weights: number[]}} RabbitTrial
 */

/**
 * Return whether the weighted sum reaches the threshold (RABBIT-2).
 * @type {(total: number, threshold: number) => boolean}
 */
export function blinks(total, threshold) {
  return total >= threshold;
}

/**
 * Return the weights after a blink: the learned ones of active stimuli have grown (RABBIT-3).
 *
 * stimulus [n], weights [n], learned [n] -> weights [n]
 * @type {(stimulus: number[], weights: number[], learned: boolean[], learningRate: number) => number[]}
 */
export function reinforce(stimulus, weights, learned, learningRate) {
  const grown = weights.slice();
  for (let i = 0; i < stimulus.length; i++) {
    if (learned[i] && stimulus[i] > 0.0) {
      grown[i] = weights[i] + learningRate;
    }
  }
  return grown;
}

/**
 * Present the stimuli one after another, and return a record of each trial (RABBIT-1).
 *
 * weights [n], learned [n] (false: innate, never changes), stimuli [trials][n]; returns a
 * RabbitTrial per row of stimuli.
 *
 * @param {Numbers} weights
 * @param {boolean[]} learned
 * @param {number} threshold
 * @param {number} learningRate
 * @param {Rows} stimuli
 * @returns {RabbitTrial[]}
 * @throws {RefnetError} with the codes wrong_type, empty, shape_mismatch, not_finite, and diverged
 * when a sum or a weight becomes infinite or NaN.
 */
export function rabbit(weights, learned, threshold, learningRate, stimuli) {
  [weights, learned, threshold, learningRate, stimuli] = checkedRabbit(
    weights,
    learned,
    threshold,
    learningRate,
    stimuli,
  );
  const history = [];
  for (let trial = 1; trial <= stimuli.length; trial++) {
    const stimulus = stimuli[trial - 1];
    const total = weightedSum(stimulus, weights, 0.0);
    checkConverging("sum", [total], trial);
    const blink = blinks(total, threshold);
    if (blink) {
      weights = reinforce(stimulus, weights, learned, learningRate);
    }
    checkConverging("weights", weights, trial);
    history.push({ sum: total, blink, weights: weights.slice() });
  }
  return history;
}
