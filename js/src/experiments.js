// The experiments that the JavaScript port carries out, with their fields in order (SPEC.md, PORT-4).

import { buttonPress } from "./button_press.js";
import { elementary } from "./elementary.js";
import { neuron } from "./neuron.js";
import {
  readBooleans,
  readCount,
  readCounts,
  readName,
  readNumber,
  readNumbers,
  readOptionalNumber,
  readOptionalNumbers,
  readRows,
} from "./protocol.js";
import { rabbit } from "./rabbit.js";
import { random } from "./random.js";
import { twoLayer } from "./two_layer.js";

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
};
