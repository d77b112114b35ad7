// The program bin/port.js on standard input and output.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const PORT = fileURLToPath(new URL("../bin/port.js", import.meta.url));

/** @type {(input: string | Buffer) => {answers: any[], status: number | null}} */
function run(input) {
  const { stdout, status } = spawnSync(process.execPath, [PORT], { input, encoding: "utf-8" });
  const answers = stdout.split("\n").filter((line) => line !== "");
  return { answers: answers.map((line) => JSON.parse(line)), status };
}

test("every line gets one answer, in order, until the input ends", () => {
  const requests = [
    { id: 1, experiment: "elementary", function: "exp", values: [0] },
    { id: "\u2028", experiment: "random", seed: 1, count: 0 },
    { id: 3, experiment: "none" },
  ];
  const lines = requests.map((request) => JSON.stringify(request));
  const want = [1, "\u2028", 3];
  for (const input of [lines.join("\n"), lines.join("\n") + "\n"]) {
    const { answers, status } = run(input);
    assert.deepEqual(
      answers.map(({ id }) => id),
      want,
    );
    assert.deepEqual(answers[0], { id: 1, values: [1] });
    assert.equal(answers[2].error.code, "unknown_experiment");
    assert.equal(status, 0);
  }
});

test("an answer has rates and states only where they say something", () => {
  const weights = { units: 1, kernel: [[1]], recurrent_kernel: [[2]] };
  const layers = [
    { kind: "dropout", rate: 0 },
    { kind: "simple_rnn", ...weights, return_sequences: true, dropout: -0, stateful: false },
    { kind: "simple_rnn", ...weights, dropout: 0.25, recurrent_dropout: 0.5, stateful: true },
  ];
  const save = { id: 1, experiment: "save_model", input_shape: [2, 1], layers };
  const [{ model }] = run(JSON.stringify(save)).answers;
  const [loaded] = run(JSON.stringify({ id: 2, experiment: "load_model", model })).answers;
  const want = { kind: "simple_rnn", ...weights, activation: "tanh", bias: null };
  assert.deepEqual(loaded.layers, [
    { kind: "dropout", rate: 0 },
    { ...want, return_sequences: true, go_backwards: false },
    {
      ...want,
      return_sequences: false,
      go_backwards: false,
      dropout: 0.25,
      recurrent_dropout: 0.5,
      stateful: true,
    },
  ]);
});

test("empty and broken lines are answered too", () => {
  const { answers, status } = run(Buffer.from("\n{\n\xff\n", "latin1"));
  assert.deepEqual(
    answers.map(({ id, error }) => [id, error.code]),
    Array(3).fill([null, "malformed_request"]),
  );
  assert.equal(status, 0);
  assert.deepEqual(run("").answers, []);
});

test("a line may be longer than one chunk of input", () => {
  const values = Array(200000).fill(0);
  const request = { id: 1, experiment: "elementary", function: "exp", values };
  const { answers } = run(JSON.stringify(request));
  assert.equal(answers[0].values.length, values.length);
});
