// Chapter training: how a network learns from examples, batch by batch and epoch by epoch.
//
// In each epoch the network sees every example once, in a new random order if the run shuffles. The
// examples are taken in batches: each batch passes forward through all layers, the gradients of its
// loss are computed, and the optimizer takes one step. The experiment `train` trains a network of
// layers of any kind, `dense` one of dense layers.
//
// Source: mini-batches are as old as D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning
// representations by back-propagating errors", 1986; the shuffle is R. A. Fisher and F. Yates's in
// R. Durstenfeld's form, "Algorithm 235: random permutation", 1964.
//
// Left out on purpose: early stopping and validation, which refnet.Sequential (in Python) adds.
//
// m examples, n inputs, k outputs.

import { argmax } from "./activations.js";
import { checkConverging, checkConvergingRows, checkedAccuracy, SPARSE } from "./checks.js";
import { clippedGradients } from "./clipping.js";
import { outputActivation } from "./kinds.js";
import { exampleLoss, lossOfTargets, oneHot, reduceLoss } from "./losses.js";
import {
  drawnLayers,
  networkForward,
  networkGradients,
  networkParameters,
  networkVariables,
  outputsInBatches,
  watchedVectors,
  withoutStates,
  withParameters,
  withStates,
} from "./network.js";
import { checkedTrain, outputsOf } from "./network_checks.js";
import { initialState, optimizerStep } from "./optimizers.js";
import { permutation, seeded } from "./random.js";

/** @typedef {import("./layer_checks.js").GivenLayer} GivenLayer */
/** @typedef {import("./network_checks.js").GivenTraining} GivenTraining */
/** @typedef {import("./kinds.js").Layer} Layer */
/** @typedef {import("./losses.js").Loss} Loss */
/** @typedef {import("./optimizers.js").Optimizer} Optimizer */
/** @typedef {import("./optimizers.js").OptimizerState} OptimizerState */
/** @typedef {import("./random.js").Generator} Generator */
/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./readers.js").Numbers} Numbers */
/** @typedef {import("./readers.js").Rows} Rows */

/**
 * How a network trains; batchSize is at least 1.
 * @typedef {{loss: Loss, optimizer: Optimizer, batchSize: number}} Training
 */

/**
 * The result of a batch; its losses [m] and outputs [m][k] are from before the step.
 * @typedef {{layers: Layer[], state: OptimizerState, losses: number[], outputs: Matrix}} TrainedBatch
 */

/**
 * The result of an epoch: total of its examples' losses, number of correct predictions.
 * @typedef {{layers: Layer[], state: OptimizerState, total: number, correct: number}} TrainedEpoch
 */

/**
 * A recorded epoch, counted from 1: the loss during the epoch, the layers after it.
 * @typedef {{epoch: number, loss: number, layers: Layer[]}} EpochRecord
 */

/**
 * The result of several epochs: the records, and each one's number of correct predictions.
 * @typedef {{layers: Layer[], state: OptimizerState, trials: EpochRecord[], corrects: number[]}}
 *   TrainedEpochs
 */

/**
 * The total of the examples' losses, and the number of correct predictions.
 * @typedef {{total: number, correct: number}} Evaluation
 */

/**
 * The recorded epochs, and the outputs [m][k] after the last one.
 * @typedef {{trials: EpochRecord[], outputs: Matrix}} TrainingRun
 */

/**
 * Return how many examples the network predicts correctly (DENSE-16).
 *
 * With one output: the target is 1 if the output is above 1/2, and 0 if it is not. With several:
 * the largest output and the largest target have the same index. targets [m][k], outputs [m][k]
 * @type {(targets: Matrix, outputs: Matrix) => number}
 */
export function correctPredictions(targets, outputs) {
  let correct = 0;
  for (let i = 0; i < targets.length; i++) {
    const [target, output] = [targets[i], outputs[i]];
    const agree =
      target.length === 1
        ? target[0] === (output[0] > 0.5 ? 1.0 : 0.0)
        : argmax(target) === argmax(output);
    correct = correct + (agree ? 1 : 0);
  }
  return correct;
}

