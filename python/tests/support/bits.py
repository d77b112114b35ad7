"""Comparing results to the bit."""

from typing import Any

import numpy as np
from support.binary32 import fused


def same(one: Any, other: Any) -> bool:
    """Return whether two results of binary64 have the same bits, the sign of zero included."""
    return bool(np.array_equal(np.asarray(one).view(np.int64), np.asarray(other).view(np.int64)))


def flat(vectors: Any) -> Any:
    """Return vectors, or an array, as one array [size]."""
    return np.concatenate([np.ravel(vector) for vector in vectors])


def in_order(start: Any, a: Any, b: Any) -> Any:
    """Return start + a b, each sum term by term.

    NumPy rounds every product and every sum alone; in float32, where sums are fused, a term is
    added with one rounding. start: 0, or an array; the numbers are those of a, float64 or float32.
    """
    total: Any = np.broadcast_to(np.asarray(start, a.dtype), (a.shape[0], b.shape[1]))
    for t in range(a.shape[1]):
        x, y = a[:, t, None], b[t]
        total = fused(x, y, total) if a.dtype == np.float32 else total + x * y
    return total
