"""Mistakes in chapter random."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    RANDOM-1 seeds by an array, as Python's random.seed does
      random: seeded(seed) => Random(seed)
      random: next_double(generator) => generator.random()
    RANDOM-4 makes a double from one word
      next_double: high = => return next_word(generator) / 4294967296.0; high =
    RANDOM-4 takes the low bits of a double from its first word
      next_double: high = next_word(generator) >> 5 => low = next_word(generator) >> 6
      next_double: low = next_word(generator) >> 6  # 26 => high = next_word(generator) >> 5  # 27
    RANDOM-4 divides by 2^53 - 1
      next_double: 9007199254740992.0 => 9007199254740991.0
""")
