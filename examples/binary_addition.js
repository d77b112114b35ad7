// Teach a recurrent network to add two binary numbers, lowest bit first.
//
//     node examples/binary_addition.js
//
// binary_addition.py explains the network; this is the same program, with the same output.

import { optimizer, random, train } from "../js/src/index.js";

const BITS = 8;
const UNITS = 16;
const ROUNDS = 10_000;
const BLOCK = 1_000;
// The tutorial's rate is 0.1, for half of the squared error.
const OPTIMIZER = optimizer("sgd", { learningRate: 0.05 });

/** Return the bits of a number, lowest first: [BITS]. */
function bitsOf(number) {
  return Array.from({ length: BITS }, (_, i) => (number >> i) & 1);
}

/** Return the inputs of a round, a bit of both numbers at each step: [BITS * 2]. */
function stepsOf([a, b]) {
  const others = bitsOf(b);
  return bitsOf(a).flatMap((bit, i) => [bit, others[i]]);
}

/** Train on rounds one after another, or with 0 epochs only answer them. */
function run(layers, rounds, epochs) {
  const inputs = rounds.map(stepsOf);
  const targets = rounds.map(([a, b]) => bitsOf(a + b));
  return train([BITS, 2], layers, "sum_squared_error", OPTIMIZER, inputs, targets, 1, epochs);
}

// Weights from -1 to 1 come first, each of two words of the generator; then numbers below 128, each
// of one word.
const WEIGHTS = (2 + 1 + UNITS) * UNITS;
const drawn = random(0, WEIGHTS).map((double) => 2 * double - 1);
const numbers = random(0, 2 * WEIGHTS + 2 * ROUNDS, "integers", 128).slice(2 * WEIGHTS);
const rounds = Array.from({ length: ROUNDS }, (_, i) => [numbers[2 * i], numbers[2 * i + 1]]);

/** Return the next drawn weights: [rows][columns]. */
function takeKernel(rows, columns) {
  return Array.from({ length: rows }, () => drawn.splice(0, columns));
}

const kernel = takeKernel(2, UNITS);
const out = takeKernel(UNITS, 1);
const recurrentKernel = takeKernel(UNITS, UNITS);
let layers = [
  {
    kind: "simple_rnn",
    units: UNITS,
    activation: "sigmoid",
    kernel,
    recurrentKernel,
    returnSequences: true,
  },
  { kind: "time_distributed", units: 1, activation: "sigmoid", kernel: out },
];

for (let start = 0; start < ROUNDS; start += BLOCK) {
  const [a, b] = rounds[start];
  const [outputs] = run(layers, [[a, b]], 0).outputs;
  let error = 0;
  let answer = 0;
  bitsOf(a + b).forEach((target, i) => {
    error = error + Math.abs(target - outputs[i]);
    answer = answer + (outputs[i] > 0.5 ? 1 << i : 0);
  });
  console.log(`round ${start}: error ${error.toFixed(8)}; ${a} + ${b} = ${answer}`);
  layers = run(layers, rounds.slice(start, start + BLOCK), 1).trials[0].layers;
}
