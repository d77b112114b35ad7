// What sources a layer can have, and the shapes that it takes from them.
//
// The three phases are those of checks.js. A fault has a field such as layers[0].sources.

import { checkLength, checkRange, checkRanges, fault, MOST_NUMBERS } from "./checks.js";
import { layerSources } from "./graphs.js";
import { asCounts, wrongType } from "./readers.js";
import { checkProduct, numbersOf, sameShape } from "./shape_checks.js";

/** @typedef {import("./graphs.js").AddLayer} AddLayer */
/** @typedef {import("./graphs.js").ConcatenateLayer} ConcatenateLayer */
/** @typedef {import("./graphs.js").Sources} Sources */
/** @typedef {import("./kinds.js").Layer} Layer */
/** @typedef {import("./readers.js").Numbers} Numbers */
/** @typedef {import("./shape_checks.js").Before} Before */

/**
 * A layer of several sources as a caller may give it: their shapes follow from the layers before.
 * @typedef {{kind: "add" | "concatenate", inputShapes?: Numbers[]}} GivenMergingLayer
 */

const INPUTS = "input_shape"; // the field that says the shape of the network's inputs

/**
 * Return the sources of each layer, null where no layer has any of its own; throws wrong_type.
 *
 * field: the layers
 * @type {(field: string, sources: unknown) => Sources}
 */
export function asSources(field, sources) {
  if (!Array.isArray(sources)) {
    throw wrongType("sources", "a list with the sources of each layer, or null");
  }
  const read = sources.map((each, i) =>
    each === null ? null : asCounts(`${field}[${i}].sources`, each),
  );
  return read.some((each) => each !== null) ? read : null;
}

/**
 * Return a layer of several sources with fields of the right types; throws wrong_type.
 * @type {(field: string, layer: Record<string, any>) => any}
 */
export function asMergingLayer(field, { kind, inputShapes = [] }) {
  const name = `${field}.input_shapes`;
  if (!Array.isArray(inputShapes)) {
    throw wrongType(name, "a list of shapes");
  }
  const shapes = inputShapes.map((shape) => asCounts(name, shape));
  return { kind, inputShapes: shapes, activation: "linear" };
}

/**
 * Throw shape_mismatch for sources of more or fewer layers than these.
 * @type {(field: string, layers: Layer[], sources: Sources) => void}
 */
export function checkSourceShapes(field, layers, sources) {
  if (sources !== null) {
    checkLength("sources", sources, field, layers.length);
  }
}

/**
 * Throw shape_mismatch or out_of_range for sources that layer i cannot have (GRAPH-1).
 *
 * merges: whether a layer of its kind has several
 * @type {(field: string, i: number, merges: boolean, sources: Sources) => void}
 */
export function checkOwnSources(field, i, merges, sources) {
  const own = layerSources(i, sources);
  if (merges && own.length < 2) {
    throw fault("shape_mismatch", `${field}.sources`, "two or more for a layer of this kind");
  }
  if (!merges && own.length !== 1) {
    throw fault("shape_mismatch", `${field}.sources`, "one for a layer of this kind");
  }
  checkRanges(`${field}.sources`, own, -1, i - 1);
}

/**
 * Return the shape of a network's inputs: this one, or the one of its first layer's sources.
 *
 * null: the first layer has one source, whose shape it knows itself
 * @type {(layers: Layer[], inputShape: number[] | null) => Before | null}
 */
export function beforeFirst(layers, inputShape) {
  if (inputShape !== null) {
    return { field: INPUTS, shape: inputShape };
  }
  const [first] = layers;
  const known = "inputShapes" in first ? first.inputShapes : [];
  return known.length > 0 ? { field: INPUTS, shape: known[0] } : null;
}

/**
 * Return the shapes of all sources as one: that of the first, with the others beside it.
 * @type {(befores: Before[]) => Before}
 */
export function joinedBefore(befores) {
  const [first, ...others] = befores;
  return { field: first.field, shape: first.shape, others: others.map(({ shape }) => shape) };
}

/**
 * Throw out_of_range for the first layer, but the last, that no layer sees (GRAPH-2).
 * @type {(field: string, count: number, sources: Sources) => void}
 */
export function checkAllUsed(field, count, sources) {
  const used = new Set();
  for (let i = 0; i < count; i++) {
    layerSources(i, sources).forEach((j) => used.add(j));
  }
  for (let i = 0; i < count - 1; i++) {
    if (!used.has(i)) {
      throw fault("out_of_range", `${field}[${i}]`, "a later layer that has it as a source");
    }
  }
}

/**
 * Return a layer of several sources with their shapes; throws empty, out_of_range or other.
 *
 * before: the shapes of all its sources; null: they are not known
 * @type {(field: string, layer: any, before: Before | null) => any}
 */
export function placedSources(field, layer, before) {
  if (before === null) {
    throw fault("empty", INPUTS, "at least one number");
  }
  const shapes = [before.shape, ...(before.others ?? [])];
  /** @type {number[][]} */
  const known = layer.inputShapes;
  const same =
    known.length === shapes.length && known.every((each, i) => sameShape(each, shapes[i]));
  if (known.length > 0 && !same) {
    throw fault("shape_mismatch", `${field}.input_shapes`, "the shapes of the layer's sources");
  }
  let total = 0;
  for (const shape of shapes) {
    checkProduct(`${field}.sources`, shape);
    total = total + numbersOf(shape);
  }
  checkRange(`${field}.sources`, total, 1, MOST_NUMBERS);
  return { ...layer, inputShapes: shapes };
}

/**
 * Return the layer with its shapes; throws empty, out_of_range or shape_mismatch (GRAPH-4).
 * @type {(field: string, layer: AddLayer, before: Before | null) => AddLayer}
 */
export function placedAddLayer(field, layer, before) {
  /** @type {AddLayer} */
  const placed = placedSources(field, layer, before);
  const [first, ...others] = placed.inputShapes;
  if (others.some((shape) => !sameShape(shape, first))) {
    throw fault("shape_mismatch", `${field}.sources`, "sources of the same shape");
  }
  return placed;
}

/**
 * Return the layer with its shapes; throws empty, out_of_range or shape_mismatch (GRAPH-5).
 * @type {(field: string, layer: ConcatenateLayer, before: Before | null) => ConcatenateLayer}
 */
export function placedConcatenateLayer(field, layer, before) {
  /** @type {ConcatenateLayer} */
  const placed = placedSources(field, layer, before);
  const [first, ...others] = placed.inputShapes.map((shape) => shape.slice(0, -1));
  if (others.some((shape) => !sameShape(shape, first))) {
    const expected = "sources of the same shape but for the last axis";
    throw fault("shape_mismatch", `${field}.sources`, expected);
  }
  return placed;
}
