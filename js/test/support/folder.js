// Temporary folders.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Call `use` with the path of a new folder, and remove it afterwards.
 * @type {(use: (folder: string) => void) => void}
 */
export function withFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), "refnet-"));
  try {
    use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
