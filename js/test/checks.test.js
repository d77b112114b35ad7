// The small checks; what each experiment accepts is tested beside it.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  asLayers,
  asOptimizer,
  checkAscending,
  checkConverging,
  checkConvergingRows,
  checkCount,
  checkFinite,
  checkFiniteNumber,
  checkFiniteRows,
  checkFraction,
  checkLength,
  checkName,
  checkNotEmpty,
  checkPositive,
  checkRange,
  checkRanges,
  checkRecord,
  checkRowLengths,
  lossesAfter,
  onlyCounts,
  onlyRows,
  optimizer,
  SPARSE,
} from "../src/checks.js";
import { flatten, network } from "./support/networks.js";
import { refusal } from "./support/refusal.js";

test("the small checks accept what they should", () => {
  checkNotEmpty("a", [0]);
  checkLength("a", [1, 2], "b", 2);
  checkRowLengths("a", [[1], [2]], "b", 1);
  checkRowLengths("a", [], "b", 1);
  checkFiniteNumber("a", -1e308);
  checkFinite("a", [0, 5e-324]);
  checkFiniteRows("a", [[0], []]);
  checkCount("a", 0);
  checkCount("a", 1, 1);
  checkRange("a", 0, 0, 0);
  checkRanges("a", [0, 2], 0, 2);
  checkPositive("a", 5e-324);
  checkFraction("a", 0);
  checkFraction("a", 1 - 2 ** -53);
  checkAscending("a", [1, 3, 4], 1, 4);
  checkAscending("a", [], 1, 0);
  checkName("a", "x", ["x"]);
  checkConverging("a", [1], 1);
  checkConvergingRows("a", [[1], []], 1);
  checkRecord("iterations", 0, null);
  checkRecord("iterations", 2, [1, 2]);
});

test("the small checks refuse, each with its code and its words", () => {
  /** @type {[() => void, string, string][]} */
  const refused = [
    [() => checkNotEmpty("a", []), "empty", "a: expected at least one number"],
    [() => checkNotEmpty("a", [], "layer"), "empty", "a: expected at least one layer"],
    [
      () => checkLength("a", [1], "b", 2),
      "shape_mismatch",
      "a: expected length 2, that of b, got length 1",
    ],
    [
      () => checkRowLengths("a", [[1], []], "b", 1),
      "shape_mismatch",
      "a[1]: expected length 1, that of b, got length 0",
    ],
    [() => onlyRows("a", [1]), "shape_mismatch", "a: expected a list of numbers for each"],
    [() => onlyCounts("a", [[1]]), "shape_mismatch", "a: expected one whole number for each"],
    [() => checkFiniteNumber("a", NaN), "not_finite", "a: expected a finite number"],
    [() => checkFinite("a", [0, Infinity]), "not_finite", "a[1]: expected a finite number"],
    [() => checkFiniteRows("a", [[], [NaN]]), "not_finite", "a[1][0]: expected a finite number"],
    [() => checkCount("a", -1), "out_of_range", "a: expected 0 or more"],
    [() => checkCount("a", 0, 1), "out_of_range", "a: expected 1 or more"],
    [() => checkRange("a", 3, 0, 2), "out_of_range", "a: expected 0 to 2"],
    [() => checkRanges("a", [0, -1], 0, 2), "out_of_range", "a[1]: expected 0 to 2"],
    [() => checkPositive("a", 0), "out_of_range", "a: expected a number above 0"],
    [() => checkPositive("a", Infinity), "not_finite", "a: expected a finite number"],
    [() => checkFraction("a", 1), "out_of_range", "a: expected 0 or more and less than 1"],
    [() => checkFraction("a", -0.1), "out_of_range", "a: expected 0 or more and less than 1"],
    [() => checkFraction("a", NaN), "not_finite", "a: expected a finite number"],
    [
      () => checkAscending("a", [1, 1], 1, 4),
      "out_of_range",
      "a[1]: expected ascending numbers from 1 to 4",
    ],
    [
      () => checkRecord("iterations", 4, [0]),
      "out_of_range",
      "record[0]: expected ascending numbers from 1 to 4",
    ],
    [() => checkRecord("epochs", -1, [0]), "out_of_range", "epochs: expected 0 or more"],
    [() => checkName("a", "z", ["x", "y"]), "unknown_name", 'a: expected one of "x", "y"'],
    [() => checkConverging("a", [0, NaN], 2), "diverged", "a: left the finite numbers in trial 2"],
    [
      () => checkConvergingRows("a", [[0], [Infinity]], 2, 1),
      "diverged",
      "a: left the finite numbers in trial 2, batch 1",
    ],
  ];
  for (const [check, code, message] of refused) {
    assert.throws(check, { name: "RefnetError", code, message });
  }
});

test("targets are rows or class numbers", () => {
  assert.deepEqual(onlyRows("a", [[1], []]), [[1], []]);
  assert.deepEqual(onlyCounts("a", [1, 0]), [1, 0]);
});

test("the losses after each activation", () => {
  const squared = ["mse", "sum_squared_error"];
  assert.deepEqual(lossesAfter("tanh"), squared);
  assert.deepEqual(lossesAfter("sigmoid"), [...squared, "binary_crossentropy"]);
  assert.deepEqual(lossesAfter("softmax"), [...squared, "categorical_crossentropy", SPARSE]);
});

test("an optimizer has its own settings, and Keras 3's defaults", () => {
  assert.deepEqual(optimizer("sgd"), {
    name: "sgd",
    learningRate: 0.01,
    momentum: 0,
    nesterov: false,
  });
  assert.deepEqual(optimizer("rmsprop", { rho: 0.5 }), {
    name: "rmsprop",
    learningRate: 0.001,
    rho: 0.5,
    momentum: 0,
    epsilon: 1e-7,
  });
  assert.deepEqual(optimizer("adam", { learningRate: 0.01 }), {
    name: "adam",
    learningRate: 0.01,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-7,
  });
  const wrong = /** @type {any} */ (1);
  assert.throws(() => optimizer(wrong), refusal("wrong_type", "optimizer.name"));
  assert.throws(() => optimizer("adagrad"), refusal("unknown_name", "optimizer.name"));
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
  });
});

test("a layer without a kind is a dense one, and may leave out its bias", () => {
  const [layer] = network("tanh", "linear", true);
  const { kind, bias, ...given } = layer;
  const copy = structuredClone(layer);
  const [read] = asLayers("layers", [{ ...given, bias: Float64Array.from([0.5, 1, 2]) }]);
  assert.deepEqual(read, { ...layer, bias: [0.5, 1, 2] });
  assert.deepEqual(asLayers("layers", [given, layer]), [{ ...layer, bias: null }, layer]);
  read.kernel[0].fill(99);
  assert.deepEqual(layer, copy);
  for (const other of [
    flatten(1, 2),
    { ...given, kind: "conv" },
    { ...given, kind: null },
    [],
    1,
  ]) {
    assert.throws(() => asLayers("layers", [other]), refusal("wrong_type", "layers"));
  }
});
