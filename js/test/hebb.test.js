import assert from "node:assert/strict";
import { test } from "node:test";

import { hebb, hebbRule, ojaRule } from "../src/hebb.js";
import { random } from "../src/random.js";
import { refusal, text } from "./support/refusal.js";

test("by Hebb's rule, a weight grows by the step times its input", () => {
  const weights = [1, 1, 1];
  assert.deepEqual(hebbRule([1, -2, 0], weights, 0.25), [1.25, 0.5, 1]);
  assert.deepEqual(weights, [1, 1, 1]);
});

test("by Oja's rule, a weight also forgets in proportion to the output", () => {
  const weights = [0.5, 0.25, 1];
  assert.deepEqual(ojaRule([1, 2, 0], weights, 0.5, 1), [0.75, 1.125, 0.5]);
  assert.deepEqual(weights, [0.5, 0.25, 1]);
});

test("each trial's output is from before the weights change", () => {
  const inputs = [
    [1, 2],
    [2, 0],
  ];
  const want = [
    { output: 1, weights: [1, 1.25] },
    { output: 2, weights: [3, 1.25] },
  ];
  assert.deepEqual(hebb(inputs, [0.5, 0.25], 0.5), want);
  const [oja] = hebb(inputs, Float64Array.of(0.5, 0.25), 0.5, "oja");
  assert.deepEqual(oja, { output: 1, weights: [0.75, 1.125] });
});

test("Oja's weights approach the length 1 and the first principal component", () => {
  const normals = random(3, 4000, "normal");
  const inputs = Array.from({ length: 2000 }, (_, i) => {
    const [along, across] = [2 * normals[2 * i], 0.25 * normals[2 * i + 1]];
    return [0.6 * along - 0.8 * across, 0.8 * along + 0.6 * across];
  });
  const [w1, w2] = hebb(inputs, [0.5, -0.125], 0.01, "oja")[1999].weights;
  assert.ok(Math.abs(Math.hypot(w1, w2) - 1) < 0.02);
  assert.ok(Math.abs(0.6 * w1 + 0.8 * w2) > 0.98);
  const grown = hebb(inputs, [0.5, -0.125], 0.01)[1999].weights;
  assert.ok(Math.hypot(...grown) > 1e6);
});

test("bad input is refused by code and field", () => {
  const good = { inputs: [[1]], weights: [1], rate: 1, rule: "oja" };
  /** @type {(changes: object) => () => unknown} */
  const call = (changes) => () => {
    const { inputs, weights, rate, rule } = { ...good, ...changes };
    hebb(inputs, weights, rate, rule);
  };
  assert.doesNotThrow(call({}));
  /** @type {[object, string, string][]} */
  const refused = [
    [{ inputs: text }, "wrong_type", "inputs"],
    [{ weights: text }, "wrong_type", "weights"],
    [{ rate: text }, "wrong_type", "learning_rate"],
    [{ rule: null }, "wrong_type", "rule"],
    [{ inputs: [] }, "empty", "inputs"],
    [{ inputs: [[]], weights: [] }, "empty", "inputs"],
    [{ inputs: [[NaN], [1, 2]] }, "shape_mismatch", "inputs"],
    [{ inputs: [[NaN]], weights: [] }, "shape_mismatch", "weights"],
    [{ inputs: [[NaN]], weights: [NaN] }, "not_finite", "inputs"],
    [{ weights: [NaN], rate: NaN }, "not_finite", "weights"],
    [{ rate: Infinity, rule: "add" }, "not_finite", "learning_rate"],
    [{ rule: "add" }, "unknown_name", "rule"],
  ];
  for (const [changes, code, field] of refused) {
    assert.throws(call(changes), refusal(code, field), JSON.stringify(changes));
  }
  const large = { weights: [1e308], rule: "hebb", inputs: [[0], [10]] };
  assert.throws(call(large), refusal("diverged", "output", 2));
  assert.throws(call({ ...large, inputs: [[1]], rate: 10 }), refusal("diverged", "weights", 1));
});
