// Each kind of layer in a model file: the fields of its entry in the description, and its tensors.
//
// A description may say anything, so a layer that is read from one passes the checks of a caller's
// layer: here those of the types of its fields, in model_file.js the others.

import { camelCase } from "./json.js";
import { KINDS } from "./layer_checks.js";
import { badFile } from "./safetensors.js";

/** @typedef {import("./kinds.js").Layer} Layer */
/** @typedef {import("./safetensors.js").Parts} Parts */
/** @typedef {import("./safetensors.js").Tensor} Tensor */
/** @typedef {import("./safetensors.js").Values} Values */

/**
 * How a kind of layer is stored; the tensors have the names of the layer's fields, and a depth: how
 * many sizes their shapes have, 0 for a number, whose tensor has the shape [1]. special: fields that
 * are described only where they say something; the rates among them have a tensor only there, too.
 * optional: fields that are described only where they differ from their defaults.
 * @typedef {{
 *   fields: string[],
 *   tensors: {name: string, depth: number}[],
 *   special?: string[],
 *   optional?: string[],
 * }} Kind
 */

const BIAS = { name: "bias", depth: 1 };
const BIASES = ["bias", "backward_bias"];
const NULLABLE = [...BIASES, "gamma", "beta"]; // described by whether there is one
const FILTERS = ["filters", "kernel_size", "strides", "padding", "activation", "bias"];
const POOLS = ["pool_size", "strides", "padding"];
const GATES = ["units", "activation", "recurrent_activation"];
const SEQUENCES = ["bias", "return_sequences", "go_backwards"];
const DIRECTIONS = ["bias", "backward_bias", "return_sequences"];
const RATES = ["dropout", "recurrent_dropout"];
const SPECIAL = [...RATES, "stateful"];
/** @type {Record<string, unknown>} */
const DEFAULTS = { reset_after: true, merge_mode: "concat", return_state: false };
const RATE_TENSORS = RATES.map((name) => ({ name, depth: 0 }));

/** @type {Record<Layer["kind"], Kind>} */
export const STORED = {
  dense: {
    fields: ["units", "activation", "bias"],
    tensors: [{ name: "kernel", depth: 2 }, BIAS],
  },
  flatten: { fields: [], tensors: [] },
  reshape: { fields: ["target_shape"], tensors: [] },
  normalization: {
    fields: ["invert"],
    tensors: [
      { name: "mean", depth: 1 },
      { name: "variance", depth: 1 },
    ],
  },
  batch_normalization: {
    fields: ["gamma", "beta"],
    tensors: [
      ...["gamma", "beta", "moving_mean", "moving_variance"].map((name) => ({ name, depth: 1 })),
      ...["momentum", "epsilon"].map((name) => ({ name, depth: 0 })),
    ],
  },
  dropout: { fields: [], tensors: [{ name: "rate", depth: 0 }] },
  activation: { fields: ["activation"], tensors: [] },
  leaky_relu: { fields: [], tensors: [{ name: "negative_slope", depth: 0 }] },
  softmax: { fields: [], tensors: [] },
  conv2d: {
    fields: [...FILTERS, "connections"],
    tensors: [{ name: "kernel", depth: 4 }, BIAS],
  },
  conv1d: { fields: FILTERS, tensors: [{ name: "kernel", depth: 3 }, BIAS] },
  max_pooling2d: { fields: POOLS, tensors: [] },
  average_pooling2d: { fields: POOLS, tensors: [] },
  global_average_pooling2d: { fields: [], tensors: [] },
  zero_padding2d: { fields: ["rows", "columns"], tensors: [] },
  masking: { fields: [], tensors: [{ name: "mask_value", depth: 0 }] },
  repeat_vector: { fields: ["n"], tensors: [] },
  time_distributed: {
    fields: ["units", "activation", "bias"],
    tensors: [{ name: "kernel", depth: 2 }, BIAS],
  },
  embedding: {
    fields: ["input_dim", "output_dim", "mask_zero"],
    tensors: [{ name: "embeddings", depth: 2 }],
  },
  simple_rnn: {
    ...recurrent(["units", "activation", ...SEQUENCES], weightsOf("", 1)),
    optional: ["return_state"],
  },
  lstm: {
    ...recurrent([...GATES, ...SEQUENCES], weightsOf("", 1)),
    optional: ["return_state"],
  },
  gru: {
    ...recurrent([...GATES, ...SEQUENCES], weightsOf("", 2)),
    optional: ["reset_after", "return_state"],
  },
  bidirectional_simple_rnn: {
    ...recurrent(
      ["units", "activation", ...DIRECTIONS],
      [...weightsOf("", 1), ...weightsOf("backward_", 1)],
    ),
    optional: ["merge_mode"],
  },
  bidirectional_lstm: {
    ...recurrent([...GATES, ...DIRECTIONS], [...weightsOf("", 1), ...weightsOf("backward_", 1)]),
    optional: ["merge_mode"],
  },
  bidirectional_gru: {
    ...recurrent([...GATES, ...DIRECTIONS], [...weightsOf("", 2), ...weightsOf("backward_", 2)]),
    optional: ["reset_after", "merge_mode"],
  },
  add: { fields: [], tensors: [] },
  concatenate: { fields: [], tensors: [] },
  part: { fields: ["first", "target_shape"], tensors: [] },
};

