// The experiments of the JavaScript port, with their fields in order (PORT-4).

import { accuracy } from "../src/accuracy.js";
import { buttonPress } from "../src/button_press.js";
import { INITIALIZERS, LOSSES } from "../src/checks.js";
import { elementary } from "../src/elementary.js";
import { hebb } from "../src/hebb.js";
import { hopfield } from "../src/hopfield.js";
import { INITIALIZER_SETTINGS } from "../src/further_initializers.js";
import { initialKernels } from "../src/initializers.js";
import { camelCase, isObject } from "../src/json.js";
import { LOSS_SETTINGS } from "../src/losses.js";
import { metrics } from "../src/metrics.js";
import { predict, readModel, writeModel } from "../src/model_file.js";
import { neuron } from "../src/neuron.js";
import { normalization } from "../src/normalization.js";
import { checkedLearningRates } from "../src/network_checks.js";
import { SETTINGS, stepRate } from "../src/optimizers.js";
import { rabbit } from "../src/rabbit.js";
import { random } from "../src/random.js";
import {
  asBoolean,
  asBooleanRows,
  asBooleans,
  asCount,
  asCounts,
  asName,
  asNames,
  asNested,
  asNumber,
  asNumbers,
  asRows,
  asRowsOrCounts,
  optional,
  wrongType,
} from "../src/readers.js";
import { REGULARIZED } from "../src/regularizer_checks.js";
import { dense, train } from "../src/training.js";
import { twoLayer } from "../src/two_layer.js";
import {
  decoding,
  readBytes,
  readFields,
  readNamedPart,
  readParts,
  readPartsOfKinds,
} from "./protocol.js";

/** @typedef {import("../src/initializer_checks.js").GivenInitializer} GivenInitializer */
/** @typedef {import("../src/layer_checks.js").GivenLayer} GivenLayer */
/** @typedef {import("../src/network_checks.js").GivenLoss} GivenLoss */
/** @typedef {import("../src/optimizer_checks.js").GivenOptimizer} GivenOptimizer */
/** @typedef {import("../src/regularizer_checks.js").GivenRegularizers} GivenRegularizers */
/** @typedef {import("../src/readers.js").Numbers} Numbers */
/** @typedef {import("../src/training.js").TrainingRun} TrainingRun */
/** @typedef {import("./protocol.js").Field} Field */

/**
 * The layers that a request saves, and the sources of each, null without any.
 * @typedef {{layers: GivenLayer[], sources: (Numbers | null)[] | null}} SavedLayers
 */

/**
 * The layers that a request trains, and what each has beside its fields, null without any.
 * @typedef {{
 *   layers: GivenLayer[],
 *   regularizers: GivenRegularizers | null,
 *   sources: (Numbers | null)[] | null,
 *   frozen: boolean[] | null,
 * }} TrainedLayers
 */

// Wherever a number may stand, so may the strings that stand for one; a name is never decoded.
const readNumber = decoding(asNumber);
const readNumbers = decoding(asNumbers);
const readRows = decoding(asRows);
const readRowsOrCounts = decoding(asRowsOrCounts);
const readCount = decoding(asCount);
const readCounts = decoding(asCounts);
const readOptionalNumber = decoding(optional(asNumber));
const readOptionalNumbers = decoding(optional(asNumbers));
const readOptionalCount = decoding(optional(asCount));
const readOptionalCounts = decoding(optional(asCounts));
const readOptionalRows = decoding(optional(asRows));
const readOptionalNames = optional(asNames);
const readOptionalBooleanRows = optional(asBooleanRows);

/**
 * Return a reader of numbers in lists of lists, so many deep.
 * @type {(depth: number) => Field["read"]}
 */
const nested = (depth) => decoding((field, values) => asNested(field, values, depth));

/** @type {Field[]} */
const POOLING = [
  { name: "pool_size", read: readCounts, default: [2, 2] },
  { name: "strides", read: readOptionalCounts, default: null },
  { name: "padding", read: asName, default: "valid" },
];

