import assert from "node:assert/strict";
import { test } from "node:test";

import {
  gateColumns,
  lstmBackward,
  lstmCellGradient,
  lstmFinalStates,
  lstmForward,
  lstmInputGradients,
  lstmParameterGradients,
  lstmStep,
  lstmStepDeltas,
  lstmSteps,
} from "../src/lstm.js";
import { stepLayer } from "../src/recurrent.js";
import { assertLayerGradients } from "./support/differences.js";
import { drawn, example, lstm } from "./support/networks.js";

const INPUTS = drawn(138, 2, 6); // seeds for which no gradient is near zero

// i and g are the input, f is 1/2 and o is 3: a cell keeps half of itself and adds a square
const SQUARES = lstm(1, [3, 1], {
  activation: "linear",
  recurrentActivation: "linear",
  kernel: [[1, 0, 1, 0]],
  recurrentKernel: [[0, 0, 0, 0]],
  bias: [0, 0.5, 0, 3],
});

test("the columns are those of i, f, g and o", () => {
  assert.deepEqual(gateColumns([1, 2, 3, 4, 5, 6], 1, 2), [3, 4]);
  const first = lstmStep([2, 0], [0], stepLayer(SQUARES), SQUARES);
  assert.deepEqual(first, {
    inputGate: [2],
    forgetGate: [0.5],
    candidate: [2],
    outputGate: [3],
    cell: [4],
    shown: [4],
    output: [12],
  });
  assert.deepEqual(lstmStep([1, 12], [4], stepLayer(SQUARES), SQUARES).cell, [3]);
});

test("cells and outputs of a sequence", () => {
  assert.deepEqual(lstmForward([[2, 1, 0]], SQUARES), [[4.5]]);
  const states = { ...SQUARES, returnSequences: true };
  assert.deepEqual(lstmForward([[2, 1, 0]], states), [[12, 9, 4.5]]);
  assert.deepEqual(lstmForward([[2, 1, 0]], { ...states, goBackwards: true }), [[0, 3, 13.5]]);
  const masked = { ...states, mask: [[true, false, true]] };
  assert.deepEqual(lstmForward([[2, 1, 0]], masked), [[12, 12, 6]]);
  const steps = lstmSteps(example([[2], null, [0]], [0, 0]), masked);
  assert.deepEqual([steps.length, steps[0].output, steps[2] === steps[1]], [4, [0], true]);
});

test("a stateful layer keeps outputs and cells", () => {
  const layer = { ...SQUARES, stateful: true };
  assert.equal(lstmFinalStates([[2, 1, 0]], SQUARES), null);
  assert.deepEqual(lstmFinalStates([[2, 1, 0]], layer), [[4.5, 1.5]]);
  const continued = { ...layer, state: [[7, 8]] };
  const [before] = lstmSteps(example([], [7, 8]), layer);
  assert.deepEqual([before.output, before.cell], [[7], [8]]);
  assert.deepEqual(lstmFinalStates([[0, 0, 1]], continued), [[6, 2]]); // an eighth of 8, and 1
  const none = { ...continued, mask: [[false, false, false]] };
  assert.deepEqual(lstmForward([[0, 0, 1]], none), [[7]]);
  assert.deepEqual(lstmFinalStates([[0, 0, 1]], none), [[7, 8]]);
});

test("the units see the outputs before times their factors, the cells have none", () => {
  const recurrentKernel = [[0, 0, 0, 1]];
  const layer = { ...SQUARES, inputShape: [2, 1], recurrentKernel, factors: [[2, 0.5]] };
  // cells 16 and 9, output gates 3 and 3 + 48 / 2
  assert.deepEqual(lstmForward([[2, 0.5]], layer), [[27 * 9]]);
  const read = { ...example([[2], [1]], [0, 0]), factors: [2, 0.5] };
  const { rows, deltas, inputGradients } = lstmBackward(read, [1], layer);
  assert.deepEqual(rows, [
    [4, 0],
    [2, 24],
  ]);
  // the cells are 16 and 12; the second has the gradient 3 + 24, the first half of that, and 3 times
  // its output's: half of the delta of the second output gate
  assert.deepEqual(deltas, [
    [(13.5 + 18) * 4, 0, (13.5 + 18) * 4, 6 * 16],
    [27 * 2, 27 * 16, 27 * 2, 12],
  ]);
  assert.deepEqual(inputGradients, [[2 * 2 * 126], [2 * 2 * 54]]);
});

