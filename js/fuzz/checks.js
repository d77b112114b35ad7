// What must hold for every input, valid or not.

import assert from "node:assert/strict";

import { EXPERIMENTS } from "../port/experiments.js";
import { answer, decodeNumber } from "../port/protocol.js";
import { RefnetError } from "../src/errors.js";
import { isObject } from "../src/json.js";
import { predict, readModel, writeModel } from "../src/model_file.js";
import { inputsOf } from "../src/network_checks.js";
import { numbersOf } from "../src/shape_checks.js";

const CODES = [
  "malformed_request",
  "unknown_experiment",
  "missing_field",
  "unknown_field",
  "wrong_type",
  "empty",
  "shape_mismatch",
  "not_finite",
  "out_of_range",
  "unknown_name",
  "diverged",
  "bad_file",
];
const MAY_BE_NULL = [
  "bias",
  "gamma",
  "beta",
  "bias1",
  "bias2",
  "columns",
  "classes",
  "connections",
  "strides",
  "backward_bias",
];
const MOST_WORK = 3e6; // repetitions times bytes of a request
const MOST_OUTPUTS = 1e5; // of a request that says how many
const MOST_INPUTS = 1000; // of a model that is run
const LARGEST_EDGE = 20; // cells of a window or an edge along an axis, steps of a repeated vector
const HALF_A_PAIR = /\\u[dD][89a-fA-F]/;

/**
 * Run an experiment with arguments that cannot change; its result shares no array with them.
 * @type {(run: (values: any) => any, values: Record<string, any>) => any}
 */
function runFrozen(run, values) {
  const copies = Object.values(values).map((value) => structuredClone(value));
  freeze(values);
  const result = run(values);
  assert.deepEqual(
    Object.values(values).map((value) => structuredClone(value)),
    copies,
  );
  assertNotFrozen(result);
  return result;
}

/**
 * Return the experiments with arguments that cannot change.
 * @type {(experiments: typeof EXPERIMENTS) => typeof EXPERIMENTS}
 */
function guarded(experiments) {
  const entries = Object.entries(experiments).map(([name, { fields, run }]) => [
    name,
    { fields, run: (/** @type {any} */ values) => runFrozen(run, values) },
  ]);
  return Object.fromEntries(entries);
}

/** @type {(value: any) => void} */
function freeze(value) {
  if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value)) {
    Object.values(value).forEach(freeze);
    Object.freeze(value);
  }
}

/** @type {(value: any) => void} */
function assertNotFrozen(value) {
  if (typeof value === "object" && value !== null) {
    assert.ok(!Object.isFrozen(value), "the result shares an array with the arguments");
    Object.values(value).forEach(assertNotFrozen);
  }
}

/**
 * Return whether a line can be answered in a moment, as far as it says how much there is to do.
 * @type {(line: Buffer) => boolean}
 */
export function isCheap(line) {
  const request = parsed(line);
  if (!isObject(request)) {
    return true;
  }
  const { trials, iterations, epochs, sweeps, count, sizes, cells, start } = request;
  const repeats = [trials, iterations, epochs, sweeps].map(decodeNumber).filter(Number.isInteger);
  const most = /** @type {number[]} */ (repeats).reduce((a, b) => Math.max(a, b), 1);
  if (most * line.length > MOST_WORK) {
    return false;
  }
  if (haveLargeEdges(request.layers) || isLargeModel(request.model)) {
    return false;
  }
  let outputs = Array.isArray(start) ? Math.max(1, start.length) ** 2 : 1; // weights of hopfield
  const numbers = [sizes, cells].flatMap((given) => (Array.isArray(given) ? given : []));
  for (const each of [count, ...numbers].map(decodeNumber)) {
    outputs = outputs * (typeof each === "number" ? Math.max(1, each) : 1);
  }
  return outputs <= MOST_OUTPUTS;
}

/**
 * Return whether layers have windows, edges or steps that are many where no list of a request is.
 * @type {(layers: unknown) => boolean}
 */
function haveLargeEdges(layers) {
  const each = Array.isArray(layers) ? layers.filter(isObject) : [];
  const edges = each.flatMap(({ pool_size, poolSize, rows, columns, n }) => {
    return [pool_size, poolSize, rows, columns, n].flat();
  });
  return edges.some((edge) => Number(decodeNumber(edge)) > LARGEST_EDGE);
}

