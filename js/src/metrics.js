// Chapter metrics: numbers that tell a reader how good outputs are.
//
// A loss is made for training: it has a derivative. A metric is made for reading. It is the share of
// right answers, the error in the unit of the targets, or how well the outputs put the examples in
// order. Each metric has a state of a few running totals, which every batch of examples changes, and
// a result that is calculated from the totals at the end. So it does not matter in which batches the
// examples come: the results have the same bits.
//
// Precision is the share of true ones among the outputs that are above the threshold; recall is the
// share of the true targets that are found. A lower threshold finds more of them and adds false ones;
// chapter areas looks at all thresholds at once.
//
// Derivation: the n-th number moves the mean by (t - mean)/n, and adds (t - old mean) * (t - new mean)
// to the sum of the squared distances from it; unlike in the sum of the squares less the square of the
// sum, nothing cancels.
//
// Source: names, defaults and formulas are Keras 3's; the means are B. P. Welford's, "Note on a method
// for calculating corrected sums of squares and products", 1962.
//
// Left out on purpose: weights of examples, and metrics of each class by itself.
//
// m examples, k outputs.

import { argmax } from "./activations.js";
import { area, lastThreshold, quotient } from "./areas.js";
import { checkedMetrics } from "./checks.js";
import { exampleLoss, oneHot } from "./losses.js";

/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./readers.js").Numbers} Numbers */
/** @typedef {import("./readers.js").Rows} Rows */

/**
 * The name and settings of a metric; each one uses only its own settings.
 *
 * threshold: of binary_accuracy, precision, recall and the four counts; k: of
 * top_k_categorical_accuracy and sparse_top_k_categorical_accuracy; the others: of auc
 * @typedef {{
 *   name: string,
 *   threshold: number,
 *   k: number,
 *   numThresholds: number,
 *   curve: string,
 *   summationMethod: string,
 * }} Metric
 */

/**
 * A metric with the totals [s] of the examples seen so far, which updateMeasure changes.
 * @typedef {{ metric: Metric, state: number[] }} Measure
 */

/**
 * The metrics that are the mean of a loss, with its name.
 * @type {Map<string, string>}
 */
const LOSS_OF = new Map([
  ["mean_squared_error", "mse"],
  ["root_mean_squared_error", "mse"],
  ["mean_absolute_error", "mean_absolute_error"],
  ["mean_absolute_percentage_error", "mean_absolute_percentage_error"],
  ["log_cosh", "log_cosh"],
  ["kl_divergence", "kl_divergence"],
  ["binary_crossentropy", "binary_crossentropy"],
  ["categorical_crossentropy", "categorical_crossentropy"],
  ["sparse_categorical_crossentropy", "sparse_categorical_crossentropy"],
]);

/** The shares of right answers. */
const CORRECT = [
  "binary_accuracy",
  "categorical_accuracy",
  "sparse_categorical_accuracy",
  "top_k_categorical_accuracy",
  "sparse_top_k_categorical_accuracy",
];

/** The settings of the losses, whose metrics have none. */
const SETTINGS = { delta: 1.0, fromLogits: false, labelSmoothing: 0.0, binaryTargets: false };

/**
 * Return a metric that has seen no examples yet, for k outputs.
 *
 * The state [s] has, for auc, how many true and how many false targets have each threshold as the
 * last one that their outputs exceed; for r2_score, the number of examples, then of each output the
 * targets' mean, the squared distances from it, and the squared errors; for precision, recall and
 * the counts, the true and false positives, then the true and false negatives; and else a total,
 * and what it is divided by (METRIC-1).
 * @type {(metric: Metric, k: number) => Measure}
 */
export function newMeasure(metric, k) {
  let size;
  if (metric.name === "auc") {
    size = 2 * metric.numThresholds;
  } else if (metric.name === "r2_score") {
    size = 1 + 3 * k;
  } else if (LOSS_OF.has(metric.name) || CORRECT.includes(metric.name)) {
    size = 2;
  } else {
    size = 4;
  }
  return { metric, state: new Array(size).fill(0.0) };
}

/**
 * Return how many answers of one example are right: of each output, or of the class.
 *
 * target [k], output [k]; METRIC-3 to METRIC-5
 * @type {(metric: Metric, target: number[], output: number[]) => number}
 */
export function correctOutputs(metric, target, output) {
  if (metric.name === "binary_accuracy") {
    let correct = 0;
    for (let j = 0; j < target.length; j++) {
      if (target[j] === (output[j] > metric.threshold ? 1.0 : 0.0)) {
        correct = correct + 1;
      }
    }
    return correct;
  }
  const number = argmax(target);
  if (metric.name === "categorical_accuracy" || metric.name === "sparse_categorical_accuracy") {
    return argmax(output) === number ? 1 : 0;
  }
  let larger = 0;
  for (const y of output) {
    if (y > output[number]) {
      larger = larger + 1;
    }
  }
  return larger < metric.k ? 1 : 0;
}

/**
 * Count the true and false positives, and the true and false negatives (METRIC-6).
 *
 * state [4], which changes; target [k], output [k]
 * @type {(state: number[], target: number[], output: number[], threshold: number) => void}
 */
