// Chapter regularizers: penalties for large weights and large outputs.
//
// A network with large weights can follow its examples exactly, their noise included. So a penalty is
// added to the loss: l1 times the sum of the weights' sizes, or l2 times the sum of their squares. The
// gradient of the first pulls each weight towards zero with the same force, and many weights become
// (almost) zero; that of the second pulls large weights more, which keeps all of them small. A penalty
// for the outputs of a layer, its activity, keeps these small, or sparse, in the same way.
//
// Derivation: d/dw l1*|w| = l1 * sign(w), where sign(0) = 0 is a choice, and d/dw l2*w^2 = 2 * l2 * w.
//
// Source: the names are Keras 3's; l2 is A. E. Hoerl and R. W. Kennard's, "Ridge regression: biased
// estimation for nonorthogonal problems", 1970, and l1 R. Tibshirani's, "Regression shrinkage and
// selection via the lasso", 1996.
//
// Left out on purpose: regularizers of a whole kernel, such as orthogonality. Weight decay, which
// changes the weights without a penalty, is a setting of optimizers.
//
// m examples, u outputs of a layer. A variable is a kernel, a bias or a table, as several vectors.

import { layerDeltas } from "./activations.js";
import { isFrozen } from "./frozen.js";
import { sign } from "./further_losses.js";
import { KINDS, outputActivation } from "./kinds.js";

/** @typedef {import("./frozen.js").Frozen} Frozen */
/** @typedef {import("./kinds.js").Layer} Layer */
/** @typedef {import("./kinds.js").Vectors} Vectors */
/** @typedef {import("./losses.js").Loss} Loss */
/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./training.js").Training} Training */

/**
 * The factors of a penalty, 0 or more: of the sum of the sizes, and of that of the squares.
 * @typedef {{l1: number, l2: number}} Regularizer
 */

/**
 * The regularizers of a layer, each null where there is none; activity: of its outputs.
 * @typedef {{
 *   kernel: Regularizer | null,
 *   recurrent: Regularizer | null,
 *   bias: Regularizer | null,
 *   embeddings: Regularizer | null,
 *   gamma: Regularizer | null,
 *   beta: Regularizer | null,
 *   activity: Regularizer | null,
 * }} Regularizers
 */

/**
 * A layer's regularizers in order, or null; of each layer of a network.
 * @typedef {(Regularizers | null)[] | null} Penalties
 */

/**
 * The fields with a layer's variables, in the order of its parameters, and what regularizes each.
 * @type {[field: string, part: keyof Regularizers][]}
 */
const VARIABLES = [
  ["kernel", "kernel"],
  ["recurrentKernel", "recurrent"],
  ["bias", "bias"],
  ["embeddings", "embeddings"],
  ["gamma", "gamma"],
  ["beta", "beta"],
  ["backwardKernel", "kernel"],
  ["backwardRecurrentKernel", "recurrent"],
  ["backwardBias", "bias"],
];

/**
 * Return l1 times the sum of the sizes plus l2 times the sum of the squares (REG-1).
 *
 * vectors: of any lengths
 * @type {(regularizer: Regularizer, vectors: Matrix) => number}
 */
export function penalty(regularizer, vectors) {
  let sizes = 0.0;
  let squares = 0.0;
  for (const vector of vectors) {
    for (const x of vector) {
      sizes = sizes + Math.abs(x);
      squares = squares + x * x;
    }
  }
  return regularizer.l1 * sizes + regularizer.l2 * squares;
}

/**
 * Return the derivative of a penalty with respect to one of its numbers (REG-2).
 * @type {(regularizer: Regularizer, x: number) => number}
 */
export function penaltyGradient(regularizer, x) {
  return regularizer.l1 * sign(x) + 2.0 * regularizer.l2 * x;
}

/**
 * Return the gradients of some numbers with those of the numbers' penalty added (REG-2).
 *
 * gradients [n], values [n] -> [n]
 * @type {(gradients: number[], values: number[], regularizer: Regularizer) => number[]}
 */
export function withPenalties(gradients, values, regularizer) {
  return gradients.map((g, i) => g + penaltyGradient(regularizer, values[i]));
}

/**
 * Return the vectors of each variable with what regularizes them (REG-3).
 *
 * regularizers: of each layer; frozen: which layers are, whose variables have none (FROZEN-2); the
 * variables are in the order of `networkParameters`
 * @type {(
 *   layers: Layer[], regularizers: (Regularizers | null)[], frozen?: Frozen,
 * ) => {vectors: Vectors, regularizer: Regularizer | null}[]}
 */
