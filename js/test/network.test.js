import assert from "node:assert/strict";
import { test } from "node:test";

import { ACTIVATIONS, lossesAfter, SPARSE } from "../src/checks.js";
import { exampleLoss, oneHot, reduceLoss } from "../src/losses.js";
import {
  KINDS,
  networkForward,
  networkGradients,
  networkOutputs,
  networkParameters,
  noParameterGradients,
  noParameters,
  sameLayer,
  withParameters,
} from "../src/network.js";
import { assertGradients } from "./support/differences.js";
import {
  averagePooling2d,
  CLASSES,
  conv1d,
  conv2d,
  flatten,
  globalAveragePooling2d,
  INPUTS,
  kernelOf,
  maxPooling2d,
  network,
  normalization,
  reshape,
  TARGETS,
  zeroPadding2d,
} from "./support/networks.js";

/** @typedef {import("../src/kinds.js").Layer} Layer */

/**
 * Assert that the gradients of all parameters are those of the batch's loss.
 * @type {(layers: Layer[], loss: string, targets: number[][], inputs?: number[][]) => void}
 */
function assertNetworkGradients(layers, loss, targets, inputs = INPUTS) {
  /** @type {(point: number[][]) => number} */
  const lossAt = (point) => {
    const forward = networkForward(inputs, withParameters(layers, point));
    const { preactivations: logits, outputs } = forward[layers.length - 1];
    const losses = targets.map((t, i) => exampleLoss(loss, t, logits[i], outputs[i]));
    const total = losses.reduce((sum, each) => sum + each, 0);
    return reduceLoss(loss, total, targets.length);
  };
  const forward = networkForward(inputs, layers);
  const got = networkGradients(inputs, targets, layers, forward, loss);
  assertGradients(lossAt, networkParameters(layers), got);
}

for (const last of ACTIVATIONS) {
  for (const loss of lossesAfter(last)) {
    test(`the gradients of ${loss} after ${last}`, () => {
      const targets = loss === SPARSE ? oneHot(CLASSES, 2) : TARGETS;
      assertNetworkGradients(network("tanh", last, true), loss, targets);
      assertNetworkGradients(network("tanh", last, false), loss, targets);
    });
  }
}

for (const hidden of ACTIVATIONS) {
  test(`the gradients through ${hidden}`, () => {
    const layers = network(hidden, "sigmoid", true);
    layers[0].bias = [1.5, 2.5, 1.75]; // every relu has a positive output
    assertNetworkGradients(layers, "mse", TARGETS);
    const kernel = [
      [0.7, -0.4],
      [0.3, 0.8],
    ];
    /** @type {Layer} */
    const first = { kind: "dense", units: 2, activation: "tanh", kernel, bias: null };
    assertNetworkGradients([first, ...layers], "binary_crossentropy", TARGETS);
  });
}

test("flatten layers change neither outputs nor gradients", () => {
  const dense = network("tanh", "softmax", true);
  const loss = "categorical_crossentropy";
  const plain = networkForward(INPUTS, dense);
  const want = networkGradients(INPUTS, TARGETS, dense, plain, loss);
  /** @type {Layer[][]} */
  const networks = [
    [flatten(2, 1), ...dense],
    [dense[0], flatten(1, 3), dense[1]],
    [flatten(1, 2), dense[0], flatten(3), flatten(3), dense[1]],
  ];
  for (const layers of networks) {
    const forward = networkForward(INPUTS, layers);
    assert.deepEqual(forward[layers.length - 1], plain[1]);
    assert.deepEqual(networkGradients(INPUTS, TARGETS, layers, forward, loss), want);
    assert.deepEqual(networkParameters(layers), networkParameters(dense));
    assertNetworkGradients(layers, loss, TARGETS);
  }
});

test("a flatten layer may be the last one", () => {
  const layers = [...network("tanh", "sigmoid", true), flatten(2)];
  assert.deepEqual(networkOutputs(INPUTS, layers), networkOutputs(INPUTS, layers.slice(0, 2)));
  assertNetworkGradients(layers, "mse", TARGETS);
});

