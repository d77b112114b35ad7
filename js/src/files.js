// Model files on disk: the part of the package that needs Node.

import { randomBytes } from "node:crypto";
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, isAbsolute, join, sep } from "node:path";

import { readModel, writeModel } from "./model_file.js";

/** @typedef {import("./checks.js").GivenLayer} GivenLayer */
/** @typedef {import("./network.js").Layer} Layer */

const MOST_LINKS = 40; // as on Linux

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
 * The target of a link is replaced, not the link, and an existing file's mode is kept. A process
 * that is killed meanwhile leaves the old file and may leave the new one, whose name begins with
 * ".refnet-".
 *
 * @param {string} path
 * @param {Layer[] | GivenLayer[]} layers
 * @throws {RefnetError} as `writeModel` does; an error like Node's, with a `code`, where the file
 *   cannot be written, also for a folder, a pipe or a device.
 */
export function saveModel(path, layers) {
  const content = writeModel(layers);
  const place = linkTarget(path);
  const old = statSync(place, { throwIfNoEntry: false });
  if (old?.isDirectory()) {
    throw refused("EISDIR", path, "expected a file, not a folder");
  }
  if (old && !old.isFile()) {
    throw refused("EINVAL", path, "expected a file, not a pipe or a device");
  }
  // No longer than other names, so that every name that the file system allows can be saved.
  const beside = join(dirname(place), `.refnet-${randomBytes(8).toString("hex")}`);
  const file = openSync(beside, "wx");
  try {
    try {
      if (old) {
        fchmodSync(file, old.mode & 0o7777); // before there is anything to read
      }
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, place);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/**
 * Return where the links at this path lead, also if there is no file yet.
 *
 * @param {string} path
 * @returns {string}
 */
function linkTarget(path) {
  let place = path;
  for (let links = 0; links <= MOST_LINKS; links++) {
    // The native function, because the other one drops "link/.." without looking where it leads.
    const folder = realpathSync.native(dirname(place));
    place = join(folder, basename(place));
    if (!lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink()) {
      return place;
    }
    const target = readlinkSync(place);
    place = isAbsolute(target) ? target : folder + sep + target;
  }
  throw refused("ELOOP", path, "too many symbolic links");
}

/**
 * @param {string} code
 * @param {string} path
 * @param {string} reason
 * @returns {Error}
 */
function refused(code, path, reason) {
  return Object.assign(new Error(`${code}: ${reason}, save '${path}'`), { code, path });
}
