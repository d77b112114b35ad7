import assert from "node:assert/strict";
import { test } from "node:test";

import { ACTIVATIONS } from "../src/activations.js";
import { SPARSE } from "../src/checks.js";
import { outputActivation } from "../src/kinds.js";
import { ACTIVATION_OF, exampleLoss, oneHot, reduceLoss } from "../src/losses.js";
import {
  drawnLayers,
  networkForward,
  networkGradients,
  networkOutputs,
  networkParameters,
  outputsInBatches,
  withParameters,
  withStates,
} from "../src/network.js";
import { random, seeded } from "../src/random.js";
import { assertGradients } from "./support/differences.js";
import {
  activation,
  averagePooling2d,
  bidirectional,
  CLASSES,
  conv1d,
  conv2d,
  drawn,
  dropout,
  embedding,
  flatten,
  globalAveragePooling2d,
  gru,
  INPUTS,
  kernelOf,
  leakyRelu,
  lstm,
  masking,
  maxPooling2d,
  network,
  normalization,
  repeatVector,
  reshape,
  simpleRnn,
  softmax,
  TARGETS,
  timeDistributed,
  zeroPadding2d,
  named,
} from "./support/networks.js";

/** @typedef {import("../src/kinds.js").Layer} Layer */

/**
 * Assert that the gradients of all parameters are those of the batch's loss.
 * @type {(layers: Layer[], loss: string, targets: number[][], inputs?: number[][]) => void}
 */
function assertNetworkGradients(layers, loss, targets, inputs = INPUTS) {
  const [read, end] = [named(loss), outputActivation(layers[layers.length - 1])];
  /** @type {(point: number[][]) => number} */
  const lossAt = (point) => {
    const forward = networkForward(inputs, withParameters(layers, point));
    const { preactivations: logits, outputs } = forward[layers.length - 1];
    const losses = targets.map((t, i) => exampleLoss(read, end, t, logits[i], outputs[i]));
    const total = losses.reduce((sum, each) => sum + each, 0);
    return reduceLoss(read, total, targets.length);
  };
  const forward = networkForward(inputs, layers);
  const got = networkGradients(inputs, targets, layers, forward, read);
  assertGradients(lossAt, networkParameters(layers), got);
}

