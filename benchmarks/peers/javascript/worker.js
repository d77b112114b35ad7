// The JavaScript port, brain.js and synaptic: a worker as ../worker.py describes it. The argument is
// the folder that has node_modules; where a library is not there, its implementation is not.

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
const EPSILON = 1e-12; // of Adam
const TOO_LONG = ["batch-32", "batch-128", "batch-512"];
const [, , modules] = process.argv;
const require = createRequire(resolve(modules, "worker.js"));

const versions = { "Node.js": process.version };
const PORT = "JavaScript port";

/**
 * What each implementation makes of a work: run is what is measured, after a reset, and outputs what
 * the network answers to the examples after it; null where it does not do the work.
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
    // it could not be installed
  }
}

/** @returns {{inputs: number[][], targets: any[]}} */
function examplesOf(work) {
  if (work.data === "digits") {
    const { inputs, classes } = JSON.parse(readFileSync("build/peers/digits.json", "utf8"));
    return { inputs, targets: classes };
  }
  if (work.data === "two_layer") {
    return JSON.parse(readFileSync("benchmarks/work.json", "utf8")).two_layer;
  }
  const numbers = random(SEED, work.examples * work.sizes[0]);
  const inputs = [];
  for (let start = 0; start < numbers.length; start += work.sizes[0]) {
    inputs.push(numbers.slice(start, start + work.sizes[0]));
  }
  const units = work.sizes[work.sizes.length - 1];
  return { inputs, targets: inputs.map((_, i) => i % units) };
}

/** @returns {number[][][]} */
function kernelsOf(work) {
  if (work.data === "two_layer") {
    const { weights1, weights2 } = examplesOf(work);
    return [weights1, weights2];
  }
  return initialKernels("glorot_uniform", work.sizes, SEED);
}

function layersOf(work, kernels) {
  return kernels.map((kernel, i) => {
    const units = work.sizes[i + 1];
    return { units, activation: work.activations[i], kernel, bias: new Array(units).fill(0) };
  });
}

/** The port has all works but those in which it would take minutes. */
function port(work) {
  if (work.kind === "multiply" || TOO_LONG.includes(work.name)) {
    return null;
  }
  const { inputs, targets } = examplesOf(work);
  const layers = layersOf(work, kernelsOf(work));
  if (work.kind === "predict") {
    let outputs;
    const run = () => {
      for (let i = 0; i < work.calls; i++) {
        outputs = predict({ layers }, inputs);
      }
    };
    return { run, outputs: () => outputs };
  }
  if (work.data === "two_layer") {
    const [first, second] = layers;
    let trial;
    const run = () => {
      const biases = [first.bias, second.bias];
      const how = [1, work.epochs, [work.epochs]];
      [trial] = twoLayer(inputs, targets, first.kernel, second.kernel, ...biases, ...how);
    };
    const trained = () => [
      { ...first, kernel: trial.weights1, bias: trial.bias1 },
      { ...second, kernel: trial.weights2, bias: trial.bias2 },
    ];
    return { run, outputs: () => predict({ layers: trained() }, inputs) };
  }
  let trained;
  const run = () => {
    const how = [
      optimizer("adam", { epsilon: EPSILON }),
      inputs,
      targets,
      work.batch,
      work.epochs,
      null,
      [work.epochs],
    ];
    trained = dense(layers, work.loss, ...how).outputs;
  };
  return { run, outputs: () => trained };
}

/** brain.js learns after each example, and has one activation for all layers. */
function brain(work) {
  if (work.data !== "two_layer" && work.data !== "digits") {
    return null;
  }
  const { NeuralNetwork } = require("brain.js");
  const data = namedExamples(work);
  const isDigits = work.data === "digits";
  const training = {
    iterations: work.epochs,
    errorThresh: 1e-12,
    ...(isDigits ? { praxis: "adam", learningRate: 0.001 } : { learningRate: 0.9 }),
  };
  let network;
  return {
    reset: () => {
      const activation = isDigits ? "relu" : "sigmoid";
      network = new NeuralNetwork({ hiddenLayers: work.sizes.slice(1, -1), activation });
    },
    run: () => network.train(data, training),
    outputs: () => data.map(({ input }) => Array.from(network.run(input))),
  };
}

/** synaptic learns after each example, by gradient descent. */
function synaptic(work) {
  if (work.data !== "two_layer" && work.data !== "digits") {
    return null;
  }
  const { Architect, Neuron, Trainer } = require("synaptic");
  const data = namedExamples(work);
  const isDigits = work.data === "digits";
  let network;
  let trainer;
  return {
    reset: () => {
      network = new Architect.Perceptron(...work.sizes);
      if (isDigits) {
        network.layers.hidden.forEach((layer) => layer.set({ squash: Neuron.squash.RELU }));
      }
      network.optimize();
      trainer = new Trainer(network);
    },
    run: () => {
      const rate = isDigits ? 0.01 : 0.3;
      trainer.train(data, { rate, iterations: work.epochs, error: 1e-12, shuffle: false });
    },
    outputs: () => data.map(({ input }) => network.activate(input)),
  };
}

/** The examples as both libraries want them; a class is a row with a one. */
function namedExamples(work) {
  const { inputs, targets } = examplesOf(work);
  const units = work.sizes[work.sizes.length - 1];
  const row = (target) => Array.from({ length: units }, (_, i) => (i === target ? 1 : 0));
  return inputs.map((input, i) => ({
    input,
    output: Array.isArray(targets[i]) ? targets[i] : row(targets[i]),
  }));
}

/** The loss of a work's outputs, as works.py has it; null where they are no probabilities. */
function lossOf(work, outputs) {
  const { targets } = examplesOf(work);
  let total = 0;
  outputs.forEach((row, i) => {
    if (work.loss === "sum_squared_error") {
      row.forEach((output, k) => (total += (targets[i][k] - output) ** 2));
    } else {
      total -= Math.log(row[targets[i]]) / outputs.length;
    }
  });
  return Number.isFinite(total) ? total : null;
}

/** The seconds of each run; the first one counts only where there is no other. */
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
  const { implementation, work, seconds } = JSON.parse(line);
  const key = `${implementation} ${work.name}`;
  const isNew = !tasks.has(key);
  if (isNew) {
    tasks.set(key, implementations[implementation](work));
  }
  const task = tasks.get(key);
  if (task === null) {
    answer({});
  } else if (isNew) {
    answer({ seconds: measure(task, 0), loss: lossOf(work, task.outputs()) });
  } else {
    answer({ seconds: measure(task, seconds) });
  }
}
