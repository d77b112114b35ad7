// Chapter dense: any number of layers, mini-batches, losses and optimizers.
//
// A dense layer is a row of units that all see the same inputs: sums = bias + inputs * kernel, and an
// activation on top of each sum. A training goes through the examples in batches; every batch gives
// each weight a gradient, and the optimizer makes a step of it.
//
// Derivation: a delta is the slope of the batch's loss along a unit's sum. The loss gives the deltas
// of the last layer; going back, a layer's kernel carries them to the outputs of the layer before, and
// that layer's activation turns them into its own deltas. A weight's gradient is the sum of its input
// times its delta over the batch. Where the loss is a cross-entropy and the activation the one that it
// belongs to, their derivatives shorten to output - target, and the loss is taken from the sums (the
// logits), so that neither overflows.
//
// Source: D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning representations by
// back-propagating errors", 1986; X. Glorot and Y. Bengio, "Understanding the difficulty of training
// deep feedforward neural networks", 2010 (glorot_uniform); Y. Nesterov, "A method of solving a convex
// programming problem with convergence rate O(1/k^2)", 1983; T. Tieleman and G. Hinton, lecture 6.5,
// 2012 (RMSprop); D. P. Kingma and J. Ba, "Adam: a method for stochastic optimization", 2015. The
// losses, the optimizers and their defaults are Keras 3's; sum_squared_error is chapter two_layer's.
//
// Left out on purpose: regularisers, dropout, learning rates that change, weights for examples.
//
// The small functions take data that `dense` has checked. m examples, n inputs, u units, k outputs.
// The optimizers treat all weights alike; for them a network is a list of vectors, which network.js
// makes of its layers.

import { outputError } from "./button_press.js";
import { exp, log, sigmoid, tanh } from "./elementary.js";
import {
  asCount,
  asCounts,
  asName,
  asRows,
  asRowsOrCounts,
  checkAscending,
  checkConverging,
  checkConvergingRows,
  checkCount,
  checkFiniteRows,
  checkLength,
  checkName,
  checkNotEmpty,
  checkRange,
  checkRanges,
  checkRowLengths,
  onlyCounts,
  onlyRows,
} from "./errors.js";
import {
  asLayers,
  asOptimizer,
  checkLayerShapes,
  checkLayerValues,
  checkOptimizer,
  INITIALIZERS,
  lossesAfter,
  SPARSE,
  initialState,
  networkParameters,
  withParameters,
} from "./network.js";
import { LARGEST_SEED, MOST_NUMBERS, nextDouble, seeded } from "./random.js";
import { biasAdjustments, weightAdjustments } from "./two_layer.js";

/** @typedef {import("./network.js").DenseLayer} DenseLayer */
/** @typedef {import("./network.js").GivenLayer} GivenLayer */
/** @typedef {import("./network.js").GivenOptimizer} GivenOptimizer */
/** @typedef {import("./network.js").Matrix} Matrix */
/** @typedef {import("./network.js").Optimizer} Optimizer */
/** @typedef {import("./network.js").OptimizerState} OptimizerState */
/** @typedef {import("./network.js").Training} Training */
/** @typedef {import("./network.js").Vectors} Vectors */
/** @typedef {import("./random.js").Generator} Generator */

/**
 * What a layer answers: sums [m][u], and outputs [m][u], its activation of them.
 * @typedef {{sums: Matrix, outputs: Matrix}} Answers
 */

/**
 * What a batch leaves: its examples' losses [m] and outputs [m][k] from before it learned.
 * @typedef {{
 *   layers: DenseLayer[],
 *   state: OptimizerState,
 *   losses: number[],
 *   outputs: Matrix,
 * }} TrainedBatch
 */

/**
 * What an epoch leaves: its examples' losses in all, and how many were answered right.
 * @typedef {{
 *   layers: DenseLayer[],
 *   state: OptimizerState,
 *   total: number,
 *   correct: number,
 * }} TrainedEpoch
 */

/**
 * What examples lose in all, and how many of them are answered right.
 * @typedef {{total: number, correct: number}} Evaluated
 */

/**
 * One recorded epoch: the loss while it trained, the layers after it; epoch counts from 1.
 * @typedef {{epoch: number, loss: number, layers: DenseLayer[]}} EpochRecord
 */

