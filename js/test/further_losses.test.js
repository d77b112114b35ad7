import assert from "node:assert/strict";
import { test } from "node:test";

import { activate, layerDeltas } from "../src/activations.js";
import { LOSSES } from "../src/checks.js";
import {
  areBinary,
  binaryCrossentropyOfOutputsGradient,
  categoricalCrossentropyOfOutputs,
  hinge,
  hingeGradient,
  huber,
  huberGradient,
  klDivergence,
  klDivergenceGradient,
  logCosh,
  sumOfOutputs,
} from "../src/further_losses.js";
import { exampleLoss, isOfLogits, lossGradients } from "../src/losses.js";
import { assertGradients } from "./support/differences.js";
import { named } from "./support/networks.js";

const LOGITS = [[0.4, 0.7, 0.25]]; // which are inside 0 and 1 after each activation
const TARGETS = [0.3, 0.9, 0.6];

for (const name of LOSSES) {
  for (const activation of ["linear", "sigmoid", "softmax", "tanh"]) {
    for (const fromLogits of [false, true]) {
      test(`the gradients of ${name} after ${activation}, logits: ${fromLogits}`, () => {
        const loss = named(name, { fromLogits, labelSmoothing: 0.25, delta: 0.5 });
        /** @type {(point: number[][]) => number} */
        const f = ([d]) => exampleLoss(loss, activation, TARGETS, d, activate(activation, d));
        const [d] = LOGITS;
        const y = activate(activation, d);
        const [gradient] = lossGradients(loss, activation, [TARGETS], [y]);
        const skipped = isOfLogits(loss, activation);
        const got = skipped ? gradient : layerDeltas(activation, gradient, d, y);
        assertGradients(f, LOGITS, [got]);
      });
    }
  }
}

test("huber is half a square up to delta, and a line beyond", () => {
  assert.equal(huber([0, 0], [0.5, -2], 1), 0.125 + 1.5);
  assert.deepEqual(huberGradient([0, 0, 0], [0.5, -2, 1], 1), [0.5, -1, 1]);
});

test("log_cosh neither overflows nor is above the absolute error", () => {
  assert.equal(logCosh([0], [0]), 0);
  assert.equal(logCosh([0], [-1000]), 1000 - Math.LN2);
});

test("hinge has a gradient up to where an output reaches its target", () => {
  assert.equal(hinge([1, -1], [0.5, -2]), 0.5);
  assert.deepEqual(hingeGradient([1, 1, -1], [1, 1.5, -0.5]), [-1, 0, 1]);
  assert.ok(areBinary([[0, 1], [-0]]));
  assert.ok(!areBinary([[0, 1], [-1]]));
});

test("what is clipped has no gradient", () => {
  assert.ok(Math.abs(klDivergence([1, 0], [0, 1])) > 16);
  assert.deepEqual(klDivergenceGradient([1, 0.5, 0.5], [0, 1.5, 1]), [0, 0, -0.5]);
  assert.deepEqual(binaryCrossentropyOfOutputsGradient([1, 0, 1], [-1, 2, 0.5]), [0, 0, -2]);
});

test("outputs that add up to 0 have no shares", () => {
  assert.equal(sumOfOutputs([1, 2]), 3);
  assert.equal(sumOfOutputs([1, -1]), NaN);
  assert.equal(categoricalCrossentropyOfOutputs([1, 0], [0, 0]), NaN);
});
