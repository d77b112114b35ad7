#!/usr/bin/env node
// Random inputs for the port and the reader of model files:
//
//     node js/fuzz/fuzz.js --seconds 60 --seed 1
//
// Each input is a fixture with a few changes, and follows from the seed and its own number. A
// worker answers it; checks.js says what must hold. The first input for which something does not
// hold, or which takes too long, ends the run with status 1 and is printed, with the command that
// repeats it. With --print, the inputs are printed instead, as requests for the ports of other
// languages, each after its number and a space.

import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

import { checkLine, checkModel, isCheap } from "./checks.js";
import { drawing } from "./draw.js";
import { inputOfPieces, linesOf } from "./fixtures.js";
import { garbled, mutated, mutatedModel, renotated } from "./mutations.js";

/** @typedef {{kind: "line" | "model", content: Buffer}} Input */
/** @typedef {{requests: Record<string, any>[], lines: Buffer[], models: Buffer[]}} Sources */
/** @typedef {{number?: number, fixture?: string, input: Input}} Trial */
/** @typedef {{seed: number, first: number, inputs: number, seconds: number}} Settings */

const FIXTURES = new URL("../../conformance/fixtures/", import.meta.url);
const PORT = fileURLToPath(new URL("../bin/port.js", import.meta.url));
const BATCH = 2000; // lines for which a port is started
const LONGEST_BATCH = 30; // seconds that the port may take for them
const LONGEST = 60; // seconds that an input may take; the batch that it completes included
const MODELS = 0.35; // the share of the inputs that are model files
const LONG = 5000; // bytes of a request that is left out, because it takes long and finds little
const LARGEST = 2 ** 20; // bytes of an input

/**
 * Return what the inputs are made from: requests, lines and model files of the fixtures.
 * @returns {Sources}
 */
function sources() {
  const names = readdirSync(FIXTURES, { recursive: true, encoding: "utf-8" }).sort();
  const fixtures = names
    .filter((name) => name.endsWith(".json"))
    .map((name) => ({ name, ...JSON.parse(readFileSync(new URL(name, FIXTURES), "utf-8")) }));
  const requests = fixtures.flatMap(({ request }) => (request ? [{ id: 1, ...request }] : []));
  const named = fixtures.flatMap(({ name, request, expected }) =>
    [request?.model, expected?.model]
      .filter((text) => typeof text === "string")
      .map((text) => ({ name, model: Buffer.from(text, "base64") })),
  );
  const models = named.map(({ model }) => model);
  const read = named.filter(({ name, model }) => isRead(name, model)).map(({ model }) => model);
  const few = models.filter((each, i) => i % 8 === 0); // most fixtures are refused
  return {
    requests: requests.filter((request) => JSON.stringify(request).length <= LONG),
    lines: fixtures
      .flatMap(({ line, input }) => (line ? [Buffer.from(line)] : linesOf(inputOfPieces(input ?? []))))
      .filter((line) => line.length <= LONG),
    models: [...read, ...few],
  };
}

/**
 * Check the model file of a fixture, and return whether it is read; tell the main thread before.
 * @type {(fixture: string, content: Buffer) => boolean}
 */
function isRead(fixture, content) {
  parentPort?.postMessage({ fixture, input: { kind: "model", content } });
  return checkModel(content).outcome === "read";
}

/**
 * Return an input, or null for one that would take too long.
 * @type {(sources: Sources, seed: number, number: number) => Input | null}
 */
function inputOf({ requests, lines, models }, seed, number) {
  const draw = drawing(seed, number);
  if (draw.chance(MODELS)) {
    const content = mutatedModel(draw, draw.one(models), models);
    return content.length > LARGEST ? null : { kind: "model", content };
  }
  const request = mutated(draw, draw.one(requests), requests);
  if (typeof request.model === "string" && draw.chance(0.5)) {
    request.model = mutatedModel(draw, draw.one(models), models).toString("base64");
  }
  let text = JSON.stringify(request);
  text = draw.chance(0.2) ? renotated(draw, text) : text;
  let line = draw.chance(0.05) ? draw.one(lines) : Buffer.from(text);
  line = draw.chance(0.1) ? garbled(draw, line) : line;
  const content = Buffer.from(line.map((byte) => (byte === 10 ? 32 : byte)));
  return content.length > LARGEST || !isCheap(content) ? null : { kind: "line", content };
}

/**
 * Try inputs until the time is over; tell the main thread about each before it is tried.
 * @type {(settings: Settings) => void}
 */
