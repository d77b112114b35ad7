"""Chapter random through the C core: the numbers of refnet.reference.random, as arrays."""

from typing import Any

import numpy as np

from refnet._core import ffi, lib
from refnet.core.arrays import Vector, check_status, pointer
from refnet.core.checks import checked_generator
from refnet.reference.checks import LARGEST_SEED, MOST_NUMBERS, check_range, from_to
from refnet.reference.readers import as_count

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


def random(seed: int, count: int) -> Vector:
    """Return the first ``count`` random numbers of a seed between 0 and 2^32 - 1 (RANDOM-5).

    Raises RefnetError with the codes wrong_type and out_of_range.
    """
    seed = as_count("seed", seed)
    count = as_count("count", count)
    values = np.empty(min(max(count, 0), MOST_NUMBERS))  # C refuses other counts
    status = lib.refnet_random(seed, count, pointer(values))
    check_status(status, {"seed": from_to(0, LARGEST_SEED), "count": from_to(0, MOST_NUMBERS)})
    return values
