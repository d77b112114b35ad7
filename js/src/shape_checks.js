// What the shape of an example must be, and how a layer takes the shape of its inputs.

import { checkNotEmpty, checkRange, checkRanges, fault, MOST_NUMBERS } from "./checks.js";
import { asCounts } from "./readers.js";

export const SEQUENCE = ["steps", "features"]; // the axes of an example

/**
 * The shape of a layer's inputs, and the field that says it.
 *
 * others: the shapes of its further sources, if it has several
 * @typedef {{field: string, shape: number[], others?: number[][]}} Before
 */

/**
 * Return the shape that a layer knows, [] for none; throws wrong_type.
 * @type {(field: string, layer: Record<string, unknown>) => number[]}
 */
export function asShape(field, { inputShape = [] }) {
  return asCounts(`${field}.input_shape`, inputShape);
}

/**
 * Throw empty or out_of_range for what cannot be the shape of an example.
 * @type {(field: string, shape: number[]) => void}
 */
export function checkInputShape(field, shape) {
  checkNotEmpty(field, shape);
  checkRanges(field, shape, 1, MOST_NUMBERS);
  checkProduct(field, shape);
}

/**
 * Throw out_of_range for sizes of more numbers than a request may ask for.
 * @type {(field: string, sizes: number[]) => void}
 */
export function checkProduct(field, sizes) {
  checkRange(field, numbersOf(sizes), 1, MOST_NUMBERS);
}

/**
 * Return how many numbers an example of this shape has; exact where there are at most 2^53.
 * @type {(shape: number[]) => number}
 */
export function numbersOf(shape) {
  return shape.reduce((count, size) => count * size, 1);
}

/**
 * Return the sum of sizes.
 * @type {(sizes: number[]) => number}
 */
export function totalOf(sizes) {
  return sizes.reduce((total, size) => total + size, 0);
}

/**
 * Return the shape of a layer's inputs: this one, or where it is null the one that it knows.
 *
 * Throws empty, out_of_range or shape_mismatch where there is none, for one that cannot be, and for
 * a layer that knows another shape than this one.
 * @type {(field: string, layer: {inputShape: number[]}, before: Before | null) => number[]}
 */
export function placedShape(field, layer, before) {
  const name = `${field}.input_shape`;
  const known = layer.inputShape;
  if (known.length > 0) {
    checkInputShape(name, known);
  }
  if (before === null) {
    checkNotEmpty("input_shape", known);
    return known;
  }
  if (known.length > 0 && !sameShape(known, before.shape)) {
    throw fault("shape_mismatch", name, "the shape of the layer's inputs");
  }
  checkInputShape(name, before.shape);
  return [...before.shape];
}

/**
 * Return the shape of a layer's inputs; throws shape_mismatch for one without these axes.
 * @type {(
 *   field: string, layer: {inputShape: number[]}, before: Before | null, axes: string[],
 * ) => number[]}
 */
export function placedAxes(field, layer, before, axes) {
  const shape = placedShape(field, layer, before);
  if (shape.length !== axes.length) {
    const sizes = axes.map((axis) => `[${axis}]`).join("");
    throw fault("shape_mismatch", `${field}.input_shape`, `examples of the shape ${sizes}`);
  }
  return shape;
}

/**
 * Throw shape_mismatch for nested lists that do not have these lengths, outermost first.
 * @type {(field: string, nested: any[], lengths: number[]) => void}
 */
export function checkLengths(field, nested, lengths) {
  if (!hasLengths(nested, lengths)) {
    const shape = lengths.map((length) => `[${length}]`).join("");
    throw fault("shape_mismatch", field, `the shape ${shape}`);
  }
}

/**
 * Return whether nested lists have these lengths, outermost first.
 * @type {(nested: any[], lengths: number[]) => boolean}
 */
export function hasLengths(nested, lengths) {
  const [length, ...inner] = lengths;
  if (nested.length !== length) {
    return false;
  }
  return inner.length === 0 || nested.every((part) => hasLengths(part, inner));
}

/**
 * Return whether two shapes have the same sizes.
 * @type {(first: number[], second: number[]) => boolean}
 */
export function sameShape(first, second) {
  return first.length === second.length && first.every((size, i) => size === second[i]);
}
