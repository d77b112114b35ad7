"""How Keras shuffles and splits its data sets, so that the same examples are in the same parts."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from refnet.reference.checks import LARGEST_SEED, check_fraction, check_range
from refnet.reference.readers import as_count, as_number

Numbers: TypeAlias = NDArray[Any]
Parts: TypeAlias = tuple[tuple[Numbers, Numbers], tuple[Numbers, Numbers]]


def check_split(test_split: Any) -> float:
    """Return the share of the examples that are for testing, 0 or more and less than 1.

    Raises RefnetError: wrong_type, not_finite, out_of_range.
    """
    share = as_number("test_split", test_split)
    check_fraction("test_split", share)
    return share


def generator(seed: Any) -> np.random.RandomState:
    """Return NumPy's generator; seed: 0 to 2^32 - 1, or None for another order each time.

    Raises RefnetError: wrong_type, out_of_range.
    """
    if seed is None:
        return np.random.RandomState()
    seed = as_count("seed", seed)
    check_range("seed", seed, 0, LARGEST_SEED)
    return np.random.RandomState(seed)


def shuffled_order(count: int, random: np.random.RandomState) -> NDArray[np.int64]:
    """Return 0 to count - 1 in the order in which Keras takes the examples."""
    order = np.arange(count)
    random.shuffle(order)
    return order


def split_at(count: int, test_split: float) -> int:
    """Return how many examples are for training: the others, rounded as Keras does."""
    return int(count * (1 - test_split))


def split_shuffled(
    x: Numbers, y: Numbers, test_split: float, random: np.random.RandomState
) -> Parts:
    """Return the shuffled examples and targets in two parts."""
    order = shuffled_order(len(x), random)
    cut = split_at(len(x), test_split)
    train, test = order[:cut], order[cut:]
    return (x[train], y[train]), (x[test], y[test])
