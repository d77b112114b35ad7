// Chapter gru_reset_before: gated recurrent units that reset the outputs before the product.
//
// In chapter gru, the reset gate r says how much the candidate sees of what the outputs before
// contribute. Here it says how much the candidate sees of the outputs before themselves: they are
// multiplied by r first, and the recurrent kernel comes after. Then nothing stands between the
// contributions of the features and of the outputs before, so that one bias and one sum are enough:
// each sum begins with the bias, goes on over the features, and ends with the outputs before, those
// of the candidates with the reset ones.
//
// Derivation: with h = z * h' + (1 - z) * g, where g sees s = r * h', the gradients are those of
// chapter gru; but the delta of g goes through the recurrent kernel first, which gives the gradient
// of s. Times h' that is the gradient of r, and times r it is a part of the gradient of h'.
//
// Source: K. Cho et al., "Learning phrase representations using RNN encoder-decoder for statistical
// machine translation", 2014; reset_after=False in Keras.
//
// m examples of t steps with n features; u units.

import { activate, activationBackward } from "./activations.js";
import { denseForward, denseInputGradients, denseParameterGradients } from "./dense.js";
import { timesFactors } from "./dropout.js";
import { gateColumns } from "./lstm.js";
import { splitDelta, withState } from "./parts.js";
import {
  examplesOf,
  gradientsThroughTime,
  inputGradientRow,
  outputGradientRows,
  outputRow,
  seenRow,
} from "./recurrent.js";

/** @typedef {import("./dense.js").DenseLayer} DenseLayer */
/** @typedef {import("./optimizers.js").Vectors} Vectors */
/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./recurrent.js").Example} Example */

/**
 * What the units calculate at a step, [u] each.
 *
 * updateGate z, resetGate r, resetState s: the outputs before times r, candidate g, output h.
 * @typedef {Record<
 *   "updateGate" | "resetGate" | "resetState" | "candidate" | "output", number[]
 * >} ResetBeforeStep
 */

/**
 * What the backward pass finds in one example; see `StepGradients`.
 *
 * rows and deltas: of all columns of the kernel; states and resetStates: what the gates and the
 * candidates see of the outputs before.
 * @typedef {Record<
 *   "rows" | "deltas" | "states" | "resetStates" | "inputGradients", Matrix
 * >} ResetBeforeGradients
 */

/**
 * Return the dense layer of all columns that sees the features of a step.
 * @type {(layer: any) => DenseLayer}
 */
export function resetBeforeFeatures(layer) {
  const { units: u, kernel, bias } = layer;
  return { kind: "dense", units: 3 * u, activation: "linear", kernel, bias };
}

/**
 * Return the dense layer of both gates that sees the outputs before.
 * @type {(layer: any) => DenseLayer}
 */
export function resetBeforeGates(layer) {
  const { units: u, recurrentKernel } = layer;
  const kernel = recurrentKernel.map((/** @type {number[]} */ row) => row.slice(0, 2 * u));
  return { kind: "dense", units: 2 * u, activation: "linear", kernel, bias: null };
}

/**
 * Return the dense layer of the candidates that sees the reset outputs before.
 * @type {(layer: any) => DenseLayer}
 */
export function resetBeforeCandidates(layer) {
  const { units: u, recurrentKernel } = layer;
  const kernel = recurrentKernel.map((/** @type {number[]} */ row) => row.slice(2 * u));
  return { kind: "dense", units: u, activation: "linear", kernel, bias: null };
}

/**
 * Return what the units calculate at a step, from what they see (GRU-4).
 *
 * seen [n + u]: the features of the step and the outputs before; features, gates, candidates: the
 * three dense layers. The sums of the last two go on from those of the first, as from a bias.
 * @type {(
 *   seen: number[],
 *   features: DenseLayer,
 *   gates: DenseLayer,
 *   candidates: DenseLayer,
 *   layer: any,
 * ) => ResetBeforeStep}
 */
