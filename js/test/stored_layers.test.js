// The table of stored layers; files with every kind are in model_file.test.js.

import assert from "node:assert/strict";
import { test } from "node:test";

import { KINDS } from "../src/network.js";
import { describeLayer, STORED, tensorsOf } from "../src/stored_layers.js";
import { conv1d, flatten, maxPooling2d } from "./support/networks.js";

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
