import assert from "node:assert/strict";
import { test } from "node:test";

import {
  nextDouble,
  nextInteger,
  nextNormals,
  nextWord,
  permutation,
  random,
  seeded,
} from "../src/random.js";
import { refusal, text } from "./support/refusal.js";

test("the words of seed 5489 are those of the authors' program", () => {
  const generator = seeded(5489);
  assert.deepEqual(
    [nextWord(generator), nextWord(generator), nextWord(generator)],
    [3499211612, 581869302, 3890346734],
  );
  for (let i = 3; i < 9999; i++) {
    nextWord(generator);
  }
  assert.equal(nextWord(generator), 4123659995); // the 10,000th, which the C++ standard states
});

test("a double takes two words", () => {
  const [words, doubles] = [seeded(7), seeded(7)];
  const [high, low] = [nextWord(words) >>> 5, nextWord(words) >>> 6];
  assert.equal(nextDouble(doubles), (high * 2 ** 26 + low) / 2 ** 53);
  assert.equal(doubles.used, 2);
});

test("normal numbers come in pairs, from a point in the circle", () => {
  const [doubles, normals] = [seeded(0), seeded(0)];
  const [x, y] = [2 * nextDouble(doubles) - 1, 2 * nextDouble(doubles) - 1];
  const [first, second] = nextNormals(normals);
  assert.equal(normals.used, 4);
  const distance = Math.sqrt(-2 * Math.log(x * x + y * y)); // from the middle, once it is stretched
  assert.ok(Math.abs(Math.hypot(first, second) - distance) < 1e-14);
  assert.ok(Math.abs(first * x - second * y) < 1e-15); // first is a multiple of y
});

test("a point outside the circle is drawn again", () => {
  const [doubles, normals] = [seeded(7), seeded(7)];
  const [x, y] = [2 * nextDouble(doubles) - 1, 2 * nextDouble(doubles) - 1];
  assert.ok(x * x + y * y >= 1);
  assert.deepEqual(nextNormals(normals), nextNormals(doubles));
});

test("a whole number is a word cut to the bits of its bound", () => {
  const [words, integers] = [seeded(0), seeded(0)];
  assert.equal(nextInteger(integers, 1), 0);
  assert.equal(integers.used, 624); // no word was drawn
  assert.equal(nextInteger(integers, 2 ** 32), nextWord(words));
  assert.equal(nextInteger(integers, 2 ** 31), nextWord(words) % 2 ** 31);
  assert.equal(nextInteger(integers, 2), nextWord(words) % 2);
  const drawn = random(7, 1000, "integers", 5);
  assert.deepEqual([...new Set(drawn)].sort(), [0, 1, 2, 3, 4]);
});

test("a permutation has every number once", () => {
  const order = permutation(100, seeded(7));
  assert.notDeepEqual(
    order,
    [...order].sort((a, b) => a - b),
  );
  assert.deepEqual(
    [...order].sort((a, b) => a - b),
    Array.from({ length: 100 }, (_, i) => i),
  );
  assert.deepEqual(order, permutation(100, seeded(7)));
  assert.notDeepEqual(order, permutation(100, seeded(8)));
  assert.deepEqual(permutation(0, seeded(7)), []);

  const [first, second] = random(7, 2);
  const want = [0, 1, 2];
  for (const [i, number] of [
    [2, first],
    [1, second],
  ]) {
    const j = Math.floor(number * (i + 1));
    [want[i], want[j]] = [want[j], want[i]];
  }
  assert.deepEqual(permutation(3, seeded(7)), want);
});

test("a seed's random numbers are NumPy's", () => {
  assert.deepEqual(random(1, 3), [0.417022004702574, 0.7203244934421581, 0.00011437481734488664]);
  assert.equal(random(4294967295, 1000)[999], 0.556626859384112);
  assert.deepEqual(
    random(0, 3, "normal"),
    [1.764052345967664, 0.4001572083672233, 0.9787379841057392],
  );
  assert.deepEqual(random(0, 5, "integers", 128), [44, 47, 117, 64, 67]);
  assert.deepEqual(random(0, 3, "integers"), [2357136044, 2546248239, 3071714933]);
  assert.deepEqual(random(7, 4, "integers", 1000003), [585903, 189636, 573977, 535030]);
  assert.deepEqual(random(0, 2, "integers", 2 ** 31 + 1), [1819583497, 1650906866]);
});

test("bad input is refused by code and field", () => {
  for (const distribution of ["uniform", "normal", "integers"]) {
    assert.deepEqual(random(0, 0, distribution), []);
  }
  assert.throws(() => random(-1, 1), refusal("out_of_range", "seed"));
  assert.throws(() => random(4294967296, 1), refusal("out_of_range", "seed"));
  assert.throws(() => random(1, -1), refusal("out_of_range", "count"));
  assert.throws(() => random(0.5, 1), refusal("wrong_type", "seed"));
  assert.throws(() => random(1, text), refusal("wrong_type", "count"));
  assert.throws(() => random(-1, 1, "normal", 0.5), refusal("wrong_type", "high"));
  assert.throws(() => random(1, 1, /** @type {any} */ (1)), refusal("wrong_type", "distribution"));
  assert.throws(() => random(1, 1, "gamma", 0), refusal("unknown_name", "distribution"));
  assert.throws(() => random(1, 1, "uniform", 0), refusal("out_of_range", "high"));
  assert.throws(() => random(1, 1, "integers", 2 ** 32 + 1), refusal("out_of_range", "high"));
});
