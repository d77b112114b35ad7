import assert from "node:assert/strict";
import { test } from "node:test";

import { activate } from "../src/activations.js";
import { SPARSE } from "../src/checks.js";
import {
  binaryCrossentropy,
  binaryCrossentropyGradient,
  categoricalCrossentropy,
  categoricalCrossentropyGradient,
  exampleLoss,
  isOfLogits,
  lossGradients,
  lossOfTargets,
  lossTargets,
  oneHot,
  reduceLoss,
  squaredError,
  squaredErrorGradient,
} from "../src/losses.js";
import { assertGradients } from "./support/differences.js";
import { CLASSES, named, TARGETS } from "./support/networks.js";

const LOGITS = [
  [0.3, -1.2],
  [1.1, 0.4],
  [-0.6, 0.9],
];
/** @type {[name: string, activation: string][]} */
const ALL = [
  ["mse", "linear"],
  ["sum_squared_error", "linear"],
  ["binary_crossentropy", "sigmoid"],
  ["categorical_crossentropy", "softmax"],
  [SPARSE, "softmax"],
];

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
  const wants = [
    squaredError(t, y) / 2,
    squaredError(t, y),
    binaryCrossentropy(t, d) / 2,
    categoricalCrossentropy(t, d),
    categoricalCrossentropy(t, d),
  ];
  for (const [i, [loss, activation]] of ALL.entries()) {
    assert.equal(exampleLoss(named(loss), activation, t, d, y), wants[i], loss);
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

test("the gradients of crossentropies after their activations are those of the logits", () => {
  const ofLogits = ALL.filter(([name, activation]) => isOfLogits(named(name), activation));
  assert.deepEqual(ofLogits, ALL.slice(2));
  assert.ok(!isOfLogits(named("binary_crossentropy"), "softmax"));
  assert.ok(!isOfLogits(named("binary_crossentropy", { fromLogits: true }), "sigmoid"));
});

test("the targets as a loss takes them", () => {
  const hinge = lossOfTargets(named("hinge"), [
    [0, 1],
    [1, -0],
  ]);
  assert.deepEqual(lossTargets(hinge, [0, 1]), [-1, 1]);
  assert.deepEqual(lossTargets(lossOfTargets(hinge, [[0, 0.5]]), [0, 1]), [0, 1]);
  for (const [name, want] of /** @type {[string, number[]][]} */ ([
    ["binary_crossentropy", [0.25, 0.75]],
    ["categorical_crossentropy", [0.25, 0.75]],
    ["mse", [0, 1]],
  ])) {
    assert.deepEqual(lossTargets(named(name, { labelSmoothing: 0.5 }), [0, 1]), want, name);
  }
  const smoothed = named("categorical_crossentropy", { labelSmoothing: 0.5 });
  assert.deepEqual(lossTargets(smoothed, [1, 0, 0, 0]), [0.625, 0.125, 0.125, 0.125]);
});

for (const [name, activation] of ALL) {
  test(`the gradients of a batch's ${name}`, () => {
    const loss = named(name);
    const targets = name === SPARSE ? oneHot(CLASSES, 2) : TARGETS;
    const fromLogits = isOfLogits(loss, activation);
    /** @type {(point: number[][]) => number} */
    const f = (point) => {
      const losses = point.map((row, i) => exampleLoss(loss, activation, targets[i], row, row));
      return reduceLoss(
        loss,
        losses.reduce((sum, each) => sum + each, 0),
        losses.length,
      );
    };
    const outputs = LOGITS.map((row) => activate(activation, row));
    const got = lossGradients(loss, activation, targets, outputs);
    assertGradients(f, fromLogits ? LOGITS : outputs, got);
  });
}

test("a loss is a mean over the examples, or for sum_squared_error a sum", () => {
  assert.equal(reduceLoss(named("mse"), 6, 4), 1.5);
  assert.equal(reduceLoss(named("sum_squared_error"), 6, 4), 6);
});
