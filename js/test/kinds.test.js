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
  noStates,
  nothingDrawn,
  outputActivation,
  ownActivation,
  sameLayer,
  sameMask,
} from "../src/kinds.js";
import { nextDouble, random, seeded } from "../src/random.js";
import {
  activation,
  averagePooling2d,
  batchNormalization,
  bidirectional,
  conv1d,
  conv2d,
  dropout,
  embedding,
  flatten,
  globalAveragePooling2d,
  gru,
  leakyRelu,
  lstm,
  masking,
  matrixOf,
  maxPooling2d,
  network,
  normalization,
  repeatVector,
  reshape,
  simpleRnn,
  softmax,
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
    batchNormalization([2, 1]),
    dropout(0.5, [2, 1]),
    activation("elu", [2, 1]),
    leakyRelu(0.3, [2, 1]),
    softmax(2, 1),
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
    { kind: "add", inputShapes: [[2], [2]], activation: "linear" },
    { kind: "concatenate", inputShapes: [[2], [3]], activation: "linear" },
    { kind: "part", first: 1, targetShape: [1, 2], inputShape: [4], activation: "linear" },
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
  for (const each of [
    dropout(0.5, [2, 2]),
    activation("elu", [2, 2]),
    leakyRelu(0.3, [2, 2]),
    softmax(2, 2),
  ]) {
    assert.equal(KINDS[each.kind].mask(inputs, each, mask), mask, each.kind);
  }
  assert.equal(KINDS.conv1d.mask(inputs, conv1d(1, 1, [2, 2]), mask), null);
  assert.equal(KINDS.dense.mask(inputs, network("relu", "linear", true)[0], mask), null);
});

test("only layers that drop numbers draw, and only stateful ones keep states", () => {
  const [layer, generator] = [flatten(2, 1), seeded(1)];
  assert.equal(nothingDrawn(layer, 2, generator), layer);
  assert.equal(noStates([[1, 2]], layer), null);
  for (const kind of Object.values(KINDS)) {
    const rates = { dropout: 0, recurrentDropout: 0, rate: 0, stateful: false };
    const each = { ...bidirectional(gru(1, [2, 2])), ...rates };
    assert.equal(kind.drawn(each, 2, generator).kind, each.kind);
    assert.equal(kind.finalStates([[1, 2, 3, 4]], each), null);
  }
  assert.equal(nextDouble(generator), random(1, 1)[0]);
  for (const each of [simpleRnn(1, [2, 2]), lstm(1, [2, 2]), gru(1, [2, 2])]) {
    for (const rnn of [each, bidirectional(each)]) {
      const { drawn, finalStates } = KINDS[rnn.kind];
      assert.equal(drawn({ ...rnn, dropout: 0.5 }, 3, generator).factors.length, 3);
      assert.equal(finalStates([[1, 2, 3, 4]], { ...rnn, stateful: true })?.length, 1);
    }
  }
  assert.equal(KINDS.dropout.drawn(dropout(0.5, [2]), 3, generator).factors.length, 3);
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
  // so has a softmax layer where an example is more than one row
  const others = [activation("gelu", [2]), leakyRelu(0.3, [2]), softmax(4), softmax(2, 2)];
  assert.deepEqual(others.map(outputActivation), ["gelu", "linear", "softmax", "linear"]);
});
