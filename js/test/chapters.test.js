// What direct callers of the chapters see.

import assert from "node:assert/strict";
import { test } from "node:test";

import { buttonPress, rabbit, RefnetError } from "../src/index.js";
import { weightedSum, widrowHoffRule } from "../src/button_press.js";

/**
 * @param {string} code
 * @param {string} field
 */
function refusal(code, field) {
  return (/** @type {unknown} */ error) =>
    error instanceof RefnetError &&
    error.code === code &&
    error.field === field &&
    error.message.startsWith(field);
}

test("the weighted sum starts at the bias and goes from left to right", () => {
  assert.equal(weightedSum([1, 1, 1], [0.1, 0.2, 0.3], 0), 0 + 0.1 + 0.2 + 0.3);
  assert.equal(weightedSum([2, 3], [10, 100], 0.5), 320.5);
});

test("the Widrow-Hoff step is rate times error times input", () => {
  assert.deepEqual(widrowHoffRule([1, 0, -2], [0, 1, 0], 0.5, 3), [1.5, 1, -3]);
});

test("the article's six trials", () => {
  const history = buttonPress([0, 0, 1, 0], [0, 0, 0, 0], 1, 0.2, 6);
  assert.deepEqual(
    history.map((trial) => trial.output.toFixed(2)),
    ["0.00", "0.20", "0.40", "0.60", "0.80", "1.00"],
  );
});

test("the caller's arrays stay as they are, and the trials share none", () => {
  const weights = [0, 0];
  const history = buttonPress(Float64Array.of(1, 0), weights, 1, 0.5, 2);
  assert.deepEqual(weights, [0, 0]);
  history[0].weights[1] = 99;
  assert.equal(history[1].weights[1], 0);
  rabbit(weights, [true, true], 0, 0.5, [[1, 1]]);
  assert.deepEqual(weights, [0, 0]);
});

test("bad input is refused by code and field", () => {
  const text = /** @type {any} */ ("1");
  assert.throws(() => buttonPress([], [], 1, 1, 1), refusal("empty", "inputs"));
  assert.throws(() => buttonPress([1], [1, 2], 1, 1, 1), refusal("shape_mismatch", "weights"));
  assert.throws(() => buttonPress([NaN], [1], 1, 1, 1), refusal("not_finite", "inputs"));
  assert.throws(() => buttonPress([1], [1], 1, 1, -1), refusal("out_of_range", "trials"));
  assert.throws(() => buttonPress([1], [1], 1, 1, 1, "hebb"), refusal("unknown_name", "rule"));
  assert.throws(() => buttonPress(text, [1], 1, 1, 1), refusal("wrong_type", "inputs"));
  assert.throws(() => buttonPress([text], [1], 1, 1, 1), refusal("wrong_type", "inputs"));
  assert.throws(() => buttonPress([1], [1], text, 1, 1), refusal("wrong_type", "desired"));
  assert.throws(() => buttonPress([1], [1], 1, 1, 1.5), refusal("wrong_type", "trials"));
  assert.throws(() => rabbit([1], [text], 1, 1, [[1]]), refusal("wrong_type", "learned"));
  assert.throws(() => rabbit([1], [true], 1, 1, text), refusal("wrong_type", "stimuli"));
  assert.throws(() => rabbit([1], [true], 1, 1, [[1, 2]]), refusal("shape_mismatch", "stimuli"));
  assert.throws(
    () => buttonPress([1], [1e308], 1, 4e307, 9),
    (/** @type {any} */ error) => error.code === "diverged" && error.trial === 2,
  );
});
