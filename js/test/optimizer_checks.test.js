import assert from "node:assert/strict";
import { test } from "node:test";

import {
  asOptimizer,
  checkOptimizer,
  checkRateShapes,
  optimizer,
} from "../src/optimizer_checks.js";
import { refusal } from "./support/refusal.js";

const COMMON = { weightDecay: 0, clipnorm: null, clipvalue: null, globalClipnorm: null };
const DECAY = { name: "exponential_decay", initialLearningRate: 1, decaySteps: 2, decayRate: 0.5 };

/** @type {(settings: any, name?: string) => void} */
function check(settings, name = "sgd") {
  checkOptimizer("optimizer", asOptimizer("optimizer", optimizer(name, settings)));
}

test("an optimizer has its own settings, and Keras 3's defaults", () => {
  const sgd = { name: "sgd", learningRate: 0.01, momentum: 0, nesterov: false, ...COMMON };
  assert.deepEqual(optimizer("sgd"), sgd);
  const rmsprop = { learningRate: 0.001, rho: 0.5, momentum: 0, epsilon: 1e-7 };
  assert.deepEqual(optimizer("rmsprop", { rho: 0.5 }), { name: "rmsprop", ...rmsprop, ...COMMON });
  const adam = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, ...COMMON };
  for (const name of ["adam", "adamax", "nadam"]) {
    assert.deepEqual(optimizer(name, { learningRate: 0.01 }), { name, ...adam });
  }
  const adamw = { name: "adamw", ...adam, weightDecay: 0.004 };
  assert.deepEqual(optimizer("adamw", { learningRate: 0.01 }), adamw);
  assert.equal(optimizer("adadelta").rho, 0.95);
  assert.equal(optimizer("adagrad").initialAccumulatorValue, 0.1);
  const wrong = /** @type {any} */ (1);
  assert.throws(() => optimizer(wrong), refusal("wrong_type", "optimizer.name"));
  assert.throws(() => optimizer("lion"), refusal("unknown_name", "optimizer.name"));
  assert.throws(() => optimizer("toString"), refusal("unknown_name", "optimizer.name"));
  assert.throws(() => optimizer("sgd", { rho: 0.5 }), refusal("unknown_field", "optimizer.rho"));
});

test("settings that an optimizer does not use have defaults too", () => {
  assert.deepEqual(asOptimizer("optimizer", { name: "sgd", learningRate: 0.5, rho: undefined }), {
    name: "sgd",
    learningRate: 0.5,
    momentum: 0,
    nesterov: false,
    rho: 0.9,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-7,
    initialAccumulatorValue: 0.1,
    ...COMMON,
  });
});

test("one limit of gradients may be given, and is above 0", () => {
  check({ clipnorm: 0.5 });
  check({ globalClipnorm: 5e-324, clipvalue: null });
  const second = { clipnorm: 1, globalClipnorm: 1 };
  assert.throws(() => check(second), refusal("out_of_range", "optimizer.global_clipnorm"));
  assert.throws(() => check({ clipvalue: 0 }), refusal("out_of_range", "optimizer.clipvalue"));
  assert.throws(() => check({ clipnorm: NaN }), refusal("not_finite", "optimizer.clipnorm"));
  assert.throws(() => check({ clipnorm: "1" }), refusal("wrong_type", "optimizer.clipnorm"));
});

test("a schedule may leave out what has a default", () => {
  check({ learningRate: DECAY });
  check({ learningRate: [0.5] });
  const { learningRate } = asOptimizer("optimizer", { name: "sgd", learningRate: DECAY });
  assert.deepEqual([learningRate.staircase, learningRate.warmupTarget], [false, null]);
  /** @type {[object, string, string][]} */
  const refused = [
    [{ name: "step_decay" }, "unknown_name", "name"],
    [{ name: 1 }, "wrong_type", "name"],
    [{ decaySteps: 0 }, "out_of_range", "decay_steps"],
    [{ decaySteps: 0.5 }, "wrong_type", "decay_steps"],
    [{ decayRate: -1 }, "out_of_range", "decay_rate"],
    [{ power: Infinity }, "not_finite", "power"],
    [{ boundaries: [1, 1] }, "out_of_range", "boundaries"],
    [{ warmupTarget: NaN }, "not_finite", "warmup_target"],
    [{ warmupSteps: -1 }, "out_of_range", "warmup_steps"],
  ];
  for (const [change, code, field] of refused) {
    const wrong = () => check({ learningRate: { ...DECAY, ...change } });
    assert.throws(wrong, refusal(code, `optimizer.learning_rate.${field}`));
  }
});

test("a schedule in pieces has one value more than boundaries", () => {
  /** @type {(values: number[]) => void} */
  const shapes = (values) => {
    const learningRate = { name: "piecewise_constant_decay", boundaries: [3], values };
    const { learningRate: read } = asOptimizer("a", { name: "sgd", learningRate });
    checkRateShapes("rate", read);
  };
  shapes([1, 2]);
  assert.throws(() => shapes([1]), refusal("shape_mismatch", "rate.values"));
});
