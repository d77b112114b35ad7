"""Mistakes in chapter random."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    RANDOM-1 seeds by an array, as Python's random.seed does
      seeded: return Generator(words => return Generator(list(Random(seed).getstate()[1][:-1])
    RANDOM-4 makes a double from one word
      next_double: high = => return next_word(generator) / 4294967296.0; high =
    RANDOM-4 takes the low bits of a double from its first word
      next_double: high = next_word(generator) >> 5 => low = next_word(generator) >> 6
      next_double: low = next_word(generator) >> 6  # 26 => high = next_word(generator) >> 5  # 27
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
    RANDOM-6 takes the language's own log
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
""")
