// What the experiments accept: one `checked<Experiment>` for each (rules ERR-6 to ERR-11).
//
// A request with several faults must be refused for the same one in every port. So the checks come
// in three phases: the types of all fields (readers.js), then their shapes, then their values, each
// phase in the order in which the experiment lists its fields. A `checked<Experiment>` returns its
// arguments as clean data; the small checks throw RefnetError, with the code that each one names.

import { diverged, RefnetError } from "./errors.js";
import {
  asBooleans,
  asCount,
  asCounts,
  asName,
  asNumber,
  asNumbers,
  asRows,
  asRowsOrCounts,
  optional,
} from "./readers.js";

/** @typedef {import("./readers.js").Matrix} Matrix */

export const FUNCTIONS = ["exp", "log", "tanh", "sigmoid", "expm1", "log1p", "erf"];
export const RULES = ["add", "widrow_hoff"];
export const HEBB_RULES = ["hebb", "oja"];
export const UPDATES = ["asynchronous", "synchronous"];
export const SPARSE = "sparse_categorical_crossentropy";
export const LOSSES = [
  "mse",
  "sum_squared_error",
  "binary_crossentropy",
  "categorical_crossentropy",
  SPARSE,
  "mean_absolute_error",
  "mean_absolute_percentage_error",
  "huber",
  "log_cosh",
  "hinge",
  "kl_divergence",
];
export const OPTIMIZERS = [
  "sgd",
  "rmsprop",
  "adam",
  "adagrad",
  "adadelta",
  "adamax",
  "nadam",
  "adamw",
];
export const SCHEDULES = [
  "exponential_decay",
  "inverse_time_decay",
  "piecewise_constant_decay",
  "polynomial_decay",
  "cosine_decay",
];
export const METRICS = [
  "mean_squared_error",
  "root_mean_squared_error",
  "mean_absolute_error",
  "mean_absolute_percentage_error",
  "log_cosh",
  "kl_divergence",
  "binary_crossentropy",
  "categorical_crossentropy",
  "sparse_categorical_crossentropy",
  "r2_score",
  "binary_accuracy",
  "categorical_accuracy",
  "sparse_categorical_accuracy",
  "top_k_categorical_accuracy",
  "sparse_top_k_categorical_accuracy",
  "true_positives",
  "false_positives",
  "true_negatives",
  "false_negatives",
  "precision",
  "recall",
  "auc",
];
export const OF_CLASSES = [
  SPARSE,
  "sparse_categorical_accuracy",
  "sparse_top_k_categorical_accuracy",
];
export const CURVES = ["ROC", "PR"];
export const SUMMATION_METHODS = ["interpolation", "minoring", "majoring"];
export const DISTRIBUTIONS = ["uniform", "normal", "integers"];
export const INITIALIZERS = [
  ...["glorot_uniform", "uniform", "zeros", "orthogonal"],
  ...["random_uniform", "random_normal", "truncated_normal", "constant", "ones", "identity"],
  ...["variance_scaling", "glorot_normal", "he_uniform", "he_normal"],
  ...["lecun_uniform", "lecun_normal"],
];
export const LARGEST_SEED = 2 ** 32 - 1;
export const MOST_NUMBERS = 2 ** 24; // that one request may ask for
export const MOST_MULTIPLICATIONS = 2 ** 30; // that may make one kernel orthogonal
export const MOST_THRESHOLDS = 2 ** 16; // of one metric

/**
 * Return the error for a value, or for the number at these indices of it.
 * @type {(code: string, field: string, expected: string, ...indices: number[]) => RefnetError}
 */
export function fault(code, field, expected, ...indices) {
  const place = field + indices.map((index) => `[${index}]`).join("");
  return new RefnetError(code, field, `${place}: expected ${expected}`);
}

// Shapes

/**
 * Throw empty for a list without elements.
 * @type {(field: string, values: unknown[], what?: string) => void}
 */
export function checkNotEmpty(field, values, what = "number") {
  if (values.length === 0) {
    throw fault("empty", field, `at least one ${what}`);
  }
}

