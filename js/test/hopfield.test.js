import assert from "node:assert/strict";
import { test } from "node:test";

import { weightedSum } from "../src/button_press.js";
import {
  asynchronousSweep,
  correlations,
  energy,
  hopfield,
  synchronousSweep,
  updatedUnit,
} from "../src/hopfield.js";
import { permutation, random, seeded } from "../src/random.js";
import { refusal, text } from "./support/refusal.js";

const HALVES = [1, 1, 1, 1, -1, -1, -1, -1];
const STRIPES = [1, -1, 1, -1, 1, -1, 1, -1];

/** @type {(seed: number, count: number) => number[]} */
function randomSigns(seed, count) {
  return random(seed, count, "integers", 2).map((bit) => 2 * bit - 1);
}

/** @type {(seed: number, p: number, n: number) => number[][]} */
function randomPatterns(seed, p, n) {
  return Array.from({ length: p }, (_, i) => randomSigns(seed + i, n));
}

test("a correlation counts agreements minus differences, and a unit has none with itself", () => {
  const patterns = [
    [1, 1, -1],
    [1, -1, -1],
  ];
  assert.deepEqual(correlations(patterns), [
    [0, 0, -2],
    [0, 0, 0],
    [-2, 0, 0],
  ]);
});

test("the activations of 0101 are the published ones", () => {
  const correlation = correlations([[-1, 1, -1, 1]]); // J. Heaton's example
  const activations = correlation.map((row) => weightedSum([0, 1, 0, 1], row, 0));
  assert.deepEqual(activations, [-2, 1, -2, 1]);
});

test("a unit takes the sign of its sum, and keeps its state where the sum is 0", () => {
  const correlation = [
    [0, 2, -2],
    [2, 0, 0],
    [-2, 0, 0],
  ];
  assert.equal(updatedUnit(correlation, [-1, 1, -1], 0), 1);
  assert.equal(updatedUnit(correlation, [1, -1, 1], 0), -1);
  assert.equal(updatedUnit(correlation, [1, 1, 1], 0), 1);
  assert.equal(updatedUnit(correlation, [-1, 1, 1], 0), -1);
});

test("a spoiled pattern is recalled", () => {
  for (const update of ["asynchronous", "synchronous"]) {
    for (const [i, pattern] of [HALVES, STRIPES].entries()) {
      const start = pattern.map((sign, unit) => (unit === i ? -sign : sign));
      const { weights, trials } = hopfield([HALVES, STRIPES], start, update, 1, 2);
      assert.deepEqual([trials[0].state, trials[1].state], [pattern, pattern]);
      assert.deepEqual(weights[0], [0, 0, 0.25, 0, 0, -0.25, 0, -0.25]);
      assert.equal(trials[1].energy, -3); // 24 pairs of units, each -1/2 * 1/4
    }
  }
});

test("asynchronous units see the changes before them, synchronous ones do not", () => {
  const correlation = correlations([[1, 1]]);
  const state = [1, -1];
  assert.deepEqual(asynchronousSweep(correlation, state, [0, 1]), [-1, -1]);
  assert.deepEqual(asynchronousSweep(correlation, state, [1, 0]), [1, 1]);
  assert.deepEqual(synchronousSweep(correlation, state), [-1, 1]);
  assert.deepEqual(state, [1, -1]);
});

test("synchronous updates may alternate between two states", () => {
  const { trials } = hopfield([[1, 1]], [1, -1], "synchronous", null, 4);
  assert.deepEqual(
    trials.map(({ state }) => state),
    [
      [-1, 1],
      [1, -1],
      [-1, 1],
      [1, -1],
    ],
  );
  assert.deepEqual(
    trials.map(({ energy }) => energy),
    [0.5, 0.5, 0.5, 0.5],
  );
});