export function resetBeforeStep(seen, features, gates, candidates, layer) {
  const [u, n] = [layer.units, layer.inputShape[1]];
  const h = seen.slice(n);
  const [x] = denseForward([seen.slice(0, n)], features);
  const [ofGates] = denseForward([h], { ...gates, bias: x.slice(0, 2 * u) });
  const z = activate(layer.recurrentActivation, gateColumns(ofGates, 0, u));
  const r = activate(layer.recurrentActivation, gateColumns(ofGates, 1, u));
  const s = r.map((reset, j) => reset * h[j]);
  const [sums] = denseForward([s], { ...candidates, bias: gateColumns(x, 2, u) });
  const g = activate(layer.activation, sums);
  const output = z.map((update, j) => update * h[j] + (1.0 - update) * g[j]);
  return { updateGate: z, resetGate: r, resetState: s, candidate: g, output };
}

/**
 * Return what is before the first step, and each step (GRU-4).
 *
 * -> [t + 1]; a step that is left out is the one before again
 * @type {(example: Example, layer: any) => ResetBeforeStep[]}
 */
export function resetBeforeSteps(example, layer) {
  const [features, gates] = [resetBeforeFeatures(layer), resetBeforeGates(layer)];
  const candidates = resetBeforeCandidates(layer);
  const zeros = Array.from({ length: layer.units }, () => 0.0);
  let now = {
    updateGate: zeros,
    resetGate: zeros,
    resetState: zeros,
    candidate: zeros,
    output: example.state,
  };
  const calculated = [now];
  for (const step of example.steps) {
    if (step !== null) {
      const seen = seenRow(step, now.output, example);
      now = resetBeforeStep(seen, features, gates, candidates, layer);
    }
    calculated.push(now);
  }
  return calculated;
}

/**
 * Return the outputs of each step, or of the last one, of each example (GRU-4, PART-3).
 *
 * inputs [m][t * n] -> [m][t * u] or [m][u]
 * @type {(inputs: Matrix, layer: any) => Matrix}
 */
export function resetBeforeForward(inputs, layer) {
  return examplesOf(inputs, layer, layer.units).map((example) => {
    const [, ...calculated] = resetBeforeSteps(example, layer);
    const outputs = calculated.map(({ output }) => output);
    return withState(outputRow(outputs, layer), outputs[outputs.length - 1], layer);
  });
}

/**
 * Return the outputs after the last step, if the layer keeps them (RNN-6).
 *
 * inputs [m][t * n] -> [m][u]
 * @type {(inputs: Matrix, layer: any) => Matrix | null}
 */
export function resetBeforeFinalStates(inputs, layer) {
  if (!layer.stateful) {
    return null;
  }
  const examples = examplesOf(inputs, layer, layer.units);
  return examples.map((example) => resetBeforeSteps(example, layer)[example.steps.length].output);
}

/**
 * Return the deltas of a step, and the gradient of the reset outputs before (GRU-5).
 *
 * ofOutput [u]: the gradient of the outputs; h [u]: the outputs before, as the units saw them;
 * candidates: their dense layer -> [3 * u], [u]
 * @type {(
 *   ofOutput: number[], now: ResetBeforeStep, h: number[], candidates: DenseLayer, layer: any,
 * ) => [number[], number[]]}
 */
export function resetBeforeStepDeltas(ofOutput, now, h, candidates, layer) {
  const gates = layer.recurrentActivation;
  const ofZ = ofOutput.map((gradient, j) => gradient * (h[j] - now.candidate[j]));
  const ofG = ofOutput.map((gradient, j) => gradient * (1.0 - now.updateGate[j]));
  const g = activationBackward(layer.activation, ofG, now.candidate);
  const [ofS] = denseInputGradients([], [g], candidates);
  const ofR = ofS.map((gradient, j) => gradient * h[j]);
  const z = activationBackward(gates, ofZ, now.updateGate);
  const r = activationBackward(gates, ofR, now.resetGate);
  return [[...z, ...r, ...g], ofS];
}

/**
 * Return the gradients of one example, found from the last step to the first (GRU-5).
 *
 * delta [t * u] or [u]
 * @type {(example: Example, delta: number[], layer: any) => ResetBeforeGradients}
 */