/**
 * Return the fields of a recurrent layer's weights; prefix: of their names.
 * @type {(readBias: Field["read"], prefix?: string) => Field[]}
 */
const weights = (readBias, prefix = "") => [
  { name: `${prefix}kernel`, read: readRows },
  { name: `${prefix}recurrent_kernel`, read: readRows },
  { name: `${prefix}bias`, read: readBias, default: null },
];
const WEIGHTS = weights(readOptionalNumbers);
const BACKWARD = weights(readOptionalNumbers, "backward_");
const GRU_WEIGHTS = weights(readOptionalRows);
const GRU_BACKWARD = weights(readOptionalRows, "backward_");

/** @type {Field[]} */
const RETURNS = [{ name: "return_sequences", read: asBoolean, default: false }];

/** @type {Field[]} */
const SPECIAL = [
  { name: "dropout", read: readNumber, default: 0.0 },
  { name: "recurrent_dropout", read: readNumber, default: 0.0 },
  { name: "stateful", read: asBoolean, default: false },
];
const RESET_AFTER = { name: "reset_after", read: asBoolean, default: true };
const RETURN_STATE = { name: "return_state", read: asBoolean, default: false };
const MERGE_MODE = { name: "merge_mode", read: asName, default: "concat" };

// Fields that an answer has only where they differ from their defaults
/** @type {Field[]} */
const OPTIONAL = [...SPECIAL, RESET_AFTER, MERGE_MODE, RETURN_STATE];

/** @type {Field[]} */
const SEQUENCES = [
  ...RETURNS,
  { name: "go_backwards", read: asBoolean, default: false },
  ...SPECIAL,
];

/** @type {Field[]} */
const DIRECTIONS = [...RETURNS, ...SPECIAL];

/** @type {Field[]} */
const UNITS = [
  { name: "units", read: readCount },
  { name: "activation", read: asName, default: "tanh" },
];

/** @type {Field[]} */
const GATES = [...UNITS, { name: "recurrent_activation", read: asName, default: "sigmoid" }];

/** @type {Record<string, Field[]>} */
const LAYERS = {
  dense: [
    { name: "units", read: readCount },
    { name: "activation", read: asName },
    { name: "kernel", read: readRows },
    { name: "bias", read: readOptionalNumbers, default: null },
  ],
  flatten: [],
  reshape: [{ name: "target_shape", read: readCounts }],
  normalization: [
    { name: "mean", read: readNumbers },
    { name: "variance", read: readNumbers },
    { name: "invert", read: asBoolean, default: false },
  ],
  batch_normalization: [
    { name: "gamma", read: readOptionalNumbers, default: null },
    { name: "beta", read: readOptionalNumbers, default: null },
    { name: "moving_mean", read: readNumbers },
    { name: "moving_variance", read: readNumbers },
    { name: "momentum", read: readNumber, default: 0.99 },
    { name: "epsilon", read: readNumber, default: 0.001 },
  ],
  dropout: [{ name: "rate", read: readNumber }],
  activation: [{ name: "activation", read: asName }],
  leaky_relu: [{ name: "negative_slope", read: readNumber, default: 0.3 }],
  softmax: [],
  conv2d: [
    { name: "filters", read: readCount },
    { name: "kernel_size", read: readCounts },
    { name: "strides", read: readCounts, default: [1, 1] },
    { name: "padding", read: asName, default: "valid" },
    { name: "activation", read: asName, default: "linear" },
    { name: "kernel", read: nested(4) },
    { name: "bias", read: readOptionalNumbers, default: null },
    { name: "connections", read: readOptionalBooleanRows, default: null },
  ],
  conv1d: [
    { name: "filters", read: readCount },
    { name: "kernel_size", read: readCounts },
    { name: "strides", read: readCounts, default: [1] },
    { name: "padding", read: asName, default: "valid" },
    { name: "activation", read: asName, default: "linear" },
    { name: "kernel", read: nested(3) },
    { name: "bias", read: readOptionalNumbers, default: null },
  ],
  max_pooling2d: POOLING,
  average_pooling2d: POOLING,
  global_average_pooling2d: [],
  zero_padding2d: [
    { name: "rows", read: readCounts, default: [1, 1] },
    { name: "columns", read: readCounts, default: [1, 1] },
  ],
  masking: [{ name: "mask_value", read: readNumber, default: 0.0 }],
  repeat_vector: [{ name: "n", read: readCount }],
  time_distributed: [
    { name: "units", read: readCount },
    { name: "activation", read: asName, default: "linear" },
    { name: "kernel", read: readRows },
    { name: "bias", read: readOptionalNumbers, default: null },
  ],
  embedding: [
    { name: "input_dim", read: readCount },
    { name: "output_dim", read: readCount },
    { name: "embeddings", read: readRows },
    { name: "mask_zero", read: asBoolean, default: false },
  ],
  simple_rnn: [...UNITS, ...WEIGHTS, ...SEQUENCES, RETURN_STATE],
  lstm: [...GATES, ...WEIGHTS, ...SEQUENCES, RETURN_STATE],
  gru: [...GATES, ...GRU_WEIGHTS, ...SEQUENCES, RESET_AFTER, RETURN_STATE],
  bidirectional_simple_rnn: [...UNITS, ...WEIGHTS, ...BACKWARD, ...DIRECTIONS, MERGE_MODE],
  bidirectional_lstm: [...GATES, ...WEIGHTS, ...BACKWARD, ...DIRECTIONS, MERGE_MODE],
  bidirectional_gru: [
    ...GATES,
    ...GRU_WEIGHTS,
    ...GRU_BACKWARD,
    ...DIRECTIONS,
    RESET_AFTER,
    MERGE_MODE,
  ],
  add: [],
  concatenate: [],
  part: [
    { name: "first", read: readCount, default: 0 },
    { name: "target_shape", read: readCounts },
  ],
};

