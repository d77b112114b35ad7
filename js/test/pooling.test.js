import assert from "node:assert/strict";
import { test } from "node:test";

import {
  averagePooling2dForward,
  averagePooling2dInputGradients,
  globalAveragePooling2dForward,
  globalAveragePooling2dInputGradients,
  globalAveragePooling2dShapes,
  largestCell,
  maxPooling2dForward,
  maxPooling2dInputGradients,
  poolingShapes,
  pools,
  wholeImage,
} from "../src/pooling.js";
import { assertGradients } from "./support/differences.js";
import { averagePooling2d, globalAveragePooling2d, maxPooling2d } from "./support/networks.js";

// two images of 3 rows, 3 columns and 2 channels, in which no two numbers of a channel are near
const IMAGES = [
  [0.3, -2.1, 1.7, 0.4, -0.9, 1.2, 2.3, 0.8, -1.4, -0.6, 0.9, 3.1, 1.1, -1.7, -2.2, 2.6, 0.5, 0.1],
  [-0.2, 1.9, 0.6, -1.1, 1.3, 0.7, -1.8, 2.9, 2.7, -0.3, -0.5, 1.5, 0.1, 0.2, 1.6, -2.4, -1.2, 2.2],
];
const OVERLAPPING = { poolSize: [2, 2], strides: [1, 1] };
const DELTAS = [
  [0.3, -0.7, 0.2, 0.6, 0.5, -0.4, -0.35, 0.8],
  [0.9, 0.4, -0.6, 0.7, -0.5, 0.25, 0.35, -0.8],
];

/**
 * Return the sum of the outputs, each times its delta; its gradients are those of the layer.
 * @type {(outputs: number[][]) => number}
 */
function weighted(outputs) {
  return DELTAS.flat().reduce((sum, delta, i) => sum + delta * outputs.flat()[i], 0);
}

test("the shapes before and after the layers", () => {
  const shape = [5, 4, 3];
  assert.deepEqual(poolingShapes(maxPooling2d(shape)), [shape, [2, 2, 3]]);
  assert.deepEqual(poolingShapes(averagePooling2d(shape, { padding: "same" })), [shape, [3, 2, 3]]);
  const strided = { poolSize: [3, 1], strides: [1, 2] };
  assert.deepEqual(poolingShapes(maxPooling2d(shape, strided)), [shape, [3, 2, 3]]);
  assert.deepEqual(globalAveragePooling2dShapes(globalAveragePooling2d(5, 4, 3)), [shape, [3]]);
});

test("padded cells are left out", () => {
  assert.deepEqual(pools(maxPooling2d([3, 3, 1], { padding: "same" })), [
    [0, 1, 3, 4],
    [2, 5],
    [6, 7],
    [8],
  ]);
});

test("the largest cell is the first of several", () => {
  const image = [1, -5, 3, -4, 3, -4];
  assert.equal(largestCell(image, [0, 1, 2], 0, 2), 1);
  assert.equal(largestCell(image, [2, 1, 0], 0, 2), 2);
  assert.equal(largestCell(image, [0, 1, 2], 1, 2), 1);
  assert.equal(largestCell([-0, 0], [0, 1], 0, 1), 0);
});

test("max pooling of each channel, and where its gradients go", () => {
  const layer = maxPooling2d([2, 3, 2], { padding: "same" });
  const image = [1, 9, 4, 2, -1, -8, 4, 3, 0, 9, -2, -3];
  assert.deepEqual(maxPooling2dForward([image], layer), [[4, 9, -1, -3]]);
  const deltas = [[1, 2, 3, 4]];
  const want = [0, 2, 1, 0, 3, 0, 0, 0, 0, 0, 0, 4];
  assert.deepEqual(maxPooling2dInputGradients([image], deltas, layer), [want]);
});

test("a cell that is the largest of several windows gets the sum of their gradients", () => {
  const layer = maxPooling2d([3, 3, 1], OVERLAPPING);
  const image = [0, 0, 0, 0, 5, 0, 0, 0, 0];
  const [gradients] = maxPooling2dInputGradients([image], [[0.1, 0.2, 0.3, 0.4]], layer);
  assert.equal(gradients[4], 0.1 + 0.2 + 0.3 + 0.4);
  assert.equal(gradients.filter((gradient) => gradient === 0).length, 8);
});

test("the mean of a window counts the cells that it has", () => {
  const layer = averagePooling2d([2, 3, 1], { padding: "same" });
  const image = [1, 2, 3, 4, 5, 7];
  assert.deepEqual(averagePooling2dForward([image], layer), [[3, 5]]);
  const deltas = [[8, 6]];
  assert.deepEqual(averagePooling2dInputGradients([image], deltas, layer), [[2, 2, 3, 2, 2, 3]]);
  // in order: 1e16 + 1 loses the 1
  const [column, lost] = [averagePooling2d([3, 1, 1], { poolSize: [3, 1] }), [1e16, 1, -1e16]];
  assert.deepEqual(averagePooling2dForward([lost, [1e16, -1e16, 1]], column), [[0], [1 / 3]]);
});

test("global average pooling is the mean of the whole image", () => {
  const layer = globalAveragePooling2d(2, 3, 2);
  assert.deepEqual(wholeImage(layer), averagePooling2d([2, 3, 2], { poolSize: [2, 3] }));
  const image = [1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 9, 60];
  assert.deepEqual(globalAveragePooling2dForward([image], layer), [[4, 35]]);
  const want = Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? 0.5 : -1));
  assert.deepEqual(globalAveragePooling2dInputGradients([image], [[3, -6]], layer), [want]);
});

test("the gradients of the inputs", () => {
  const average = averagePooling2d([3, 3, 2], OVERLAPPING);
  assertGradients(
    (point) => weighted(averagePooling2dForward(point, average)),
    IMAGES,
    averagePooling2dInputGradients(IMAGES, DELTAS, average),
  );
  const whole = globalAveragePooling2d(3, 3, 2);
  const deltas = DELTAS.map((delta) => delta.slice(0, 2));
  assertGradients(
    (point) => {
      const [first, second] = globalAveragePooling2dForward(point, whole);
      const products = [...first, ...second].map((output, i) => output * deltas.flat()[i]);
      return products.reduce((sum, product) => sum + product, 0);
    },
    IMAGES,
    globalAveragePooling2dInputGradients(IMAGES, deltas, whole),
  );
});

test("the gradients of max pooling, where they are not 0", () => {
  const layer = maxPooling2d([3, 3, 2], OVERLAPPING);
  const gradients = maxPooling2dInputGradients(IMAGES, DELTAS, layer);
  for (let e = 0; e < IMAGES.length; e++) {
    for (let i = 0; i < IMAGES[e].length; i++) {
      const [after, before] = [structuredClone(IMAGES), structuredClone(IMAGES)];
      after[e][i] += 1e-3;
      before[e][i] -= 1e-3;
      const [high, low] = [maxPooling2dForward(after, layer), maxPooling2dForward(before, layer)];
      const want = (weighted(high) - weighted(low)) / 2e-3;
      assert.ok(Math.abs(gradients[e][i] - want) < 1e-9, `gradients[${e}][${i}]`);
    }
  }
  assert.ok(gradients.flat().filter((gradient) => gradient !== 0).length >= 8);
});
