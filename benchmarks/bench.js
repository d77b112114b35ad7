// Runs the workloads of workloads.json with the JavaScript port. Prints the part of pytest-benchmark's
// JSON format that report.py reads.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

import {
  buttonPress,
  dense,
  elementary,
  initialKernels,
  neuron,
  optimizer,
  random,
  train,
  twoLayer,
} from "../js/src/index.js";

const WARM_UP_ROUNDS = 3;
const MIN_ROUNDS = 5;
const MIN_MILLISECONDS = 300;

const workloads = JSON.parse(readFileSync(new URL("workloads.json", import.meta.url), "utf8"));

/**
 * Call a function repeatedly; return the seconds of each call and the last result.
 *
 * @template T
 * @param {() => T} call
 * @returns {{data: number[], result: T}}
 */
function measure(call) {
  for (let i = 0; i < WARM_UP_ROUNDS; i++) {
    call();
  }
  const data = [];
  const began = performance.now();
  for (;;) {
    const start = performance.now();
    const result = call();
    const stop = performance.now();
    data.push((stop - start) / 1000);
    if (data.length >= MIN_ROUNDS && stop - began >= MIN_MILLISECONDS) {
      return { data, result };
    }
  }
}

/**
 * Return a SHA-256 of the numbers' bits; report.py compares those of the ports.
 *
 * @type {(numbers: number[]) => string}
 */
function digest(numbers) {
  return createHash("sha256").update(new Float64Array(numbers)).digest("hex");
}

/**
 * Measure a workload; each call processes all of it. numbers: the results to digest.
 *
 * @template T
 * @param {string} group
 * @param {() => T} call
 * @param {(result: T) => number[]} numbers
 */
function benchmark(group, call, numbers) {
  const { data, result } = measure(call);
  const extra_info = {
    implementation: "JavaScript",
    units: workloads[group].units,
    digest: digest(numbers(result)),
  };
  return { group, extra_info, stats: { data } };
}

function benchmarkExp() {
  const { seed, scale, shift, units } = workloads.exp;
  const values = random(seed, units).map((r) => r * scale + shift);
  return benchmark(
    "exp",
    () => elementary("exp", values),
    (results) => results,
  );
}

function benchmarkNeuron() {
  const { inputs, targets, weights, units } = workloads.neuron;
  return benchmark(
    "neuron",
    () => neuron(inputs, targets, weights, null, 1, 1, units, [units]),
    ([last]) => [...last.outputs, ...last.errors, ...last.weights],
  );
}

function benchmarkTwoLayer() {
  const { inputs, targets, weights1, weights2, units } = workloads.two_layer;
  return benchmark(
    "two_layer",
    () => twoLayer(inputs, targets, weights1, weights2, null, null, 1, units, [units]),
    ([last]) => [
      last.loss,
      ...last.outputs.flat(),
      ...last.weights1.flat(),
      ...last.weights2.flat(),
    ],
  );
}

function benchmarkDense() {
  const { sizes, activations, loss, initializer, seed, examples, batch_size } = workloads.dense;
  const layers = initialKernels(initializer, sizes, seed).map((kernel, i) => {
    const units = sizes[i + 1];
    return { units, activation: activations[i], kernel, bias: new Array(units).fill(0) };
  });
  const numbers = random(seed, examples * sizes[0]);
  const inputs = [];
  for (let start = 0; start < numbers.length; start += sizes[0]) {
    inputs.push(numbers.slice(start, start + sizes[0]));
  }
  const classes = inputs.map((_, i) => i % sizes[sizes.length - 1]);
  const adam = optimizer(workloads.dense.optimizer, {
    learningRate: workloads.dense.learning_rate,
  });
  return benchmark(
    "dense",
    () => dense(layers, loss, adam, inputs, classes, batch_size, 1, null, null),
    ({ trials }) => trials[0].layers.flatMap(({ kernel, bias }) => [...kernel.flat(), ...bias]),
  );
}

function benchmarkLSTM() {
  const {
    steps,
    features,
    lstm_units: u,
    classes,
    loss,
    seed,
    examples,
    batch_size,
  } = workloads.lstm;
  const [kernel] = initialKernels("glorot_uniform", [features, 4 * u], seed);
  const [recurrentKernel] = initialKernels("orthogonal", [u, 4 * u], seed);
  const [last] = initialKernels("glorot_uniform", [u, classes], seed);
  const layers = [
    {
      kind: "lstm",
      units: u,
      activation: "tanh",
      recurrentActivation: "sigmoid",
      kernel,
      recurrentKernel,
      bias: new Array(4 * u).fill(0),
    },
    { units: classes, activation: "softmax", kernel: last, bias: new Array(classes).fill(0) },
  ];
  const n = steps * features;
  const numbers = random(seed, examples * n);
  const inputs = Array.from({ length: examples }, (_, i) => numbers.slice(i * n, (i + 1) * n));
  const targets = inputs.map((_, i) => i % classes);
  const adam = optimizer(workloads.lstm.optimizer, {
    learningRate: workloads.lstm.learning_rate,
  });
  const shape = [steps, features];
  return benchmark(
    "lstm",
    () => train(shape, layers, loss, adam, inputs, targets, batch_size, 1, null, null),
    ({ trials }) =>
      trials[0].layers.flatMap((layer) => [
        ...layer.kernel.flat(),
        ...(layer.recurrentKernel ?? []).flat(),
        ...layer.bias,
      ]),
  );
}

/** @param {string} group */
function benchmarkButtonPress(group) {
  const { inputs, weights, desired, learning_rate, units, rule } = workloads[group];
  return benchmark(
    group,
    () => buttonPress(inputs, weights, desired, learning_rate, units, rule),
    (history) => {
      const last = history[history.length - 1];
      return [last.output, last.error, ...last.weights];
    },
  );
}

const benchmarks = [
  benchmarkExp(),
  benchmarkNeuron(),
  benchmarkTwoLayer(),
  benchmarkDense(),
  benchmarkLSTM(),
  benchmarkButtonPress("button_press_add"),
  benchmarkButtonPress("button_press_widrow_hoff"),
];
console.log(JSON.stringify({ runtimes: { "Node.js": process.version }, benchmarks }));
