// Chapter gru: the recurrent layer with two gates and no cell.
//
// A gated recurrent unit keeps its memory in its output. The update gate z says how much of the
// output before is kept; the rest is a candidate. The reset gate r says how much the candidate sees
// of what the outputs before contribute. For that, the contributions of the features and of the
// outputs before are two dense layers, each with a bias of its own: the first one's kernel and the
// recurrent kernel. Their columns are those of the update gates, the reset gates and the
// candidates.
//
// Derivation: with h = z * h' + (1 - z) * g, where g is the activation of x + r * s, x of the
// features and s of the outputs before, the gradients are dL/dz = dL/dh * (h' - g) and dL/dg =
// dL/dh * (1 - z), and of h' directly dL/dh * z. The delta of g is that of x; times s it is the
// gradient of r, times r the delta of s.
//
// Source: K. Cho et al., "Learning phrase representations using RNN encoder-decoder for statistical
// machine translation", 2014; with the reset gate behind the product, as in Keras and cuDNN. Chapter
// gru_reset_before has it before the product (reset_after=False).
//
// m examples of t steps with n features; u units.

import { activate, activationBackward } from "./activations.js";
import { denseForward, denseInputGradients, denseParameterGradients } from "./dense.js";
import { timesFactors } from "./dropout.js";
import {
  resetBeforeFinalStates,
  resetBeforeForward,
  resetBeforeInputGradients,
  resetBeforeParameterGradients,
} from "./gru_reset_before.js";
import { gateColumns } from "./lstm.js";
import { splitDelta, withState } from "./parts.js";
import {
  examplesOf,
  gradientsThroughTime,
  inputGradientRow,
  outputGradientRows,
  outputRow,
  recurrentParameters,
  recurrentWithParameters,
  seenRow,
} from "./recurrent.js";

/** @typedef {import("./dense.js").DenseLayer} DenseLayer */
/** @typedef {import("./lstm.js").LSTMLayer} LSTMLayer */
/** @typedef {import("./optimizers.js").Vectors} Vectors */
/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./recurrent.js").Example} Example */

/**
 * Gated recurrent units: kernel [n][3 * units], recurrentKernel [units][3 * units].
 *
 * bias [2][3 * units], of the features and of the outputs before, or null; the columns are those of
 * the update gates, the reset gates and the candidates. With resetAfter false, the reset gate is
 * before the product, and bias is one [3 * units]. The other fields are those of `LSTMLayer`, but
 * state [m][u].
 * @typedef {Omit<LSTMLayer, "kind" | "bias"> & {
 *   kind: "gru", bias: number[] | Matrix | null, resetAfter: boolean,
 * }} GRULayer
 */

/**
 * What the units calculate at a step, [u] each.
 *
 * updateGate z, resetGate r, recurrent s: what the outputs before contribute to the candidate,
 * candidate g, and output h.
 * @typedef {Record<
 *   "updateGate" | "resetGate" | "recurrent" | "candidate" | "output", number[]
 * >} GRUStep
 */

/**
 * What the backward pass finds in one example; see `StepGradients`.
 *
 * rows and deltas: of the layer of the features; states and recurrentDeltas: of the layer of the
 * outputs before.
 * @typedef {Record<
 *   "rows" | "deltas" | "states" | "recurrentDeltas" | "inputGradients", Matrix
 * >} GRUGradients
 */

/**
 * Return the parameters as vectors: the rows of both kernels, then both biases, if any.
 * @type {(layer: GRULayer) => Vectors}
 */
export function gruParameters(layer) {
  if (!layer.resetAfter) {
    return recurrentParameters(layer);
  }
  const biases = layer.bias === null ? [] : /** @type {Matrix} */ (layer.bias);
  return [...layer.kernel, ...layer.recurrentKernel, ...biases].map((row) => row.slice());
}

/**
 * Return how many of the vectors belong to each kernel, and how many to both biases.
 * @type {(layer: GRULayer) => number[]}
 */
export function gruVariables(layer) {
  const kernels = [layer.kernel.length, layer.recurrentKernel.length];
  return layer.bias === null ? kernels : [...kernels, layer.resetAfter ? 2 : 1];
}

/**
 * Return the layer with other parameters, in the order of `gruParameters`.
 * @type {(layer: GRULayer, vectors: Vectors) => GRULayer}
 */
export function gruWithParameters(layer, vectors) {
  if (!layer.resetAfter) {
    return recurrentWithParameters(layer, vectors);
  }
  const [n, end] = [layer.kernel.length, layer.kernel.length + layer.units];
  const bias = layer.bias === null ? null : vectors.slice(end);
  return { ...layer, kernel: vectors.slice(0, n), recurrentKernel: vectors.slice(n, end), bias };
}

