// The checks of layers on sequences.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  asLayers,
  checkInputs,
  checkLayerValues,
  inputsOf,
  outputsOf,
  placedLayers,
} from "../src/network_checks.js";
import {
  bidirectional,
  embedding,
  gru,
  lstm,
  masking,
  network,
  repeatVector,
  simpleRnn,
  timeDistributed,
} from "./support/networks.js";
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

/** @type {(layers: any[], inputShape: number[] | null) => import("../src/kinds.js").Layer[]} */
function placed(layers, inputShape) {
  const read = placedLayers("layers", asLayers("layers", layers), inputShape);
  checkLayerValues("layers", read);
  return read;
}

/**
 * Assert that layers are refused, each with this code, field and expectation.
 * @type {(
 *   refused: [layer: any, code: string, place: string, expected: string][],
 *   inputShape: number[] | null,
 * ) => void}
 */
function assertRefused(refused, inputShape) {
  for (const [layer, code, place, expected] of refused) {
    assert.throws(
      () => placed([layer], inputShape),
      (error) =>
        refusal(code, `layers[0].${place}`)(error) &&
        String(error).endsWith(`: expected ${expected}`),
      JSON.stringify([layer.kind, code, place, expected]),
    );
  }
}

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
    const { activation, recurrentActivation, returnSequences, goBackwards, ...others } = layer;
    assert.deepEqual(placed([others], [3, 2]), [layer]);
    const mask = [[true]]; // of a batch that is gone
    assert.deepEqual(placed([{ ...bidirectional(layer), mask }], [3, 2]), [bidirectional(layer)]);
  }
  assert.deepEqual(placed([{ kind: "masking" }], [3, 2]), [masking(0, 3, 2)]);
  assert.deepEqual(placed([{ kind: "repeat_vector", n: 4 }], [2]), [repeatVector(4, 2)]);
  const dense = { kind: "time_distributed", units: 2, kernel };
  assert.deepEqual(placed([dense], [3, 2]), [timeDistributed(2, [3, 2], { kernel })]);
  const table = { kind: "embedding", inputDim: 2, outputDim: 2, embeddings: kernel };
  const [words] = placed([table], [3]);
  assert.deepEqual(words, embedding(2, 2, [3], { embeddings: kernel }));
  /** @type {any} */ (words).embeddings[0].fill(99);
  assert.deepEqual(kernel, simpleRnn(2, [3, 2]).kernel);
});

test("how many inputs and outputs there are, and which field says it", () => {
  /** @type {[any, [string, number], [string, number]][]} */
  const sizes = [
    [masking(0, 3, 2), ["input_shape", 6], ["input_shape", 6]],
    [repeatVector(4, 2), ["input_shape", 2], ["n", 8]],
    [timeDistributed(4, [3, 2]), ["input_shape", 6], ["units", 12]],
    [embedding(5, 2, [3]), ["input_shape", 3], ["output_dim", 6]],
    [RNN, ["input_shape", 6], ["units", 2]],
    [{ ...GRU, returnSequences: true }, ["input_shape", 6], ["units", 3]],
    [bidirectional(LSTM), ["input_shape", 6], ["units", 2]],
  ];
  for (const [layer, [before, n], [after, k]] of sizes) {
    assert.deepEqual(inputsOf("a", [layer]), [`a[0].${before}`, n]);
    assert.deepEqual(outputsOf("a", [layer]), [`a[0].${after}`, k]);
  }
});

