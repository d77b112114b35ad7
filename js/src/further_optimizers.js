// Chapter further_optimizers: relatives of RMSprop and Adam, and weights that decay.
//
// Adagrad adds up the squares of all gradients, so that its steps become ever smaller. Adadelta is
// RMSprop with the root mean square of its own past steps in place of the learning rate. Adamax is
// Adam with the largest recent gradient in place of the root mean square. Nadam is Adam that looks
// ahead as Nesterov's momentum does. AdamW is Adam with weights that decay: each step first makes
// every weight smaller by a fixed fraction, times the learning rate. Every optimizer can do that.
//
// Source: J. Duchi, E. Hazan and Y. Singer, "Adaptive subgradient methods for online learning and
// stochastic optimization", 2011 (Adagrad); M. D. Zeiler, "ADADELTA: an adaptive learning rate
// method", 2012; D. P. Kingma and J. Ba, "Adam: a method for stochastic optimization", 2015, section
// 7 (Adamax); T. Dozat, "Incorporating Nesterov momentum into Adam", 2016 (Nadam); I. Loshchilov and
// F. Hutter, "Decoupled weight decay regularization", 2019 (AdamW). Formulas, names and defaults are
// Keras 3's.
//
// Left out on purpose: variables that do not decay, such as biases; AMSGrad; averages of the weights
// themselves.
//
// n numbers in a vector; optimizer: its settings (chapter optimizers), with the learning rate of
// this step as a number.

import { flushed, square } from "./tiny_numbers.js";

/** @typedef {import("./optimizers.js").Optimizer} Optimizer */

export const MOMENTUM_DECAY = 0.96; // of Nadam's beta1, which begins at about half its value

/**
 * Return the weights before a step, smaller by weightDecay times the rate (OPT-5).
 *
 * weights [n] -> [n]
 * @type {(weights: number[], optimizer: Optimizer) => number[]}
 */
export function decayed(weights, optimizer) {
  if (optimizer.weightDecay === 0.0) {
    return weights.slice();
  }
  return weights.map((w) => w - w * optimizer.weightDecay * optimizer.learningRate);
}

/**
 * Return the weights after a step of Adagrad, and the velocities (OPT-1).
 *
 * weights [n], gradients [n], velocities [n] -> [n], [n]
 * @type {(
 *   weights: number[],
 *   gradients: number[],
 *   velocities: number[],
 *   optimizer: Optimizer,
 * ) => [number[], number[]]}
 */
export function adagradStep(weights, gradients, velocities, optimizer) {
  [weights, velocities] = [weights.slice(), velocities.slice()];
  for (let i = 0; i < weights.length; i++) {
    velocities[i] = velocities[i] + square(gradients[i]);
    const root = Math.sqrt(velocities[i] + optimizer.epsilon);
    weights[i] = weights[i] - (optimizer.learningRate * gradients[i]) / root;
  }
  return [weights, velocities];
}

/**
 * Return the weights after a step of Adadelta, the mean squared steps and gradients (OPT-2).
 *
 * weights [n], gradients [n], momentums [n], velocities [n] -> [n], [n], [n]; momentums: the means
 * of the squared steps
 * @type {(
 *   weights: number[],
 *   gradients: number[],
 *   momentums: number[],
 *   velocities: number[],
 *   optimizer: Optimizer,
 * ) => [number[], number[], number[]]}
 */
export function adadeltaStep(weights, gradients, momentums, velocities, optimizer) {
  [weights, momentums, velocities] = [weights.slice(), momentums.slice(), velocities.slice()];
  const { rho, epsilon } = optimizer;
  const rest = 1.0 - rho;
  for (let i = 0; i < weights.length; i++) {
    velocities[i] = rho * velocities[i] + rest * square(gradients[i]);
    const root = Math.sqrt(velocities[i] + epsilon);
    const step = (Math.sqrt(momentums[i] + epsilon) * gradients[i]) / root;
    momentums[i] = rho * momentums[i] + rest * square(step);
    weights[i] = weights[i] - optimizer.learningRate * step;
  }
  return [weights, momentums, velocities];
}

