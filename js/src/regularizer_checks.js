// What regularizers are accepted: those that a layer's kind has, with factors of 0 or more.
//
// The three phases are those of checks.js. A fault has a field such as
// layers[0].kernel_regularizer.l1.

import { checkLength, checkNotNegativeNumber, fault } from "./checks.js";
import { RefnetError } from "./errors.js";
import { isObject } from "./json.js";
import { asNumber, wrongType } from "./readers.js";

/** @typedef {import("./kinds.js").Layer} Layer */
/** @typedef {import("./regularizers.js").Regularizer} Regularizer */
/** @typedef {import("./regularizers.js").Regularizers} Regularizers */

/** @typedef {Partial<Regularizer> | null} GivenRegularizer */

/**
 * Regularizers as a caller may give them: for each layer null, or an object with those it has.
 * @typedef {({[part in keyof Regularizers]?: GivenRegularizer} | null)[]} GivenRegularizers
 */

/** @type {(keyof Regularizers)[]} */
const PARTS = ["kernel", "recurrent", "bias", "embeddings", "gamma", "beta", "activity"];

/** @type {(keyof Regularizers)[]} */
const DENSE = ["kernel", "bias", "activity"];

/** @type {(keyof Regularizers)[]} */
const RECURRENT = ["kernel", "recurrent", "bias", "activity"];

/**
 * The regularizers that a layer of a kind may have, in the order of its fields.
 * @type {Record<string, (keyof Regularizers)[]>}
 */
export const REGULARIZED = {
  dense: DENSE,
  conv2d: DENSE,
  conv1d: DENSE,
  time_distributed: DENSE,
  embedding: ["embeddings", "activity"],
  batch_normalization: ["gamma", "beta"],
  simple_rnn: RECURRENT,
  lstm: RECURRENT,
  gru: RECURRENT,
  bidirectional_simple_rnn: RECURRENT,
  bidirectional_lstm: RECURRENT,
  bidirectional_gru: RECURRENT,
};

/**
 * Return the regularizers of each layer with factors that are numbers; throws wrong_type,
 * unknown_field. field: the layers
 * @type {(field: string, regularizers: unknown) => Regularizers[]}
 */
export function asRegularizers(field, regularizers) {
  if (
    !Array.isArray(regularizers) ||
    !regularizers.every((each) => each === null || isObject(each))
  ) {
    throw wrongType("regularizers", "a list of objects");
  }
  return regularizers.map((each, i) => {
    const given = each ?? {};
    checkKnown(`${field}[${i}].`, given, PARTS, "a layer");
    const read = PARTS.map((part) => [
      part,
      asRegularizer(`${field}[${i}].${part}_regularizer`, given[part] ?? null),
    ]);
    return /** @type {Regularizers} */ (Object.fromEntries(read));
  });
}

/**
 * Return a regularizer with both factors, or null.
 * @type {(field: string, regularizer: unknown) => Regularizer | null}
 */
function asRegularizer(field, regularizer) {
  if (regularizer === null) {
    return null;
  }
  if (!isObject(regularizer)) {
    throw wrongType(field, "an object or null");
  }
  checkKnown(`${field}.`, regularizer, ["l1", "l2"], "a regularizer");
  const { l1 = 0.0, l2 = 0.0 } = regularizer;
  return { l1: asNumber(`${field}.l1`, l1), l2: asNumber(`${field}.l2`, l2) };
}

/**
 * Throw unknown_field for the first field that an object should not have.
 * @type {(path: string, given: object, known: string[], name: string) => void}
 */
function checkKnown(path, given, known, name) {
  for (const field of Object.keys(given)) {
    if (!known.includes(field)) {
      const place = path + field;
      throw new RefnetError("unknown_field", place, `${place}: ${name} has no such field`);
    }
  }
}

/**
 * Throw shape_mismatch for regularizers of other layers than these, or of parts they lack.
 * @type {(field: string, layers: Layer[], regularizers: Regularizers[] | null) => void}
 */
export function checkRegularizerShapes(field, layers, regularizers) {
  if (regularizers === null) {
    return;
  }
  checkLength("regularizers", regularizers, field, layers.length);
  for (let i = 0; i < layers.length; i++) {
    const own = REGULARIZED[layers[i].kind] ?? [];
    for (const part of PARTS) {
      if (regularizers[i][part] !== null && !own.includes(part)) {
        const place = `${field}[${i}].${part}_regularizer`;
        throw fault("shape_mismatch", place, "null for a layer of this kind");
      }
    }
  }
}

/**
 * Throw not_finite or out_of_range for a factor that is not a finite number of 0 or more.
 * @type {(field: string, regularizers: Regularizers[] | null) => void}
 */
export function checkRegularizers(field, regularizers) {
  (regularizers ?? []).forEach((each, i) => {
    for (const part of PARTS) {
      const regularizer = each[part];
      if (regularizer !== null) {
        const place = `${field}[${i}].${part}_regularizer`;
        checkNotNegativeNumber(`${place}.l1`, regularizer.l1);
        checkNotNegativeNumber(`${place}.l2`, regularizer.l2);
      }
    }
  });
}