// gru has one bias in place of two where reset_after is false
/** @type {Record<string, Field[]>} */
const ONE_BIAS = {
  gru: [...GATES, ...WEIGHTS, ...SEQUENCES, RESET_AFTER, RETURN_STATE],
  bidirectional_gru: [...GATES, ...WEIGHTS, ...BACKWARD, ...DIRECTIONS, RESET_AFTER, MERGE_MODE],
};

/** @type {Field[]} */
const REGULARIZER = [
  { name: "l1", read: readNumber, default: 0.0 },
  { name: "l2", read: readNumber, default: 0.0 },
];

/**
 * What `train` and `dense` read beside the fields of a kind.
 * @type {Record<string, Field[]>}
 */
const REGULARIZERS = Object.fromEntries(
  Object.entries(REGULARIZED).map(([kind, parts]) => [
    kind,
    parts.map((part) => ({ name: `${part}_regularizer`, read: readRegularizer, default: null })),
  ]),
);

// The fields that training moves
const TRAINED = [
  ...["embeddings", "gamma", "beta", "moving_mean", "moving_variance"],
  ...[...WEIGHTS, ...BACKWARD].map(({ name }) => name),
];

const { huber, categorical_crossentropy: categorical } = LOSS_SETTINGS;
const LOGITS = { name: "from_logits", read: asBoolean, default: categorical.fromLogits };
const SMOOTHING = {
  name: "label_smoothing",
  read: readNumber,
  default: categorical.labelSmoothing,
};

/** @type {Record<string, Field[]>} */
const INITIALIZER_FIELDS = Object.fromEntries(INITIALIZERS.map((name) => [name, []]));
for (const [initializer, settings] of Object.entries(INITIALIZER_SETTINGS)) {
  INITIALIZER_FIELDS[initializer] = Object.entries(settings).map(([name, value]) => ({
    name,
    read: typeof value === "string" ? asName : readNumber,
    default: value,
  }));
}

