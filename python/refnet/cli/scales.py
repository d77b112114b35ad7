"""Means and variances of the rows to train on, and numbers that they cannot bring near zero."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from refnet import core
from refnet.errors import RefnetError
from refnet.files.tables import Table, bad_cell
from refnet.layers import Normalization
from refnet.reference.normalization import EPSILON

Array = NDArray[Any]

FARTHEST = 1e100  # deviations from the mean: far from where products of numbers overflow
LARGEST_POWER = 300  # of ten, that a message proposes


def inputs_of(table: Table, trained: Array) -> Normalization:
    """Return the layer that standardizes the columns.

    trained: whether each row is trained on [m]. A column that is constant there gets the variance
    1. Raises RefnetError: bad_file for a column whose numbers are too large or too close together.
    """
    rows = np.flatnonzero(trained)
    numbers = table.numbers[rows]
    mean, variance = _moments(table, rows, table.columns, numbers)
    constant = (numbers == numbers[0]).all(axis=0)
    return Normalization(
        mean=np.where(constant, numbers[0], mean), variance=np.where(constant, 1.0, variance)
    )


def targets_of(table: Table, column: str, targets: Array, trained: Array) -> Normalization:
    """Return the layer that turns standardized measurements [m][1] back into those of the table.

    Raises RefnetError: bad_file, also for a target that never changes.
    """
    rows = np.flatnonzero(trained)
    numbers = targets[rows]
    if (numbers == numbers[0]).all():
        raise constant_target(table, column)
    mean, variance = _moments(table, rows, [column], numbers)
    return Normalization(mean=mean, variance=variance, invert=True)


def standardized(numbers: Array, layer: Normalization) -> Array:
    """Return numbers [m][n] minus the mean, divided by the deviation, whatever the layer does."""
    forward = Normalization(mean=layer.mean, variance=layer.variance)
    built = forward.reference_layer(numbers.shape[1:], [], np.float64)
    result: Array = core.normalization_forward(numbers, built)
    return result


def loss_of_mean(targets: Array, layer: Normalization) -> float:
    """Return the mean squared error of always predicting the layer's mean, for targets [m][1]."""
    mean = float(np.asarray(layer.mean).item())
    total = 0.0
    for target in targets.ravel().tolist():
        total += (target - mean) * (target - mean)
    return total / len(targets)


def check_reach(
    table: Table, columns: list[str], numbers: Array, layer: Normalization | None
) -> None:
    """Raise RefnetError: bad_file for the first of numbers [m][n] that is too far from the mean.

    layer: with the mean and the variance of these columns; None: without such a limit.
    """
    if layer is None:
        return
    too_far = ~(np.abs(standardized(numbers, layer)) <= FARTHEST)
    if too_far.any():
        row, i = np.argwhere(too_far)[0]
        raise bad_cell(
            table.name,
            table.lines[row],
            f'{float(numbers[row, i])!r} in column "{columns[i]}" is too far from the rows that '
            "the model was trained on",
        )


def constant_target(table: Table, column: str) -> RefnetError:
    """Return the error for a target with nothing to learn."""
    reason = f'every row to train on has the same value in column "{column}"'
    return RefnetError("bad_file", table.name, f"{table.name}: {reason}")


def _moments(table: Table, rows: Array, columns: list[str], numbers: Array) -> tuple[Array, Array]:
    """Return mean and variance of numbers [m][n], which differ or have any size.

    rows: where the numbers are in the table. Raises RefnetError: bad_file.
    """
    mean, variance = core.moments(numbers)
    for i, column in enumerate(columns):
        each = numbers[:, i]
        if (each == each[0]).all():
            continue
        if not np.isfinite([mean[i], variance[i]]).all():
            raise _too_large(table, rows, column, each)
        if np.sqrt(variance[i]) <= EPSILON:
            raise _too_close(table, column, each)
        if _hides_others(each, np.sqrt(variance[i])):
            raise _too_far(table, rows, column, each)
    return mean, variance


def _hides_others(numbers: Array, deviation: float) -> bool:
    """Return whether one number is so far away that the others, divided by it, are all alike."""
    others = numbers[numbers != numbers[_farthest(numbers)]]
    span = float(others.max() - others.min())
    return 0.0 < span <= EPSILON * deviation


def _farthest(numbers: Array) -> int:
    return int(np.argmax(np.abs(numbers - np.median(numbers))))


def _too_far(table: Table, rows: Array, column: str, numbers: Array) -> RefnetError:
    farthest = _farthest(numbers)
    return bad_cell(
        table.name,
        table.lines[rows[farthest]],
        f'{float(numbers[farthest])!r} in column "{column}" is so far from the others that they '
        "cannot be told apart; remove the row if it marks a missing value",
    )


def _too_large(table: Table, rows: Array, column: str, numbers: Array) -> RefnetError:
    largest = int(np.argmax(np.abs(numbers)))
    return bad_cell(
        table.name,
        table.lines[rows[largest]],
        f'{float(numbers[largest])!r} in column "{column}" is too large to take a mean and a '
        "variance; remove the row if it marks a missing value, or divide the column",
    )


def _too_close(table: Table, column: str, numbers: Array) -> RefnetError:
    power = int(np.ceil(-np.log10(numbers.max() - numbers.min())))
    reason = (
        f'the numbers in column "{column}" have a standard deviation of at most {EPSILON!r}; '
        f"multiply them, for example by 1e{min(power, LARGEST_POWER)}"
    )
    return RefnetError("bad_file", table.name, f"{table.name}: {reason}")
