import assert from "node:assert/strict";
import { test } from "node:test";

import {
  embeddingForward,
  embeddingInputGradients,
  embeddingMask,
  embeddingParameterGradients,
  embeddingParameters,
  embeddingShapes,
  embeddingWithParameters,
} from "../src/embedding.js";
import { assertGradients, weighted } from "./support/differences.js";
import { embedding, rowsOf } from "./support/networks.js";

const LAYER = embedding(3, 2, [4]);

test("the shapes before and after the layer", () => {
  assert.deepEqual(embeddingShapes(LAYER), [[4], [4, 2]]);
});

test("the vector of each number is looked up", () => {
  const [zero, one, two] = LAYER.embeddings;
  const outputs = embeddingForward([[2, 0, -0, 1]], LAYER);
  assert.deepEqual(outputs, [[...two, ...zero, ...zero, ...one]]);
  outputs[0].fill(99);
  assert.deepEqual(LAYER, embedding(3, 2, [4]));
});

test("with maskZero, the number 0 is no step", () => {
  const masked = { ...LAYER, maskZero: true };
  assert.deepEqual(embeddingMask([[2, 0, -0, 1]], masked, null), [[true, false, false, true]]);
  assert.equal(embeddingMask([[2, 0, -0, 1]], LAYER, null), null);
  assert.deepEqual(embeddingForward([[0]], masked), embeddingForward([[0]], LAYER));
});

test("the parameters are the rows of the table", () => {
  const vectors = embeddingParameters(LAYER);
  assert.deepEqual(vectors, LAYER.embeddings);
  assert.deepEqual(embeddingWithParameters(LAYER, vectors), LAYER);
  vectors[0].fill(99);
  assert.deepEqual(LAYER, embedding(3, 2, [4]));
});

test("the gradient of a row is the sum over its steps in order", () => {
  const layer = embedding(3, 1, [2]);
  const inputs = [
    [2, 0],
    [2, 2],
  ];
  const deltas = [
    [1e16, 5],
    [1, -1e16],
  ];
  assert.deepEqual(embeddingParameterGradients(inputs, deltas, layer), [[5], [0], [0]]);
  const other = [deltas[0], [-1e16, 1]];
  assert.deepEqual(embeddingParameterGradients(inputs, other, layer), [[5], [0], [1]]);
  assert.deepEqual(embeddingInputGradients(inputs, deltas, layer), [
    [0, 0],
    [0, 0],
  ]);
});

test("the gradients of the table", () => {
  const inputs = [
    [2, 0, 1, 0],
    [1, 1, 0, 2],
  ];
  const deltas = rowsOf(2, 8);
  assertGradients(
    (point) => weighted(embeddingForward(inputs, embeddingWithParameters(LAYER, point)), deltas),
    embeddingParameters(LAYER),
    embeddingParameterGradients(inputs, deltas, LAYER),
  );
});