/** @type {Record<string, Field[]>} */
const LOSS_FIELDS = {
  ...Object.fromEntries(LOSSES.map((name) => [name, []])),
  binary_crossentropy: [LOGITS, SMOOTHING],
  categorical_crossentropy: [LOGITS, SMOOTHING],
  sparse_categorical_crossentropy: [LOGITS],
  huber: [{ name: "delta", read: readNumber, default: huber.delta }],
};

/** @type {Field[]} */
const DECAY = [
  { name: "initial_learning_rate", read: readNumber },
  { name: "decay_steps", read: readCount },
];

/** @type {Field[]} */
const DECAY_RATE = [
  ...DECAY,
  { name: "decay_rate", read: readNumber },
  { name: "staircase", read: asBoolean, default: false },
];

/** @type {Record<string, Field[]>} */
const SCHEDULES = {
  exponential_decay: DECAY_RATE,
  inverse_time_decay: DECAY_RATE,
  piecewise_constant_decay: [
    { name: "boundaries", read: readCounts },
    { name: "values", read: readNumbers },
  ],
  polynomial_decay: [
    ...DECAY,
    { name: "end_learning_rate", read: readNumber, default: 0.0001 },
    { name: "power", read: readNumber, default: 1.0 },
    { name: "cycle", read: asBoolean, default: false },
  ],
  cosine_decay: [
    ...DECAY,
    { name: "alpha", read: readNumber, default: 0.0 },
    { name: "warmup_target", read: readOptionalNumber, default: null },
    { name: "warmup_steps", read: readCount, default: 0 },
  ],
};

const { sgd, rmsprop, adam, adagrad, adadelta, adamw } = SETTINGS;

/** @type {Field} */
const RATE = { name: "learning_rate", read: readLearningRate, default: adam.learningRate };

/** @type {Field} */
const EPSILON = { name: "epsilon", read: readNumber, default: adam.epsilon };

/** @type {Field[]} */
const BETAS = [
  { name: "beta_1", read: readNumber, default: adam.beta1 },
  { name: "beta_2", read: readNumber, default: adam.beta2 },
];

/** @type {Field[]} */
const LIMITS = [
  { name: "clipnorm", read: readOptionalNumber, default: null },
  { name: "clipvalue", read: readOptionalNumber, default: null },
  { name: "global_clipnorm", read: readOptionalNumber, default: null },
];

/** @type {Field[]} */
const COMMON = [{ name: "weight_decay", read: readNumber, default: adam.weightDecay }, ...LIMITS];
const ADAM = [RATE, ...BETAS, EPSILON, ...COMMON];

/** @type {Record<string, Field[]>} */
const OPTIMIZERS = {
  sgd: [
    { name: "learning_rate", read: readLearningRate, default: sgd.learningRate },
    { name: "momentum", read: readNumber, default: sgd.momentum },
    { name: "nesterov", read: asBoolean, default: sgd.nesterov },
    ...COMMON,
  ],
  rmsprop: [
    RATE,
    { name: "rho", read: readNumber, default: rmsprop.rho },
    { name: "momentum", read: readNumber, default: rmsprop.momentum },
    EPSILON,
    ...COMMON,
  ],
  adam: ADAM,
  adagrad: [
    RATE,
    {
      name: "initial_accumulator_value",
      read: readNumber,
      default: adagrad.initialAccumulatorValue,
    },
    EPSILON,
    ...COMMON,
  ],
  adadelta: [RATE, { name: "rho", read: readNumber, default: adadelta.rho }, EPSILON, ...COMMON],
  adamax: ADAM,
  nadam: ADAM,
  adamw: [
    RATE,
    ...BETAS,
    EPSILON,
    { name: "weight_decay", read: readNumber, default: adamw.weightDecay },
    ...LIMITS,
  ],
};

