// Chapter recurrent: the layer that reads a sequence step by step and remembers.
//
// A recurrent layer has a state, the outputs of its units at the step before, which is zeros at
// first. At each step, the units see the step's features and that state. So a step is a dense layer
// whose inputs are both, one after the other, and whose weights are the same at every step: the
// kernel for the features, then the recurrent kernel for the state. Its outputs are the next state.
// The layer returns the last state, or that of every step.
//
// The backward pass, backpropagation through time, takes the steps from last to first. A state
// counts twice: as an output of the layer, and as an input of the next step. Its gradient is the
// sum of both; chapter dense turns it into the gradients of the step's features and of the state
// before. The gradients of the weights are chapter dense's too, with a step in the place of an
// example.
//
// A step that a mask leaves out (chapter sequences) changes nothing: the state stays as it is, and
// its gradient goes on to the state before.
//
// A stateful layer begins a batch with the states after the batch before, so that a long sequence
// can come in pieces: example i of a batch continues example i of the one before. No gradient goes
// back into the batch before. In training, dropout (chapter dropout) leaves out some of the
// features and of the state that the units see.
//
// This chapter has what its followers, lstm and gru, share with the simple layer: how steps come
// in, and how outputs and their gradients leave.
//
// Source: J. L. Elman, "Finding structure in time", 1990; P. J. Werbos, "Backpropagation through
// time: what it does and how to do it", 1990.
//
// Left out on purpose: first states that are inputs of the network, and their gradients.
//
// m examples of t steps with n features; u units.

import { activate, activationBackward } from "./activations.js";
import { cellRows } from "./conv.js";
import { denseForward, denseInputGradients, denseParameterGradients } from "./dense.js";
import { randomFactors, timesFactors } from "./dropout.js";
import { returnedShape, splitDelta, withState } from "./parts.js";
import { joined } from "./sequences.js";

/** @typedef {import("./dense.js").DenseLayer} DenseLayer */
/** @typedef {import("./optimizers.js").Vectors} Vectors */
/** @typedef {import("./random.js").Generator} Generator */
/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./sequences.js").Mask} Mask */

/**
 * A sequence as a layer reads it: steps [t][n], null for one that is left out.
 *
 * state [u], of lstm [2 * u]: before the first step; factors [n + u] of features and state, or null
 * where nothing is dropped.
 * @typedef {{steps: (number[] | null)[], state: number[], factors: number[] | null}} Example
 */

/**
 * A simple recurrent layer: kernel [n][units], recurrentKernel [units][units].
 *
 * bias [units] or null; returnSequences: whether every state is returned, not only the last;
 * goBackwards: whether the steps are read from last to first; dropout, recurrentDropout: the rates
 * for the features and for the state; stateful: whether a batch begins with the states after the
 * one before; returnState: see chapter parts; inputShape: [t, n], [] until it is known. Of a batch,
 * or null: mask [m][t], state [m][u] before the first step, factors [m][n + u] (chapter dropout).
 * @typedef {{
 *   kind: "simple_rnn", units: number, activation: string, kernel: Matrix, recurrentKernel: Matrix,
 *   bias: number[] | null, returnSequences: boolean, goBackwards: boolean,
 *   dropout: number, recurrentDropout: number, stateful: boolean, returnState: boolean,
 *   inputShape: number[], mask: Mask, state: Matrix | null, factors: Matrix | null,
 * }} SimpleRNNLayer
 */

/**
 * What the backward pass finds in one example.
 *
 * rows and deltas: the inputs and the deltas of the dense layer at each step that is not left out;
 * inputGradients [t][n]: of all steps. All are in the order in which the layer reads the steps.
 * @typedef {{rows: Matrix, deltas: Matrix, inputGradients: Matrix}} StepGradients
 */

/**
 * Return the shapes of one example before and after the layer: [t, n], and [t, u] or [u].
 * @type {(layer: any) => [number[], number[]]}
 */
export function recurrentShapes(layer) {
  const [[t], u] = [layer.inputShape, layer.units];
  return [layer.inputShape, returnedShape(layer.returnSequences ? [t, u] : [u], layer)];
}

/**
 * Return the parameters as vectors: the rows of both kernels, then the bias if there is one.
 * @type {(layer: any) => Vectors}
 */
export function recurrentParameters(layer) {
  const biases = layer.bias === null ? [] : [layer.bias];
  return [...layer.kernel, ...layer.recurrentKernel, ...biases].map((row) => row.slice());
}

/**
 * Return how many of the vectors belong to each kernel, and how many to the bias.
 * @type {(layer: any) => number[]}
 */
