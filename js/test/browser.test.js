// js/src runs in a browser as it is; files.js uses Node where there is one.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { test } from "node:test";

import * as index from "../src/index.js";

const SRC = new URL("../src/", import.meta.url);
const SUPPORT = new URL("support/browser.js", import.meta.url);

// Names that Node has and browsers do not, and that a function may use long after it was imported.
const OF_NODE = /\b(?:Buffer|process|global|require|module|setImmediate|__dirname|__filename)\b/;

/** @type {(source: string) => string} */
function withoutComments(source) {
  return source.replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "");
}

const files = readdirSync(SRC);
assert.ok(files.includes("index.js") && files.includes("files.js"));

for (const name of files) {
  test(`${name} uses nothing of Node`, () => {
    const source = readFileSync(new URL(name, SRC), "utf-8");
    if (name !== "files.js") {
      assert.doesNotMatch(withoutComments(source), OF_NODE);
    }
    for (const [, specifier] of withoutComments(source).matchAll(
      /\b(?:from|import)\s*\(?\s*["']([^"']+)["']/g,
    )) {
      assert.match(specifier, /^\.\/\w+\.js$/);
      assert.ok(!builtinModules.includes(specifier));
    }
  });
}

test("index.js runs where there is no Node: experiments and a model file", () => {
  const program = `
    const { importInBrowser } = await import(${JSON.stringify(SUPPORT)});
    const refnet = await importInBrowser(${JSON.stringify(new URL("index.js", SRC))});
    const [kernel] = refnet.initialKernels("glorot_uniform", [2, 1], 7);
    const layers = [{ units: 1, activation: "sigmoid", kernel, bias: [0] }];
    const inputs = [[0, 0], [0, 1], [1, 0], [1, 1]];
    const targets = [[0], [1], [1], [1]];
    const adam = refnet.optimizer("adam", { learningRate: 0.1 });
    const run = refnet.dense(layers, "mse", adam, inputs, targets, 2, 3, 1);
    const bytes = refnet.writeModel(run.trials[2].layers);
    const outputs = refnet.predict(refnet.readModel(bytes), inputs);
    const names = Object.keys(refnet);
    const faults = [refnet.loadModel, refnet.saveModel].map((withFile) => {
      try { withFile("model", layers); } catch (error) { return error.message; }
    });
    console.log(JSON.stringify({ names, trained: run.outputs, outputs, faults }));
  `;
  const flags = ["--experimental-vm-modules", "--no-warnings", "--input-type=module"];
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, "--eval", program], {
    encoding: "utf-8",
  });
  assert.equal(stderr, "");
  const { names, trained, outputs, faults } = JSON.parse(stdout);
  assert.deepEqual(names.sort(), Object.keys(index).sort());
  assert.equal(outputs.length, 4);
  assert.deepEqual(outputs, trained);
  const fault =
    "loadModel and saveModel need Node: elsewhere use readModel and writeModel, with bytes";
  assert.deepEqual(faults, [fault, fault]);
});
