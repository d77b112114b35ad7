import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { loadModel, saveModel } from "../src/files.js";
import { writeModel } from "../src/model_file.js";
import { withFolder } from "./support/folder.js";
import { LAYERS } from "./support/models.js";
import { refusal } from "./support/refusal.js";

const badFile = refusal("bad_file", "model");

test("a file is saved and loaded", () => {
  withFolder((folder) => {
    const path = join(folder, "model.safetensors");
    saveModel(path, LAYERS);
    assert.deepEqual(readFileSync(path), Buffer.from(writeModel(LAYERS)));
    assert.deepEqual(loadModel(path), { layers: LAYERS });
    saveModel(path, LAYERS.slice(1));
    assert.deepEqual(loadModel(path), { layers: LAYERS.slice(1) });
    assert.deepEqual(readdirSync(folder), ["model.safetensors"]);
    writeFileSync(path, "no model");
    assert.throws(() => loadModel(path), badFile);
    assert.throws(() => loadModel(join(folder, "none")), { code: "ENOENT" });
  });
});

test("a failed save leaves the old file and nothing else", () => {
  withFolder((folder) => {
    const path = join(folder, "model.safetensors");
    saveModel(path, LAYERS);
    assert.throws(() => saveModel(path, []), refusal("empty", "layers"));
    assert.deepEqual(loadModel(path), { layers: LAYERS });

    const taken = join(folder, "folder");
    mkdirSync(taken);
    assert.throws(() => saveModel(taken, LAYERS), { syscall: "rename" });
    assert.throws(() => saveModel(join(folder, "none", "model"), LAYERS), { code: "ENOENT" });
    assert.deepEqual(readdirSync(folder), ["folder", "model.safetensors"]);
  });
});