export function recurrentVariables(layer) {
  const kernels = [layer.kernel.length, layer.recurrentKernel.length];
  return layer.bias === null ? kernels : [...kernels, 1];
}

/**
 * Return the layer with other parameters, in the order of `recurrentParameters`.
 * @type {(layer: any, vectors: Vectors) => any}
 */
export function recurrentWithParameters(layer, vectors) {
  const [n, end] = [layer.kernel.length, layer.kernel.length + layer.units];
  const bias = layer.bias === null ? null : vectors[end];
  return { ...layer, kernel: vectors.slice(0, n), recurrentKernel: vectors.slice(n, end), bias };
}

/**
 * Return the layer for a batch with this mask [m][t].
 * @type {(layer: any, mask: Mask) => any}
 */
export function recurrentMasked(layer, mask) {
  return { ...layer, mask };
}

/**
 * Return the mask of the outputs, where they are a sequence, in their order (RNN-4).
 *
 * inputs [m][t * n], mask [m][t] -> [m][t]
 * @type {(inputs: Matrix, layer: any, mask: Mask) => Mask}
 */
export function recurrentMask(inputs, layer, mask) {
  if (mask === null || layer.returnState || !layer.returnSequences) {
    return null;
  }
  return layer.goBackwards ? mask.map((row) => row.slice().reverse()) : mask;
}

/**
 * Return the layer with the factors of a batch of m examples, if it drops anything (RNN-7).
 * @type {(layer: any, m: number, generator: Generator) => any}
 */
export function recurrentDrawn(layer, m, generator) {
  if (layer.dropout === 0.0 && layer.recurrentDropout === 0.0) {
    return layer;
  }
  const factors = Array.from({ length: m }, () => [
    ...randomFactors(layer.inputShape[1], layer.dropout, generator),
    ...randomFactors(layer.units, layer.recurrentDropout, generator),
  ]);
  return { ...layer, factors };
}

/**
 * Return each example in the order in which the layer reads its steps (RNN-1, RNN-4, RNN-6).
 *
 * inputs [m][t * n]; size: of the state
 * @type {(inputs: Matrix, layer: any, size: number) => Example[]}
 */
export function examplesOf(inputs, layer, size) {
  return inputs.map((row, e) => {
    const cells = cellRows(row, layer.inputShape[1]);
    const real = layer.mask === null ? cells.map(() => true) : layer.mask[e];
    const steps = cells.map((step, i) => (real[i] ? step : null));
    const zeros = Array.from({ length: size }, () => 0.0);
    return {
      steps: layer.goBackwards ? steps.reverse() : steps,
      state: layer.state === null ? zeros : layer.state[e].slice(),
      factors: layer.factors === null ? null : layer.factors[e],
    };
  });
}

/**
 * Return what the units see at a step: its features [n], then the state before [u] (RNN-1, RNN-7).
 * @type {(step: number[], state: number[], example: Example) => number[]}
 */
export function seenRow(step, state, example) {
  return timesFactors([...step, ...state], example.factors);
}

/**
 * Return what the layer returns of the states after each step (RNN-1).
 *
 * states [t][u] -> [t * u], or the last one [u]
 * @type {(states: Matrix, layer: any) => number[]}
 */
export function outputRow(states, layer) {
  return layer.returnSequences ? joined(states) : states[states.length - 1].slice();
}

/**
 * Return the gradients of the states as outputs, zeros for one that is not returned (RNN-2).
 *
 * delta [t * u] or [u] -> [t][u]
 * @type {(delta: number[], layer: any) => Matrix}
 */
export function outputGradientRows(delta, layer) {
  if (layer.returnSequences) {
    return cellRows(delta, layer.units);
  }
  const t = layer.inputShape[0];
  return Array.from({ length: t }, (_, i) => (i < t - 1 ? delta.map(() => 0.0) : delta.slice()));
}

/**
 * Return gradients [t][n], in the order of the layer, in that of the inputs [t * n].
 * @type {(gradients: Matrix, layer: any) => number[]}
 */
export function inputGradientRow(gradients, layer) {
  return joined(layer.goBackwards ? gradients.slice().reverse() : gradients);
}

/**
 * Return the dense layer of a step, whose inputs are its features, then the state before.
 * @type {(layer: any) => DenseLayer}
 */
export function stepLayer(layer) {
  const { kernel, recurrentKernel, bias } = layer;
  const [units, weights] = [recurrentKernel[0].length, [...kernel, ...recurrentKernel]];
  return { kind: "dense", units, activation: "linear", kernel: weights, bias };
}

/**
 * Return the state before the first step, and that after each step (RNN-1): [t + 1][u].
 * @type {(example: Example, layer: SimpleRNNLayer) => Matrix}
 */