/**
 * Return the dense layer that sees the features of a step.
 * @type {(layer: GRULayer) => DenseLayer}
 */
export function featureLayer(layer) {
  const bias = layer.bias === null ? null : /** @type {Matrix} */ (layer.bias)[0];
  return {
    kind: "dense",
    units: 3 * layer.units,
    activation: "linear",
    kernel: layer.kernel,
    bias,
  };
}

/**
 * Return the dense layer that sees the outputs before.
 * @type {(layer: GRULayer) => DenseLayer}
 */
export function recurrentLayer(layer) {
  const [units, kernel] = [3 * layer.units, layer.recurrentKernel];
  const bias = layer.bias === null ? null : /** @type {Matrix} */ (layer.bias)[1];
  return { kind: "dense", units, activation: "linear", kernel, bias };
}

/**
 * Return what the units calculate at a step, from what they see (GRU-1).
 *
 * seen [n + u]: the features of the step and the outputs before; features, recurrent: the dense
 * layers of the former and of the latter
 * @type {(
 *   seen: number[], features: DenseLayer, recurrent: DenseLayer, layer: GRULayer,
 * ) => GRUStep}
 */
export function gruStep(seen, features, recurrent, layer) {
  const [u, gates, n] = [layer.units, layer.recurrentActivation, layer.inputShape[1]];
  const h = seen.slice(n);
  const [ofFeatures] = denseForward([seen.slice(0, n)], features);
  const [ofOutputs] = denseForward([h], recurrent);
  const sums = ofFeatures.map((x, j) => x + ofOutputs[j]);
  const z = activate(gates, gateColumns(sums, 0, u));
  const r = activate(gates, gateColumns(sums, 1, u));
  const [x, s] = [gateColumns(ofFeatures, 2, u), gateColumns(ofOutputs, 2, u)];
  const candidates = x.map((sum, j) => sum + r[j] * s[j]);
  const g = activate(layer.activation, candidates);
  const output = z.map((update, j) => update * h[j] + (1.0 - update) * g[j]);
  return { updateGate: z, resetGate: r, recurrent: s, candidate: g, output };
}

/**
 * Return what is before the first step, and each step (GRU-1).
 *
 * -> [t + 1]; a step that is left out is the one before again
 * @type {(example: Example, layer: GRULayer) => GRUStep[]}
 */
export function gruSteps(example, layer) {
  const [features, recurrent] = [featureLayer(layer), recurrentLayer(layer)];
  const zeros = Array.from({ length: layer.units }, () => 0.0);
  let now = {
    updateGate: zeros,
    resetGate: zeros,
    recurrent: zeros,
    candidate: zeros,
    output: example.state,
  };
  const calculated = [now];
  for (const step of example.steps) {
    if (step !== null) {
      now = gruStep(seenRow(step, now.output, example), features, recurrent, layer);
    }
    calculated.push(now);
  }
  return calculated;
}

/**
 * Return the outputs of each step, or of the last one, of each example (GRU-1, PART-3).
 *
 * inputs [m][t * n] -> [m][t * u] or [m][u]
 * @type {(inputs: Matrix, layer: GRULayer) => Matrix}
 */
export function gruForward(inputs, layer) {
  if (!layer.resetAfter) {
    return resetBeforeForward(inputs, layer);
  }
  return examplesOf(inputs, layer, layer.units).map((example) => {
    const [, ...calculated] = gruSteps(example, layer);
    const outputs = calculated.map(({ output }) => output);
    return withState(outputRow(outputs, layer), outputs[outputs.length - 1], layer);
  });
}

/**
 * Return the outputs after the last step, if the layer keeps them (RNN-6).
 *
 * inputs [m][t * n] -> [m][u]
 * @type {(inputs: Matrix, layer: GRULayer) => Matrix | null}
 */
export function gruFinalStates(inputs, layer) {
  if (!layer.resetAfter) {
    return resetBeforeFinalStates(inputs, layer);
  }
  if (!layer.stateful) {
    return null;
  }
  const examples = examplesOf(inputs, layer, layer.units);
  return examples.map((example) => gruSteps(example, layer)[example.steps.length].output);
}

/**
 * Return the deltas of the two dense layers at a step (GRU-2).
 *
 * ofOutput [u]: the gradient of the outputs; h [u]: the outputs before, as the units saw them ->
 * [3 * u] of the features, [3 * u] of the outputs before
 * @type {(
 *   ofOutput: number[], now: GRUStep, h: number[], layer: GRULayer,
 * ) => [number[], number[]]}
 */
