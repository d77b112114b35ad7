// The checks of each kind of layer; layers that do not fit together are in network_checks.test.js.

import assert from "node:assert/strict";
import { test } from "node:test";

import { KINDS } from "../src/layer_checks.js";
import { KINDS as NETWORK_KINDS } from "../src/kinds.js";
import {
  activation,
  dropout,
  leakyRelu,
  normalization,
  reshape,
  softmax,
} from "./support/networks.js";
import { assertRefused, placed as placedLayers, UNIT_ACTIVATION } from "./support/placed.js";
import { refusal } from "./support/refusal.js";

test("every kind of layer is checked", () => {
  assert.deepEqual(Object.keys(KINDS), Object.keys(NETWORK_KINDS));
});

test("a normalization of more inputs than a shape may have is refused", () => {
  const normal = /** @type {any} */ ({ ...normalization([1], [1]), inputShape: [2 ** 24 + 1] });
  assert.throws(
    () => KINDS.normalization.placed("layers[1]", normal, null),
    refusal("out_of_range", "layers[1].input_shape"),
  );
});

test("a dropout layer has the shape of its inputs, and a rate below 1", () => {
  const { read, placed, checkValues } = KINDS.dropout;
  assert.deepEqual(read("a", { kind: "dropout", rate: 0.5 }), dropout(0.5, []));
  const factors = [[2]]; // of a batch that is gone
  assert.deepEqual(read("a", dropout(0.5, [2], factors)), dropout(0.5, [2]));
  const before = { field: "input_shape", shape: [3, 2] };
  assert.deepEqual(placed("a", dropout(0.5, []), before), dropout(0.5, [3, 2]));
  assert.deepEqual(placed("a", dropout(0.5, [3, 2]), null), dropout(0.5, [3, 2]));
  assert.throws(() => placed("a", dropout(0.5, []), null), refusal("empty", "input_shape"));
  assert.throws(
    () => placed("a", dropout(0.5, [6]), before),
    refusal("shape_mismatch", "a.input_shape"),
  );
  assert.throws(() => read("a", { kind: "dropout" }), refusal("wrong_type", "a.rate"));
  for (const rate of [0, -0, 0.5, 1 - 2 ** -53]) {
    checkValues("a", dropout(rate, [2]));
  }
  for (const rate of [1, -5e-324]) {
    assert.throws(() => checkValues("a", dropout(rate, [2])), refusal("out_of_range", "a.rate"));
  }
  assert.throws(() => checkValues("a", dropout(NaN, [2])), refusal("not_finite", "a.rate"));
});

test("layers that are activations have the shape of their inputs", () => {
  const given = [
    { kind: "activation", activation: "gelu_tanh" },
    { kind: "leaky_relu" },
    { kind: "leaky_relu", negativeSlope: -0, inputShape: Int32Array.of(3, 2) },
    { kind: "softmax" },
  ];
  const steps = [3, 2];
  assert.deepEqual(placedLayers(given, steps), [
    activation("gelu_tanh", steps),
    leakyRelu(0.3, steps),
    leakyRelu(-0, steps),
    softmax(...steps),
  ]);
  const row = [activation("softmax"), softmax()];
  assert.deepEqual(placedLayers(row, [6]), [activation("softmax", [6]), softmax(6)]);
  for (const layer of [activation("elu"), leakyRelu(0.5), softmax()]) {
    const { placed, inputs, outputs } = KINDS[layer.kind];
    assert.deepEqual([inputs, outputs], ["input_shape", "input_shape"]);
    assert.throws(() => placed("a", layer, null), refusal("empty", "input_shape"));
    const large = { field: "b", shape: [2 ** 24 + 1] };
    assert.throws(() => placed("a", layer, large), refusal("out_of_range", "a.input_shape"));
  }
});

test("layers that are activations are refused where they cannot be", () => {
  const { activation: activations, leaky_relu: relus } = KINDS;
  for (const value of [undefined, null, 1]) {
    const given = { kind: "activation", activation: value };
    assert.throws(() => activations.read("a", given), refusal("wrong_type", "a.activation"));
  }
  for (const value of [null, "1"]) {
    const given = { kind: "leaky_relu", negativeSlope: value };
    assert.throws(() => relus.read("a", given), refusal("wrong_type", "a.negative_slope"));
  }
  const shape = "the shape of the layer's inputs";
  const known = UNIT_ACTIVATION.replace('"relu"', '"relu", "softmax"');
  const row = "examples that are one row of numbers: use a softmax layer";
  assertRefused(
    [
      [activation("hard_tanh"), "unknown_name", "activation", known],
      [activation("toString"), "unknown_name", "activation", known],
      [activation("softmax"), "shape_mismatch", "activation", row],
      [activation("softmax", [6]), "shape_mismatch", "input_shape", shape],
      [leakyRelu(-1, [6]), "shape_mismatch", "input_shape", shape],
      [leakyRelu(-5e-324), "out_of_range", "negative_slope", "0 or more"],
      [leakyRelu(NaN), "not_finite", "negative_slope", "a finite number"],
      [leakyRelu(-Infinity), "not_finite", "negative_slope", "a finite number"],
      [softmax(6), "shape_mismatch", "input_shape", shape],
    ],
    [3, 2],
  );
  assert.throws(() => placedLayers([leakyRelu(-1)], [1]), {
    message: "layers[0].negative_slope: expected 0 or more",
  });
});

test("a reshape layer has as many numbers as inputs", () => {
  const { read, placed } = KINDS.reshape;
  const given = { kind: "reshape", targetShape: Int32Array.of(2, 3) };
  assert.deepEqual(read("a", given), reshape([2, 3]));
  const before = { field: "input_shape", shape: [6] };
  assert.deepEqual(placed("a", reshape([2, 3]), before), reshape([2, 3], [6]));
  assert.deepEqual(placed("a", reshape([2, 3], [6]), null), reshape([2, 3], [6]));
  assert.throws(() => read("a", { kind: "reshape" }), refusal("wrong_type", "a.target_shape"));
  /** @type {[number[], number[], string, string, string][]} */
  const refused = [
    [[], [6], "empty", "a.target_shape", "at least one number"],
    [[0], [6], "out_of_range", "a.target_shape", "1 to 16777216"],
    [[4096, 4097], [6], "out_of_range", "a.target_shape", "1 to 16777216"],
    [[2, 3], [2 ** 24 + 1], "out_of_range", "a.input_shape", "1 to 16777216"],
    [[2, 2], [6], "shape_mismatch", "a.target_shape", "as many numbers as inputs, 6"],
  ];
  for (const [targetShape, shape, code, field, expected] of refused) {
    assert.throws(
      () => placed("a", reshape(targetShape), { field: "b", shape }),
      (error) => refusal(code, field)(error) && String(error).endsWith(`: expected ${expected}`),
      JSON.stringify(targetShape),
    );
  }
});
