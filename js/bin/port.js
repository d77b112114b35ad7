#!/usr/bin/env node
// The JavaScript port: reads requests from standard input, one per line, and writes the answers to
// standard output.

import { setFlagsFromString } from "node:v8";

import { EXPERIMENTS } from "../port/experiments.js";
import { answer } from "../port/protocol.js";

// A port gets many short requests of all kinds: V8 optimizes functions later than by default, because
// most would not be called often enough afterwards to make up for the time.
setFlagsFromString("--interrupt-budget=500000");

/**
 * Yield the lines of a stream as bytes. node:readline also splits at U+2028, which JSON may
 * contain.
 * @param {AsyncIterable<Buffer>} stream
 */
async function* readLines(stream) {
  /** @type {Buffer[]} */
  let parts = [];
  for await (const chunk of stream) {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      yield Buffer.concat([...parts, chunk.subarray(start, end)]);
      parts = [];
      start = end + 1;
    }
    if (start < chunk.length) {
      parts.push(chunk.subarray(start));
    }
  }
  if (parts.length > 0) {
    yield Buffer.concat(parts);
  }
}

for await (const line of readLines(process.stdin)) {
  const text = JSON.stringify(answer(EXPERIMENTS, line)) + "\n";
  if (!process.stdout.write(text)) {
    await new Promise((resolve) => process.stdout.once("drain", resolve));
  }
}