export function resetBeforeBackward(example, delta, layer) {
  const [features, gates] = [resetBeforeFeatures(layer), resetBeforeGates(layer)];
  const candidates = resetBeforeCandidates(layer);
  const [calculated, n, u] = [resetBeforeSteps(example, layer), layer.inputShape[1], layer.units];
  let [ofOutputs, ofOutput] = splitDelta(delta, layer); // ofOutput: from the step after
  const outputGradients = outputGradientRows(ofOutputs, layer);
  /** @type {ResetBeforeGradients} */
  const result = { rows: [], deltas: [], states: [], resetStates: [], inputGradients: [] };
  for (let i = calculated.length - 2; i >= 0; i--) {
    const total = outputGradients[i].map((gradient, j) => gradient + ofOutput[j]);
    const [step, now, before] = [example.steps[i], calculated[i + 1], calculated[i]];
    if (step === null) {
      ofOutput = total;
      result.inputGradients.push(Array.from({ length: n }, () => 0.0));
      continue;
    }
    const seen = seenRow(step, before.output, example);
    const [deltas, ofS] = resetBeforeStepDeltas(total, now, seen.slice(n), candidates, layer);
    const [ofFeatures] = denseInputGradients([], [deltas], features);
    const [through] = denseInputGradients([], [deltas.slice(0, 2 * u)], gates);
    const kept = total.map((gradient, j) => {
      return gradient * now.updateGate[j] + ofS[j] * now.resetGate[j];
    });
    const ofState = kept.map((gradient, j) => gradient + through[j]);
    const gradients = timesFactors([...ofFeatures, ...ofState], example.factors);
    ofOutput = gradients.slice(n);
    result.rows.push(seen.slice(0, n));
    result.deltas.push(deltas);
    result.states.push(seen.slice(n));
    result.resetStates.push(now.resetState);
    result.inputGradients.push(gradients.slice(0, n));
  }
  // in the order in which the layer reads the steps
  Object.values(result).forEach((found) => found.reverse());
  return result;
}

/**
 * Return the gradients of the parameters, summed over all steps in order (GRU-6).
 *
 * inputs [m][t * n], deltas [m][t * u] or [m][u] -> vectors as `gruParameters` returns them
 * @type {(inputs: Matrix, deltas: Matrix, layer: any) => Vectors}
 */
export function resetBeforeParameterGradients(inputs, deltas, layer) {
  const found = gradientsThroughTime(inputs, deltas, layer, layer.units, resetBeforeBackward);
  const rows = found.flatMap((each) => each.rows);
  const stepDeltas = found.flatMap((each) => each.deltas);
  const states = found.flatMap((each) => each.states);
  const resetStates = found.flatMap((each) => each.resetStates);
  const [n, u] = [layer.kernel.length, layer.units];
  const ofGates = stepDeltas.map((row) => row.slice(0, 2 * u));
  const ofCandidates = stepDeltas.map((row) => row.slice(2 * u));
  const kernel = denseParameterGradients(rows, stepDeltas, resetBeforeFeatures(layer));
  const gates = denseParameterGradients(states, ofGates, resetBeforeGates(layer));
  const candidates = denseParameterGradients(
    resetStates,
    ofCandidates,
    resetBeforeCandidates(layer),
  );
  const recurrent = gates.map((row, i) => [...row, ...candidates[i]]);
  return [...kernel.slice(0, n), ...recurrent, ...kernel.slice(n)];
}

/**
 * Return the gradients of the inputs (GRU-5).
 *
 * inputs [m][t * n], deltas [m][t * u] or [m][u] -> [m][t * n]
 * @type {(inputs: Matrix, deltas: Matrix, layer: any) => Matrix}
 */
export function resetBeforeInputGradients(inputs, deltas, layer) {
  const found = gradientsThroughTime(inputs, deltas, layer, layer.units, resetBeforeBackward);
  return found.map((each) => inputGradientRow(each.inputGradients, layer));
}
