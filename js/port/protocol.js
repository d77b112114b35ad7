// How a port communicates: JSON numbers, requests and answers (rules NUM-* and PORT-*).
//
// This half of the port knows JSON but no network; experiments.js is the other half. Reading a request
// checks that each field is present and has its type, with the readers that the chapters use too;
// the chapters check the values.

import { checkName } from "../src/checks.js";
import { RefnetError } from "../src/errors.js";
import { isObject, parseObject } from "../src/json.js";
import { asName, wrongType } from "../src/readers.js";

/** @type {Map<unknown, number>} */
const SPECIAL = new Map([
  ["NaN", NaN],
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
  ["-0", -0],
]);
const BITS = /^0x[0-9a-fA-F]{16}$/;
const DEPTH = 4; // the lists around a number in the kernel of a conv2d, the deepest of all

/**
 * A field of a request: its name, how its JSON value is read, and its default; a field without a
 * default is required.
 * @typedef {{name: string, read: (field: string, value: unknown) => any, default?: any}} Field
 */

/**
 * An experiment's fields in their order, and the function that runs it.
 * @typedef {{fields: Field[], run: (values: Record<string, any>) => Record<string, unknown>}} Experiment
 */

/**
 * Return the number for a string that may stand for one (NUM-2, NUM-3); any other value as it is.
 * @type {(value: unknown) => unknown}
 */
export function decodeNumber(value) {
  if (typeof value !== "string") {
    return value;
  }
  if (!BITS.test(value)) {
    return SPECIAL.has(value) ? SPECIAL.get(value) : value;
  }
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setBigUint64(0, BigInt(value));
  return bytes.getFloat64(0);
}

/**
 * Return a value with all numbers decoded, in lists of lists too.
 * @type {(value: unknown, depth?: number) => unknown}
 */
export function decodeNumbers(value, depth = DEPTH) {
  if (Array.isArray(value) && depth > 0) {
    return value.map((item) => decodeNumbers(item, depth - 1));
  }
  return decodeNumber(value);
}

/**
 * Return a reader that decodes the numbers of a JSON value first.
 *
 * @template T
 * @param {(field: string, value: unknown) => T} reader
 * @returns {(field: string, value: unknown) => T}
 */
export function decoding(reader) {
  return (field, value) => reader(field, decodeNumbers(value));
}

/**
 * Return the bytes that a string has in base64 (RFC 4648, section 4); they have one form only.
 * @type {(field: string, value: unknown) => Uint8Array}
 */
export function readBytes(field, value) {
  const bytes = Buffer.from(typeof value === "string" ? value : "", "base64");
  if (bytes.toString("base64") !== value) {
    throw wrongType(field, "base64");
  }
  return bytes;
}

/**
 * Return a request's id: a string or a whole number (PORT-2).
 * @type {(value: unknown) => string | number}
 */
export function readId(value) {
  if (typeof value !== "string" && !Number.isSafeInteger(value)) {
    throw wrongType("id", "a string or a whole number");
  }
  return /** @type {string | number} */ (value);
}

/**
 * Return the JSON object of one line (PORT-1).
 * @type {(line: Uint8Array) => Record<string, unknown>}
 */
export function readObject(line) {
  const request = parseObject(line);
  if (request === null) {
    throw new RefnetError("malformed_request", null, "expected a JSON object on one line");
  }
  return request;
}

/**
 * Return the fields of an experiment, or of a part of a request (PORT-4).
 *
 * name: the experiment or part, for the error; path: the prefix of a field's name in an error.
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
 * Return the fields of each object in a list (PORT-7).
 *
 * name: what an object is, for the error
 *
 * @param {string} field
 * @param {unknown} value
 * @param {string} name
 * @param {Field[]} fields
 * @returns {Record<string, any>[]}
 */
export function readParts(field, value, name, fields) {
  const items = readObjects(field, value);
  return items.map((item, i) => readFields(name, fields, item, `${field}[${i}].`));
}

/**
 * Return the kind and the fields of each object in a list (PORT-7).
 *
 * name: what an object is, for the error; kinds: the fields of each kind, of which the first is the
 * default; fieldsOf: from the kind of an object, and what it has, to its fields
 *
 * @param {string} field
 * @param {unknown} value
 * @param {string} name
 * @param {Record<string, Field[]>} kinds
 * @param {(kind: string, given: Record<string, unknown>) => Field[]} fieldsOf
 * @returns {{kind: string, fields: Record<string, any>}[]}
 */
export function readPartsOfKinds(field, value, name, kinds, fieldsOf = (kind) => kinds[kind]) {
  const names = Object.keys(kinds);
  return readObjects(field, value).map((item, i) => {
    const path = `${field}[${i}].`;
    const { kind: given = names[0], ...others } = item;
    const kind = asName(`${path}kind`, given);
    checkName(`${path}kind`, kind, names);
    return { kind, fields: readFields(name, fieldsOf(kind, others), others, path) };
  });
}

/**
 * Return a list of objects.
 * @type {(field: string, value: unknown) => Record<string, unknown>[]}
 */
export function readObjects(field, value) {
  if (!Array.isArray(value) || !value.every(isObject)) {
    throw wrongType(field, "a list of objects");
  }
  return value;
}

/**
 * Return the fields of an object whose field `name` decides which others it has (PORT-7).
 * @type {(field: string, value: unknown, kinds: Record<string, Field[]>) => Record<string, any>}
 */
export function readNamedPart(field, value, kinds) {
  if (!isObject(value)) {
    throw wrongType(field, "an object");
  }
  const place = `${field}.name`;
  if (!Object.hasOwn(value, "name")) {
    throw new RefnetError("missing_field", place, `${place}: this field is required`);
  }
  const name = asName(place, value.name);
  checkName(place, name, Object.keys(kinds));
  return readFields(name, [{ name: "name", read: asName }, ...kinds[name]], value, `${field}.`);
}

/**
 * Return the JSON form of a value in an answer (NUM-1, NUM-2).
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
    const name = asName("experiment", request.experiment);
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

/** @type {(a: string, b: string) => number} */
function inUtf8Order(a, b) {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
