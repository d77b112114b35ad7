import assert from "node:assert/strict";
import { test } from "node:test";

import {
  cellRows,
  conv1dForward,
  conv1dParameters,
  conv1dShapes,
  conv1dWithParameters,
  conv2dForward,
  conv2dParameterGradients,
  conv2dParameters,
  conv2dShapes,
  conv2dWithParameters,
  imagePatches,
  kernelRows,
  layerCells,
  nestedKernel,
  oneRow,
  patchLayer,
} from "../src/conv.js";
import { zeroPadding2dForward } from "../src/zero_padding.js";
import { assertLayerGradients } from "./support/differences.js";
import { conv1d, conv2d, kernelOf, rowsOf, zeroPadding2d } from "./support/networks.js";

/** @type {(start: number, end: number, count: number) => number[]} */
function evenly(start, end, count) {
  return Array.from({ length: count }, (_, i) => start + ((end - start) * i) / (count - 1));
}

const STRIDED = conv2d(2, [2, 3], [3, 4, 2], { strides: [2, 1], padding: "same" });
const BIASED = { ...STRIDED, bias: [0.25, -0.5] };

test("the shapes before and after the layers", () => {
  const shape = /** @type {[number, number, number]} */ ([28, 14, 1]);
  assert.deepEqual(conv2dShapes(conv2d(6, [5, 3], shape)), [shape, [24, 12, 6]]);
  const same = conv2d(6, [5, 3], shape, { padding: "same", strides: [1, 3] });
  assert.deepEqual(conv2dShapes(same), [shape, [28, 5, 6]]);
  const steps = conv1d(3, 4, [10, 2], { strides: [2] });
  assert.deepEqual(conv1dShapes(steps), [
    [10, 2],
    [4, 3],
  ]);
});

test("the parameters are the rows of the kernel cell by cell, then the bias", () => {
  const kernel = kernelOf(2, 3, 2, 2);
  const rows = kernel.flat(2);
  assert.deepEqual(kernelRows(kernel), rows);
  assert.deepEqual(nestedKernel(rows, STRIDED), kernel);
  assert.deepEqual(conv2dParameters(STRIDED), rows);
  assert.deepEqual(conv2dParameters(BIASED), [...rows, [0.25, -0.5]]);
  const doubled = conv2dParameters(BIASED).map((vector) => vector.map((weight) => 2 * weight));
  const moved = conv2dWithParameters(BIASED, doubled);
  assert.deepEqual(conv2dParameters(moved), doubled);
  assert.deepEqual([moved.bias, moved.kernel[1][2][0]], [doubled[12], doubled[10]]);
  assert.deepEqual(conv2dWithParameters(moved, conv2dParameters(BIASED)), BIASED);
  for (const vector of conv2dParameters(BIASED)) {
    vector.fill(99);
  }
  assert.deepEqual([BIASED.kernel, BIASED.bias], [kernel, [0.25, -0.5]]);
  const sequences = conv1d(2, 3, [5, 2], { bias: [1, 2] });
  assert.deepEqual(conv1dParameters(sequences), [...sequences.kernel.flat(), [1, 2]]);
  assert.deepEqual(conv1dWithParameters(sequences, conv1dParameters(sequences)), sequences);
});

test("a patch has a window's cells with all their channels, and zeros outside", () => {
  const layer = conv2d(1, [2, 2], [2, 2, 2], { padding: "same" });
  assert.deepEqual(layerCells(layer), [
    [0, 1, 2, 3],
    [1, -1, 3, -1],
    [2, 3, -1, -1],
    [3, -1, -1, -1],
  ]);
  assert.deepEqual(imagePatches([1, 2, 3, 4, 5, 6, 7, 8], layer), [
    [1, 2, 3, 4, 5, 6, 7, 8],
    [3, 4, 0, 0, 7, 8, 0, 0],
    [5, 6, 7, 8, 0, 0, 0, 0],
    [7, 8, 0, 0, 0, 0, 0, 0],
  ]);
  assert.deepEqual(cellRows([1, 2, 3, 4, 5, 6], 3), [
    [1, 2, 3],
    [4, 5, 6],
  ]);
  const { kind, units, bias } = patchLayer(BIASED);
  assert.deepEqual([kind, units, bias], ["dense", 2, [0.25, -0.5]]);
});

test("the kernel is not turned around", () => {
  const kernel = [
    [[[1]], [[10]]],
    [[[100]], [[1000]]],
  ];
  const layer = conv2d(1, [2, 2], [2, 3, 1], { kernel, bias: [0.5] });
  assert.deepEqual(conv2dForward([[1, 2, 3, 4, 5, 6]], layer), [[5421.5, 6532.5]]);
});

