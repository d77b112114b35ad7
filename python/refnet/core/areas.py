"""Chapter areas through the C core: refnet.reference.areas over NumPy arrays."""

from typing import Any

from refnet._core import lib
from refnet.core.arrays import as_vector, number_of, pointer
from refnet.reference.checks import (
    CURVES,
    MOST_THRESHOLDS,
    SUMMATION_METHODS,
    check_name,
    check_range,
    fault,
)
from refnet.reference.readers import as_count, as_name, as_number


def last_threshold(y: float, num_thresholds: int) -> int:
    """Return the index of the last of the thresholds i/(n - 1) that y exceeds (METRIC-8).

    The first threshold is exceeded by every output, and the last one by none.
    Raises RefnetError: wrong_type, out_of_range.
    """
    y, count = as_number("y", y), as_count("num_thresholds", num_thresholds)
    check_range("num_thresholds", count, 2, MOST_THRESHOLDS)
    last: int = lib.refnet_last_threshold(y, count)
    return last


def quotient(x: float, y: float) -> float:
    """Return x / y, and 0 where y is 0 (METRIC-2); raises RefnetError: wrong_type."""
    result: float = lib.refnet_quotient(as_number("x", x), as_number("y", y))
    return result


def area(curve: str, summation_method: str, state: Any) -> float:
    """Return the area under a curve, from the last threshold to the first (METRIC-9, METRIC-10).

    state [2n]: the true targets, then the false ones, by the last threshold exceeded.
    Raises RefnetError: wrong_type, unknown_name, shape_mismatch.
    """
    curve, method = as_name("curve", curve), as_name("summation_method", summation_method)
    state = as_vector("state", state)
    check_name("curve", curve, CURVES)
    check_name("summation_method", method, SUMMATION_METHODS)
    if len(state) < 4 or len(state) % 2 != 0:
        raise fault("shape_mismatch", "state", "two numbers for each of at least two thresholds")
    numbers = number_of(curve, CURVES), number_of(method, SUMMATION_METHODS)
    result: float = lib.refnet_area(*numbers, pointer(state), len(state) // 2)
    return result
