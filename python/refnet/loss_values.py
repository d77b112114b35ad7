"""The losses of single examples, for the functions of ``losses`` and ``metrics``."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from refnet import core, reference
from refnet.errors import RefnetError
from refnet.reference.checks import SPARSE, check_ranges

Array = NDArray[np.float64]


def loss_values(settings: reference.Loss, y_true: Any, y_pred: Any) -> Array:
    """Return the loss of each example: y_true [...][k], y_pred [...][k] -> [...].

    For class numbers y_true is [...] or [...][1]. Raises RefnetError: wrong_type, empty,
    shape_mismatch, not_finite, out_of_range.
    """
    outputs = as_numbers("y_pred", y_pred)
    targets = as_numbers("y_true", y_true)
    targets = one_hot(targets, outputs) if settings.name == SPARSE else targets
    check_alike(targets, outputs)
    rows = targets.reshape(-1, targets.shape[-1]), outputs.reshape(-1, outputs.shape[-1])
    loss = core.loss_of_targets(settings, rows[0])
    values = [
        core.example_loss(loss, "linear", target, output, output)
        for target, output in zip(*rows, strict=True)
    ]
    return np.array(values).reshape(outputs.shape[:-1])


def total_of(values: Array) -> float:
    """Return the sum of all values, first to last (DENSE-8)."""
    total = 0.0
    for value in values.ravel().tolist():
        total = total + value
    return total


def as_numbers(argument: str, values: Any) -> Array:
    """Return numbers with one axis or more; raises wrong_type, empty, not_finite."""
    try:
        array = np.asarray(values)
    except ValueError:  # rows of different lengths
        array = np.empty((), object)
    if array.dtype.kind not in "biuf" or array.ndim == 0:
        message = f"{argument}: expected rows of the same length or a list of numbers"
        raise RefnetError("wrong_type", argument, f"{message}, got {type(values).__name__}")
    if array.size == 0:
        raise RefnetError("empty", argument, f"{argument}: expected at least one number")
    if not np.isfinite(array).all():
        raise RefnetError("not_finite", argument, f"{argument}: expected finite numbers")
    return np.ascontiguousarray(array, np.float64)


def one_hot(classes: Array, outputs: Array) -> Array:
    """Return rows for class numbers [...] or [...][1].

    Raises RefnetError: shape_mismatch, wrong_type, out_of_range.
    """
    numbers = classes[..., 0] if classes.shape == (*outputs.shape[:-1], 1) else classes
    if numbers.shape != outputs.shape[:-1]:
        message = f"y_true: expected a class number for each row of y_pred, got {classes.shape}"
        raise RefnetError("shape_mismatch", "y_true", message)
    if (numbers != np.floor(numbers)).any():
        raise RefnetError("wrong_type", "y_true", "y_true: expected class numbers")
    units = outputs.shape[-1]
    flat = [int(each) for each in numbers.ravel().tolist()]
    check_ranges("y_true", flat, 0, units - 1)
    return np.asarray(core.one_hot(flat, units)).reshape(*numbers.shape, units)


def check_alike(targets: Array, outputs: Array) -> None:
    """Raise RefnetError: shape_mismatch for targets of another shape than that of the outputs."""
    if targets.shape != outputs.shape:
        message = f"y_true: expected the shape of y_pred, {outputs.shape}, got {targets.shape}"
        raise RefnetError("shape_mismatch", "y_true", message)
