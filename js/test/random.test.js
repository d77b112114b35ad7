import assert from "node:assert/strict";
import { test } from "node:test";

import { nextDouble, nextWord, random, seeded } from "../src/random.js";
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

test("a seed's random numbers are NumPy's", () => {
  assert.deepEqual(random(1, 3), [0.417022004702574, 0.7203244934421581, 0.00011437481734488664]);
  assert.equal(random(4294967295, 1000)[999], 0.556626859384112);
  assert.deepEqual(random(0, 0), []);
  assert.throws(() => random(-1, 1), refusal("out_of_range", "seed"));
  assert.throws(() => random(4294967296, 1), refusal("out_of_range", "seed"));
  assert.throws(() => random(1, -1), refusal("out_of_range", "count"));
  assert.throws(() => random(0.5, 1), refusal("wrong_type", "seed"));
  assert.throws(() => random(1, text), refusal("wrong_type", "count"));
});
