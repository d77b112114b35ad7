import assert from "node:assert/strict";
import { test } from "node:test";

import {
  backwardLayer,
  bidirectionalDrawn,
  bidirectionalFinalStates,
  bidirectionalForward,
  bidirectionalInputGradients,
  bidirectionalMask,
  bidirectionalParameterGradients,
  bidirectionalParameters,
  bidirectionalShapes,
  bidirectionalWithParameters,
  directedLayer,
  directionRows,
  forwardLayer,
  halfOf,
} from "../src/bidirectional.js";
import { nextDouble, random, seeded } from "../src/random.js";
import { assertLayerGradients } from "./support/differences.js";
import { bidirectional, drawn, gru, lstm, simpleRnn } from "./support/networks.js";

const INPUTS = drawn(138, 2, 6); // seeds for which no gradient is near zero

// units that add half of their state to their input, or to half of it
const others = { activation: "linear", kernel: [[1]], recurrentKernel: [[0.5]] };
const LAST = bidirectional(simpleRnn(1, [3, 1], others), { backwardRecurrentKernel: [[0.5]] });
const ALL = { ...LAST, returnSequences: true };

test("the shapes before and after the layer", () => {
  assert.deepEqual(bidirectionalShapes(LAST), [[3, 1], [2]]);
  assert.deepEqual(bidirectionalShapes(ALL), [
    [3, 1],
    [3, 2],
  ]);
});

test("a cell without gates ignores their activation", () => {
  const layer = { ...LAST, recurrentActivation: "sigmoid" };
  assert.deepEqual(forwardLayer(layer), forwardLayer(LAST));
});

test("two layers of one kind, of which the second reads backwards", () => {
  const layer = lstm(2, [3, 2], { bias: drawn(5, 1, 8)[0] });
  const both = bidirectional(layer);
  assert.deepEqual(forwardLayer(both), layer);
  const { kernel, goBackwards, recurrentActivation } = backwardLayer(both);
  assert.deepEqual([goBackwards, recurrentActivation], [true, "sigmoid"]);
  assert.deepEqual(kernel, both.backwardKernel);
  const mask = [[true, false, true]];
  const masked = directedLayer({ ...LAST, mask }, [[[1]], [[2]], null], 1);
  const want = { ...forwardLayer(LAST), kernel: [[1]], recurrentKernel: [[2]], mask };
  assert.deepEqual(masked, { ...want, goBackwards: true });
  assert.ok(!Object.hasOwn(masked, "recurrentActivation"));
});

test("the parameters are those of the first layer, then those of the second", () => {
  const layer = bidirectional(gru(2, [3, 2], { bias: drawn(5, 2, 6) }));
  const vectors = bidirectionalParameters(layer);
  assert.equal(vectors.length, 12);
  assert.deepEqual(vectors.slice(0, 2), layer.kernel);
  assert.deepEqual(vectors.slice(10), layer.backwardBias);
  assert.deepEqual(bidirectionalWithParameters(layer, vectors), layer);
  const plain = bidirectional(simpleRnn(2, [3, 2]));
  const doubled = bidirectionalParameters(plain).map((vector) => vector.map((w) => 2 * w));
  const moved = bidirectionalWithParameters(plain, doubled);
  assert.deepEqual(bidirectionalParameters(moved), doubled);
  assert.deepEqual([moved.bias, moved.backwardBias], [null, null]);
});

test("each layer has its own half of states and factors", () => {
  assert.equal(halfOf(null, 1), null);
  const rows = [
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ];
  const halves = [
    [
      [1, 2],
      [5, 6],
    ],
    [
      [3, 4],
      [7, 8],
    ],
  ];
  assert.deepEqual([halfOf(rows, 0), halfOf(rows, 1)], halves);
  const settings = { dropout: 0.25, recurrentDropout: 0.5, stateful: true };
  const layer = { ...LAST, ...settings, state: [[2, 4]], factors: [[1, 0.5, 2, 0]] };
  const first = { ...simpleRnn(1, [3, 1], others), ...settings, state: [[2]], factors: [[1, 0.5]] };
  assert.deepEqual(forwardLayer(layer), first);
  const { kernel, recurrentKernel, goBackwards, state, factors, ...rest } = backwardLayer(layer);
  assert.deepEqual([goBackwards, state, factors], [true, [[4]], [[2, 0]]]);
  assert.deepEqual([rest.dropout, rest.recurrentDropout, rest.stateful], [0.25, 0.5, true]);
});