// What `train` and `dense` have beside the layers
/** @type {Field[]} */
const TRAINING = [
  { name: "loss", read: readLoss },
  { name: "optimizer", read: readOptimizer },
  { name: "inputs", read: readRows },
  { name: "targets", read: readRowsOrCounts },
  { name: "batch_size", read: readOptionalCount, default: null },
  { name: "epochs", read: readCount },
  { name: "shuffle_seed", read: readOptionalCount, default: null },
  { name: "record", read: readCounts, default: null },
  { name: "shuffle", read: asBoolean, default: true },
  { name: "example_weights", read: readOptionalNumbers, default: null },
  { name: "class_weights", read: readOptionalNumbers, default: null },
];

/** @type {Record<string, import("./protocol.js").Experiment>} */
export const EXPERIMENTS = {
  elementary: {
    fields: [
      { name: "function", read: asName },
      { name: "values", read: readNumbers },
    ],
    run: ({ function: name, values }) => ({ values: elementary(name, values) }),
  },
  random: {
    fields: [
      { name: "seed", read: readCount },
      { name: "count", read: readCount },
      { name: "distribution", read: asName, default: "uniform" },
      { name: "high", read: readCount, default: 2 ** 32 },
    ],
    run: ({ seed, count, distribution, high }) => ({
      values: random(seed, count, distribution, high),
    }),
  },
  button_press: {
    fields: [
      { name: "inputs", read: readNumbers },
      { name: "weights", read: readNumbers },
      { name: "desired", read: readNumber },
      { name: "learning_rate", read: readNumber },
      { name: "trials", read: readCount },
      { name: "rule", read: asName, default: "add" },
    ],
    run: ({ inputs, weights, desired, learning_rate, trials, rule }) => ({
      trials: buttonPress(inputs, weights, desired, learning_rate, trials, rule),
    }),
  },
  rabbit: {
    fields: [
      { name: "weights", read: readNumbers },
      { name: "learned", read: asBooleans },
      { name: "threshold", read: readNumber },
      { name: "learning_rate", read: readNumber },
      { name: "stimuli", read: readRows },
    ],
    run: ({ weights, learned, threshold, learning_rate, stimuli }) => ({
      trials: rabbit(weights, learned, threshold, learning_rate, stimuli),
    }),
  },
  hebb: {
    fields: [
      { name: "inputs", read: readRows },
      { name: "weights", read: readNumbers },
      { name: "learning_rate", read: readNumber },
      { name: "rule", read: asName, default: "hebb" },
    ],
    run: ({ inputs, weights, learning_rate, rule }) => ({
      trials: hebb(inputs, weights, learning_rate, rule),
    }),
  },
  neuron: {
    fields: [
      { name: "inputs", read: readRows },
      { name: "targets", read: readNumbers },
      { name: "weights", read: readNumbers },
      { name: "bias", read: readOptionalNumber, default: null },
      { name: "slope", read: readNumber, default: 1 },
      { name: "learning_rate", read: readNumber, default: 1 },
      { name: "iterations", read: readCount },
      { name: "record", read: readCounts, default: null },
    ],
    run: ({ inputs, targets, weights, bias, slope, learning_rate, iterations, record }) => ({
      trials: neuron(inputs, targets, weights, bias, slope, learning_rate, iterations, record),
    }),
  },
  two_layer: {
    fields: [
      { name: "inputs", read: readRows },
      { name: "targets", read: readRows },
      { name: "weights1", read: readRows },
      { name: "weights2", read: readRows },
      { name: "bias1", read: readOptionalNumbers, default: null },
      { name: "bias2", read: readOptionalNumbers, default: null },
      { name: "learning_rate", read: readNumber, default: 1 },
      { name: "iterations", read: readCount },
      { name: "record", read: readCounts, default: null },
    ],
    run: ({
      inputs,
      targets,
      weights1,
      weights2,
      bias1,
      bias2,
      learning_rate,
      iterations,
      record,
    }) => ({
      trials: twoLayer(
        inputs,
        targets,
        weights1,
        weights2,
        bias1,
        bias2,
        learning_rate,
        iterations,
        record,
      ),
    }),
  },
  normalization: {
    fields: [{ name: "inputs", read: readRows }],
    run: ({ inputs }) => normalization(inputs),
  },
  train: {
    fields: [
      { name: "input_shape", read: readCounts },
      { name: "layers", read: readTrainedLayers },
      ...TRAINING,
    ],
    run: ({ input_shape, layers: { layers, regularizers, sources, frozen }, ...others }) =>
      writeRun(train(input_shape, layers, ...trainingOf(others, regularizers, sources, frozen))),
  },
  dense: {
    fields: [{ name: "layers", read: readDenseLayers }, ...TRAINING],
    run: ({ layers: { layers, regularizers, frozen }, ...others }) =>
      writeRun(dense(layers, ...trainingOf(others, regularizers, frozen))),
  },
  accuracy: {
    fields: [
      { name: "targets", read: readRows },
      { name: "outputs", read: readRows },
    ],
    run: ({ targets, outputs }) => ({ accuracy: accuracy(targets, outputs) }),
  },
  metrics: {
    fields: [
      { name: "metric", read: asName },
      { name: "targets", read: readRowsOrCounts },
      { name: "outputs", read: readRows },
      { name: "threshold", read: readNumber, default: 0.5 },
      { name: "k", read: readCount, default: 5 },
      { name: "num_thresholds", read: readCount, default: 200 },
      { name: "curve", read: asName, default: "ROC" },
      { name: "summation_method", read: asName, default: "interpolation" },
    ],
    run: (fields) => ({
      value: metrics(
        fields.metric,
        fields.targets,
        fields.outputs,
        fields.threshold,
        fields.k,
        fields.num_thresholds,
        fields.curve,
        fields.summation_method,
      ),
    }),
  },
  learning_rates: {
    fields: [
      { name: "learning_rate", read: readLearningRate },
      { name: "steps", read: readCounts },
    ],
    run: ({ learning_rate, steps }) => writeRates(learning_rate, steps),
  },
  hopfield: {
    fields: [
      { name: "patterns", read: readRows },
      { name: "start", read: readNumbers },
      { name: "update", read: asName, default: "asynchronous" },
      { name: "order_seed", read: readOptionalCount, default: null },
      { name: "sweeps", read: readCount },
    ],
    run: ({ patterns, start, update, order_seed, sweeps }) =>
      hopfield(patterns, start, update, order_seed, sweeps),
  },
  save_model: {
    fields: [
      { name: "layers", read: readLayers },
      { name: "input_shape", read: readOptionalCounts, default: null },
      { name: "columns", read: readOptionalNames, default: null },
      { name: "classes", read: readOptionalNames, default: null },
      { name: "batch_size", read: readOptionalCount, default: null },
    ],
    run: ({ layers: graph, input_shape: inputShape, columns, classes, batch_size: batchSize }) => {
      const { layers, sources } = graph;
      const model = writeModel(layers, { inputShape, columns, classes, batchSize, sources });
      return { model: Buffer.from(model).toString("base64") };
    },
  },
  load_model: {
    fields: [{ name: "model", read: readBytes }],
    run: ({ model }) => {
      const { inputShape, layers, columns, classes, batchSize, sources } = readModel(model);
      const batches = batchSize === null ? {} : { batch_size: batchSize };
      return {
        input_shape: inputShape,
        layers: layers.map((layer, i) => writeLayer(layer, sources?.[i] ?? null)),
        columns,
        classes,
        ...batches,
      };
    },
  },
  predict: {
    fields: [
      { name: "model", read: readBytes },
      { name: "inputs", read: readRows },
    ],
    run: ({ model, inputs }) => ({ outputs: predict(readModel(model), inputs) }),
  },
  initial_kernels: {
    fields: [
      { name: "initializer", read: readInitializer },
      { name: "sizes", read: readCounts },
      { name: "seed", read: readCount },
      { name: "cells", read: readOptionalCounts, default: null },
    ],
    run: ({ initializer, sizes, seed, cells }) => ({
      kernels: initialKernels(initializer, sizes, seed, cells),
    }),
  },
};

