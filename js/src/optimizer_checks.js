// What experiments accept as an optimizer, and as the learning rate that it has.
//
// The three phases are those of checks.js. A fault in a setting has a field such as
// optimizer.epsilon or optimizer.learning_rate.decay_steps.

import {
  checkAscending,
  checkCount,
  checkFinite,
  checkFiniteNumber,
  checkFraction,
  checkLength,
  checkName,
  checkNotNegativeNumber,
  checkPositive,
  fault,
  OPTIMIZERS,
  SCHEDULES,
} from "./checks.js";
import { RefnetError } from "./errors.js";
import { isObject } from "./json.js";
import { SETTINGS } from "./optimizers.js";
import {
  asBoolean,
  asCount,
  asCounts,
  asName,
  asNumber,
  asNumbers,
  optional,
  wrongType,
} from "./readers.js";

/** @typedef {import("./optimizers.js").Optimizer} Optimizer */
/** @typedef {import("./schedules.js").Schedule} Schedule */
/** @typedef {number | number[] | Schedule} LearningRate */

/**
 * An optimizer as a caller may give it: the settings that it does not use may be left out.
 * @typedef {Partial<Optimizer> & {name: string, learningRate: number}} GivenOptimizer
 */

/**
 * Return an optimizer with these settings, and its defaults for the others.
 *
 * @param {string} name "sgd", "rmsprop", "adam", "adagrad", "adadelta", "adamax", "nadam" or "adamw"
 * @param {Partial<Omit<Optimizer, "name">>} settings
 * @returns {GivenOptimizer}
 * @throws {RefnetError} with the codes wrong_type, unknown_name and unknown_field.
 */
export function optimizer(name, settings = {}) {
  checkName("optimizer.name", asName("optimizer.name", name), OPTIMIZERS);
  const defaults = SETTINGS[/** @type {keyof typeof SETTINGS} */ (name)];
  for (const setting of Object.keys(settings)) {
    if (!Object.hasOwn(defaults, setting)) {
      const place = `optimizer.${setting}`;
      throw new RefnetError("unknown_field", place, `${place}: ${name} has no such field`);
    }
  }
  return { name, ...defaults, ...settings };
}

/**
 * Return the optimizer with all settings; throws wrong_type.
 * @type {(field: string, optimizer: unknown) => Optimizer}
 */
export function asOptimizer(field, optimizer) {
  if (!isObject(optimizer)) {
    throw wrongType(field, "an optimizer");
  }
  const { sgd, rmsprop, adam, adagrad } = SETTINGS;
  const { name, learningRate, momentum = sgd.momentum, nesterov = sgd.nesterov } = optimizer;
  const { rho = rmsprop.rho, epsilon = rmsprop.epsilon } = optimizer;
  const { beta1 = adam.beta1, beta2 = adam.beta2, weightDecay = adam.weightDecay } = optimizer;
  const { initialAccumulatorValue = adagrad.initialAccumulatorValue } = optimizer;
  const { clipnorm = null, clipvalue = null, globalClipnorm = null } = optimizer;
  const initial = asNumber(`${field}.initial_accumulator_value`, initialAccumulatorValue);
  const asLimit = optional(asNumber);
  return {
    name: asName(`${field}.name`, name),
    learningRate: asLearningRate(`${field}.learning_rate`, learningRate),
    momentum: asNumber(`${field}.momentum`, momentum),
    nesterov: asBoolean(`${field}.nesterov`, nesterov),
    rho: asNumber(`${field}.rho`, rho),
    beta1: asNumber(`${field}.beta_1`, beta1),
    beta2: asNumber(`${field}.beta_2`, beta2),
    epsilon: asNumber(`${field}.epsilon`, epsilon),
    initialAccumulatorValue: initial,
    weightDecay: asNumber(`${field}.weight_decay`, weightDecay),
    clipnorm: asLimit(`${field}.clipnorm`, clipnorm),
    clipvalue: asLimit(`${field}.clipvalue`, clipvalue),
    globalClipnorm: asLimit(`${field}.global_clipnorm`, globalClipnorm),
  };
}

/**
 * Return a number, a list of rates or a schedule; throws wrong_type.
 * @type {(field: string, rate: unknown) => LearningRate}
 */
export function asLearningRate(field, rate) {
  if (isObject(rate)) {
    return asSchedule(field, rate);
  }
  const hasRates = Array.isArray(rate) && rate.length > 0;
  return hasRates ? asNumbers(field, rate) : asNumber(field, rate);
}

/**
 * Return the schedule with all settings; throws wrong_type.
 * @type {(field: string, schedule: Record<string, unknown>) => Schedule}
 */