/**
 * Return the share of the examples that the network predicts correctly.
 *
 * targets [m][k], outputs [m][k]. Throws RefnetError with the codes wrong_type, empty,
 * shape_mismatch and not_finite.
 * @type {(targets: Rows, outputs: Rows) => number}
 */
export function accuracy(targets, outputs) {
  [targets, outputs] = checkedAccuracy(targets, outputs);
  return correctPredictions(targets, outputs) / targets.length;
}

/**
 * Train on one batch; all gradients are taken before any weight moves (DENSE-1).
 *
 * inputs [m][n], targets [m][k]
 * @type {(
 *   layers: Layer[], state: OptimizerState, training: Training, inputs: Matrix, targets: Matrix,
 *   generator: Generator,
 * ) => TrainedBatch}
 */
export function trainBatch(layers, state, training, inputs, targets, generator) {
  const drawn = drawnLayers(layers, inputs.length, generator);
  const forward = networkForward(inputs, drawn);
  const { preactivations: logits, outputs } = forward[forward.length - 1];
  const end = outputActivation(drawn[drawn.length - 1]);
  const losses = targets.map((t, i) => exampleLoss(training.loss, end, t, logits[i], outputs[i]));
  let gradients = networkGradients(inputs, targets, drawn, forward, training.loss);
  gradients = clippedGradients(gradients, networkVariables(layers), training.optimizer);
  let parameters = networkParameters(layers);
  [parameters, state] = optimizerStep(parameters, gradients, state, training.optimizer);
  layers = withStates(withParameters(layers, parameters), forward);
  return { layers, state, losses, outputs };
}

/**
 * Train on the examples in this order, batch after batch; the last batch may be short.
 *
 * inputs [m][n], targets [m][k]; order: indices of both; epoch: its number, for the error; total:
 * the losses of earlier examples of the same epoch, to which these are added (DENSE-8). Throws
 * RefnetError with the code diverged.
 * @type {(
 *   layers: Layer[], state: OptimizerState, training: Training, inputs: Matrix, targets: Matrix,
 *   order: number[], generator: Generator, epoch: number, total?: number,
 * ) => TrainedEpoch}
 */
export function trainEpoch(
  layers,
  state,
  training,
  inputs,
  targets,
  order,
  generator,
  epoch,
  total = 0.0,
) {
  let correct = 0;
  for (let start = 0; start < order.length; start += training.batchSize) {
    const batch = order.slice(start, start + training.batchSize);
    const [batchInputs, batchTargets] = [batch.map((i) => inputs[i]), batch.map((i) => targets[i])];
    const trained = trainBatch(layers, state, training, batchInputs, batchTargets, generator);
    const { losses, outputs } = trained;
    ({ layers, state } = trained);
    for (const loss of losses) {
      total = total + loss;
    }
    correct = correct + correctPredictions(batchTargets, outputs);
    const number = Math.floor(start / training.batchSize) + 1;
    checkConvergingRows("outputs", outputs, epoch, number);
    checkConverging("loss", [total], epoch, number);
    checkConvergingRows("layers", watchedVectors(layers), epoch, number);
    checkConvergingRows("optimizer", state.momentums, epoch, number);
    checkConvergingRows("optimizer", state.velocities, epoch, number);
  }
  return { layers, state, total, correct };
}

