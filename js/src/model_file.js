// Model files: a network in a safetensors file, which every port reads and writes (FILE-*).
//
// A file may come from anywhere. So nothing that it claims is believed before it has been compared with
// the bytes that are there, and whatever does not hold together is refused.

import { randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

import { networkOutputs } from "./dense.js";
import { asRows, checkFiniteRows, checkRowLengths, RefnetError } from "./errors.js";
import { ACTIVATIONS, asLayers, checkLayerShapes, checkLayerValues } from "./network.js";
import { readObject } from "./protocol.js";

const VERSION = 1;
const LARGEST_HEADER = 100000000;
const LENGTH = 8; // the bytes that say how long the header is
const TOO_LARGE = 2 ** 64; // the format's sizes have 64 bits

// The types that a tensor can have, by the bits that a number of each has.
const TYPES = [
  { bits: 4, names: ["F4"] },
  { bits: 6, names: ["F6_E2M3", "F6_E3M2"] },
  { bits: 8, names: ["BOOL", "U8", "I8", "F8_E5M2", "F8_E4M3"] },
  { bits: 8, names: ["F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ"] },
  { bits: 16, names: ["I16", "U16", "F16", "BF16"] },
  { bits: 32, names: ["I32", "U32", "F32"] },
  { bits: 64, names: ["I64", "U64", "F64", "C64"] },
];

/** @typedef {import("./network.js").DenseLayer} DenseLayer */
/** @typedef {import("./network.js").GivenLayer} GivenLayer */

/**
 * A tensor that a header describes: its bytes are those from start to end of the data.
 * @typedef {{name: string, type: string, shape: number[], start: number, end: number}} Tensor
 */

/**
 * A file taken apart: its tensors by name, its other entries by name, and the bytes of the tensors.
 * @typedef {{tensors: Map<string, Tensor>, metadata: Record<string, unknown>, data: DataView}} Parts
 */

/**
 * Return the file of a network (FILE-3).
 *
 * @param {GivenLayer[]} layers
 * @returns {Uint8Array}
 * @throws {RefnetError} with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range and
 * unknown_name.
 */
export function writeModel(layers) {
  const network = asLayers("layers", layers);
  checkLayerShapes("layers", network);
  checkLayerValues("layers", network);

  const tensors = network.flatMap(({ units, kernel, bias }, i) => {
    const weights = [
      { name: `layers.${i}.kernel`, shape: [kernel.length, units], values: kernel.flat() },
    ];
    return bias === null
      ? weights
      : [{ name: `layers.${i}.bias`, shape: [units], values: bias }, ...weights];
  });
  tensors.sort((a, b) => (a.name < b.name ? -1 : 1)); // not by number: layers.10 is before layers.2

  const described = network.map(({ units, activation, bias }) => ({
    units,
    activation,
    bias: bias !== null,
  }));
  const description = JSON.stringify({ version: VERSION, layers: described });
  /** @type {Record<string, unknown>} */
  const header = { __metadata__: { refnet: description } };
  let end = 0;
  for (const { name, shape, values } of tensors) {
    const start = end;
    end = start + 8 * values.length;
    header[name] = { dtype: "F64", shape, data_offsets: [start, end] };
  }
  const text = JSON.stringify(header);
  const size = Math.ceil(text.length / 8) * 8; // its characters are ASCII, a byte each

  const content = new Uint8Array(LENGTH + size + end);
  const view = new DataView(content.buffer);
  view.setBigUint64(0, BigInt(size), true);
  content.set(new TextEncoder().encode(text.padEnd(size)), LENGTH);
  let place = LENGTH + size;
  for (const { values } of tensors) {
    for (const value of values) {
      view.setFloat64(place, value, true);
      place = place + 8;
    }
  }
  return content;
}

/**
 * Return the network that a file holds.
 *
 * @param {Uint8Array} bytes
 * @returns {{layers: DenseLayer[]}}
 * @throws {RefnetError} with the codes wrong_type and bad_file (FILE-4).
 */
export function readModel(bytes) {
  if (!(bytes instanceof Uint8Array)) {
    throw new RefnetError("wrong_type", "model", "model: expected bytes");
  }
  const parts = takeApart(bytes);
  const { refnet } = parts.metadata;
  const description = typeof refnet === "string" ? parseObject(Buffer.from(refnet)) : null;
  if (description === null) {
    throw bad("it has no description by refnet");
  }
  if (description.version !== VERSION) {
    throw bad(`expected version ${VERSION} of refnet's description`);
  }
  if (!Array.isArray(description.layers) || description.layers.length === 0) {
    throw bad("it has no layers");
  }
  const layers = description.layers.map((described, i) => readLayer(i, described, parts));
  for (let i = 1; i < layers.length; i++) {
    if (layers[i].kernel.length !== layers[i - 1].units) {
      throw bad(`layers.${i}.kernel does not fit the layer before it`);
    }
  }
  return { layers };
}

/**
 * Write the file of a network, whole or not at all: beside its place first, flushed to the disk, then
 * renamed.
 * @type {(path: string, layers: GivenLayer[]) => void}
 */
export function saveModel(path, layers) {
  const content = writeModel(layers);
  const name = `.${basename(path)}.${randomBytes(6).toString("hex")}`;
  const temporary = join(dirname(path), name);
  const file = openSync(temporary, "wx");
  try {
    try {
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * Return the network that the file at this path holds; throws RefnetError: bad_file.
 * @type {(path: string) => {layers: DenseLayer[]}}
 */
export function loadModel(path) {
  return readModel(readFileSync(path));
}

/**
 * Return what a network, such as one that comes from a file, answers.
 *
 * inputs [m][n] -> outputs [m][k], which may be infinite or NaN
 *
 * @param {{layers: GivenLayer[]}} model
 * @param {ArrayLike<number>[]} inputs
 * @returns {import("./network.js").Matrix}
 * @throws {RefnetError} with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range and
 * unknown_name.
 */
export function predict(model, inputs) {
  const layers = asLayers("layers", model.layers);
  const x = asRows("inputs", inputs);
  checkLayerShapes("layers", layers);
  checkRowLengths("inputs", x, "layers[0].kernel", layers[0].kernel.length);
  checkLayerValues("layers", layers);
  checkFiniteRows("inputs", x);
  return networkOutputs(x, layers);
}

/**
 * Return the parts of a safetensors file that holds together.
 * @type {(bytes: Uint8Array) => Parts}
 */
function takeApart(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < LENGTH) {
    throw bad("it is too short to be a model file");
  }
  const claimed = view.getBigUint64(0, true); // it may be more than a number can hold
  if (claimed > LARGEST_HEADER) {
    throw bad(`the header is longer than ${LARGEST_HEADER} bytes`);
  }
  if (claimed > bytes.length - LENGTH) {
    throw bad("the header is longer than the file");
  }
  const end = LENGTH + Number(claimed);
  const header = parseHeader(bytes.subarray(LENGTH, end));
  if (header === null) {
    throw bad("the header is no JSON object");
  }
  const { __metadata__: metadata = {}, ...others } = header;
  if (!isObject(metadata) || !Object.values(metadata).every((text) => typeof text === "string")) {
    throw bad("the header's __metadata__ is no object of strings");
  }
  const tensors = Object.entries(others).map(([name, described]) => readTensor(name, described));
  tensors.sort((a, b) => a.start - b.start || a.end - b.end);
  let place = 0;
  for (const { name, start, end: next } of tensors) {
    if (start !== place) {
      throw bad(`${name} does not begin where the tensor before it ends`);
    }
    place = next;
  }
  if (place !== bytes.length - end) {
    throw bad("the tensors do not end where the file does");
  }
  return {
    tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])),
    metadata,
    data: new DataView(view.buffer, view.byteOffset + end),
  };
}

