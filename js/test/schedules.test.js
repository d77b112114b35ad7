import assert from "node:assert/strict";
import { test } from "node:test";

import { cosPi, periods, power, scheduledRate } from "../src/schedules.js";

/** @type {(settings: any) => import("../src/schedules.js").Schedule} */
const schedule = (settings) => ({
  initialLearningRate: 0.5,
  decaySteps: 4,
  decayRate: 0.25,
  staircase: false,
  endLearningRate: 0,
  power: 1,
  cycle: false,
  alpha: 0,
  warmupTarget: null,
  warmupSteps: 0,
  ...settings,
});

test("powers at their corners", () => {
  assert.deepEqual([power(0, 0), power(0, 2), power(3, 1), power(3, 0)], [1, 0, 3, 1]);
  assert.ok(Math.abs(power(2, 0.5) - Math.SQRT2) < 1e-15);
});

test("a cosine is exact at its start, middle and end, and odd about its middle", () => {
  assert.deepEqual([cosPi(0), cosPi(0.5), cosPi(1)], [1, 0, -1]);
  for (let i = 0; i <= 1024; i++) {
    const f = i / 1024;
    assert.equal(cosPi(1 - f), 0 - cosPi(f));
    assert.ok(Math.abs(cosPi(f) - Math.cos(Math.PI * f)) < 4e-16);
  }
});

test("a staircase has whole periods", () => {
  const stairs = schedule({ staircase: true });
  assert.deepEqual(
    [0, 3, 4, 7, 8].map((step) => periods(stairs, step)),
    [0, 0, 1, 1, 2],
  );
});

test("rates of simple numbers", () => {
  /** @type {(settings: any, steps: number[]) => number[]} */
  const rates = (settings, steps) => steps.map((step) => scheduledRate(schedule(settings), step));
  assert.deepEqual(rates({ name: "inverse_time_decay", decayRate: 1 }, [0, 4]), [0.5, 0.25]);
  assert.deepEqual(rates({ name: "exponential_decay" }, [0, 4]), [0.5, 0.125]);
  const pieces = { name: "piecewise_constant_decay", boundaries: [1, 3], values: [3, 2, 1] };
  assert.deepEqual(rates(pieces, [0, 1, 2, 3, 4]), [3, 3, 2, 2, 1]);
  const line = { name: "polynomial_decay" };
  assert.deepEqual(rates(line, [0, 1, 4, 9]), [0.5, 0.375, 0, 0]);
  assert.deepEqual(rates({ ...line, cycle: true }, [0, 4, 6, 8]), [0.5, 0, 0.125, 0]);
  assert.deepEqual(rates({ name: "cosine_decay" }, [0, 2, 4, 5]), [0.5, 0.25, 0, 0]);
  const warm = { name: "cosine_decay", warmupTarget: 1, warmupSteps: 2 };
  assert.deepEqual(rates(warm, [0, 1, 2, 4, 6]), [0.5, 0.75, 1, 0.5, 0]);
});
