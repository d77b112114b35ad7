// Chapter schedules: learning rates that change while a network trains.
//
// Large steps find the region of a minimum quickly, small ones find the minimum itself. So a
// schedule says for each step, counted from 0, how large the learning rate is. One step is one
// batch.
//
// The decays need a power and a cosine, and the languages' own differ in their last bits. The power
// comes from exp and log of chapter elementary. The cosine is a sine: with x = pi * (1/2 - f), which
// lies between -pi/2 and pi/2, cos(pi * f) = sin x, and Taylor's series gives sin x.
//
// Source: the formulas, names and defaults are Keras 3's; the cosine is I. Loshchilov and F.
// Hutter's, "SGDR: stochastic gradient descent with warm restarts", 2017, without restarts; the
// warm-up is P. Goyal and others', "Accurate, large minibatch SGD: training ImageNet in 1 hour",
// 2017.
//
// Left out on purpose: restarts, and rates that depend on how the loss develops.

import { exp, log } from "./elementary.js";

/**
 * The name and settings of a schedule; each kind uses only its own settings.
 *
 * values has one number more than boundaries. alpha: the last rate, as a fraction of the largest;
 * warmupSteps: without effect if warmupTarget is null
 * @typedef {{
 *   name: string,
 *   initialLearningRate: number,
 *   decaySteps: number,
 *   decayRate: number,
 *   staircase: boolean,
 *   boundaries: number[],
 *   values: number[],
 *   endLearningRate: number,
 *   power: number,
 *   cycle: boolean,
 *   alpha: number,
 *   warmupTarget: number | null,
 *   warmupSteps: number,
 * }} Schedule
 */

const PI = 3.141592653589793;
const SINE_TERMS = [21, 19, 17, 15, 13, 11, 9, 7, 5, 3].map((n) => {
  let factorial = 1.0; // up to 21! exact but for trailing zeros
  for (let i = 2; i <= n; i++) {
    factorial = factorial * i;
  }
  return 1 / factorial;
});

/**
 * Return base^exponent = e^(exponent * ln base), for numbers that are not negative (RATE-1).
 * @type {(base: number, exponent: number) => number}
 */
export function power(base, exponent) {
  if (exponent === 0.0) {
    return 1.0;
  }
  if (exponent === 1.0 || base === 0.0) {
    return base;
  }
  return exp(exponent * log(base));
}

/**
 * Return cos(pi * f) for 0 <= f <= 1, by the series of sin(pi * (1/2 - f)) (RATE-2).
 * @type {(f: number) => number}
 */
export function cosPi(f) {
  const x = PI * (0.5 - f);
  const s = x * x;
  let series = 0.0;
  for (const term of SINE_TERMS) {
    series = term - s * series;
  }
  return x - x * s * series;
}

/**
 * Return how many times decaySteps have passed; with staircase only whole times (RATE-3).
 * @type {(schedule: Schedule, step: number) => number}
 */
export function periods(schedule, step) {
  const passed = step / schedule.decaySteps;
  return schedule.staircase ? Math.floor(passed) : passed;
}

/**
 * Return the rate that decayRate multiplies once in decaySteps (RATE-4).
 * @type {(schedule: Schedule, step: number) => number}
 */
export function exponentialDecay(schedule, step) {
  const factor = power(schedule.decayRate, periods(schedule, step));
  return schedule.initialLearningRate * factor;
}

/**
 * Return the rate divided by a number that grows by decayRate in decaySteps (RATE-5).
 * @type {(schedule: Schedule, step: number) => number}
 */
export function inverseTimeDecay(schedule, step) {
  const divisor = 1.0 + schedule.decayRate * periods(schedule, step);
  return schedule.initialLearningRate / divisor;
}

/**
 * Return the value up to the first boundary that the step does not exceed (RATE-6).
 * @type {(schedule: Schedule, step: number) => number}
 */
export function piecewiseConstantDecay(schedule, step) {
  for (let i = 0; i < schedule.boundaries.length; i++) {
    if (step <= schedule.boundaries[i]) {
      return schedule.values[i];
    }
  }
  return schedule.values[schedule.boundaries.length];
}

/**
 * Return a rate that goes from the initial one to the end rate in decaySteps (RATE-7).
 *
 * With cycle, whenever it is there, it rises again, and decaySteps is that much longer.
 * @type {(schedule: Schedule, step: number) => number}
 */
export function polynomialDecay(schedule, step) {
  const { decaySteps } = schedule;
  let fraction = Math.min(step, decaySteps) / decaySteps;
  if (schedule.cycle) {
    const cycles = Math.max(Math.ceil(step / decaySteps), 1);
    fraction = step / (decaySteps * cycles);
  }
  const span = schedule.initialLearningRate - schedule.endLearningRate;
  return span * power(1.0 - fraction, schedule.power) + schedule.endLearningRate;
}

/**
 * Return a rate that falls along half a cosine in decaySteps, to alpha of itself (RATE-8).
 *
 * With warmupTarget, it rises from the initial one to that in a straight line before.
 * @type {(schedule: Schedule, step: number) => number}
 */
export function cosineDecay(schedule, step) {
  let start = schedule.initialLearningRate;
  const target = schedule.warmupTarget;
  let warm = 0;
  if (target !== null) {
    warm = schedule.warmupSteps;
    if (step < warm) {
      return (target - start) * (step / warm) + start;
    }
    start = target;
  }
  const fraction = Math.min(step - warm, schedule.decaySteps) / schedule.decaySteps;
  const cosine = 0.5 * (1.0 + cosPi(fraction));
  return start * ((1.0 - schedule.alpha) * cosine + schedule.alpha);
}

/**
 * Return the learning rate of a step, counted from 0.
 * @type {(schedule: Schedule, step: number) => number}
 */
export function scheduledRate(schedule, step) {
  if (schedule.name === "exponential_decay") {
    return exponentialDecay(schedule, step);
  }
  if (schedule.name === "inverse_time_decay") {
    return inverseTimeDecay(schedule, step);
  }
  if (schedule.name === "piecewise_constant_decay") {
    return piecewiseConstantDecay(schedule, step);
  }
  if (schedule.name === "polynomial_decay") {
    return polynomialDecay(schedule, step);
  }
  return cosineDecay(schedule, step);
}
