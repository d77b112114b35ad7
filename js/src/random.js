// Chapter random: the Mersenne Twister, so that a seed means the same everywhere.
//
// MT19937 keeps 624 words of 32 bits. Each random word is one of them, tempered; once all have been
// used, they are twisted into 624 new ones. Chapter training shuffles examples with these numbers,
// chapter initializers draws the first weights with them.
//
// A normal number needs the logarithm of a uniform one: a point is drawn in a square until it lies
// in the circle within, and its distance from the middle is stretched (the polar method). Each
// point gives two normal numbers. A whole number below a bound is a word cut to as many bits as the
// bound needs, drawn again where it is not below.
//
// Source: M. Matsumoto and T. Nishimura, "Mersenne Twister: A 623-dimensionally equidistributed
// uniform pseudorandom number generator", 1998, with their initialisation of 2002; G. Marsaglia and
// T. A. Bray, "A convenient method for generating normal variables", 1964. The numbers are those of
// NumPy's RandomState(seed): random_sample, randn (but for the last bits of log) and randint.
//
// Left out on purpose: seeds of more than 32 bits, and other distributions.

import { checkedRandom } from "./checks.js";
import { log } from "./elementary.js";

const WORDS = 624;

/**
 * The state: words [624] of 32 bits, and how many of them have been used.
 * @typedef {{words: Uint32Array, used: number}} Generator
 */

/**
 * Return a generator whose words follow from the seed (RANDOM-1).
 * @type {(seed: number) => Generator}
 */
export function seeded(seed) {
  const words = new Uint32Array(WORDS); // each stores its number modulo 2^32
  words[0] = seed;
  for (let i = 1; i < WORDS; i++) {
    const previous = words[i - 1];
    words[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
  }
  return { words, used: WORDS };
}

/**
 * Turn the generator's words into the next 624 (RANDOM-2).
 * @type {(generator: Generator) => void}
 */
export function twist(generator) {
  const words = generator.words;
  for (let i = 0; i < WORDS; i++) {
    // the highest bit of this word, the others of the next
    const mixed = (words[i] & 0x80000000) | (words[(i + 1) % WORDS] & 0x7fffffff);
    words[i] = words[(i + 397) % WORDS] ^ (mixed >>> 1);
    if (mixed & 1) {
      words[i] = words[i] ^ 0x9908b0df;
    }
  }
  generator.used = 0;
}

/**
 * Return the next 32 random bits (RANDOM-3).
 * @type {(generator: Generator) => number}
 */
export function nextWord(generator) {
  if (generator.used === WORDS) {
    twist(generator);
  }
  let word = generator.words[generator.used];
  generator.used = generator.used + 1;
  word = word ^ (word >>> 11);
  word = word ^ ((word << 7) & 0x9d2c5680);
  word = word ^ ((word << 15) & 0xefc60000);
  return (word ^ (word >>> 18)) >>> 0; // ^ has a sign, >>> 0 removes it
}

/**
 * Return the next random number in [0, 1) with 53 bits, from two words (RANDOM-4).
 * @type {(generator: Generator) => number}
 */
export function nextDouble(generator) {
  const high = nextWord(generator) >>> 5; // 27 bits
  const low = nextWord(generator) >>> 6; // 26 bits
  return (high * 67108864.0 + low) / 9007199254740992.0;
}

/**
 * Return the next two normal numbers, of mean 0 and variance 1 (RANDOM-6).
 * @type {(generator: Generator) => [number, number]}
 */
export function nextNormals(generator) {
  for (;;) {
    const x = 2.0 * nextDouble(generator) - 1.0;
    const y = 2.0 * nextDouble(generator) - 1.0;
    const square = x * x + y * y;
    if (square < 1.0 && square !== 0.0) {
      const factor = Math.sqrt((-2.0 * log(square)) / square);
      return [factor * y, factor * x];
    }
  }
}

/**
 * Return the next random whole number from 0 to high - 1; high: 1 to 2^32 (RANDOM-7).
 * @type {(generator: Generator, high: number) => number}
 */
export function nextInteger(generator, high) {
  const last = high - 1;
  if (last === 0) {
    return 0;
  }
  let mask = last;
  for (const shift of [1, 2, 4, 8, 16]) {
    mask = mask | (mask >>> shift);
  }
  for (;;) {
    const word = (nextWord(generator) & mask) >>> 0; // & has a sign too
    if (word <= last) {
      return word;
    }
  }
}

/**
 * Return 0 to count - 1 in a random order (DENSE-17).
 * @type {(count: number, generator: Generator) => number[]}
 */
export function permutation(count, generator) {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(nextDouble(generator) * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/**
 * Return the first `count` random numbers of a seed between 0 and 2^32 - 1 (RANDOM-5).
 *
 * distribution: "uniform" in [0, 1), "normal", or "integers" from 0 to high - 1.
 *
 * @param {number} seed
 * @param {number} count
 * @param {string} distribution
 * @param {number} high
 * @returns {number[]}
 * @throws {RefnetError} with the codes wrong_type, out_of_range and unknown_name.
 */
export function random(seed, count, distribution = "uniform", high = 2 ** 32) {
  [seed, count, distribution, high] = checkedRandom(seed, count, distribution, high);
  const generator = seeded(seed);
  if (distribution === "uniform") {
    return Array.from({ length: count }, () => nextDouble(generator));
  }
  if (distribution === "integers") {
    return Array.from({ length: count }, () => nextInteger(generator, high));
  }
  const values = [];
  while (values.length < count) {
    values.push(...nextNormals(generator));
  }
  return values.slice(0, count);
}
