// Model files on disk: the part of the package that needs Node.
//
// index.js exports it and also runs in a browser, so nothing of Node is imported: the functions ask
// for Node's modules when they are called.
//
// Left out on purpose: signals. Node runs a handler of a signal only when no other JavaScript runs,
// so a program that has one is never ended in the middle of a save. Without a handler, the system
// ends the process at once, wherever it is. This module installs none: while a handler is there,
// Ctrl-C would not stop a program that calculates without returning to the event loop, and removing
// the handler after the save would drop a signal that came meanwhile.

import { readModel, writeModel } from "./model_file.js";

/** @typedef {import("./model_file.js").Details} Details */
/** @typedef {import("./layer_checks.js").GivenLayer} GivenLayer */
/** @typedef {import("./model_file.js").Model} Model */

const MOST_LINKS = 40; // as on Linux

/**
 * Return the network in the file at this path, with its input shape and its names.
 *
 * @param {string} path
 * @returns {Model}
 * @throws {RefnetError} with the code bad_file; an error of Node's where the file cannot be read.
 */
export function loadModel(path) {
  const { fs } = node();
  return readModel(fs.readFileSync(path));
}

/**
 * Write the file of a network, completely or not at all.
 *
 * The content goes to a new file in the same folder, which is flushed to the disk and then renamed.
 * The target of a link is replaced, not the link, and an existing file's mode is kept. A process
 * that a signal ends meanwhile leaves the old file, and beside it the new one, whose name begins
 * with ".refnet-". In a program that handles the signal, that cannot happen:
 *
 *     process.on("SIGTERM", () => process.exit(143));
 *
 * @param {string} path
 * @param {GivenLayer[]} layers
 * @param {Details} details
 * @throws {RefnetError} as `writeModel` does; an error like Node's, with a `code`, where the file
 *   cannot be written, also for a folder, a pipe or a device.
 */
export function saveModel(path, layers, details = {}) {
  const content = writeModel(layers, details);
  try {
    replaceFile(fileAt(path), content);
  } catch (error) {
    throw withPath(error, path);
  }
}

/**
 * Return the place of the file that a path names, also if there is no file yet.
 * @type {(path: string) => string}
 */
function fileAt(path) {
  const { fs } = node();
  // by its own name: /dev/stdout leads to the name of a pipe, which is no path
  const old = fs.statSync(path, { throwIfNoEntry: false });
  if (path === "" || old?.isDirectory()) {
    throw fault("EISDIR", "expected a file, not a folder");
  }
  if (old && !old.isFile()) {
    throw fault("EINVAL", "expected a file, not a pipe or a device");
  }
  return linkTarget(path);
}

/**
 * Return where the links at this path lead.
 * @type {(path: string) => string}
 */
function linkTarget(path) {
  const { fs, paths } = node();
  let place = path;
  for (let links = 0; links <= MOST_LINKS; links++) {
    // The native function, because the other one drops "link/.." without looking where it leads.
    const folder = fs.realpathSync.native(paths.dirname(place));
    place = paths.join(folder, paths.basename(place));
    if (!fs.lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink()) {
      return place;
    }
    const target = fs.readlinkSync(place);
    place = paths.isAbsolute(target) ? target : folder + paths.sep + target;
  }
  throw fault("ELOOP", "too many symbolic links");
}

/**
 * Give a file this content, and leave nothing else.
 * @type {(place: string, content: Uint8Array) => void}
 */
function replaceFile(place, content) {
  const { fs, paths, crypto } = node();
  const old = fs.statSync(place, { throwIfNoEntry: false });
  // No longer than other names, so that every name that the file system allows can be saved.
  const name = `.refnet-${crypto.randomBytes(8).toString("hex")}`;
  const beside = paths.join(paths.dirname(place), name);
  const file = fs.openSync(beside, "wx");
  try {
    try {
      if (old) {
        fs.fchmodSync(file, old.mode & 0o7777); // before there is anything to read
      }
      fs.writeFileSync(file, content);
      fs.fsyncSync(file);
    } finally {
      fs.closeSync(file);
    }
    fs.renameSync(beside, place);
  } catch (error) {
    fs.rmSync(beside, { force: true });
    throw error;
  }
}

/**
 * Return the modules of Node that work with files.
 * @returns {{
 *   fs: typeof import("node:fs"),
 *   paths: typeof import("node:path"),
 *   crypto: typeof import("node:crypto"),
 * }}
 */
function node() {
  const load = globalThis.process?.getBuiltinModule;
  if (load === undefined) {
    throw new Error(
      "loadModel and saveModel need Node: elsewhere use readModel and writeModel, with bytes",
    );
  }
  return { fs: load("node:fs"), paths: load("node:path"), crypto: load("node:crypto") };
}

/**
 * Return an error like Node's.
 * @type {(code: string, reason: string) => Error}
 */
function fault(code, reason) {
  return Object.assign(new Error(`${code}: ${reason}`), { code });
}

/**
 * Return an error of Node's that names the path as the caller gave it, not the temporary file.
 * @type {(error: any, path: string) => unknown}
 */
function withPath(error, path) {
  if (typeof error?.code !== "string") {
    return error;
  }
  const [reason] = error.message.split(", ");
  const message = `${reason}, save '${path}'`;
  return Object.assign(new Error(message, { cause: error }), { code: error.code, path });
}
