// The checks of recurrent layers.

import assert from "node:assert/strict";
import { test } from "node:test";

import { inputsOf, outputsOf } from "../src/network_checks.js";
import { bidirectional, gru, lstm, simpleRnn } from "./support/networks.js";
import { assertRefused, placed, STEP_ACTIVATION } from "./support/placed.js";
import { refusal } from "./support/refusal.js";

const MOST = "1 to 16777216";
const STEPS = "examples of the shape [steps][features]";
const RNN = simpleRnn(2, [3, 2], { bias: [1, 2] });
const LSTM = lstm(1, [3, 2], { bias: [1, 2, 3, 4] });
const GRU = gru(1, [3, 2], {
  bias: [
    [1, 2, 3],
    [4, 5, 6],
  ],
});

test("layers are read into new arrays, and may leave out what has a default", () => {
  const { kernel, recurrentKernel } = simpleRnn(2, [3, 2]);
  const typed = kernel.map((row) => Float64Array.from(row));
  const given = { kind: "simple_rnn", units: 2, kernel: typed, recurrentKernel };
  const [read] = placed([given], [3, 2]);
  assert.deepEqual(read, simpleRnn(2, [3, 2]));
  assert.deepEqual(placed([read], [3, 2]), [read]);
  assert.deepEqual(placed([read], null), [read]); // it knows its shape
  const weights = { kernel, recurrentKernel, backwardKernel: kernel };
  const both = { kind: "bidirectional_simple_rnn", units: 2, ...weights };
  const want = bidirectional(simpleRnn(2, [3, 2]), {
    backwardKernel: kernel,
    backwardRecurrentKernel: recurrentKernel,
  });
  assert.deepEqual(placed([{ ...both, backwardRecurrentKernel: recurrentKernel }], [3, 2]), [want]);
  for (const layer of [LSTM, GRU]) {
    const { kind, units, kernel, recurrentKernel, bias } = layer;
    assert.deepEqual(placed([{ kind, units, kernel, recurrentKernel, bias }], [3, 2]), [layer]);
  }
});

test("what a layer has of a batch is gone", () => {
  const batch = { mask: [[true]], state: [[1]], factors: [[2]] };
  const special = { dropout: 0.25, recurrentDropout: 0.5, stateful: true };
  for (const layer of [RNN, LSTM, GRU, bidirectional(LSTM), bidirectional(GRU)]) {
    assert.deepEqual(placed([{ ...layer, ...batch }], [3, 2]), [layer]);
    assert.deepEqual(placed([{ ...layer, ...special }], [3, 2]), [{ ...layer, ...special }]);
    assert.deepEqual(placed([{ ...layer, dropout: -0, recurrentDropout: -0 }], null), [layer]);
  }
});

test("how many inputs and outputs there are, and which field says it", () => {
  /** @type {[any, number][]} */
  const sizes = [
    [RNN, 2],
    [{ ...GRU, returnSequences: true }, 3],
    [bidirectional(LSTM), 2],
  ];
  for (const [layer, k] of sizes) {
    assert.deepEqual(inputsOf("a", [layer]), ["a[0].input_shape", 6]);
    assert.deepEqual(outputsOf("a", [layer]), ["a[0].units", k]);
  }
});

test("fields of another type are refused", () => {
  const [rows, numbers] = ["a list of lists of numbers", "a list of numbers"];
  const [lstms, grus] = [bidirectional(LSTM), bidirectional(GRU)];
  assertRefused(
    [
      [{ ...RNN, units: 0.5 }, "wrong_type", "units", "a whole number"],
      [{ ...RNN, activation: null }, "wrong_type", "activation", "a string"],
      [{ ...LSTM, recurrentActivation: 1 }, "wrong_type", "recurrent_activation", "a string"],
      [{ ...RNN, kernel: undefined }, "wrong_type", "kernel", rows],
      [{ ...RNN, recurrentKernel: [1] }, "wrong_type", "recurrent_kernel", rows],
      [{ ...RNN, bias: [[1, 2]] }, "wrong_type", "bias", `${numbers} or null`],
      [{ ...GRU, bias: [1, 2, 3] }, "wrong_type", "bias", `${rows} or null`],
      [{ ...RNN, returnSequences: 1 }, "wrong_type", "return_sequences", "true or false"],
      [{ ...RNN, goBackwards: null }, "wrong_type", "go_backwards", "true or false"],
      [{ ...RNN, dropout: null }, "wrong_type", "dropout", "a number"],
      [{ ...LSTM, recurrentDropout: "0" }, "wrong_type", "recurrent_dropout", "a number"],
      [{ ...GRU, stateful: 0 }, "wrong_type", "stateful", "true or false"],
      [{ ...lstms, backwardKernel: 1 }, "wrong_type", "backward_kernel", rows],
      [{ ...lstms, backwardBias: [[1]] }, "wrong_type", "backward_bias", `${numbers} or null`],
      [{ ...lstms, dropout: [0] }, "wrong_type", "dropout", "a number"],
      [{ ...grus, backwardBias: [1] }, "wrong_type", "backward_bias", `${rows} or null`],
      [{ ...grus, backwardRecurrentKernel: null }, "wrong_type", "backward_recurrent_kernel", rows],
      [{ ...grus, recurrentActivation: null }, "wrong_type", "recurrent_activation", "a string"],
      [{ ...grus, stateful: null }, "wrong_type", "stateful", "true or false"],
    ],
    [3, 2],
  );
});