/**
 * Return whether a request has a model whose outputs take long, even those of no inputs.
 * @type {(text: unknown) => boolean}
 */
function isLargeModel(text) {
  try {
    const { layers, inputShape } = readModel(Buffer.from(/** @type {string} */ (text), "base64"));
    return haveLargeEdges(layers) || numbersOf(inputShape) > MOST_INPUTS;
  } catch {
    return false; // it is refused
  }
}

/**
 * Answer a line, and return the answer's text; throws an AssertionError for a wrong answer.
 * @type {(line: Buffer, experiments?: typeof EXPERIMENTS) => {text: string, outcome: string}}
 */
export function checkLine(line, experiments = EXPERIMENTS) {
  const before = Buffer.from(line);
  const text = JSON.stringify(answer(guarded(experiments), line));
  assert.deepEqual(line, before);
  const { id, ...rest } = JSON.parse(text);
  assert.ok(idsOf(line).includes(id), `the id is ${JSON.stringify(id)}`);
  assertNumbers(rest);
  if (!Object.hasOwn(rest, "error")) {
    assert.ok(Object.keys(rest).length > 0);
    checkResult(rest);
    return { text, outcome: "answered" };
  }
  const { code, field, message, ...places } = rest.error;
  assert.deepEqual(Object.keys(rest), ["error"]);
  assert.ok(CODES.includes(code), `the code is ${code}`);
  assert.equal(field === null, code === "malformed_request");
  assert.ok(field === null || message.startsWith(field), message);
  assert.ok(message.length > 0);
  const names = code === "diverged" ? ["trial", "batch"] : [];
  assert.ok(Object.keys(places).every((name) => names.includes(name)));
  assert.equal(Object.hasOwn(places, "trial"), code === "diverged");
  return { text, outcome: code };
}

/** @type {(rest: Record<string, any>) => void} */
function checkResult({ model }) {
  if (model !== undefined) {
    const content = Buffer.from(model, "base64");
    const { layers, ...details } = readModel(content);
    assert.deepEqual(Buffer.from(writeModel(layers, details)), content);
  }
}

/**
 * Read a file, and write what it holds; throws an AssertionError for a wrong result.
 * @type {(content: Buffer) => {outcome: string}}
 */
export function checkModel(content) {
  const before = Buffer.from(content);
  let model;
  try {
    model = readModel(content);
  } catch (error) {
    assert.ok(error instanceof RefnetError, String(error));
    assert.deepEqual([error.code, error.field], ["bad_file", "model"]);
    assert.match(error.message, /^model: ./);
    return { outcome: "bad_file" };
  } finally {
    assert.deepEqual(content, before);
  }
  const copy = structuredClone(model);
  freeze(model);
  const { layers, ...details } = model;
  const written = writeModel(layers, details);
  const again = readModel(written);
  assert.deepEqual(again, copy);
  assert.deepEqual(writeModel(again.layers, again), written);
  const [, n] = inputsOf("layers", layers);
  if (n <= MOST_INPUTS && !haveLargeEdges(layers)) {
    const number = layers[0].kind === "embedding" ? 0 : 0.5;
    predict({ ...model, batchSize: null }, [Array(n).fill(number)]);
  }
  return { outcome: "read" };
}

/**
 * Return the ids that the answer to a line may have.
 * @type {(line: Buffer) => unknown[]}
 */
function idsOf(line) {
  const request = parsed(line);
  const id = isObject(request) && Object.hasOwn(request, "id") ? request.id : null;
  const valid = typeof id === "string" || Number.isSafeInteger(id);
  if (valid && HALF_A_PAIR.test(line.toString())) {
    return [id, null]; // the line may be malformed
  }
  return [valid ? id : null];
}

/** @type {(line: Buffer) => unknown} */
function parsed(line) {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(line));
  } catch {
    return null;
  }
}

/**
 * Assert that there is a null only where one may be: JSON.stringify writes NaN as null.
 * @type {(value: any, key?: string) => void}
 */
function assertNumbers(value, key = "") {
  if (value === null) {
    assert.ok([...MAY_BE_NULL, "field"].includes(key), `there is a null in ${key}`);
  } else if (typeof value === "object") {
    for (const [name, item] of Object.entries(value)) {
      assertNumbers(item, Array.isArray(value) ? `${key}[]` : name);
    }
  }
}
