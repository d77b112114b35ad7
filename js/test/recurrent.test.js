import assert from "node:assert/strict";
import { test } from "node:test";

import { STEP_ACTIVATIONS } from "../src/activations.js";
import { KINDS } from "../src/kinds.js";
import { nextDouble, random, seeded } from "../src/random.js";
import {
  examplesOf,
  gradientsThroughTime,
  inputGradientRow,
  outputGradientRows,
  outputRow,
  recurrentDrawn,
  recurrentMask,
  recurrentMasked,
  recurrentParameters,
  recurrentShapes,
  recurrentWithParameters,
  seenRow,
  simpleRnnBackward,
  simpleRnnFinalStates,
  simpleRnnForward,
  simpleRnnInputGradients,
  simpleRnnParameterGradients,
  simpleRnnStates,
  stepLayer,
} from "../src/recurrent.js";
import { assertLayerGradients } from "./support/differences.js";
import { drawn, example, gru, lstm, simpleRnn } from "./support/networks.js";

const INPUTS = drawn(138, 2, 6); // seeds for which no gradient is near zero

// one unit that adds half of its state to its input
const ADDING = simpleRnn(1, [3, 1], {
  activation: "linear",
  kernel: [[1]],
  recurrentKernel: [[0.5]],
});
const STATES = { ...ADDING, returnSequences: true };

test("the shapes before and after the layer", () => {
  assert.deepEqual(recurrentShapes(simpleRnn(4, [3, 2])), [[3, 2], [4]]);
  const states = simpleRnn(4, [3, 2], { returnSequences: true });
  assert.deepEqual(recurrentShapes(states), [
    [3, 2],
    [3, 4],
  ]);
});

test("the parameters are the rows of both kernels, then the bias", () => {
  const layer = simpleRnn(2, [3, 3], { bias: [0.25, -0.5] });
  const vectors = recurrentParameters(layer);
  assert.deepEqual(vectors, [...layer.kernel, ...layer.recurrentKernel, [0.25, -0.5]]);
  assert.deepEqual(recurrentWithParameters(layer, vectors), layer);
  vectors.forEach((vector) => vector.fill(99));
  assert.deepEqual(layer, simpleRnn(2, [3, 3], { bias: [0.25, -0.5] }));
  const plain = simpleRnn(2, [3, 3]);
  assert.deepEqual(recurrentWithParameters(plain, recurrentParameters(plain)), plain);
  const { kind, units, kernel } = stepLayer(lstm(2, [3, 3]));
  assert.deepEqual([kind, units, kernel.length], ["dense", 8, 5]);
});

test("a state is an input of the next step", () => {
  assert.deepEqual(simpleRnnStates(example([[1], [2], [3]], [0]), ADDING), [
    [0],
    [1],
    [2.5],
    [4.25],
  ]);
  assert.deepEqual(simpleRnnForward([[1, 2, 3]], ADDING), [[4.25]]);
  assert.deepEqual(simpleRnnForward([[1, 2, 3]], STATES), [[1, 2.5, 4.25]]);
  const backwards = { ...STATES, goBackwards: true };
  assert.deepEqual(simpleRnnForward([[1, 2, 3]], backwards), [[3, 3.5, 2.75]]);
  assert.deepEqual(simpleRnnForward([], ADDING), []);
});

test("a sum starts at the bias, then come the features, then the state", () => {
  const layer = simpleRnn(1, [2, 2], {
    activation: "linear",
    kernel: [[1], [1]],
    recurrentKernel: [[1]],
    returnSequences: true,
  });
  // 1e16 + 1 is 1e16
  assert.deepEqual(simpleRnnForward([[1e16, 0, -1e16, 1]], layer), [[1e16, 0]]);
  const biased = { ...layer, inputShape: [1, 2], bias: [1] };
  assert.deepEqual(simpleRnnForward([[1e16, -1e16]], biased), [[0]]);
});

