// Model files: a network as a safetensors file, which every port reads and writes (FILE-*).
//
// A file may come from anywhere. So every size that it claims is compared with the bytes that are
// there before it is used, and an inconsistent file is refused.
//
// Left out on purpose: reading and writing on disk, which is in files.js.

import { ACTIVATIONS, checkedPredict, checkedSaveModel } from "./checks.js";
import { RefnetError } from "./errors.js";
import { isObject, parseObject } from "./json.js";
import { KINDS, networkOutputs } from "./network.js";

const VERSION = 1;
const LARGEST_HEADER = 100000000;
const LENGTH = 8; // the number of bytes that hold the length of the header
const TOO_LARGE = 2 ** 64; // the format's sizes have 64 bits

// The types that a tensor can have, by the number of bits of an element.
const TYPES = [
  { bits: 4, names: ["F4"] },
  { bits: 6, names: ["F6_E2M3", "F6_E3M2"] },
  { bits: 8, names: ["BOOL", "U8", "I8", "F8_E5M2", "F8_E4M3"] },
  { bits: 8, names: ["F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ"] },
  { bits: 16, names: ["I16", "U16", "F16", "BF16"] },
  { bits: 32, names: ["I32", "U32", "F32"] },
  { bits: 64, names: ["I64", "U64", "F64", "C64"] },
];

/** @typedef {import("./checks.js").GivenLayer} GivenLayer */
/** @typedef {import("./network.js").Layer} Layer */
/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./readers.js").Rows} Rows */

/**
 * A tensor that a header describes: its bytes are those from start to end of the data.
 * @typedef {{name: string, type: string, shape: number[], start: number, end: number}} Tensor
 */

/**
 * The parts of a file: its tensors by name, its metadata by name, and the bytes of the tensors.
 * @typedef {{tensors: Map<string, Tensor>, metadata: Record<string, unknown>, data: DataView}} Parts
 */

/**
 * Return the bytes of a network's file (FILE-3).
 *
 * @param {Layer[] | GivenLayer[]} layers
 * @returns {Uint8Array}
 * @throws {RefnetError} with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range
 * and unknown_name.
 */
export function writeModel(layers) {
  const network = checkedSaveModel(layers);
  const tensors = network.flatMap(({ units, kernel, bias }, i) => {
    const weights = [
      { name: `layers.${i}.kernel`, shape: [kernel.length, units], values: kernel.flat() },
    ];
    return bias === null
      ? weights
      : [{ name: `layers.${i}.bias`, shape: [units], values: bias }, ...weights];
  });
  tensors.sort((a, b) => (a.name < b.name ? -1 : 1)); // as text: layers.10 comes before layers.2

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
  const size = Math.ceil(text.length / 8) * 8; // the text is ASCII, one byte per character

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
 * Return the network that a file's bytes hold.
 *
 * @param {Uint8Array} bytes
 * @returns {{layers: Layer[]}}
 * @throws {RefnetError} with the codes wrong_type and bad_file (FILE-4).
 */
export function readModel(bytes) {
  if (!(bytes instanceof Uint8Array)) {
    throw new RefnetError("wrong_type", "model", "model: expected bytes");
  }
  const parts = readParts(bytes);
  const { refnet } = parts.metadata;
  const description =
    typeof refnet === "string" ? parseObject(new TextEncoder().encode(refnet)) : null;
  if (description === null) {
    throw badFile("it has no description by refnet");
  }
  if (description.version !== VERSION) {
    throw badFile(`expected version ${VERSION} of refnet's description`);
  }
  if (!Array.isArray(description.layers) || description.layers.length === 0) {
    throw badFile("it has no layers");
  }
  const layers = description.layers.map((described, i) => readLayer(i, described, parts));
  const shapes = layers.map((layer) => KINDS[layer.kind].shapes(layer));
  for (let i = 1; i < layers.length; i++) {
    const [[before], [[n]]] = [shapes[i - 1][1], shapes[i]];
    if (n !== before) {
      throw badFile(`layers.${i}.kernel does not fit the layer before it`);
    }
  }
  return { layers };
}

/**
 * Return the outputs of a network, such as one that comes from a file.
 *
 * inputs [m][n] -> outputs [m][k], which may be infinite or NaN
 *
 * @param {{layers: Layer[] | GivenLayer[]}} model
 * @param {Rows} inputs
 * @returns {Matrix}
 * @throws {RefnetError} with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range
 * and unknown_name.
 */
export function predict(model, inputs) {
  const [layers, rows] = checkedPredict(model.layers, inputs);
  return networkOutputs(rows, layers);
}

/**
 * Return the parts of a consistent safetensors file.
 * @type {(bytes: Uint8Array) => Parts}
 */
function readParts(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < LENGTH) {
    throw badFile("it is too short to be a model file");
  }
  const claimed = view.getBigUint64(0, true); // it may be more than a number can hold
  if (claimed > LARGEST_HEADER) {
    throw badFile(`the header is longer than ${LARGEST_HEADER} bytes`);
  }
  if (claimed > bytes.length - LENGTH) {
    throw badFile("the header is longer than the file");
  }
  const end = LENGTH + Number(claimed);
  const header = parseHeader(bytes.subarray(LENGTH, end));
  if (header === null) {
    throw badFile("the header is not a JSON object");
  }
  const { __metadata__: metadata = {}, ...others } = header;
  if (!isObject(metadata) || !Object.values(metadata).every((text) => typeof text === "string")) {
    throw badFile("the header's __metadata__ is not an object of strings");
  }
  const tensors = Object.entries(others).map(([name, described]) => readTensor(name, described));
  tensors.sort((a, b) => a.start - b.start || a.end - b.end);
  let place = 0;
  for (const { name, start, end: next } of tensors) {
    if (start !== place) {
      throw badFile(`${name} does not begin where the tensor before it ends`);
    }
    place = next;
  }
  if (place !== bytes.length - end) {
    throw badFile("the tensors do not end where the file does");
  }
  return {
    tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])),
    metadata,
    data: new DataView(view.buffer, view.byteOffset + end),
  };
}

