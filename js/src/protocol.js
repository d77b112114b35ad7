// How a port is spoken to: JSON numbers, requests and answers (SPEC.md, NUM-* and PORT-*).
//
// This is the half of a port that knows JSON and no network; bin/port.js is the other half. Reading a
// request checks that each field is there and has its type; what the values may be is the business of
// the chapters.

import { checkName, RefnetError } from "./errors.js";

/** @type {Map<unknown, number>} */
const SPECIAL = new Map([
  ["NaN", NaN],
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
  ["-0", -0],
]);
const BITS = /^0x[0-9a-fA-F]{16}$/;

// Half of a surrogate pair is no character, and not every language can hold it.
const ESCAPED_PAIRS = /\\\\|\\u[dD][89abAB]..\\u[dD][c-fC-F]../g;
const ESCAPED_SURROGATE = /\\u[dD][89a-fA-F]/;

/**
 * A field of a request: its name, how its JSON value is read, and what it is when left out; without
 * a default it must not be left out.
 * @typedef {{name: string, read: (field: string, value: unknown) => any, default?: any}} Field
 */

/**
 * An experiment's fields in their order, and the function that carries it out.
 * @typedef {{fields: Field[], run: (values: Record<string, any>) => Record<string, unknown>}} Experiment
 */

/**
 * Return whether a JSON value stands for a number (NUM-1 to NUM-3).
 * @type {(value: unknown) => boolean}
 */
export function isNumber(value) {
  if (typeof value === "string") {
    return SPECIAL.has(value) || BITS.test(value);
  }
  return typeof value === "number";
}

/**
 * Return the number that a JSON value stands for.
 * @type {(field: string, value: unknown) => number}
 */
export function readNumber(field, value) {
  if (!isNumber(value)) {
    throw new RefnetError("wrong_type", field, `${field}: expected a number`);
  }
  if (typeof value === "number") {
    return value;
  }
  const special = SPECIAL.get(value);
  if (special !== undefined) {
    return special;
  }
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setBigUint64(0, BigInt(String(value)));
  return bytes.getFloat64(0);
}

/**
 * Return a number, or null for null.
 * @type {(field: string, value: unknown) => number | null}
 */
export function readOptionalNumber(field, value) {
  if (value !== null && !isNumber(value)) {
    throw new RefnetError("wrong_type", field, `${field}: expected a number or null`);
  }
  return value === null ? null : readNumber(field, value);
}

/**
 * Return a whole number between -(2^53 - 1) and 2^53 - 1 (PORT-5).
 * @type {(field: string, value: unknown) => number}
 */
export function readCount(field, value) {
  if (!isCount(value)) {
    throw new RefnetError("wrong_type", field, `${field}: expected a whole number`);
  }
  return readNumber(field, value);
}

/**
 * Return a list of whole numbers.
 * @type {(field: string, value: unknown) => number[]}
 */
export function readCounts(field, value) {
  if (!Array.isArray(value) || !value.every(isCount)) {
    throw new RefnetError("wrong_type", field, `${field}: expected a list of whole numbers`);
  }
  return value.map((item) => readCount(field, item));
}

/**
 * Return a whole number, or null for null.
 * @type {(field: string, value: unknown) => number | null}
 */
export function readOptionalCount(field, value) {
  if (value !== null && !isCount(value)) {
    throw new RefnetError("wrong_type", field, `${field}: expected a whole number or null`);
  }
  return value === null ? null : readCount(field, value);
}

/**
 * Return a list of numbers.
 * @type {(field: string, value: unknown) => number[]}
 */
export function readNumbers(field, value) {
  if (!Array.isArray(value) || !value.every(isNumber)) {
    throw new RefnetError("wrong_type", field, `${field}: expected a list of numbers`);
  }
  return value.map((item) => readNumber(field, item));
}

/**
 * Return a list of numbers, or null for null.
 * @type {(field: string, value: unknown) => number[] | null}
 */