test("a step that is left out changes nothing", () => {
  const masked = { ...STATES, mask: [[true, false, true]] };
  assert.deepEqual(examplesOf([[1, 2, 3]], masked, 1), [example([[1], null, [3]], [0])]);
  assert.deepEqual(simpleRnnForward([[1, 2, 3]], masked), [[1, 1, 3.5]]);
  const first = { ...ADDING, mask: [[false, false, true]] };
  assert.deepEqual(simpleRnnForward([[1, 2, 3]], first), [[3]]);
  const backwards = { ...masked, goBackwards: true, mask: [[true, true, false]] };
  assert.deepEqual(examplesOf([[1, 2, 3]], backwards, 1), [example([null, [2], [1]], [0])]);
  assert.deepEqual(simpleRnnForward([[1, 2, 3]], backwards), [[0, 2, 2]]);
  const none = { ...ADDING, mask: [[false, false, false]], activation: "sigmoid" };
  assert.deepEqual(simpleRnnForward([[1, 2, 3]], none), [[0]]);
  assert.deepEqual(simpleRnnParameterGradients([[1, 2, 3]], [[1]], none), [[0], [0]]);
  assert.deepEqual(simpleRnnInputGradients([[1, 2, 3]], [[1]], none), [[0, 0, 0]]);
});

test("the mask of the outputs", () => {
  const mask = [[true, false, false]];
  assert.equal(recurrentMask([], STATES, null), null);
  assert.equal(recurrentMask([], ADDING, mask), null);
  assert.equal(recurrentMask([], STATES, mask), mask);
  const backwards = { ...STATES, goBackwards: true };
  assert.deepEqual(recurrentMask([], backwards, mask), [[false, false, true]]);
  assert.deepEqual(mask, [[true, false, false]]);
  assert.deepEqual(recurrentMasked(STATES, mask), { ...STATES, mask });
  assert.equal(STATES.mask, null);
});

test("what enters and leaves the backward pass", () => {
  assert.deepEqual(outputRow([[1], [2], [3]], STATES), [1, 2, 3]);
  assert.deepEqual(outputRow([[1], [2], [3]], ADDING), [3]);
  assert.deepEqual(outputGradientRows([1, 2, 3], STATES), [[1], [2], [3]]);
  assert.deepEqual(outputGradientRows([3], ADDING), [[0], [0], [3]]);
  const rows = [
    [1, 2],
    [3, 4],
  ];
  assert.deepEqual(inputGradientRow(rows, ADDING), [1, 2, 3, 4]);
  assert.deepEqual(inputGradientRow(rows, { ...ADDING, goBackwards: true }), [3, 4, 1, 2]);
  assert.deepEqual(rows, [
    [1, 2],
    [3, 4],
  ]);
});

test("the backward pass keeps the order in which the steps are read", () => {
  const [found] = gradientsThroughTime([[1, 2, 3]], [[4]], ADDING, 1, simpleRnnBackward);
  assert.deepEqual(found, {
    rows: [
      [1, 0],
      [2, 1],
      [3, 2.5],
    ],
    deltas: [[1], [2], [4]],
    inputGradients: [[1], [2], [4]],
  });
  assert.deepEqual(simpleRnnParameterGradients([[1, 2, 3]], [[4]], ADDING), [[17], [12]]);
  const masked = { ...ADDING, mask: [[true, false, true]] };
  assert.deepEqual(simpleRnnBackward(example([[1], null, [3]], [0]), [4], masked), {
    rows: [
      [1, 0],
      [3, 1],
    ],
    deltas: [[2], [4]],
    inputGradients: [[2], [0], [4]],
  });
});

test("a stateful layer begins with the states of the batch before", () => {
  const state = [[2]];
  const layer = { ...ADDING, stateful: true, state };
  assert.deepEqual(examplesOf([[1, 2, 3]], layer, 1), [example([[1], [2], [3]], [2])]);
  assert.deepEqual(simpleRnnForward([[1, 2, 3]], layer), [[4.5]]); // after 2 and 3
  assert.deepEqual(simpleRnnFinalStates([[1, 2, 3]], layer), [[4.5]]);
  assert.deepEqual(simpleRnnFinalStates([[1, 2, 3]], { ...layer, goBackwards: true }), [[3]]);
  assert.equal(simpleRnnFinalStates([[1, 2, 3]], { ...layer, stateful: false }), null);
  // a batch without a real step leaves the states as they are
  const none = { ...layer, mask: [[false, false, false]] };
  const states = simpleRnnFinalStates([[1, 2, 3]], none);
  assert.deepEqual(states, [[2]]);
  states?.[0].fill(99);
  assert.deepEqual(state, [[2]]);
  // the first step sees the state: 1 * 4 / 4, 2 * 4 / 2 and 3 * 4 for the kernel
  assert.deepEqual(simpleRnnParameterGradients([[1, 2, 3]], [[4]], layer), [[17], [2 + 4 + 12]]);
});

