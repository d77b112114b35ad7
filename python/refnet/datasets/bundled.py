"""How data sets that scikit-learn has are split: in the same way in every language."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from refnet.reference import permutation, seeded
from refnet.reference.checks import LARGEST_SEED, check_fraction, check_range
from refnet.reference.readers import as_count, as_number

Numbers: TypeAlias = NDArray[np.float64]
Classes: TypeAlias = NDArray[np.int64]
Parts: TypeAlias = tuple[tuple[Numbers, Classes], tuple[Numbers, Classes]]


def split_arguments(test_split: float, seed: int) -> tuple[float, int]:
    """Return both in clean types; raises RefnetError: wrong_type, not_finite, out_of_range."""
    test_split = as_number("test_split", test_split)
    seed = as_count("seed", seed)
    check_fraction("test_split", test_split)
    check_range("seed", seed, 0, LARGEST_SEED)
    return test_split, seed


def split(x: Numbers, y: Classes, test_split: float, seed: int) -> Parts:
    """Return the examples in the order of a permutation with the seed (DENSE-17), in two parts.

    The last len(x) · test_split of them, rounded down, are the second part.
    """
    order = permutation(len(x), seeded(seed))
    cut = len(x) - int(len(x) * test_split)
    train, test = order[:cut], order[cut:]
    return (x[train], y[train]), (x[test], y[test])
