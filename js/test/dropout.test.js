import assert from "node:assert/strict";
import { test } from "node:test";

import {
  dropoutDrawn,
  dropoutForward,
  dropoutInputGradients,
  dropoutShapes,
  randomFactors,
  timesFactors,
} from "../src/dropout.js";
import { nextDouble, random, seeded } from "../src/random.js";
import { assertLayerGradients } from "./support/differences.js";
import { drawn, dropout } from "./support/networks.js";

test("the shapes before and after the layer", () => {
  assert.deepEqual(dropoutShapes(dropout(0.5, [3, 2])), [
    [3, 2],
    [3, 2],
  ]);
});

test("a factor is zero where the double is below the rate", () => {
  const doubles = random(5, 8);
  const want = doubles.map((double) => (double < 0.25 ? 0 : 1 / 0.75));
  assert.ok(want.includes(0) && want.includes(1 / 0.75));
  assert.deepEqual(randomFactors(8, 0.25, seeded(5)), want);
  // 1 - 0.9 and its reciprocal are rounded, each once
  assert.ok(randomFactors(50, 0.9, seeded(5)).includes(10.000000000000002));
  assert.notEqual(randomFactors(1, doubles[0], seeded(5))[0], 0); // it is not below itself
  assert.deepEqual(randomFactors(0, 0.25, seeded(5)), []);
});

test("a rate of zero draws nothing", () => {
  const generator = seeded(5);
  assert.deepEqual(randomFactors(3, 0, generator), [1, 1, 1]);
  assert.deepEqual(randomFactors(1, -0, generator), [1]);
  assert.equal(nextDouble(generator), random(5, 1)[0]);
});

test("the factors of a batch are drawn example by example", () => {
  const layer = dropout(0.5, [2, 2]);
  const [a, b, c, d, e, f, g, h] = random(6, 8).map((double) => (double < 0.5 ? 0 : 2));
  assert.notDeepEqual([a, b, c, d], [e, f, g, h]);
  const factors = [
    [a, b, c, d],
    [e, f, g, h],
  ];
  assert.deepEqual(dropoutDrawn(layer, 2, seeded(6)), dropout(0.5, [2, 2], factors));
  assert.equal(layer.factors, null);
});

test("the outputs are the inputs times their factors, outside training the inputs", () => {
  const inputs = [
    [1, -2],
    [3, Infinity],
  ];
  const factors = [
    [0, 2],
    [2, 0.5],
  ];
  assert.deepEqual(dropoutForward(inputs, dropout(0.5, [2], factors)), [
    [0, -4],
    [6, Infinity],
  ]);
  const same = dropoutForward(inputs, dropout(0.5, [2]));
  assert.deepEqual(same, inputs);
  same[0].fill(99);
  assert.equal(inputs[0][0], 1);
  assert.deepEqual(timesFactors([-1, 3], [0, 2]), [-0, 6]);
  assert.deepEqual(timesFactors([-1, 3], null), [-1, 3]);
});

test("the gradients of the inputs are the deltas times the same factors", () => {
  const layer = dropout(0.5, [2], [[0, 2]]);
  assert.deepEqual(dropoutInputGradients([[5, 6]], [[3, 4]], layer), [[0, 8]]);
  assert.deepEqual(dropoutInputGradients([[5, 6]], [[3, 4]], dropout(0.5, [2])), [[3, 4]]);
  const factors = drawn(9, 2, 3).map((row) => row.map((factor) => 1.5 + factor));
  assertLayerGradients(dropout(0.5, [3], factors), drawn(1, 2, 3), drawn(2, 2, 3));
});
