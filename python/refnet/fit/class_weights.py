"""What the argument class_weight of ``fit`` means: a weight for each example (WEIGHT-2)."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from refnet import core
from refnet.errors import RefnetError
from refnet.fit.inputs import Data, as_numbers_of
from refnet.layers import Shape
from refnet.reference.checks import SPARSE
from refnet.reference.readers import as_number


def with_class_weights(data: Data, class_weight: Any, outputs: Shape, loss: str) -> Data:
    """Return the data with each example's weight multiplied by that of its class.

    class_weight: {class: weight}, the other classes have 1; outputs: the shape of an example's
    outputs; loss: its name.
    Raises RefnetError: wrong_type, shape_mismatch, not_finite, out_of_range.
    """
    if class_weight is None:
        return data
    if len(outputs) > 1:
        message = f"class_weight: expected outputs of one row of numbers, got {outputs}"
        raise RefnetError("shape_mismatch", "class_weight", f"{message}; use sample_weight")
    is_binary = outputs == (1,) and loss != SPARSE
    dtype = data.y.dtype
    of_classes = _as_class_weights(class_weight, 2 if is_binary else outputs[0], dtype)
    if is_binary:
        _check_two_classes(data.y)
    targets = data.y if is_binary else data.y.argmax(axis=1)
    weights: Any = core.weights_of_examples(targets, data.weights, of_classes)
    return data._replace(weights=as_numbers_of(weights, dtype))


def _as_class_weights(value: Any, count: int, dtype: Any) -> Any:
    """Return the weight of each of ``count`` classes."""
    if not isinstance(value, Mapping):
        example = "{0: 1.0, 1: 5.0}"
        message = f"class_weight: expected a weight for each class, such as {example}"
        raise RefnetError("wrong_type", "class_weight", message)
    weights = np.ones(count, dtype)
    for number, weight in value.items():
        if isinstance(number, bool) or not isinstance(number, int | np.integer):
            message = f"class_weight: expected whole numbers as classes, got {number!r}"
            raise RefnetError("wrong_type", "class_weight", message)
        if not 0 <= number < count:
            message = f"class_weight: expected classes from 0 to {count - 1}, got {number}"
            raise RefnetError("out_of_range", "class_weight", message)
        given = as_numbers_of(np.array(as_number("class_weight", weight)), dtype)
        if not np.isfinite(given):
            message = f"class_weight[{number}]: expected a finite number of {dtype}, got {weight}"
            raise RefnetError("not_finite", "class_weight", message)
        if given < 0:
            message = f"class_weight[{number}]: expected at least 0, got {weight}"
            raise RefnetError("out_of_range", "class_weight", message)
        weights[number] = given
    return weights


def _check_two_classes(targets: Any) -> None:
    """Raise out_of_range for the first of the targets [m][1] that is neither 0 nor 1."""
    wrong = (targets[:, 0] != 0) & (targets[:, 0] != 1)
    if wrong.any():
        place = int(np.argmax(wrong))
        message = f"y[{place}]: expected 0 or 1 beside class_weight, got {targets[place, 0]}"
        raise RefnetError("out_of_range", "y", message)
