// Chapter lstm: the recurrent layer whose memory is kept by gates.
//
// What a simple recurrent layer remembers is multiplied by the same weights at each step, so it
// fades or explodes, and its gradient with it. The units of a long short-term memory have a cell
// besides their output, which is only multiplied by the forget gate, a number between 0 and 1, and
// added to. The input gate says how much of the candidate is added, the output gate how much of the
// cell is shown. Gates and candidate are units of one dense layer that sees the step's features and
// the outputs of the step before, as in chapter recurrent: first all input gates, then forget
// gates, candidates and output gates.
//
// Derivation: with c = f * c' + i * g and h = o * a, where a is the activation of c, the gradients
// are dL/do = dL/dh * a and dL/da = dL/dh * o; then dL/di = dL/dc * g, dL/df = dL/dc * c', dL/dg =
// dL/dc * i, and dL/dc' = dL/dc * f. A cell's gradient is the sum of the one from the step after
// and the one from its own output.
//
// Source: S. Hochreiter and J. Schmidhuber, "Long short-term memory", 1997; F. A. Gers, J.
// Schmidhuber and F. Cummins, "Learning to forget: continual prediction with LSTM", 2000 (the
// forget gate).
//
// Left out on purpose: gates that see the cells (peepholes).
//
// m examples of t steps with n features; u units.

import { activate, activationBackward } from "./activations.js";
import { denseForward, denseInputGradients, denseParameterGradients } from "./dense.js";
import { timesFactors } from "./dropout.js";
import { splitDelta, withState } from "./parts.js";
import {
  examplesOf,
  gradientsThroughTime,
  inputGradientRow,
  outputGradientRows,
  outputRow,
  seenRow,
  stepLayer,
} from "./recurrent.js";

/** @typedef {import("./dense.js").DenseLayer} DenseLayer */
/** @typedef {import("./optimizers.js").Vectors} Vectors */
/** @typedef {import("./readers.js").Matrix} Matrix */
/** @typedef {import("./recurrent.js").Example} Example */
/** @typedef {import("./recurrent.js").StepGradients} StepGradients */
/** @typedef {import("./sequences.js").Mask} Mask */

/**
 * A long short-term memory: kernel [n][4 * units], recurrentKernel [units][4 * units].
 *
 * bias [4 * units] or null; the columns are those of the input gates, the forget gates, the
 * candidates and the output gates; recurrentActivation: of the gates. The other fields are those of
 * `SimpleRNNLayer`, but state [m][2 * u], which has the outputs, then the cells.
 * @typedef {{
 *   kind: "lstm",
 *   units: number,
 *   activation: string,
 *   recurrentActivation: string,
 *   kernel: Matrix,
 *   recurrentKernel: Matrix,
 *   bias: number[] | null,
 *   returnSequences: boolean,
 *   goBackwards: boolean,
 *   dropout: number,
 *   recurrentDropout: number,
 *   stateful: boolean,
 *   returnState: boolean,
 *   inputShape: number[],
 *   mask: Mask,
 *   state: Matrix | null,
 *   factors: Matrix | null,
 * }} LSTMLayer
 */

/**
 * What the units calculate at a step, [u] each.
 *
 * inputGate i, forgetGate f, candidate g, outputGate o, cell c, shown: its activation a, and output
 * h.
 * @typedef {{
 *   inputGate: number[],
 *   forgetGate: number[],
 *   candidate: number[],
 *   outputGate: number[],
 *   cell: number[],
 *   shown: number[],
 *   output: number[],
 * }} LSTMStep
 */

/**
 * Return the numbers of one gate: row [gates * u] -> [u].
 * @type {(row: number[], gate: number, u: number) => number[]}
 */
export function gateColumns(row, gate, u) {
  return row.slice(gate * u, (gate + 1) * u);
}

