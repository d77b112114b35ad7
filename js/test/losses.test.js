import assert from "node:assert/strict";
import { test } from "node:test";

import { activate } from "../src/activations.js";
import { lossesAfter, SPARSE } from "../src/checks.js";
import {
  binaryCrossentropy,
  binaryCrossentropyGradient,
  categoricalCrossentropy,
  categoricalCrossentropyGradient,
  exampleLoss,
  FROM_LOGITS,
  lossGradients,
  oneHot,
  reduceLoss,
  squaredError,
  squaredErrorGradient,
} from "../src/losses.js";
import { assertGradients } from "./support/differences.js";
import { CLASSES, TARGETS } from "./support/networks.js";

const LOGITS = [
  [0.3, -1.2],
  [1.1, 0.4],
  [-0.6, 0.9],
];
const ALL = [...lossesAfter("sigmoid"), ...lossesAfter("softmax").slice(2)];

test("a row for each class number", () => {
  assert.deepEqual(oneHot([2, 0], 3), [
    [0, 0, 1],
    [1, 0, 0],
  ]);
  assert.deepEqual(oneHot([], 3), []);
});

test("the losses of one example", () => {
  assert.equal(squaredError([1, 2], [0.5, 4]), 4.25);
  assert.equal(binaryCrossentropy([0, 1], [-1000, 1000]), 0);
  assert.equal(binaryCrossentropy([1, 0], [-1000, 1000]), 2000);
  assert.equal(categoricalCrossentropy([1, 0], [1000, 0]), 0);
  assert.equal(categoricalCrossentropy([0, 1], [1000, 0]), 1000);
});

test("mse and binary_crossentropy are means over the outputs of an example", () => {
  const [t, d, y] = [
    [1, 0],
    [0.5, -2],
    [0.7, 0.2],
  ];
  /** @type {[string, number][]} */
  const cases = [
    ["mse", squaredError(t, y) / 2],
    ["sum_squared_error", squaredError(t, y)],
    ["binary_crossentropy", binaryCrossentropy(t, d) / 2],
    ["categorical_crossentropy", categoricalCrossentropy(t, d)],
    [SPARSE, categoricalCrossentropy(t, d)],
  ];
  for (const [loss, want] of cases) {
    assert.equal(exampleLoss(loss, t, d, y), want, loss);
  }
});

test("the gradients of one example", () => {
  const t = [0.9, 0.3];
  const d = [0.4, -1.1];
  /** @type {[(t: number[], x: number[]) => number, (t: number[], y: number[]) => number[], string][]} */
  const cases = [
    [squaredError, squaredErrorGradient, "linear"],
    [binaryCrossentropy, binaryCrossentropyGradient, "sigmoid"],
    [categoricalCrossentropy, categoricalCrossentropyGradient, "softmax"],
  ];
  for (const [loss, gradient, activation] of cases) {
    assertGradients(([x]) => loss(t, x), [d], [gradient(t, activate(activation, d))]);
  }
});

test("the gradients of the crossentropies are taken with respect to the logits", () => {
  assert.deepEqual(FROM_LOGITS, ALL.slice(2));
});

for (const loss of ALL) {
  test(`the gradients of a batch's ${loss}`, () => {
    const activation = loss === "binary_crossentropy" ? "sigmoid" : "softmax";
    const targets = loss === SPARSE ? oneHot(CLASSES, 2) : TARGETS;
    const fromLogits = FROM_LOGITS.includes(loss);
    /** @type {(point: number[][]) => number} */
    const f = (point) => {
      const losses = point.map((row, i) => exampleLoss(loss, targets[i], row, row));
      return reduceLoss(
        loss,
        losses.reduce((sum, each) => sum + each, 0),
        losses.length,
      );
    };
    const outputs = LOGITS.map((row) => activate(activation, row));
    const got = lossGradients(loss, targets, outputs);
    assertGradients(f, fromLogits ? LOGITS : outputs, got);
  });
}

test("a loss is a mean over the examples, or for sum_squared_error a sum", () => {
  assert.equal(reduceLoss("mse", 6, 4), 1.5);
  assert.equal(reduceLoss("sum_squared_error", 6, 4), 6);
});