export function gruStepDeltas(ofOutput, now, h, layer) {
  const gates = layer.recurrentActivation;
  const ofZ = ofOutput.map((gradient, j) => gradient * (h[j] - now.candidate[j]));
  const ofG = ofOutput.map((gradient, j) => gradient * (1.0 - now.updateGate[j]));
  const g = activationBackward(layer.activation, ofG, now.candidate);
  const ofR = g.map((delta, j) => delta * now.recurrent[j]);
  const z = activationBackward(gates, ofZ, now.updateGate);
  const r = activationBackward(gates, ofR, now.resetGate);
  const s = g.map((delta, j) => delta * now.resetGate[j]);
  return [
    [...z, ...r, ...g],
    [...z, ...r, ...s],
  ];
}

/**
 * Return the gradients of one example, found from the last step to the first (GRU-2).
 *
 * delta [t * u] or [u]
 * @type {(example: Example, delta: number[], layer: GRULayer) => GRUGradients}
 */
export function gruBackward(example, delta, layer) {
  const [features, recurrent] = [featureLayer(layer), recurrentLayer(layer)];
  const [calculated, n] = [gruSteps(example, layer), layer.inputShape[1]];
  let [ofOutputs, ofOutput] = splitDelta(delta, layer); // ofOutput: from the step after
  const outputGradients = outputGradientRows(ofOutputs, layer);
  /** @type {GRUGradients} */
  const result = { rows: [], deltas: [], states: [], recurrentDeltas: [], inputGradients: [] };
  for (let i = calculated.length - 2; i >= 0; i--) {
    const total = outputGradients[i].map((gradient, j) => gradient + ofOutput[j]);
    const [step, now, before] = [example.steps[i], calculated[i + 1], calculated[i]];
    if (step === null) {
      ofOutput = total;
      result.inputGradients.push(Array.from({ length: n }, () => 0.0));
      continue;
    }
    const seen = seenRow(step, before.output, example);
    const [deltas, recurrentDeltas] = gruStepDeltas(total, now, seen.slice(n), layer);
    const [ofFeatures] = denseInputGradients([], [deltas], features);
    const [through] = denseInputGradients([], [recurrentDeltas], recurrent);
    const kept = total.map((gradient, j) => gradient * now.updateGate[j]);
    const ofState = kept.map((gradient, j) => gradient + through[j]);
    const gradients = timesFactors([...ofFeatures, ...ofState], example.factors);
    ofOutput = gradients.slice(n);
    result.rows.push(seen.slice(0, n));
    result.deltas.push(deltas);
    result.states.push(seen.slice(n));
    result.recurrentDeltas.push(recurrentDeltas);
    result.inputGradients.push(gradients.slice(0, n));
  }
  // in the order in which the layer reads the steps
  Object.values(result).forEach((found) => found.reverse());
  return result;
}

/**
 * Return the gradients of the parameters, summed over all steps in order (GRU-3).
 *
 * inputs [m][t * n], deltas [m][t * u] or [m][u] -> vectors as `gruParameters` returns them
 * @type {(inputs: Matrix, deltas: Matrix, layer: GRULayer) => Vectors}
 */
export function gruParameterGradients(inputs, deltas, layer) {
  if (!layer.resetAfter) {
    return resetBeforeParameterGradients(inputs, deltas, layer);
  }
  const found = gradientsThroughTime(inputs, deltas, layer, layer.units, gruBackward);
  const rows = found.flatMap((each) => each.rows);
  const stepDeltas = found.flatMap((each) => each.deltas);
  const states = found.flatMap((each) => each.states);
  const recurrentDeltas = found.flatMap((each) => each.recurrentDeltas);
  const kernel = denseParameterGradients(rows, stepDeltas, featureLayer(layer));
  const recurrent = denseParameterGradients(states, recurrentDeltas, recurrentLayer(layer));
  const [n, u] = [layer.kernel.length, layer.units];
  return [
    ...kernel.slice(0, n),
    ...recurrent.slice(0, u),
    ...kernel.slice(n),
    ...recurrent.slice(u),
  ];
}

/**
 * Return the gradients of the inputs (GRU-2).
 *
 * inputs [m][t * n], deltas [m][t * u] or [m][u] -> [m][t * n]
 * @type {(inputs: Matrix, deltas: Matrix, layer: GRULayer) => Matrix}
 */
export function gruInputGradients(inputs, deltas, layer) {
  if (!layer.resetAfter) {
    return resetBeforeInputGradients(inputs, deltas, layer);
  }
  const found = gradientsThroughTime(inputs, deltas, layer, layer.units, gruBackward);
  return found.map((each) => inputGradientRow(each.inputGradients, layer));
}
