import assert from "node:assert/strict";
import { test } from "node:test";

import { blinks, rabbit, reinforce } from "../src/rabbit.js";
import { refusal, text } from "./support/refusal.js";

test("the rabbit blinks when the sum reaches the threshold", () => {
  assert.equal(blinks(0.5, 0.5), true);
  assert.equal(blinks(0.4999, 0.5), false);
});

test("a blink reinforces the learned weights of active stimuli", () => {
  assert.deepEqual(reinforce([1, 1, 0], [1, 0, 0], [false, true, true], 0.25), [1, 0.25, 0]);
});

test("after some pairings the beep alone is enough", () => {
  const pairing = [1, 1];
  const beep = [0, 1];
  const stimuli = [beep, pairing, pairing, pairing, beep];
  const trials = rabbit([1, 0], [false, true], 0.5, 0.25, stimuli);
  assert.deepEqual(
    trials.map(({ sum, blink, weights }) => [sum, blink, ...weights]),
    [
      [0, false, 1, 0],
      [1, true, 1, 0.25],
      [1.25, true, 1, 0.5],
      [1.5, true, 1, 0.75],
      [0.75, true, 1, 1],
    ],
  );
});

test("the caller's arrays stay unchanged, and the trials share none", () => {
  const weights = [0, 0];
  const history = rabbit(weights, [true, true], 1, 0.5, [
    [1, 1],
    [1, 1],
  ]);
  assert.deepEqual(weights, [0, 0]);
  history[0].weights[1] = 99;
  assert.deepEqual(history[1].weights, [0, 0]);
});

test("bad input is refused by code and field", () => {
  const good = { weights: [1], learned: [true], threshold: 1, rate: 1, stimuli: [[1]] };
  /** @type {(changes: object) => () => unknown} */
  const call = (changes) => () => {
    const { weights, learned, threshold, rate, stimuli } = { ...good, ...changes };
    rabbit(weights, learned, threshold, rate, stimuli);
  };
  assert.doesNotThrow(call({}));
  /** @type {[object, string, string][]} */
  const refused = [
    [{ weights: text }, "wrong_type", "weights"],
    [{ learned: [text] }, "wrong_type", "learned"],
    [{ learned: true }, "wrong_type", "learned"],
    [{ threshold: null }, "wrong_type", "threshold"],
    [{ rate: text }, "wrong_type", "learning_rate"],
    [{ stimuli: text }, "wrong_type", "stimuli"],
    [{ weights: [], learned: [] }, "empty", "weights"],
    [{ learned: [] }, "shape_mismatch", "learned"],
    [{ stimuli: [[1, 2]] }, "shape_mismatch", "stimuli"],
    [{ weights: [NaN] }, "not_finite", "weights"],
    [{ threshold: NaN }, "not_finite", "threshold"],
    [{ rate: Infinity }, "not_finite", "learning_rate"],
    [{ stimuli: [[NaN]] }, "not_finite", "stimuli"],
  ];
  for (const [changes, code, field] of refused) {
    assert.throws(call(changes), refusal(code, field), JSON.stringify(changes));
  }
  const large = { weights: [1e308], stimuli: [[1], [1]] };
  assert.throws(call({ ...large, stimuli: [[1], [2]] }), refusal("diverged", "sum", 2));
  assert.throws(call({ ...large, rate: 1e308 }), refusal("diverged", "weights", 1));
});