test("an example has the same factors at all steps", () => {
  const layer = { ...STATES, factors: [[2, 0.5]] };
  const [read] = examplesOf([[1, 2, 3]], layer, 1);
  assert.deepEqual(read, { ...example([[1], [2], [3]], [0]), factors: [2, 0.5] });
  assert.deepEqual(seenRow([3], [4], read), [6, 2]);
  assert.deepEqual(simpleRnnForward([[1, 2, 3]], layer), [[2, 4.5, 7.125]]);
  // a step that is left out, and a stateful layer, keep the state itself
  const masked = { ...layer, stateful: true, mask: [[true, false, false]] };
  assert.deepEqual(simpleRnnForward([[1, 2, 3]], masked), [[2, 2, 2]]);
  assert.deepEqual(simpleRnnFinalStates([[1, 2, 3]], masked), [[2]]);
  const two = {
    ...layer,
    factors: [
      [2, 0.5],
      [1, 2],
    ],
  };
  const rows = [
    [1, 2, 3],
    [1, 2, 3],
  ];
  assert.deepEqual(simpleRnnForward(rows, two), [
    [2, 4.5, 7.125],
    [1, 3, 6],
  ]);
  const last = { ...layer, returnSequences: false };
  assert.deepEqual(simpleRnnBackward(read, [4], last), {
    rows: [
      [2, 0],
      [4, 1],
      [6, 2.25],
    ],
    deltas: [[0.25], [1], [4]],
    inputGradients: [[0.5], [2], [8]],
  });
  const without = { ...last, factors: [[0, 0]] };
  assert.deepEqual(simpleRnnForward([[1, 2, 3]], without), [[0]]);
  assert.deepEqual(simpleRnnParameterGradients([[1, 2, 3]], [[4]], without), [[0], [0]]);
  assert.deepEqual(simpleRnnInputGradients([[1, 2, 3]], [[4]], without), [[0, 0, 0]]);
});

test("factors are drawn example by example, of the features, then of the state", () => {
  const layer = simpleRnn(2, [3, 1], { dropout: 0.5, recurrentDropout: 0.75 });
  const [a, b, c, d, e, f] = random(7, 6);
  const factors = [
    [a < 0.5 ? 0 : 2, b < 0.75 ? 0 : 4, c < 0.75 ? 0 : 4],
    [d < 0.5 ? 0 : 2, e < 0.75 ? 0 : 4, f < 0.75 ? 0 : 4],
  ];
  assert.ok(factors.flat().some((factor) => factor === 0) && factors.flat().includes(4));
  assert.deepEqual(recurrentDrawn(layer, 2, seeded(7)), { ...layer, factors });
  assert.equal(layer.factors, null);
  // nothing is drawn for a rate of 0.0
  const features = recurrentDrawn({ ...layer, recurrentDropout: 0 }, 2, seeded(7));
  assert.deepEqual(features.factors, [
    [a < 0.5 ? 0 : 2, 1, 1],
    [b < 0.5 ? 0 : 2, 1, 1],
  ]);
  const states = recurrentDrawn({ ...layer, dropout: -0 }, 1, seeded(7));
  assert.deepEqual(states.factors, [[1, a < 0.75 ? 0 : 4, b < 0.75 ? 0 : 4]]);
  const [plain, generator] = [simpleRnn(2, [3, 1]), seeded(7)];
  assert.equal(recurrentDrawn(plain, 2, generator), plain);
  assert.equal(nextDouble(generator), a);
});