export function readOptionalNumbers(field, value) {
  if (value === null) {
    return null;
  }
  if (!Array.isArray(value) || !value.every(isNumber)) {
    throw new RefnetError("wrong_type", field, `${field}: expected a list of numbers or null`);
  }
  return readNumbers(field, value);
}

/**
 * Return a list of lists of numbers, which may differ in length.
 * @type {(field: string, value: unknown) => number[][]}
 */
export function readRows(field, value) {
  if (!Array.isArray(value) || !value.every((row) => Array.isArray(row) && row.every(isNumber))) {
    throw new RefnetError("wrong_type", field, `${field}: expected a list of lists of numbers`);
  }
  return value.map((row) => readNumbers(field, row));
}

/**
 * Return a list of lists of numbers, or a list of whole numbers.
 * @type {(field: string, value: unknown) => number[][] | number[]}
 */
export function readRowsOrCounts(field, value) {
  try {
    if (Array.isArray(value) && value.length > 0 && isNumber(value[0])) {
      return readCounts(field, value);
    }
    return readRows(field, value);
  } catch {
    // neither the one nor the other
  }
  throw new RefnetError(
    "wrong_type",
    field,
    `${field}: expected a list of lists of numbers or a list of whole numbers`,
  );
}

/**
 * Return true or false.
 * @type {(field: string, value: unknown) => boolean}
 */
export function readBoolean(field, value) {
  if (typeof value !== "boolean") {
    throw new RefnetError("wrong_type", field, `${field}: expected true or false`);
  }
  return value;
}

/**
 * Return a list of true and false.
 * @type {(field: string, value: unknown) => boolean[]}
 */
export function readBooleans(field, value) {
  if (!Array.isArray(value) || !value.every((item) => typeof item === "boolean")) {
    throw new RefnetError("wrong_type", field, `${field}: expected a list of true and false`);
  }
  return value;
}

/**
 * Return a string.
 * @type {(field: string, value: unknown) => string}
 */
export function readName(field, value) {
  if (typeof value !== "string") {
    throw new RefnetError("wrong_type", field, `${field}: expected a string`);
  }
  return value;
}

/**
 * Return the bytes of a text in base64 (RFC 4648, section 4), which has one form only.
 * @type {(field: string, value: unknown) => Uint8Array}
 */
export function readBytes(field, value) {
  const read = Buffer.from(typeof value === "string" ? value : "", "base64");
  if (read.toString("base64") !== value) {
    throw new RefnetError("wrong_type", field, `${field}: expected base64`);
  }
  return read;
}

/**
 * Return a request's id: a string or a whole number (PORT-2).
 * @type {(value: unknown) => string | number}
 */
export function readId(value) {
  if (typeof value !== "string" && !Number.isSafeInteger(value)) {
    throw new RefnetError("wrong_type", "id", "id: expected a string or a whole number");
  }
  return /** @type {string | number} */ (value);
}

/**
 * Return the JSON object of one line (PORT-1).
 * @type {(line: Uint8Array) => Record<string, unknown>}
 */
export function readObject(line) {
  let request = null;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(line);
    if (!ESCAPED_SURROGATE.test(text.replaceAll(ESCAPED_PAIRS, ""))) {
      request = JSON.parse(text);
    }
  } catch {
    // what is no UTF-8 or no JSON is no object either
  }
  if (!isObject(request)) {
    throw new RefnetError("malformed_request", null, "expected a JSON object on one line");
  }
  return request;
}

/**
 * Return the fields that an experiment, or a part of a request, has been given (PORT-4).
 *
 * name: whose fields they are; path: what stands before their names in an error.
 *
 * @param {string} name
 * @param {Field[]} fields
 * @param {Record<string, unknown>} given
 * @param {string} path
 * @returns {Record<string, any>}
 */
