import assert from "node:assert/strict";
import { test } from "node:test";

import { predict, readModel, train, writeModel } from "../src/index.js";
import { networkForward, networkGradients } from "../src/network.js";
import { asSources } from "../src/graph_checks.js";
import { placedLayers } from "../src/network_checks.js";
import { evaluate } from "../src/training.js";

/** @type {any[]} */
const LAYERS = [
  { kind: "dense", units: 2, activation: "tanh", kernel: [[0.5, -0.25]], bias: [0.1, 0.2] },
  { kind: "add", inputShapes: [], activation: "linear" },
  { kind: "concatenate", inputShapes: [], activation: "linear" },
];
const SOURCES = [null, [0, 0], [1, -1, 0]];
const MSE = { name: "mse", delta: 1, fromLogits: false, labelSmoothing: 0, binaryTargets: false };

test("the gradients of a graph are those of its loss", () => {
  const [inputs, targets] = [
    [[0.3], [-0.7]],
    [
      [0.1, 0.2, 0.3, 0.4, 0.5],
      [0, 1, 0, 1, 0],
    ],
  ];
  const layers = placedLayers("layers", LAYERS, [1], SOURCES);
  const forward = networkForward(inputs, layers, SOURCES);
  const [[gradient]] = networkGradients(inputs, targets, layers, forward, MSE, null, null, SOURCES);
  const loss = (/** @type {number} */ weight) => {
    const moved = [{ ...layers[0], kernel: [[weight, -0.25]] }, ...layers.slice(1)];
    const network = /** @type {any} */ (moved);
    return evaluate(network, MSE, inputs, targets, 0, null, null, SOURCES).total / 2;
  };
  const difference = (loss(0.5 + 1e-6) - loss(0.5 - 1e-6)) / 2e-6;
  assert.ok(Math.abs(difference - gradient) < 1e-9);
});

test("a model file has the sources, and nothing of the caller's changes", () => {
  const given = structuredClone([LAYERS, SOURCES]);
  const model = readModel(writeModel(LAYERS, { inputShape: [1], sources: SOURCES }));
  assert.deepEqual(model.sources, SOURCES);
  assert.deepEqual(predict(model, [[0.5]])[0].length, 5);
  const optimizer = { name: "sgd", learningRate: 0.1 };
  const more = [null, 1, null, null, true, null, null, null, SOURCES];
  const rest = /** @type {any} */ ([MSE.name, optimizer, [[1]], [[1, 2, 3, 4, 5]], ...more]);
  train([1], LAYERS, .../** @type {[any, any, any, any]} */ (rest));
  assert.deepEqual([LAYERS, SOURCES], given);
});

test("what are no sources is refused", () => {
  const refused = [
    ["0", "sources"],
    [[[0.5]], "layers[0].sources"],
    [[null, 1], "layers[1].sources"],
  ];
  for (const [sources, field] of refused) {
    assert.throws(() => asSources("layers", sources), { code: "wrong_type", field });
  }
  assert.equal(asSources("layers", [null, null]), null);
  const few = () => placedLayers("layers", LAYERS, [1], [null]);
  assert.throws(few, { code: "shape_mismatch", field: "sources" });
});
