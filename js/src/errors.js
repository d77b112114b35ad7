// What refnet refuses, and in which words (conformance/SPEC.md, rules ERR-*).
//
// Every port has this file. A fault has a code, the field that is at fault and a message; code and
// field are the same in every port. The checks come in three phases, so that a request with several
// faults is refused for the same one everywhere: the types of all fields, then their shapes, then
// their values, each phase in the order in which the experiment lists its fields.

/**
 * Bad input, or a training that left the finite numbers. For the code "diverged" there are the 1-based
 * `trial` and, where a trial has batches, `batch`.
 */
export class RefnetError extends Error {
  /**
   * @param {string} code one of SPEC.md's, such as "shape_mismatch"
   * @param {string | null} field the argument at fault
   * @param {string} message
   * @param {number} [trial]
   * @param {number} [batch]
   */
  constructor(code, field, message, trial, batch) {
    super(message);
    this.name = "RefnetError";
    this.code = code;
    this.field = field;
    this.trial = trial;
    this.batch = batch;
  }
}

// Types. Each returns the value in the form that the chapters calculate with: a new array, so that
// the caller's is never changed. Typed arrays are welcome.

/** @type {(field: string, value: unknown) => number} */
export function asNumber(field, value) {
  if (typeof value !== "number") {
    throw new RefnetError("wrong_type", field, `${field}: expected a number`);
  }
  return value;
}

/** @type {(field: string, values: unknown) => number[]} */
export function asNumbers(field, values) {
  if (!isList(values) || !Array.from(values).every(isNumber)) {
    throw new RefnetError("wrong_type", field, `${field}: expected a list of numbers`);
  }
  return Array.from(values);
}

/** @type {(field: string, rows: unknown) => number[][]} */
export function asRows(field, rows) {
  if (
    !isList(rows) ||
    !Array.from(rows).every((row) => isList(row) && Array.from(row).every(isNumber))
  ) {
    throw new RefnetError("wrong_type", field, `${field}: expected a list of lists of numbers`);
  }
  return Array.from(rows, (row) => Array.from(row));
}

/** @type {(field: string, values: unknown) => number[][] | number[]} */
export function asRowsOrCounts(field, values) {
  try {
    if (isList(values) && values.length > 0 && Number.isSafeInteger(values[0])) {
      return asCounts(field, values);
    }
    return asRows(field, values);
  } catch {
    // neither the one nor the other
  }
  throw new RefnetError(
    "wrong_type",
    field,
    `${field}: expected a list of lists of numbers or a list of whole numbers`,
  );
}

/** @type {(field: string, value: unknown) => boolean} */
export function asBoolean(field, value) {
  if (typeof value !== "boolean") {
    throw new RefnetError("wrong_type", field, `${field}: expected true or false`);
  }
  return value;
}

/** @type {(field: string, values: unknown) => boolean[]} */
export function asBooleans(field, values) {
  if (!isList(values) || !Array.from(values).every((value) => typeof value === "boolean")) {
    throw new RefnetError("wrong_type", field, `${field}: expected a list of true and false`);
  }
  return Array.from(values);
}

/** @type {(field: string, value: unknown) => number} */
export function asCount(field, value) {
  if (!Number.isSafeInteger(value)) {
    throw new RefnetError("wrong_type", field, `${field}: expected a whole number`);
  }
  return Number(value);
}

/** @type {(field: string, values: unknown) => number[]} */
export function asCounts(field, values) {
  if (!isList(values) || !Array.from(values).every(Number.isSafeInteger)) {
    throw new RefnetError("wrong_type", field, `${field}: expected a list of whole numbers`);
  }
  return Array.from(values);
}

/** @type {(field: string, value: unknown) => string} */
export function asName(field, value) {
  if (typeof value !== "string") {
    throw new RefnetError("wrong_type", field, `${field}: expected a string`);
  }
  return value;
}

// Shapes.

/** @type {(field: string, values: unknown[], what?: string) => void} */
export function checkNotEmpty(field, values, what = "number") {
  if (values.length === 0) {
    throw new RefnetError("empty", field, `${field}: expected at least one ${what}`);
  }
}

/** @type {(field: string, values: unknown[], other: string, length: number) => void} */
export function checkLength(field, values, other, length) {
  if (values.length !== length) {
    throw new RefnetError(
      "shape_mismatch",
      field,
      `${field}: expected length ${length}, that of ${other}, got length ${values.length}`,
    );
  }
}

/** @type {(field: string, rows: unknown[][], other: string, length: number) => void} */
export function checkRowLengths(field, rows, other, length) {
  for (let i = 0; i < rows.length; i++) {
    if (rows[i].length !== length) {
      throw new RefnetError(
        "shape_mismatch",
        field,
        `${field}[${i}]: expected length ${length}, that of ${other}, got length ${rows[i].length}`,
      );
    }
  }
}

