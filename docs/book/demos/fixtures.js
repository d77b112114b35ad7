// Checks the port in this page against fixtures, as the conformance runner does.

import { EXPERIMENTS } from "../../../js/port/experiments.js";
import { answer, decodeNumber } from "../../../js/port/protocol.js";

/**
 * Return whether two JSON values are the same, numbers bit by bit: 0 and -0 differ.
 * @type {(a: any, b: any) => boolean}
 */
export function sameBits(a, b) {
  const [left, right] = [decodeNumber(a), decodeNumber(b)];
  if (typeof left !== "object" || left === null || typeof right !== "object" || right === null) {
    return Object.is(left, right);
  }
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && sameBits(left[key], right[key]))
  );
}

/**
 * A fixture as the build passes it: the request as the line of JSON that a port reads.
 * @typedef {{id: string, line: string, expected: any}} Fixture
 */

/**
 * Return what the port in this page answers to a line of JSON.
 * @type {(line: string) => Record<string, any>}
 */
export function answered(line) {
  return answer(EXPERIMENTS, new TextEncoder().encode(line));
}

/**
 * Return whether the port in this page gives the bits of a fixture.
 *
 * A refusal agrees in all but its message (ERR-1).
 * @type {(fixture: Fixture) => boolean}
 */
export function agrees({ line, expected }) {
  const { id, error = null, ...result } = answered(line);
  if (expected.error) {
    return (
      error !== null && sameBits({ ...error, message: "" }, { ...expected.error, message: "" })
    );
  }
  return id === 1 && error === null && sameBits(result, expected);
}
