import assert from "node:assert/strict";
import { test } from "node:test";

import { activate, layerDeltas } from "../src/activations.js";
import { exp } from "../src/elementary.js";
import {
  backwardFromOutput,
  backwardFromPreactivation,
  elu,
  FROM_OUTPUTS,
  FROM_PREACTIVATIONS,
  furtherActivation,
  gelu,
  geluBackward,
  geluTanh,
  geluTanhBackward,
  hardSigmoid,
  leakyRelu,
  leakyReluBackward,
  selu,
  silu,
  siluBackward,
  softplus,
  softsign,
} from "../src/further_activations.js";
import { assertGradients } from "./support/differences.js";

const NAMES = [...FROM_OUTPUTS, ...FROM_PREACTIVATIONS];
const OF_OUTPUTS = [
  "elu",
  "selu",
  "leaky_relu",
  "softplus",
  "exponential",
  "hard_sigmoid",
  "softsign",
];
const OF_SUMS = ["silu", "gelu", "gelu_tanh"];
const SCALE = 1.0507009873554805;
const SCALE_BELOW = 1.7580993408473766; // of selu, times its alpha

test("the activations by name", () => {
  const expm1 = Math.expm1(-2);
  /** @type {[string, number, number][]} */
  const cases = [
    ["leaky_relu", 2, 2],
    ["leaky_relu", -2, -0.4],
    ["elu", 2, 2],
    ["elu", -2, expm1],
    ["elu", -Infinity, -1],
    ["selu", 2, 2 * SCALE],
    ["selu", -2, SCALE_BELOW * expm1],
    ["softplus", 2, Math.log1p(Math.exp(2))],
    ["softplus", -2, Math.log1p(Math.exp(-2))],
    ["softplus", 1000, 1000],
    ["softplus", -Infinity, 0],
    ["hard_sigmoid", -9, 0],
    ["hard_sigmoid", -3, 0],
    ["hard_sigmoid", 0, 0.5],
    ["hard_sigmoid", 1.5, 0.75],
    ["hard_sigmoid", 3, 1],
    ["hard_sigmoid", 9, 1],
    ["softsign", 3, 0.75],
    ["softsign", -3, -0.75],
    ["silu", 2, 2 / (1 + Math.exp(-2))],
    ["silu", -2, -2 / (1 + Math.exp(2))],
    ["gelu", 2, 2 * 0.9772498680518208], // the normal distribution, from tables
    ["gelu", -0.5, -0.5 * 0.3085375387259869],
    ["gelu_tanh", 2, 1 + Math.tanh(Math.sqrt(2 / Math.PI) * (2 + 0.044715 * 8))],
    ["gelu_tanh", -1, -0.5 * (1 - Math.tanh(Math.sqrt(2 / Math.PI) * 1.044715))],
    ["exponential", 2, Math.exp(2)],
    ["exponential", -Infinity, 0],
  ];
  for (const [activation, d, want] of cases) {
    const got = furtherActivation(activation, d);
    const what = `${activation}(${d}): got ${got}, want ${want}`;
    assert.ok(got === want || Math.abs(got / want - 1) < 1e-14, what);
  }
});

test("each name stands for its function", () => {
  for (const d of [-1.25, 0.75]) {
    assert.deepEqual(
      [...OF_OUTPUTS, ...OF_SUMS].map((name) => furtherActivation(name, d)),
      [
        elu(d),
        selu(d),
        leakyRelu(d, 0.2),
        softplus(d),
        exp(d),
        hardSigmoid(d),
        softsign(d),
        silu(d),
        gelu(d),
        geluTanh(d),
      ],
    );
    const backward = [siluBackward(0.5, d), geluBackward(0.5, d), geluTanhBackward(0.5, d)];
    assert.deepEqual(
      OF_SUMS.map((name) => backwardFromPreactivation(name, 0.5, d)),
      backward,
    );
    assert.equal(backwardFromOutput("leaky_relu", 0.5, d), leakyReluBackward(0.5, d, 0.2));
  }
});

test("at a corner the side below zero counts, with the sign of its zero", () => {
  const zeros = [0, 0, -0, Math.LN2, 1, 0.5, -0, -0, -0, -0];
  assert.deepEqual(
    [...OF_OUTPUTS, ...OF_SUMS].map((name) => furtherActivation(name, -0)),
    zeros,
  );
  assert.deepEqual(
    OF_OUTPUTS.map((name) => backwardFromOutput(name, 1, 0)),
    [1, SCALE_BELOW, 0.2, -0, 0, 0, 1],
  );
  assert.equal(backwardFromOutput("hard_sigmoid", 1, 1), 0);
  assert.equal(backwardFromOutput("hard_sigmoid", 3, 0.5), 0.5);
  for (const name of OF_SUMS) {
    assert.equal(backwardFromPreactivation(name, 3, 0), 1.5, name);
  }
});

test("NaN stays NaN", () => {
  for (const name of NAMES) {
    assert.equal(furtherActivation(name, NaN), NaN, name);
  }
});

for (const activation of NAMES) {
  test(`the gradients through ${activation}, on both sides of zero`, () => {
    const outputGradients = [0.7, -0.4, 1.1, 0.9];
    const preactivations = [-2.5, -0.7, 0.3, 1.9];
    /** @type {(point: number[][]) => number} */
    const f = ([d]) =>
      activate(activation, d).reduce((sum, y, i) => sum + y * outputGradients[i], 0);
    const outputs = activate(activation, preactivations);
    const got = layerDeltas(activation, outputGradients, preactivations, outputs);
    assertGradients(f, [preactivations], [got]);
  });
}