/**
 * Return the fields of a layer of this kind, which may depend on what a request gives.
 * @type {(kind: string, given: Record<string, unknown>) => Field[]}
 */
function fieldsOf(kind, { reset_after: resetAfter }) {
  return resetAfter === false && Object.hasOwn(ONE_BIAS, kind) ? ONE_BIAS[kind] : LAYERS[kind];
}

/**
 * Return the fields of a layer that is trained: with regularizers, and whether it learns.
 * @type {(kind: string, given: Record<string, unknown>) => Field[]}
 */
function trainedFieldsOf(kind, given) {
  return [
    ...fieldsOf(kind, given),
    ...(REGULARIZERS[kind] ?? []),
    { name: "trainable", read: asBoolean, default: true },
  ];
}

/**
 * Return the fields of a layer of a graph: with its sources; fields: the others that it has.
 * @type {(
 *   fields: (kind: string, given: Record<string, unknown>) => Field[],
 * ) => (kind: string, given: Record<string, unknown>) => Field[]}
 */
function graphOf(fields) {
  return (kind, given) => [
    ...fields(kind, given),
    { name: "sources", read: readOptionalCounts, default: null },
  ];
}

/**
 * Return layers of every kind, which may not know their shapes yet.
 * @type {(field: string, value: unknown) => SavedLayers}
 */