/**
 * Throw shape_mismatch for a list whose length is not that of the field `other`.
 * @type {(field: string, values: unknown[], other: string, length: number) => void}
 */
export function checkLength(field, values, other, length) {
  if (values.length !== length) {
    throw fault(
      "shape_mismatch",
      field,
      `length ${length}, that of ${other}, got length ${values.length}`,
    );
  }
}

/**
 * Throw shape_mismatch for the first row whose length is not that of the field `other`.
 * @type {(field: string, rows: unknown[][], other: string, length: number) => void}
 */
export function checkRowLengths(field, rows, other, length) {
  for (let i = 0; i < rows.length; i++) {
    if (rows[i].length !== length) {
      throw fault(
        "shape_mismatch",
        field,
        `length ${length}, that of ${other}, got length ${rows[i].length}`,
        i,
      );
    }
  }
}

/**
 * Throw empty for rows without a number, shape_mismatch for rows of different lengths.
 * @type {(field: string, rows: unknown[][]) => void}
 */
export function checkRectangle(field, rows) {
  checkNotEmpty(field, rows);
  checkNotEmpty(field, rows[0]);
  checkRowLengths(field, rows, `${field}[0]`, rows[0].length);
}

/**
 * Return the rows; throws shape_mismatch where there are whole numbers instead.
 * @type {(field: string, values: Matrix | number[]) => Matrix}
 */
export function onlyRows(field, values) {
  const rows = values.filter((value) => typeof value !== "number");
  if (rows.length !== values.length) {
    throw fault("shape_mismatch", field, "a list of numbers for each");
  }
  return rows;
}

/**
 * Return the whole numbers; throws shape_mismatch where there are rows instead.
 * @type {(field: string, values: Matrix | number[]) => number[]}
 */
export function onlyCounts(field, values) {
  const counts = values.filter((value) => typeof value === "number");
  if (counts.length !== values.length) {
    throw fault("shape_mismatch", field, "one whole number for each");
  }
  return counts;
}

// Values

/**
 * Throw not_finite for an infinity or a NaN.
 * @type {(field: string, value: number) => void}
 */
export function checkFiniteNumber(field, value) {
  if (!Number.isFinite(value)) {
    throw fault("not_finite", field, "a finite number");
  }
}

/**
 * Throw not_finite for the first infinity or NaN of a list.
 * @type {(field: string, values: number[]) => void}
 */
export function checkFinite(field, values) {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw fault("not_finite", field, "a finite number", i);
    }
  }
}

/**
 * Throw not_finite for the first infinity or NaN of a list of lists.
 * @type {(field: string, rows: Matrix) => void}
 */
export function checkFiniteRows(field, rows) {
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < rows[i].length; j++) {
      if (!Number.isFinite(rows[i][j])) {
        throw fault("not_finite", field, "a finite number", i, j);
      }
    }
  }
}

/**
 * Throw out_of_range for a count below `low`.
 * @type {(field: string, value: number, low?: number) => void}
 */
export function checkCount(field, value, low = 0) {
  if (value < low) {
    throw fault("out_of_range", field, `${low} or more`);
  }
}

/**
 * Throw out_of_range for a whole number that is not from `low` to `high`.
 * @type {(field: string, value: number, low: number, high: number) => void}
 */
export function checkRange(field, value, low, high) {
  if (value < low || value > high) {
    throw fault("out_of_range", field, `${low} to ${high}`);
  }
}

/**
 * Throw out_of_range for the first whole number that is not from `low` to `high`.
 * @type {(field: string, values: number[], low: number, high: number) => void}
 */
export function checkRanges(field, values, low, high) {
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low || values[i] > high) {
      throw fault("out_of_range", field, `${low} to ${high}`, i);
    }
  }
}

/**
 * Throw not_finite or out_of_range for a value that is not a number above 0.
 * @type {(field: string, value: number) => void}
 */
export function checkPositive(field, value) {
  checkFiniteNumber(field, value);
  if (value <= 0.0) {
    throw fault("out_of_range", field, "a number above 0");
  }
}

