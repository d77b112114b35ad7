import assert from "node:assert/strict";
import { test } from "node:test";

import { flushed, square } from "../src/tiny_numbers.js";

test("numbers about TINY", () => {
  assert.deepEqual([1e-280, -1e-280, 9.9e-281, -9.9e-281].map(flushed), [1e-280, -1e-280, 0, 0]);
  assert.deepEqual([0, 1e-200, -2].map(square), [1e-280, 1e-280, 4]);
  assert.ok(Number.isNaN(flushed(NaN)) && Number.isNaN(square(NaN)));
});
