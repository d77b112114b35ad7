"""Examples of the same length."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from refnet.fit.inputs import as_array
from refnet.reference.checks import check_range
from refnet.reference.readers import as_count, wrong_type


def normalize(x: Any, axis: int = -1, order: int = 2) -> NDArray[Any]:
    """Return x divided by the norm of its numbers along an axis; zeros stay zeros.

    x [...] -> [...]; a single number or row becomes one with two axes, as in Keras; order: 1 for
    the sum of the absolute values, 2 for the root of the sum of the squares, and so on.
    Raises RefnetError: wrong_type, out_of_range.
    """
    array = np.atleast_2d(as_array("x", x)).astype(np.float64)
    if isinstance(axis, bool) or not isinstance(axis, int):
        raise wrong_type("axis", "a whole number")
    check_range("axis", axis, -array.ndim, array.ndim - 1)
    check_range("order", as_count("order", order), 1, 64)
    norms = np.linalg.norm(array, order, axis, keepdims=True)
    return array / np.where(norms == 0.0, 1.0, norms)
