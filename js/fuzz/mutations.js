// Inputs that are almost valid: requests and model files with a few random changes.

import { isObject } from "../src/json.js";

/** @typedef {import("./draw.js").Draw} Draw */
/** @typedef {Record<string, any>} Json */

const MORE_CHANGES = 0.4; // the probability of another change after each
const SHALLOW = ["id", "experiment", "version"]; // a change there leaves little to check

// Values at the bounds of types and sizes, and names that every object of JavaScript has.
const NUMBERS = [0, -0, 1, -1, 2, 3, 0.5, -0.5, 1.5, 1e-300, 5e-324, 1e16, 1e154, 1e200, 1e308];
const COUNTS = [7, 255, 2 ** 24, 2 ** 24 + 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53];
const CODED = ["NaN", "Infinity", "-Infinity", "-0", "0x3ff0000000000000", "0x7FF8000000000001"];
const HALVES = ["0x8000000000000000", "0x0000000000000001", "0x7fefffffffffffff", "0x3ff"];
const NAMES = ["", "a", "__proto__", "constructor", "toString", "length", "kind", "name", "\0"];
const TEXTS = ["\u2028", "\u{1f600}", "\uffff", "ü", '"\\/\b\t', "1", "add", "mse", "adam", "relu"];
const KINDS = [
  "dense",
  "flatten",
  "reshape",
  "normalization",
  "batch_normalization",
  "dropout",
  "activation",
  "leaky_relu",
  "softmax",
  "add",
  "concatenate",
  "conv2d",
  "conv1d",
  "zero_padding2d",
];
const STEPS = ["masking", "repeat_vector", "time_distributed", "embedding"];
const CELLS = ["simple_rnn", "lstm", "gru"];
const DIRECTIONS = CELLS.map((cell) => `bidirectional_${cell}`);
const POOLS = ["max_pooling2d", "average_pooling2d", "global_average_pooling2d"];
const CHOICES = [
  "softmax",
  "sigmoid",
  "exponential",
  "gelu",
  "binary_crossentropy",
  "huber",
  "hinge",
  "valid",
  "same",
  "normal",
  "integers",
  "orthogonal",
  "random_uniform",
  "truncated_normal",
  "variance_scaling",
  "identity",
  "oja",
  "synchronous",
  "adagrad",
  "adadelta",
  "adamax",
  "nadam",
  "adamw",
  "exponential_decay",
  "inverse_time_decay",
  "piecewise_constant_decay",
  "polynomial_decay",
  "cosine_decay",
];
const OTHERS = [null, true, false, [], {}, [[]], [[], []], [null], [{}], [[[1]]], [1, [1]], [2, 2]];
const FIELDS = [
  "learning_rate",
  "weight_decay",
  "clipnorm",
  "clipvalue",
  "global_clipnorm",
  "decay_steps",
  "staircase",
  "boundaries",
  "warmup_target",
  "input_shape",
  "units",
  "mean",
  "bias",
  "seed",
  "strides",
  "padding",
  "rows",
  "distribution",
  "high",
  "order_seed",
  "recurrent_activation",
  "return_sequences",
  "go_backwards",
  "backward_bias",
  "mask_value",
  "mask_zero",
  "dropout",
  "recurrent_dropout",
  "stateful",
  "keeps_states",
  "rate",
  "gamma",
  "beta",
  "moving_mean",
  "moving_variance",
  "momentum",
  "epsilon",
  "activation",
  "negative_slope",
  "shuffle",
  "delta",
  "from_logits",
  "label_smoothing",
];
const VALUES = [
  ...[
    NUMBERS,
    COUNTS,
    CODED,
    HALVES,
    NAMES,
    TEXTS,
    KINDS,
    STEPS,
    CELLS,
    DIRECTIONS,
    POOLS,
    CHOICES,
  ].flat(),
  ...OTHERS, // lists that are values themselves
];
const NOTATIONS = [
  "1.0",
  "1e0",
  "0.1E+1",
  "-0",
  "-0.0",
  "1e999",
  "-1e999",
  "1e-999",
  "01",
  "1.",
  "+1",
];
const PIECES = ["NaN", "Infinity", "//", ",", "}", "]", "{", "[", '"', "\\", "\\ud800", "\ufeff"];
const DTYPES = ["F64", "F32", "I64", "U8", "F4", "F6_E2M3", "C64", "BOOL", "f64", "F65"];