/** @type {(field: string, values: number[][] | number[]) => number[][]} */
export function onlyRows(field, values) {
  const rows = values.filter((value) => typeof value !== "number");
  if (rows.length !== values.length) {
    throw new RefnetError("shape_mismatch", field, `${field}: expected a list of numbers for each`);
  }
  return rows;
}

/** @type {(field: string, values: number[][] | number[]) => number[]} */
export function onlyCounts(field, values) {
  const counts = values.filter((value) => typeof value === "number");
  if (counts.length !== values.length) {
    throw new RefnetError("shape_mismatch", field, `${field}: expected one whole number for each`);
  }
  return counts;
}

// Values.

/** @type {(field: string, values: number[]) => void} */
export function checkFinite(field, values) {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new RefnetError("not_finite", field, `${field}[${i}]: expected a finite number`);
    }
  }
}

/** @type {(field: string, rows: number[][]) => void} */
export function checkFiniteRows(field, rows) {
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < rows[i].length; j++) {
      if (!Number.isFinite(rows[i][j])) {
        throw new RefnetError(
          "not_finite",
          field,
          `${field}[${i}][${j}]: expected a finite number`,
        );
      }
    }
  }
}

/** @type {(field: string, value: number) => void} */
export function checkFiniteNumber(field, value) {
  if (!Number.isFinite(value)) {
    throw new RefnetError("not_finite", field, `${field}: expected a finite number`);
  }
}

/** @type {(field: string, value: number, low?: number) => void} */
export function checkCount(field, value, low = 0) {
  if (value < low) {
    throw new RefnetError("out_of_range", field, `${field}: expected ${low} or more`);
  }
}

/** @type {(field: string, value: number, low: number, high: number) => void} */
export function checkRange(field, value, low, high) {
  if (value < low || value > high) {
    throw new RefnetError("out_of_range", field, `${field}: expected ${low} to ${high}`);
  }
}

/** @type {(field: string, values: number[], low: number, high: number) => void} */
export function checkRanges(field, values, low, high) {
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low || values[i] > high) {
      throw new RefnetError("out_of_range", field, `${field}[${i}]: expected ${low} to ${high}`);
    }
  }
}

/** @type {(field: string, value: number) => void} */
export function checkPositive(field, value) {
  checkFiniteNumber(field, value);
  if (value <= 0.0) {
    throw new RefnetError("out_of_range", field, `${field}: expected a number above 0`);
  }
}

/** @type {(field: string, value: number) => void} */
export function checkFraction(field, value) {
  checkFiniteNumber(field, value);
  if (value < 0.0 || value >= 1.0) {
    throw new RefnetError("out_of_range", field, `${field}: expected 0 or more and less than 1`);
  }
}

/** @type {(field: string, values: number[], high: number) => void} */
export function checkAscending(field, values, high) {
  for (let i = 0; i < values.length; i++) {
    if (values[i] < 1 || values[i] > high || (i > 0 && values[i] <= values[i - 1])) {
      throw new RefnetError(
        "out_of_range",
        field,
        `${field}[${i}]: expected ascending numbers from 1 to ${high}`,
      );
    }
  }
}

/** @type {(field: string, value: string, names: readonly string[]) => void} */
export function checkName(field, value, names) {
  if (!names.includes(value)) {
    const known = names.map((name) => `"${name}"`).join(", ");
    throw new RefnetError("unknown_name", field, `${field}: expected one of ${known}`);
  }
}

// A training that leaves the finite numbers stops at the first value that does.

/** @type {(field: string, values: number[], trial: number, batch?: number) => void} */
export function checkConverging(field, values, trial, batch) {
  if (!values.every(Number.isFinite)) {
    throw diverged(field, trial, batch);
  }
}

/** @type {(field: string, rows: number[][], trial: number, batch?: number) => void} */
export function checkConvergingRows(field, rows, trial, batch) {
  for (const row of rows) {
    checkConverging(field, row, trial, batch);
  }
}

/** @type {(field: string, trial: number, batch?: number) => RefnetError} */
export function diverged(field, trial, batch) {
  const place = batch === undefined ? `trial ${trial}` : `trial ${trial}, batch ${batch}`;
  const message = `${field}: left the finite numbers in ${place}`;
  return new RefnetError("diverged", field, message, trial, batch);
}

/** @type {(value: unknown) => value is any[]} */
function isList(value) {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** @type {(value: unknown) => boolean} */
function isNumber(value) {
  return typeof value === "number";
}
