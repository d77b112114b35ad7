// What initialKernels accepts: initializers with their settings, and the sizes of kernels.

import {
  checkFiniteNumber,
  checkLength,
  checkName,
  checkNotEmpty,
  checkRange,
  checkRanges,
  fault,
  INITIALIZERS,
  LARGEST_SEED,
  MOST_MULTIPLICATIONS,
  MOST_NUMBERS,
} from "./checks.js";
import { INITIALIZER_SETTINGS } from "./further_initializers.js";
import { isObject } from "./json.js";
import { asCount, asCounts, asName, asNumber, optional } from "./readers.js";

/** @typedef {import("./further_initializers.js").Initializer} Initializer */

/**
 * An initializer as a caller may give it: its name, or an object with settings that may be left out.
 * @typedef {string | (Partial<Initializer> & {name: string})} GivenInitializer
 */

const MODES = ["fan_in", "fan_out", "fan_avg"];
const DISTRIBUTIONS = ["truncated_normal", "untruncated_normal", "uniform"];
const LEAST = Number.MIN_VALUE; // of numbers above 0
const LARGEST_SETTING = 2.0 ** 64; // so that no weight is infinite, not even in binary32

const SETTING = "a number from -2^64 to 2^64";
const DEVIATION = "a number from 0 to 2^64";
const SCALE = "a number above 0, at most 2^64";
const MAXVAL = "a number from minval to 2^64";

/**
 * Return an initializer with settings of the right types; those left out have their defaults.
 * @type {(field: string, initializer: any) => Initializer}
 */
export function asInitializer(field, initializer) {
  const isNamed = isObject(initializer) && Object.hasOwn(initializer, "name");
  const given = isNamed ? initializer : { name: asName(field, initializer) };
  /** @type {any} */
  const read = {};
  const defaults = Object.assign({ name: "" }, ...Object.values(INITIALIZER_SETTINGS));
  for (const [setting, usual] of Object.entries(defaults)) {
    const reader = typeof usual === "string" ? asName : asNumber;
    const { [setting]: value = usual } = given;
    read[setting] = reader(`${field}.${setting}`, value);
  }
  return read;
}

/**
 * Throw not_finite, or out_of_range for a setting below `low` or above 2^64.
 * @type {(field: string, value: number, expected: string, low: number) => void}
 */
export function checkSetting(field, value, expected, low) {
  checkFiniteNumber(field, value);
  if (value < low || value > LARGEST_SETTING) {
    throw fault("out_of_range", field, expected);
  }
}

/**
 * Throw unknown_name, or not_finite or out_of_range for one of its own settings.
 * @type {(field: string, initializer: Initializer) => void}
 */
export function checkInitializer(field, initializer) {
  const { name, minval, maxval, mean, stddev, value, gain, scale } = initializer;
  checkName(field, name, INITIALIZERS);
  if (name === "random_uniform") {
    checkSetting(`${field}.minval`, minval, SETTING, -LARGEST_SETTING);
    checkSetting(`${field}.maxval`, maxval, MAXVAL, minval);
  }
  if (name === "random_normal" || name === "truncated_normal") {
    checkSetting(`${field}.mean`, mean, SETTING, -LARGEST_SETTING);
    checkSetting(`${field}.stddev`, stddev, DEVIATION, 0.0);
  }
  if (name === "constant") {
    checkSetting(`${field}.value`, value, SETTING, -LARGEST_SETTING);
  }
  if (name === "orthogonal" || name === "identity") {
    checkSetting(`${field}.gain`, gain, SETTING, -LARGEST_SETTING);
  }
  if (name === "variance_scaling") {
    checkSetting(`${field}.scale`, scale, SCALE, LEAST);
    checkName(`${field}.mode`, initializer.mode, MODES);
    checkName(`${field}.distribution`, initializer.distribution, DISTRIBUTIONS);
  }
}

/**
 * Return the arguments of `initialKernels`; cells of null become 1 for each kernel.
 * @type {(
 *   initializer: any, sizes: any, seed: any, cells: any,
 * ) => [Initializer, number[], number, number[]]}
 */
export function checkedInitialKernels(initializer, sizes, seed, cells) {
  initializer = asInitializer("initializer", initializer);
  sizes = asCounts("sizes", sizes);
  seed = asCount("seed", seed);
  cells = optional(asCounts)("cells", cells);
  checkNotEmpty("sizes", sizes);
  const kernels = sizes.length - 1;
  cells = cells === null ? Array.from({ length: kernels }, () => 1) : cells;
  checkLength("cells", cells, "sizes without the first", kernels);
  checkInitializer("initializer", initializer);
  checkRanges("sizes", sizes, 1, MOST_NUMBERS);
  checkRanges("cells", cells, 1, MOST_NUMBERS);
  let weights = 0;
  for (let i = 0; i < kernels; i++) {
    weights = weights + cells[i] * sizes[i] * sizes[i + 1];
  }
  checkRange("sizes", weights, 0, MOST_NUMBERS);
  if (initializer.name === "orthogonal") {
    checkMultiplications("sizes", sizes, cells);
  }
  checkRange("seed", seed, 0, LARGEST_SEED);
  return [initializer, sizes, seed, cells];
}

/**
 * Throw out_of_range where a kernel is too large to be made orthogonal.
 *
 * Each of its vectors loses a part along each one before it, so the number of multiplications is
 * about the square of how many vectors there are, times their length.
 * @type {(field: string, sizes: number[], cells: number[]) => void}
 */
export function checkMultiplications(field, sizes, cells) {
  for (let i = 0; i < cells.length; i++) {
    const [inputs, units] = [cells[i] * sizes[i], sizes[i + 1]];
    const [count, length] = [Math.min(inputs, units), Math.max(inputs, units)];
    if (count * count * length > MOST_MULTIPLICATIONS) {
      const most = `at most ${MOST_MULTIPLICATIONS} multiplications`;
      throw fault("out_of_range", field, `${most} to make a kernel orthogonal`);
    }
  }
}
