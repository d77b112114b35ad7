import assert from "node:assert/strict";
import { test } from "node:test";

import {
  featureLayer,
  gruBackward,
  gruFinalStates,
  gruForward,
  gruInputGradients,
  gruParameterGradients,
  gruParameters,
  gruStep,
  gruStepDeltas,
  gruSteps,
  gruWithParameters,
  recurrentLayer,
} from "../src/gru.js";
import { assertLayerGradients } from "./support/differences.js";
import { drawn, example, gru, matrixOf } from "./support/networks.js";

const INPUTS = drawn(138, 2, 6); // seeds for which no gradient is near zero

// z is 1/4 and r is 2: an output is a quarter of the one before, and 3/4 of x + 2 * (h + 1)
const LINEAR = gru(1, [2, 1], {
  activation: "linear",
  recurrentActivation: "linear",
  kernel: [[0, 0, 1]],
  recurrentKernel: [[0, 0, 1]],
  bias: [
    [0.25, 1, 0],
    [0, 1, 1],
  ],
});

test("the parameters are the rows of both kernels, then both biases", () => {
  const layer = gru(2, [3, 3], { bias: matrixOf(2, 6) });
  const vectors = gruParameters(layer);
  assert.deepEqual(vectors, [...layer.kernel, ...layer.recurrentKernel, ...matrixOf(2, 6)]);
  assert.deepEqual(gruWithParameters(layer, vectors), layer);
  vectors.forEach((vector) => vector.fill(99));
  assert.deepEqual(layer, gru(2, [3, 3], { bias: matrixOf(2, 6) }));
  const plain = gru(2, [3, 3]);
  assert.deepEqual(gruWithParameters(plain, gruParameters(plain)), plain);
  const [features, recurrent] = [featureLayer(layer), recurrentLayer(layer)];
  assert.deepEqual([features.kernel, recurrent.kernel], [layer.kernel, layer.recurrentKernel]);
  assert.deepEqual([features.bias, recurrent.bias], matrixOf(2, 6));
  assert.deepEqual([featureLayer(plain).bias, recurrentLayer(plain).bias], [null, null]);
});

test("the columns are those of z, r and g", () => {
  const first = gruStep([2, 0], featureLayer(LINEAR), recurrentLayer(LINEAR), LINEAR);
  assert.deepEqual(first, {
    updateGate: [0.25],
    resetGate: [2],
    recurrent: [1],
    candidate: [4],
    output: [3],
  });
  const second = gruStep([-1, 3], featureLayer(LINEAR), recurrentLayer(LINEAR), LINEAR);
  assert.deepEqual([second.recurrent, second.candidate, second.output], [[4], [7], [6]]);
});

test("the outputs of a sequence", () => {
  assert.deepEqual(gruForward([[2, -1]], LINEAR), [[6]]);
  const states = { ...LINEAR, returnSequences: true };
  assert.deepEqual(gruForward([[2, -1]], states), [[3, 6]]);
  assert.deepEqual(gruForward([[-1, 2]], { ...states, goBackwards: true }), [[3, 6]]);
  assert.deepEqual(gruForward([[2, -1]], { ...states, mask: [[true, false]] }), [[3, 3]]);
  const steps = gruSteps(example([[2], null], [0]), LINEAR);
  assert.deepEqual([steps.length, steps[2] === steps[1]], [3, true]);
});

test("a stateful layer keeps the outputs", () => {
  assert.equal(gruFinalStates([[2, -1]], LINEAR), null);
  const layer = { ...LINEAR, stateful: true };
  assert.deepEqual(gruFinalStates([[2, -1]], layer), [[6]]);
  const continued = { ...layer, state: [[3]], inputShape: [1, 1] };
  assert.deepEqual(gruForward([[-1]], continued), [[6]]);
  assert.deepEqual(gruFinalStates([[-1]], { ...continued, mask: [[false]] }), [[3]]);
});

