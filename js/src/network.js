// Chapter network: layers one after another, forward and backward.
//
// A layer is of a kind, and what a kind does is in the file of its chapter; kinds.js lists them.
//
// In the forward pass, each layer turns the outputs of the layer before it into preactivations, and
// its activation turns these into outputs. The backward pass starts with the gradients of the loss
// with respect to the last outputs. In each layer, from last to first, the activation turns the
// gradients of the outputs into deltas, and the layer turns its deltas into the gradients of its
// parameters and of its inputs, which are the outputs of the layer before it. The gradients of a
// crossentropy after its own activation are already those with respect to the logits (chapter losses),
// so that activation is skipped. A recurrent layer needs its activation at each step, and applies it
// itself.
//
// Source: D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning representations by
// back-propagating errors", 1986.
//
// What a layer sees is decided in chapter graphs: in a chain, which is the common case, the outputs of
// the layer before it. There, layers can have other and several sources.
//
// Left out on purpose: the gradients of the network's inputs.
//
// m examples, n inputs of the first layer, k outputs of the last one. An example is one row of
// numbers, whatever its shape.

import { activate, layerDeltas } from "./activations.js";
import { weightedGradients } from "./example_weights.js";
import { frozenLayer, isFrozen } from "./frozen.js";
import { addGradients, layerInputs, layerMask, seesLayers } from "./graphs.js";
import { KINDS, outputActivation } from "./kinds.js";
import { isOfLogits, lossGradients } from "./losses.js";
import { penalizedDeltas, penalizedGradients } from "./regularizers.js";

/** @typedef {import("./frozen.js").Frozen} Frozen */
/** @typedef {import("./graphs.js").Sources} Sources */
/** @typedef {import("./kinds.js").Layer} Layer */
/** @typedef {import("./losses.js").Loss} Loss */
/** @typedef {import("./regularizers.js").Penalties} Penalties */
/** @typedef {import("./optimizers.js").Vectors} Vectors */
/** @typedef {import("./random.js").Generator} Generator */
/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./sequences.js").Mask} Mask */

/**
 * What a layer calculates for a batch: preactivations [m][u] and outputs [m][u].
 *
 * mask [m][t]: which steps of its inputs are real, null where all are; states: with which it begins
 * the next batch, [m][s] or other vectors, null where it does not remember; outputMask [m][t]: which
 * steps of its outputs are real
 * @typedef {{
 *   preactivations: Matrix,
 *   outputs: Matrix,
 *   mask: Mask,
 *   states: Matrix | null,
 *   outputMask: Mask,
 * }} Forward
 */

/**
 * Return the parameters of all layers as vectors, layer by layer.
 * @type {(layers: Layer[]) => Vectors}
 */
export function networkParameters(layers) {
  const vectors = [];
  for (const layer of layers) {
    for (const vector of KINDS[layer.kind].parameters(layer)) {
      vectors.push(vector);
    }
  }
  return vectors;
}

/**
 * Return how many vectors each variable has, in the order of `networkParameters`.
 *
 * A variable is a kernel, a bias or a table.
 * @type {(layers: Layer[]) => number[]}
 */
export function networkVariables(layers) {
  return layers.flatMap((layer) => KINDS[layer.kind].variables(layer));
}

/**
 * Return the layers with other parameters, in the order of `networkParameters`.
 * @type {(layers: Layer[], vectors: Vectors) => Layer[]}
 */
export function withParameters(layers, vectors) {
  const result = [];
  let start = 0;
  for (const layer of layers) {
    const kind = KINDS[layer.kind];
    const end = start + kind.parameters(layer).length;
    result.push(kind.withParameters(layer, vectors.slice(start, end)));
    start = end;
  }
  return result;
}

/**
 * Return the layers for a batch of m examples in training, first to last (DROP-1).
 *
 * frozen: which layers are (FROZEN-4)
 * @type {(layers: Layer[], m: number, generator: Generator, frozen?: Frozen) => Layer[]}
 */
export function drawnLayers(layers, m, generator, frozen = null) {
  const drawn = layers.map((layer) => KINDS[layer.kind].drawn(layer, m, generator));
  return drawn.map((layer, i) => (isFrozen(i, frozen) ? frozenLayer(layer) : layer));
}

/**
 * Return the layers for the batch that follows the one of `forward` (RNN-6, BNORM-4).
 * @type {(layers: Layer[], forward: Forward[]) => Layer[]}
 */
export function withStates(layers, forward) {
  return layers.map((layer, i) => {
    const { states } = forward[i];
    return states === null ? layer : KINDS[layer.kind].withStates(layer, states);
  });
}

/**
 * Return the layers as they begin: the states of stateful ones are zeros again (RNN-6).
 * @type {(layers: Layer[]) => Layer[]}
 */
export function withoutStates(layers) {
  return layers.map((layer) => ("state" in layer ? { ...layer, state: null } : layer));
}