/**
 * Return what the units calculate at a step, from what they see and the cells before (LSTM-1).
 *
 * seen [n + u]: the features of the step and the outputs before; cell [u]; dense: the dense layer
 * of a step
 * @type {(seen: number[], cell: number[], dense: DenseLayer, layer: LSTMLayer) => LSTMStep}
 */
export function lstmStep(seen, cell, dense, layer) {
  const [u, gates] = [layer.units, layer.recurrentActivation];
  const [row] = denseForward([seen], dense);
  const i = activate(gates, gateColumns(row, 0, u));
  const f = activate(gates, gateColumns(row, 1, u));
  const g = activate(layer.activation, gateColumns(row, 2, u));
  const o = activate(gates, gateColumns(row, 3, u));
  const c = f.map((forget, j) => forget * cell[j] + i[j] * g[j]);
  const a = activate(layer.activation, c);
  const output = o.map((gate, j) => gate * a[j]);
  return { inputGate: i, forgetGate: f, candidate: g, outputGate: o, cell: c, shown: a, output };
}

/**
 * Return what is before the first step, and each step (LSTM-1).
 *
 * -> [t + 1]; a step that is left out is the one before again
 * @type {(example: Example, layer: LSTMLayer) => LSTMStep[]}
 */
export function lstmSteps(example, layer) {
  const [dense, u] = [stepLayer(layer), layer.units];
  const zeros = Array.from({ length: u }, () => 0.0);
  let now = {
    inputGate: zeros,
    forgetGate: zeros,
    candidate: zeros,
    outputGate: zeros,
    cell: example.state.slice(u),
    shown: zeros,
    output: example.state.slice(0, u),
  };
  const calculated = [now];
  for (const step of example.steps) {
    if (step !== null) {
      now = lstmStep(seenRow(step, now.output, example), now.cell, dense, layer);
    }
    calculated.push(now);
  }
  return calculated;
}

/**
 * Return the outputs of each step, or of the last one, of each example (LSTM-1, PART-3).
 *
 * inputs [m][t * n] -> [m][t * u] or [m][u]
 * @type {(inputs: Matrix, layer: LSTMLayer) => Matrix}
 */
export function lstmForward(inputs, layer) {
  return examplesOf(inputs, layer, 2 * layer.units).map((example) => {
    const [, ...calculated] = lstmSteps(example, layer);
    const outputs = calculated.map(({ output }) => output);
    const { output, cell } = calculated[calculated.length - 1];
    return withState(outputRow(outputs, layer), [...output, ...cell], layer);
  });
}

/**
 * Return outputs and cells after the last step, if the layer keeps them (RNN-6).
 *
 * inputs [m][t * n] -> [m][2 * u]
 * @type {(inputs: Matrix, layer: LSTMLayer) => Matrix | null}
 */
export function lstmFinalStates(inputs, layer) {
  if (!layer.stateful) {
    return null;
  }
  return examplesOf(inputs, layer, 2 * layer.units).map((example) => {
    const { output, cell } = lstmSteps(example, layer)[example.steps.length];
    return [...output, ...cell];
  });
}

/**
 * Return the gradient of the cells: from the step after, plus from their outputs (LSTM-2).
 *
 * ofOutput [u]: the gradient of the outputs; ofCell [u]: that of the cells from the step after
 * @type {(ofOutput: number[], ofCell: number[], now: LSTMStep, layer: LSTMLayer) => number[]}
 */
export function lstmCellGradient(ofOutput, ofCell, now, layer) {
  const ofShown = ofOutput.map((gradient, j) => gradient * now.outputGate[j]);
  const shown = activationBackward(layer.activation, ofShown, now.shown);
  return ofCell.map((gradient, j) => gradient + shown[j]);
}

/**
 * Return the deltas of gates and candidates at a step (LSTM-2).
 *
 * ofOutput [u], ofCell [u]: the gradients of outputs and cells -> [4 * u]
 * @type {(
 *   ofOutput: number[], ofCell: number[], now: LSTMStep, before: LSTMStep, layer: LSTMLayer,
 * ) => number[]}
 */
