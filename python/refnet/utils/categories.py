"""Class numbers as rows of zeros and a one."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from refnet.core import one_hot
from refnet.errors import RefnetError
from refnet.fit.inputs import as_array
from refnet.reference.checks import check_count, check_ranges
from refnet.reference.readers import LARGEST_COUNT, as_count


def to_categorical(x: Any, num_classes: int | None = None) -> NDArray[np.float64]:
    """Return a row for each class number, with 1 at its index and 0 elsewhere (DENSE-7).

    x [m] or [m][1] of whole numbers -> [m][num_classes]; num_classes: None for one more than the
    largest class number. Raises RefnetError: wrong_type, empty, out_of_range.
    """
    numbers = as_array("x", x)
    if numbers.ndim == 2 and numbers.shape[1] == 1:
        numbers = numbers[:, 0]
    if numbers.size == 0:
        raise RefnetError("empty", "x", "x: expected at least one class number")
    counts = np.isfinite(numbers) & (np.abs(numbers) <= LARGEST_COUNT)
    if numbers.ndim != 1 or not np.all(counts) or not np.all(numbers == np.floor(numbers)):
        raise RefnetError("wrong_type", "x", "x: expected a list of whole numbers")
    classes = numbers.astype(np.int64)
    if classes.min() < 0:
        i = int(np.argmax(classes < 0))
        message = f"x[{i}]: expected 0 or more, because class numbers start at 0, got {classes[i]}"
        raise RefnetError("out_of_range", "x", message)
    most = int(classes.max()) + 1 if num_classes is None else as_count("num_classes", num_classes)
    if num_classes is not None:
        check_count("num_classes", most, 1)
    check_ranges("x", classes.tolist(), 0, most - 1)
    return one_hot(classes, most)
