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
// The momentum of a unit that no longer learns shrinks with every step until it is subnormal, and
// operations on subnormal numbers are up to a hundred times slower. So a momentum below TINY is
// zero, and the square of a gradient counts as at least TINY. If epsilon is far above the root of
// TINY, as the default is, no usual weight changes visibly.
//
// Left out on purpose: learning-rate schedules, weight decay, gradient clipping.
//
// n numbers in a vector.

/** @typedef {number[][]} Vectors */

/**
 * The name and settings of an optimizer; each kind uses only its own settings, listed in SETTINGS.
 * @typedef {{
 *   name: string,
 *   learningRate: number,
 *   momentum: number,
 *   nesterov: boolean,
 *   rho: number,
 *   beta1: number,
 *   beta2: number,
 *   epsilon: number,
 * }} Optimizer
 */

/**
 * What an optimizer remembers: vectors like the parameters.
 *
 * beta1Power and beta2Power are beta1 and beta2 to the power of the number of steps.
 * @typedef {{
 *   momentums: Vectors,
 *   velocities: Vectors,
 *   beta1Power: number,
 *   beta2Power: number,
 * }} OptimizerState
 */

/** The settings of each optimizer, with their defaults. */
export const SETTINGS = {
  sgd: { learningRate: 0.01, momentum: 0.0, nesterov: false },
  rmsprop: { learningRate: 0.001, rho: 0.9, momentum: 0.0, epsilon: 1e-7 },
  adam: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
};

const TINY = 1e-280;

/**
 * Return x, or 0 where its magnitude is below TINY (DENSE-19).
 * @type {(x: number) => number}
 */
export function flushed(x) {
  return Math.abs(x) < TINY ? 0.0 : x;
}

/**
 * Return gradient * gradient, at least TINY (DENSE-20).
 * @type {(gradient: number) => number}
 */
export function square(gradient) {
  const squared = gradient * gradient;
  return squared < TINY ? TINY : squared;
}

/**
 * Return the state before the first step: zeros, and powers of 1.
 * @type {(parameters: Vectors) => OptimizerState}
 */
export function initialState(parameters) {
  const zeros = parameters.map((vector) => vector.map(() => 0.0));
  return { momentums: zeros, velocities: zeros, beta1Power: 1.0, beta2Power: 1.0 };
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
 * Return all parameters after a step, and the state after it (DENSE-13 to DENSE-15).
 *
 * parameters, gradients and the state's momentums and velocities are vectors of the same lengths.
 * @type {(
 *   parameters: Vectors,
 *   gradients: Vectors,
 *   state: OptimizerState,
 *   optimizer: Optimizer,
 * ) => [Vectors, OptimizerState]}
 */
export function optimizerStep(parameters, gradients, state, optimizer) {
  // Adam's averages start at zero, which makes them too small at first; its rate corrects that.
  const power1 = flushed(state.beta1Power * optimizer.beta1);
  const power2 = flushed(state.beta2Power * optimizer.beta2);
  const rate = (optimizer.learningRate * Math.sqrt(1.0 - power2)) / (1.0 - power1);
  const stepped = [];
  const momentums = [];
  const velocities = [];
  for (let i = 0; i < parameters.length; i++) {
    let [w, m, v] = [parameters[i], state.momentums[i], state.velocities[i]];
    const g = gradients[i];
    if (optimizer.name === "sgd") {
      [w, m] = sgdStep(w, g, m, optimizer);
    } else if (optimizer.name === "rmsprop") {
      [w, m, v] = rmspropStep(w, g, m, v, optimizer);
    } else {
      [w, m, v] = adamStep(w, g, m, v, rate, optimizer);
    }
    stepped.push(w);
    momentums.push(m);
    velocities.push(v);
  }
  return [stepped, { momentums, velocities, beta1Power: power1, beta2Power: power2 }];
}
