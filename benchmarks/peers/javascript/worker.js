// The JavaScript port, brain.js and synaptic: a worker as described in ../worker.py. The argument is
// the folder with node_modules; a library that is not installed is left out.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { createInterface } from "node:readline";

import {
  dense,
  initialKernels,
  optimizer,
  predict,
  random,
  twoLayer,
} from "../../../js/src/index.js";

const SEED = 1;
const EPSILON = 1e-12; // for Adam
const TOO_LONG = ["batch-32", "batch-128", "batch-512"];
const [, , modules] = process.argv;
const require = createRequire(resolve(modules, "worker.js"));

const versions = { "Node.js": process.version };
const PORT = "JavaScript port";

/**
 * Each implementation's function from a workload to a task, or to null if it does not run the
 * workload. A task's reset is called before each run, run is timed, and outputs returns the
 * network's outputs after it.
 */
const implementations = { [PORT]: port };
for (const [name, prepare] of [
  ["brain.js", brain],
  ["synaptic", synaptic],
]) {
  try {
    versions[name] = require(`${name}/package.json`).version;
    implementations[name] = prepare;
  } catch {
    // not installed
  }
}

/** @returns {{inputs: number[][], targets: any[]}} */
function examplesOf(workload) {
  if (workload.data === "digits") {
    const { inputs, classes } = JSON.parse(readFileSync("build/peers/digits.json", "utf8"));
    return { inputs, targets: classes };
  }
  if (workload.data === "two_layer") {
    return JSON.parse(readFileSync("benchmarks/workloads.json", "utf8")).two_layer;
  }
  const numbers = random(SEED, workload.examples * workload.sizes[0]);
  const inputs = [];
  for (let start = 0; start < numbers.length; start += workload.sizes[0]) {
    inputs.push(numbers.slice(start, start + workload.sizes[0]));
  }
  const units = workload.sizes[workload.sizes.length - 1];
  return { inputs, targets: inputs.map((_, i) => i % units) };
}

/** @returns {number[][][]} */
function kernelsOf(workload) {
  if (workload.data === "two_layer") {
    const { weights1, weights2 } = examplesOf(workload);
    return [weights1, weights2];
  }
  return initialKernels("glorot_uniform", workload.sizes, SEED);
}

function layersOf(workload, kernels) {
  return kernels.map((kernel, i) => {
    const units = workload.sizes[i + 1];
    return { units, activation: workload.activations[i], kernel, bias: new Array(units).fill(0) };
  });
}

/** The port runs all networks except those that would take minutes. */
function port(workload) {
  if (workload.kind === "multiply" || TOO_LONG.includes(workload.name)) {
    return null;
  }
  const { inputs, targets } = examplesOf(workload);
  const layers = layersOf(workload, kernelsOf(workload));
  if (workload.kind === "predict") {
    let outputs;
    const run = () => {
      for (let i = 0; i < workload.calls; i++) {
        outputs = predict({ layers }, inputs);
      }
    };
    return { run, outputs: () => outputs };
  }
  if (workload.data === "two_layer") {
    const [first, second] = layers;
    let trial;
    const run = () => {
      const weights = [first.kernel, second.kernel, first.bias, second.bias];
      [trial] = twoLayer(inputs, targets, ...weights, 1, workload.epochs, [workload.epochs]);
    };
    const trainedLayers = () => [
      { ...first, kernel: trial.weights1, bias: trial.bias1 },
      { ...second, kernel: trial.weights2, bias: trial.bias2 },
    ];
    return { run, outputs: () => predict({ layers: trainedLayers() }, inputs) };
  }
  const adam = optimizer("adam", { epsilon: EPSILON });
  const { loss, batch, epochs } = workload;
  let outputs;
  const run = () => {
    ({ outputs } = dense(layers, loss, adam, inputs, targets, batch, epochs, null, [epochs]));
  };
  return { run, outputs: () => outputs };
}

/** brain.js makes a step after each example, and has one activation for all layers. */
function brain(workload) {
  if (workload.data !== "two_layer" && workload.data !== "digits") {
    return null;
  }
  const { NeuralNetwork } = require("brain.js");
  const data = namedExamples(workload);
  const isDigits = workload.data === "digits";
  const training = {
    iterations: workload.epochs,
    errorThresh: 1e-12,
    ...(isDigits ? { praxis: "adam", learningRate: 0.001 } : { learningRate: 0.9 }),
  };
  let network;
  return {
    reset: () => {
      const activation = isDigits ? "relu" : "sigmoid";
      network = new NeuralNetwork({ hiddenLayers: workload.sizes.slice(1, -1), activation });
    },
    run: () => network.train(data, training),
    outputs: () => data.map(({ input }) => Array.from(network.run(input))),
  };
}

/** synaptic makes a step of gradient descent after each example. */
function synaptic(workload) {
  if (workload.data !== "two_layer" && workload.data !== "digits") {
    return null;
  }
  const { Architect, Neuron, Trainer } = require("synaptic");
  const data = namedExamples(workload);
  const isDigits = workload.data === "digits";
  let network;
  let trainer;
  return {
    reset: () => {
      network = new Architect.Perceptron(...workload.sizes);
      if (isDigits) {
        network.layers.hidden.forEach((layer) => layer.set({ squash: Neuron.squash.RELU }));
      }
      network.optimize();
      trainer = new Trainer(network);
    },
    run: () => {
      const rate = isDigits ? 0.01 : 0.3;
      trainer.train(data, { rate, iterations: workload.epochs, error: 1e-12, shuffle: false });
    },
    outputs: () => data.map(({ input }) => network.activate(input)),
  };
}

/** The examples in the format of both libraries; classes become one-hot rows. */
function namedExamples(workload) {
  const { inputs, targets } = examplesOf(workload);
  const units = workload.sizes[workload.sizes.length - 1];
  const row = (target) => Array.from({ length: units }, (_, i) => (i === target ? 1 : 0));
  return inputs.map((input, i) => ({
    input,
    output: Array.isArray(targets[i]) ? targets[i] : row(targets[i]),
  }));
}

/** The loss of a workload's outputs, as in workloads.py; null if they are not probabilities. */
function lossOf(workload, outputs) {
  const { targets } = examplesOf(workload);
  let total = 0;
  outputs.forEach((row, i) => {
    if (workload.loss === "sum_squared_error") {
      row.forEach((output, k) => (total += (targets[i][k] - output) ** 2));
    } else {
      total -= Math.log(row[targets[i]]) / outputs.length;
    }
  });
  return Number.isFinite(total) ? total : null;
}

/** The seconds of each run; the first one counts only if it is the only one. */
function measure({ reset = () => {}, run }, seconds) {
  const measured = [];
  const began = performance.now();
  for (;;) {
    reset();
    const start = performance.now();
    run();
    const stop = performance.now();
    measured.push((stop - start) / 1000);
    if (stop - began >= seconds * 1000) {
      return measured.length > 1 ? measured.slice(1) : measured;
    }
  }
}

const answer = (content) => console.log(JSON.stringify(content));
answer({ implementations: Object.keys(implementations), versions });
const tasks = new Map();
for await (const line of createInterface({ input: process.stdin })) {
  const { implementation, workload, seconds } = JSON.parse(line);
  const key = `${implementation} ${workload.name}`;
  const isNew = !tasks.has(key);
  if (isNew) {
    tasks.set(key, implementations[implementation](workload));
  }
  const task = tasks.get(key);
  if (task === null) {
    answer({});
  } else if (isNew) {
    answer({ seconds: measure(task, 0), loss: lossOf(workload, task.outputs()) });
  } else {
    answer({ seconds: measure(task, seconds) });
  }
}