test("gates and candidates see the outputs before", () => {
  const layer = { ...SQUARES, recurrentKernel: [[0.25, 0.5, 1, 2]] };
  const { inputGate, forgetGate, candidate, outputGate } = lstmStep(
    [1, 12],
    [4],
    stepLayer(layer),
    layer,
  );
  assert.deepEqual([inputGate, forgetGate, candidate, outputGate], [[4], [6.5], [13], [27]]);
});

test("each activation is where it should be", () => {
  const layer = { ...SQUARES, activation: "relu", recurrentActivation: "sigmoid" };
  const { inputGate, candidate, outputGate, shown } = lstmStep(
    [-2, 0],
    [0],
    stepLayer(layer),
    layer,
  );
  assert.ok(inputGate[0] > 0 && inputGate[0] < 0.2 && outputGate[0] < 1);
  assert.deepEqual([candidate, shown], [[0], [0]]);
});

test("the gradients of a step", () => {
  const [, before, now] = lstmSteps(example([[2], [1]], [0, 0]), SQUARES); // cells 4 and 3
  assert.deepEqual(lstmCellGradient([2], [7], now, SQUARES), [7 + 2 * 3]);
  // of i: times g, of f: times the cell before, of g: times i, of o: the outputs' times the cell
  assert.deepEqual(lstmStepDeltas([2], [13], now, before, SQUARES), [13, 52, 13, 6]);
});

test("the gradient of the cells goes back through the forget gates", () => {
  const { rows, deltas, inputGradients } = lstmBackward(example([[2], [1]], [0, 0]), [1], {
    ...SQUARES,
    inputShape: [2, 1],
  });
  assert.deepEqual(rows, [
    [2, 0],
    [1, 12],
  ]);
  // the cells have the gradients 3 and 3 / 2
  assert.deepEqual(deltas, [
    [3, 0, 3, 0],
    [3, 12, 3, 3],
  ]);
  assert.deepEqual(inputGradients, [[6], [6]]);
  const masked = lstmBackward(example([[2], null, [1]], [0, 0]), [1], SQUARES);
  assert.deepEqual(masked.deltas, deltas);
  assert.deepEqual(masked.inputGradients, [[6], [0], [6]]);
});

test("the gradients are summed over the steps of one example after the other", () => {
  const layer = { ...SQUARES, inputShape: [1, 1], bias: [1, 0, 0, 1], kernel: [[0, 0, 1, 0]] };
  const one = lstmParameterGradients([[3], [5]], [[1], [1]], layer);
  assert.deepEqual(one, [
    [3 * 3 + 5 * 5, 0, 8, 9 + 25],
    [0, 0, 0, 0],
    [8, 0, 2, 8],
  ]);
  assert.deepEqual(lstmInputGradients([[3], [5]], [[1], [2]], layer), [[1], [2]]);
});

for (const returnSequences of [false, true]) {
  test(`the gradients of ${returnSequences ? "all outputs" : "the last output"}`, () => {
    const deltas = drawn(139, 2, returnSequences ? 6 : 2);
    const bias = drawn(5, 1, 8)[0];
    const layer = lstm(2, [3, 2], { returnSequences, bias });
    assertLayerGradients(layer, INPUTS, deltas);
    assertLayerGradients({ ...layer, bias: null, goBackwards: true }, INPUTS, deltas);
    assertLayerGradients({ ...layer, activation: "sigmoid" }, INPUTS, deltas);
    assertLayerGradients({ ...layer, recurrentActivation: "tanh" }, INPUTS, deltas);
  });
}