/**
 * Throw not_finite or out_of_range for an infinity, a NaN or a number below 0.
 * @type {(field: string, value: number) => void}
 */
export function checkNotNegativeNumber(field, value) {
  checkFiniteNumber(field, value);
  if (value < 0.0) {
    throw fault("out_of_range", field, "0 or more");
  }
}

/**
 * Throw not_finite or out_of_range for the first infinity, NaN or number below 0 of a list.
 * @type {(field: string, values: number[]) => void}
 */
export function checkNotNegative(field, values) {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw fault("not_finite", field, "a finite number", i);
    }
    if (values[i] < 0.0) {
      throw fault("out_of_range", field, "0 or more", i);
    }
  }
}

/**
 * Throw not_finite or out_of_range for a value that is not at least 0 and less than 1.
 * @type {(field: string, value: number) => void}
 */
export function checkFraction(field, value) {
  checkFiniteNumber(field, value);
  if (value < 0.0 || value >= 1.0) {
    throw fault("out_of_range", field, "0 or more and less than 1");
  }
}

/**
 * Throw not_finite or out_of_range for what is not a number from 0 to 1.
 * @type {(field: string, value: number) => void}
 */
export function checkShare(field, value) {
  checkFiniteNumber(field, value);
  if (value < 0.0 || value > 1.0) {
    throw fault("out_of_range", field, "0 to 1");
  }
}

/**
 * Throw out_of_range for the first number that does not ascend between `low` and `high`.
 * @type {(field: string, values: number[], low: number, high: number) => void}
 */
export function checkAscending(field, values, low, high) {
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low || values[i] > high || (i > 0 && values[i] <= values[i - 1])) {
      throw fault("out_of_range", field, `ascending numbers from ${low} to ${high}`, i);
    }
  }
}

/**
 * Throw unknown_name for a name that is not one of those listed.
 * @type {(field: string, value: string, names: readonly string[]) => void}
 */
export function checkName(field, value, names) {
  if (!names.includes(value)) {
    const known = names.map((name) => `"${name}"`).join(", ");
    throw fault("unknown_name", field, `one of ${known}`);
  }
}

// A training run stops at the first quantity that becomes infinite or NaN (ARITH-4).

/**
 * Throw diverged where one of the values is infinite or NaN.
 * @type {(field: string, values: number[], trial: number, batch?: number) => void}
 */
export function checkConverging(field, values, trial, batch) {
  if (!values.every(Number.isFinite)) {
    throw diverged(field, trial, batch);
  }
}

/**
 * Throw diverged where one of the values of the rows is infinite or NaN.
 * @type {(field: string, rows: Matrix, trial: number, batch?: number) => void}
 */
export function checkConvergingRows(field, rows, trial, batch) {
  for (const row of rows) {
    checkConverging(field, row, trial, batch);
  }
}

/**
 * Throw out_of_range for a negative count, or a record that does not ascend from 1 to it.
 * @type {(iterationsField: string, iterations: number, record: number[] | null) => void}
 */
export function checkRecord(iterationsField, iterations, record) {
  checkCount(iterationsField, iterations);
  if (record !== null) {
    checkAscending("record", record, 1, iterations);
  }
}

// The experiments

/**
 * Return the arguments of `elementary`.
 * @type {(function_: any, values: any) => [string, number[]]}
 */
export function checkedElementary(function_, values) {
  function_ = asName("function", function_);
  values = asNumbers("values", values);
  checkName("function", function_, FUNCTIONS);
  return [function_, values];
}

/**
 * Return the arguments of `random`.
 * @type {(
 *   seed: any, count: any, distribution: any, high: any,
 * ) => [number, number, string, number]}
 */
export function checkedRandom(seed, count, distribution, high) {
  seed = asCount("seed", seed);
  count = asCount("count", count);
  distribution = asName("distribution", distribution);
  high = asCount("high", high);
  checkRange("seed", seed, 0, LARGEST_SEED);
  checkRange("count", count, 0, MOST_NUMBERS);
  checkName("distribution", distribution, DISTRIBUTIONS);
  checkRange("high", high, 1, LARGEST_SEED + 1);
  return [seed, count, distribution, high];
}