export function regularizedVariables(layers, regularizers, frozen = null) {
  /** @type {{vectors: Vectors, regularizer: Regularizer | null}[]} */
  const variables = [];
  layers.forEach((layer, i) => {
    const own = isFrozen(i, frozen) ? null : regularizers[i];
    const [kind, fields] = [KINDS[layer.kind], /** @type {any} */ (layer)];
    const parts = VARIABLES.filter(([name]) => (fields[name] ?? null) !== null);
    let start = 0;
    kind.variables(layer).forEach((/** @type {number} */ count, /** @type {number} */ j) => {
      const vectors = kind.parameters(layer).slice(start, start + count);
      variables.push({ vectors, regularizer: own === null ? null : own[parts[j][1]] });
      start = start + count;
    });
  });
  return variables;
}

/**
 * Return the sum of the penalties of all variables, one after another (REG-3).
 *
 * regularizers: of each layer; frozen: which layers are
 * @type {(layers: Layer[], regularizers: (Regularizers | null)[], frozen?: Frozen) => number}
 */
export function networkPenalty(layers, regularizers, frozen = null) {
  let total = 0.0;
  for (const { vectors, regularizer } of regularizedVariables(layers, regularizers, frozen)) {
    if (regularizer !== null) {
      total = total + penalty(regularizer, vectors);
    }
  }
  return total;
}

/**
 * Return the gradients of the parameters with those of their penalties added (REG-2, REG-3).
 *
 * gradients: vectors, in the order of `networkParameters`; regularizers: of each layer; frozen: which
 * layers are
 * @type {(
 *   gradients: Vectors, layers: Layer[], regularizers: Penalties, frozen?: Frozen,
 * ) => Vectors}
 */
export function penalizedGradients(gradients, layers, regularizers, frozen = null) {
  if (regularizers === null) {
    return gradients;
  }
  /** @type {Vectors} */
  const result = [];
  for (const { vectors, regularizer } of regularizedVariables(layers, regularizers, frozen)) {
    for (const vector of vectors) {
      const gradient = gradients[result.length];
      result.push(regularizer === null ? gradient : withPenalties(gradient, vector, regularizer));
    }
  }
  return result;
}

/**
 * Return by what the losses of a batch are divided: m, or 1 for sum_squared_error (REG-4).
 * @type {(loss: Loss, m: number) => number}
 */
export function lossDivisor(loss, m) {
  return loss.name === "sum_squared_error" ? 1.0 : m;
}

/**
 * Return the total of the losses with the penalty of the weights for m examples (REG-4).
 *
 * training: how the network trains, with its loss, the regularizers of each layer, and which ones are
 * frozen
 * @type {(total: number, layers: Layer[], training: Training, m: number) => number}
 */
export function penalizedTotal(total, layers, training, m) {
  const regularizers = training.regularizers ?? null;
  if (regularizers === null) {
    return total;
  }
  const weights = networkPenalty(layers, regularizers, training.frozen ?? null);
  return total + lossDivisor(training.loss, m) * weights;
}

/**
 * Return the losses of the examples with the penalties of their outputs added (REG-5).
 *
 * losses [m]; outputs: of each layer, [m][u] -> [m]
 * @type {(losses: number[], outputs: Matrix[], regularizers: Penalties) => number[]}
 */
export function penalizedLosses(losses, outputs, regularizers) {
  for (let i = 0; regularizers !== null && i < outputs.length; i++) {
    const activity = regularizers[i]?.activity ?? null;
    if (activity !== null) {
      losses = losses.map((loss, e) => loss + penalty(activity, [outputs[i][e]]));
    }
  }
  return losses;
}

/**
 * Return the deltas of a layer with those of its outputs' penalty added (REG-6).
 *
 * deltas [m][u], preactivations [m][u], outputs [m][u]; regularizers: of the layer -> [m][u]
 * @type {(
 *   deltas: Matrix, layer: Layer, preactivations: Matrix, outputs: Matrix,
 *   regularizers: Regularizers | null, loss: Loss,
 * ) => Matrix}
 */
export function penalizedDeltas(deltas, layer, preactivations, outputs, regularizers, loss) {
  const activity = regularizers?.activity ?? null;
  if (activity === null) {
    return deltas;
  }
  const [divisor, activation] = [lossDivisor(loss, outputs.length), outputActivation(layer)];
  return deltas.map((delta, e) => {
    const gradients = outputs[e].map((y) => penaltyGradient(activity, y) / divisor);
    const others = layerDeltas(activation, gradients, preactivations[e], outputs[e]);
    return delta.map((own, j) => own + others[j]);
  });
}
