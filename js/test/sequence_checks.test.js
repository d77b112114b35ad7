// The checks of layers on sequences; those of recurrent layers are in recurrent_checks.test.js.

import assert from "node:assert/strict";
import { test } from "node:test";

import { checkInputs, inputsOf, outputsOf } from "../src/network_checks.js";
import {
  embedding,
  masking,
  matrixOf,
  network,
  repeatVector,
  timeDistributed,
} from "./support/networks.js";
import { assertRefused, placed, UNIT_ACTIVATION } from "./support/placed.js";
import { refusal } from "./support/refusal.js";

const MOST = "1 to 16777216";
const STEPS = "examples of the shape [steps][features]";

test("layers are read into new arrays, and may leave out what has a default", () => {
  const kernel = matrixOf(2, 2);
  assert.deepEqual(placed([{ kind: "masking" }], [3, 2]), [masking(0, 3, 2)]);
  assert.deepEqual(placed([{ kind: "repeat_vector", n: 4 }], [2]), [repeatVector(4, 2)]);
  const dense = { kind: "time_distributed", units: 2, kernel };
  assert.deepEqual(placed([dense], [3, 2]), [timeDistributed(2, [3, 2], { kernel })]);
  const table = { kind: "embedding", inputDim: 2, outputDim: 2, embeddings: kernel };
  const [words] = placed([table], [3]);
  assert.deepEqual(words, embedding(2, 2, [3], { embeddings: kernel }));
  /** @type {any} */ (words).embeddings[0].fill(99);
  assert.deepEqual(kernel, matrixOf(2, 2));
});

test("how many inputs and outputs there are, and which field says it", () => {
  /** @type {[any, [string, number], [string, number]][]} */
  const sizes = [
    [masking(0, 3, 2), ["input_shape", 6], ["input_shape", 6]],
    [repeatVector(4, 2), ["input_shape", 2], ["n", 8]],
    [timeDistributed(4, [3, 2]), ["input_shape", 6], ["units", 12]],
    [embedding(5, 2, [3]), ["input_shape", 3], ["output_dim", 6]],
  ];
  for (const [layer, [before, n], [after, k]] of sizes) {
    assert.deepEqual(inputsOf("a", [layer]), [`a[0].${before}`, n]);
    assert.deepEqual(outputsOf("a", [layer]), [`a[0].${after}`, k]);
  }
});

test("fields of another type are refused", () => {
  const [rows, numbers] = ["a list of lists of numbers", "a list of numbers"];
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
    ],
    [3, 2],
  );
});

test("inputs of another shape are refused", () => {
  for (const layer of [masking(0), timeDistributed(2, [3, 2])]) {
    const bare = { ...layer, inputShape: [] };
    assertRefused([[bare, "shape_mismatch", "input_shape", STEPS]], [6]);
    assertRefused([[bare, "shape_mismatch", "input_shape", STEPS]], [3, 2, 1]);
    assert.throws(() => placed([bare], null), refusal("empty", "input_shape"));
  }
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
  const length = "length 2, that of layers[0].units, got length 1";
  assertRefused(
    [
      [{ ...steps, units: 0 }, "out_of_range", "units", MOST],
      [{ ...steps, units: 2 ** 24 }, "out_of_range", "units", MOST], // times the steps
      [{ ...steps, kernel: [] }, "shape_mismatch", "kernel", "the shape [2][2]"],
      [{ ...steps, bias: [1] }, "shape_mismatch", "bias", length],
    ],
    [3, 2],
  );
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
  const finite = "a finite number";
  const steps = timeDistributed(1, [3, 2]);
  assertRefused(
    [
      [{ kind: "masking", maskValue: NaN }, "not_finite", "mask_value", finite],
      [{ ...steps, activation: "softmax" }, "unknown_name", "activation", UNIT_ACTIVATION],
      [{ ...steps, kernel: [[1], [Infinity]] }, "not_finite", "kernel", finite],
      [{ ...steps, bias: [NaN] }, "not_finite", "bias", finite],
    ],
    [3, 2],
  );
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