test("each change lowers the energy by twice the size of the sum", () => {
  const n = 16;
  const correlation = correlations(randomPatterns(1, 5, n));
  let state = randomSigns(100, n);
  for (const i of permutation(n, seeded(1))) {
    const before = energy(correlation, state);
    const changed = asynchronousSweep(correlation, state, [i]);
    const sum = weightedSum(state, correlation[i], 0);
    const fall = changed[i] === state[i] ? 0 : (2 * Math.abs(sum)) / n;
    assert.equal(energy(correlation, changed), before - fall);
    state = changed;
  }
});

test("the energy never rises in asynchronous sweeps, which come to rest", () => {
  for (let seed = 0; seed < 10; seed++) {
    const patterns = randomPatterns(100 * seed, 8, 20);
    const { trials } = hopfield(patterns, randomSigns(seed, 20), "asynchronous", seed, 10);
    for (let sweep = 1; sweep < 10; sweep++) {
      assert.ok(trials[sweep].energy <= trials[sweep - 1].energy);
    }
    assert.deepEqual(trials[9].state, trials[8].state);
  }
});

test("a seed shuffles the units before each sweep", () => {
  const patterns = randomPatterns(14, 6, 20);
  const start = randomSigns(5, 20);
  const correlation = correlations(patterns);
  const generator = seeded(2);
  const order = permutation(20, generator);
  const first = asynchronousSweep(correlation, start, order);
  const second = asynchronousSweep(correlation, first, permutation(20, generator));
  assert.notDeepEqual(second, asynchronousSweep(correlation, first, order));
  const { trials } = hopfield(patterns, start, "asynchronous", 2, 2);
  assert.deepEqual([trials[0].state, trials[1].state], [first, second]);
  const inOrder = asynchronousSweep(correlation, start, [...start.keys()]);
  assert.notDeepEqual(inOrder, first);
  assert.deepEqual(hopfield(patterns, start).trials[0].state, inOrder);
});

test("typed arrays are accepted, and no argument is changed or shared", () => {
  const start = Int8Array.of(1, -1);
  const run = hopfield([Int8Array.of(1, 1)], start, "asynchronous", null, 0);
  const weights = [
    [0, 0.5],
    [0.5, 0],
  ];
  assert.deepEqual(run, { weights, trials: [] });
  assert.deepEqual(start, Int8Array.of(1, -1));
});

test("bad input is refused by code and field", () => {
  const good = { patterns: [[1]], start: [1], update: "synchronous", seed: 1, sweeps: 1 };
  /** @type {(changes: object) => () => unknown} */
  const call = (changes) => () => {
    const { patterns, start, update, seed, sweeps } = { ...good, ...changes };
    hopfield(patterns, start, update, seed, sweeps);
  };
  assert.doesNotThrow(call({}));
  const large = { patterns: [Array(4097).fill(1)], start: Array(4097).fill(0) };
  /** @type {[object, string, string][]} */
  const refused = [
    [{ patterns: text }, "wrong_type", "patterns"],
    [{ start: text }, "wrong_type", "start"],
    [{ update: null }, "wrong_type", "update"],
    [{ seed: 0.5 }, "wrong_type", "order_seed"],
    [{ sweeps: null }, "wrong_type", "sweeps"],
    [{ patterns: [] }, "empty", "patterns"],
    [{ patterns: [[]], start: [] }, "empty", "patterns"],
    [{ patterns: [[0], [1, 1]] }, "shape_mismatch", "patterns"],
    [{ patterns: [[0]], start: [] }, "shape_mismatch", "start"],
    [{ patterns: [[1], [0]], start: [0] }, "out_of_range", "patterns"],
    [{ patterns: [[NaN]] }, "out_of_range", "patterns"],
    [large, "out_of_range", "patterns"],
    [{ start: [-2], update: "both" }, "out_of_range", "start"],
    [{ update: "both", seed: -1 }, "unknown_name", "update"],
    [{ seed: 2 ** 32, sweeps: -1 }, "out_of_range", "order_seed"],
    [{ sweeps: -1 }, "out_of_range", "sweeps"],
  ];
  for (const [changes, code, field] of refused) {
    assert.throws(call(changes), refusal(code, field), JSON.stringify(changes).slice(0, 80));
  }
});