/**
 * Train the epochs first to last; each shuffles the examples, if `shuffle` says so.
 *
 * inputs [m][n], targets [m][k]; record: the epochs to report, null for all; DENSE-1. Throws
 * RefnetError with the code diverged.
 * @type {(
 *   layers: Layer[], state: OptimizerState, training: Training, inputs: Matrix, targets: Matrix,
 *   first: number, last: number, generator: Generator, shuffle: boolean, record: number[] | null,
 * ) => TrainedEpochs}
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
  shuffle,
  record,
) {
  const recorded = record === null ? null : new Set(record);
  const trials = [];
  const corrects = [];
  for (let epoch = first; epoch <= last; epoch++) {
    const order = shuffle ? permutation(inputs.length, generator) : inputs.map((_, i) => i);
    const trained = trainEpoch(layers, state, training, inputs, targets, order, generator, epoch);
    const { total, correct } = trained;
    ({ layers, state } = trained);
    if (recorded === null || recorded.has(epoch)) {
      trials.push({ epoch, loss: reduceLoss(training.loss, total, inputs.length), layers });
      corrects.push(correct);
    }
  }
  return { layers, state, trials, corrects };
}

/**
 * Return total plus the sum of the losses, and the number of correct predictions.
 *
 * inputs [m][n], targets [m][k]; no weight moves; DENSE-8, DENSE-16
 * @type {(
 *   layers: Layer[], loss: Loss, inputs: Matrix, targets: Matrix, total?: number,
 * ) => Evaluation}
 */
export function evaluate(layers, loss, inputs, targets, total = 0.0) {
  const forward = networkForward(inputs, layers);
  const { preactivations: logits, outputs } = forward[forward.length - 1];
  const activation = outputActivation(layers[layers.length - 1]);
  for (let i = 0; i < targets.length; i++) {
    total = total + exampleLoss(loss, activation, targets[i], logits[i], outputs[i]);
  }
  return { total, correct: correctPredictions(targets, outputs) };
}

/**
 * Train a network of layers of any kind (DENSE-1).
 *
 * inputShape: of one example; null if the layers know their shapes. inputs [m][n]; targets
 * [m][k], or [m] class numbers from 0 for the sparse loss; batchSize: null for all examples in one
 * batch; shuffleSeed: of the generator that shuffles the examples and drops numbers, null for 0 and
 * examples in order; record: the epochs to report, ascending from 1, or null for all; shuffle: false
 * to take the examples in order whatever the seed.
 *
 * Throws RefnetError with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range,
 * unknown_name, and diverged when an output, the loss, a weight or a number of the optimizer's
 * state becomes infinite or NaN. A fault inside a layer or the optimizer has a field such as
 * `layers[0].kernel`.
 * @type {(
 *   inputShape: Numbers | null, layers: GivenLayer[], ...others: GivenTraining
 * ) => TrainingRun}
 */
export function train(
  inputShape,
  layers,
  loss,
  optimizer,
  inputs,
  targets,
  batchSize = null,
  epochs = 1,
  shuffleSeed = null,
  record = null,
  shuffle = true,
) {
  [layers, loss, optimizer, inputs, targets, batchSize, epochs, shuffleSeed, record, shuffle] =
    checkedTrain(
      inputShape,
      layers,
      loss,
      optimizer,
      inputs,
      targets,
      batchSize,
      epochs,
      shuffleSeed,
      record,
      shuffle,
    );
  const network = /** @type {Layer[]} */ (layers);
  const [, k] = outputsOf("layers", network);
  const given = /** @type {any} */ (targets);
  const read = /** @type {Loss} */ (loss);
  const rows = read.name === SPARSE ? oneHot(given, k) : given;
  const training = {
    loss: lossOfTargets(read, rows),
    optimizer: /** @type {Optimizer} */ (optimizer),
    batchSize,
  };
  const generator = seeded(shuffleSeed === null ? 0 : shuffleSeed);
  const trained = trainEpochs(
    network,
    initialState(networkParameters(network), training.optimizer),
    training,
    inputs,
    rows,
    1,
    epochs,
    generator,
    shuffle && shuffleSeed !== null,
    record,
  );
  const outputs = outputsInBatches(inputs, withoutStates(trained.layers), batchSize);
  checkConvergingRows("outputs", outputs, epochs);
  return { trials: trained.trials, outputs };
}

/**
 * Train a network of dense layers, whose kernels say how many inputs there are. Arguments and errors
 * are those of `train`.
 * @type {(layers: GivenLayer[], ...others: GivenTraining) => TrainingRun}
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
  shuffle = true,
) {
  /** @type {GivenTraining} */
  const how = [loss, optimizer, inputs, targets, batchSize, epochs, shuffleSeed, record, shuffle];
  return train(null, layers, ...how);
}