/**
 * What epochs leave: the recorded ones, with how many examples each answered right.
 * @typedef {{
 *   layers: DenseLayer[],
 *   state: OptimizerState,
 *   trials: EpochRecord[],
 *   corrects: number[],
 * }} TrainedEpochs
 */

/**
 * The recorded epochs, and the outputs [m][k] after the last one.
 * @typedef {{trials: EpochRecord[], outputs: Matrix}} DenseRun
 */

/**
 * Return d, or 0 where it is below (DENSE-2).
 * @type {(d: number) => number}
 */
export function relu(d) {
  return d < 0.0 ? 0.0 : d;
}

/**
 * Return the place of the largest value, the first of them where there are several.
 * @type {(values: number[]) => number}
 */
export function argmax(values) {
  let place = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] > values[place]) {
      place = i;
    }
  }
  return place;
}

/**
 * Return e^d of each sum, divided by the sum of them all (DENSE-3).
 *
 * sums [u] -> [u]
 * @type {(sums: number[]) => number[]}
 */
export function softmax(sums) {
  const largest = sums[argmax(sums)];
  const powers = sums.map((d) => exp(d - largest)); // at most 1, so that none overflows
  let total = 0.0;
  for (const power of powers) {
    total = total + power;
  }
  return powers.map((power) => power / total);
}

/**
 * Return the logarithms of the softmax, finite even where that is too small for a number.
 *
 * sums [u] -> [u]; DENSE-6
 * @type {(sums: number[]) => number[]}
 */
export function logSoftmax(sums) {
  const largest = sums[argmax(sums)];
  let total = 0.0;
  for (const d of sums) {
    total = total + exp(d - largest);
  }
  const rest = log(total);
  return sums.map((d) => d - largest - rest);
}

/**
 * Return a layer's outputs for one example (DENSE-2).
 *
 * sums [u] -> [u]
 * @type {(activation: string, sums: number[]) => number[]}
 */
export function activate(activation, sums) {
  if (activation === "sigmoid") {
    return sums.map((d) => sigmoid(d));
  }
  if (activation === "tanh") {
    return sums.map((d) => tanh(d));
  }
  if (activation === "relu") {
    return sums.map((d) => relu(d));
  }
  if (activation === "softmax") {
    return softmax(sums);
  }
  return sums.slice(); // linear
}

/**
 * Return a layer's sums, as SUM-1 has them, and its outputs (DENSE-2).
 *
 * inputs [m][n] -> sums [m][u], outputs [m][u]
 * @type {(inputs: Matrix, layer: DenseLayer) => Answers}
 */
export function denseForward(inputs, layer) {
  const allSums = [];
  for (const row of inputs) {
    const sums = (layer.bias ?? Array.from({ length: layer.units }, () => 0.0)).slice();
    for (let i = 0; i < row.length; i++) {
      for (let j = 0; j < sums.length; j++) {
        sums[j] = sums[j] + layer.kernel[i][j] * row[i];
      }
    }
    allSums.push(sums);
  }
  return { sums: allSums, outputs: allSums.map((sums) => activate(layer.activation, sums)) };
}

/**
 * Return the answers of all layers, first to last (DENSE-1).
 *
 * inputs [m][n] of the first layer
 * @type {(inputs: Matrix, layers: DenseLayer[]) => Answers[]}
 */
export function networkForward(inputs, layers) {
  const answers = [];
  for (const layer of layers) {
    const answer = denseForward(inputs, layer);
    answers.push(answer);
    inputs = answer.outputs;
  }
  return answers;
}

/**
 * Return what the last layer answers.
 *
 * inputs [m][n] of the first layer -> [m][k]
 * @type {(inputs: Matrix, layers: DenseLayer[]) => Matrix}
 */
export function networkOutputs(inputs, layers) {
  return networkForward(inputs, layers)[layers.length - 1].outputs;
}

/**
 * Return a row for each class number, with 1 at its place and 0 elsewhere (DENSE-7).
 *
 * classes [m] -> [m][units]
 * @type {(classes: number[], units: number) => Matrix}
 */
export function oneHot(classes, units) {
  return classes.map((number) =>
    Array.from({ length: units }, (_, j) => (j === number ? 1.0 : 0.0)),
  );
}

/**
 * Return how many examples are answered right (DENSE-16).
 *
 * With one output: it is above one half where the target is. With more: the first largest output
 * stands where the first largest target does. targets [m][k], outputs [m][k]
 * @type {(targets: Matrix, outputs: Matrix) => number}
 */
