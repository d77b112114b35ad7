// Safetensors: tensors and a description in one file (FILE-1, FILE-3, FILE-4).
//
// The file begins with 8 bytes that hold the length of the header, little-endian. The header is a
// JSON object: for each tensor its type, its shape and the place of its bytes, and in __metadata__
// texts. The bytes of the tensors follow.
//
// A file may come from anywhere. So every size that it claims is compared with the bytes that are
// there before it is used, and an inconsistent file is refused.

import { RefnetError } from "./errors.js";
import { isObject, parseObject } from "./json.js";

const LARGEST_HEADER = 100000000;
const LENGTH = 8; // the number of bytes that hold the length of the header
const SPACE = 0x20; // that the header is padded with
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

/**
 * A tensor that a header describes: its bytes are those from start to end of the data.
 * @typedef {{name: string, type: string, shape: number[], start: number, end: number}} Tensor
 */

/**
 * The parts of a file: its tensors by name, its metadata by name, and the bytes of the tensors.
 * @typedef {{tensors: Map<string, Tensor>, metadata: Record<string, unknown>, data: DataView}} Parts
 */

/**
 * Numbers [...shape] to write, with the name of their tensor.
 * @typedef {{name: string, shape: number[], values: number[]}} Values
 */

/**
 * Return the bytes of a file with these tensors, each of type F64, and this metadata.
 * @type {(tensors: Values[], metadata: Record<string, string>) => Uint8Array}
 */
export function writeParts(tensors, metadata) {
  // As text: layers.10 comes before layers.2.
  tensors = [...tensors].sort((a, b) => (a.name < b.name ? -1 : 1));
  /** @type {Record<string, unknown>} */
  const header = { __metadata__: metadata };
  let end = 0;
  for (const { name, shape, values } of tensors) {
    const start = end;
    end = start + 8 * values.length;
    header[name] = { dtype: "F64", shape, data_offsets: [start, end] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const size = Math.ceil(text.length / 8) * 8;

  const content = new Uint8Array(LENGTH + size + end).fill(SPACE, LENGTH, LENGTH + size);
  const view = new DataView(content.buffer);
  view.setBigUint64(0, BigInt(size), true);
  content.set(text, LENGTH);
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
 * Return the parts of a consistent safetensors file.
 * @type {(bytes: Uint8Array) => Parts}
 */
export function readParts(bytes) {
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

/**
 * Return the error for a file that is not a model file.
 * @type {(reason: string) => RefnetError}
 */
export function badFile(reason) {
  return new RefnetError("bad_file", "model", `model: ${reason}`);
}
