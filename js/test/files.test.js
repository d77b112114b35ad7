import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
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
    assert.throws(() => saveModel(taken, LAYERS), { code: "EISDIR" });
    assert.throws(() => saveModel(join(folder, "none", "model"), LAYERS), { code: "ENOENT" });
    assert.deepEqual(readdirSync(folder), ["folder", "model.safetensors"]);
  });
});

test("a pipe or a device is refused and stays", () => {
  withFolder((folder) => {
    const pipe = join(folder, "pipe");
    const link = join(folder, "link");
    assert.equal(spawnSync("mkfifo", [pipe]).status, 0);
    symlinkSync("pipe", link);
    for (const place of [pipe, link, "/dev/null"]) {
      assert.throws(() => saveModel(place, LAYERS), { code: "EINVAL", path: place });
    }
    assert.ok(lstatSync(pipe).isFIFO());
    assert.ok(lstatSync(link).isSymbolicLink());
    assert.ok(lstatSync("/dev/null").isCharacterDevice());
    assert.deepEqual(readdirSync(folder), ["link", "pipe"]);
  });
});

test("links are followed and modes kept", () => {
  withFolder((folder) => {
    const store = join(folder, "store");
    mkdirSync(join(store, "inner"), { recursive: true });
    writeFileSync(join(store, "file"), "old");
    chmodSync(join(store, "file"), 0o640);
    symlinkSync("file", join(store, "link"));
    symlinkSync("store/inner", join(folder, "inner"));
    /** @type {[string, string][]} */
    const links = [
      ["chain", "store/link"],
      ["dangling", "store/new"],
      ["absolute", join(store, "other")],
      ["upwards", "inner/../third"], // the parent of store/inner, not this folder
    ];
    for (const [name, target] of links) {
      symlinkSync(target, join(folder, name));
      saveModel(join(folder, name), LAYERS);
      assert.ok(lstatSync(join(folder, name)).isSymbolicLink());
      assert.deepEqual(loadModel(join(folder, name)), { layers: LAYERS });
    }
    assert.deepEqual(readdirSync(store), ["file", "inner", "link", "new", "other", "third"]);
    assert.equal(statSync(join(store, "file")).mode & 0o7777, 0o640);

    symlinkSync("circle", join(folder, "circle"));
    assert.throws(() => saveModel(join(folder, "circle"), LAYERS), { code: "ELOOP" });
  });
});

test("names up to the file system's limit can be saved", () => {
  withFolder((folder) => {
    const names = ["m", "m".repeat(255), "\u03c0".repeat(127)];
    for (const name of names) {
      saveModel(join(folder, name), LAYERS);
      assert.deepEqual(loadModel(join(folder, name)), { layers: LAYERS });
    }
    assert.throws(() => saveModel(join(folder, "m".repeat(256)), LAYERS), { code: "ENAMETOOLONG" });
    assert.throws(() => saveModel("", LAYERS), { code: "EISDIR" });
    assert.deepEqual(readdirSync(folder), names);
  });
});

test("a full disk leaves the old file", () => {
  withFolder((folder) => {
    const path = join(folder, "model.safetensors");
    saveModel(path, LAYERS);
    const module = new URL("../src/files.js", import.meta.url).href;
    const program = `
      const { saveModel } = await import(${JSON.stringify(module)});
      const kernel = [Array(1000).fill(1)];
      const layer = { kind: "dense", units: 1000, activation: "relu", kernel, bias: null };
      try { saveModel(${JSON.stringify(path)}, [layer]); } catch (error) { console.log(error.code); }
    `;
    const limited = 'trap "" XFSZ; ulimit -f 1; exec "$0" --input-type=module --eval "$1"';
    const ended = spawnSync("sh", ["-c", limited, process.execPath, program], { encoding: "utf8" });
    assert.deepEqual([ended.stdout, ended.stderr], ["EFBIG\n", ""]);
    assert.deepEqual(loadModel(path), { layers: LAYERS });
    assert.deepEqual(readdirSync(folder), ["model.safetensors"]);
  });
});