export function correctPredictions(targets, outputs) {
  let correct = 0;
  for (let i = 0; i < targets.length; i++) {
    const agree =
      targets[i].length === 1
        ? targets[i][0] > 0.5 === outputs[i][0] > 0.5
        : argmax(targets[i]) === argmax(outputs[i]);
    correct = correct + (agree ? 1 : 0);
  }
  return correct;
}

/**
 * Return the sum of the squared errors of one example (DENSE-4).
 *
 * targets [k], outputs [k]
 * @type {(targets: number[], outputs: number[]) => number}
 */
export function squaredError(targets, outputs) {
  let total = 0.0;
  for (let j = 0; j < targets.length; j++) {
    const error = outputError(targets[j], outputs[j]);
    total = total + error * error;
  }
  return total;
}

/**
 * Return the sum of -(t ln y + (1 - t) ln(1 - y)) of one example, from the logits (DENSE-5).
 *
 * With y = sigmoid(d) that is relu(d) - d t + ln(1 + e^-|d|). targets [k], sums [k]
 * @type {(targets: number[], sums: number[]) => number}
 */
export function binaryCrossentropy(targets, sums) {
  let total = 0.0;
  for (let j = 0; j < targets.length; j++) {
    const d = sums[j];
    total = total + (relu(d) - d * targets[j] + log(1.0 + exp(-Math.abs(d))));
  }
  return total;
}

/**
 * Return -(the sum of t ln y) of one example, from the logits (DENSE-6).
 *
 * targets [k], sums [k]
 * @type {(targets: number[], sums: number[]) => number}
 */
export function categoricalCrossentropy(targets, sums) {
  const logarithms = logSoftmax(sums);
  let total = 0.0;
  for (let j = 0; j < targets.length; j++) {
    total = total - targets[j] * logarithms[j];
  }
  return total;
}

/**
 * Return the loss of one example; mse and binary_crossentropy are means over the outputs.
 *
 * targets [k], sums [k], outputs [k]; DENSE-4 to DENSE-7
 * @type {(loss: string, targets: number[], sums: number[], outputs: number[]) => number}
 */
export function exampleLoss(loss, targets, sums, outputs) {
  if (loss === "mse") {
    return squaredError(targets, outputs) / targets.length;
  }
  if (loss === "sum_squared_error") {
    return squaredError(targets, outputs);
  }
  if (loss === "binary_crossentropy") {
    return binaryCrossentropy(targets, sums) / targets.length;
  }
  return categoricalCrossentropy(targets, sums); // the sparse one has made its targets one-hot
}

/**
 * Return the loss of so many examples: their mean, or for sum_squared_error their sum.
 *
 * total: the sum of their losses; DENSE-8
 * @type {(loss: string, total: number, count: number) => number}
 */
export function reduceLoss(loss, total, count) {
  return loss === "sum_squared_error" ? total : total / count;
}

/**
 * Return one example's slopes along the sums, of those along the outputs (DENSE-9).
 *
 * slopes [u], outputs [u] -> [u]
 * @type {(activation: string, slopes: number[], outputs: number[]) => number[]}
 */
export function activationBackward(activation, slopes, outputs) {
  if (activation === "sigmoid") {
    return outputs.map((y, j) => slopes[j] * y * (1.0 - y));
  }
  if (activation === "tanh") {
    return outputs.map((y, j) => slopes[j] * (1.0 - y * y));
  }
  if (activation === "relu") {
    return outputs.map((y, j) => (y > 0.0 ? slopes[j] : 0.0));
  }
  if (activation === "softmax") {
    // Every output depends on every sum.
    let total = 0.0;
    for (let j = 0; j < slopes.length; j++) {
      total = total + slopes[j] * outputs[j];
    }
    return outputs.map((y, j) => y * (slopes[j] - total));
  }
  return slopes.slice(); // linear
}

/**
 * Return the last layer's deltas (DENSE-10).
 *
 * targets [m][k], outputs [m][k] -> [m][k]
 * @type {(loss: string, activation: string, targets: Matrix, outputs: Matrix) => Matrix}
 */