export function addConfusion(state, target, output, threshold) {
  for (let j = 0; j < target.length; j++) {
    const isTrue = target[j] !== 0.0;
    let place;
    if (output[j] > threshold) {
      place = isTrue ? 0 : 1;
    } else {
      place = isTrue ? 3 : 2;
    }
    state[place] = state[place] + 1.0;
  }
}

/**
 * Add an example to the mean, the squared distances and the squared errors (METRIC-11).
 *
 * state [1 + 3k], which changes; target [k], output [k]
 * @type {(state: number[], target: number[], output: number[]) => void}
 */
export function addR2(state, target, output) {
  const k = target.length;
  state[0] = state[0] + 1.0;
  for (let j = 0; j < k; j++) {
    const t = target[j];
    const y = output[j];
    const distance = t - state[1 + j];
    state[1 + j] = state[1 + j] + distance / state[0];
    state[1 + k + j] = state[1 + k + j] + distance * (t - state[1 + j]);
    state[1 + 2 * k + j] = state[1 + 2 * k + j] + (t - y) * (t - y);
  }
}

/**
 * Add examples to the state of a metric, first to last (METRIC-1).
 *
 * targets [m][k], outputs [m][k]
 * @type {(measure: Measure, targets: Matrix, outputs: Matrix) => void}
 */
export function updateMeasure(measure, targets, outputs) {
  const { metric, state } = measure;
  const lossName = LOSS_OF.get(metric.name);
  for (let e = 0; e < targets.length; e++) {
    const target = targets[e];
    const output = outputs[e];
    if (lossName !== undefined) {
      const loss = { name: lossName, ...SETTINGS };
      state[0] = state[0] + exampleLoss(loss, "linear", target, output, output);
      state[1] = state[1] + 1.0;
    } else if (CORRECT.includes(metric.name)) {
      const answers = metric.name === "binary_accuracy" ? target.length : 1;
      state[0] = state[0] + correctOutputs(metric, target, output);
      state[1] = state[1] + answers;
    } else if (metric.name === "auc") {
      for (let j = 0; j < target.length; j++) {
        const last = lastThreshold(output[j], metric.numThresholds);
        const place = target[j] !== 0.0 ? last : metric.numThresholds + last;
        state[place] = state[place] + 1.0;
      }
    } else if (metric.name === "r2_score") {
      addR2(state, target, output);
    } else {
      addConfusion(state, target, output, metric.threshold);
    }
  }
}

/**
 * Return the mean over the outputs of the share of the variance that they explain (METRIC-11).
 *
 * state [1 + 3k]; an output whose targets are all the same counts as 0.
 * @type {(state: number[]) => number}
 */
export function r2(state) {
  const k = (state.length - 1) / 3;
  let total = 0.0;
  for (let j = 0; j < k; j++) {
    const distances = state[1 + k + j];
    const errors = state[1 + 2 * k + j];
    total = total + (distances === 0.0 ? 0.0 : 1.0 - errors / distances);
  }
  return total / k;
}

/**
 * Return the value of a metric for the examples seen so far (METRIC-2 to METRIC-11).
 * @type {(measure: Measure) => number}
 */
export function measuredValue(measure) {
  const { metric, state } = measure;
  if (metric.name === "auc") {
    return area(metric.curve, metric.summationMethod, state);
  }
  if (metric.name === "r2_score") {
    return r2(state);
  }
  if (metric.name === "root_mean_squared_error") {
    return Math.sqrt(quotient(state[0], state[1]));
  }
  if (LOSS_OF.has(metric.name) || CORRECT.includes(metric.name)) {
    return quotient(state[0], state[1]);
  }
  if (metric.name === "precision") {
    return quotient(state[0], state[0] + state[1]);
  }
  if (metric.name === "recall") {
    return quotient(state[0], state[0] + state[3]);
  }
  const places = ["true_positives", "false_positives", "true_negatives", "false_negatives"];
  return state[places.indexOf(metric.name)];
}

/**
 * Return the value of a metric for all examples.
 *
 * targets [m][k], or [m] class numbers for a metric of that name; outputs [m][k]; each metric uses
 * only its own settings, k is that of top_k_categorical_accuracy.
 *
 * Throws RefnetError with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range,
 * unknown_name.
 * @type {(
 *   metric: string, targets: Rows | Numbers, outputs: Rows, threshold?: number, k?: number,
 *   numThresholds?: number, curve?: string, summationMethod?: string,
 * ) => number}
 */
export function metrics(
  metric,
  targets,
  outputs,
  threshold = 0.5,
  k = 5,
  numThresholds = 200,
  curve = "ROC",
  summationMethod = "interpolation",
) {
  const checked = checkedMetrics(
    metric,
    targets,
    outputs,
    threshold,
    k,
    numThresholds,
    curve,
    summationMethod,
  );
  const units = checked.outputs[0].length;
  const rows = checked.classes === null ? checked.targets : oneHot(checked.classes, units);
  const measure = newMeasure(checked.metric, units);
  updateMeasure(measure, rows, checked.outputs);
  return measuredValue(measure);
}
