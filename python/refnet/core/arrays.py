"""Between NumPy and the C core: arrays in without copies, faults out as RefnetError."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from refnet._core import ffi, lib
from refnet.errors import RefnetError, diverged
from refnet.reference.checks import (
    check_ascending,
    check_count,
    check_finite,
    check_finite_number,
    check_finite_rows,
    check_length,
    check_name,
    check_not_empty,
    check_range,
    check_row_lengths,
)
from refnet.reference.readers import LARGEST_COUNT, as_booleans, as_counts, as_numbers, as_rows

Array = NDArray[Any]  # of float64 or float32
Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
Booleans = NDArray[np.bool_]
Counts = NDArray[np.int64]

_GENERATOR: Final = ffi.typeof("refnet_generator *")
_FIT: Final = ("C_CONTIGUOUS", "ALIGNED")  # what C reads


def as_vector(field: str, values: Any) -> Vector:
    """Return values [n] as contiguous, aligned float64: the same memory where that fits."""
    if type(values) is not np.ndarray or values.ndim != 1 or values.dtype.kind not in "fiu":
        values = as_numbers(field, values)
    return np.require(values, np.float64, _FIT)


def as_boolean_vector(field: str, values: Any) -> Booleans:
    """Return values [n] as contiguous booleans: the same memory where that fits."""
    if type(values) is not np.ndarray or values.ndim != 1 or values.dtype != np.bool_:
        values = as_booleans(field, values)
    return np.require(values, np.bool_, _FIT)


def as_count_vector(field: str, values: Any) -> Counts:
    """Return values [n] as whole numbers: the same memory where that fits."""
    fits = type(values) is np.ndarray and values.ndim == 1 and values.dtype.kind in "iu"
    if fits and (np.abs(values, dtype=np.float64) <= LARGEST_COUNT).all():
        return np.require(values, np.int64, _FIT)
    return np.array(as_counts(field, values), dtype=np.int64)


def as_generator(field: str, value: Any) -> Any:
    """Return a generator that ``refnet.core.seeded`` has made; raises wrong_type."""
    is_one = isinstance(value, ffi.CData) and ffi.typeof(value) is _GENERATOR
    if not is_one or value == ffi.NULL:
        raise RefnetError("wrong_type", field, f"{field}: expected one that seeded made")
    return value


def as_matrix_or_rows(field: str, rows: Any) -> Matrix | list[list[float]]:
    """Return rows [m][n] as a matrix, or as lists where they differ in length or are none."""
    if type(rows) is not np.ndarray or rows.ndim != 2 or rows.dtype.kind not in "fiu":
        return as_rows(field, rows)
    return np.require(rows, np.float64, _FIT)


def as_matrix(field: str, rows: Matrix | list[list[float]], other: str, length: int) -> Matrix:
    """Return what as_matrix_or_rows gave as a matrix [m][length]; raises shape_mismatch."""
    if isinstance(rows, np.ndarray) and rows.shape[1] == length:
        return rows
    check_row_lengths(field, list(rows), other, length)
    return np.asarray(rows, dtype=np.float64).reshape(len(rows), length)


def alike(field: str, rows: Any, other: str, others: Any) -> tuple[Matrix, Matrix]:
    """Return two matrices of the same shape; raises wrong_type, empty, shape_mismatch."""
    rows, others = as_matrix_or_rows(field, rows), as_matrix_or_rows(other, others)
    check_not_empty(field, rows)
    rows = as_matrix(field, rows, f"{field}[0]", len(rows[0]))
    others = as_matrix(other, others, f"{field}[0]", len(rows[0]))
    check_length(other, others, field, len(rows))
    return rows, others


def result_buffers(rows: int, *shapes: tuple[int, ...]) -> tuple[int, list[NDArray[np.float64]]]:
    """Return an array [rows][shape] for each shape, and ``rows``, or as many rows as there can be.

    A training over more trials than fit can still diverge early, and the core must find that.
    """
    while True:
        try:
            return rows, [np.empty((rows, *shape)) for shape in shapes]
        except (MemoryError, ValueError):
            rows //= 2


def check_fits(field: str, count: int, rows: int) -> None:
    """Raise MemoryError where there was room for fewer rows than the count asked for."""
    if rows < count:
        raise MemoryError(f"{field}: {count} do not fit in this machine's memory")


def pointer(array: NDArray[Any] | None) -> Any:
    """Return a C pointer to the array's own memory, NULL for None."""
    if array is None:
        return ffi.NULL
    return ffi.from_buffer(_C_TYPES[array.dtype.char], array)


_C_TYPES = {
    "d": ffi.typeof("double[]"),
    "f": ffi.typeof("float[]"),
    "?": ffi.typeof("unsigned char[]"),
    "l": ffi.typeof("int64_t[]"),
    "q": ffi.typeof("int64_t[]"),
}


def check_all_finite(field: str, array: NDArray[np.float64]) -> None:
    """Raise not_finite for an array [n] or [m][n] with an infinity or a NaN."""
    if not np.isfinite(array).all():
        if array.ndim == 1:
            check_finite(field, array)
        else:
            check_finite_rows(field, array)


def check_status(
    status: Any,
    names: Sequence[str] = (),
    bounds: Mapping[str, tuple[int, int]] = MappingProxyType({}),
    **arguments: Any,
) -> None:
    """Raise the RefnetError that the status of a C function stands for.

    The checks of refnet.errors are asked to find the fault again, so that each has one wording.
    names: what a name may be; bounds: from where to where a number, or the numbers of a list, may
    go, where that is not just 0 or more.
    """
    if status.code == lib.REFNET_OK:
        return
    field = ffi.string(status.field).decode()
    if status.code == lib.REFNET_DIVERGED:
        raise diverged(field, status.trial, status.batch or None)
    value = arguments[field]
    if status.code == lib.REFNET_EMPTY:
        check_not_empty(field, value)
    elif status.code == lib.REFNET_OUT_OF_RANGE and field not in bounds:
        check_count(field, value)
    elif status.code == lib.REFNET_OUT_OF_RANGE and np.ndim(value) == 0:
        check_range(field, value, *bounds[field])
    elif status.code == lib.REFNET_OUT_OF_RANGE:
        check_ascending(field, value.tolist(), 1, bounds[field][1])
    elif status.code == lib.REFNET_UNKNOWN_NAME:
        check_name(field, value, names)
    elif np.ndim(value) == 0:
        check_finite_number(field, value)
    elif np.ndim(value) == 1:
        check_finite(field, value)
    else:
        check_finite_rows(field, value)
    raise AssertionError(f"the C core refused {field}, which the checks of refnet.errors accept")