/**
 * Return a tensor whose description holds together.
 * @type {(name: string, described: unknown) => Tensor}
 */
function readTensor(name, described) {
  const { dtype, shape, data_offsets: offsets } = isObject(described) ? described : {};
  if (!isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) {
    throw bad(`${name} has no shape or no offsets`);
  }
  const type = TYPES.find(({ names }) => names.some((each) => each === dtype));
  if (typeof dtype !== "string" || type === undefined) {
    throw bad(`${name} is of an unknown type`);
  }
  // Where a product is too large to be exact, the offsets are too, and lie beyond the file.
  let count = 1;
  for (const length of shape) {
    count = count * length;
    if (count >= TOO_LARGE) {
      throw bad(`${name} has a shape beyond all bounds`);
    }
  }
  const [start, end] = offsets;
  if ((count * type.bits) / 8 !== end - start) {
    throw bad(`${name} is not as large as its shape`);
  }
  return { name, type: dtype, shape, start, end };
}

/**
 * Return a layer with the weights of its tensors.
 * @type {(i: number, described: unknown, parts: Parts) => DenseLayer}
 */
function readLayer(i, described, parts) {
  const name = `layers.${i}`;
  const { units, activation, bias: biased } = isObject(described) ? described : {};
  if (typeof units !== "number" || !Number.isSafeInteger(units) || units < 1) {
    throw bad(`${name} has other units than a layer can have`);
  }
  if (typeof activation !== "string" || !ACTIVATIONS.includes(activation)) {
    throw bad(`${name} has another activation than a layer can have`);
  }
  if (typeof biased !== "boolean") {
    throw bad(`${name} does not say whether it has a bias`);
  }
  const tensor = findTensor(`${name}.kernel`, parts);
  const [n, columns] = tensor.shape;
  if (tensor.shape.length !== 2 || n === 0 || columns !== units) {
    throw bad(`${name}.kernel is not as large as its layer`);
  }
  const kernel = [];
  for (let row = 0; row < n; row++) {
    kernel.push(readWeights(tensor, row * units, units, parts.data));
  }
  if (!biased) {
    return { units, activation, kernel, bias: null };
  }
  const vector = findTensor(`${name}.bias`, parts);
  if (vector.shape.length !== 1 || vector.shape[0] !== units) {
    throw bad(`${name}.bias is not as large as its layer`);
  }
  return { units, activation, kernel, bias: readWeights(vector, 0, units, parts.data) };
}