const SMOOTH = ["mse", "sum_squared_error", "huber", "log_cosh", ...ACTIVATION_OF.keys()];
for (const last of ACTIVATIONS) {
  for (const loss of SMOOTH.filter((name) => (ACTIVATION_OF.get(name) ?? last) === last)) {
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
  const want = networkGradients(INPUTS, TARGETS, dense, plain, named(loss));
  /** @type {Layer[][]} */
  const networks = [
    [flatten(2, 1), ...dense],
    [dense[0], flatten(1, 3), dense[1]],
    [flatten(1, 2), dense[0], flatten(3), flatten(3), dense[1]],
  ];
  for (const layers of networks) {
    const forward = networkForward(INPUTS, layers);
    assert.deepEqual(forward[layers.length - 1], plain[1]);
    assert.deepEqual(networkGradients(INPUTS, TARGETS, layers, forward, named(loss)), want);
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

test("the gradients through layers on sequences", () => {
  const rows = [
    [1, -0.5, 0.25, 2, 3, 3],
    [3, 3, -1, 0.75, 3, 3],
  ];
  const numbers = [
    [2, 1, 0],
    [1, 0, 2],
  ];
  const words = embedding(3, 2, [3]);
  const states = simpleRnn(1, [3, 2], { returnSequences: true, goBackwards: true });
  const steps = timeDistributed(1, [3, 2], { activation: "sigmoid", bias: [0.5] });
  const repeated = { ...steps, inputShape: [3, 1], kernel: [[0.7]] };
  /** @type {[Layer[], number[][], string][]} */
  const networks = [
    [[masking(3, 3, 2), states, lstm(1, [3, 1])], rows, "mse"],
    [[masking(3, 3, 2), steps, gru(1, [3, 1])], rows, "mse"],
    [[gru(1, [3, 2]), repeatVector(3, 1), repeated], rows, "binary_crossentropy"],
    [[words, bidirectional(simpleRnn(1, [3, 2]))], numbers, "mse"],
  ];
  for (const [layers, inputs, loss] of networks) {
    const k = networkOutputs(inputs, layers)[0].length;
    const targets = drawn(1, 2, k).map((row) => row.map((t) => 0.5 + t / 2));
    assertNetworkGradients(layers, loss, targets, inputs);
  }
  // the steps of the number 0 are not real
  const masked = [{ ...words, maskZero: true }, bidirectional(simpleRnn(1, [3, 2]))];
  const forward = networkForward(numbers, masked);
  const [zero, one] = networkGradients(numbers, drawn(6, 2, 2), masked, forward, named("mse"));
  assert.deepEqual(zero, [0, 0]);
  assert.ok(one.every((gradient) => gradient !== 0));
});

test("the gradients through layers that are activations", () => {
  const [first] = network("linear", "linear", true);
  const steps = timeDistributed(2, [3, 1], { activation: "silu", bias: [0.2, -0.3] });
  const last = network("tanh", "linear", true)[1];
  const layers = [
    first,
    activation("gelu", [3]),
    reshape([3, 1], [3]),
    steps,
    softmax(3, 2),
    leakyRelu(0.25, [3, 2]),
    reshape([2, 3], [3, 2]),
    timeDistributed(1, [2, 3], { kernel: [[0.9], [-1.2], [0.7]] }),
    activation("elu", [2, 1]),
    flatten(2, 1),
  ];
  assertNetworkGradients(layers, "mse", TARGETS);
  for (const end of [activation("softmax", [2]), softmax(2)]) {
    assertNetworkGradients([first, leakyRelu(0.5, [3]), last, end], SPARSE, oneHot(CLASSES, 2));
  }
  const end = activation("sigmoid", [2]);
  assertNetworkGradients([first, last, end], "binary_crossentropy", TARGETS);
});

test("a mask goes with the batch as long as the outputs are a sequence", () => {
  const mask = [[true, false, true]];
  const back = [[true, true, false]];
  const inputs = [[1, 2, 0, 0, 3, 4]];
  const layers = [
    masking(0, 3, 2),
    timeDistributed(2, [3, 2]),
    dropout(0.5, [3, 2]),
    lstm(2, [3, 2], { returnSequences: true }),
    bidirectional(gru(1, [3, 2], { returnSequences: true })),
    simpleRnn(2, [3, 2]),
    repeatVector(3, 2),
    gru(1, [3, 2]),
  ];
  const forward = networkForward(inputs, layers);
  const masks = forward.map((each) => each.mask);
  assert.deepEqual(masks, [null, mask, mask, mask, mask, mask, null, null]);
  assert.ok(layers.every((layer) => !("mask" in layer) || layer.mask === null));
  // a layer that handles no masks drops it, and masking makes a new one
  const others = [masking(0, 3, 2), conv1d(2, 1, [3, 2]), masking(9, 3, 2), masking(1, 3, 2)];
  const dropped = networkForward(inputs, others).map((each) => each.mask);
  assert.deepEqual(dropped, [null, mask, null, [[true, true, true]]]);
  const backwards = simpleRnn(2, [3, 2], { returnSequences: true, goBackwards: true });
  const first = [[1, 2, 3, 4, 0, 0]];
  const turned = networkForward(first, [masking(0, 3, 2), backwards, simpleRnn(1, [3, 2])]);
  assert.deepEqual([turned[1].mask, turned[2].mask], [back, [[false, true, true]]]);
});

test("a recurrent layer applies its activation itself, and once", () => {
  const layer = simpleRnn(1, [1, 1], { kernel: [[1]], activation: "sigmoid" });
  const [{ preactivations, outputs }] = networkForward([[0]], [layer]);
  assert.deepEqual([preactivations, outputs], [[[0.5]], [[0.5]]]);
  const gradients = networkGradients(
    [[1]],
    [[0]],
    [layer],
    networkForward([[1]], [layer]),
    named("mse"),
  );
  const y = networkOutputs([[1]], [layer])[0][0];
  assert.equal(gradients[0][0], 2 * y * y * (1 - y));
});

test("the layers draw their factors one after the other", () => {
  const [first, last] = network("tanh", "linear", true);
  const layers = [dropout(0.5, [2]), first, dropout(0, [3]), dropout(0.75, [3]), last];
  const doubles = random(4, 10);
  const halves = doubles.slice(0, 4).map((x) => (x < 0.5 ? 0 : 2));
  const quarters = doubles.slice(4).map((x) => (x < 0.75 ? 0 : 4));
  const ones = [
    [1, 1, 1],
    [1, 1, 1],
  ];
  const drawnFactors = drawnLayers(layers, 2, seeded(4)).map((layer) =>
    layer.kind === "dropout" ? layer.factors : null,
  );
  assert.deepEqual(drawnFactors, [
    [halves.slice(0, 2), halves.slice(2)],
    null,
    ones,
    [quarters.slice(0, 3), quarters.slice(3)],
    null,
  ]);
  // outside training the inputs pass
  const without = networkOutputs(INPUTS, [first, last]);
  assert.deepEqual(networkOutputs(INPUTS, layers), without);
});

test("the gradients through dropped numbers", () => {
  const [first, last] = network("tanh", "sigmoid", true);
  const factors = drawn(9, 3, 3).map((row) => row.map((factor) => 1.5 + factor));
  const layers = [dropout(0.5, [2], factors), first, dropout(0.5, [3], factors), last];
  assertNetworkGradients(layers, "binary_crossentropy", TARGETS);
  // a unit that is left out of all examples teaches nothing
  const none = [first, dropout(0.5, [3], Array(3).fill([0, 2, 2])), last];
  const forward = networkForward(INPUTS, none);
  const gradients = networkGradients(INPUTS, TARGETS, none, forward, named("mse"));
  assert.deepEqual([gradients[0][0], gradients[2][0], gradients[3]], [0, 0, [0, 0]]);
  assert.notEqual(gradients[0][1], 0);
});

test("stateful layers begin the next batch with the states of this one", () => {
  const stateful = { returnSequences: true, stateful: true };
  const short = [gru(2, [1, 2], stateful), simpleRnn(1, [1, 2], { stateful: true })];
  const long = [gru(2, [3, 2], stateful), simpleRnn(1, [3, 2], { stateful: true })];
  const inputs = drawn(3, 2, 6);
  const want = networkForward(inputs, long);
  const steps = [0, 2, 4].map((start) => inputs.map((row) => row.slice(start, start + 2)));
  /** @type {Layer[]} */
  let layers = [...short, flatten(1)];
  for (const step of steps) {
    const forward = networkForward(step, layers);
    assert.equal(forward[2].states, null);
    layers = withStates(layers, forward);
  }
  assert.deepEqual(layers, [
    { ...short[0], state: want[0].states },
    { ...short[1], state: want[1].states },
    flatten(1),
  ]);
  assert.deepEqual(want[1].states, want[1].outputs);
  // example 0 of a batch continues example 0 of the one before
  const batches = [steps[0][0], steps[0][1], steps[1][0], steps[1][1], steps[2][0], steps[2][1]];
  const outputs = outputsInBatches(batches, short, 2);
  assert.equal(outputs.length, 6);
  assert.deepEqual(outputs.slice(4), want[1].outputs);
  assert.deepEqual(
    short.map(({ state }) => state),
    [null, null],
  );
  // the steps of nothing but zeros are not real
  const masked = [masking(0, 3, 2), ...long];
  const [, first] = networkForward([[1, 2, 0, 0, 3, 4]], masked);
  const [real] = networkForward([[1, 2, 3, 4]], [gru(2, [2, 2], stateful)]);
  assert.deepEqual(first.states, real.states);
  const plain = [gru(2, [1, 2])];
  assert.deepEqual(outputsInBatches(batches, plain, 4), networkOutputs(batches, plain));
});