test("the output before is that times its factor, wherever the units see it", () => {
  // a quarter of 6 / 2, and 3/4 of 2 * -1 + 2 * (3 + 1)
  const layer = { ...LINEAR, inputShape: [1, 1], state: [[6]], factors: [[2, 0.5]] };
  assert.deepEqual(gruForward([[-1]], layer), [[0.75 + 4.5]]);
  const one = { steps: [[-1]], state: [6], factors: [2, 0.5] };
  const { rows, states, deltas, inputGradients } = gruBackward(one, [4], layer);
  assert.deepEqual([rows, states], [[[-2]], [[3]]]);
  assert.deepEqual(deltas, [[4 * (3 - 6), 3 * 4, 3]]);
  assert.deepEqual(inputGradients, [[2 * 3]]);
  // the first output has half of what comes through z, 4 / 4, and through s, 3 * 2
  const two = { steps: [[2], [-1]], state: [0], factors: [1, 0.5] };
  const [first] = gruBackward(two, [4], LINEAR).deltas;
  assert.equal(first[2], 0.75 * (0.5 * (1 + 6)));
});

test("each activation is where it should be", () => {
  const layer = { ...LINEAR, activation: "relu", recurrentActivation: "sigmoid" };
  const { updateGate, resetGate, candidate } = gruStep(
    [-9, 0],
    featureLayer(layer),
    recurrentLayer(layer),
    layer,
  );
  assert.ok(updateGate[0] > 0.5 && resetGate[0] < 1);
  assert.deepEqual(candidate, [0]);
});

test("the deltas of a step", () => {
  const now = gruSteps(example([[2], [-1]], [0]), LINEAR)[2];
  // of z: times 3 - 7, of g: times 3/4; of r: that of g times s; of s: that of g times r
  const [deltas, recurrentDeltas] = gruStepDeltas([4], now, [3], LINEAR);
  assert.deepEqual(deltas, [-16, 12, 3]);
  assert.deepEqual(recurrentDeltas, [-16, 12, 6]);
});

test("the backward pass keeps the order in which the steps are read", () => {
  const found = gruBackward(example([[2], [-1]], [0]), [4], LINEAR);
  // the first output has the gradient 4 * 1/4 + 6
  const want = {
    rows: [[2], [-1]],
    deltas: [
      [-28, 5.25, 5.25],
      [-16, 12, 3],
    ],
    states: [[0], [3]],
    recurrentDeltas: [
      [-28, 5.25, 10.5],
      [-16, 12, 6],
    ],
    inputGradients: [[5.25], [3]],
  };
  assert.deepEqual(found, want);
  const gap = example([[2], null, [-1]], [0]);
  const masked = gruBackward(gap, [4], { ...LINEAR, inputShape: [3, 1] });
  assert.deepEqual(masked, { ...want, inputGradients: [[5.25], [0], [3]] });
  assert.deepEqual(gruParameterGradients([[2, -1]], [[4]], LINEAR), [
    [-40, -1.5, 7.5],
    [-48, 36, 18],
    [-44, 17.25, 8.25],
    [-44, 17.25, 16.5],
  ]);
  assert.deepEqual(gruInputGradients([[2, -1]], [[4]], LINEAR), [[5.25, 3]]);
});

for (const returnSequences of [false, true]) {
  test(`the gradients of ${returnSequences ? "all outputs" : "the last output"}`, () => {
    const deltas = drawn(139, 2, returnSequences ? 6 : 2);
    const layer = gru(2, [3, 2], { returnSequences, bias: drawn(5, 2, 6) });
    assertLayerGradients(layer, INPUTS, deltas);
    assertLayerGradients({ ...layer, bias: null, goBackwards: true }, INPUTS, deltas);
    assertLayerGradients({ ...layer, activation: "sigmoid" }, INPUTS, deltas);
    assertLayerGradients({ ...layer, recurrentActivation: "tanh" }, INPUTS, deltas);
  });
}