/**
 * Return the entry of a layer in the description, without its kind (FILE-2).
 *
 * A bias, gamma or beta is described by whether there is one; rates, and whether a recurrent layer
 * is stateful, only where they are not 0.0 and false; what is optional, where it differs from its
 * default.
 * @type {(layer: any) => Record<string, unknown>}
 */
export function describeLayer(layer) {
  const kind = /** @type {Layer["kind"]} */ (layer.kind);
  const { fields, special = [], optional = [] } = STORED[kind];
  const entries = fields.map((field) => {
    const value = layer[camelCase(field)];
    return [field, NULLABLE.includes(field) ? value !== null : value];
  });
  const told = special.filter((field) => layer[camelCase(field)]);
  const others = optional
    .map((field) => [field, layer[camelCase(field)]])
    .filter(([field, value]) => value !== DEFAULTS[field]);
  const specials = told.map((field) => [keyOf(field), true]);
  return Object.fromEntries([...entries, ...specials, ...others]);
}

/**
 * Return the numbers of a layer, with the names and shapes of their tensors.
 * @type {(layer: any) => Values[]}
 */
export function tensorsOf(layer) {
  return placesOf(layer)
    .map(({ name, depth }) => ({ name, depth, values: layer[camelCase(name)] }))
    .filter(({ name, values }) => values !== null && !(RATES.includes(name) && values === 0.0))
    .map(({ name, depth, values }) =>
      depth === 0
        ? { name, shape: [1], values: [values] }
        : { name, shape: shapeOf(values, depth), values: values.flat(depth - 1) },
    );
}

/**
 * Return the names and the depths of a layer's tensors: gru may have one bias, not a row for each.
 * @type {(layer: any) => Kind["tensors"]}
 */
function placesOf({ kind, resetAfter = true }) {
  const { tensors } = STORED[/** @type {Layer["kind"]} */ (kind)];
  return tensors.map(({ name, depth }) => {
    return { name, depth: name.endsWith("bias") && !resetAfter ? 1 : depth };
  });
}

/**
 * Return the layer that an entry describes, with the numbers of its tensors.
 *
 * Throws bad_file where something is missing, and wrong_type for a field of another type.
 * @type {(
 *   kind: Layer["kind"], name: string, entry: Record<string, unknown>, parts: Parts,
 * ) => Layer}
 */