test("inputs of another shape are refused", () => {
  for (const layer of [RNN, LSTM, GRU]) {
    const bare = { ...layer, inputShape: [] };
    assertRefused([[bare, "shape_mismatch", "input_shape", STEPS]], [6]);
    assertRefused([[bare, "shape_mismatch", "input_shape", STEPS]], [3, 2, 1]);
    assert.throws(() => placed([bare], null), refusal("empty", "input_shape"));
  }
  const both = { ...bidirectional(RNN), inputShape: [] };
  assertRefused([[both, "shape_mismatch", "input_shape", STEPS]], [6]);
});

test("sizes that are out of range, and parts that do not fit, are refused", () => {
  const both = bidirectional(GRU);
  const cases = /** @type {[any, string, string, string][]} */ ([
    [{ ...RNN, units: 0 }, "out_of_range", "units", MOST],
    [{ ...RNN, units: 2 ** 23 }, "out_of_range", "units", MOST],
    [{ ...LSTM, units: 2 ** 21 }, "out_of_range", "units", MOST], // with its gates
    [{ ...GRU, units: 2 ** 21 }, "out_of_range", "units", MOST],
    [{ ...RNN, kernel: [[1, 2]] }, "shape_mismatch", "kernel", "the shape [2][2]"],
    [{ ...RNN, recurrentKernel: [] }, "shape_mismatch", "recurrent_kernel", "the shape [2][2]"],
    [{ ...RNN, bias: [1] }, "shape_mismatch", "bias", "the shape [2]"],
    [{ ...LSTM, recurrentKernel: [[1]] }, "shape_mismatch", "recurrent_kernel", "the shape [1][4]"],
    [{ ...LSTM, bias: [1] }, "shape_mismatch", "bias", "the shape [4]"],
    [{ ...GRU, kernel: [[1]] }, "shape_mismatch", "kernel", "the shape [2][3]"],
    [{ ...GRU, bias: [[1, 2, 3]] }, "shape_mismatch", "bias", "the shape [2][3]"],
    [
      { ...both, backwardRecurrentKernel: [[1]] },
      "shape_mismatch",
      "backward_recurrent_kernel",
      "the shape [1][3]",
    ],
    [{ ...both, backwardKernel: [] }, "shape_mismatch", "backward_kernel", "the shape [2][3]"],
    [{ ...both, backwardBias: [[1]] }, "shape_mismatch", "backward_bias", "the shape [2][3]"],
    [{ ...both, bias: [[1]] }, "shape_mismatch", "bias", "the shape [2][3]"],
  ]);
  assertRefused(cases, [3, 2]);
  const long = { ...bidirectional(simpleRnn(1, [1, 1])), inputShape: [] };
  assertRefused([[long, "out_of_range", "units", MOST]], [2 ** 23 + 1, 1]); // outputs of both
  placed([long], [2 ** 23, 1]);
});

test("values that cannot be are refused", () => {
  const finite = "a finite number";
  const fraction = "0 or more and less than 1";
  const both = bidirectional(LSTM);
  const grus = bidirectional(GRU);
  const bias = [
    [1, 2, 3],
    [4, NaN, 6],
  ];
  const cases = /** @type {[any, string, string, string][]} */ ([
    [{ ...RNN, activation: "softmax" }, "unknown_name", "activation", STEP_ACTIVATION],
    [{ ...RNN, bias: [1, NaN] }, "not_finite", "bias", finite],
    [{ ...RNN, activation: "silu" }, "unknown_name", "activation", STEP_ACTIVATION],
    [
      { ...LSTM, recurrentActivation: "gelu" },
      "unknown_name",
      "recurrent_activation",
      STEP_ACTIVATION,
    ],
    [{ ...grus, activation: "gelu_tanh" }, "unknown_name", "activation", STEP_ACTIVATION],
    [{ ...LSTM, activation: "" }, "unknown_name", "activation", STEP_ACTIVATION],
    [
      { ...LSTM, recurrentActivation: "softmax" },
      "unknown_name",
      "recurrent_activation",
      STEP_ACTIVATION,
    ],
    [{ ...GRU, recurrentActivation: "" }, "unknown_name", "recurrent_activation", STEP_ACTIVATION],
    [{ ...LSTM, recurrentKernel: [[1, 2, 3, NaN]] }, "not_finite", "recurrent_kernel", finite],
    [{ ...GRU, bias }, "not_finite", "bias", finite],
    [{ ...both, recurrentActivation: "" }, "unknown_name", "recurrent_activation", STEP_ACTIVATION],
    [{ ...both, backwardBias: [1, 2, 3, NaN] }, "not_finite", "backward_bias", finite],
    [{ ...both, bias: [1, 2, 3, NaN] }, "not_finite", "bias", finite],
    [{ ...grus, backwardBias: bias }, "not_finite", "backward_bias", finite],
    [
      { ...grus, backwardRecurrentKernel: [[1, 2, NaN]] },
      "not_finite",
      "backward_recurrent_kernel",
      finite,
    ],
    // rates come after activations and before weights
    [{ ...RNN, activation: "", dropout: 1 }, "unknown_name", "activation", STEP_ACTIVATION],
    [{ ...both, dropout: 1, recurrentDropout: NaN }, "out_of_range", "dropout", fraction],
  ]);
  for (const layer of [RNN, LSTM, GRU, both, grus]) {
    const broken = { ...layer, kernel: layer.kernel.map((row) => row.map(() => NaN)) };
    cases.push(
      [{ ...broken, dropout: 1 }, "out_of_range", "dropout", fraction],
      [{ ...broken, dropout: -5e-324 }, "out_of_range", "dropout", fraction],
      [{ ...broken, recurrentDropout: 1 }, "out_of_range", "recurrent_dropout", fraction],
      [{ ...broken, dropout: NaN }, "not_finite", "dropout", finite],
      [{ ...broken, recurrentDropout: Infinity }, "not_finite", "recurrent_dropout", finite],
    );
  }
  assertRefused(cases, [3, 2]);
});
