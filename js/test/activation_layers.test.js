import assert from "node:assert/strict";
import { test } from "node:test";

import {
  activationForward,
  activationInputGradients,
  leakyReluForward,
  leakyReluInputGradients,
  sameShapes,
  softmaxForward,
  softmaxInputGradients,
} from "../src/activation_layers.js";
import { softmax as softmaxOf } from "../src/activations.js";
import { networkForward, networkOutputs } from "../src/network.js";
import { optimizer, train } from "../src/index.js";
import { assertLayerGradients } from "./support/differences.js";
import { activation, drawn, leakyRelu, masking, network, softmax } from "./support/networks.js";

test("the shapes before and after the layer are the same", () => {
  for (const layer of [activation("elu", [3, 2]), leakyRelu(0.3, [3, 2]), softmax(3, 2)]) {
    assert.deepEqual(sameShapes(layer), [
      [3, 2],
      [3, 2],
    ]);
  }
});

test("an activation layer has its inputs as preactivations", () => {
  const rows = [
    [1, -2],
    [3, 4],
  ];
  const layer = activation("relu", [2]);
  const preactivations = activationForward(rows, layer);
  const gradients = activationInputGradients([[9, 9]], rows, layer);
  assert.deepEqual([preactivations, gradients], [rows, rows]);
  preactivations[0].fill(99);
  gradients[1].fill(99);
  assert.deepEqual(rows, [
    [1, -2],
    [3, 4],
  ]);
  assert.deepEqual(networkOutputs(rows, [layer]), [
    [1, 0],
    [3, 4],
  ]);
});

test("a leaky relu has its slope where an input is not above zero", () => {
  const inputs = [
    [1, -2],
    [0, 4],
  ];
  const layer = leakyRelu(0.5, [2]);
  assert.deepEqual(leakyReluForward(inputs, layer), [
    [1, -1],
    [0, 4],
  ]);
  const deltas = [
    [10, 20],
    [30, 40],
  ];
  assert.deepEqual(leakyReluInputGradients(inputs, deltas, layer), [
    [10, 10],
    [15, 40],
  ]);
});

test("a softmax layer has a softmax for each cell of the last axis", () => {
  const rows = [
    [0, 1, 5, 5],
    [7, 7, 0, 1],
  ];
  const [half, other] = [[0.5, 0.5], softmaxOf([0, 1])];
  assert.deepEqual(softmaxForward(rows, softmax(1, 2, 2)), [
    [...other, ...half],
    [...half, ...other],
  ]);
  // of an example that is one row, the network calculates it
  const layer = softmax(4);
  const preactivations = softmaxForward(rows, layer);
  const gradients = softmaxInputGradients([[9, 9]], rows, layer);
  assert.deepEqual([preactivations, gradients], [rows, rows]);
  preactivations[0].fill(99);
  gradients[1].fill(99);
  assert.deepEqual(rows[0].concat(rows[1]), [0, 1, 5, 5, 7, 7, 0, 1]);
  assert.deepEqual(networkOutputs(rows, [layer]), rows.map(softmaxOf));
  // a feature that is alone is certain
  assert.deepEqual(softmaxForward(rows, softmax(4, 1)), [Array(4).fill(1), Array(4).fill(1)]);
});

test("the gradients of the inputs", () => {
  for (const layer of [leakyRelu(0.3, [6]), softmax(3, 2), softmax(1, 2, 3)]) {
    assertLayerGradients(layer, drawn(1, 2, 6), drawn(2, 2, 6));
  }
});

test("a mask passes these layers", () => {
  const shape = [3, 2];
  const layers = [
    masking(0, 3, 2),
    activation("tanh", shape),
    leakyRelu(0.3, shape),
    softmax(...shape),
    activation("linear", shape),
  ];
  const mask = [[true, false, true]];
  const masks = networkForward([[1, 2, 0, 0, 3, 4]], layers).map((each) => each.mask);
  assert.deepEqual(masks, [null, mask, mask, mask, mask]);
});

test("a crossentropy sees the layer's activation", () => {
  const [dense] = network("linear", "linear", true);
  const rows = [[0.5, -1]];
  /** @type {(last: any[], loss: string, targets: any[]) => unknown} */
  const run = (last, loss, targets) =>
    train([2], [dense, ...last], loss, optimizer("sgd"), rows, targets, 1, 1).trials[0].loss;
  const probabilities = [[0.25, 0.75, 0]];
  assert.ok(run([activation("sigmoid")], "binary_crossentropy", probabilities));
  assert.ok(run([activation("softmax")], "categorical_crossentropy", probabilities));
  assert.ok(run([softmax()], "sparse_categorical_crossentropy", [2]));
  const steps = [{ kind: "reshape", targetShape: [1, 3] }, softmax()];
  assert.ok(run(steps, "mse", probabilities));
  // the last activation is linear, so that the outputs are divided by their sum
  const loss = "categorical_crossentropy";
  assert.ok(
    Math.abs(
      Number(run(steps, loss, probabilities)) - Number(run([softmax()], loss, probabilities)),
    ) < 1e-12,
  );
});