export function outputLayerDeltas(loss, activation, targets, outputs) {
  const m = targets.length;
  const k = targets[0].length;
  const deltas = [];
  for (let i = 0; i < m; i++) {
    const target = targets[i];
    const output = outputs[i];
    if (loss === "binary_crossentropy") {
      deltas.push(output.map((y, j) => (y - target[j]) / (m * k)));
    } else if (loss === "categorical_crossentropy" || loss === SPARSE) {
      let total = 0.0;
      for (const t of target) {
        total = total + t;
      }
      deltas.push(output.map((y, j) => (y * total - target[j]) / m));
    } else {
      const count = loss === "mse" ? m * k : 1.0;
      const slopes = output.map((y, j) => (2.0 * (y - target[j])) / count);
      deltas.push(activationBackward(activation, slopes, output));
    }
  }
  return deltas;
}

/**
 * Return the slopes along a layer's inputs: sums of delta times weight over its units.
 *
 * deltas [m][u], kernel [n][u] -> [m][n]; DENSE-11
 * @type {(deltas: Matrix, kernel: Matrix) => Matrix}
 */
export function inputGradients(deltas, kernel) {
  const slopes = [];
  for (const row of deltas) {
    const sums = [];
    for (const weights of kernel) {
      let total = 0.0;
      for (let o = 0; o < row.length; o++) {
        total = total + row[o] * weights[o];
      }
      sums.push(total);
    }
    slopes.push(sums);
  }
  return slopes;
}

/**
 * Return the gradients of all weights, in the order of `networkParameters` (DENSE-12).
 *
 * inputs [m][n] of the first layer, targets [m][k]
 * @type {(
 *   inputs: Matrix,
 *   targets: Matrix,
 *   layers: DenseLayer[],
 *   answers: Answers[],
 *   loss: string,
 * ) => Vectors}
 */
export function networkGradients(inputs, targets, layers, answers, loss) {
  const last = layers.length - 1;
  const seen = [inputs, ...answers.map((answer) => answer.outputs)]; // the inputs of each layer
  let deltas = outputLayerDeltas(loss, layers[last].activation, targets, answers[last].outputs);
  /** @type {Vectors} */
  let gradients = [];
  for (let i = last; i >= 0; i--) {
    const biases = layers[i].bias === null ? [] : [biasAdjustments(deltas)];
    gradients = [...weightAdjustments(seen[i], deltas), ...biases, ...gradients];
    if (i > 0) {
      const slopes = inputGradients(deltas, layers[i].kernel);
      const before = layers[i - 1].activation;
      deltas = slopes.map((row, j) => activationBackward(before, row, seen[i][j]));
    }
  }
  return gradients;
}

/**
 * Return weights after a step of gradient descent, and their momentums (DENSE-13).
 *
 * weights [n], gradients [n], momentums [n] -> [n], [n]
 * @type {(
 *   weights: number[],
 *   gradients: number[],
 *   momentums: number[],
 *   optimizer: Optimizer,
 * ) => [number[], number[]]}
 */
export function sgdStep(weights, gradients, momentums, optimizer) {
  const moved = weights.slice();
  momentums = momentums.slice();
  for (let i = 0; i < moved.length; i++) {
    const step = optimizer.learningRate * gradients[i];
    if (optimizer.momentum === 0.0) {
      moved[i] = moved[i] - step;
      continue;
    }
    momentums[i] = optimizer.momentum * momentums[i] - step;
    if (optimizer.nesterov) {
      moved[i] = moved[i] + (optimizer.momentum * momentums[i] - step);
    } else {
      moved[i] = moved[i] + momentums[i];
    }
  }
  return [moved, momentums];
}

/**
 * Return weights after a step of RMSprop, their momentums and velocities (DENSE-14).
 *
 * weights [n], gradients [n], momentums [n], velocities [n] -> [n], [n], [n]
 * @type {(
 *   weights: number[],
 *   gradients: number[],
 *   momentums: number[],
 *   velocities: number[],
 *   optimizer: Optimizer,
 * ) => [number[], number[], number[]]}
 */
export function rmspropStep(weights, gradients, momentums, velocities, optimizer) {
  const moved = weights.slice();
  momentums = momentums.slice();
  velocities = velocities.slice();
  const rest = 1.0 - optimizer.rho;
  for (let i = 0; i < moved.length; i++) {
    velocities[i] = optimizer.rho * velocities[i] + rest * (gradients[i] * gradients[i]);
    const step =
      (optimizer.learningRate * gradients[i]) / Math.sqrt(velocities[i] + optimizer.epsilon);
    if (optimizer.momentum === 0.0) {
      moved[i] = moved[i] - step;
      continue;
    }
    momentums[i] = optimizer.momentum * momentums[i] + step;
    moved[i] = moved[i] - momentums[i];
  }
  return [moved, momentums, velocities];
}