export function readFields(name, fields, given, path = "") {
  const known = fields.map((field) => field.name);
  const unknown = Object.keys(given).filter((field) => !known.includes(field));
  if (unknown.length > 0) {
    const place = path + unknown.sort(inUtf8Order)[0];
    throw new RefnetError("unknown_field", place, `${place}: ${name} has no such field`);
  }
  /** @type {Record<string, any>} */
  const values = {};
  for (const field of fields) {
    const place = path + field.name;
    if (Object.hasOwn(given, field.name)) {
      values[field.name] = field.read(place, given[field.name]);
    } else if (!Object.hasOwn(field, "default")) {
      throw new RefnetError("missing_field", place, `${place}: this field is required`);
    } else {
      values[field.name] = field.default;
    }
  }
  return values;
}

/**
 * Return the parts that a list of objects describes, each with these fields (PORT-7).
 * @type {(field: string, value: unknown, name: string, fields: Field[]) => Record<string, any>[]}
 */
export function readParts(field, value, name, fields) {
  if (!Array.isArray(value) || !value.every(isObject)) {
    throw new RefnetError("wrong_type", field, `${field}: expected a list of objects`);
  }
  return value.map((item, i) => readFields(name, fields, item, `${field}[${i}].`));
}

/**
 * Return the part that an object describes, whose name says which fields it has (PORT-7).
 * @type {(field: string, value: unknown, kinds: Record<string, Field[]>) => Record<string, any>}
 */
export function readNamedPart(field, value, kinds) {
  if (!isObject(value)) {
    throw new RefnetError("wrong_type", field, `${field}: expected an object`);
  }
  const place = `${field}.name`;
  if (!Object.hasOwn(value, "name")) {
    throw new RefnetError("missing_field", place, `${place}: this field is required`);
  }
  const name = readName(place, value.name);
  checkName(place, name, Object.keys(kinds));
  return readFields(name, [{ name: "name", read: readName }, ...kinds[name]], value, `${field}.`);
}

/**
 * Return the JSON value of an answer's value: numbers as NUM-1 and NUM-2 say.
 * @type {(value: unknown) => unknown}
 */
export function writeValue(value) {
  if (Array.isArray(value)) {
    return value.map(writeValue);
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, writeValue(item)]));
  }
  if (typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))) {
    return Object.is(value, -0) ? "-0" : String(value);
  }
  return value;
}

/**
 * Return the error object of an answer (PORT-6).
 * @type {(error: RefnetError) => Record<string, unknown>}
 */
export function writeError(error) {
  const { code, field, message, trial, batch } = error;
  const places = Object.entries({ trial, batch }).filter(([, number]) => number !== undefined);
  return { code, field, message, ...Object.fromEntries(places) };
}

/**
 * Return the answer to one line: a JSON object, never an exception (PORT-3).
 * @type {(experiments: Record<string, Experiment>, line: Uint8Array) => Record<string, unknown>}
 */
export function answer(experiments, line) {
  let id = null;
  try {
    const request = readObject(line);
    if (!Object.hasOwn(request, "id")) {
      throw new RefnetError("missing_field", "id", "id: this field is required");
    }
    id = readId(request.id);
    if (!Object.hasOwn(request, "experiment")) {
      throw new RefnetError("missing_field", "experiment", "experiment: this field is required");
    }
    const name = readName("experiment", request.experiment);
    if (!Object.hasOwn(experiments, name)) {
      throw new RefnetError(
        "unknown_experiment",
        "experiment",
        "experiment: there is none of this name",
      );
    }
    const experiment = experiments[name];
    const given = Object.fromEntries(
      Object.entries(request).filter(([field]) => field !== "id" && field !== "experiment"),
    );
    const result = experiment.run(readFields(name, experiment.fields, given));
    return { id, .../** @type {object} */ (writeValue(result)) };
  } catch (error) {
    if (error instanceof RefnetError) {
      return { id, error: writeError(error) };
    }
    throw error;
  }
}

/** @type {(value: unknown) => boolean} */
function isCount(value) {
  return isNumber(value) && Number.isSafeInteger(readNumber("", value));
}

/** @type {(value: unknown) => value is Record<string, unknown>} */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @type {(a: string, b: string) => number} */
function inUtf8Order(a, b) {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