test("fields of another type are refused", () => {
  const [rows, numbers] = ["a list of lists of numbers", "a list of numbers"];
  const [lstms, grus] = [bidirectional(LSTM), bidirectional(GRU)];
  assertRefused(
    [
      [{ kind: "masking", maskValue: null }, "wrong_type", "mask_value", "a number"],
      [{ kind: "repeat_vector" }, "wrong_type", "n", "a whole number"],
      [{ kind: "repeat_vector", n: 1.5 }, "wrong_type", "n", "a whole number"],
      [{ ...timeDistributed(1, [3, 2]), kernel: [1] }, "wrong_type", "kernel", rows],
      [{ ...timeDistributed(1, [3, 2]), bias: 1 }, "wrong_type", "bias", `${numbers} or null`],
      [{ ...embedding(1, 2, [3]), inputDim: "1" }, "wrong_type", "input_dim", "a whole number"],
      [{ ...embedding(1, 2, [3]), outputDim: null }, "wrong_type", "output_dim", "a whole number"],
      [{ ...embedding(1, 2, [3]), embeddings: [1] }, "wrong_type", "embeddings", rows],
      [{ ...embedding(1, 2, [3]), maskZero: 1 }, "wrong_type", "mask_zero", "true or false"],
      [{ ...RNN, units: 0.5 }, "wrong_type", "units", "a whole number"],
      [{ ...RNN, activation: null }, "wrong_type", "activation", "a string"],
      [{ ...LSTM, recurrentActivation: 1 }, "wrong_type", "recurrent_activation", "a string"],
      [{ ...RNN, kernel: undefined }, "wrong_type", "kernel", rows],
      [{ ...RNN, recurrentKernel: [1] }, "wrong_type", "recurrent_kernel", rows],
      [{ ...RNN, bias: [[1, 2]] }, "wrong_type", "bias", `${numbers} or null`],
      [{ ...GRU, bias: [1, 2, 3] }, "wrong_type", "bias", `${rows} or null`],
      [{ ...RNN, returnSequences: 1 }, "wrong_type", "return_sequences", "true or false"],
      [{ ...RNN, goBackwards: null }, "wrong_type", "go_backwards", "true or false"],
      [{ ...lstms, backwardKernel: 1 }, "wrong_type", "backward_kernel", rows],
      [{ ...lstms, backwardBias: [[1]] }, "wrong_type", "backward_bias", `${numbers} or null`],
      [{ ...grus, backwardBias: [1] }, "wrong_type", "backward_bias", `${rows} or null`],
      [{ ...grus, backwardRecurrentKernel: null }, "wrong_type", "backward_recurrent_kernel", rows],
      [{ ...grus, recurrentActivation: null }, "wrong_type", "recurrent_activation", "a string"],
    ],
    [3, 2],
  );
});

test("inputs of another shape are refused", () => {
  for (const layer of [masking(0), timeDistributed(2, [3, 2]), RNN, LSTM, GRU]) {
    const bare = { ...layer, inputShape: [] };
    assertRefused([[bare, "shape_mismatch", "input_shape", STEPS]], [6]);
    assertRefused([[bare, "shape_mismatch", "input_shape", STEPS]], [3, 2, 1]);
    assert.throws(() => placed([bare], null), refusal("empty", "input_shape"));
  }
  const both = { ...bidirectional(RNN), inputShape: [] };
  assertRefused([[both, "shape_mismatch", "input_shape", STEPS]], [6]);
  const features = "examples of the shape [features]";
  assertRefused([[repeatVector(2), "shape_mismatch", "input_shape", features]], [3, 2]);
  const steps = "examples of the shape [steps]";
  assertRefused([[embedding(2, 1, []), "shape_mismatch", "input_shape", steps]], [3, 2]);
});

test("an embedding is the first layer", () => {
  const [dense] = network("relu", "linear", true);
  const second = [dense, embedding(2, 1, [])];
  assert.throws(() => placed(second, [2]), {
    code: "shape_mismatch",
    field: "layers[1].input_dim",
    message: "layers[1].input_dim: expected an embedding to be the first layer",
  });
  assert.throws(() => placed(second, null), refusal("shape_mismatch", "layers[1].input_dim"));
});