/**
 * Return weights after a step of Adam, their momentums and velocities (DENSE-15).
 *
 * weights [n], gradients [n], momentums [n], velocities [n] -> [n], [n], [n]; rate: the learning rate of
 * this step, as `optimizerStep` has it
 * @type {(
 *   weights: number[],
 *   gradients: number[],
 *   momentums: number[],
 *   velocities: number[],
 *   rate: number,
 *   optimizer: Optimizer,
 * ) => [number[], number[], number[]]}
 */
export function adamStep(weights, gradients, momentums, velocities, rate, optimizer) {
  const moved = weights.slice();
  momentums = momentums.slice();
  velocities = velocities.slice();
  const rest1 = 1.0 - optimizer.beta1;
  const rest2 = 1.0 - optimizer.beta2;
  for (let i = 0; i < moved.length; i++) {
    const gradient = gradients[i];
    momentums[i] = momentums[i] + (gradient - momentums[i]) * rest1;
    velocities[i] = velocities[i] + (gradient * gradient - velocities[i]) * rest2;
    moved[i] = moved[i] - (momentums[i] * rate) / (Math.sqrt(velocities[i]) + optimizer.epsilon);
  }
  return [moved, momentums, velocities];
}

/**
 * Return all weights after a step, and what the optimizer remembers of it.
 *
 * weights, gradients and the state: vectors of the same lengths; DENSE-13 to DENSE-15
 * @type {(
 *   weights: Vectors,
 *   gradients: Vectors,
 *   state: OptimizerState,
 *   optimizer: Optimizer,
 * ) => [Vectors, OptimizerState]}
 */
export function optimizerStep(weights, gradients, state, optimizer) {
  // Adam's means start at zero; its rate makes up for that, less and less.
  const beta1Power = state.beta1Power * optimizer.beta1;
  const beta2Power = state.beta2Power * optimizer.beta2;
  const rate = (optimizer.learningRate * Math.sqrt(1.0 - beta2Power)) / (1.0 - beta1Power);
  const moved = [];
  const momentums = [];
  const velocities = [];
  for (let i = 0; i < weights.length; i++) {
    let w = weights[i];
    const g = gradients[i];
    let m = state.momentums[i];
    let s = state.velocities[i];
    if (optimizer.name === "sgd") {
      [w, m] = sgdStep(w, g, m, optimizer);
    } else if (optimizer.name === "rmsprop") {
      [w, m, s] = rmspropStep(w, g, m, s, optimizer);
    } else {
      [w, m, s] = adamStep(w, g, m, s, rate, optimizer);
    }
    moved.push(w);
    momentums.push(m);
    velocities.push(s);
  }
  return [moved, { momentums, velocities, beta1Power, beta2Power }];
}

/**
 * Return 0 to count - 1 in a random order, by Fisher and Yates (DENSE-17).
 * @type {(count: number, generator: Generator) => number[]}
 */