function readLayers(field, value) {
  const parts = readPartsOfKinds(field, value, "a layer", LAYERS, graphOf(fieldsOf));
  const sources = ownSources(parts);
  const layers = parts.map(({ kind, fields }) => {
    return { kind, ...inCamelCase(fields) };
  });
  return { layers, sources };
}

/**
 * Return the sources of layers with these kinds and fields, from which they are removed.
 * @type {(parts: {kind: string, fields: Record<string, any>}[]) => (Numbers | null)[] | null}
 */
function ownSources(parts) {
  const sources = parts.map(({ fields }) => fields.sources);
  for (const { fields } of parts) {
    delete fields.sources;
  }
  return sources.some((own) => own !== null) ? sources : null;
}

/**
 * Return layers of every kind, which may not know their shapes yet, with what they have besides.
 * @type {(field: string, value: unknown) => TrainedLayers}
 */
function readTrainedLayers(field, value) {
  const parts = readPartsOfKinds(field, value, "a layer", LAYERS, graphOf(trainedFieldsOf));
  const sources = ownSources(parts);
  return { ...trainedLayers(parts), sources };
}

/**
 * Return dense layers, without a field for their kind, with their regularizers.
 * @type {(field: string, value: unknown) => TrainedLayers}
 */
function readDenseLayers(field, value) {
  const parts = readParts(field, value, "a layer", trainedFieldsOf("dense", {}));
  return trainedLayers(parts.map((fields) => ({ kind: "dense", fields })));
}

/**
 * Return the layers with these kinds and fields, their regularizers, and which are frozen.
 * @type {(parts: {kind: string, fields: Record<string, any>}[]) => TrainedLayers}
 */
function trainedLayers(parts) {
  /** @type {GivenLayer[]} */
  const layers = [];
  const regularizers = [];
  let regularized = false;
  const frozen = [];
  for (const { kind, fields } of parts) {
    /** @type {Record<string, any>} */
    const own = {};
    for (const part of REGULARIZED[kind] ?? []) {
      own[part] = fields[`${part}_regularizer`];
      delete fields[`${part}_regularizer`];
      regularized = regularized || own[part] !== null;
    }
    frozen.push(!fields.trainable);
    delete fields.trainable;
    layers.push({ kind, ...inCamelCase(fields) });
    regularizers.push(own);
  }
  return {
    layers,
    regularizers: regularized ? regularizers : null,
    sources: null,
    frozen: frozen.some((each) => each) ? frozen : null,
  };
}

/**
 * Return the factors of a penalty, or null.
 * @type {(field: string, value: unknown) => any}
 */
function readRegularizer(field, value) {
  if (value === null) {
    return null;
  }
  if (!isObject(value)) {
    throw wrongType(field, "an object or null");
  }
  return readFields("a regularizer", REGULARIZER, value, `${field}.`);
}

