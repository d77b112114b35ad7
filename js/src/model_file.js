// Model files: a network as a safetensors file, which every port reads and writes (FILE-*).
//
// The description in the file's metadata lists the layers, and the tensors hold their numbers. A
// description may say anything, so it is compared with the tensors that are there.
//
// Left out on purpose: the format of the file, which is in safetensors.js, and reading and writing
// on disk, which is in files.js.

import { RefnetError } from "./errors.js";
import { isObject, parseObject } from "./json.js";
import { outputsInBatches } from "./network.js";
import {
  checkBatchSize,
  checkedPredict,
  checkedSaveModel,
  checkLayerValues,
  fileVersion,
  inputShapeOf,
  inputsOf,
  outputsOf,
  placedLayers,
} from "./network_checks.js";
import { wrongType } from "./readers.js";
import { badFile, readParts, writeParts } from "./safetensors.js";
import { describeLayer, readLayer, readSources, STORED, tensorsOf } from "./stored_layers.js";

/** @typedef {import("./graphs.js").Sources} Sources */

/** @typedef {import("./layer_checks.js").GivenLayer} GivenLayer */
/** @typedef {import("./kinds.js").Layer} Layer */
/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./readers.js").Numbers} Numbers */
/** @typedef {import("./readers.js").Rows} Rows */
/** @typedef {import("./safetensors.js").Parts} Parts */

/**
 * What a file holds beside the layers: the shape of an example, which may be null or left out where
 * the first layer knows it; the names of the inputs, `columns` [n], and of the outputs, `classes` [k]; and
 * the batch size of stateful layers; the sources of each layer. The others are null or left out where
 * there are none.
 * @typedef {{
 *   inputShape?: Numbers | null,
 *   columns?: string[] | null,
 *   classes?: string[] | null,
 *   batchSize?: number | null,
 *   sources?: (Numbers | null)[] | null,
 * }} Details
 */

/**
 * A network, the shape of an example, the names of its inputs and outputs, the batch size of stateful
 * layers, and the sources of each layer where one names any.
 * @typedef {{
 *   inputShape: number[],
 *   layers: Layer[],
 *   columns: string[] | null,
 *   classes: string[] | null,
 *   batchSize: number | null,
 *   sources?: Sources,
 * }} Model
 */

/**
 * Return the bytes of a network's file (FILE-3, FILE-5 to FILE-7).
 *
 * @param {GivenLayer[]} layers
 * @param {Details} details
 * @returns {Uint8Array}
 * @throws {RefnetError} with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range
 * and unknown_name.
 */
export function writeModel(layers, details = {}) {
  if (!isObject(details)) {
    throw wrongType("details", "an object");
  }
  const { inputShape = null, columns = null, classes = null, batchSize = null } = details;
  const { sources = null } = details;
  const checked = checkedSaveModel(layers, inputShape, columns, classes, batchSize, sources);
  const [network, ...named] = checked;
  const tensors = network.flatMap((layer, i) =>
    tensorsOf(layer).map(({ name, ...others }) => ({ name: `layers.${i}.${name}`, ...others })),
  );
  return writeParts(tensors, { refnet: describe(network, ...named) });
}

/**
 * Return the network that a file's bytes hold, with its input shape and its names.
 *
 * @param {Uint8Array} bytes
 * @returns {Model}
 * @throws {RefnetError} with the codes wrong_type and bad_file (FILE-4).
 */
export function readModel(bytes) {
  if (!(bytes instanceof Uint8Array)) {
    throw wrongType("model", "bytes");
  }
  const parts = readParts(bytes);
  const { refnet } = parts.metadata;
  const description =
    typeof refnet === "string" ? parseObject(new TextEncoder().encode(refnet)) : null;
  if (description === null) {
    throw badFile("it has no description by refnet");
  }
  const { version, layers: entries } = description;
  if (version !== 1 && version !== 2) {
    throw badFile("expected version 1 or 2 of refnet's description");
  }
  if (!Array.isArray(entries) || entries.length === 0 || !entries.every(isObject)) {
    throw badFile("it has no layers");
  }
  const kinds = entries.map(({ kind }, i) => kindOf(i, version === 1 ? "dense" : kind));
  const inputShape = version === 1 ? null : readInputShape(description);
  const graph = entries.map((entry, i) => readSources(`layers.${i}`, entry));
  const named = version === 1 ? {} : description;
  const sources = version === 1 || graph.every((own) => own === null) ? null : graph;
  const layers = readLayers(kinds, entries, parts, inputShape, sources);
  return {
    inputShape: inputShapeOf(layers),
    layers,
    columns: readNames("columns", named, inputsOf("layers", layers)[1]),
    classes: readNames("classes", named, outputsOf("layers", layers)[1]),
    batchSize: readBatchSize(named, layers),
    ...(sources === null ? {} : { sources }),
  };
}

