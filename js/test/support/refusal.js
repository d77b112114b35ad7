// How the tests recognise a RefnetError.

import { RefnetError } from "../../src/index.js";

/**
 * Return a validator for assert.throws: a RefnetError with this code, field, trial and batch.
 *
 * @param {string} code
 * @param {string} field
 * @param {number} [trial]
 * @param {number} [batch]
 * @returns {(error: unknown) => boolean}
 */
export function refusal(code, field, trial, batch) {
  return (error) =>
    error instanceof RefnetError &&
    error.code === code &&
    error.field === field &&
    error.trial === trial &&
    error.batch === batch &&
    error.message.startsWith(field);
}

/** A string where something else is expected, for the type checker anything. */
export const text = /** @type {any} */ ("1");
