// The experiments that the JavaScript port carries out, with their fields in order (SPEC.md, PORT-4).

import { buttonPress } from "./button_press.js";
import { dense, initialKernels } from "./dense.js";
import { elementary } from "./elementary.js";
import { predict, readModel, writeModel } from "./model_file.js";
import { SETTINGS } from "./network.js";
import { neuron } from "./neuron.js";
import {
  readBoolean,
  readBooleans,
  readBytes,
  readCount,
  readCounts,
  readName,
  readNamedPart,
  readNumber,
  readNumbers,
  readOptionalCount,
  readOptionalNumber,
  readOptionalNumbers,
  readParts,
  readRows,
  readRowsOrCounts,
} from "./protocol.js";
import { rabbit } from "./rabbit.js";
import { random } from "./random.js";
import { twoLayer } from "./two_layer.js";

/** @typedef {import("./network.js").GivenLayer} GivenLayer */
/** @typedef {import("./network.js").GivenOptimizer} GivenOptimizer */
/** @typedef {import("./protocol.js").Field} Field */

/** @type {Field[]} */
const LAYER = [
  { name: "units", read: readCount },
  { name: "activation", read: readName },
  { name: "kernel", read: readRows },
  { name: "bias", read: readOptionalNumbers, default: null },
];

const { sgd, rmsprop, adam } = SETTINGS;

/** @type {Record<string, Field[]>} */
const OPTIMIZERS = {
  sgd: [
    { name: "learning_rate", read: readNumber, default: sgd.learningRate },
    { name: "momentum", read: readNumber, default: sgd.momentum },
    { name: "nesterov", read: readBoolean, default: sgd.nesterov },
  ],
  rmsprop: [
    { name: "learning_rate", read: readNumber, default: rmsprop.learningRate },
    { name: "rho", read: readNumber, default: rmsprop.rho },
    { name: "momentum", read: readNumber, default: rmsprop.momentum },
    { name: "epsilon", read: readNumber, default: rmsprop.epsilon },
  ],
  adam: [
    { name: "learning_rate", read: readNumber, default: adam.learningRate },
    { name: "beta_1", read: readNumber, default: adam.beta1 },
    { name: "beta_2", read: readNumber, default: adam.beta2 },
    { name: "epsilon", read: readNumber, default: adam.epsilon },
  ],
};

/** @type {Record<string, import("./protocol.js").Experiment>} */
export const EXPERIMENTS = {
  elementary: {
    fields: [
      { name: "function", read: readName },
      { name: "values", read: readNumbers },
    ],
    run: ({ function: name, values }) => ({ values: elementary(name, values) }),
  },
  random: {
    fields: [
      { name: "seed", read: readCount },
      { name: "count", read: readCount },
    ],
    run: ({ seed, count }) => ({ values: random(seed, count) }),
  },
  button_press: {
    fields: [
      { name: "inputs", read: readNumbers },
      { name: "weights", read: readNumbers },
      { name: "desired", read: readNumber },
      { name: "learning_rate", read: readNumber },
      { name: "trials", read: readCount },
      { name: "rule", read: readName, default: "add" },
    ],
    run: ({ inputs, weights, desired, learning_rate, trials, rule }) => ({
      trials: buttonPress(inputs, weights, desired, learning_rate, trials, rule),
    }),
  },
  rabbit: {
    fields: [
      { name: "weights", read: readNumbers },
      { name: "learned", read: readBooleans },
      { name: "threshold", read: readNumber },
      { name: "learning_rate", read: readNumber },
      { name: "stimuli", read: readRows },
    ],
    run: ({ weights, learned, threshold, learning_rate, stimuli }) => ({
      trials: rabbit(weights, learned, threshold, learning_rate, stimuli),
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
  dense: {
    fields: [
      { name: "layers", read: readLayers },
      { name: "loss", read: readName },
      { name: "optimizer", read: readOptimizer },
      { name: "inputs", read: readRows },
      { name: "targets", read: readRowsOrCounts },
      { name: "batch_size", read: readOptionalCount, default: null },
      { name: "epochs", read: readCount },
      { name: "shuffle_seed", read: readOptionalCount, default: null },
      { name: "record", read: readCounts, default: null },
    ],
    run: ({
      layers,
      loss,
      optimizer,
      inputs,
      targets,
      batch_size,
      epochs,
      shuffle_seed,
      record,
    }) => {
      const { trials, outputs } = dense(
        layers,
        loss,
        optimizer,
        inputs,
        targets,
        batch_size,
        epochs,
        shuffle_seed,
        record,
      );
      const written = trials.map((trial) => ({
        ...trial,
        layers: trial.layers.map(({ kernel, bias }) => ({ kernel, bias })),
      }));
      return { trials: written, outputs };
    },
  },
  save_model: {
    fields: [{ name: "layers", read: readLayers }],
    run: ({ layers }) => ({ model: Buffer.from(writeModel(layers)).toString("base64") }),
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
      { name: "initializer", read: readName },
      { name: "sizes", read: readCounts },
      { name: "seed", read: readCount },
    ],
    run: ({ initializer, sizes, seed }) => ({ kernels: initialKernels(initializer, sizes, seed) }),
  },
};

/**
 * Return the layers of a network.
 * @type {(field: string, value: unknown) => GivenLayer[]}
 */
function readLayers(field, value) {
  return readParts(field, value, "a layer", LAYER).map(({ units, activation, kernel, bias }) => ({
    units,
    activation,
    kernel,
    bias,
  }));
}

/**
 * Return an optimizer with its settings.
 * @type {(field: string, value: unknown) => GivenOptimizer}
 */
function readOptimizer(field, value) {
  const part = readNamedPart(field, value, OPTIMIZERS);
  const { name, learning_rate, beta_1, beta_2, ...others } = part;
  return { name, learningRate: learning_rate, beta1: beta_1, beta2: beta_2, ...others };
}