for (const layer of [simpleRnn(2, [3, 2]), lstm(2, [3, 2]), gru(2, [3, 2])]) {
  test(`a batch of ${layer.kind} continues the one before`, () => {
    const kind = KINDS[layer.kind];
    const long = { ...layer, returnSequences: true, stateful: true, inputShape: [4, 2] };
    const short = { ...long, inputShape: [2, 2] };
    const inputs = drawn(3, 2, 8);
    const [first, second] = [0, 4].map((start) => inputs.map((row) => row.slice(start, start + 4)));
    const state = kind.finalStates(first, short);
    assert.equal(state?.[0].length, layer.kind === "lstm" ? 4 : 2);
    const begun = kind.forward(first, short);
    const continued = kind.forward(second, { ...short, state });
    assert.deepEqual(
      begun.map((row, e) => [...row, ...continued[e]]),
      kind.forward(inputs, long),
    );
    const last = kind.finalStates(second, { ...short, state });
    assert.deepEqual(last, kind.finalStates(inputs, long));
    assert.equal(kind.finalStates(inputs, { ...long, stateful: false }), null);
  });

  test(`the gradients of ${layer.kind} with states and factors`, () => {
    const state = drawn(8, 2, layer.kind === "lstm" ? 4 : 2);
    const factors = drawn(9, 2, 4).map((row) => row.map((factor) => 1.5 + factor));
    const given = { ...layer, returnSequences: true, state, factors };
    assertLayerGradients(given, INPUTS, drawn(139, 2, 6));
    const mask = [
      [true, true, true],
      [true, true, true],
    ];
    assertLayerGradients({ ...given, goBackwards: true, mask }, INPUTS, drawn(139, 2, 6));
  });

  test(`a masked sequence of ${layer.kind} is the shorter one`, () => {
    const kind = KINDS[layer.kind];
    const inputs = [[0.5, -1, 7, 8, 0.25, 2]];
    const shorter = [[0.5, -1, 0.25, 2]];
    for (const goBackwards of [false, true]) {
      const masked = { ...layer, goBackwards, mask: [[true, false, true]] };
      const short = { ...layer, goBackwards, inputShape: [2, 2] };
      assert.deepEqual(kind.forward(inputs, masked), kind.forward(shorter, short));
      const deltas = drawn(4, 1, 2);
      assert.deepEqual(
        kind.parameterGradients(inputs, deltas, masked),
        kind.parameterGradients(shorter, deltas, short),
      );
      const [gradients] = kind.inputGradients(shorter, deltas, short);
      const want = [...gradients.slice(0, 2), 0, 0, ...gradients.slice(2)];
      assert.deepEqual(kind.inputGradients(inputs, deltas, masked), [want]);
    }
  });

  test(`a state of ${layer.kind} that is left out passes its gradient on`, () => {
    const kind = KINDS[layer.kind];
    const inputs = [[0.5, -1, 7, 8, 0.25, 2]];
    const masked = { ...layer, returnSequences: true, mask: [[true, false, true]] };
    const short = { ...layer, returnSequences: true, inputShape: [2, 2] };
    const [a, b, c, d, e, f] = [0.25, -0.5, 1, 2, 0.75, -1];
    assert.deepEqual(
      kind.parameterGradients(inputs, [[a, b, 0, 0, e, f]], masked),
      kind.parameterGradients([[0.5, -1, 0.25, 2]], [[a, b, e, f]], short),
    );
    const last = { ...masked, mask: [[true, false, false]] };
    const one = { ...layer, inputShape: [1, 2] };
    assert.deepEqual(
      kind.parameterGradients(inputs, [[a, b, c, d, e, f]], last),
      kind.parameterGradients([[0.5, -1]], [[e + c + a, f + d + b]], one),
    );
  });
}

for (const activation of STEP_ACTIVATIONS) {
  for (const returnSequences of [false, true]) {
    test(`the gradients of ${activation}, ${returnSequences ? "all states" : "the last"}`, () => {
      const bias = activation === "relu" ? [2, 3] : [0.25, -0.5]; // every relu is above 0
      const others = { activation, returnSequences, bias };
      const deltas = drawn(139, 2, returnSequences ? 6 : 2);
      const layer = simpleRnn(2, [3, 2], others);
      assertLayerGradients(layer, INPUTS, deltas);
      assertLayerGradients({ ...layer, goBackwards: true }, INPUTS, deltas);
    });
  }
}
