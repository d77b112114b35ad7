// Gradients checked by central differences.

import assert from "node:assert/strict";

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