export function permutation(count, generator) {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(nextDouble(generator) * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/**
 * Let all layers learn from one batch; the gradients are taken before any weight moves.
 *
 * inputs [m][n], targets [m][k]; DENSE-1
 * @type {(
 *   layers: DenseLayer[],
 *   state: OptimizerState,
 *   training: Training,
 *   inputs: Matrix,
 *   targets: Matrix,
 * ) => TrainedBatch}
 */
export function trainBatch(layers, state, training, inputs, targets) {
  const answers = networkForward(inputs, layers);
  const { sums, outputs } = answers[answers.length - 1];
  const losses = targets.map((row, i) => exampleLoss(training.loss, row, sums[i], outputs[i]));
  const gradients = networkGradients(inputs, targets, layers, answers, training.loss);
  const weights = networkParameters(layers);
  const [moved, remembered] = optimizerStep(weights, gradients, state, training.optimizer);
  return { layers: withParameters(layers, moved), state: remembered, losses, outputs };
}

/**
 * Train on the examples in this order, batch after batch, the last of which may be short.
 *
 * inputs [m][n], targets [m][k], order: rows of both; epoch: its number, for the error; total: the
 * losses of the epoch's earlier examples, to which these are added (DENSE-8).
 *
 * @param {DenseLayer[]} layers
 * @param {OptimizerState} state
 * @param {Training} training
 * @param {Matrix} inputs
 * @param {Matrix} targets
 * @param {number[]} order
 * @param {number} epoch
 * @param {number} total
 * @returns {TrainedEpoch}
 * @throws {RefnetError} with the code diverged.
 */
export function trainEpoch(layers, state, training, inputs, targets, order, epoch, total = 0.0) {
  let correct = 0;
  for (let start = 0; start < order.length; start += training.batchSize) {
    const part = order.slice(start, start + training.batchSize);
    const rows = part.map((i) => inputs[i]);
    const wanted = part.map((i) => targets[i]);
    const trained = trainBatch(layers, state, training, rows, wanted);
    layers = trained.layers;
    state = trained.state;
    for (const each of trained.losses) {
      total = total + each;
    }
    correct = correct + correctPredictions(wanted, trained.outputs);
    const batch = start / training.batchSize + 1;
    checkConvergingRows("outputs", trained.outputs, epoch, batch);
    checkConverging("loss", [total], epoch, batch);
    checkConvergingRows("layers", networkParameters(layers), epoch, batch);
    checkConvergingRows("optimizer", state.momentums, epoch, batch);
    checkConvergingRows("optimizer", state.velocities, epoch, batch);
  }
  return { layers, state, total, correct };
}

/**
 * Train the epochs first to last, each in a new random order, or in order without a generator.
 *
 * inputs [m][n], targets [m][k]; record: the epochs to report, null for all; DENSE-1.
 *
 * @param {DenseLayer[]} layers
 * @param {OptimizerState} state
 * @param {Training} training
 * @param {Matrix} inputs
 * @param {Matrix} targets
 * @param {number} first
 * @param {number} last
 * @param {Generator | null} generator
 * @param {number[] | null} record
 * @returns {TrainedEpochs}
 * @throws {RefnetError} with the code diverged.
 */
export function trainEpochs(
  layers,
  state,
  training,
  inputs,
  targets,
  first,
  last,
  generator,
  record,
) {
  const recorded = record === null ? null : new Set(record);
  const trials = [];
  const corrects = [];
  for (let epoch = first; epoch <= last; epoch++) {
    const count = inputs.length;
    const order = generator === null ? inputs.map((_, i) => i) : permutation(count, generator);
    const trained = trainEpoch(layers, state, training, inputs, targets, order, epoch);
    layers = trained.layers;
    state = trained.state;
    if (recorded === null || recorded.has(epoch)) {
      trials.push({ epoch, loss: reduceLoss(training.loss, trained.total, count), layers });
      corrects.push(trained.correct);
    }
  }
  return { layers, state, trials, corrects };
}

/**
 * Return what examples lose, added to total, and how many are answered right, not learning.
 *
 * inputs [m][n], targets [m][k]; DENSE-8, DENSE-16
 *
 * @param {DenseLayer[]} layers
 * @param {string} loss
 * @param {Matrix} inputs
 * @param {Matrix} targets
 * @param {number} total
 * @returns {Evaluated}
 */
export function evaluate(layers, loss, inputs, targets, total = 0.0) {
  const answers = networkForward(inputs, layers);
  const { sums, outputs } = answers[answers.length - 1];
  for (let i = 0; i < targets.length; i++) {
    total = total + exampleLoss(loss, targets[i], sums[i], outputs[i]);
  }
  return { total, correct: correctPredictions(targets, outputs) };
}

/**
 * Train a network of dense layers for so many epochs (DENSE-1).
 *
 * inputs [m][n]; targets [m][k], or [m] class numbers from 0 for the sparse loss; batchSize: null for
 * all examples; shuffleSeed: null to take them in order; record: the epochs to report, ascending from
 * 1, or null for all.
 *
 * @param {GivenLayer[]} layers
 * @param {string} loss
 * @param {GivenOptimizer} optimizer
 * @param {ArrayLike<number>[]} inputs
 * @param {ArrayLike<number>[] | ArrayLike<number>} targets
 * @param {number | null} batchSize
 * @param {number} epochs
 * @param {number | null} shuffleSeed
 * @param {ArrayLike<number> | null} record
 * @returns {DenseRun}
 * @throws {RefnetError} with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range,
 * unknown_name, and diverged when an output, the loss, a weight or what the optimizer remembers becomes
 * infinite or NaN. A fault inside a layer or the optimizer has a field such as `layers[0].kernel`.
 */
export function dense(
  layers,
  loss,
  optimizer,
  inputs,
  targets,
  batchSize = null,
  epochs = 1,
  shuffleSeed = null,
  record = null,
) {
  const network = asLayers("layers", layers);
  asName("loss", loss);
  const settings = asOptimizer("optimizer", optimizer);
  const x = asRows("inputs", inputs);
  const given = asRowsOrCounts("targets", targets);
  if (batchSize !== null) {
    asCount("batch_size", batchSize);
  }
  asCount("epochs", epochs);
  if (shuffleSeed !== null) {
    asCount("shuffle_seed", shuffleSeed);
  }
  const chosen = record === null ? null : asCounts("record", record);
  checkLayerShapes("layers", network);
  checkNotEmpty("inputs", x);
  checkRowLengths("inputs", x, "layers[0].kernel", network[0].kernel.length);
  const { units, activation } = network[network.length - 1];
  const classes = loss === SPARSE ? onlyCounts("targets", given) : [];
  const rows = loss === SPARSE ? [] : onlyRows("targets", given);
  checkLength("targets", given, "inputs", x.length);
  checkRowLengths("targets", rows, `layers[${network.length - 1}].units`, units);
  checkLayerValues("layers", network);
  checkName("loss", loss, lossesAfter(activation));
  checkOptimizer("optimizer", settings);
  checkFiniteRows("inputs", x);
  checkFiniteRows("targets", rows);
  checkRanges("targets", classes, 0, units - 1);
  if (batchSize !== null) {
    checkCount("batch_size", batchSize, 1);
  }
  checkCount("epochs", epochs);
  if (shuffleSeed !== null) {
    checkRange("shuffle_seed", shuffleSeed, 0, LARGEST_SEED);
  }
  if (chosen !== null) {
    checkAscending("record", chosen, epochs);
  }

  const training = { loss, optimizer: settings, batchSize: batchSize ?? x.length };
  const t = loss === SPARSE ? oneHot(classes, units) : rows;
  const generator = shuffleSeed === null ? null : seeded(shuffleSeed);
  const state = initialState(network);
  const trained = trainEpochs(network, state, training, x, t, 1, epochs, generator, chosen);
  const outputs = networkOutputs(x, trained.layers);
  checkConvergingRows("outputs", outputs, epochs);
  return { trials: trained.trials, outputs };
}

/**
 * Return a kernel's first weights, drawn row by row (DENSE-18).
 *
 * -> [inputs][units]
 * @type {(initializer: string, inputs: number, units: number, generator: Generator) => Matrix}
 */
export function initialKernel(initializer, inputs, units, generator) {
  if (initializer === "zeros") {
    return Array.from({ length: inputs }, () => Array.from({ length: units }, () => 0.0));
  }
  const limit = initializer === "uniform" ? 0.05 : Math.sqrt(6.0 / (inputs + units));
  return Array.from({ length: inputs }, () =>
    Array.from({ length: units }, () => (2.0 * nextDouble(generator) - 1.0) * limit),
  );
}

/**
 * Return the first kernels of a network, all drawn from one generator (DENSE-18).
 *
 * sizes: the inputs, then each layer's units -> a kernel [sizes[i]][sizes[i + 1]] for each layer.
 *
 * @param {string} initializer
 * @param {ArrayLike<number>} sizes
 * @param {number} seed
 * @returns {Matrix[]}
 * @throws {RefnetError} with the codes wrong_type, empty, out_of_range and unknown_name.
 */
export function initialKernels(initializer, sizes, seed) {
  asName("initializer", initializer);
  const counts = asCounts("sizes", sizes);
  asCount("seed", seed);
  checkNotEmpty("sizes", counts);
  checkName("initializer", initializer, INITIALIZERS);
  checkRanges("sizes", counts, 1, MOST_NUMBERS);
  let weights = 0;
  for (let i = 0; i < counts.length - 1; i++) {
    weights = weights + counts[i] * counts[i + 1];
  }
  checkRange("sizes", weights, 0, MOST_NUMBERS);
  checkRange("seed", seed, 0, LARGEST_SEED);

  const generator = seeded(seed);
  const kernels = [];
  for (let i = 0; i < counts.length - 1; i++) {
    kernels.push(initialKernel(initializer, counts[i], counts[i + 1], generator));
  }
  return kernels;
}