test("the gradients through normalizations", () => {
  const layers = network("tanh", "linear", true);
  const first = normalization([0.5, -1], [4, 0.25]);
  const middle = normalization([0.1, -0.2, 0.3], [0.5, 0.3, 2]);
  const last = normalization([1, 2], [0.25, 9], true);
  assertNetworkGradients([first, ...layers], "mse", TARGETS);
  assertNetworkGradients([...layers, last], "mse", TARGETS);
  const third = { ...layers[1], activation: "sigmoid" };
  assertNetworkGradients([layers[0], middle, third], "binary_crossentropy", TARGETS);
});

test("parameters are replaced in the order in which they are listed", () => {
  const layers = [flatten(1, 2), ...network("relu", "linear", true)];
  const vectors = networkParameters(layers);
  assert.deepEqual(
    vectors.map((vector) => vector.length),
    [3, 3, 3, 2, 2, 2, 2],
  );
  assert.deepEqual(withParameters(layers, vectors), layers);
  const doubled = vectors.map((vector) => vector.map((value) => 2 * value));
  assert.deepEqual(networkParameters(withParameters(layers, doubled)), doubled);
});

test("the gradients through layers on images and sequences", () => {
  const image = conv2d(2, [2, 2], [4, 3, 2], { activation: "tanh", bias: [0.1, -0.2] });
  // where its outputs are largest, its inputs are not
  const kernel = kernelOf(2, 2, 2, 2).map((row) =>
    row.map((cell) => cell.map((weights) => weights.map((weight) => -weight))),
  );
  const negative = { ...image, kernel };
  const mean = averagePooling2d([3, 2, 2], { poolSize: [2, 1], strides: [1, 1] });
  const last = conv2d(2, [2, 2], [4, 4, 2], { activation: "sigmoid" });
  const steps = conv1d(2, 2, [3, 2], { activation: "tanh", padding: "same" });
  /** @type {[Layer[], number, string][]} */
  const networks = [
    [[image, mean, zeroPadding2d([1, 1], [1, 1], [2, 2, 2]), last], 24, "binary_crossentropy"],
    [[reshape([4, 3, 2], [24]), image, globalAveragePooling2d(3, 2, 2)], 24, "mse"],
    [[negative, maxPooling2d([3, 2, 2], { poolSize: [3, 1] }), flatten(1, 2, 2)], 24, "mse"],
    [[steps, reshape([3, 1, 2], [3, 2]), globalAveragePooling2d(3, 1, 2)], 6, "mse"],
  ];
  for (const [layers, n, loss] of networks) {
    const inputs = kernelOf(1, 1, 2, n)[0][0];
    const k = networkOutputs(inputs, layers)[0].length;
    const targets = kernelOf(1, 1, 2, k)[0][0].map((row) => row.map((t) => 0.4 + t / 20));
    assertNetworkGradients(layers, loss, targets, inputs);
  }
});

test("average pooling and a diagonal convolution are LeNet's trainable subsampling", () => {
  // each map has a coefficient and a bias of its own
  const connections = [
    [true, false],
    [false, true],
  ];
  const kernel = [
    [
      [
        [2, 0],
        [0, -3],
      ],
    ],
  ];
  const mean = averagePooling2d([2, 2, 2]);
  const diagonal = conv2d(2, [1, 1], [1, 1, 2], { kernel, connections, bias: [0.5, 1] });
  const inputs = [[1, 10, 2, 20, 3, 30, 6, 40]];
  assert.deepEqual(networkOutputs(inputs, [mean, diagonal]), [[6.5, -74]]);
});

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
    const inputs = kernelOf(1, 1, 2, size(before))[0][0];
    assert.equal(size(after), kind.forward(inputs, layer)[0].length);
    const gradients = kind.inputGradients(inputs, kind.forward(inputs, layer), layer);
    assert.deepEqual([gradients.length, gradients[0].length], [2, size(before)]);
  }
});

test("kinds without parameters share three functions", () => {
  const layer = flatten(2, 1);
  assert.deepEqual(noParameters(layer), []);
  assert.equal(sameLayer(layer, []), layer);
  assert.deepEqual(noParameterGradients([[1, 2]], [[3, 4]], layer), []);
});
