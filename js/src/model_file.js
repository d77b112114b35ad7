// Model files: a network as a safetensors file, which every port reads and writes (FILE-*).
//
// The description in the file's metadata lists the layers, and the tensors hold their numbers. A
// description may say anything, so it is compared with the tensors that are there.
//
// Left out on purpose: the format of the file, which is in safetensors.js, and reading and writing
// on disk, which is in files.js.

import { ACTIVATIONS } from "./checks.js";
import { RefnetError } from "./errors.js";
import { isObject, parseObject } from "./json.js";
import { networkOutputs } from "./network.js";
import {
  checkedPredict,
  checkedSaveModel,
  fileVersion,
  inputShapeOf,
  inputsOf,
  outputsOf,
  placedLayers,
} from "./network_checks.js";
import { wrongType } from "./readers.js";
import { badFile, readParts, writeParts } from "./safetensors.js";

/** @typedef {import("./network.js").Layer} Layer */
/** @typedef {import("./network_checks.js").GivenLayer} GivenLayer */
/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./readers.js").Numbers} Numbers */
/** @typedef {import("./readers.js").Rows} Rows */
/** @typedef {import("./safetensors.js").Parts} Parts */
/** @typedef {import("./safetensors.js").Tensor} Tensor */
/** @typedef {import("./safetensors.js").Values} Values */

/**
 * What a file holds beside the layers: the shape of an example, which may be null or left out where
 * the first layer knows it, and the names of the inputs, `columns` [n], and of the outputs, `classes` [k],
 * which are null or left out where there are none.
 * @typedef {{
 *   inputShape?: Numbers | null,
 *   columns?: string[] | null,
 *   classes?: string[] | null,
 * }} Details
 */

/**
 * A network, the shape of an example, and the names of its inputs and outputs.
 * @typedef {{
 *   inputShape: number[],
 *   layers: Layer[],
 *   columns: string[] | null,
 *   classes: string[] | null,
 * }} Model
 */

/**
 * How a kind of layer is stored: the entry in the description that its fields give, its tensors,
 * and the layer that they describe.
 * @typedef {{
 *   entry: (layer: any) => object,
 *   tensors: (layer: any) => Values[],
 *   read: (name: string, entry: Record<string, unknown>, parts: Parts) => Layer,
 * }} Kind
 */

/** @type {Record<Layer["kind"], Kind>} */
const KINDS = {
  dense: {
    entry: ({ units, activation, bias }) => ({ units, activation, bias: bias !== null }),
    tensors: ({ units, kernel, bias }) => {
      const weights = { name: "kernel", shape: [kernel.length, units], values: kernel.flat() };
      return bias === null ? [weights] : [weights, { name: "bias", shape: [units], values: bias }];
    },
    read: readDense,
  },
  flatten: {
    entry: () => ({}),
    tensors: () => [],
    read: () => ({ kind: "flatten", inputShape: [], activation: "linear" }),
  },
  normalization: {
    entry: ({ invert }) => ({ invert }),
    tensors: ({ mean, variance }) => [
      { name: "mean", shape: [mean.length], values: mean },
      { name: "variance", shape: [mean.length], values: variance },
    ],
    read: readNormalization,
  },
};

/**
 * Return the bytes of a network's file (FILE-3, FILE-5, FILE-6).
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
  const { inputShape = null, columns: inputNames = null, classes: outputNames = null } = details;
  const checked = checkedSaveModel(layers, inputShape, inputNames, outputNames);
  const [network, columns, classes] = checked;
  const tensors = network.flatMap((layer, i) =>
    KINDS[layer.kind]
      .tensors(layer)
      .map(({ name, ...others }) => ({ name: `layers.${i}.${name}`, ...others })),
  );
  return writeParts(tensors, { refnet: describe(network, columns, classes) });
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
  const unplaced = entries.map((entry, i) => {
    const kind = version === 1 ? "dense" : entry.kind;
    if (typeof kind !== "string" || !Object.hasOwn(KINDS, kind)) {
      throw badFile(`layers.${i} has an unknown kind`);
    }
    return KINDS[/** @type {Layer["kind"]} */ (kind)].read(`layers.${i}`, entry, parts);
  });
  const layers = placed(unplaced, version === 1 ? null : readInputShape(description));
  const named = version === 1 ? {} : description;
  return {
    inputShape: inputShapeOf(layers),
    layers,
    columns: readNames("columns", named, inputsOf("layers", layers)[1]),
    classes: readNames("classes", named, outputsOf("layers", layers)[1]),
  };
}

/**
 * Return the outputs of a network, such as one that comes from a file.
 *
 * inputs [m][n] -> outputs [m][k], which may be infinite or NaN
 *
 * @param {{inputShape?: Numbers | null, layers: GivenLayer[]}} model
 * @param {Rows} inputs
 * @returns {Matrix}
 * @throws {RefnetError} with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range
 * and unknown_name.
 */
