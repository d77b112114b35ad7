// The table of stored layers; files with every kind are in model_file.test.js.

import assert from "node:assert/strict";
import { test } from "node:test";

import { KINDS } from "../src/kinds.js";
import { describeLayer, STORED, tensorsOf } from "../src/stored_layers.js";
import {
  activation,
  bidirectional,
  conv1d,
  dropout,
  flatten,
  gru,
  leakyRelu,
  masking,
  maxPooling2d,
  simpleRnn,
  softmax,
} from "./support/networks.js";

test("every kind of layer can be stored", () => {
  assert.deepEqual(Object.keys(STORED), Object.keys(KINDS));
});

test("the entry and the tensors of a layer", () => {
  const layer = conv1d(1, 2, [4, 1], { kernel: [[[0.5]], [[-1]]], bias: [3] });
  assert.deepEqual(describeLayer(layer), {
    filters: 1,
    kernel_size: [2],
    strides: [1],
    padding: "valid",
    activation: "linear",
    bias: true,
  });
  const kernel = { name: "kernel", shape: [2, 1, 1], values: [0.5, -1] };
  const bias = { name: "bias", shape: [1], values: [3] };
  assert.deepEqual(tensorsOf(layer), [kernel, bias]);
  assert.deepEqual(tensorsOf({ ...layer, bias: null }), [kernel]);
  assert.equal(describeLayer({ ...layer, bias: null }).bias, false);
  assert.deepEqual([describeLayer(flatten(2)), tensorsOf(flatten(2))], [{}, []]);
  const pool = describeLayer(maxPooling2d([2, 2, 1]));
  assert.deepEqual(pool, { pool_size: [2, 2], strides: null, padding: "valid" });
});

test("the entry and the tensors of layers on sequences", () => {
  assert.deepEqual(describeLayer(masking(0.5, 3, 2)), {});
  const value = { name: "mask_value", shape: [1], values: [0.5] };
  assert.deepEqual(tensorsOf(masking(0.5, 3, 2)), [value]);
  const layer = gru(1, [3, 1], {
    bias: [
      [1, 2, 3],
      [4, 5, 6],
    ],
    goBackwards: true,
  });
  const entry = {
    units: 1,
    activation: "tanh",
    recurrent_activation: "sigmoid",
    bias: true,
    return_sequences: false,
    go_backwards: true,
  };
  assert.deepEqual(Object.entries(describeLayer(layer)), Object.entries(entry));
  const tensors = [
    { name: "kernel", shape: [1, 3], values: layer.kernel[0] },
    { name: "recurrent_kernel", shape: [1, 3], values: layer.recurrentKernel[0] },
    { name: "bias", shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
  ];
  assert.deepEqual(tensorsOf(layer), tensors);
  const both = bidirectional(simpleRnn(1, [3, 1]), { backwardBias: [7] });
  const described = {
    units: 1,
    activation: "tanh",
    bias: false,
    backward_bias: true,
    return_sequences: false,
  };
  assert.deepEqual(Object.entries(describeLayer(both)), Object.entries(described));
  const names = ["kernel", "recurrent_kernel", "backward_kernel", "backward_recurrent_kernel"];
  assert.deepEqual(
    tensorsOf(both).map(({ name }) => name),
    [...names, "backward_bias"],
  );
});

test("the entry and the tensors of layers that are activations", () => {
  assert.deepEqual(describeLayer(activation("gelu", [3])), { activation: "gelu" });
  assert.deepEqual([describeLayer(leakyRelu(0.25, [3])), describeLayer(softmax(3, 2))], [{}, {}]);
  const slope = { name: "negative_slope", shape: [1], values: [0.25] };
  assert.deepEqual(tensorsOf(leakyRelu(0.25, [3])), [slope]);
  assert.deepEqual([tensorsOf(activation("gelu", [3])), tensorsOf(softmax(3))], [[], []]);
});

test("rates and states are stored only where they say something", () => {
  assert.deepEqual(describeLayer(dropout(0.25, [3])), {});
  const rate = { name: "rate", shape: [1], values: [0.25] };
  assert.deepEqual(tensorsOf(dropout(0.25, [3])), [rate]);
  assert.deepEqual(tensorsOf(dropout(0, [3])), [{ ...rate, values: [0] }]);
  const plain = simpleRnn(1, [3, 1]);
  const layer = { ...plain, dropout: 0.25, recurrentDropout: 0.5, stateful: true };
  for (const [with_, without] of [
    [layer, plain],
    [bidirectional(layer), bidirectional(plain)],
  ]) {
    assert.deepEqual(Object.entries(describeLayer(with_)), [
      ...Object.entries(describeLayer(without)),
      ["dropout", true],
      ["recurrent_dropout", true],
      ["keeps_states", true],
    ]);
    assert.deepEqual(tensorsOf(with_), [
      ...tensorsOf(without),
      { name: "dropout", shape: [1], values: [0.25] },
      { name: "recurrent_dropout", shape: [1], values: [0.5] },
    ]);
  }
  const some = { ...layer, dropout: 0 };
  const keys = Object.keys(describeLayer(some));
  assert.deepEqual(keys.slice(-2), ["recurrent_dropout", "keeps_states"]);
  assert.ok(!keys.includes("dropout") && !tensorsOf(some).some(({ name }) => name === "dropout"));
});