/**
 * Return an object of JSON with a few changes; others: where else to take parts from.
 * @type {(draw: Draw, value: Json, others: readonly unknown[]) => Json}
 */
export function mutated(draw, value, others) {
  const copy = structuredClone(value);
  do {
    changeOne(draw, copy, others);
  } while (draw.chance(MORE_CHANGES));
  return copy;
}

/**
 * Change one place of an object or a list, at any depth.
 * @type {(draw: Draw, root: Json, others: readonly unknown[]) => void}
 */
function changeOne(draw, root, others) {
  let parent = root;
  for (;;) {
    const keys = Object.keys(parent);
    let key = draw.one(keys);
    if (SHALLOW.includes(key) && draw.chance(0.9)) {
      key = draw.one(keys);
    }
    if (keys.length === 0 || draw.chance(0.03)) {
      return insert(draw, parent, others);
    }
    const child = parent[key];
    if (typeof child !== "object" || child === null || draw.chance(0.15)) {
      return changeChild(draw, parent, key, others);
    }
    parent = child;
  }
}

/** @type {(draw: Draw, parent: Json, others: readonly unknown[]) => void} */
function insert(draw, parent, others) {
  const value = draw.chance(0.5) ? draw.one(VALUES) : partOf(draw, others);
  if (Array.isArray(parent)) {
    parent.splice(draw.below(parent.length + 1), 0, structuredClone(value));
  } else {
    const name = draw.one([...NAMES, ...FIELDS]);
    setOwn(parent, name, structuredClone(value));
  }
}

/** @type {(draw: Draw, parent: Json, key: string, others: readonly unknown[]) => void} */
function changeChild(draw, parent, key, others) {
  const child = parent[key];
  const remove = () => (Array.isArray(parent) ? parent.splice(Number(key), 1) : delete parent[key]);
  if (typeof child === "number" && draw.chance(0.6)) {
    const numbers = [...NUMBERS, ...COUNTS, ...CODED, -child, child + 1, child - 1, child / 3];
    return setOwn(parent, key, draw.one(numbers));
  }
  draw.one([
    remove,
    () => setOwn(parent, key, structuredClone(draw.one(VALUES))),
    () => setOwn(parent, key, structuredClone(partOf(draw, others, key))),
    () => setOwn(parent, key, structuredClone(partOf(draw, others, key))),
    () => setOwn(parent, key, [child]),
    () => insert(draw, parent, [child]),
    () =>
      setOwn(
        parent,
        key,
        Array.isArray(child) ? child.slice(draw.below(2), -1) : JSON.stringify(child),
      ),
  ])();
}

/**
 * Return a part of another object: the one of this name, if there is one.
 * @type {(draw: Draw, others: readonly unknown[], key?: string) => unknown}
 */
function partOf(draw, others, key) {
  let part = /** @type {any} */ (draw.one(others));
  if (key !== undefined && isObject(part) && Object.hasOwn(part, key)) {
    return part[key];
  }
  for (let depth = draw.below(4); depth > 0 && typeof part === "object" && part; depth--) {
    part = Object.values(part).length > 0 ? draw.one(Object.values(part)) : part;
  }
  return part;
}

/**
 * Set a field, also one of the name __proto__.
 * @type {(parent: Json, key: string, value: unknown) => void}
 */
function setOwn(parent, key, value) {
  const settings = { value, enumerable: true, configurable: true, writable: true };
  Object.defineProperty(parent, key, settings);
}

/**
 * Return JSON text in which a number may have another notation.
 * @type {(draw: Draw, text: string) => string}
 */