/**
 * Return the arguments of `buttonPress`.
 * @type {(
 *   inputs: any,
 *   weights: any,
 *   desired: any,
 *   learningRate: any,
 *   trials: any,
 *   rule: any,
 * ) => [number[], number[], number, number, number, string]}
 */
export function checkedButtonPress(inputs, weights, desired, learningRate, trials, rule) {
  inputs = asNumbers("inputs", inputs);
  weights = asNumbers("weights", weights);
  desired = asNumber("desired", desired);
  learningRate = asNumber("learning_rate", learningRate);
  trials = asCount("trials", trials);
  rule = asName("rule", rule);
  checkNotEmpty("inputs", inputs);
  checkLength("weights", weights, "inputs", inputs.length);
  checkFinite("inputs", inputs);
  checkFinite("weights", weights);
  checkFiniteNumber("desired", desired);
  checkFiniteNumber("learning_rate", learningRate);
  checkCount("trials", trials);
  checkName("rule", rule, RULES);
  return [inputs, weights, desired, learningRate, trials, rule];
}

/**
 * Return the arguments of `rabbit`.
 * @type {(
 *   weights: any,
 *   learned: any,
 *   threshold: any,
 *   learningRate: any,
 *   stimuli: any,
 * ) => [number[], boolean[], number, number, Matrix]}
 */
export function checkedRabbit(weights, learned, threshold, learningRate, stimuli) {
  weights = asNumbers("weights", weights);
  learned = asBooleans("learned", learned);
  threshold = asNumber("threshold", threshold);
  learningRate = asNumber("learning_rate", learningRate);
  stimuli = asRows("stimuli", stimuli);
  checkNotEmpty("weights", weights);
  checkLength("learned", learned, "weights", weights.length);
  checkRowLengths("stimuli", stimuli, "weights", weights.length);
  checkFinite("weights", weights);
  checkFiniteNumber("threshold", threshold);
  checkFiniteNumber("learning_rate", learningRate);
  checkFiniteRows("stimuli", stimuli);
  return [weights, learned, threshold, learningRate, stimuli];
}

/**
 * Return the arguments of `neuron`.
 * @type {(
 *   inputs: any,
 *   targets: any,
 *   weights: any,
 *   bias: any,
 *   slope: any,
 *   learningRate: any,
 *   iterations: any,
 *   record: any,
 * ) => [
 *   Matrix, number[], number[], number | null, number, number, number, number[] | null
 * ]}
 */
export function checkedNeuron(
  inputs,
  targets,
  weights,
  bias,
  slope,
  learningRate,
  iterations,
  record,
) {
  inputs = asRows("inputs", inputs);
  targets = asNumbers("targets", targets);
  weights = asNumbers("weights", weights);
  bias = optional(asNumber)("bias", bias);
  slope = asNumber("slope", slope);
  learningRate = asNumber("learning_rate", learningRate);
  iterations = asCount("iterations", iterations);
  record = record === null ? null : asCounts("record", record);
  checkNotEmpty("inputs", inputs);
  checkRowLengths("inputs", inputs, "weights", weights.length);
  checkLength("targets", targets, "inputs", inputs.length);
  checkNotEmpty("weights", weights);
  checkFiniteRows("inputs", inputs);
  checkFinite("targets", targets);
  checkFinite("weights", weights);
  if (bias !== null) {
    checkFiniteNumber("bias", bias);
  }
  checkFiniteNumber("slope", slope);
  checkFiniteNumber("learning_rate", learningRate);
  checkRecord("iterations", iterations, record);
  return [inputs, targets, weights, bias, slope, learningRate, iterations, record];
}

/**
 * Return the arguments of `twoLayer`.
 * @type {(
 *   inputs: any,
 *   targets: any,
 *   weights1: any,
 *   weights2: any,
 *   bias1: any,
 *   bias2: any,
 *   learningRate: any,
 *   iterations: any,
 *   record: any,
 * ) => [
 *   Matrix, Matrix, Matrix, Matrix, number[] | null, number[] | null, number, number,
 *   number[] | null
 * ]}
 */