/**
 * Return the outputs of a network, such as one that comes from a file.
 *
 * inputs [m][n] -> outputs [m][k], which may be infinite or NaN. Stateful layers take the inputs in
 * batches of the model's batch size, of which m is a multiple, otherwise in one batch; the first begins
 * with states of 0 (FILE-7).
 *
 * @param {{
 *   inputShape?: Numbers | null,
 *   layers: GivenLayer[],
 *   batchSize?: number | null,
 *   sources?: (Numbers | null)[] | null,
 * }} model
 * @param {Rows} inputs
 * @returns {Matrix}
 * @throws {RefnetError} with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range
 * and unknown_name.
 */
export function predict(model, inputs) {
  if (!isObject(model)) {
    throw wrongType("model", "an object with layers");
  }
  const { inputShape = null, batchSize = null, sources = null } = model;
  const checked = checkedPredict(model.layers, inputShape, batchSize, inputs, sources);
  const [layers, size, rows, graph] = checked;
  return outputsInBatches(rows, layers, size, graph);
}

/**
 * Return the text that describes a network (FILE-2, FILE-5 to FILE-7).
 * @type {(
 *   layers: Layer[],
 *   columns: string[] | null,
 *   classes: string[] | null,
 *   batchSize: number | null,
 *   sources: Sources,
 * ) => string}
 */
function describe(layers, columns, classes, batchSize, sources) {
  const entries = layers.map((layer, i) => {
    const own = sources?.[i] ?? null;
    return { ...describeLayer(layer), ...(own === null ? {} : { sources: own }) };
  });
  if (fileVersion(layers, columns, classes, batchSize, sources) === 1) {
    return JSON.stringify({ version: 1, layers: entries });
  }
  return JSON.stringify({
    version: 2,
    input_shape: inputShapeOf(layers),
    layers: layers.map(({ kind }, i) => ({ kind, ...entries[i] })),
    ...(columns === null ? {} : { columns }),
    ...(classes === null ? {} : { classes }),
    ...(batchSize === null ? {} : { batch_size: batchSize }),
  });
}

/**
 * Return the kind of a layer that there is.
 * @type {(number: number, kind: unknown) => Layer["kind"]}
 */
function kindOf(number, kind) {
  if (typeof kind !== "string" || !Object.hasOwn(STORED, kind)) {
    throw badFile(`layers.${number} has an unknown kind`);
  }
  return /** @type {Layer["kind"]} */ (kind);
}

/**
 * Return the layers for examples of this shape, or of the shape that the first one knows.
 * @type {(
 *   kinds: Layer["kind"][],
 *   entries: Record<string, unknown>[],
 *   parts: Parts,
 *   inputShape: number[] | null,
 *   sources: Sources,
 * ) => Layer[]}
 */
function readLayers(kinds, entries, parts, inputShape, sources) {
  try {
    const unplaced = kinds.map((kind, i) => readLayer(kind, `layers.${i}`, entries[i], parts));
    const layers = placedLayers("layers", unplaced, inputShape, sources);
    checkLayerValues("layers", layers);
    return layers;
  } catch (error) {
    if (error instanceof RefnetError && error.code !== "bad_file") {
      throw badFile(`it has layers that cannot be: ${error.message}`);
    }
    throw error;
  }
}

/**
 * Return the shape of an example in a description of version 2, whose sizes are not checked yet.
 * @type {(described: Record<string, unknown>) => number[]}
 */
function readInputShape({ input_shape: sizes }) {
  if (!Array.isArray(sizes) || !sizes.every(Number.isInteger)) {
    throw badFile("its input shape is not a list of counts");
  }
  return sizes;
}

/**
 * Return the names of a description, or null where it has none.
 * @type {(field: string, described: Record<string, unknown>, count: number) => string[] | null}
 */
function readNames(field, described, count) {
  if (!Object.hasOwn(described, field)) {
    return null;
  }
  const names = described[field];
  if (!Array.isArray(names) || !names.every((name) => typeof name === "string")) {
    throw badFile(`its ${field} are not a list of strings`);
  }
  if (names.length !== count) {
    throw badFile(`expected ${count} names of its ${field}`);
  }
  return names;
}

/**
 * Return the batch size of a description, or null where it has none (FILE-7).
 * @type {(described: Record<string, unknown>, layers: Layer[]) => number | null}
 */
function readBatchSize(described, layers) {
  if (!Object.hasOwn(described, "batch_size")) {
    return null;
  }
  const { batch_size: size } = described;
  if (typeof size !== "number" || !Number.isInteger(size)) {
    throw badFile("its batch_size is not a whole number");
  }
  try {
    checkBatchSize("its batch_size", layers, size);
  } catch (error) {
    throw error instanceof RefnetError ? badFile(error.message) : error;
  }
  return size;
}
