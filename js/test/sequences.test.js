import assert from "node:assert/strict";
import { test } from "node:test";

import {
  eachStepLayer,
  joined,
  maskedSteps,
  maskingForward,
  maskingInputGradients,
  maskingMask,
  maskingShapes,
  repeatVectorForward,
  repeatVectorInputGradients,
  repeatVectorShapes,
  timeDistributedForward,
  timeDistributedInputGradients,
  timeDistributedParameterGradients,
  timeDistributedParameters,
  timeDistributedShapes,
  timeDistributedWithParameters,
} from "../src/sequences.js";
import { assertLayerGradients } from "./support/differences.js";
import { masking, repeatVector, rowsOf, timeDistributed } from "./support/networks.js";

test("the shapes before and after the layers", () => {
  const shape = [3, 2];
  assert.deepEqual(maskingShapes(masking(0, ...shape)), [shape, shape]);
  assert.deepEqual(repeatVectorShapes(repeatVector(4, 3)), [[3], [4, 3]]);
  assert.deepEqual(timeDistributedShapes(timeDistributed(5, shape)), [shape, [3, 5]]);
});

test("rows are joined one after another", () => {
  assert.deepEqual(joined([[1, 2], [3], []]), [1, 2, 3]);
  assert.deepEqual(joined([]), []);
});

test("a step of nothing but the mask value is no step", () => {
  const layer = masking(2, 3, 2);
  const inputs = [
    [2, 2, 2, 1, 0, 0],
    [0, 2, 2, 2, 2, 2],
  ];
  const real = [
    [false, true, true],
    [true, false, false],
  ];
  assert.deepEqual(maskingMask(inputs, layer, null), real);
  const other = [
    [true, true, false],
    [false, false, true],
  ];
  assert.deepEqual(maskingMask(inputs, layer, other), real); // the mask before is dropped
  assert.deepEqual(maskingForward(inputs, layer), [
    [0, 0, 2, 1, 0, 0],
    [0, 2, 0, 0, 0, 0],
  ]);
  const deltas = [
    [1, 2, 3, 4, 5, 6],
    [7, 8, 9, 10, 11, 12],
  ];
  const want = [
    [0, 0, 3, 4, 5, 6],
    [7, 8, 0, 0, 0, 0],
  ];
  assert.deepEqual(maskingInputGradients(inputs, deltas, layer), want);
  assert.deepEqual(maskedSteps(inputs, deltas, layer), want);
  assert.deepEqual(deltas[0], [1, 2, 3, 4, 5, 6]);
});

test("minus zero is zero", () => {
  const [minusZero, layer] = [[[-0, 0, -0, 1]], masking(-0, 2, 2)];
  assert.deepEqual(maskingMask(minusZero, layer, null), [[false, true]]);
  assert.deepEqual(maskingMask(minusZero, masking(0, 2, 2), null), [[false, true]]);
  assert.deepEqual(maskingForward(minusZero, layer), [[0, 0, -0, 1]]);
});

test("a vector is repeated, and its gradient is the sum over the steps in order", () => {
  const layer = repeatVector(3, 2);
  const [outputs] = repeatVectorForward([[1, -2]], layer);
  assert.deepEqual(outputs, [1, -2, 1, -2, 1, -2]);
  const inputs = [[0, 0]];
  const deltas = [[1e16, 1, 1, 1, -1e16, 1]];
  assert.deepEqual(repeatVectorInputGradients(inputs, deltas, layer), [[0, 3]]);
  assert.deepEqual(repeatVectorInputGradients(inputs, [[-0, 0, -0, 0, -0, 0]], layer), [[0, 0]]);
  assertLayerGradients(layer, rowsOf(2, 2), rowsOf(2, 6));
});

test("a dense layer is applied to each step", () => {
  const layer = timeDistributed(1, [2, 2], { kernel: [[1], [10]], bias: [0.5] });
  assert.deepEqual(timeDistributedForward([[1, 2, 3, 4]], layer), [[21.5, 43.5]]);
  assert.deepEqual(timeDistributedInputGradients([], [[1, 2]], layer), [[1, 10, 2, 20]]);
  const { kind, units, kernel, bias } = eachStepLayer(layer);
  assert.deepEqual([kind, units, kernel, bias], ["dense", 1, layer.kernel, layer.bias]);
});

test("the parameters are the rows of the kernel, then the bias", () => {
  const layer = timeDistributed(2, [3, 2], { bias: [0.25, -0.5], activation: "tanh" });
  const vectors = timeDistributedParameters(layer);
  assert.deepEqual(vectors, [...layer.kernel, [0.25, -0.5]]);
  assert.deepEqual(timeDistributedWithParameters(layer, vectors), layer);
  vectors.forEach((vector) => vector.fill(99));
  assert.deepEqual(layer.bias, [0.25, -0.5]);
  const plain = { ...layer, bias: null };
  assert.deepEqual(timeDistributedParameters(plain), layer.kernel);
  assert.equal(timeDistributedWithParameters(plain, layer.kernel).bias, null);
});

test("the gradients are summed over the steps of one example after the other", () => {
  const layer = timeDistributed(1, [2, 1], { bias: [0] });
  const inputs = [
    [1e16, 1],
    [1, -1e16],
  ];
  const ones = [
    [1, 1],
    [1, 1],
  ];
  assert.deepEqual(timeDistributedParameterGradients(inputs, ones, layer), [[0], [4]]);
  const other = [inputs[0], [-1e16, 1]];
  assert.deepEqual(timeDistributedParameterGradients(other, ones, layer), [[1], [4]]);
  assertLayerGradients(timeDistributed(2, [3, 2], { bias: [1, 2] }), rowsOf(2, 6), rowsOf(2, 6));
});