export function asSchedule(field, schedule) {
  const { name, initialLearningRate = 0.0, decaySteps = 1, decayRate = 1.0 } = schedule;
  const { staircase = false, boundaries = [], values = [] } = schedule;
  const { endLearningRate = 0.0001, power = 1.0, cycle = false } = schedule;
  const { alpha = 0.0, warmupTarget = null, warmupSteps = 0 } = schedule;
  return {
    name: asName(`${field}.name`, name),
    initialLearningRate: asNumber(`${field}.initial_learning_rate`, initialLearningRate),
    decaySteps: asCount(`${field}.decay_steps`, decaySteps),
    decayRate: asNumber(`${field}.decay_rate`, decayRate),
    staircase: asBoolean(`${field}.staircase`, staircase),
    boundaries: asCounts(`${field}.boundaries`, boundaries),
    values: asNumbers(`${field}.values`, values),
    endLearningRate: asNumber(`${field}.end_learning_rate`, endLearningRate),
    power: asNumber(`${field}.power`, power),
    cycle: asBoolean(`${field}.cycle`, cycle),
    alpha: asNumber(`${field}.alpha`, alpha),
    warmupTarget: optional(asNumber)(`${field}.warmup_target`, warmupTarget),
    warmupSteps: asCount(`${field}.warmup_steps`, warmupSteps),
  };
}

/**
 * Throw shape_mismatch for values that are not one more than their boundaries.
 * @type {(field: string, rate: LearningRate) => void}
 */
export function checkRateShapes(field, rate) {
  if (isObject(rate) && rate.name === "piecewise_constant_decay") {
    const { boundaries, values } = /** @type {Schedule} */ (rate);
    const other = `${field}.boundaries and one more`;
    checkLength(`${field}.values`, values, other, boundaries.length + 1);
  }
}

/**
 * Throw unknown_name, not_finite or out_of_range for a setting that an optimizer cannot have.
 * @type {(field: string, optimizer: Optimizer) => void}
 */
export function checkOptimizer(field, optimizer) {
  checkName(`${field}.name`, optimizer.name, OPTIMIZERS);
  checkRate(`${field}.learning_rate`, optimizer.learningRate);
  checkFraction(`${field}.rho`, optimizer.rho);
  checkFraction(`${field}.momentum`, optimizer.momentum);
  checkFraction(`${field}.beta_1`, optimizer.beta1);
  checkFraction(`${field}.beta_2`, optimizer.beta2);
  const initial = optimizer.initialAccumulatorValue;
  checkNotNegativeNumber(`${field}.initial_accumulator_value`, initial);
  checkPositive(`${field}.epsilon`, optimizer.epsilon);
  checkNotNegativeNumber(`${field}.weight_decay`, optimizer.weightDecay);
  checkClipping(field, optimizer);
}

/**
 * Throw not_finite or out_of_range for a limit that is not above 0, or for a second one.
 * @type {(field: string, optimizer: Optimizer) => void}
 */
export function checkClipping(field, optimizer) {
  /** @type {[string, number | null][]} */
  const limits = [
    ["clipnorm", optimizer.clipnorm],
    ["clipvalue", optimizer.clipvalue],
    ["global_clipnorm", optimizer.globalClipnorm],
  ];
  let before = null;
  for (const [name, limit] of limits) {
    if (limit === null) {
      continue;
    }
    checkPositive(`${field}.${name}`, limit);
    if (before !== null) {
      throw fault("out_of_range", `${field}.${name}`, `null beside ${before}`);
    }
    before = name;
  }
}

/**
 * Throw unknown_name, not_finite or out_of_range for a learning rate that is not allowed.
 * @type {(field: string, rate: LearningRate) => void}
 */
export function checkRate(field, rate) {
  if (typeof rate === "number") {
    checkFiniteNumber(field, rate);
  } else if (Array.isArray(rate)) {
    checkFinite(field, rate);
  } else {
    checkSchedule(field, rate);
  }
}

/**
 * Throw unknown_name, not_finite or out_of_range for a setting that a schedule cannot have.
 * @type {(field: string, schedule: Schedule) => void}
 */
export function checkSchedule(field, schedule) {
  checkName(`${field}.name`, schedule.name, SCHEDULES);
  checkFiniteNumber(`${field}.initial_learning_rate`, schedule.initialLearningRate);
  checkCount(`${field}.decay_steps`, schedule.decaySteps, 1);
  checkNotNegativeNumber(`${field}.decay_rate`, schedule.decayRate);
  checkAscending(`${field}.boundaries`, schedule.boundaries, 0, Number.MAX_SAFE_INTEGER);
  checkFinite(`${field}.values`, schedule.values);
  checkFiniteNumber(`${field}.end_learning_rate`, schedule.endLearningRate);
  checkNotNegativeNumber(`${field}.power`, schedule.power);
  checkFiniteNumber(`${field}.alpha`, schedule.alpha);
  if (schedule.warmupTarget !== null) {
    checkFiniteNumber(`${field}.warmup_target`, schedule.warmupTarget);
  }
  checkCount(`${field}.warmup_steps`, schedule.warmupSteps);
}