export function readLayer(kind, name, entry, parts) {
  const { fields, special = [], optional = [] } = STORED[kind];
  /** @type {Record<string, unknown>} */
  const layer = { kind };
  for (const field of fields) {
    if (!Object.hasOwn(entry, field)) {
      throw badFile(`${name} has no ${field}`);
    }
    layer[camelCase(field)] = entry[field];
  }
  for (const field of NULLABLE) {
    if (fields.includes(field) && typeof entry[field] !== "boolean") {
      throw badFile(`${name} does not say whether it has a ${field}`);
    }
  }
  for (const field of special) {
    layer[camelCase(field)] = isTold(field, name, entry);
  }
  for (const field of optional) {
    layer[camelCase(field)] = Object.hasOwn(entry, field) ? entry[field] : DEFAULTS[field];
  }
  for (const tensor of placesOf(layer)) {
    const field = camelCase(tensor.name);
    if (layer[field] === false) {
      layer[field] = RATES.includes(tensor.name) ? 0.0 : null; // which has no tensor
    } else {
      layer[field] = readTensor(`${name}.${tensor.name}`, tensor.depth, parts);
    }
  }
  return KINDS[kind].read(name, layer);
}

/**
 * Return the sources that an entry names, null for the layer before; throws bad_file.
 * @type {(name: string, entry: Record<string, unknown>) => number[] | null}
 */
export function readSources(name, entry) {
  const sources = Object.hasOwn(entry, "sources") ? entry.sources : null;
  if (sources === null) {
    return null;
  }
  if (!Array.isArray(sources) || !sources.every(Number.isInteger)) {
    throw badFile(`${name}: its sources are not a list of whole numbers`);
  }
  return sources;
}

/**
 * Return whether an entry says a special field; throws bad_file.
 * @type {(field: string, name: string, entry: Record<string, unknown>) => boolean}
 */
function isTold(field, name, entry) {
  const key = keyOf(field);
  const told = Object.hasOwn(entry, key) ? entry[key] : false;
  if (typeof told !== "boolean") {
    throw badFile(`${name}: its ${key} is neither true nor false`);
  }
  return told;
}

/**
 * Return the key of an entry for a field, which has the same name but for one.
 * @type {(field: string) => string}
 */
function keyOf(field) {
  return field === "stateful" ? "keeps_states" : field;
}

/**
 * Return how a recurrent layer is stored, of either sort.
 * @type {(fields: string[], weights: Kind["tensors"]) => Kind}
 */
function recurrent(fields, weights) {
  return { fields, tensors: [...weights, ...RATE_TENSORS], special: SPECIAL };
}

/**
 * Return the tensors of a recurrent layer's weights; prefix: of their names.
 * @type {(prefix: string, biasDepth: number) => Kind["tensors"]}
 */
function weightsOf(prefix, biasDepth) {
  return [
    { name: `${prefix}kernel`, depth: 2 },
    { name: `${prefix}recurrent_kernel`, depth: 2 },
    { name: `${prefix}bias`, depth: biasDepth },
  ];
}

/**
 * Return the lengths of nested lists, outermost first.
 * @type {(nested: any, depth: number) => number[]}
 */
function shapeOf(nested, depth) {
  return depth === 0 ? [] : [nested.length, ...shapeOf(nested[0], depth - 1)];
}

/**
 * Return the binary64 numbers of the tensor of this name, in lists of lists, so many deep; the
 * number itself for 0.
 * @type {(name: string, depth: number, parts: Parts) => any}
 */
function readTensor(name, depth, parts) {
  const tensor = parts.tensors.get(name);
  if (tensor === undefined) {
    throw badFile(`${name} is missing`);
  }
  if (tensor.type !== "F64") {
    throw badFile(`${name} is ${tensor.type}, expected F64`);
  }
  // Without a size of 0, there are no more lists than numbers, which are in the file.
  const single = tensor.shape.length === 1 && tensor.shape[0] === 1;
  if (depth === 0 ? !single : tensor.shape.length !== depth || tensor.shape.includes(0)) {
    throw badFile(`${name} does not have its layer's shape`);
  }
  let place = tensor.start;
  /** @type {(shape: number[]) => any} */
  const read = ([length, ...inner]) => {
    if (length === undefined) {
      place = place + 8;
      return parts.data.getFloat64(place - 8, true);
    }
    return Array.from({ length }, () => read(inner));
  };
  return read(depth === 0 ? [] : tensor.shape);
}
