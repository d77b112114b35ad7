import assert from "node:assert/strict";
import { test } from "node:test";

import {
  addRule,
  buttonPress,
  outputError,
  weightedSum,
  widrowHoffRule,
} from "../src/button_press.js";
import { refusal, text } from "./support/refusal.js";

test("the weighted sum starts at the bias and goes from left to right", () => {
  assert.equal(weightedSum([1, 1, 1], [0.1, 0.2, 0.3], 0), 0 + 0.1 + 0.2 + 0.3);
  assert.equal(weightedSum([2, 3], [10, 100], 0.5), 320.5);
});

test("the error is desired minus output", () => {
  assert.equal(outputError(1, 0.25), 0.75);
});

test("the article's rule moves the weights of active inputs by the learning rate", () => {
  assert.deepEqual(addRule([1, 0, -2], [0, 1, 0], 0.5), [0.5, 1, 0]);
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

test("the caller's arrays stay unchanged, and the trials share none", () => {
  const weights = [0, 0];
  const history = buttonPress(Float64Array.of(1, 0), weights, 1, 0.5, 2);
  assert.deepEqual(weights, [0, 0]);
  history[0].weights[1] = 99;
  assert.equal(history[1].weights[1], 0);
});

test("bad input is refused by code and field", () => {
  const good = { inputs: [1], weights: [1], desired: 1, rate: 1, trials: 1, rule: "add" };
  /** @type {(changes: object) => () => unknown} */
  const call = (changes) => () => {
    const { inputs, weights, desired, rate, trials, rule } = { ...good, ...changes };
    buttonPress(inputs, weights, desired, rate, trials, rule);
  };
  assert.doesNotThrow(call({}));
  /** @type {[object, string, string][]} */
  const refused = [
    [{ inputs: text }, "wrong_type", "inputs"],
    [{ inputs: [text] }, "wrong_type", "inputs"],
    [{ weights: null }, "wrong_type", "weights"],
    [{ desired: text }, "wrong_type", "desired"],
    [{ rate: text }, "wrong_type", "learning_rate"],
    [{ trials: 1.5 }, "wrong_type", "trials"],
    [{ rule: 1 }, "wrong_type", "rule"],
    [{ inputs: [], weights: [] }, "empty", "inputs"],
    [{ weights: [1, 2] }, "shape_mismatch", "weights"],
    [{ inputs: [NaN] }, "not_finite", "inputs"],
    [{ weights: [Infinity] }, "not_finite", "weights"],
    [{ desired: NaN }, "not_finite", "desired"],
    [{ rate: -Infinity }, "not_finite", "learning_rate"],
    [{ trials: -1 }, "out_of_range", "trials"],
    [{ rule: "hebb" }, "unknown_name", "rule"],
  ];
  for (const [changes, code, field] of refused) {
    assert.throws(call(changes), refusal(code, field), JSON.stringify(changes));
  }
  assert.throws(
    call({ weights: [1e308], rate: 4e307, trials: 9 }),
    refusal("diverged", "weights", 2),
  );
});