export function predict(model, inputs) {
  if (!isObject(model)) {
    throw wrongType("model", "an object with layers");
  }
  const [layers, rows] = checkedPredict(model.layers, model.inputShape ?? null, inputs);
  return networkOutputs(rows, layers);
}

/**
 * Return the text that describes a network (FILE-2, FILE-5, FILE-6).
 * @type {(layers: Layer[], columns: string[] | null, classes: string[] | null) => string}
 */
function describe(layers, columns, classes) {
  const entries = layers.map((layer) => KINDS[layer.kind].entry(layer));
  if (fileVersion(layers, columns, classes) === 1) {
    return JSON.stringify({ version: 1, layers: entries });
  }
  return JSON.stringify({
    version: 2,
    input_shape: inputShapeOf(layers),
    layers: layers.map(({ kind }, i) => ({ kind, ...entries[i] })),
    ...(columns === null ? {} : { columns }),
    ...(classes === null ? {} : { classes }),
  });
}

/**
 * Return the layers for examples of this shape, or of the shape that the first one knows.
 * @type {(layers: Layer[], inputShape: number[] | null) => Layer[]}
 */
function placed(layers, inputShape) {
  try {
    return placedLayers("layers", layers, inputShape);
  } catch (error) {
    if (error instanceof RefnetError) {
      throw badFile(`its layers do not fit together: ${error.message}`);
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
 * Return a dense layer with the weights of its tensors.
 * @type {(name: string, entry: Record<string, unknown>, parts: Parts) => Layer}
 */
function readDense(name, { units, activation, bias: hasBias }, parts) {
  if (!isSize(units)) {
    throw badFile(`${name} has invalid units`);
  }
  if (typeof activation !== "string" || !ACTIVATIONS.includes(activation)) {
    throw badFile(`${name} has an unknown activation`);
  }
  if (typeof hasBias !== "boolean") {
    throw badFile(`${name} does not say whether it has a bias`);
  }
  const tensor = findTensor(`${name}.kernel`, parts);
  const [n, columns] = tensor.shape;
  if (tensor.shape.length !== 2 || columns !== units) {
    throw badFile(`${name}.kernel does not have its layer's shape`);
  }
  const kernel = [];
  for (let row = 0; row < n; row++) {
    kernel.push(readNumbers(tensor, row * units, units, parts.data));
  }
  const bias = hasBias ? readVector(`${name}.bias`, parts) : null;
  return { kind: "dense", units, activation, kernel, bias };
}

/**
 * Return a normalization layer with the numbers of its tensors.
 * @type {(name: string, entry: Record<string, unknown>, parts: Parts) => Layer}
 */
function readNormalization(name, { invert }, parts) {
  if (typeof invert !== "boolean") {
    throw badFile(`${name} does not say whether it inverts`);
  }
  const mean = readVector(`${name}.mean`, parts);
  const variance = readVector(`${name}.variance`, parts);
  if (variance.some((each) => each < 0.0)) {
    throw badFile(`${name}.variance has numbers below 0`);
  }
  return {
    kind: "normalization",
    mean,
    variance,
    invert,
    inputShape: [],
    activation: "linear",
  };
}

/**
 * Return the numbers of a tensor that is one list.
 * @type {(name: string, parts: Parts) => number[]}
 */
function readVector(name, parts) {
  const tensor = findTensor(name, parts);
  if (tensor.shape.length !== 1) {
    throw badFile(`${name} is not a list of numbers`);
  }
  return readNumbers(tensor, 0, tensor.shape[0], parts.data);
}

/**
 * Return the tensor of this name, which holds binary64 numbers.
 * @type {(name: string, parts: Parts) => Tensor}
 */
function findTensor(name, parts) {
  const tensor = parts.tensors.get(name);
  if (tensor === undefined) {
    throw badFile(`${name} is missing`);
  }
  if (tensor.type !== "F64") {
    throw badFile(`${name} is ${tensor.type}, expected F64`);
  }
  return tensor;
}

/**
 * Return `count` numbers of a tensor, starting with the one at index `first`.
 * @type {(tensor: Tensor, first: number, count: number, data: DataView) => number[]}
 */
function readNumbers(tensor, first, count, data) {
  const numbers = [];
  for (let i = 0; i < count; i++) {
    const number = data.getFloat64(tensor.start + 8 * (first + i), true);
    if (!Number.isFinite(number)) {
      throw badFile(`${tensor.name} has numbers that are infinite or NaN`);
    }
    numbers.push(number);
  }
  return numbers;
}

/** @type {(value: unknown) => value is number} */
function isSize(value) {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 1;
}
