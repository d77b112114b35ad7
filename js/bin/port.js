#!/usr/bin/env node
// The JavaScript port: the experiments, answered line by line on standard input and output.

import { EXPERIMENTS } from "../src/experiments.js";
import { answer } from "../src/protocol.js";

/**
 * Yield the lines of a stream as bytes. node:readline would split at U+2028 too, which JSON may hold.
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
