// The fuzzer in fuzz/ finds what it looks for; `node fuzz/fuzz.js` runs it for longer.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { EXPERIMENTS } from "../port/experiments.js";
import { RefnetError } from "../src/errors.js";
import { checkLine, checkModel, isCheap } from "../fuzz/checks.js";
import { writeModel } from "../src/model_file.js";
import { LAYERS } from "./support/models.js";

const FUZZ = fileURLToPath(new URL("../fuzz/fuzz.js", import.meta.url));

/** @type {(...options: string[]) => {status: number | null, stdout: string}} */
function fuzz(...options) {
  return spawnSync(process.execPath, [FUZZ, ...options], { encoding: "utf-8" });
}

/**
 * Check a request for `random` in a port whose `random` does something else.
 * @type {(run: (values: any) => any) => () => unknown}
 */
function checkWith(run) {
  const line = Buffer.from('{"id": 1, "experiment": "random", "seed": 1, "count": 2}');
  return () => checkLine(line, { ...EXPERIMENTS, random: { ...EXPERIMENTS.random, run } });
}

/** @type {(code: string, field: string | null, message: string, trial?: number) => () => never} */
function refuse(...fault) {
  return () => {
    throw new RefnetError(...fault);
  };
}

test("a run tries its inputs, the same ones for a seed", () => {
  const { status, stdout } = fuzz("--seed", "3", "--inputs", "300");
  assert.match(stdout, /^\d+ inputs tried, no finding$/m);
  assert.equal(status, 0);
  assert.equal(fuzz("--seed", "3", "--inputs", "300").stdout, stdout);
  const printed = fuzz("--seed", "3", "--inputs", "50", "--print").stdout;
  assert.equal(fuzz("--seed", "3", "--inputs", "50", "--print").stdout, printed);
  assert.notEqual(fuzz("--seed", "4", "--inputs", "50", "--print").stdout, printed);
});

test("right answers are accepted", () => {
  checkWith(EXPERIMENTS.random.run)();
  checkWith(refuse("out_of_range", "seed", "seed: expected 0 or more"))();
  checkWith(refuse("diverged", "loss", "loss: left the finite numbers", 1))();
  assert.deepEqual(checkModel(Buffer.from(writeModel(LAYERS))), { outcome: "read" });
  assert.deepEqual(checkModel(Buffer.from("no model")), { outcome: "bad_file" });
});

test("wrong answers are found", () => {
  /** @type {number[]} */
  const kept = [1];
  /** @type {(() => unknown)[]} */
  const wrong = [
    checkWith(() => ({})),
    checkWith(() => ({ id: 2, values: [] })),
    checkWith(() => ({ values: [null] })),
    checkWith(() => ({ values: Object.freeze(kept) })),
    checkWith((values) => ({ values: [(values.seed = 3)] })),
    checkWith(() => ({ model: "AAAA" })),
    checkWith(refuse("unknown", "seed", "seed: expected 0 or more")),
    checkWith(refuse("out_of_range", null, "expected 0 or more")),
    checkWith(refuse("out_of_range", "seed", "")),
    checkWith(refuse("out_of_range", "seed", "expected 0 or more")),
    checkWith(refuse("out_of_range", "seed", "seed: expected 0 or more", 1)),
    checkWith(refuse("diverged", "loss", "loss: left the finite numbers")),
    checkWith(() => kept[2].toFixed()),
  ];
  for (const check of wrong) {
    assert.throws(check, String(check));
  }
});

test("requests that take long are recognised", () => {
  /** @type {(request: object) => boolean} */
  const cheap = (request) => isCheap(Buffer.from(JSON.stringify(request)));
  assert.ok(cheap({ trials: 100 }) && cheap({ count: 1000 }) && isCheap(Buffer.from("{")));
  assert.ok(!cheap({ trials: 2 ** 53 - 1 }) && !cheap({ epochs: "0x4341c37937e08000" }));
  assert.ok(!cheap({ sweeps: 2 ** 31 }) && cheap({ sweeps: 10, start: Array(100).fill(1) }));
  assert.ok(!cheap({ sweeps: 1, start: Array(1000).fill(1) }));
  assert.ok(!cheap({ count: 2 ** 24 }) && !cheap({ sizes: [1000, 1000] }));
  assert.ok(!cheap({ sizes: [100, 10], cells: [1000] }) && cheap({ sizes: [10, 10], cells: null }));
  assert.ok(!cheap({ layers: [{ rows: [0, 2 ** 23] }] }) && cheap({ layers: [{ rows: [2, 3] }] }));
  assert.ok(!cheap({ layers: [{ n: 2 ** 23 }] }) && cheap({ layers: [{ n: 3 }] }));
  assert.ok(!cheap({ layers: [{ pool_size: [2 ** 24, "0x4170000000000000"] }] }));
  const layers = [{ kind: /** @type {const} */ ("zero_padding2d"), columns: [0, 2 ** 20] }];
  const wide = Buffer.from(writeModel(layers, { inputShape: [1, 1, 1] }));
  assert.ok(!cheap({ model: wide.toString("base64") }) && cheap({ model: "AAAA" }));
  assert.deepEqual(checkModel(wide), { outcome: "read" });
});
