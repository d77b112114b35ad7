// What direct callers of elementary, random, neuron and two_layer see.

import assert from "node:assert/strict";
import { test } from "node:test";

import { exp, log, mantissaAndExponent, powerOfTwo, sigmoid, tanh } from "../src/elementary.js";
import { elementary, neuron, random, RefnetError, twoLayer } from "../src/index.js";

/**
 * @param {string} code
 * @param {string} field
 * @param {number} [trial]
 */
function refusal(code, field, trial) {
  return (/** @type {unknown} */ error) =>
    error instanceof RefnetError &&
    error.code === code &&
    error.field === field &&
    error.trial === trial &&
    error.message.startsWith(field);
}

const text = /** @type {any} */ ("1");

test("powers of two, and numbers taken apart into one and a mantissa", () => {
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

test("the recorded iterations are those of the whole training", () => {
  const inputs = [
    [0, 1],
    [1, 1],
  ];
  const all = neuron(inputs, [0, 1], [0.5, -0.5], 0.1, 1, 1, 4);
  assert.deepEqual(
    all.map((trial) => trial.iteration),
    [1, 2, 3, 4],
  );
  assert.deepEqual(neuron(inputs, [0, 1], [0.5, -0.5], 0.1, 1, 1, 4, [2, 4]), [all[1], all[3]]);
  assert.deepEqual(neuron(inputs, [0, 1], [0.5, -0.5], 0.1, 1, 1, 4, []), []);
  assert.equal(neuron(inputs, [0, 1], [0.5, -0.5])[0].bias, null);

  const layers = twoLayer(inputs, [[0], [1]], inputs, [[1], [2]], null, [0.1], 1, 3);
  assert.deepEqual(
    layers.map((trial) => trial.iteration),
    [1, 2, 3],
  );
  assert.equal(layers[2].bias1, null);
  assert.deepEqual(twoLayer(inputs, [[0], [1]], inputs, [[1], [2]], null, [0.1], 1, 3, [3]), [
    layers[2],
  ]);
});

test("the caller's arrays stay as they are, and the trials share none", () => {
  const given = {
    inputs: [
      [0, 1],
      [1, 1],
    ],
    targets: [0, 1],
    weights: [0.5, -0.5],
    rows: [[0], [1]],
    outer: [[1], [2]],
    bias: [0.1],
    record: [1, 2],
  };
  const copy = structuredClone(given);
  const { inputs, targets, weights, rows, outer, bias, record } = given;

  const one = neuron(inputs, targets, weights, 0.1, 1, 1, 2, record);
  const second = structuredClone(one[1]);
  one[0].weights[0] = one[0].outputs[0] = one[0].errors[0] = 99;
  assert.deepEqual(one[1], second);

  const two = twoLayer(inputs, rows, inputs, outer, [0.2, 0.3], bias, 1, 2, record);
  const last = structuredClone(two[1]);
  two[0].weights1[0][0] = two[0].weights2[0][0] = two[0].outputs[0][0] = 99;
  assert.deepEqual(two[1], last);

  elementary("exp", weights);
  assert.deepEqual(given, copy);
});

test("neuron refuses bad input by code and field", () => {
  /** @type {(changes: Record<string, any>) => () => unknown} */
  const call = (changes) => () => {
    const fields = { inputs: [[1]], targets: [1], weights: [1], bias: 0, slope: 1, rate: 1 };
    const f = { ...fields, iterations: 1, record: null, ...changes };
    neuron(f.inputs, f.targets, f.weights, f.bias, f.slope, f.rate, f.iterations, f.record);
  };
  assert.doesNotThrow(call({}));
  assert.throws(call({ inputs: [1] }), refusal("wrong_type", "inputs"));
  assert.throws(call({ targets: "1" }), refusal("wrong_type", "targets"));
  assert.throws(call({ weights: [null] }), refusal("wrong_type", "weights"));
  assert.throws(call({ bias: "0" }), refusal("wrong_type", "bias"));
  assert.throws(call({ slope: null }), refusal("wrong_type", "slope"));
  assert.throws(call({ rate: [] }), refusal("wrong_type", "learning_rate"));
  assert.throws(call({ iterations: 0.5 }), refusal("wrong_type", "iterations"));
  assert.throws(call({ record: 1 }), refusal("wrong_type", "record"));
  assert.throws(call({ record: [1.5] }), refusal("wrong_type", "record"));
  assert.throws(call({ inputs: [] }), refusal("empty", "inputs"));
  assert.throws(call({ inputs: [[]], weights: [] }), refusal("empty", "weights"));
  assert.throws(call({ inputs: [[1, 2]] }), refusal("shape_mismatch", "inputs"));
  assert.throws(call({ targets: [1, 2] }), refusal("shape_mismatch", "targets"));
  assert.throws(call({ inputs: [[NaN]] }), refusal("not_finite", "inputs"));
  assert.throws(call({ targets: [Infinity] }), refusal("not_finite", "targets"));
  assert.throws(call({ weights: [NaN] }), refusal("not_finite", "weights"));
  assert.throws(call({ bias: -Infinity }), refusal("not_finite", "bias"));
  assert.throws(call({ slope: NaN }), refusal("not_finite", "slope"));
  assert.throws(call({ rate: NaN }), refusal("not_finite", "learning_rate"));
  assert.throws(call({ iterations: -1 }), refusal("out_of_range", "iterations"));
  assert.throws(call({ record: [0] }), refusal("out_of_range", "record"));
  assert.throws(call({ record: [2] }), refusal("out_of_range", "record"));
  assert.throws(call({ iterations: 3, record: [1, 1] }), refusal("out_of_range", "record"));
  assert.throws(
    call({ targets: [1e308], rate: 1e10, weights: [0], iterations: 2 }),
    refusal("diverged", "weights", 1),
  );
});

test("two_layer refuses bad input by code and field", () => {
  /** @type {(changes: Record<string, any>) => () => unknown} */
  const call = (changes) => () => {
    const layers = { weights1: [[1]], weights2: [[1]], bias1: [0], bias2: [0] };
    const fields = { inputs: [[1]], targets: [[1]], ...layers, rate: 1 };
    const f = { ...fields, iterations: 1, record: null, ...changes };
    const { inputs, targets, weights1, weights2, bias1, bias2, rate, iterations, record } = f;
    twoLayer(inputs, targets, weights1, weights2, bias1, bias2, rate, iterations, record);
  };
  assert.doesNotThrow(call({}));
  assert.throws(call({ inputs: [1] }), refusal("wrong_type", "inputs"));
  assert.throws(call({ targets: [1] }), refusal("wrong_type", "targets"));
  assert.throws(call({ weights1: [["1"]] }), refusal("wrong_type", "weights1"));
  assert.throws(call({ weights2: null }), refusal("wrong_type", "weights2"));
  assert.throws(call({ bias1: 0 }), refusal("wrong_type", "bias1"));
  assert.throws(call({ bias2: [null] }), refusal("wrong_type", "bias2"));
  assert.throws(call({ rate: "1" }), refusal("wrong_type", "learning_rate"));
  assert.throws(call({ iterations: null }), refusal("wrong_type", "iterations"));
  assert.throws(call({ record: ["1"] }), refusal("wrong_type", "record"));
  assert.throws(call({ inputs: [] }), refusal("empty", "inputs"));
  assert.throws(call({ targets: [[]] }), refusal("empty", "targets"));
  assert.throws(call({ inputs: [[]], weights1: [] }), refusal("empty", "weights1"));
  assert.throws(call({ weights1: [[]], weights2: [] }), refusal("empty", "weights2"));
  assert.throws(call({ inputs: [[1, 2]] }), refusal("shape_mismatch", "inputs"));
  assert.throws(call({ targets: [[1], [1]] }), refusal("shape_mismatch", "targets"));
  assert.throws(call({ weights1: [[1, 2]] }), refusal("shape_mismatch", "weights1"));
  assert.throws(call({ weights2: [[1, 2]] }), refusal("shape_mismatch", "weights2"));
  assert.throws(call({ bias1: [] }), refusal("shape_mismatch", "bias1"));
  assert.throws(call({ bias2: [1, 2] }), refusal("shape_mismatch", "bias2"));
  assert.throws(call({ inputs: [[NaN]] }), refusal("not_finite", "inputs"));
  assert.throws(call({ targets: [[NaN]] }), refusal("not_finite", "targets"));
  assert.throws(call({ weights1: [[NaN]] }), refusal("not_finite", "weights1"));
  assert.throws(call({ weights2: [[NaN]] }), refusal("not_finite", "weights2"));
  assert.throws(call({ bias1: [NaN] }), refusal("not_finite", "bias1"));
  assert.throws(call({ bias2: [NaN] }), refusal("not_finite", "bias2"));
  assert.throws(call({ rate: Infinity }), refusal("not_finite", "learning_rate"));
  assert.throws(call({ iterations: -1 }), refusal("out_of_range", "iterations"));
  assert.throws(call({ record: [2] }), refusal("out_of_range", "record"));
  assert.throws(call({ targets: [[1e200]] }), refusal("diverged", "loss", 1));
});
