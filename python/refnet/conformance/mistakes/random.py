"""Mistakes in chapter random."""

from dataclasses import replace

from refnet.conformance.mistakes.mistake import Mistake, table

# Everything that draws doubles shares these.
DOUBLES = """
    RANDOM-4 makes a double from one word | divided by 2^32
      next_double: high = => return next_word(generator) / 4294967296.0; high =
    RANDOM-4 makes a double from one word | divided by 2^32 - 1
      next_double: high = => return next_word(generator) / 4294967295.0; high =
    RANDOM-4 makes a double from one word | of 24 bits, as for binary32
      next_double: high = => return (next_word(generator) >> 8) / 16777216.0; high =
    RANDOM-4 takes the low bits of both words for a double
      next_double: next_word(generator) >> 5 => next_word(generator) & 0x7FFFFFF
      next_double: next_word(generator) >> 6 => next_word(generator) & 0x3FFFFFF
    RANDOM-4 takes the low bits of a double from its first word
      next_double: high = next_word(generator) >> 5 => low = next_word(generator) >> 6
      next_double: low = next_word(generator) >> 6  # 26 => high = next_word(generator) >> 5  # 27
    RANDOM-3 does not temper the words
      next_word: word = word ^ (word >> 11) => return word
    RANDOM-2 begins with the seed's own words, without twisting them first
      seeded: Generator(words, WORDS) => Generator(words, 0)
    RANDOM-1 seeds by an array, as Python's random.seed does
      seeded: return Generator(words => return Generator(list(Random(seed).getstate()[1][:-1])
"""


def drawing(rule: str) -> list[Mistake]:
    """Return the mistakes of a chapter that draws doubles; rule: which says how it draws them."""
    return [replace(each, rule=rule) for each in table(DOUBLES)]


MISTAKES = [
    *table(DOUBLES),
    *table("""
    RANDOM-1 seeds as the first version did, by 69069
      seeded: words.append((1812433253 * (previous ^ (previous >> 30)) + i) & 0xFFFFFFFF) =>
          words.append((69069 * previous + 1) & 0xFFFFFFFF)
    RANDOM-1 mixes by a signed shift
      seeded: (previous >> 30) => ((previous - ((previous >> 31) << 32) >> 30) & 0xFFFFFFFF)
    RANDOM-1 takes the seed 0 for 5489
      seeded: words = [seed] => words = [seed or 5489]
    RANDOM-1 throws away the first word
      seeded: return Generator(words, WORDS) => generator = Generator(words, WORDS);
          next_word(generator); return generator
    RANDOM-2 twists with the whole of the next word
      twist: (words[(i + 1) % WORDS] & 0x7FFFFFFF) => words[(i + 1) % WORDS]
    RANDOM-2 twists with this word's low bits
      twist: (words[i] & 0x80000000) | (words[(i + 1) % WORDS] & 0x7FFFFFFF) =>
          (words[i] & 0x7FFFFFFF) | (words[(i + 1) % WORDS] & 0x80000000)
    RANDOM-2 twists from the old words alone
      twist: words = generator.words => words, old = generator.words, list(generator.words)
      twist: words[(i + 1) % => old[(i + 1) %
      twist: words[(i + 397) % => old[(i + 397) %
    RANDOM-2 xors the constant whatever the low bit is
      twist: if mixed & 1: => if True:
    RANDOM-2 looks at the low bit of this word
      twist: if mixed & 1: => if kept["bit"]:
      twist: mixed = => kept["bit"] = words[i] & 1; mixed =
    RANDOM-2 never twists a second time
      next_word: twist(generator) => generator.used = 0; kept["words"] = kept["words"] if (
          "words" in kept and kept["words"] is generator.words) else (
          twist(generator) or generator.words)
    RANDOM-3 shifts to the left by 7 without the mask
      next_word: ((word << 7) & 0x9D2C5680) => ((word << 7) & 0xFFFFFFFF)
    RANDOM-3 leaves the last shift of the tempering out
      next_word: return word ^ (word >> 18) => return word
    RANDOM-3 shifts signed words
      next_word: word ^ (word >> 11) => word ^ ((word - ((word >> 31) << 32) >> 11) & 0xFFFFFFFF)
    RANDOM-5 draws the doubles from the last to the first
      random: [next_double(generator) for _ in range(count)] =>
          [next_double(generator) for _ in range(count)][::-1]
    RANDOM-4 makes a double of 52 bits
      next_double: >> 6 => >> 7
      next_double: 67108864.0 => 33554432.0
      next_double: 9007199254740992.0 => 4503599627370496.0
    RANDOM-4 divides by 2^53 - 1
      next_double: 9007199254740992.0 => 9007199254740991.0
    RANDOM-6 returns the numbers of a pair in the other order
      next_normals: [factor * y, factor * x] => [factor * x, factor * y]
    RANDOM-6 draws a pair for each number, and uses its first
      next_normals: [factor * y, factor * x] => [factor * y]
    RANDOM-6 takes both coordinates of a point from one draw
      next_normals: y = 2.0 * next_double(generator) - 1.0 => y = x
    RANDOM-6 keeps points outside the circle
      next_normals: square < 1.0 and => square < 2.0 and
      next_normals: -2.0 * log(square) => 2.0 * abs(log(square))
    RANDOM-6 takes doubles from 0 to 1 for the coordinates
      next_normals: 2.0 * next_double(generator) - 1.0 => next_double(generator)
    RANDOM-6 leaves the 2 out
      next_normals: -2.0 * log(square) => -log(square)
    RANDOM-6 uses its language's own log
      next_normals: log(square) => library_log(square)
    RANDOM-6 divides after the square root
      next_normals: -2.0 * log(square) / square) => -2.0 * log(square)) / math.sqrt(square)
    RANDOM-6 uses cosine and sine (Box-Muller)
      next_normals: x = 2.0 * next_double(generator) - 1.0 => u = next_double(generator);
          angle = 2.0 * math.pi * next_double(generator); size = math.sqrt(-2.0 * log(1.0 - u));
          return [size * math.cos(angle), size * math.sin(angle)]
    RANDOM-6 uses sine and cosine (Box-Muller)
      next_normals: x = 2.0 * next_double(generator) - 1.0 => u = next_double(generator);
          angle = 2.0 * math.pi * next_double(generator); size = math.sqrt(-2.0 * log(1.0 - u));
          return [size * math.sin(angle), size * math.cos(angle)]
    RANDOM-7 takes a whole number by modulo
      next_integer: mask = last => return next_word(generator) % high
    RANDOM-7 scales a double to a whole number
      next_integer: mask = last => return int(next_double(generator) * float(high))
    RANDOM-7 scales a word to a whole number (Lemire's method)
      next_integer: mask = last => return next_word(generator) * high >> 32
    RANDOM-7 has a mask that is one bit short
      next_integer: mask = last => mask = last >> 1
    RANDOM-7 has a mask that is one bit long
      next_integer: mask = last => mask = 2 * last
    RANDOM-7 has a mask of high - 1 itself
      next_integer: mask | (mask >> shift) => mask
    RANDOM-7 has a mask of 16 bits at most
      next_integer: mask = last => mask = last & 0xFFFF
    RANDOM-7 takes the high bits of a word
      next_integer: next_word(generator) & mask => next_word(generator) >> (32 - mask.bit_length())
    RANDOM-7 returns high as well
      next_integer: high - 1 => high
    RANDOM-7 never returns high - 1
      next_integer: word <= last => word < last
    RANDOM-7 takes the bound instead of drawing again
      next_integer: next_word(generator) & mask => min(next_word(generator) & mask, last)
"""),
]