test("the factors of all examples of the first layer are drawn before the second's", () => {
  const layer = { ...LAST, dropout: 0.5, recurrentDropout: 0.75 };
  const factors = random(9, 8).map((x, i) => (i % 2 === 0 ? (x < 0.5 ? 0 : 2) : x < 0.75 ? 0 : 4));
  const [a, b, c, d, e, f, g, h] = factors;
  assert.deepEqual(bidirectionalDrawn(layer, 2, seeded(9)), {
    ...layer,
    factors: [
      [a, b, e, f],
      [c, d, g, h],
    ],
  });
  const generator = seeded(9);
  assert.equal(bidirectionalDrawn(LAST, 2, generator), LAST);
  assert.equal(nextDouble(generator), random(9, 1)[0]);
});

test("each layer keeps its own states", () => {
  assert.equal(bidirectionalFinalStates([[1, 2, 3]], LAST), null);
  const layer = { ...LAST, stateful: true };
  assert.deepEqual(bidirectionalFinalStates([[1, 2, 3]], layer), [[4.25, 1.375]]);
  // the second has read the first step last: 1.5, 1 and 0.5, each with half of the one before
  const continued = { ...layer, state: [[2, 4]] };
  assert.deepEqual(bidirectionalFinalStates([[1, 2, 3]], continued), [[4.5, 1.875]]);
  const cells = bidirectional(lstm(2, [3, 2]), { stateful: true });
  assert.equal(bidirectionalFinalStates(INPUTS, cells)?.[1].length, 8);
});

test("the outputs of one step stand together", () => {
  // forwards 1, 2.5, 4.25; backwards 3, 3.5, 2.75 halved
  assert.deepEqual(bidirectionalForward([[1, 2, 3]], LAST), [[4.25, 1.375]]);
  assert.deepEqual(bidirectionalForward([[1, 2, 3]], ALL), [[1, 1.375, 2.5, 1.75, 4.25, 1.5]]);
  const masked = { ...ALL, mask: [[true, false, true]] };
  assert.deepEqual(bidirectionalForward([[1, 2, 3]], masked), [[1, 1.25, 1, 1.5, 3.5, 1.5]]);
  assert.deepEqual(bidirectionalForward([], ALL), []);
});

test("the outputs have the mask of the inputs where they are a sequence", () => {
  const mask = [[true, false, true]];
  assert.equal(bidirectionalMask([], ALL, mask), mask);
  assert.equal(bidirectionalMask([], LAST, mask), null);
  assert.equal(bidirectionalMask([], ALL, null), null);
});

test("each layer gets its own part of the deltas, in its own order", () => {
  const rows = [[1, 2, 3, 4, 5, 6]];
  assert.deepEqual(directionRows(rows, 0, ALL), [[1, 3, 5]]);
  assert.deepEqual(directionRows(rows, 1, ALL), [[6, 4, 2]]);
  const wide = { ...LAST, units: 3 };
  assert.deepEqual(directionRows(rows, 0, wide), [[1, 2, 3]]);
  assert.deepEqual(directionRows(rows, 1, wide), [[4, 5, 6]]);
});

test("the gradients of both layers", () => {
  const [inputs, deltas] = [[[1, 2, 3]], [[4, 8]]];
  assert.deepEqual(bidirectionalParameterGradients(inputs, deltas, LAST), [
    [17], // 4 * 3 + 2 * 2 + 1 * 1
    [12], // 4 * 2.5 + 2 * 1
    [22], // 8 * 1 + 4 * 2 + 2 * 3
    [20], // 8 * 1.75 + 4 * 1.5
  ]);
  assert.deepEqual(bidirectionalInputGradients(inputs, deltas, LAST), [[1 + 4, 2 + 2, 4 + 1]]);
});

for (const layer of [
  simpleRnn(2, [3, 2], { bias: [0.25, -0.5] }),
  lstm(2, [3, 2], { bias: drawn(5, 1, 8)[0] }),
  gru(2, [3, 2], { bias: drawn(5, 2, 6) }),
]) {
  test(`the gradients of two layers of ${layer.kind}`, () => {
    const both = bidirectional(layer);
    assertLayerGradients(both, INPUTS, drawn(139, 2, 4));
    assertLayerGradients({ ...both, returnSequences: true }, INPUTS, drawn(139, 2, 12));
    const state = drawn(8, 2, layer.kind === "lstm" ? 8 : 4);
    const factors = drawn(9, 2, 8).map((row) => row.map((factor) => 1.5 + factor));
    assertLayerGradients({ ...both, state, factors }, INPUTS, drawn(139, 2, 4));
  });
}
