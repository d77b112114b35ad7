// Chapter random: the Mersenne Twister, so that a seed means the same everywhere.
//
// MT19937 keeps 624 words of 32 bits. Each random word is one of them, tempered; once all have been
// used, they are twisted into 624 new ones. Chapter training shuffles examples with these numbers,
// chapter initializers draws the first weights with them.
//
// Source: M. Matsumoto and T. Nishimura, "Mersenne Twister: A 623-dimensionally equidistributed
// uniform pseudorandom number generator", 1998, with their initialisation of 2002. The doubles are
// those of NumPy's RandomState(seed).random_sample.
//
// Left out on purpose: seeds of more than 32 bits, and every distribution but the uniform one.

import { checkedRandom } from "./checks.js";

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
 * Return the first `count` random numbers of a seed between 0 and 2^32 - 1 (RANDOM-5).
 *
 * @param {number} seed
 * @param {number} count
 * @returns {number[]}
 * @throws {RefnetError} with the codes wrong_type and out_of_range.
 */
export function random(seed, count) {
  [seed, count] = checkedRandom(seed, count);
  const generator = seeded(seed);
  const values = [];
  for (let i = 0; i < count; i++) {
    values.push(nextDouble(generator));
  }
  return values;
}