function work({ seed, first, inputs, seconds }) {
  const from = sources();
  const end = Date.now() + 1000 * seconds;
  /** @type {Record<string, number>} */
  const counts = {};
  /** @type {{number: number, line: Buffer, text: string}[]} */
  let batch = [];
  for (let number = first; number < first + inputs && Date.now() < end; number++) {
    const input = inputOf(from, seed, number);
    if (input === null) {
      continue;
    }
    parentPort?.postMessage({ number, input });
    const { kind, content } = input;
    const { outcome, text } =
      kind === "line" ? checkLine(content) : { text: "", ...checkModel(content) };
    counts[`${kind} ${outcome}`] = (counts[`${kind} ${outcome}`] ?? 0) + 1;
    if (kind === "line") {
      batch.push({ number, line: content, text });
    }
    if (batch.length === BATCH) {
      checkPort(batch);
      batch = [];
    }
  }
  checkPort(batch);
  parentPort?.postMessage({ counts });
}

/**
 * Throw where the port does not give these answers, each on a line of its own.
 * @type {(batch: {number: number, line: Buffer, text: string}[]) => void}
 */
function checkPort(batch) {
  const lines = batch.flatMap(({ line }) => [line, Buffer.from("\n")]);
  const { stdout, status } = spawnSync(process.execPath, [PORT], {
    input: Buffer.concat(lines),
    maxBuffer: 2 ** 30,
    timeout: 1000 * LONGEST_BATCH,
  });
  const got = stdout.toString().split("\n");
  for (let i = 0; i < batch.length; i++) {
    const { number, line, text } = batch[i];
    if (got[i] !== text) {
      parentPort?.postMessage({ number, input: { kind: "line", content: line } });
      throw new Error(`the port answers ${got[i]}, expected ${text}`);
    }
  }
  if (got.length !== batch.length + 1 || status !== 0) {
    throw new Error(`the port wrote ${got.length} lines and ended with status ${status}`);
  }
}

/**
 * Return what is known about a finding, and the command that repeats it.
 * @type {(trial: Trial, seed: number, reason: string) => string}
 */
function finding({ number, fixture, input }, seed, reason) {
  const again =
    fixture === undefined ? `--seed ${seed} --first ${number} --inputs 1` : "--inputs 0";
  return [
    `${fixture ?? `input ${number} of seed ${seed}`}: ${reason}`,
    `the ${input.kind}, in base64: ${Buffer.from(input.content).toString("base64")}`,
    `again: node js/fuzz/fuzz.js ${again}`,
  ].join("\n");
}

/**
 * Start a worker and watch it; print its last input where it fails or takes too long.
 * @type {(settings: Settings) => void}
 */
function watch(settings) {
  const worker = new Worker(new URL(import.meta.url), { workerData: settings });
  /** @type {Trial | null} */
  let last = null;
  let seen = Date.now();
  /** @type {(reason: string) => void} */
  const fail = (reason) => {
    console.log(last === null ? reason : finding(last, settings.seed, reason));
    process.exit(1);
  };
  worker.on("message", ({ counts, ...message }) => {
    seen = Date.now();
    if (counts === undefined) {
      last = message;
      return;
    }
    for (const name of Object.keys(counts).sort()) {
      console.log(`${name}: ${counts[name]}`);
    }
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    console.log(`${total} inputs tried, no finding`);
    process.exit(0);
  });
  worker.on("error", (error) => fail(error.stack ?? String(error)));
  setInterval(() => {
    if (Date.now() - seen > 1000 * LONGEST) {
      fail("it takes too long");
    }
  }, 1000);
}

/** @returns {Settings & {print: boolean}} */
function settingsOf() {
  const { values } = parseArgs({
    options: {
      seconds: { type: "string", default: "60" },
      seed: { type: "string", default: "1" },
      first: { type: "string", default: "0" },
      inputs: { type: "string", default: "Infinity" },
      print: { type: "boolean", default: false },
    },
  });
  const { print, ...texts } = values;
  const [seconds, seed, first, inputs] = [texts.seconds, texts.seed, texts.first, texts.inputs].map(
    Number,
  );
  return { seconds, seed, first, inputs, print };
}

/**
 * Print the inputs as requests, a model file as one to load it, each after its number.
 * @type {(settings: Settings) => void}
 */
function printLines({ seed, first, inputs }) {
  const from = sources();
  for (let number = first; number < first + inputs; number++) {
    const input = inputOf(from, seed, number);
    if (input !== null) {
      const model = input.content.toString("base64");
      const request = JSON.stringify({ id: number, experiment: "load_model", model });
      const line = input.kind === "line" ? input.content : Buffer.from(request);
      process.stdout.write(Buffer.concat([Buffer.from(`${number} `), line, Buffer.from("\n")]));
    }
  }
}

if (isMainThread) {
  const { print, ...settings } = settingsOf();
  (print ? printLines : watch)(settings);
} else {
  work(workerData);
}