export function lstmStepDeltas(ofOutput, ofCell, now, before, layer) {
  const gates = layer.recurrentActivation;
  const ofI = ofCell.map((gradient, j) => gradient * now.candidate[j]);
  const ofF = ofCell.map((gradient, j) => gradient * before.cell[j]);
  const ofG = ofCell.map((gradient, j) => gradient * now.inputGate[j]);
  const ofO = ofOutput.map((gradient, j) => gradient * now.shown[j]);
  return [
    ...activationBackward(gates, ofI, now.inputGate),
    ...activationBackward(gates, ofF, now.forgetGate),
    ...activationBackward(layer.activation, ofG, now.candidate),
    ...activationBackward(gates, ofO, now.outputGate),
  ];
}

/**
 * Return the gradients of one example, found from the last step to the first (LSTM-2).
 *
 * delta [t * u] or [u]
 * @type {(example: Example, delta: number[], layer: LSTMLayer) => StepGradients}
 */
export function lstmBackward(example, delta, layer) {
  const [dense, n] = [stepLayer(layer), layer.inputShape[1]];
  const calculated = lstmSteps(example, layer);
  const [ofOutputs, ofState] = splitDelta(delta, layer);
  const outputGradients = outputGradientRows(ofOutputs, layer);
  /** @type {StepGradients} */
  const result = { rows: [], deltas: [], inputGradients: [] };
  let ofOutput = ofState.slice(0, layer.units); // from the step after
  let ofCell = ofState.slice(layer.units);
  for (let i = calculated.length - 2; i >= 0; i--) {
    const total = outputGradients[i].map((gradient, j) => gradient + ofOutput[j]);
    const [step, now, before] = [example.steps[i], calculated[i + 1], calculated[i]];
    if (step === null) {
      ofOutput = total;
      result.inputGradients.push(Array.from({ length: n }, () => 0.0));
      continue;
    }
    ofCell = lstmCellGradient(total, ofCell, now, layer);
    const deltas = lstmStepDeltas(total, ofCell, now, before, layer);
    const [ofSeen] = denseInputGradients([], [deltas], dense);
    const gradients = timesFactors(ofSeen, example.factors);
    ofOutput = gradients.slice(n);
    ofCell = ofCell.map((gradient, j) => gradient * now.forgetGate[j]);
    result.rows.push(seenRow(step, before.output, example));
    result.deltas.push(deltas);
    result.inputGradients.push(gradients.slice(0, n));
  }
  // in the order in which the layer reads the steps
  Object.values(result).forEach((found) => found.reverse());
  return result;
}

/**
 * Return the gradients of the parameters, summed over all steps in order (RNN-3).
 *
 * inputs [m][t * n], deltas [m][t * u] or [m][u] -> vectors as `recurrentParameters` returns them
 * @type {(inputs: Matrix, deltas: Matrix, layer: LSTMLayer) => Vectors}
 */
export function lstmParameterGradients(inputs, deltas, layer) {
  const found = gradientsThroughTime(inputs, deltas, layer, 2 * layer.units, lstmBackward);
  const rows = found.flatMap((each) => each.rows);
  const stepDeltas = found.flatMap((each) => each.deltas);
  return denseParameterGradients(rows, stepDeltas, stepLayer(layer));
}

/**
 * Return the gradients of the inputs (LSTM-2).
 *
 * inputs [m][t * n], deltas [m][t * u] or [m][u] -> [m][t * n]
 * @type {(inputs: Matrix, deltas: Matrix, layer: LSTMLayer) => Matrix}
 */
export function lstmInputGradients(inputs, deltas, layer) {
  const found = gradientsThroughTime(inputs, deltas, layer, 2 * layer.units, lstmBackward);
  return found.map((each) => inputGradientRow(each.inputGradients, layer));
}
