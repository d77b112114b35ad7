// The first phase of validation: each field has its type (rule ERR-5).
//
// A reader returns the value in the form that the chapters calculate with: a new array, so that the
// caller's array is never changed. Typed arrays are accepted as lists of numbers. The port protocol
// uses the same readers for the fields of a request.
//
// Each reader takes the field's name for the error, and the value; each throws RefnetError with the
// code wrong_type.

import { RefnetError } from "./errors.js";

/** @typedef {number[][]} Matrix */

/**
 * @typedef {Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint16Array
 *   | Int8Array | Uint8Array | Uint8ClampedArray} TypedArray
 */

/**
 * A list of numbers as a caller may give it.
 * @typedef {number[] | TypedArray} Numbers
 */

/**
 * A list of lists of numbers as a caller may give it.
 * @typedef {number[][] | TypedArray[]} Rows
 */

/**
 * Return a number.
 * @type {(field: string, value: unknown) => number}
 */
export function asNumber(field, value) {
  if (!isNumber(value)) {
    throw wrongType(field, "a number");
  }
  return value;
}

/**
 * Return a list of numbers.
 * @type {(field: string, values: unknown) => number[]}
 */
export function asNumbers(field, values) {
  const items = itemsOf(values);
  if (items === null || !items.every(isNumber)) {
    throw wrongType(field, "a list of numbers");
  }
  return items;
}

/**
 * Return a list of lists of numbers, which may differ in length.
 * @type {(field: string, rows: unknown) => Matrix}
 */
export function asRows(field, rows) {
  return asNested(field, rows, 2);
}

/**
 * Return numbers in lists of lists, so many deep, which may differ in length.
 * @type {(field: string, values: unknown, depth: number) => any[]}
 */
export function asNested(field, values, depth) {
  if (depth === 1) {
    return asNumbers(field, values);
  }
  const items = itemsOf(values);
  if (items !== null) {
    try {
      return items.map((part) => asNested(field, part, depth - 1));
    } catch {
      // one of the parts is something else
    }
  }
  throw wrongType(field, `a list of ${"lists of ".repeat(depth - 1)}numbers`);
}

/**
 * Return a list of lists of numbers, or a list of whole numbers.
 * @type {(field: string, values: unknown) => Matrix | number[]}
 */
export function asRowsOrCounts(field, values) {
  const items = itemsOf(values);
  try {
    if (items !== null && items.length > 0 && isCount(items[0])) {
      return asCounts(field, items);
    }
    return asRows(field, items);
  } catch {
    throw wrongType(field, "a list of lists of numbers or a list of whole numbers");
  }
}

/**
 * Return true or false.
 * @type {(field: string, value: unknown) => boolean}
 */
export function asBoolean(field, value) {
  if (!isBoolean(value)) {
    throw wrongType(field, "true or false");
  }
  return value;
}

/**
 * Return a list of true and false.
 * @type {(field: string, values: unknown) => boolean[]}
 */
export function asBooleans(field, values) {
  const items = itemsOf(values);
  if (items === null || !items.every(isBoolean)) {
    throw wrongType(field, "a list of true and false");
  }
  return items;
}

/**
 * Return a list of lists of true and false, which may differ in length.
 * @type {(field: string, rows: unknown) => boolean[][]}
 */
export function asBooleanRows(field, rows) {
  const items = itemsOf(rows);
  if (items !== null) {
    try {
      return items.map((row) => asBooleans(field, row));
    } catch {
      // one of the rows is something else
    }
  }
  throw wrongType(field, "a list of lists of true and false");
}

/**
 * Return a whole number between -(2^53 - 1) and 2^53 - 1 (PORT-5).
 * @type {(field: string, value: unknown) => number}
 */
export function asCount(field, value) {
  if (!isCount(value)) {
    throw wrongType(field, "a whole number");
  }
  return value + 0; // -0 becomes 0
}

/**
 * Return a list of whole numbers.
 * @type {(field: string, values: unknown) => number[]}
 */
export function asCounts(field, values) {
  const items = itemsOf(values);
  if (items === null || !items.every(isCount)) {
    throw wrongType(field, "a list of whole numbers");
  }
  return items.map((item) => item + 0); // -0 becomes 0
}

/**
 * Return a string.
 * @type {(field: string, value: unknown) => string}
 */
export function asName(field, value) {
  if (typeof value !== "string") {
    throw wrongType(field, "a string");
  }
  return value;
}

/**
 * Return a list of strings of whole characters: half of a surrogate pair has no UTF-8.
 * @type {(field: string, values: unknown) => string[]}
 */
export function asNames(field, values) {
  const items = itemsOf(values);
  if (items === null || !items.every(isText)) {
    throw wrongType(field, "a list of strings");
  }
  return items;
}

/**
 * Return a reader that also accepts null, and returns it.
 *
 * @template T
 * @param {(field: string, value: unknown) => T} reader
 * @returns {(field: string, value: unknown) => T | null}
 */
export function optional(reader) {
  return (field, value) => {
    if (value === null) {
      return null;
    }
    try {
      return reader(field, value);
    } catch (error) {
      if (error instanceof RefnetError && error.code === "wrong_type") {
        throw new RefnetError(error.code, error.field, `${error.message} or null`);
      }
      throw error;
    }
  };
}

/**
 * Return the error for a value that is not what was expected.
 * @type {(field: string, expected: string) => RefnetError}
 */
export function wrongType(field, expected) {
  return new RefnetError("wrong_type", field, `${field}: expected ${expected}`);
}

/**
 * Return the items of an array or a typed array in a new array; null for anything else.
 * @type {(values: unknown) => unknown[] | null}
 */
function itemsOf(values) {
  if (Array.isArray(values) || (ArrayBuffer.isView(values) && !(values instanceof DataView))) {
    return Array.from(/** @type {ArrayLike<unknown>} */ (values));
  }
  return null;
}

/** @type {(value: unknown) => value is number} */
function isNumber(value) {
  return typeof value === "number";
}

/** @type {(value: unknown) => value is boolean} */
function isBoolean(value) {
  return typeof value === "boolean";
}

/** @type {(value: unknown) => value is number} */
function isCount(value) {
  return Number.isSafeInteger(value);
}

/** @type {(value: unknown) => value is string} */
function isText(value) {
  return typeof value === "string" && !/\p{Surrogate}/u.test(value);
}
