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

import { correctPredictions } from "./accuracy.js";
import { checkConverging, checkConvergingRows, SPARSE } from "./checks.js";
import { clippedGradients } from "./clipping.js";
import { weightedLosses, weightsOfExamples } from "./example_weights.js";
import { outputActivation, outputsOfAll } from "./kinds.js";
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
import { penalizedLosses, penalizedTotal } from "./regularizers.js";

/** @typedef {import("./layer_checks.js").GivenLayer} GivenLayer */
/** @typedef {import("./network_checks.js").GivenDenseTraining} GivenDenseTraining */
/** @typedef {import("./network_checks.js").GivenTraining} GivenTraining */
/** @typedef {import("./frozen.js").Frozen} Frozen */
/** @typedef {import("./graphs.js").Sources} Sources */
/** @typedef {import("./kinds.js").Layer} Layer */
/** @typedef {import("./losses.js").Loss} Loss */
/** @typedef {import("./optimizers.js").Optimizer} Optimizer */
/** @typedef {import("./optimizers.js").OptimizerState} OptimizerState */
/** @typedef {import("./random.js").Generator} Generator */
/** @typedef {import("./regularizers.js").Penalties} Penalties */
/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./readers.js").Numbers} Numbers */

/**
 * How a network trains; batchSize is at least 1; the others have a value for each layer.
 * @typedef {{
 *   loss: Loss, optimizer: Optimizer, batchSize: number, regularizers?: Penalties, sources?: Sources,
 *   frozen?: Frozen,
 * }} Training
 */

/**
 * A recorded epoch, counted from 1: the loss during the epoch, the layers after it.
 * @typedef {{epoch: number, loss: number, layers: Layer[]}} EpochRecord
 */

/**
 * The recorded epochs, and the outputs [m][k] after the last one.
 * @typedef {{trials: EpochRecord[], outputs: Matrix}} TrainingRun
 */

/**
 * Train on one batch; all gradients are taken before any weight moves (DENSE-1).
 *
 * inputs [m][n], targets [m][k]; weights [m]: of the examples, null for 1 (WEIGHT-3)
 * @type {(
 *   layers: Layer[], state: OptimizerState, training: Training, inputs: Matrix, targets: Matrix,
 *   generator: Generator, weights?: number[] | null,
 * ) => {layers: Layer[], state: OptimizerState, losses: number[], outputs: Matrix}}
 */
