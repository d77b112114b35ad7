// The fixtures in conformance/, answered by this port's own `answer`.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { inputOfPieces, linesOf } from "../fuzz/fixtures.js";
import { EXPERIMENTS } from "../port/experiments.js";
import { answer, decodeNumber, writeValue } from "../port/protocol.js";

const FIXTURES = new URL("../../conformance/fixtures/", import.meta.url);

/** @type {(value: number) => bigint} */
function bits(value) {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setFloat64(0, value);
  return bytes.getBigUint64(0);
}

/**
 * Replace every number in an answer by its bits, so that deepEqual compares those.
 * @type {(value: any) => any}
 */
function withBits(value) {
  if (Array.isArray(value)) {
    return value.map(withBits);
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withBits(item)]));
  }
  const number = decodeNumber(value);
  return typeof number === "number" ? bits(number) : value;
}

/**
 * Return whether the words of a fault may differ from those of the fixture.
 *
 * Each port has its own words for what is wrong with a file. A fixture lists the names that there were
 * when it was made: more may follow them, and kinds of layers may stand among them.
 * @type {(
 *   fault: {code: string, field: string | null, message: string}, expected: {message: string},
 * ) => boolean}
 */
function hasOwnWords({ code, field, message }, expected) {
  if (code !== "unknown_name") {
    return code === "bad_file";
  }
  return /\.kind$/.test(field ?? "") || message.startsWith(`${expected.message}, "`);
}

/**
 * Return the lines of a fixture, each with the answers that are right.
 * @type {(fixture: any) => [Buffer, any[]][]}
 */
function exchanges({ request, line, expected, input, answers }) {
  if (request) {
    const sent = writeValue({ id: 1, ...request }); // JSON.stringify loses -0, but not "-0"
    return [[Buffer.from(JSON.stringify(sent)), [{ id: 1, ...expected }]]];
  }
  if (line !== undefined) {
    return [[Buffer.from(line), [expected]]];
  }
  const lines = linesOf(inputOfPieces(input));
  assert.equal(lines.length, answers.length);
  return lines.map((each, i) => [each, Array.isArray(answers[i]) ? answers[i] : [answers[i]]]);
}

const chapters = readdirSync(FIXTURES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
assert.ok(chapters.length > 0, "there are no fixtures");
for (const chapter of chapters) {
  const names = readdirSync(new URL(`${chapter}/`, FIXTURES)).filter((name) =>
    name.endsWith(".json"),
  );
  assert.ok(names.length > 0, `there are no fixtures for ${chapter}`);
  for (const name of names) {
    const fixture = JSON.parse(readFileSync(new URL(`${chapter}/${name}`, FIXTURES), "utf-8"));
    test(fixture.id, () => {
      for (const [line, allowed] of exchanges(fixture)) {
        const got = JSON.parse(JSON.stringify(answer(EXPERIMENTS, line)));
        const expected = allowed.find((each) => each.error?.code === got.error?.code) ?? allowed[0];
        if (got.error && expected.error && hasOwnWords(got.error, expected.error)) {
          assert.match(got.error.message, /^[^:]+: ./);
          got.error.message = expected.error.message;
        }
        assert.deepEqual(withBits(got), withBits(expected));
      }
    });
  }
}