export function simpleRnnStates(example, layer) {
  const dense = stepLayer(layer);
  let { state } = example;
  const states = [state];
  for (const step of example.steps) {
    if (step !== null) {
      const [preactivations] = denseForward([seenRow(step, state, example)], dense);
      state = activate(layer.activation, preactivations);
    }
    states.push(state);
  }
  return states;
}

/**
 * Return the states [t * u], or the last one, of each example (RNN-1, PART-3): inputs [m][t * n]
 * @type {(inputs: Matrix, layer: SimpleRNNLayer) => Matrix}
 */
export function simpleRnnForward(inputs, layer) {
  return examplesOf(inputs, layer, layer.units).map((example) => {
    const [, ...states] = simpleRnnStates(example, layer);
    return withState(outputRow(states, layer), states[states.length - 1], layer);
  });
}

/**
 * Return the states after the last step, if the layer keeps them (RNN-6): inputs [m][t * n] -> [m][u]
 * @type {(inputs: Matrix, layer: SimpleRNNLayer) => Matrix | null}
 */
export function simpleRnnFinalStates(inputs, layer) {
  if (!layer.stateful) {
    return null;
  }
  const examples = examplesOf(inputs, layer, layer.units);
  return examples.map((example) => simpleRnnStates(example, layer)[example.steps.length]);
}

/**
 * Return the gradients of one example, found from the last step to the first (RNN-2).
 * delta [t * u] or [u]
 * @type {(example: Example, delta: number[], layer: SimpleRNNLayer) => StepGradients}
 */
export function simpleRnnBackward(example, delta, layer) {
  const [dense, n] = [stepLayer(layer), layer.inputShape[1]];
  const states = simpleRnnStates(example, layer);
  let [ofOutputs, ofState] = splitDelta(delta, layer); // ofState: from the step after
  const outputGradients = outputGradientRows(ofOutputs, layer);
  /** @type {StepGradients} */
  const result = { rows: [], deltas: [], inputGradients: [] };
  for (let i = states.length - 2; i >= 0; i--) {
    const total = outputGradients[i].map((gradient, j) => gradient + ofState[j]);
    const step = example.steps[i];
    if (step === null) {
      ofState = total;
      result.inputGradients.push(Array.from({ length: n }, () => 0.0));
      continue;
    }
    const deltas = activationBackward(layer.activation, total, states[i + 1]);
    const [ofSeen] = denseInputGradients([], [deltas], dense);
    const gradients = timesFactors(ofSeen, example.factors);
    ofState = gradients.slice(n);
    result.rows.push(seenRow(step, states[i], example));
    result.deltas.push(deltas);
    result.inputGradients.push(gradients.slice(0, n));
  }
  // in the order in which the layer reads the steps
  Object.values(result).forEach((found) => found.reverse());
  return result;
}

/**
 * Return what the backward pass of a layer finds in each example.
 *
 * inputs [m][t * n], deltas [m][t * u] or [m][u]; size: of the state; backward: such as
 * `simpleRnnBackward`
 * @type {<G>(
 *   inputs: Matrix, deltas: Matrix, layer: any, size: number,
 *   backward: (example: Example, delta: number[], layer: any) => G,
 * ) => G[]}
 */
export function gradientsThroughTime(inputs, deltas, layer, size, backward) {
  return examplesOf(inputs, layer, size).map((example, e) => backward(example, deltas[e], layer));
}

/**
 * Return the gradients of the parameters, summed over all steps in order (RNN-3).
 *
 * The steps of an example follow those of the one before. inputs [m][t * n], deltas [m][t * u] or
 * [m][u] -> vectors as `recurrentParameters` returns them
 * @type {(inputs: Matrix, deltas: Matrix, layer: SimpleRNNLayer) => Vectors}
 */
export function simpleRnnParameterGradients(inputs, deltas, layer) {
  const found = gradientsThroughTime(inputs, deltas, layer, layer.units, simpleRnnBackward);
  const rows = found.flatMap((each) => each.rows);
  const stepDeltas = found.flatMap((each) => each.deltas);
  return denseParameterGradients(rows, stepDeltas, stepLayer(layer));
}

/**
 * Return the gradients of the inputs (RNN-2): inputs [m][t * n], deltas [m][t * u] or [m][u]
 * @type {(inputs: Matrix, deltas: Matrix, layer: SimpleRNNLayer) => Matrix}
 */
export function simpleRnnInputGradients(inputs, deltas, layer) {
  const found = gradientsThroughTime(inputs, deltas, layer, layer.units, simpleRnnBackward);
  return found.map((each) => inputGradientRow(each.inputGradients, layer));
}
