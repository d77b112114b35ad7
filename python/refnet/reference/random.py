"""Chapter random: the Mersenne Twister, so that a seed means the same everywhere.

MT19937 keeps 624 words of 32 bits. Each random word is one of them, tempered; once all have been
used, they are twisted into 624 new ones. Chapter training shuffles examples with these numbers,
chapter initializers draws the first weights with them.

A normal number needs the logarithm of a uniform one: a point is drawn in a square until it lies in
the circle within, and its distance from the middle is stretched (the polar method). Each point
gives two normal numbers. A whole number below a bound is a word cut to as many bits as the bound
needs, drawn again where it is not below.

Source: M. Matsumoto and T. Nishimura, "Mersenne Twister: A 623-dimensionally equidistributed
uniform pseudorandom number generator", 1998, with their initialisation of 2002; G. Marsaglia and
T. A. Bray, "A convenient method for generating normal variables", 1964. The numbers are those of
NumPy's RandomState(seed): random_sample, randn (but for the last bits of log) and randint.

Left out on purpose: seeds of more than 32 bits, and other distributions.
"""

import math
from dataclasses import dataclass

from refnet.reference.checks import checked_random
from refnet.reference.elementary import log

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


def next_normals(generator: Generator) -> list[float]:
    """Return the next two normal numbers, of mean 0 and variance 1 (RANDOM-6)."""
    while True:
        x = 2.0 * next_double(generator) - 1.0
        y = 2.0 * next_double(generator) - 1.0
        square = x * x + y * y
        if square < 1.0 and square != 0.0:
            factor = math.sqrt(-2.0 * log(square) / square)
            return [factor * y, factor * x]


def next_integer(generator: Generator, high: int) -> int:
    """Return the next random whole number from 0 to high - 1; high: 1 to 2^32 (RANDOM-7)."""
    last = high - 1
    if last == 0:
        return 0
    mask = last
    for shift in (1, 2, 4, 8, 16):
        mask = mask | (mask >> shift)
    while True:
        word = next_word(generator) & mask
        if word <= last:
            return word


def permutation(count: int, generator: Generator) -> list[int]:
    """Return 0 to count - 1 in a random order (DENSE-17)."""
    order = list(range(count))
    for i in range(count - 1, 0, -1):
        j = int(next_double(generator) * float(i + 1))
        order[i], order[j] = order[j], order[i]
    return order


def random(seed: int, count: int, distribution: str = "uniform", high: int = 2**32) -> list[float]:
    """Return the first ``count`` random numbers of a seed between 0 and 2^32 - 1 (RANDOM-5).

    distribution: "uniform" in [0, 1), "normal", or "integers" from 0 to high - 1.

    Raises RefnetError with the codes wrong_type, out_of_range and unknown_name.
    """
    seed, count, distribution, high = checked_random(seed, count, distribution, high)
    generator = seeded(seed)
    if distribution == "uniform":
        return [next_double(generator) for _ in range(count)]
    if distribution == "integers":
        return [float(next_integer(generator, high)) for _ in range(count)]
    values: list[float] = []
    while len(values) < count:
        values.extend(next_normals(generator))
    return values[:count]