export function renotated(draw, text) {
  const places = [...text.matchAll(/(?<=[[:,] ?)-?\d[\d.e+-]*/g)];
  if (places.length === 0) {
    return text;
  }
  const { index, 0: number } = draw.one(places);
  const other = draw.chance(0.5) ? draw.one(NOTATIONS) : `${number}.0`;
  return text.slice(0, index) + other + text.slice(index + number.length);
}

/**
 * Return bytes with a few changes: flipped, removed, inserted, repeated or cut off.
 * @type {(draw: Draw, bytes: Buffer) => Buffer}
 */
export function garbled(draw, bytes) {
  do {
    const place = draw.below(bytes.length + 1);
    const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)];
    const rest = draw.below(9);
    const inserted = draw.chance(0.5)
      ? Buffer.from(draw.one(PIECES))
      : Buffer.from([draw.below(256)]);
    bytes = draw.one([
      () => Buffer.concat([before, inserted, after]),
      () => Buffer.concat([before, inserted, after.subarray(inserted.length)]),
      () => Buffer.concat([before, after.subarray(rest)]),
      () => Buffer.concat([before, after.subarray(0, rest), after]),
      () => (draw.chance(0.2) ? before : bytes),
    ])();
  } while (draw.chance(MORE_CHANGES));
  return bytes;
}

/**
 * Return a model file with a few changes: in its header, its description, its numbers or anywhere.
 * @type {(draw: Draw, content: Buffer, others: readonly Buffer[]) => Buffer}
 */
export function mutatedModel(draw, content, others) {
  const parts = partsOf(content);
  if (parts === null || draw.chance(0.15)) {
    return garbled(draw, content);
  }
  let { header, data } = parts;
  const description = descriptionOf(header);
  const other = partsOf(draw.one(others))?.header ?? {};
  let descriptionText = null;
  if (description !== null && draw.chance(0.6)) {
    descriptionText = JSON.stringify(mutated(draw, description, [descriptionOf(other)]));
    descriptionText = draw.chance(0.2) ? renotated(draw, descriptionText) : descriptionText;
    setOwn(header.__metadata__, "refnet", descriptionText);
  }
  if (descriptionText === null || draw.chance(0.2)) {
    header = draw.chance(0.5) ? retensored(draw, header) : mutated(draw, header, [other]);
  }
  if (draw.chance(0.2) && data.length >= 8) {
    data = Buffer.from(data);
    data.writeDoubleLE(
      draw.one([...NUMBERS, NaN, Infinity, -Infinity]),
      8 * draw.below(data.length >> 3),
    );
  }
  let text = JSON.stringify(header);
  text = draw.chance(0.2) ? renotated(draw, text) : text;
  text = draw.chance(0.2) ? ` ${text}\n` : text;
  const bytes = Buffer.from(text);
  const size = draw.chance(0.05) ? draw.one(COUNTS) : bytes.length;
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(BigInt(size));
  return Buffer.concat([start, bytes, data]);
}

/**
 * Return a header in which one tensor has another type, shape or place.
 * @type {(draw: Draw, header: Json) => Json}
 */
function retensored(draw, header) {
  const names = Object.keys(header).filter((name) => name !== "__metadata__");
  const tensor = names.length > 0 ? header[draw.one(names)] : {};
  if (!isObject(tensor) || !Array.isArray(tensor.shape) || !Array.isArray(tensor.data_offsets)) {
    return header;
  }
  const { shape, data_offsets: offsets } = tensor;
  draw.one([
    () => (tensor.dtype = draw.one(DTYPES)),
    () => shape.reverse(),
    () => shape.push(draw.one([0, 1, 2, 2 ** 53, 2 ** 64, 1e308])),
    () => shape.pop(),
    () => offsets.reverse(),
    () => (offsets[draw.below(2)] += draw.one([-8, -1, 1, 8])),
    () => setOwn(header, draw.one(NAMES), { dtype: "U8", shape: [0], data_offsets: offsets }),
  ])();
  return header;
}

/** @type {(content: Buffer) => {header: Json, data: Buffer} | null} */
function partsOf(content) {
  try {
    const end = 8 + Number(content.readBigUInt64LE(0));
    const header = JSON.parse(content.toString("utf-8", 8, end));
    return isObject(header) ? { header, data: content.subarray(end) } : null;
  } catch {
    return null;
  }
}

/** @type {(header: Json) => Json | null} */
function descriptionOf(header) {
  try {
    const description = JSON.parse(header.__metadata__.refnet);
    return isObject(description) ? description : null;
  } catch {
    return null;
  }
}
