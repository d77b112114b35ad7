// The small checks; what each experiment accepts is tested beside it.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
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
  checkNotNegative,
  checkPositive,
  checkRange,
  checkRanges,
  checkRecord,
  checkRectangle,
  checkRowLengths,
  checkSigns,
} from "../src/checks.js";

test("the small checks accept what they should", () => {
  checkNotEmpty("a", [0]);
  checkLength("a", [1, 2], "b", 2);
  checkRowLengths("a", [[1], [2]], "b", 1);
  checkRowLengths("a", [], "b", 1);
  checkRectangle("a", [[1], [2]]);
  checkFiniteNumber("a", -1e308);
  checkFinite("a", [0, 5e-324]);
  checkFiniteRows("a", [[0], []]);
  checkCount("a", 0);
  checkCount("a", 1, 1);
  checkRange("a", 0, 0, 0);
  checkRanges("a", [0, 2], 0, 2);
  checkPositive("a", 5e-324);
  checkNotNegative("a", [0, -0, 1e308]);
  checkNotNegative("a", []);
  checkFraction("a", 0);
  checkFraction("a", 1 - 2 ** -53);
  checkAscending("a", [1, 3, 4], 1, 4);
  checkAscending("a", [], 1, 0);
  checkName("a", "x", ["x"]);
  checkSigns("a", [1, -1]);
  checkSigns("a", []);
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
    [() => checkRectangle("a", []), "empty", "a: expected at least one number"],
    [() => checkRectangle("a", [[], [1]]), "empty", "a: expected at least one number"],
    [
      () => checkRectangle("a", [[1], [1, 2]]),
      "shape_mismatch",
      "a[1]: expected length 1, that of a[0], got length 2",
    ],
    [() => checkFiniteNumber("a", NaN), "not_finite", "a: expected a finite number"],
    [() => checkFinite("a", [0, Infinity]), "not_finite", "a[1]: expected a finite number"],
    [() => checkFiniteRows("a", [[], [NaN]]), "not_finite", "a[1][0]: expected a finite number"],
    [() => checkCount("a", -1), "out_of_range", "a: expected 0 or more"],
    [() => checkCount("a", 0, 1), "out_of_range", "a: expected 1 or more"],
    [() => checkRange("a", 3, 0, 2), "out_of_range", "a: expected 0 to 2"],
    [() => checkRanges("a", [0, -1], 0, 2), "out_of_range", "a[1]: expected 0 to 2"],
    [() => checkPositive("a", 0), "out_of_range", "a: expected a number above 0"],
    [() => checkPositive("a", Infinity), "not_finite", "a: expected a finite number"],
    [() => checkNotNegative("a", [0, -5e-324]), "out_of_range", "a[1]: expected 0 or more"],
    [() => checkNotNegative("a", [Infinity, -1]), "not_finite", "a[0]: expected a finite number"],
    [() => checkNotNegative("a", [-1, NaN]), "out_of_range", "a[0]: expected 0 or more"],
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
    [() => checkSigns("a", [1, -0.5]), "out_of_range", "a[1]: expected 1 or -1"],
    [() => checkSigns("a", [-1, NaN], 2), "out_of_range", "a[2][1]: expected 1 or -1"],
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