/**
 * Return the arguments of `train` and `dense` after the layers.
 *
 * others: those that no field of the experiment has
 * @type {(fields: Record<string, any>, ...others: any) => [any, any, any, any, ...any[]]}
 */
function trainingOf(fields, ...others) {
  return /** @type {any} */ ([...TRAINING.map(({ name }) => fields[name]), ...others]);
}

/**
 * Return the answer of `train` and `dense`.
 * @type {(run: TrainingRun) => Record<string, unknown>}
 */
function writeRun({ trials, outputs }) {
  const written = trials.map((trial) => ({ ...trial, layers: trial.layers.map(writeWeights) }));
  return { trials: written, outputs };
}

/**
 * Return the answer of `learning_rates`: the learning rate of each step.
 * @type {(learningRate: any, steps: any) => Record<string, unknown>}
 */
function writeRates(learningRate, steps) {
  [learningRate, steps] = checkedLearningRates(learningRate, steps);
  const optimizer = /** @type {any} */ ({ learningRate });
  return { rates: steps.map((/** @type {number} */ step) => stepRate(optimizer, step)) };
}

/**
 * Return what training moves in a layer, by name.
 * @type {(layer: any) => object}
 */
function writeWeights(layer) {
  const moved = LAYERS[layer.kind].filter(({ name }) => TRAINED.includes(name));
  return writeFields(layer, moved);
}

/**
 * Return a layer with its kind and its fields, the special ones where they matter.
 * @type {(layer: any, sources: number[] | null) => object}
 */
function writeLayer(layer, sources) {
  const told = LAYERS[layer.kind].filter(
    (field) => !OPTIONAL.includes(field) || layer[camelCase(field.name)] !== field.default,
  );
  const graph = sources === null ? {} : { sources };
  return { kind: layer.kind, ...writeFields(layer, told), ...graph };
}

/**
 * Return fields of a layer, by name.
 * @type {(layer: any, fields: Field[]) => object}
 */
function writeFields(layer, fields) {
  return Object.fromEntries(fields.map(({ name }) => [name, layer[camelCase(name)]]));
}

/**
 * Return a loss by its name, or by an object with its name and its settings.
 * @type {(field: string, value: unknown) => GivenLoss}
 */
function readLoss(field, value) {
  if (!isObject(value)) {
    return asName(field, value);
  }
  const part = readNamedPart(field, value, LOSS_FIELDS);
  const { name, from_logits, label_smoothing, ...others } = part;
  return { name, fromLogits: from_logits, labelSmoothing: label_smoothing, ...others };
}

/**
 * Return an initializer by its name, or by an object with its name and its settings.
 * @type {(field: string, value: unknown) => GivenInitializer}
 */
function readInitializer(field, value) {
  if (!isObject(value)) {
    return asName(field, value);
  }
  return /** @type {any} */ (readNamedPart(field, value, INITIALIZER_FIELDS));
}

/**
 * Return an optimizer with its settings.
 * @type {(field: string, value: unknown) => GivenOptimizer}
 */
function readOptimizer(field, value) {
  return inCamelCase(readNamedPart(field, value, OPTIMIZERS));
}

/**
 * Return a number, a list of rates, or a schedule with its settings.
 *
 * An empty list and an object without a name are neither.
 * @type {(field: string, value: unknown) => any}
 */
function readLearningRate(field, value) {
  if (isObject(value) && Object.hasOwn(value, "name")) {
    return inCamelCase(readNamedPart(field, value, SCHEDULES));
  }
  const hasRates = Array.isArray(value) && value.length > 0;
  return hasRates ? readNumbers(field, value) : readNumber(field, value);
}

/**
 * Return fields under the names that they have in JavaScript.
 * @type {(fields: Record<string, any>) => any}
 */
function inCamelCase(fields) {
  const named = Object.entries(fields).map(([name, value]) => [camelCase(name), value]);
  return Object.fromEntries(named);
}