/**
 * Return the tensor of this name, which has weights.
 * @type {(name: string, parts: Parts) => Tensor}
 */
function findTensor(name, parts) {
  const tensor = parts.tensors.get(name);
  if (tensor === undefined) {
    throw bad(`${name} is missing`);
  }
  if (tensor.type !== "F64") {
    throw bad(`${name} is ${tensor.type}, expected F64`);
  }
  return tensor;
}

/**
 * Return so many weights of a tensor, from the one at `first` on.
 * @type {(tensor: Tensor, first: number, count: number, data: DataView) => number[]}
 */
function readWeights(tensor, first, count, data) {
  const weights = [];
  for (let i = 0; i < count; i++) {
    const weight = data.getFloat64(tensor.start + 8 * (first + i), true);
    if (!Number.isFinite(weight)) {
      throw bad(`${tensor.name} has weights that are infinite or NaN`);
    }
    weights.push(weight);
  }
  return weights;
}

/**
 * Return the object that a header is the text of, or null where it is none.
 *
 * The header's numbers are sizes, which have digits only; but a number of JavaScript does not know any
 * more that it was written as 2.0. So whatever has more than digits becomes null first.
 * @type {(bytes: Uint8Array) => Record<string, unknown> | null}
 */
function parseHeader(bytes) {
  if (parseObject(bytes) === null) {
    return null;
  }
  // Without escaped quotation marks every second piece between two of them is a string.
  const text = new TextDecoder().decode(bytes);
  const plain = text.replaceAll(/\\./g, (pair) => (pair === '\\"' ? "\\u0022" : pair));
  const pieces = plain.split('"');
  for (let i = 0; i < pieces.length; i += 2) {
    pieces[i] = pieces[i].replaceAll(/[-\d][-+.\deE]*/g, (number) =>
      /^\d+$/.test(number) ? number : "null",
    );
  }
  return JSON.parse(pieces.join('"'));
}

/**
 * Return the JSON object that the bytes are the text of, or null where they are none.
 * @type {(bytes: Uint8Array) => Record<string, unknown> | null}
 */
function parseObject(bytes) {
  try {
    return readObject(bytes);
  } catch {
    return null;
  }
}

/** @type {(value: unknown) => value is Record<string, unknown>} */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @type {(value: unknown) => value is number[]} */
function isSizes(value) {
  return (
    Array.isArray(value) && value.every((size) => typeof size === "number" && size < TOO_LARGE)
  );
}

/** @type {(reason: string) => RefnetError} */
function bad(reason) {
  return new RefnetError("bad_file", "model", `model: ${reason}`);
}