export function checkedTwoLayer(
  inputs,
  targets,
  weights1,
  weights2,
  bias1,
  bias2,
  learningRate,
  iterations,
  record,
) {
  inputs = asRows("inputs", inputs);
  targets = asRows("targets", targets);
  weights1 = asRows("weights1", weights1);
  weights2 = asRows("weights2", weights2);
  bias1 = optional(asNumbers)("bias1", bias1);
  bias2 = optional(asNumbers)("bias2", bias2);
  learningRate = asNumber("learning_rate", learningRate);
  iterations = asCount("iterations", iterations);
  record = record === null ? null : asCounts("record", record);
  checkNotEmpty("inputs", inputs);
  checkRowLengths("inputs", inputs, "weights1", weights1.length);
  checkLength("targets", targets, "inputs", inputs.length);
  checkNotEmpty("targets", targets[0]);
  checkRowLengths("targets", targets, "targets[0]", targets[0].length);
  checkNotEmpty("weights1", weights1);
  checkRowLengths("weights1", weights1, "weights2", weights2.length);
  checkNotEmpty("weights2", weights2);
  checkRowLengths("weights2", weights2, "targets[0]", targets[0].length);
  if (bias1 !== null) {
    checkLength("bias1", bias1, "weights2", weights2.length);
  }
  if (bias2 !== null) {
    checkLength("bias2", bias2, "targets[0]", targets[0].length);
  }
  checkFiniteRows("inputs", inputs);
  checkFiniteRows("targets", targets);
  checkFiniteRows("weights1", weights1);
  checkFiniteRows("weights2", weights2);
  if (bias1 !== null) {
    checkFinite("bias1", bias1);
  }
  if (bias2 !== null) {
    checkFinite("bias2", bias2);
  }
  checkFiniteNumber("learning_rate", learningRate);
  checkRecord("iterations", iterations, record);
  return [inputs, targets, weights1, weights2, bias1, bias2, learningRate, iterations, record];
}

/**
 * Return the arguments of `hebb`.
 * @type {(
 *   inputs: any, weights: any, learningRate: any, rule: any,
 * ) => [Matrix, number[], number, string]}
 */
export function checkedHebb(inputs, weights, learningRate, rule) {
  inputs = asRows("inputs", inputs);
  weights = asNumbers("weights", weights);
  learningRate = asNumber("learning_rate", learningRate);
  rule = asName("rule", rule);
  checkRectangle("inputs", inputs);
  checkLength("weights", weights, "inputs[0]", inputs[0].length);
  checkFiniteRows("inputs", inputs);
  checkFinite("weights", weights);
  checkFiniteNumber("learning_rate", learningRate);
  checkName("rule", rule, HEBB_RULES);
  return [inputs, weights, learningRate, rule];
}

/**
 * Return the arguments of `hopfield`.
 * @type {(
 *   patterns: any, start: any, update: any, orderSeed: any, sweeps: any,
 * ) => [Matrix, number[], string, number | null, number]}
 */
export function checkedHopfield(patterns, start, update, orderSeed, sweeps) {
  patterns = asRows("patterns", patterns);
  start = asNumbers("start", start);
  update = asName("update", update);
  orderSeed = optional(asCount)("order_seed", orderSeed);
  sweeps = asCount("sweeps", sweeps);
  checkRectangle("patterns", patterns);
  const n = patterns[0].length;
  checkLength("start", start, "patterns[0]", n);
  for (let i = 0; i < patterns.length; i++) {
    checkSigns("patterns", patterns[i], i);
  }
  checkRange("patterns", n * n, 1, MOST_NUMBERS);
  checkSigns("start", start);
  checkName("update", update, UPDATES);
  if (orderSeed !== null) {
    checkRange("order_seed", orderSeed, 0, LARGEST_SEED);
  }
  checkCount("sweeps", sweeps);
  return [patterns, start, update, orderSeed, sweeps];
}