/**
 * Return the weights after a step of Adamax, the momentums and largest gradients (OPT-3).
 *
 * weights [n], gradients [n], momentums [n], velocities [n] -> [n], [n], [n]; velocities: the
 * largest recent gradients; rate: the learning rate of this step, which `optimizerStep` calculates
 * @type {(
 *   weights: number[],
 *   gradients: number[],
 *   momentums: number[],
 *   velocities: number[],
 *   rate: number,
 *   optimizer: Optimizer,
 * ) => [number[], number[], number[]]}
 */
export function adamaxStep(weights, gradients, momentums, velocities, rate, optimizer) {
  [weights, momentums, velocities] = [weights.slice(), momentums.slice(), velocities.slice()];
  const rest = 1.0 - optimizer.beta1;
  for (let i = 0; i < weights.length; i++) {
    momentums[i] = flushed(momentums[i] + (gradients[i] - momentums[i]) * rest);
    const [size, before] = [Math.abs(gradients[i]), flushed(optimizer.beta2 * velocities[i])];
    velocities[i] = before > size ? before : size;
    weights[i] = weights[i] - (momentums[i] * rate) / (velocities[i] + optimizer.epsilon);
  }
  return [weights, momentums, velocities];
}

/**
 * Return Nadam's beta1 of a step; decayPower: 0.96 to the power of the step's number (OPT-4).
 *
 * Steps count from 1.
 * @type {(decayPower: number, optimizer: Optimizer) => number}
 */
export function nadamMomentum(decayPower, optimizer) {
  return optimizer.beta1 * (1.0 - 0.5 * decayPower);
}

/**
 * Return the factors of the momentum and of the gradient in a step of Nadam (OPT-4).
 *
 * decayPower: 0.96 to the power of the step's number; momentumProduct: of `nadamMomentum` of all
 * steps up to this one. Both means begin at zero, which the products correct.
 * @type {(
 *   decayPower: number,
 *   momentumProduct: number,
 *   optimizer: Optimizer,
 * ) => [number, number]}
 */
export function nadamFactors(decayPower, momentumProduct, optimizer) {
  const current = nadamMomentum(decayPower, optimizer);
  const following = nadamMomentum(decayPower * MOMENTUM_DECAY, optimizer);
  const ahead = following / (1.0 - momentumProduct * following);
  return [ahead, (1.0 - current) / (1.0 - momentumProduct)];
}

/**
 * Return the weights after a step of Nadam, the momentums and velocities (OPT-4).
 *
 * weights [n], gradients [n], momentums [n], velocities [n] -> [n], [n], [n]; ahead and now: the
 * factors of the momentum and of the gradient in a step, from `nadamFactors`; correction: of the
 * velocities for their start at zero
 * @type {(
 *   weights: number[],
 *   gradients: number[],
 *   momentums: number[],
 *   velocities: number[],
 *   ahead: number,
 *   now: number,
 *   correction: number,
 *   optimizer: Optimizer,
 * ) => [number[], number[], number[]]}
 */
export function nadamStep(
  weights,
  gradients,
  momentums,
  velocities,
  ahead,
  now,
  correction,
  optimizer,
) {
  [weights, momentums, velocities] = [weights.slice(), momentums.slice(), velocities.slice()];
  const rest1 = 1.0 - optimizer.beta1;
  const rest2 = 1.0 - optimizer.beta2;
  for (let i = 0; i < weights.length; i++) {
    const gradient = gradients[i];
    momentums[i] = flushed(momentums[i] + (gradient - momentums[i]) * rest1);
    velocities[i] = velocities[i] + (square(gradient) - velocities[i]) * rest2;
    const mean = ahead * momentums[i] + now * gradient;
    const root = Math.sqrt(velocities[i] / correction) + optimizer.epsilon;
    weights[i] = weights[i] - (mean * optimizer.learningRate) / root;
  }
  return [weights, momentums, velocities];
}
