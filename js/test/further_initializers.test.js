import assert from "node:assert/strict";
import { test } from "node:test";

import {
  identityWeights,
  normalWeights,
  scaledWeights,
  truncatedWeights,
  uniformWeights,
} from "../src/further_initializers.js";
import { asInitializer } from "../src/initializer_checks.js";
import { initialKernels } from "../src/initializers.js";
import { random, seeded } from "../src/random.js";

test("weights are a seed's random numbers, moved and stretched", () => {
  assert.deepEqual(
    uniformWeights(3, -1, 3, seeded(7)),
    random(7, 3).map((r) => -1 + 4 * r),
  );
  const normals = random(7, 400, "normal");
  assert.deepEqual(
    normalWeights(3, 1, 0.5, seeded(7)),
    normals.slice(0, 3).map((x) => 1 + 0.5 * x),
  );
  const near = normals.filter((x) => Math.abs(x) <= 2);
  assert.ok(near.length < normals.length);
  assert.deepEqual(
    truncatedWeights(300, 1, 0.5, seeded(7)),
    near.slice(0, 300).map((x) => 1 + 0.5 * x),
  );
});

test("the variance belongs to a fan", () => {
  const given = { name: "variance_scaling", scale: 3, distribution: "untruncated_normal" };
  for (const [mode, fan] of /** @type {[string, number][]} */ ([
    ["fan_in", 3],
    ["fan_out", 12],
    ["fan_avg", 7.5],
  ])) {
    const initializer = asInitializer("initializer", { ...given, mode });
    const wanted = normalWeights(5, 0, Math.sqrt(3 / fan), seeded(1));
    assert.deepEqual(scaledWeights(5, initializer, 3, 12, seeded(1)), wanted);
  }
  const he = asInitializer("initializer", "he_uniform");
  const drawn = random(1, 2).map((r) => 2 * r - 1); // the limit is 1
  assert.deepEqual(scaledWeights(2, he, 6, 1, seeded(1)), drawn);
});

test("constants draw nothing", () => {
  assert.deepEqual(identityWeights(2, 3, 4), [4, 0, 0, 0, 4, 0]);
  assert.deepEqual(initialKernels({ name: "constant", value: 2 }, [1, 2], 0), [[[2, 2]]]);
  assert.deepEqual(initialKernels("ones", [2, 1], 0), [[[1], [1]]]);
  assert.deepEqual(initialKernels("identity", [2, 1], 0), [[[1], [0]]]);
  const [[[weight]]] = initialKernels({ name: "orthogonal", gain: 3 }, [1, 1], 0);
  assert.equal(Math.abs(weight), 3);
});
