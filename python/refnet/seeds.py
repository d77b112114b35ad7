"""Seeds of models and initializers that were given none."""

import random
import secrets

import numpy as np

from refnet.reference.checks import LARGEST_SEED, check_range
from refnet.reference.readers import as_count

SEED_BITS = 32
_chosen: list[random.Random] = []  # the generator of seeds, once set_random_seed was called


def set_random_seed(seed: int) -> None:
    """Seed Python's and NumPy's generators, and all models that are made from now on, in order.

    A program that calls it first gives the same numbers at every run; a model with a ``seed`` of
    its own keeps that. seed: from 0 to 2^32 - 1. Raises RefnetError: wrong_type, out_of_range.
    """
    number = as_count("seed", seed)
    check_range("seed", number, 0, LARGEST_SEED)
    random.seed(number)
    np.random.seed(number)
    _chosen[:] = [random.Random(number)]


def next_seed() -> int:
    """Return a seed: the next one since ``set_random_seed``, or an unpredictable one."""
    return _chosen[0].getrandbits(SEED_BITS) if _chosen else secrets.randbits(SEED_BITS)
