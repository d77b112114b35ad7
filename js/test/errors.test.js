import assert from "node:assert/strict";
import { test } from "node:test";

import { diverged, RefnetError } from "../src/errors.js";

test("an error has a code, a field and a message", () => {
  const error = new RefnetError("empty", "inputs", "inputs: expected at least one number");
  assert.ok(error instanceof Error);
  assert.equal(String(error), "RefnetError: inputs: expected at least one number");
  const { code, field, trial, batch } = error;
  assert.deepEqual([code, field, trial, batch], ["empty", "inputs", undefined, undefined]);
});

test("a divergence names the trial, and the batch where there is one", () => {
  /** @type {[number, number | undefined, string][]} */
  const cases = [
    [3, undefined, "loss: left the finite numbers in trial 3"],
    [3, 2, "loss: left the finite numbers in trial 3, batch 2"],
  ];
  for (const [trial, batch, message] of cases) {
    const error = diverged("loss", trial, batch);
    const got = [error.code, error.field, error.trial, error.batch, error.message];
    assert.deepEqual(got, ["diverged", "loss", trial, batch, message]);
  }
});
