"""Chapter random through the C core: the numbers of refnet.reference.random, as arrays."""

from typing import Any

import numpy as np

from refnet._core import ffi, lib
from refnet.core.arrays import Vector, check_status, number_of, pointer
from refnet.core.checks import checked_generator
from refnet.core.memory import check_memory, result_buffer
from refnet.reference.checks import (
    DISTRIBUTIONS,
    LARGEST_SEED,
    MOST_NUMBERS,
    check_count,
    check_range,
    from_to,
    one_of,
)
from refnet.reference.readers import as_count, as_name

# A generator here is the C struct refnet_generator; treat it as opaque.


def seeded(seed: int) -> Any:
    """Return a generator whose words follow from the seed (RANDOM-1).

    Raises RefnetError: wrong_type, out_of_range.
    """
    seed = as_count("seed", seed)
    check_range("seed", seed, 0, LARGEST_SEED)
    generator = ffi.new("refnet_generator *")
    lib.refnet_seeded(seed, generator)
    return generator


def twist(generator: Any) -> None:
    """Turn the generator's words into the next 624 (RANDOM-2); raises wrong_type."""
    lib.refnet_twist(checked_generator("generator", generator))


def next_word(generator: Any) -> int:
    """Return the next 32 random bits (RANDOM-3); raises wrong_type."""
    word: int = lib.refnet_next_word(checked_generator("generator", generator))
    return word


def next_double(generator: Any) -> float:
    """Return the next random number in [0, 1) with 53 bits, from two words (RANDOM-4).

    Raises RefnetError: wrong_type.
    """
    number: float = lib.refnet_next_double(checked_generator("generator", generator))
    return number


def next_normals(generator: Any) -> list[float]:
    """Return the next two normal numbers, of mean 0 and variance 1 (RANDOM-6).

    Raises RefnetError: wrong_type.
    """
    pair = np.empty(2)
    lib.refnet_next_normals(checked_generator("generator", generator), pointer(pair))
    numbers: list[float] = pair.tolist()
    return numbers


def next_integer(generator: Any, high: int) -> int:
    """Return the next random whole number from 0 to high - 1; high: 1 to 2^32 (RANDOM-7).

    Raises RefnetError: wrong_type, out_of_range.
    """
    generator, high = checked_generator("generator", generator), as_count("high", high)
    check_range("high", high, 1, LARGEST_SEED + 1)
    number: int = lib.refnet_next_integer(generator, high)
    return number


def permutation(count: int, generator: Any) -> list[int]:
    """Return 0 to count - 1 in a random order (DENSE-17).

    Raises RefnetError: wrong_type, out_of_range; and MemoryError.
    """
    count, generator = as_count("count", count), checked_generator("generator", generator)
    check_count("count", count)
    check_memory("count", 48 * count)  # an array, and a list of Python's own numbers
    order = result_buffer("count", (count,), np.int64)
    lib.refnet_permutation(count, generator, pointer(order))
    numbers: list[int] = order.tolist()
    return numbers


def random(seed: int, count: int, distribution: str = "uniform", high: int = 2**32) -> Vector:
    """Return the first ``count`` random numbers of a seed between 0 and 2^32 - 1 (RANDOM-5).

    distribution: "uniform" in [0, 1), "normal", or "integers" from 0 to high - 1.

    Raises RefnetError with the codes wrong_type, out_of_range and unknown_name.
    """
    seed = as_count("seed", seed)
    count = as_count("count", count)
    distribution = as_name("distribution", distribution)
    high = as_count("high", high)
    values = np.empty(min(max(count, 0), MOST_NUMBERS))  # C refuses other counts
    number = number_of(distribution, DISTRIBUTIONS)
    status = lib.refnet_random(seed, count, number, high, pointer(values))
    words = {
        "seed": from_to(0, LARGEST_SEED),
        "count": from_to(0, MOST_NUMBERS),
        "distribution": one_of(DISTRIBUTIONS),
        "high": from_to(1, LARGEST_SEED + 1),
    }
    check_status(status, words)
    return values
