// Chapter areas: how well outputs put true examples before false ones.
//
// A threshold makes decisions of outputs: those above it are positive. Each threshold gives a point of
// a curve: the share of true targets that it finds and the share of false ones that it takes for true
// ("ROC"), or how many of the positive ones are true and how many of the true ones are positive
// ("PR"). The area under the curve (AUC) measures the outputs without a decision for one threshold;
// under "ROC" it is the chance that a true example has a larger output than a false one.
//
// The thresholds are evenly spaced. For each, it is enough to count the targets whose outputs exceed
// it and not the next one; the positives of a threshold are then sums of these counts.
//
// Derivation: between two thresholds the number of true positives tp is taken for a linear function of
// that of all positives p: tp = a + s*p. The area below the precision tp/p is the integral of
// (a + s*p)/p * s dp from p' to p, s * (tp - tp' + a * ln(p/p')).
//
// Source: J. A. Hanley and B. J. McNeil, "The meaning and use of the area under a receiver operating
// characteristic (ROC) curve", 1982; the interpolation is J. Davis and M. Goadrich's, "The
// relationship between precision-recall and ROC curves", 2006. Names and formulas are Keras 3's.
//
// Left out on purpose: thresholds at the outputs themselves, for which all of them would be kept.
//
// n thresholds.

import { log } from "./elementary.js";

/**
 * Return the index of the last of the thresholds i/(n - 1) that y exceeds (METRIC-8).
 *
 * The first threshold is exceeded by every output, and the last one by none.
 * @type {(y: number, numThresholds: number) => number}
 */
export function lastThreshold(y, numThresholds) {
  let low = 0;
  let high = numThresholds - 1;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (y > middle / (numThresholds - 1)) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}

/**
 * Return x / y, and 0 where y is 0 (METRIC-2).
 * @type {(x: number, y: number) => number}
 */
export function quotient(x, y) {
  return y === 0.0 ? 0.0 : x / y;
}

/**
 * Return the height of a curve between two of its points (METRIC-9).
 *
 * old, new: their own heights
 * @type {(summationMethod: string, old: number, new_: number) => number}
 */
export function heightBetween(summationMethod, old, new_) {
  if (summationMethod === "minoring") {
    return Math.min(old, new_);
  }
  if (summationMethod === "majoring") {
    return Math.max(old, new_);
  }
  return (old + new_) / 2.0;
}

/**
 * Return the integral of the precision between two thresholds (METRIC-10).
 *
 * oldTrues, oldPositives: those of the higher threshold; trues, positives: of the lower
 * @type {(oldTrues: number, oldPositives: number, trues: number,
 *   positives: number) => number}
 */
export function interpolatedPrecision(oldTrues, oldPositives, trues, positives) {
  const slope = quotient(trues - oldTrues, positives - oldPositives);
  const start = oldTrues - slope * oldPositives;
  const ratio = oldPositives === 0.0 ? 1.0 : positives / oldPositives;
  return slope * (trues - oldTrues + start * log(ratio));
}

/**
 * Return the area under a curve, from the last threshold to the first (METRIC-9, METRIC-10).
 *
 * state [2n]: the true targets, then the false ones, by the last threshold exceeded
 * @type {(curve: string, summationMethod: string, state: number[]) => number}
 */
export function area(curve, summationMethod, state) {
  const n = state.length / 2;
  let [trues, falses] = [0.0, 0.0];
  for (let i = 0; i < n; i++) {
    trues = trues + state[i];
    falses = falses + state[n + i];
  }
  let [total, tp, fp, x, y] = [0.0, 0.0, 0.0, 0.0, 0.0];
  for (let i = n - 2; i >= 0; i--) {
    const [oldTp, oldFp, oldX, oldY] = [tp, fp, x, y];
    tp = tp + state[i];
    fp = fp + state[n + i];
    if (curve === "PR" && summationMethod === "interpolation") {
      const part = interpolatedPrecision(oldTp, oldTp + oldFp, tp, tp + fp);
      total = total + quotient(part, trues);
    } else {
      x = curve === "PR" ? quotient(tp, trues) : quotient(fp, falses);
      y = curve === "PR" ? quotient(tp, tp + fp) : quotient(tp, trues);
      total = total + (x - oldX) * heightBetween(summationMethod, oldY, y);
    }
  }
  return total;
}
