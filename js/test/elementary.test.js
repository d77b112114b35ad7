import assert from "node:assert/strict";
import { test } from "node:test";

import {
  elementary,
  exp,
  log,
  mantissaAndExponent,
  powerOfTwo,
  roundToInteger,
  sigmoid,
  tanh,
} from "../src/elementary.js";
import { refusal, text } from "./support/refusal.js";

test("rounding to the nearest whole number, ties to even", () => {
  const cases = [
    [0.4, 0],
    [0.5, 0],
    [0.6, 1],
    [1.5, 2],
    [2.5, 2],
    [-0.6, -1],
    [-2.5, -2],
    [1e15 + 0.5, 1e15],
  ];
  for (const [x, want] of cases) {
    assert.equal(roundToInteger(x) + 0, want, String(x));
  }
});

test("powers of two, and numbers split into a mantissa and a power of two", () => {
  assert.equal(powerOfTwo(-1022), 2.2250738585072014e-308);
  assert.equal(powerOfTwo(0), 1);
  assert.equal(powerOfTwo(1023), 8.98846567431158e307);
  assert.deepEqual(mantissaAndExponent(1), [1, 0]);
  assert.deepEqual(mantissaAndExponent(12), [0.75, 4]);
  assert.deepEqual(mantissaAndExponent(Number.MAX_VALUE), [1 - 2 ** -53, 1024]);
  assert.deepEqual(mantissaAndExponent(5e-324), [1, -1074]);
  assert.deepEqual(mantissaAndExponent(2.2250738585072014e-308), [1, -1022]);
  assert.deepEqual(mantissaAndExponent(0.7071067811865476), [0.7071067811865476, 0]);
  assert.deepEqual(mantissaAndExponent(0.7071067811865475), [1.414213562373095, -1]);
});

test("exp at its ends", () => {
  assert.equal(exp(0), 1);
  assert.equal(exp(-0), 1);
  assert.equal(exp(Infinity), Infinity);
  assert.equal(exp(-Infinity), 0);
  assert.equal(exp(NaN), NaN);
  assert.ok(Number.isFinite(exp(709.782712893384)));
  assert.equal(exp(709.7827128933841), Infinity);
  assert.equal(exp(-745.1332191019411), 5e-324);
  assert.equal(exp(-745.1332191019412), 0);
});

test("log at its ends", () => {
  assert.equal(log(1), 0);
  assert.equal(log(0), -Infinity);
  assert.equal(log(-0), -Infinity);
  assert.equal(log(-1), NaN);
  assert.equal(log(-Infinity), NaN);
  assert.equal(log(NaN), NaN);
  assert.equal(log(Infinity), Infinity);
  assert.equal(log(5e-324), -744.4400719213812);
  assert.equal(log(Number.MAX_VALUE), 709.782712893384);
});

test("tanh at its ends", () => {
  assert.equal(tanh(0), 0);
  assert.equal(tanh(-0), -0);
  assert.equal(tanh(5e-324), 5e-324);
  assert.equal(tanh(Infinity), 1);
  assert.equal(tanh(-Infinity), -1);
  assert.equal(tanh(NaN), NaN);
});

test("the sigmoid at its ends", () => {
  assert.equal(sigmoid(0), 0.5);
  assert.equal(sigmoid(-0), 0.5);
  assert.equal(sigmoid(Infinity), 1);
  assert.equal(sigmoid(-Infinity), 0);
  assert.equal(sigmoid(NaN), NaN);
  assert.equal(sigmoid(-745), 5e-324);
  assert.equal(sigmoid(-746), 0);
});

test("the functions by name", () => {
  const values = Float64Array.of(0, -1.5, 700);
  assert.deepEqual(elementary("exp", values), Array.from(values, exp));
  assert.deepEqual(elementary("log", values), Array.from(values, log));
  assert.deepEqual(elementary("tanh", values), Array.from(values, tanh));
  assert.deepEqual(elementary("sigmoid", values), Array.from(values, sigmoid));
  assert.deepEqual(elementary("exp", []), []);
  assert.throws(() => elementary("sin", [1]), refusal("unknown_name", "function"));
  assert.throws(() => elementary("toString", [1]), refusal("unknown_name", "function"));
  assert.throws(() => elementary(/** @type {any} */ (1), [1]), refusal("wrong_type", "function"));
  assert.throws(() => elementary("exp", text), refusal("wrong_type", "values"));
});