/**
 * Return a tensor whose description is consistent.
 * @type {(name: string, described: unknown) => Tensor}
 */
function readTensor(name, described) {
  const { dtype, shape, data_offsets: offsets } = isObject(described) ? described : {};
  if (!isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) {
    throw badFile(`${name} has no shape or no offsets`);
  }
  const type = TYPES.find(({ names }) => names.some((each) => each === dtype));
  if (typeof dtype !== "string" || type === undefined) {
    throw badFile(`${name} has an unknown type`);
  }
  // A product too large to be exact needs offsets as large, and those lie beyond the file.
  let count = 1;
  for (const length of shape) {
    count = count * length;
    if (count >= TOO_LARGE) {
      throw badFile(`${name} has a shape that is too large`);
    }
  }
  const [start, end] = offsets;
  if ((count * type.bits) / 8 !== end - start) {
    throw badFile(`${name} has another size than its shape`);
  }
  return { name, type: dtype, shape, start, end };
}

/**
 * Return a layer with the weights of its tensors.
 * @type {(i: number, described: unknown, parts: Parts) => Layer}
 */
function readLayer(i, described, parts) {
  const name = `layers.${i}`;
  const { units, activation, bias: hasBias } = isObject(described) ? described : {};
  if (typeof units !== "number" || !Number.isSafeInteger(units) || units < 1) {
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
  if (tensor.shape.length !== 2 || n === 0 || columns !== units) {
    throw badFile(`${name}.kernel does not have its layer's shape`);
  }
  const kernel = [];
  for (let row = 0; row < n; row++) {
    kernel.push(readWeights(tensor, row * units, units, parts.data));
  }
  if (!hasBias) {
    return { kind: "dense", units, activation, kernel, bias: null };
  }
  const vector = findTensor(`${name}.bias`, parts);
  if (vector.shape.length !== 1 || vector.shape[0] !== units) {
    throw badFile(`${name}.bias does not have its layer's shape`);
  }
  const bias = readWeights(vector, 0, units, parts.data);
  return { kind: "dense", units, activation, kernel, bias };
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
 * Return `count` weights of a tensor, starting with the one at index `first`.
 * @type {(tensor: Tensor, first: number, count: number, data: DataView) => number[]}
 */
function readWeights(tensor, first, count, data) {
  const weights = [];
  for (let i = 0; i < count; i++) {
    const weight = data.getFloat64(tensor.start + 8 * (first + i), true);
    if (!Number.isFinite(weight)) {
      throw badFile(`${tensor.name} has weights that are infinite or NaN`);
    }
    weights.push(weight);
  }
  return weights;
}

/**
 * Return the JSON object in the bytes of a header; null where they hold anything else.
 *
 * Sizes are written with digits only, but JSON.parse gives 2.0 and 2 the same number. So every
 * number with more than digits is replaced by null first.
 * @type {(bytes: Uint8Array) => Record<string, unknown> | null}
 */
function parseHeader(bytes) {
  if (parseObject(bytes) === null) {
    return null;
  }
  // Without escaped quotation marks, every second piece between two of them is a string.
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

/** @type {(value: unknown) => value is number[]} */
function isSizes(value) {
  return (
    Array.isArray(value) && value.every((size) => typeof size === "number" && size < TOO_LARGE)
  );
}

/** @type {(reason: string) => RefnetError} */
function badFile(reason) {
  return new RefnetError("bad_file", "model", `model: ${reason}`);
}
