// Chapter accuracy: how many examples a network predicts correctly.
//
// A loss says how far the outputs are from the targets; whoever uses a network asks how often it is
// right. With one output, that is how often the output is on the target's side of 1/2; with several,
// how often the largest output is that of the right class.
//
// Source: the two rules are those of Keras 3's metrics BinaryAccuracy and CategoricalAccuracy.
//
// Left out on purpose: other thresholds, and classes that count more than others; chapter metrics has
// more measures.
//
// m examples, k outputs.

import { argmax } from "./activations.js";
import { checkedAccuracy } from "./checks.js";

/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./readers.js").Rows} Rows */

/**
 * Return how many examples the network predicts correctly (DENSE-16).
 *
 * With one output: the target is 1 if the output is above 1/2, and 0 if it is not. With several:
 * the largest output and the largest target have the same index. targets [m][k], outputs [m][k]
 * @type {(targets: Matrix, outputs: Matrix) => number}
 */
export function correctPredictions(targets, outputs) {
  let correct = 0;
  for (let i = 0; i < targets.length; i++) {
    const [target, output] = [targets[i], outputs[i]];
    const agree =
      target.length === 1
        ? target[0] === (output[0] > 0.5 ? 1.0 : 0.0)
        : argmax(target) === argmax(output);
    correct = correct + (agree ? 1 : 0);
  }
  return correct;
}

/**
 * Return the share of the examples that the network predicts correctly.
 *
 * targets [m][k], outputs [m][k]. Throws RefnetError with the codes wrong_type, empty,
 * shape_mismatch and not_finite.
 * @type {(targets: Rows, outputs: Rows) => number}
 */
export function accuracy(targets, outputs) {
  [targets, outputs] = checkedAccuracy(targets, outputs);
  return correctPredictions(targets, outputs) / targets.length;
}
