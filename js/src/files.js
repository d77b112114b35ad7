// Model files on disk: the part of the package that needs Node.

import { randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

import { readModel, writeModel } from "./model_file.js";

/** @typedef {import("./checks.js").GivenLayer} GivenLayer */
/** @typedef {import("./network.js").Layer} Layer */

/**
 * Return the network in the file at this path.
 *
 * @param {string} path
 * @returns {{layers: Layer[]}}
 * @throws {RefnetError} with the code bad_file; an error of Node's where the file cannot be read.
 */
export function loadModel(path) {
  return readModel(readFileSync(path));
}

/**
 * Write the file of a network, completely or not at all.
 *
 * The content goes to a new file in the same folder, which is flushed to the disk and then renamed.
 *
 * @param {string} path
 * @param {Layer[] | GivenLayer[]} layers
 * @throws {RefnetError} as `writeModel` does; an error of Node's where the file cannot be written.
 */
export function saveModel(path, layers) {
  const content = writeModel(layers);
  const name = `.${basename(path)}.${randomBytes(6).toString("hex")}`;
  const temporary = join(dirname(path), name);
  const file = openSync(temporary, "wx");
  try {
    try {
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
