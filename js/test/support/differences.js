// Gradients checked by central differences.

import assert from "node:assert/strict";

import { KINDS } from "../../src/kinds.js";

const STEPS = [1e-4, 3e-5, 1e-5];
const TOLERANCE = 1e-6;
const SMALLEST = 1e-4; // below, the differences are mostly rounding errors

/**
 * Assert that gradients are those of a function at a point, in each coordinate.
 *
 * The point and the gradients are vectors of the same lengths. A gradient near zero fails too,
 * because the check could not tell it from a missing one.
 * @type {(f: (point: number[][]) => number, point: number[][], gradients: number[][]) => void}
 */
export function assertGradients(f, point, gradients) {
  assert.deepEqual(
    gradients.map((vector) => vector.length),
    point.map((vector) => vector.length),
  );
  for (let v = 0; v < point.length; v++) {
    for (let i = 0; i < point[v].length; i++) {
      const got = gradients[v][i];
      const place = `gradients[${v}][${i}]`;
      assert.ok(Math.abs(got) > SMALLEST, `${place} is ${got}: too small to check`);
      for (const step of STEPS) {
        const after = structuredClone(point);
        const before = structuredClone(point);
        after[v][i] += step;
        before[v][i] -= step;
        const want = (f(after) - f(before)) / (2 * step);
        assert.ok(Math.abs(got / want - 1) < TOLERANCE, `${place}: got ${got}, want ${want}`);
      }
    }
  }
}

/**
 * Assert that the gradients of a layer are those of the sum of its preactivations, each times its
 * delta.
 * @type {(
 *   layer: import("../../src/kinds.js").Layer, inputs: number[][], deltas: number[][],
 * ) => void}
 */
export function assertLayerGradients(layer, inputs, deltas) {
  const kind = KINDS[layer.kind];
  assertGradients(
    (point) => weighted(kind.forward(inputs, kind.withParameters(layer, point)), deltas),
    kind.parameters(layer),
    kind.parameterGradients(inputs, deltas, layer),
  );
  assertGradients(
    (point) => weighted(kind.forward(point, layer), deltas),
    inputs,
    kind.inputGradients(inputs, deltas, layer),
  );
}

/**
 * Return the sum of the numbers, each times its weight; its gradients are the weights.
 * @type {(rows: number[][], weights: number[][]) => number}
 */
export function weighted(rows, weights) {
  return rows.flat().reduce((sum, number, i) => sum + number * weights.flat()[i], 0);
}
