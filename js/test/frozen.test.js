import assert from "node:assert/strict";
import { test } from "node:test";

import { frozenLayer, isFrozen } from "../src/frozen.js";
import { dense } from "../src/index.js";

/** @type {any[]} */
const LAYERS = [
  { kind: "dense", units: 2, activation: "tanh", kernel: [[0.5, -0.5]], bias: [0.1, 0.2] },
  { kind: "dense", units: 1, activation: "linear", kernel: [[0.3], [0.7]], bias: null },
];
/** @type {[any, any, number[][], number[][], null, number]} */
const HOW = [
  "mse",
  { name: "adam", learningRate: 0.1, weightDecay: 0.1 },
  [[1], [2]],
  [[0], [1]],
  null,
  2,
];

test("a frozen layer keeps its weights", () => {
  /** @type {[null, null, boolean, null, null, null]} */
  const rest = [null, null, true, null, null, null];
  const { trials } = dense(LAYERS, ...HOW, ...rest, [true, false]);
  const [first, last] = /** @type {any[]} */ (trials[1].layers);
  assert.deepEqual(first.kernel, LAYERS[0].kernel);
  assert.notDeepEqual(last.kernel, LAYERS[1].kernel);
  assert.throws(() => dense(LAYERS, ...HOW, ...rest, [true]), {
    code: "shape_mismatch",
    field: "frozen",
  });
  assert.throws(() => dense(LAYERS, ...HOW, ...rest, /** @type {any} */ ([0, 1])), {
    code: "wrong_type",
    field: "frozen",
  });
});

test("a frozen batch normalization is not in training", () => {
  /** @type {any} */
  const layer = { kind: "batch_normalization", training: true };
  assert.equal(/** @type {any} */ (frozenLayer(layer)).training, false);
  assert.equal(frozenLayer(LAYERS[0]), LAYERS[0]);
  assert.ok(isFrozen(1, [false, true]));
  assert.ok(!isFrozen(1, null));
});
