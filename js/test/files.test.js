import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { loadModel, saveModel } from "../src/files.js";
import { writeModel } from "../src/model_file.js";
import { withFolder } from "./support/folder.js";
import { LAYERS, DETAILS } from "./support/models.js";
import { flatten } from "./support/networks.js";
import { refusal } from "./support/refusal.js";

const badFile = refusal("bad_file", "model");
const FILES = JSON.stringify(new URL("../src/files.js", import.meta.url).href);

test("a file is saved and loaded", () => {
  withFolder((folder) => {
    const path = join(folder, "model.safetensors");
    saveModel(path, LAYERS);
    assert.deepEqual(readFileSync(path), Buffer.from(writeModel(LAYERS)));
    assert.deepEqual(loadModel(path), { ...DETAILS, layers: LAYERS });
    saveModel(path, LAYERS.slice(1));
    assert.deepEqual(loadModel(path), {
      ...DETAILS,
      inputShape: [3],
      layers: LAYERS.slice(1),
    });
    assert.deepEqual(readdirSync(folder), ["model.safetensors"]);
    writeFileSync(path, "no model");
    assert.throws(() => loadModel(path), badFile);
    assert.throws(() => loadModel(join(folder, "none")), { code: "ENOENT" });
  });
});

test("all details of a file are saved again", () => {
  withFolder((folder) => {
    const path = join(folder, "model.safetensors");
    const names = { columns: ["height", "\u00fc\n"], classes: [""] };
    const details = { inputShape: [2, 1], ...names, batchSize: 32 };
    saveModel(path, [{ kind: "flatten" }, ...LAYERS], details);
    const model = { ...details, layers: [flatten(2, 1), ...LAYERS] };
    assert.deepEqual(loadModel(path), model);
    const { layers, ...others } = loadModel(path);
    saveModel(path, layers, others);
    assert.deepEqual(loadModel(path), model);
    saveModel(path, LAYERS, { classes: ["x"] });
    assert.deepEqual(loadModel(path), { ...DETAILS, layers: LAYERS, classes: ["x"] });
  });
});

test("a failed save leaves the old file and nothing else", () => {
  withFolder((folder) => {
    const path = join(folder, "model.safetensors");
    saveModel(path, LAYERS);
    assert.throws(() => saveModel(path, []), refusal("empty", "layers"));
    assert.deepEqual(loadModel(path), { ...DETAILS, layers: LAYERS });

    const taken = join(folder, "folder");
    mkdirSync(taken);
    assert.throws(() => saveModel(taken, LAYERS), { code: "EISDIR" });
    for (const name of ["none/model", "model.safetensors/model"]) {
      const path = join(folder, name);
      const code = name === "none/model" ? "ENOENT" : "ENOTDIR";
      assert.throws(
        () => saveModel(path, LAYERS),
        (error) => {
          assert.ok(error instanceof Error && !error.message.includes(".refnet-"));
          assert.match(error.message, new RegExp(`^${code}: [a-z ]+, save '${path}'$`));
          assert.equal(/** @type {any} */ (error).code, code);
          return true;
        },
      );
    }
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

test("standard output is a pipe under any of its names", () => {
  const program = `
    const { saveModel } = await import(${FILES});
    const layers = [{ units: 1, activation: "relu", kernel: [[1]] }];
    for (const path of ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"]) {
      try { saveModel(path, layers); } catch (error) { console.error(error.code, error.path); }
    }
  `;
  const flags = ["--input-type=module", "--eval", program];
  // through a shell, because Node's own pipes are sockets
  const ended = spawnSync("sh", ["-c", '"$0" "$@" | cat', process.execPath, ...flags], {
    encoding: "utf8",
  });
  const lines = ["EINVAL /dev/stdout", "EINVAL /dev/fd/1", "EINVAL /proc/self/fd/1", ""];
  assert.deepEqual([ended.stdout, ended.stderr], ["", lines.join("\n")]);
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
      assert.deepEqual(loadModel(join(folder, name)), { ...DETAILS, layers: LAYERS });
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
      assert.deepEqual(loadModel(join(folder, name)), { ...DETAILS, layers: LAYERS });
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
    const program = `
      const { saveModel } = await import(${FILES});
      const kernel = [Array(1000).fill(1)];
      const layer = { kind: "dense", units: 1000, activation: "relu", kernel, bias: null };
      try { saveModel(${JSON.stringify(path)}, [layer]); } catch (error) { console.log(error.message); }
    `;
    const limited = 'trap "" XFSZ; ulimit -f 1; exec "$0" --input-type=module --eval "$1"';
    const ended = spawnSync("sh", ["-c", limited, process.execPath, program], { encoding: "utf8" });
    assert.deepEqual([ended.stdout, ended.stderr], [`EFBIG: file too large, save '${path}'\n`, ""]);
    assert.deepEqual(loadModel(path), { ...DETAILS, layers: LAYERS });
    assert.deepEqual(readdirSync(folder), ["model.safetensors"]);
  });
});

for (const signal of /** @type {NodeJS.Signals[]} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  test(`a program that handles ${signal} ends between two saves`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "refnet-"));
    try {
      const program = `
        const { saveModel } = await import(${FILES});
        process.on("${signal}", () => process.exit(7));
        const kernel = Array.from({ length: 300 }, () => Array(300).fill(1));
        const layers = [{ units: 300, activation: "relu", kernel }];
        for (;;) {
          saveModel(${JSON.stringify(join(folder, "model"))}, layers);
          process.stdout.write(".");
          await new Promise(setImmediate);
        }
      `;
      const child = spawn(process.execPath, ["--input-type=module", "--eval", program]);
      await once(child.stdout, "data");
      child.kill(signal);
      assert.deepEqual(await once(child, "exit"), [7, null]);
      assert.deepEqual(readdirSync(folder), ["model"]);
      assert.equal(loadModel(join(folder, "model")).layers.length, 1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}
