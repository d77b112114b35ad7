// Chapter example_weights: examples that count more than others.
//
// Where one class is rare, a network can do well on the mean and never learn that class. So the loss
// of each example is multiplied by a weight of its own, by a weight of its class, or by both. A weight
// of 2 has the same effect as the example twice in the batch, and with a weight of 0 the example is
// not learned at all. The batch is divided by the number of its examples as before, not by the sum of
// their weights, so that weights which are large on average make the steps larger.
//
// Derivation: the loss of a batch is (sum of w_e * L_e) / m, so the gradient with respect to the
// outputs of example e is w_e times what it is without weights.
//
// Source: the fields are Keras 3's sample_weight and class_weight; the idea is that of weighted least
// squares, A. C. Aitken, "On least squares and linear combination of observations", 1935.
//
// Left out on purpose: weights for single outputs or steps, and weighted accuracies.
//
// m examples, k outputs, c classes.

import { argmax } from "./activations.js";

/** @typedef {import("./readers.js").Matrix} Matrix */

/**
 * Return the class of each example (WEIGHT-1).
 *
 * targets: class numbers [m], or rows [m][k], with 0 or 1 in each where k is 1 -> [m]
 * @type {(targets: Matrix | number[]) => number[]}
 */
export function targetClasses(targets) {
  const classes = [];
  for (const target of targets) {
    if (typeof target === "number") {
      classes.push(target);
    } else if (target.length === 1) {
      classes.push(target[0] === 1.0 ? 1 : 0);
    } else {
      classes.push(argmax(target));
    }
  }
  return classes;
}

/**
 * Return the weight of each example, null where there are no weights (WEIGHT-2).
 *
 * targets [m][k], or class numbers [m]; exampleWeights [m], classWeights [c] -> [m]
 * @type {(
 *   targets: Matrix | number[], exampleWeights: number[] | null, classWeights: number[] | null,
 * ) => number[] | null}
 */
export function weightsOfExamples(targets, exampleWeights, classWeights) {
  if (classWeights === null) {
    return exampleWeights;
  }
  const weights = targetClasses(targets).map((number) => classWeights[number]);
  if (exampleWeights === null) {
    return weights;
  }
  return exampleWeights.map((own, e) => own * weights[e]);
}

/**
 * Return the losses of the examples, each multiplied by its weight (WEIGHT-3).
 *
 * losses [m], weights [m] -> [m]
 * @type {(losses: number[], weights: number[] | null) => number[]}
 */
export function weightedLosses(losses, weights) {
  if (weights === null) {
    return losses;
  }
  return losses.map((loss, e) => loss * weights[e]);
}

/**
 * Return the gradients of the examples, each row multiplied by its weight (WEIGHT-4).
 *
 * gradients [m][k], of a batch's loss as `lossGradients` returns them; weights [m] -> [m][k]
 * @type {(gradients: Matrix, weights: number[] | null) => Matrix}
 */
export function weightedGradients(gradients, weights) {
  if (weights === null) {
    return gradients;
  }
  return gradients.map((row, e) => row.map((g) => g * weights[e]));
}