test("a preactivation starts at the bias and adds the patch in its order", () => {
  const ones = conv2d(1, [1, 2], [1, 2, 2], {
    kernel: [
      [
        [[1], [1]],
        [[1], [1]],
      ],
    ],
  });
  const inputs = [[0.1, 0.2, 0.3, 0.4]];
  assert.deepEqual(conv2dForward(inputs, ones), [[0.1 + 0.2 + 0.3 + 0.4]]);
  const biased = { ...ones, bias: [0.7] };
  assert.deepEqual(conv2dForward(inputs, biased), [[0.7 + 0.1 + 0.2 + 0.3 + 0.4]]);
  assert.deepEqual(conv2dForward([], biased), []);
});

test("the products of padded cells are added like all others", () => {
  const kernel = [[[[1]], [[-2]], [[3]]]];
  const layer = conv2d(1, [1, 3], [1, 1, 1], { kernel, padding: "same", bias: [-0] });
  assert.deepEqual(conv2dForward([[0]], layer), [[0]]); // -0 + 0 is 0
});

test("a published convolution of stride 2 with an edge of zeros", () => {
  // CS231n, assignment 2: its images and filters have their channels first
  const [x, w] = [evenly(-0.1, 0.5, 2 * 3 * 4 * 4), evenly(-0.2, 0.3, 3 * 3 * 4 * 4)];
  const image = Array.from({ length: 48 }, (_, i) => x[(i % 3) * 16 + Math.floor(i / 3)]);
  const kernel = kernelOf(4, 4, 3, 3).map((row, a) =>
    row.map((cell, b) =>
      cell.map((weights, i) => weights.map((_, j) => w[((j * 3 + i) * 4 + a) * 4 + b])),
    ),
  );
  const bias = evenly(-0.1, 0.2, 3);
  const layer = conv2d(3, [4, 4], [6, 6, 3], { kernel, bias, strides: [2, 2] });
  const padded = zeroPadding2dForward([image], zeroPadding2d([1, 1], [1, 1], [4, 4, 3]));
  const [outputs] = conv2dForward(padded, layer);
  const first = [0, 3, 6, 9].map((i) => outputs[i].toFixed(8)); // the first filter's map
  assert.deepEqual(first, ["-0.08759809", "-0.10987781", "-0.18387192", "-0.21092160"]);
});

for (const layer of [STRIDED, BIASED, conv2d(3, [1, 1], [3, 4, 2], { bias: [1, 2, 3] })]) {
  test(`the gradients of a convolution of ${layer.kernelSize.join(" x ")}`, () => {
    const inputs = rowsOf(2, 24);
    const [, [down, right, f]] = conv2dShapes(layer);
    assertLayerGradients(layer, inputs, rowsOf(2, down * right * f));
  });
}

test("the gradients of weights are summed over the patches of one image after the other", () => {
  const layer = conv2d(1, [1, 1], [1, 2, 1], { bias: [0] });
  const inputs = [
    [1e16, 1],
    [1, -1e16],
  ];
  const ones = [
    [1, 1],
    [1, 1],
  ];
  assert.deepEqual(conv2dParameterGradients(inputs, ones, layer), [[0], [4]]);
  assert.deepEqual(conv2dParameterGradients([inputs[0], [-1e16, 1]], ones, layer), [[1], [4]]);
});

test("a weight without a connection has the gradient 0, but takes part in all sums", () => {
  const connections = [
    [true, false],
    [false, true],
  ];
  const kernel = kernelOf(1, 2, 2, 2).map((row) =>
    row.map((cell) => cell.map((weights, i) => weights.map((w, j) => (i === j ? w : 0)))),
  );
  const layer = conv2d(2, [1, 2], [2, 2, 2], { kernel, connections, bias: [1, 2] });
  const [inputs, deltas] = [rowsOf(2, 8), rowsOf(2, 4)];
  const all = conv2dParameterGradients(inputs, deltas, { ...layer, connections: null });
  const want = all.map((row, i) => (i < 4 ? row.map((g, j) => (i % 2 === j ? g : 0)) : row));
  assert.deepEqual(conv2dParameterGradients(inputs, deltas, layer), want);
  assert.ok(all.flat().every((gradient) => gradient !== 0));
  const preactivations = conv2dForward([[Infinity, 1, 1, 1, 1, 1, 1, 1]], layer);
  assert.ok(Number.isNaN(preactivations[0][1])); // 0 * Infinity
});

test("a sequence is an image of one row", () => {
  const layer = conv1d(2, 3, [5, 2], { strides: [2], padding: "same", bias: [0.5, 1] });
  const image = oneRow(layer);
  assert.deepEqual(
    [image.kind, image.kernelSize, image.strides, image.inputShape],
    ["conv2d", [1, 3], [1, 2], [1, 5, 2]],
  );
  const [inputs, deltas] = [rowsOf(2, 10), rowsOf(2, 6)];
  assert.deepEqual(conv1dForward(inputs, layer), conv2dForward(inputs, image));
  assertLayerGradients(layer, inputs, deltas);
});
