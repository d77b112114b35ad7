// Chapter optimizers: how a weight moves, given its gradient.
//
// An optimizer sees the parameters of a network as vectors and knows nothing about layers. For each
// parameter it may remember two numbers: a momentum, which is an average of past gradients or
// steps, and a velocity, which is an average of squared gradients.
//
// Source: Y. Nesterov, "A method of solving a convex programming problem with convergence rate
// O(1/k^2)", 1983; T. Tieleman and G. Hinton, lecture 6.5, 2012 (RMSprop); D. P. Kingma and J. Ba,
// "Adam: a method for stochastic optimization", 2015. Formulas, names and defaults are Keras 3's.
//
// Before a step, every weight may decay; the learning rate of a step may come from a schedule.
//
// Left out on purpose: their many relatives, which are in chapter further_optimizers.
//
// n numbers in a vector.

import {
  adadeltaStep,
  adagradStep,
  adamaxStep,
  decayed,
  MOMENTUM_DECAY,
  nadamFactors,
  nadamMomentum,
  nadamStep,
} from "./further_optimizers.js";
import { scheduledRate } from "./schedules.js";
import { flushed, square } from "./tiny_numbers.js";

/** @typedef {number[][]} Vectors */

/**
 * The name and settings of an optimizer; each kind uses only its own settings, listed in SETTINGS.
 *
 * learningRate: a number, a rate for each step (the last one for all later steps), or a Schedule.
 * clipnorm, clipvalue, globalClipnorm: at most one of them is not null
 * @typedef {{
 *   name: string,
 *   learningRate: any,
 *   momentum: number,
 *   nesterov: boolean,
 *   rho: number,
 *   beta1: number,
 *   beta2: number,
 *   epsilon: number,
 *   initialAccumulatorValue: number,
 *   weightDecay: number,
 *   clipnorm: number | null,
 *   clipvalue: number | null,
 *   globalClipnorm: number | null,
 * }} Optimizer
 */

/**
 * What an optimizer remembers: vectors like the parameters.
 *
 * beta1Power and beta2Power are beta1 and beta2 to the power of the number of steps; decayPower and
 * momentumProduct are those of chapter further_optimizers.
 * @typedef {{
 *   momentums: Vectors,
 *   velocities: Vectors,
 *   beta1Power: number,
 *   beta2Power: number,
 *   steps: number,
 *   decayPower: number,
 *   momentumProduct: number,
 * }} OptimizerState
 */

/** @type {{weightDecay: number, clipnorm: null, clipvalue: null, globalClipnorm: null}} */
const COMMON = { weightDecay: 0.0, clipnorm: null, clipvalue: null, globalClipnorm: null };
const ADAM = { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, ...COMMON };

/** The settings of each optimizer, with their defaults. */
export const SETTINGS = {
  sgd: { learningRate: 0.01, momentum: 0.0, nesterov: false, ...COMMON },
  rmsprop: { learningRate: 0.001, rho: 0.9, momentum: 0.0, epsilon: 1e-7, ...COMMON },
  adam: ADAM,
  adagrad: { learningRate: 0.001, initialAccumulatorValue: 0.1, epsilon: 1e-7, ...COMMON },
  adadelta: { learningRate: 0.001, rho: 0.95, epsilon: 1e-7, ...COMMON },
  adamax: ADAM,
  nadam: ADAM,
  adamw: { ...ADAM, weightDecay: 0.004 },
};

/**
 * Return the state before the first step: zeros, or where Adagrad starts; powers of 1.
 * @type {(parameters: Vectors, optimizer: Optimizer) => OptimizerState}
 */
export function initialState(parameters, optimizer) {
  const start = optimizer.name === "adagrad" ? optimizer.initialAccumulatorValue : 0.0;
  return {
    momentums: parameters.map((vector) => vector.map(() => 0.0)),
    velocities: parameters.map((vector) => vector.map(() => start)),
    beta1Power: 1.0,
    beta2Power: 1.0,
    steps: 0,
    decayPower: 1.0,
    momentumProduct: 1.0,
  };
}

/**
 * Return the learning rate of a step, counted from 0 (RATE-9).
 * @type {(optimizer: Optimizer, step: number) => number}
 */
export function stepRate(optimizer, step) {
  const given = optimizer.learningRate;
  if (Array.isArray(given)) {
    return given[Math.min(step, given.length - 1)];
  }
  return typeof given === "object" ? scheduledRate(given, step) : given;
}

/**
 * Return the weights after a step of gradient descent, and the momentums (DENSE-13).
 *
 * weights [n], gradients [n], momentums [n] -> [n], [n]
 * @type {(
 *   weights: number[],
 *   gradients: number[],
 *   momentums: number[],
 *   optimizer: Optimizer,
 * ) => [number[], number[]]}
 */
export function sgdStep(weights, gradients, momentums, optimizer) {
  [weights, momentums] = [weights.slice(), momentums.slice()];
  for (let i = 0; i < weights.length; i++) {
    const step = optimizer.learningRate * gradients[i];
    if (optimizer.momentum === 0.0) {
      weights[i] = weights[i] - step;
      continue;
    }
    momentums[i] = flushed(optimizer.momentum * momentums[i] - step);
    if (optimizer.nesterov) {
      weights[i] = weights[i] + (optimizer.momentum * momentums[i] - step);
    } else {
      weights[i] = weights[i] + momentums[i];
    }
  }
  return [weights, momentums];
}