export function trainBatch(layers, state, training, inputs, targets, generator, weights = null) {
  const { loss, sources = null, frozen = null } = training;
  const drawn = drawnLayers(layers, inputs.length, generator, frozen);
  const forward = networkForward(inputs, drawn, sources);
  const { preactivations: logits, outputs } = forward[forward.length - 1];
  const end = outputActivation(drawn[drawn.length - 1]);
  const own = training.regularizers ?? null;
  let losses = targets.map((t, i) => exampleLoss(training.loss, end, t, logits[i], outputs[i]));
  losses = weightedLosses(losses, weights);
  losses = penalizedLosses(losses, outputsOfAll(forward), own);
  /** @type {[any, Penalties, Sources, Frozen]} */
  const extras = [weights, own, sources, frozen];
  let gradients = networkGradients(inputs, targets, drawn, forward, loss, ...extras);
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
 * the losses of earlier examples of the same epoch, to which these are added (DENSE-8); weights [m]:
 * of the examples, null for 1. Throws RefnetError with the code diverged.
 * @type {(
 *   layers: Layer[], state: OptimizerState, training: Training, inputs: Matrix, targets: Matrix,
 *   order: number[], generator: Generator, epoch: number, total?: number, weights?: number[] | null,
 * ) => {layers: Layer[], state: OptimizerState, total: number, correct: number}}
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
  weights = null,
) {
  let correct = 0;
  for (let start = 0; start < order.length; start += training.batchSize) {
    const batch = order.slice(start, start + training.batchSize);
    const [batchInputs, batchTargets] = [batch.map((i) => inputs[i]), batch.map((i) => targets[i])];
    const own = weights === null ? null : batch.map((i) => weights[i]);
    const before = layers;
    const trained = trainBatch(layers, state, training, batchInputs, batchTargets, generator, own);
    const { losses, outputs } = trained;
    ({ layers, state } = trained);
    for (const loss of losses) {
      total = total + loss;
    }
    total = penalizedTotal(total, before, training, batch.length);
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
 * inputs [m][n], targets [m][k]; record: the epochs to report, null for all; weights [m]: of the
 * examples, null for 1; DENSE-1. Throws RefnetError with the code diverged.
 * @type {(
 *   layers: Layer[], state: OptimizerState, training: Training, inputs: Matrix, targets: Matrix,
 *   first: number, last: number, generator: Generator, shuffle: boolean, record: number[] | null,
 *   weights?: number[] | null,
 * ) => {layers: Layer[], state: OptimizerState, trials: EpochRecord[], corrects: number[]}}
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
  weights = null,
) {
  const recorded = record === null ? null : new Set(record);
  const trials = [];
  const corrects = [];
  for (let epoch = first; epoch <= last; epoch++) {
    const order = shuffle ? permutation(inputs.length, generator) : inputs.map((_, i) => i);
    /** @type {[Matrix, Matrix, number[], Generator, number, number, number[] | null]} */
    const data = [inputs, targets, order, generator, epoch, 0.0, weights];
    const trained = trainEpoch(layers, state, training, ...data);
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
 * inputs [m][n], targets [m][k]; weights [m]: of the examples, null for 1; regularizers: of the
 * layers, of which only those of outputs count here (`penalizedTotal` adds the others); sources: of
 * the layers; no layer changes; DENSE-8, DENSE-16
 * @type {(
 *   layers: Layer[], loss: Loss, inputs: Matrix, targets: Matrix, total?: number,
 *   weights?: number[] | null, regularizers?: Penalties, sources?: Sources,
 * ) => {total: number, correct: number}}
 */
export function evaluate(
  layers,
  loss,
  inputs,
  targets,
  total = 0.0,
  weights = null,
  regularizers = null,
  sources = null,
) {
  const forward = networkForward(inputs, layers, sources);
  const { preactivations: logits, outputs } = forward[forward.length - 1];
  const activation = outputActivation(layers[layers.length - 1]);
  let losses = targets.map((t, i) => exampleLoss(loss, activation, t, logits[i], outputs[i]));
  losses = weightedLosses(losses, weights);
  for (const each of penalizedLosses(losses, outputsOfAll(forward), regularizers)) {
    total = total + each;
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
 * to take the examples in order whatever the seed; exampleWeights [m] and classWeights [c]: null for 1
 * (WEIGHT-2); regularizers: of each layer, null for none (REG-3); sources: of each layer, null for
 * the layer before it (GRAPH-1); frozen: for each layer whether its weights stay, null for none
 * (FROZEN-1).
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
  exampleWeights = null,
  classWeights = null,
  regularizers = null,
  sources = null,
  frozen = null,
) {
  /** @type {[any, any, any, any, any]} */
  const how = [batchSize, epochs, shuffleSeed, record, shuffle];
  /** @type {[any, any, any, any, any]} */
  const more = [exampleWeights, classWeights, regularizers, sources, frozen];
  const run = checkedTrain(inputShape, layers, loss, optimizer, inputs, targets, ...how, ...more);
  const [network, read, method, x, t, size, last, seed, recorded, shuffles, ...others] = run;
  const [, k] = outputsOf("layers", network);
  const given = /** @type {any} */ (t);
  const rows = read.name === SPARSE ? oneHot(given, k) : given;
  const [own, ofClasses, penalties, graph, kept] = others;
  const settings = { optimizer: method, batchSize: size, regularizers: penalties, sources: graph };
  const training = { loss: lossOfTargets(read, rows), ...settings, frozen: kept };
  const state = initialState(networkParameters(network), method);
  const weights = weightsOfExamples(given, own, ofClasses);
  /** @type {[Matrix, Matrix, number, number, Generator, boolean, number[] | null]} */
  const data = [x, rows, 1, last, seeded(seed ?? 0), shuffles && seed !== null, recorded];
  const trained = trainEpochs(network, state, training, ...data, weights);
  const outputs = outputsInBatches(x, withoutStates(trained.layers), size, graph);
  checkConvergingRows("outputs", outputs, last);
  return { trials: trained.trials, outputs };
}

/**
 * Train dense layers, whose kernels say how many inputs there are, as `train` does.
 * @type {(layers: GivenLayer[], ...others: GivenDenseTraining) => TrainingRun}
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
  exampleWeights = null,
  classWeights = null,
  regularizers = null,
  frozen = null,
) {
  /** @type {any} */
  const how = [batchSize, epochs, shuffleSeed, record, shuffle];
  how.push(exampleWeights, classWeights, regularizers, null, frozen);
  return train(null, layers, loss, optimizer, inputs, targets, ...how);
}
