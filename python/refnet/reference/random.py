"""Chapter random: the Mersenne Twister, so that a seed means the same everywhere.

MT19937 keeps 624 words of 32 bits. Each random word is one of them, tempered; once all have been
used, they are twisted into 624 new ones. Chapter training shuffles examples with these numbers,
chapter initializers draws the first weights with them.

Source: M. Matsumoto and T. Nishimura, "Mersenne Twister: A 623-dimensionally equidistributed
uniform pseudorandom number generator", 1998, with their initialisation of 2002. The doubles are
those of NumPy's RandomState(seed).random_sample.

Left out on purpose: seeds of more than 32 bits, and every distribution but the uniform one.
"""

from dataclasses import dataclass

from refnet.reference.checks import checked_random

WORDS = 624


@dataclass
class Generator:
    """The state: words [624] of 32 bits, and how many of them have been used."""

    words: list[int]
    used: int


def seeded(seed: int) -> Generator:
    """Return a generator whose words follow from the seed (RANDOM-1)."""
    words = [seed]
    for i in range(1, WORDS):
        previous = words[i - 1]
        words.append((1812433253 * (previous ^ (previous >> 30)) + i) & 0xFFFFFFFF)
    return Generator(words, WORDS)


def twist(generator: Generator) -> None:
    """Turn the generator's words into the next 624 (RANDOM-2)."""
    words = generator.words
    for i in range(WORDS):
        # the highest bit of this word, the others of the next
        mixed = (words[i] & 0x80000000) | (words[(i + 1) % WORDS] & 0x7FFFFFFF)
        words[i] = words[(i + 397) % WORDS] ^ (mixed >> 1)
        if mixed & 1:
            words[i] = words[i] ^ 0x9908B0DF
    generator.used = 0


def next_word(generator: Generator) -> int:
    """Return the next 32 random bits (RANDOM-3)."""
    if generator.used == WORDS:
        twist(generator)
    word = generator.words[generator.used]
    generator.used = generator.used + 1
    word = word ^ (word >> 11)
    word = word ^ ((word << 7) & 0x9D2C5680)
    word = word ^ ((word << 15) & 0xEFC60000)
    return word ^ (word >> 18)


def next_double(generator: Generator) -> float:
    """Return the next random number in [0, 1) with 53 bits, from two words (RANDOM-4)."""
    high = next_word(generator) >> 5  # 27 bits
    low = next_word(generator) >> 6  # 26 bits
    return (float(high) * 67108864.0 + float(low)) / 9007199254740992.0


def random(seed: int, count: int) -> list[float]:
    """Return the first ``count`` random numbers of a seed between 0 and 2^32 - 1 (RANDOM-5).

    Raises RefnetError with the codes wrong_type and out_of_range.
    """
    seed, count = checked_random(seed, count)
    generator = seeded(seed)
    return [next_double(generator) for _ in range(count)]