/**
 * Throw out_of_range for the first number that is neither 1 nor -1.
 * @type {(field: string, values: number[], ...indices: number[]) => void}
 */
export function checkSigns(field, values, ...indices) {
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== 1.0 && values[i] !== -1.0) {
      throw fault("out_of_range", field, "1 or -1", ...indices, i);
    }
  }
}

/**
 * Return the argument of `normalization`.
 * @type {(inputs: any) => Matrix}
 */
export function checkedNormalization(inputs) {
  inputs = asRows("inputs", inputs);
  checkRectangle("inputs", inputs);
  checkFiniteRows("inputs", inputs);
  return inputs;
}

/**
 * Return the arguments of `accuracy`.
 * @type {(targets: any, outputs: any) => [Matrix, Matrix]}
 */
export function checkedAccuracy(targets, outputs) {
  targets = asRows("targets", targets);
  outputs = asRows("outputs", outputs);
  checkRectangle("targets", targets);
  checkLength("outputs", outputs, "targets", targets.length);
  checkRowLengths("outputs", outputs, "targets[0]", targets[0].length);
  checkFiniteRows("targets", targets);
  checkFiniteRows("outputs", outputs);
  return [targets, outputs];
}

/**
 * Return the arguments of `metrics`: the targets as rows or as class numbers.
 * @type {(
 *   metric: any, targets: any, outputs: any, threshold: any, k: any, numThresholds: any, curve: any,
 *   summationMethod: any,
 * ) => {
 *   metric: import("./metrics.js").Metric,
 *   targets: Matrix,
 *   classes: number[] | null,
 *   outputs: Matrix,
 * }}
 */
export function checkedMetrics(
  metric,
  targets,
  outputs,
  threshold,
  k,
  numThresholds,
  curve,
  summationMethod,
) {
  metric = asName("metric", metric);
  targets = asRowsOrCounts("targets", targets);
  outputs = asRows("outputs", outputs);
  threshold = asNumber("threshold", threshold);
  k = asCount("k", k);
  numThresholds = asCount("num_thresholds", numThresholds);
  curve = asName("curve", curve);
  summationMethod = asName("summation_method", summationMethod);
  checkMetricsShapes(metric, targets, outputs);
  checkName("metric", metric, METRICS);
  const isOfClasses = OF_CLASSES.includes(metric);
  if (isOfClasses) {
    checkRanges("targets", targets, 0, outputs[0].length - 1);
  } else {
    checkFiniteRows("targets", targets);
  }
  checkFiniteRows("outputs", outputs);
  checkMetricSettings(threshold, k, numThresholds, curve, summationMethod);
  return {
    metric: { name: metric, threshold, k, numThresholds, curve, summationMethod },
    targets: isOfClasses ? [] : targets,
    classes: isOfClasses ? targets : null,
    outputs,
  };
}

/**
 * Throw empty or shape_mismatch.
 * @type {(metric: string, targets: Matrix | number[], outputs: Matrix) => void}
 */
export function checkMetricsShapes(metric, targets, outputs) {
  checkRectangle("outputs", outputs);
  const isOfClasses = OF_CLASSES.includes(metric);
  const rows = isOfClasses ? [] : onlyRows("targets", targets);
  if (isOfClasses) {
    onlyCounts("targets", targets);
  }
  checkLength("targets", targets, "outputs", outputs.length);
  checkRowLengths("targets", rows, "outputs[0]", outputs[0].length);
}

/**
 * Throw not_finite, out_of_range or unknown_name for the settings of a metric.
 * @type {(
 *   threshold: number, k: number, numThresholds: number, curve: string, summationMethod: string,
 * ) => void}
 */
export function checkMetricSettings(threshold, k, numThresholds, curve, summationMethod) {
  checkShare("threshold", threshold);
  checkCount("k", k, 1);
  checkRange("num_thresholds", numThresholds, 2, MOST_THRESHOLDS);
  checkName("curve", curve, CURVES);
  checkName("summation_method", summationMethod, SUMMATION_METHODS);
}