test("sizes that are out of range, and parts that do not fit, are refused", () => {
  const steps = timeDistributed(2, [3, 2], { bias: [1, 2] });
  const table = embedding(2, 3, [3]);
  const both = bidirectional(GRU);
  const length = "length 2, that of layers[0].units, got length 1";
  const cases = /** @type {[any, string, string, string][]} */ ([
    [{ ...steps, units: 0 }, "out_of_range", "units", MOST],
    [{ ...steps, units: 2 ** 24 }, "out_of_range", "units", MOST], // times the steps
    [{ ...steps, kernel: [] }, "shape_mismatch", "kernel", "the shape [2][2]"],
    [{ ...steps, bias: [1] }, "shape_mismatch", "bias", length],
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
  assertRefused(
    [
      [{ ...table, inputDim: 0 }, "out_of_range", "input_dim", MOST],
      [{ ...table, outputDim: 2 ** 24 + 1 }, "out_of_range", "output_dim", MOST],
      [{ ...table, outputDim: 2 ** 24 }, "out_of_range", "output_dim", MOST], // times the steps
      [{ ...table, embeddings: [] }, "shape_mismatch", "embeddings", "the shape [2][3]"],
    ],
    [3],
  );
  assertRefused(
    [
      [{ kind: "repeat_vector", n: 0 }, "out_of_range", "n", MOST],
      [{ kind: "repeat_vector", n: 2 ** 24 + 1 }, "out_of_range", "n", MOST],
      [{ kind: "repeat_vector", n: 2 ** 23 }, "out_of_range", "n", MOST], // times the features
    ],
    [3],
  );
});

test("values that cannot be are refused", () => {
  const known = 'one of "linear", "sigmoid", "tanh", "relu"';
  const finite = "a finite number";
  const steps = timeDistributed(1, [3, 2]);
  const both = bidirectional(LSTM);
  const grus = bidirectional(GRU);
  const cases = /** @type {[any, string, string, string][]} */ ([
    [{ kind: "masking", maskValue: NaN }, "not_finite", "mask_value", finite],
    [{ ...steps, activation: "softmax" }, "unknown_name", "activation", known],
    [{ ...steps, kernel: [[1], [Infinity]] }, "not_finite", "kernel", finite],
    [{ ...steps, bias: [NaN] }, "not_finite", "bias", finite],
    [{ ...RNN, activation: "softmax" }, "unknown_name", "activation", known],
    [{ ...RNN, bias: [1, NaN] }, "not_finite", "bias", finite],
    [{ ...LSTM, activation: "" }, "unknown_name", "activation", known],
    [{ ...LSTM, recurrentActivation: "softmax" }, "unknown_name", "recurrent_activation", known],
    [{ ...GRU, recurrentActivation: "" }, "unknown_name", "recurrent_activation", known],
    [{ ...LSTM, recurrentKernel: [[1, 2, 3, NaN]] }, "not_finite", "recurrent_kernel", finite],
    [
      {
        ...GRU,
        bias: [
          [1, 2, 3],
          [4, NaN, 6],
        ],
      },
      "not_finite",
      "bias",
      finite,
    ],
    [{ ...both, recurrentActivation: "" }, "unknown_name", "recurrent_activation", known],
    [{ ...both, backwardBias: [1, 2, 3, NaN] }, "not_finite", "backward_bias", finite],
    [{ ...both, bias: [1, 2, 3, NaN] }, "not_finite", "bias", finite],
    [
      {
        ...grus,
        backwardBias: [
          [1, 2, 3],
          [NaN, 5, 6],
        ],
      },
      "not_finite",
      "backward_bias",
      finite,
    ],
    [
      { ...grus, backwardRecurrentKernel: [[1, 2, NaN]] },
      "not_finite",
      "backward_recurrent_kernel",
      finite,
    ],
  ]);
  assertRefused(cases, [3, 2]);
  const table = embedding(1, 2, [3], { embeddings: [[1, NaN]] });
  assertRefused([[table, "not_finite", "embeddings", finite]], [3]);
});

test("the inputs of an embedding number the rows of its table", () => {
  const layers = [embedding(3, 1, [2])];
  checkInputs(layers, [
    [0, 2],
    [-0, 1],
  ]);
  for (const number of [-1, 3, 0.5, 2 ** 60]) {
    assert.throws(
      () =>
        checkInputs(layers, [
          [0, 1],
          [0, number],
        ]),
      {
        code: "out_of_range",
        field: "inputs",
        message: "inputs[1][1]: expected a whole number, 0 to 2",
      },
    );
  }
  const late = [
    [5, 0],
    [0, Infinity],
  ];
  assert.throws(() => checkInputs(layers, late), refusal("not_finite", "inputs"));
  const others = [masking(0, 2, 1)];
  checkInputs(others, [[-1, 0.5]]);
  assert.throws(() => checkInputs(others, [[NaN, 0]]), refusal("not_finite", "inputs"));
});
