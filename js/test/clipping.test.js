import assert from "node:assert/strict";
import { test } from "node:test";

import { clippedByNorm, clippedByValue, clippedGradients, norm } from "../src/clipping.js";
import { asOptimizer, optimizer } from "../src/optimizer_checks.js";

const GRADIENTS = [[3, 4], [0, 0], [12]];

/** @type {(settings: any) => number[][]} */
function clipped(settings) {
  const how = asOptimizer("optimizer", optimizer("sgd", settings));
  const copy = structuredClone(GRADIENTS);
  const result = clippedGradients(GRADIENTS, [2, 1], how);
  assert.deepEqual(GRADIENTS, copy);
  return result;
}

test("the norm of vectors", () => {
  assert.deepEqual([norm(GRADIENTS), norm([[]]), norm([[-3], [4]])], [13, 0, 5]);
});

test("a norm above the limit becomes the limit", () => {
  assert.deepEqual(clippedByNorm([[3, 4]], 2.5), [[1.5, 2]]);
  assert.deepEqual(clippedByNorm([[3, 4]], 5), [[3, 4]]);
  assert.deepEqual(clippedByNorm([[0, -0]], 5e-324), [[0, -0]]);
  assert.deepEqual(clippedByNorm([[1e200, -1]], 1), [[0, -0]]);
});

test("gradients are cut by value", () => {
  const nan = clippedByValue([[-3, 0.5, 2, NaN]], 1);
  assert.deepEqual(nan, [[-1, 0.5, 1, NaN]]);
});

test("the settings say how gradients are clipped", () => {
  assert.deepEqual(clipped({}), GRADIENTS);
  assert.deepEqual(clipped({ clipnorm: 2.5 }), [[1.5, 2], [0, 0], [2.5]]);
  assert.deepEqual(clipped({ globalClipnorm: 6.5 }), [[1.5, 2], [0, 0], [6]]);
  assert.deepEqual(clipped({ clipvalue: 3.5 }), [[3, 3.5], [0, 0], [3.5]]);
});
