// The example in README.md, run by a program that has the package installed.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { withFolder } from "./support/folder.js";

const ROOT = new URL("../", import.meta.url);

test("the example prints what the README says", () => {
  const readme = readFileSync(new URL("README.md", ROOT), "utf-8");
  const [, program, want] = readme.match(/```js\n(.*?)```\s*```text\n(.*?)```/s) ?? [];
  assert.ok(program && want, "README.md has no example with its output");
  withFolder((folder) => {
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(fileURLToPath(ROOT), join(folder, "node_modules", "refnet"));
    writeFileSync(join(folder, "example.mjs"), program);
    const { stdout, stderr } = spawnSync(process.execPath, ["example.mjs"], {
      cwd: folder,
      encoding: "utf-8",
    });
    assert.equal(stderr, "");
    assert.equal(stdout, want);
  });
});
