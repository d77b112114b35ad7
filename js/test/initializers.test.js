import assert from "node:assert/strict";
import { test } from "node:test";

import {
  initialKernel,
  initialKernels,
  normalized,
  orthogonalKernel,
  removePart,
} from "../src/initializers.js";
import { random, seeded } from "../src/random.js";
import { refusal, text } from "./support/refusal.js";

test("the first weights are a seed's random numbers, kernel after kernel", () => {
  const drawn = random(3, 10).map((number) => 2 * number - 1);
  const [first, second] = initialKernels("uniform", [2, 3, 1], 3);
  assert.deepEqual(
    [...first.flat(), ...second.flat()],
    drawn.slice(0, 9).map((number) => number * 0.05),
  );
  assert.deepEqual([first.length, first[0].length, second.length, second[0].length], [2, 3, 3, 1]);
  assert.equal(initialKernels("glorot_uniform", [2, 4], 3)[0][0][1], drawn[1]); // limit 1
  assert.deepEqual(initialKernels("zeros", [1, 2], 3), [[[0, 0]]]);
  assert.deepEqual(initialKernels("zeros", Int32Array.of(5), 3), []);
});

test("a convolution's kernel has rows for each cell of its window", () => {
  const drawn = random(3, 30).map((number) => 2 * number - 1);
  const [first, second] = initialKernels("glorot_uniform", [2, 3, 1], 3, [4, 2]);
  assert.deepEqual([first.length, first[0].length, second.length, second[0].length], [8, 3, 6, 1]);
  const limit = Math.sqrt(6 / 20);
  assert.deepEqual(
    first.flat(),
    drawn.slice(0, 24).map((number) => number * limit),
  );
  assert.deepEqual(second[0][0], drawn[24] * Math.sqrt(6 / 8));
  assert.deepEqual(initialKernels("uniform", [2, 3], 3, null), [
    initialKernel("uniform", 2, 3, seeded(3)),
  ]);
  assert.deepEqual(initialKernels("zeros", [1, 2], 3, [2]), [
    [
      [0, 0],
      [0, 0],
    ],
  ]);
});

test("kernels of zeros draw no random numbers", () => {
  const generator = seeded(3);
  const { used } = generator;
  assert.deepEqual(initialKernel("zeros", 2, 1, generator), [[0], [0]]);
  assert.equal(generator.used, used);
});

test("a vector loses its part along another, and its length", () => {
  const vector = [3, 4];
  removePart(vector, [0, 1]);
  assert.deepEqual(vector, [3, 0]);
  removePart(vector, [0.6, 0.8]);
  assert.deepEqual(vector, [3 - 0.6 * 3 * 0.6, -(0.6 * 3) * 0.8]);
  assert.deepEqual(normalized([3, -4]), [3 / 5, -4 / 5]);
});

test("the rows or columns of an orthogonal kernel are orthonormal", () => {
  for (const [n, u] of [
    [3, 3],
    [2, 5],
    [5, 2],
    [1, 4],
  ]) {
    const [kernel] = initialKernels("orthogonal", [n, u], 7);
    assert.deepEqual([kernel.length, kernel[0].length], [n, u]);
    const columns = kernel[0].map((_, j) => kernel.map((row) => row[j]));
    const vectors = n <= u ? kernel : columns;
    for (let i = 0; i < vectors.length; i++) {
      for (let j = 0; j < vectors.length; j++) {
        const product = vectors[i].reduce((sum, x, k) => sum + x * vectors[j][k], 0);
        assert.ok(Math.abs(product - (i === j ? 1 : 0)) < 1e-14, `${n} ${u}: ${i} ${j}`);
      }
    }
  }
});

test("an orthogonal kernel is made of a seed's normal numbers, whole pairs", () => {
  const numbers = random(7, 6, "normal");
  // the first vector is the first column of the matrix [3][2] that the numbers fill
  const first = normalized([numbers[0], numbers[2], numbers[4]]);
  assert.deepEqual(initialKernels("orthogonal", [2, 3], 7)[0][0], first);
  const columns = initialKernels("orthogonal", [3, 2], 7)[0].map(([x]) => x);
  assert.deepEqual(columns, first);
  assert.deepEqual(initialKernels("orthogonal", [1, 3], 7, [2])[0][0], first);
  const [one, two] = initialKernels("orthogonal", [1, 1, 3], 7);
  assert.deepEqual(one, [[Math.sign(numbers[0])]]);
  assert.deepEqual(two[0], normalized(numbers.slice(2, 5))); // the second number is dropped
  const generator = seeded(7);
  assert.deepEqual(orthogonalKernel(2, 3, generator)[0], first);
});

test("bad input is refused by code and field", () => {
  /** @type {[any, any, any, string, string][]} */
  const refused = [
    [1, [1], 0, "wrong_type", "initializer"],
    ["zeros", text, 0, "wrong_type", "sizes"],
    ["zeros", [1.5], 0, "wrong_type", "sizes"],
    ["zeros", [1], text, "wrong_type", "seed"],
    ["zeros", [], 0, "empty", "sizes"],
    ["xavier", [1], 0, "unknown_name", "initializer"],
    [{ name: "xavier" }, [0], 0, "unknown_name", "initializer"],
    [{ name: "random_normal", stddev: text }, [], 0, "wrong_type", "initializer.stddev"],
    [{ name: "random_normal", stddev: -1 }, [0], 0, "out_of_range", "initializer.stddev"],
    [{ name: "variance_scaling", mode: "in" }, [0], 0, "unknown_name", "initializer.mode"],
    ["zeros", [1, 0], 0, "out_of_range", "sizes"],
    ["zeros", [16777217], 0, "out_of_range", "sizes"],
    ["zeros", [4096, 4097], 0, "out_of_range", "sizes"],
    ["orthogonal", [1024, 1025], 0, "out_of_range", "sizes"],
    ["orthogonal", [2, 1025, 1024], 0, "out_of_range", "sizes"],
    ["zeros", [1], -1, "out_of_range", "seed"],
    ["zeros", [1], 2 ** 32, "out_of_range", "seed"],
  ];
  for (const [initializer, sizes, seed, code, field] of refused) {
    const call = () => initialKernels(initializer, sizes, seed);
    assert.throws(call, refusal(code, field), JSON.stringify([initializer, sizes, seed]));
  }
  /** @type {[any, string, string][]} */
  const others = [
    [text, "wrong_type", "cells"],
    [[0.5], "wrong_type", "cells"],
    [[], "shape_mismatch", "cells"],
    [[1, 1], "shape_mismatch", "cells"],
    [[0], "out_of_range", "cells"],
    [[2 ** 24 + 1], "out_of_range", "cells"],
    [[2 ** 23 + 1], "out_of_range", "sizes"],
  ];
  for (const [cells, code, field] of others) {
    const call = () => initialKernels("zeros", [2, 1], 0, cells);
    assert.throws(call, refusal(code, field), JSON.stringify(cells));
  }
});
