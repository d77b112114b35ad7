// Random choices that follow from a seed.

import { nextDouble, seeded } from "../src/random.js";

/**
 * What a mutation draws: a number below a count, one of a list, and whether to do something.
 * @typedef {{
 *   below: (count: number) => number,
 *   one: <T>(values: readonly T[]) => T,
 *   chance: (probability: number) => boolean,
 * }} Draw
 */

/**
 * Return the choices of one input.
 * @type {(seed: number, number: number) => Draw}
 */
export function drawing(seed, number) {
  const generator = seeded((Math.imul(seed, 0x9e3779b1) + number) >>> 0);
  /** @type {(count: number) => number} */
  const below = (count) => Math.floor(nextDouble(generator) * count);
  return {
    below,
    one: (values) => values[below(values.length)],
    chance: (probability) => nextDouble(generator) < probability,
  };
}