/**
 * Return the weights after a step of RMSprop, the momentums and velocities (DENSE-14).
 *
 * weights [n], gradients [n], momentums [n], velocities [n] -> [n], [n], [n]
 * @type {(
 *   weights: number[],
 *   gradients: number[],
 *   momentums: number[],
 *   velocities: number[],
 *   optimizer: Optimizer,
 * ) => [number[], number[], number[]]}
 */
export function rmspropStep(weights, gradients, momentums, velocities, optimizer) {
  [weights, momentums, velocities] = [weights.slice(), momentums.slice(), velocities.slice()];
  const rest = 1.0 - optimizer.rho;
  for (let i = 0; i < weights.length; i++) {
    velocities[i] = optimizer.rho * velocities[i] + rest * square(gradients[i]);
    const root = Math.sqrt(velocities[i] + optimizer.epsilon);
    const step = (optimizer.learningRate * gradients[i]) / root;
    if (optimizer.momentum === 0.0) {
      weights[i] = weights[i] - step;
      continue;
    }
    momentums[i] = flushed(optimizer.momentum * momentums[i] + step);
    weights[i] = weights[i] - momentums[i];
  }
  return [weights, momentums, velocities];
}

/**
 * Return the weights after a step of Adam, the momentums and velocities (DENSE-15).
 *
 * weights [n], gradients [n], momentums [n], velocities [n] -> [n], [n], [n]; rate: the learning
 * rate of this step, which `optimizerStep` calculates
 * @type {(
 *   weights: number[],
 *   gradients: number[],
 *   momentums: number[],
 *   velocities: number[],
 *   rate: number,
 *   optimizer: Optimizer,
 * ) => [number[], number[], number[]]}
 */
export function adamStep(weights, gradients, momentums, velocities, rate, optimizer) {
  [weights, momentums, velocities] = [weights.slice(), momentums.slice(), velocities.slice()];
  const rest1 = 1.0 - optimizer.beta1;
  const rest2 = 1.0 - optimizer.beta2;
  for (let i = 0; i < weights.length; i++) {
    const gradient = gradients[i];
    momentums[i] = flushed(momentums[i] + (gradient - momentums[i]) * rest1);
    velocities[i] = velocities[i] + (square(gradient) - velocities[i]) * rest2;
    const root = Math.sqrt(velocities[i]) + optimizer.epsilon;
    weights[i] = weights[i] - (momentums[i] * rate) / root;
  }
  return [weights, momentums, velocities];
}

/**
 * Return all parameters after a step, and the state after it (DENSE-13 to 15, OPT-1 to 6).
 *
 * parameters, gradients and the state's momentums and velocities are vectors of the same lengths; a
 * parameter whose gradient is an empty vector is left as it is, and so is its state (FROZEN-1).
 * @type {(
 *   parameters: Vectors,
 *   gradients: Vectors,
 *   state: OptimizerState,
 *   optimizer: Optimizer,
 * ) => [Vectors, OptimizerState]}
 */
export function optimizerStep(parameters, gradients, state, optimizer) {
  optimizer = { ...optimizer, learningRate: stepRate(optimizer, state.steps) };
  // Adam's averages start at zero, which makes them too small at first; its rate corrects that.
  const power1 = flushed(state.beta1Power * optimizer.beta1);
  const power2 = flushed(state.beta2Power * optimizer.beta2);
  const rate = (optimizer.learningRate * Math.sqrt(1.0 - power2)) / (1.0 - power1);
  const decay = flushed(state.decayPower * MOMENTUM_DECAY);
  const product = flushed(state.momentumProduct * nadamMomentum(decay, optimizer));
  const [ahead, now] = nadamFactors(decay, product, optimizer);
  const stepped = [];
  const momentums = [];
  const velocities = [];
  for (let i = 0; i < parameters.length; i++) {
    let [w, m, v] = [parameters[i], state.momentums[i], state.velocities[i]];
    const g = gradients[i];
    w = g.length > 0 ? decayed(w, optimizer) : w;
    if (g.length === 0) {
      // nothing moves
    } else if (optimizer.name === "sgd") {
      [w, m] = sgdStep(w, g, m, optimizer);
    } else if (optimizer.name === "rmsprop") {
      [w, m, v] = rmspropStep(w, g, m, v, optimizer);
    } else if (optimizer.name === "adagrad") {
      [w, v] = adagradStep(w, g, v, optimizer);
    } else if (optimizer.name === "adadelta") {
      [w, m, v] = adadeltaStep(w, g, m, v, optimizer);
    } else if (optimizer.name === "adamax") {
      [w, m, v] = adamaxStep(w, g, m, v, optimizer.learningRate / (1.0 - power1), optimizer);
    } else if (optimizer.name === "nadam") {
      [w, m, v] = nadamStep(w, g, m, v, ahead, now, 1.0 - power2, optimizer);
    } else {
      [w, m, v] = adamStep(w, g, m, v, rate, optimizer);
    }
    stepped.push(w);
    momentums.push(m);
    velocities.push(v);
  }
  const after = {
    momentums,
    velocities,
    beta1Power: power1,
    beta2Power: power2,
    steps: state.steps + 1,
    decayPower: decay,
    momentumProduct: product,
  };
  return [stepped, after];
}
