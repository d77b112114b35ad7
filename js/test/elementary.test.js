import assert from "node:assert/strict";
import { test } from "node:test";

import {
  elementary,
  erf,
  exp,
  expm1,
  exponentAndRest,
  log,
  log1p,
  mantissaAndExponent,
  powerOfTwo,
  roundToInteger,
  scaled,
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

test("a power of e as a power of two and a rest", () => {
  assert.deepEqual(exponentAndRest(0), [0, 0, 0]);
  assert.deepEqual(
    [-1000, 0.34, 0.35, 1000].map((x) => exponentAndRest(x)[0]),
    [-1443, 0, 1, 1443],
  );
  for (const x of [-30, -0.3, 0.3, 1, 700]) {
    const [k, r, tail] = exponentAndRest(x);
    assert.ok(Math.abs(r) <= Math.LN2 / 2 && Math.abs(tail) < Math.abs(r), String(x));
    assert.ok(Math.abs((2 ** k * (1 + r + tail)) / Math.exp(x) - 1) < 1e-15, String(x));
  }
  assert.equal(scaled(1.5, 3), 12);
  assert.equal(scaled(1, -1074), 5e-324);
  assert.equal(scaled(0.75, 1024), 2 ** 1023 * 1.5);
  assert.equal(scaled(1, 1024), Infinity);
});

test("expm1 at its ends", () => {
  assert.equal(expm1(0), 0);
  assert.equal(expm1(-0), 0);
  assert.equal(expm1(5e-324), 5e-324);
  assert.equal(expm1(-1e-300), -1e-300);
  assert.equal(expm1(Infinity), Infinity);
  assert.equal(expm1(-Infinity), -1);
  assert.equal(expm1(-40), -1);
  assert.equal(expm1(-35), -0.9999999999999993);
  assert.equal(expm1(NaN), NaN);
  assert.equal(expm1(709.782712893384), 1.7976931348622732e308);
  assert.equal(expm1(709.7827128933841), Infinity);
});

test("log1p at its ends", () => {
  assert.equal(log1p(0), 0);
  assert.equal(log1p(-0), 0);
  assert.equal(log1p(5e-324), 5e-324);
  assert.equal(log1p(-1e-300), -1e-300);
  assert.equal(log1p(-1), -Infinity);
  assert.equal(log1p(-1.5), NaN);
  assert.equal(log1p(Infinity), Infinity);
  assert.equal(log1p(-Infinity), NaN);
  assert.equal(log1p(NaN), NaN);
  assert.equal(log1p(Number.MAX_VALUE), 709.782712893384);
});

test("erf at its ends", () => {
  assert.equal(erf(0), 0);
  assert.equal(erf(-0), 0);
  assert.equal(erf(6), 1);
  assert.equal(erf(-6), -1);
  assert.equal(erf(Infinity), 1);
  assert.equal(erf(-Infinity), -1);
  assert.equal(erf(NaN), NaN);
});

test("expm1, log1p and erf are close to the truth, near zero too", () => {
  /** @type {(got: number, want: number, what: string) => void} */
  const assertClose = (got, want, what) =>
    assert.ok(Math.abs(got / want - 1) < 1e-15, `${what}: got ${got}, want ${want}`);
  for (let i = -400; i <= 400; i++) {
    for (const x of [(i + 0.3) / 20, (i + 0.3) * 1e-12]) {
      assertClose(expm1(x), Math.expm1(x), `expm1(${x})`);
      const above = x / 21; // above -1
      assertClose(log1p(above), Math.log1p(above), `log1p(${above})`);
    }
  }
  // from tables, because the language has no erf
  assertClose(erf(1e-9), 1.1283791670955127e-9, "erf(1e-9)");
  assertClose(erf(0.5), 0.5204998778130465, "erf(0.5)");
  assertClose(erf(-0.999), -0.8422852702064969, "erf(-0.999)");
  assertClose(erf(1), 0.8427007929497149, "erf(1)");
  assertClose(erf(-2), -0.9953222650189527, "erf(-2)");
  assertClose(erf(3.5), 0.9999992569016276, "erf(3.5)");
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
  const near = Float64Array.of(0, -0.5, 3);
  assert.deepEqual(elementary("expm1", near), Array.from(near, expm1));
  assert.deepEqual(elementary("log1p", near), Array.from(near, log1p));
  assert.deepEqual(elementary("erf", near), Array.from(near, erf));
  assert.deepEqual(elementary("exp", []), []);
  assert.throws(() => elementary("sin", [1]), refusal("unknown_name", "function"));
  assert.throws(() => elementary("toString", [1]), refusal("unknown_name", "function"));
  assert.throws(() => elementary(/** @type {any} */ (1), [1]), refusal("wrong_type", "function"));
  assert.throws(() => elementary("exp", text), refusal("wrong_type", "values"));
});
