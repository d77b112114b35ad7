// The table of kinds, and the functions of those that have none of their own.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  anyMask,
  KINDS,
  noActivation,
  noMask,
  noParameterGradients,
  noParameters,
  outputActivation,
  ownActivation,
  sameLayer,
  sameMask,
} from "../src/kinds.js";
import {
  averagePooling2d,
  bidirectional,
  conv1d,
  conv2d,
  embedding,
  flatten,
  globalAveragePooling2d,
  gru,
  lstm,
  masking,
  matrixOf,
  maxPooling2d,
  network,
  normalization,
  repeatVector,
  reshape,
  simpleRnn,
  timeDistributed,
  zeroPadding2d,
} from "./support/networks.js";

/** @typedef {import("../src/kinds.js").Layer} Layer */

test("every kind has the same functions, and its shapes fit its outputs", () => {
  const [dense] = network("relu", "linear", true);
  const image = [2, 2, 1];
  /** @type {Layer[]} */
  const layers = [
    dense,
    flatten(2, 1),
    reshape([1, 2, 1], [2]),
    normalization([1, 2], [3, 4]),
    conv2d(3, [2, 1], [2, 2, 1]),
    conv1d(3, 2, [2, 1], { padding: "same" }),
    maxPooling2d(image, { padding: "same", strides: [1, 1] }),
    averagePooling2d(image),
    globalAveragePooling2d(...image),
    zeroPadding2d([0, 1], [2, 3], image),
    masking(0, 3, 2),
    repeatVector(2, 3),
    timeDistributed(3, [2, 2]),
    embedding(2, 3, [2]),
    simpleRnn(3, [2, 2]),
    lstm(3, [2, 2], { returnSequences: true }),
    gru(3, [2, 2]),
    bidirectional(simpleRnn(3, [2, 2])),
    bidirectional(lstm(3, [2, 2], { returnSequences: true })),
    bidirectional(gru(3, [2, 2])),
  ];
  assert.deepEqual(
    layers.map((layer) => layer.kind),
    Object.keys(KINDS),
  );
  for (const layer of layers) {
    const kind = KINDS[layer.kind];
    assert.deepEqual(Object.keys(kind), Object.keys(KINDS.dense));
    const [before, after] = kind.shapes(layer);
    const size = (/** @type {number[]} */ shape) => shape.reduce((n, each) => n * each, 1);
    const inputs = matrixOf(2, size(before)).map((row) =>
      row.map((x, i) => (layer.kind === "embedding" ? i : x)),
    );
    assert.equal(size(after), kind.forward(inputs, layer)[0].length);
    const gradients = kind.inputGradients(inputs, kind.forward(inputs, layer), layer);
    assert.deepEqual([gradients.length, gradients[0].length], [2, size(before)]);
    const vectors = kind.parameters(layer);
    assert.equal(
      kind.parameterGradients(inputs, kind.forward(inputs, layer), layer).length,
      vectors.length,
    );
    assert.deepEqual(kind.withParameters(layer, vectors), layer);
  }
});

test("kinds without parameters share three functions", () => {
  const layer = flatten(2, 1);
  assert.deepEqual(noParameters(layer), []);
  assert.equal(sameLayer(layer, []), layer);
  assert.deepEqual(noParameterGradients([[1, 2]], [[3, 4]], layer), []);
});

test("a kind that handles no masks drops them", () => {
  const [layer, mask] = [flatten(2, 1), [[true, false]]];
  assert.equal(noMask([[1, 2]], layer, mask), null);
  assert.equal(sameMask([[1, 2]], layer, mask), mask);
  assert.equal(anyMask(layer, mask), layer);
  const [inputs, masked] = [[[0, 0, 1, 2]], timeDistributed(1, [2, 2])];
  assert.equal(KINDS.time_distributed.mask(inputs, masked, mask), mask);
  assert.equal(KINDS.conv1d.mask(inputs, conv1d(1, 1, [2, 2]), mask), null);
  assert.equal(KINDS.dense.mask(inputs, network("relu", "linear", true)[0], mask), null);
});

test("recurrent layers have applied their activation", () => {
  const layer = simpleRnn(1, [2, 2]);
  assert.deepEqual([ownActivation(layer), noActivation(layer)], ["tanh", "linear"]);
  for (const each of [layer, lstm(1, [2, 2]), gru(1, [2, 2]), bidirectional(layer)]) {
    assert.equal(outputActivation(each), "linear", each.kind);
  }
  const steps = timeDistributed(1, [2, 2], { activation: "relu" });
  assert.deepEqual(
    [outputActivation(steps), outputActivation(masking(0, 2, 2))],
    ["relu", "linear"],
  );
});