/**
 * Return what must stay finite: all parameters, then what else batches move (BNORM-4).
 * @type {(layers: Layer[]) => Vectors}
 */
export function watchedVectors(layers) {
  const moving = layers.flatMap((layer) => KINDS[layer.kind].moving(layer));
  return [...networkParameters(layers), ...moving];
}

/**
 * Return what every layer calculates, first to last (DENSE-1).
 *
 * inputs [m][n]; sources: of each layer, null for the layer before it (GRAPH-1)
 * @type {(inputs: Matrix, layers: Layer[], sources?: Sources) => Forward[]}
 */
export function networkForward(inputs, layers, sources = null) {
  /** @type {Forward[]} */
  const forward = [];
  layers.forEach((layer, i) => {
    const kind = KINDS[layer.kind];
    const seen = layerInputs(i, inputs, forward, sources);
    const mask = layerMask(i, forward, sources);
    const masked = kind.masked(layer, mask);
    const preactivations = kind.forward(seen, masked);
    const outputs = preactivations.map((row) => activate(outputActivation(layer), row));
    const states = kind.finalStates(seen, masked);
    const outputMask = kind.mask(seen, layer, mask);
    forward.push({ preactivations, outputs, mask, states, outputMask });
  });
  return forward;
}

/**
 * Return the outputs of the last layer.
 *
 * inputs [m][n]; sources: of each layer -> [m][k]
 * @type {(inputs: Matrix, layers: Layer[], sources?: Sources) => Matrix}
 */
export function networkOutputs(inputs, layers, sources = null) {
  return networkForward(inputs, layers, sources)[layers.length - 1].outputs;
}

/**
 * Return the outputs of all examples, calculated batch after batch (RNN-6).
 *
 * Without stateful layers, they are those of one batch. inputs [m][n]; sources: of each layer
 * -> [m][k]
 * @type {(inputs: Matrix, layers: Layer[], batchSize: number, sources?: Sources) => Matrix}
 */
export function outputsInBatches(inputs, layers, batchSize, sources = null) {
  const result = [];
  for (let start = 0; start < inputs.length; start += batchSize) {
    const forward = networkForward(inputs.slice(start, start + batchSize), layers, sources);
    layers = withStates(layers, forward);
    for (const row of forward[layers.length - 1].outputs) {
      result.push(row);
    }
  }
  return result;
}

/**
 * Return the gradients of all parameters, in the order of `networkParameters` (DENSE-12).
 *
 * inputs [m][n], targets [m][k]; forward: what `networkForward` returned for the inputs; weights [m]:
 * of the examples, null for 1 (WEIGHT-4); regularizers: of each layer, null for none, whose penalties
 * have gradients too (REG-2, REG-6); sources: of each layer (GRAPH-1); frozen: which layers are, whose
 * gradients are empty vectors (FROZEN-1)
 * @type {(
 *   inputs: Matrix,
 *   targets: Matrix,
 *   layers: Layer[],
 *   forward: Forward[],
 *   loss: Loss,
 *   weights?: number[] | null,
 *   regularizers?: Penalties,
 *   sources?: Sources,
 *   frozen?: Frozen,
 * ) => Vectors}
 */
export function networkGradients(
  inputs,
  targets,
  layers,
  forward,
  loss,
  weights = null,
  regularizers = null,
  sources = null,
  frozen = null,
) {
  const last = layers.length - 1;
  /** @type {Vectors} */
  let gradients = [];
  const end = outputActivation(layers[last]);
  const byOutputs = lossGradients(loss, end, targets, forward[last].outputs);
  /** @type {any[]} */
  const outputGradients = new Array(last).fill(null);
  outputGradients.push(weightedGradients(byOutputs, weights));
  for (let i = last; i >= 0; i--) {
    const kind = KINDS[layers[i].kind];
    const { preactivations, outputs, mask } = forward[i];
    const layer = kind.masked(layers[i], mask);
    const activation = outputActivation(layer);
    /** @type {Matrix} */
    const own = outputGradients[i];
    let deltas =
      i === last && isOfLogits(loss, end)
        ? own
        : own.map((row, e) => layerDeltas(activation, row, preactivations[e], outputs[e]));
    if (regularizers !== null) {
      deltas = penalizedDeltas(deltas, layer, preactivations, outputs, regularizers[i], loss);
    }
    const seen = layerInputs(i, inputs, forward, sources);
    const found = isFrozen(i, frozen)
      ? kind.parameters(layer).map(() => [])
      : kind.parameterGradients(seen, deltas, layer);
    gradients = [...found, ...gradients];
    if (seesLayers(i, sources)) {
      const byInputs = kind.inputGradients(seen, deltas, layer);
      addGradients(outputGradients, i, byInputs, inputs, forward, sources);
    }
  }
  return penalizedGradients(gradients, layers, regularizers, frozen);
}
