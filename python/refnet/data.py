"""What users give to a model as data, as arrays that the backends calculate with."""

from math import isfinite, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from refnet.errors import RefnetError
from refnet.layers import Shape
from refnet.reference.checks import SPARSE

Array = NDArray[Any]


def as_examples(
    argument: str, value: Any, shape: Shape | None, flat: bool, dtype: str = "float64"
) -> Array:
    """Return examples [m][...] of this shape as rows [m][n] of dtype, without needless copies.

    shape: that of one example, None where the model does not know it yet; flat: whether the model
    takes examples of more than one dimension.
    Raises RefnetError: wrong_type, empty, shape_mismatch, not_finite.
    """
    array = as_array(argument, value)
    if array.ndim < 2:
        raise RefnetError(
            "shape_mismatch",
            argument,
            f"{argument}: expected examples {_described(shape)}, got an array of shape "
            f"{array.shape}" + ("; one example is x[None]" if array.ndim == 1 else ""),
        )
    if (shape is not None and array.shape[1:] != shape) or (array.ndim > 2 and not flat):
        raise RefnetError(
            "shape_mismatch",
            argument,
            f"{argument}: expected examples {_described(shape)}, got an array of shape "
            f"{array.shape}" + ("" if flat or array.ndim == 2 else "; put a Flatten first"),
        )
    if 0 in array.shape[1:]:
        raise RefnetError(
            "empty",
            argument,
            f"{argument}: expected at least one number in an example, got an array of shape "
            f"{array.shape}",
        )
    rows: Array = array.reshape(len(array), prod(array.shape[1:]))
    return _finite(argument, array, rows, dtype)


SHORT = 10_000  # numbers: more of them OpenBLAS shares among threads, which then wait busily


def fits_as_it_is(value: Any, shape: Shape | None, dtype: str) -> bool:
    """Return whether value is what ``as_examples`` would return, as far as a short look can tell.

    It is for calls that are over in microseconds, of which ``as_examples`` takes some.
    """
    return (
        type(value) is np.ndarray
        and value.ndim == 2
        and value.shape[1:] == shape
        and value.dtype == dtype
        and value.flags.c_contiguous
        and value.flags.aligned
        and value.size <= SHORT
        and isfinite(np.vdot(value, value))  # infinities and NaN stay so in a sum of velocities
    )


def check_width(argument: str, rows: Array, others: Array) -> None:
    """Raise shape_mismatch where examples [m][n] are not as wide as those that are trained on."""
    if rows.shape[1] != others.shape[1]:
        raise RefnetError(
            "shape_mismatch",
            argument,
            f"{argument}: expected examples of {others.shape[1]} numbers like those of x, "
            f"got {rows.shape[1]}",
        )


def as_targets(
    argument: str, value: Any, loss: str, units: int, examples: int, dtype: str = "float64"
) -> Array:
    """Return targets as rows [m][units] of dtype; class numbers become rows (DENSE-7).

    Raises RefnetError: wrong_type, shape_mismatch, not_finite, out_of_range.
    """
    array = as_array(argument, value)
    if array.ndim == 0 or len(array) != examples:
        count = "one number" if array.ndim == 0 else f"{len(array)}"
        raise RefnetError(
            "shape_mismatch",
            argument,
            f"{argument}: expected one target for each of {examples} examples, got {count}",
        )
    if loss == SPARSE:
        return _one_hot(argument, array, units, dtype)
    if array.ndim == 1 and units == 1:
        array = array[:, None]
    if array.shape != (examples, units):
        hint = ""
        if loss == "categorical_crossentropy" and array.ndim == 1:
            hint = f'; for class numbers the loss is "{SPARSE}"'
        raise RefnetError(
            "shape_mismatch",
            argument,
            f"{argument}: expected shape {(examples, units)}, a row for each example and a number "
            f"for each unit of the last layer, got shape {array.shape}{hint}",
        )
    return _finite(argument, array, array, dtype)


def _one_hot(argument: str, array: Array, units: int, dtype: str) -> Array:
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim != 1:
        raise RefnetError(
            "shape_mismatch",
            argument,
            f'{argument}: expected class numbers, one for each example, for the loss "{SPARSE}", '
            f'got shape {array.shape}; for rows it is "categorical_crossentropy"',
        )
    wrong = ~((array >= 0) & (array < units) & (array == np.floor(array)))
    if wrong.any():
        place = int(np.argmax(wrong))
        raise RefnetError(
            "out_of_range",
            argument,
            f"{argument}[{place}]: expected a class number from 0 to {units - 1}, "
            f"got {array[place]}",
        )
    rows = np.zeros((len(array), units), dtype)
    rows[np.arange(len(array)), array.astype(np.int64)] = 1.0
    return rows


def as_array(argument: str, value: Any, place: str | None = None) -> Array:
    """Return anything that NumPy reads as an array of numbers.

    place: the part of the argument that the value is, for the message.
    Raises RefnetError: wrong_type.
    """
    place = place or argument
    try:
        array = np.asarray(value)
    except ValueError as error:  # rows of different lengths
        message = f"{place}: expected rows of the same length"
        raise RefnetError("wrong_type", argument, message) from error
    if isinstance(value, np.ma.MaskedArray) and np.any(value.mask):
        message = f"{place}: expected numbers everywhere, got masked ones; fill them"
        raise RefnetError("wrong_type", argument, message)
    if array.dtype.kind == "O":
        message = f"{place}: expected numbers, got an array of objects; x.astype(float) may help"
        raise RefnetError("wrong_type", argument, message)
    if array.dtype.kind not in "fiub":
        message = f"{place}: expected numbers, got an array of {array.dtype}"
        raise RefnetError("wrong_type", argument, message)
    return array


def as_numbers_of(array: Array, dtype: str) -> Array:
    """Return an array as C reads it, rounded to dtype; infinite where that has no such number."""
    with np.errstate(over="ignore"):
        return np.require(array, dtype, ("C_CONTIGUOUS", "ALIGNED"))


def _finite(argument: str, array: Array, rows: Array, dtype: str) -> Array:
    """Return the rows of an array as C reads them; raises not_finite with the place."""
    rows = as_numbers_of(rows, dtype)
    if array.dtype.kind == "f" and not np.isfinite(rows).all():
        place = np.unravel_index(int(np.argmin(np.isfinite(rows))), array.shape)
        index, value = ", ".join(str(i) for i in place), array[place]
        more = f" of {dtype}, got {value}" if np.isfinite(value) else ""
        message = f"{argument}[{index}]: expected a finite number{more}"
        raise RefnetError("not_finite", argument, message)
    return rows


def _described(shape: Shape | None) -> str:
    if shape is None:
        return "[examples][numbers]"
    return f"of shape {shape}, so an array of shape (m, {', '.join(str(n) for n in shape)})"
