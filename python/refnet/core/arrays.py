"""Between NumPy and the C core: arrays in without copies, faults out as RefnetError."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from refnet._core import ffi, lib
from refnet.errors import diverged
from refnet.reference.checks import FINITE, check_rectangle, fault
from refnet.reference.readers import (
    LARGEST_COUNT,
    as_booleans,
    as_counts,
    as_nested,
    as_numbers,
    as_rows_or_counts,
    wrong_type,
)

Array = NDArray[Any]  # of float64 or float32
Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
Booleans = NDArray[np.bool_]
Counts = NDArray[np.int64]

C_LAYOUT: Final = ("C_CONTIGUOUS", "ALIGNED")  # what C reads
_C_TYPES: Final = {
    "d": ffi.typeof("double[]"),
    "f": ffi.typeof("float[]"),
    "?": ffi.typeof("unsigned char[]"),
    "l": ffi.typeof("int64_t[]"),
    "q": ffi.typeof("int64_t[]"),
    "B": ffi.typeof("unsigned char[]"),
}
_KERNELS: Final = {"d": lib.refnet_kernels_in_use, "f": lib.refnet_kernels_in_use_f32}
_CODES: Final = {
    lib.REFNET_EMPTY: "empty",
    lib.REFNET_NOT_FINITE: "not_finite",
    lib.REFNET_OUT_OF_RANGE: "out_of_range",
    lib.REFNET_UNKNOWN_NAME: "unknown_name",
}
_WORDS: Final = {lib.REFNET_EMPTY: "at least one number", lib.REFNET_NOT_FINITE: FINITE}
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


# Arrays in: the readers of refnet.reference.readers, except that arrays stay arrays.


def as_vector(field: str, values: Any) -> Vector:
    """Return values [n] as contiguous, aligned float64: the same memory if it fits."""
    if type(values) is not np.ndarray or values.ndim != 1 or values.dtype.kind not in "fiu":
        values = as_numbers(field, values)
    return np.require(values, np.float64, C_LAYOUT)


def as_boolean_vector(field: str, values: Any) -> Booleans:
    """Return values [n] as contiguous booleans: the same memory if it fits."""
    if type(values) is not np.ndarray or values.ndim != 1 or values.dtype != np.bool_:
        values = as_booleans(field, values)
    return np.require(values, np.bool_, C_LAYOUT)


def as_boolean_rows(field: str, rows: Any) -> Booleans:
    """Return rows [m][n] as contiguous booleans: the same memory if it fits; wrong_type."""
    if type(rows) is np.ndarray and rows.ndim == 2 and rows.dtype == np.bool_:
        return np.require(rows, np.bool_, C_LAYOUT)
    if not isinstance(rows, Sequence) and type(rows) is not np.ndarray:
        raise wrong_type(field, "a list of lists of booleans")
    read: list[Any] = [as_boolean_vector(field, row) for row in rows]
    check_rectangle(field, read)
    return np.array(read, np.bool_)


def as_count_vector(field: str, values: Any) -> Counts:
    """Return a copy of values [n] as whole numbers.

    They are indices, so they must stay as they were checked, whatever another thread writes into
    the caller's array while C works.
    """
    fits = type(values) is np.ndarray and values.ndim == 1 and values.dtype.kind in "iu"
    if fits and (np.abs(values, dtype=np.float64) <= LARGEST_COUNT).all():
        return np.array(values, np.int64)
    return np.array(as_counts(field, values), dtype=np.int64)


def as_array_or_nested(field: str, values: Any, depth: int) -> Any:
    """Return an array of ``depth`` dimensions as float64, else nested lists, perhaps ragged."""
    if type(values) is not np.ndarray or values.ndim != depth or values.dtype.kind not in "fiu":
        return as_nested(field, values, depth)
    return np.require(values, np.float64, C_LAYOUT)


def as_matrix_or_rows(field: str, rows: Any) -> Matrix | list[list[float]]:
    """Return rows [m][n] as a matrix if they are an array, else as lists, which may be ragged."""
    matrix: Matrix | list[list[float]] = as_array_or_nested(field, rows, 2)
    return matrix


def matrix_of(rows: Matrix | Sequence[Sequence[float]], n: int) -> Matrix:
    """Return the result of as_matrix_or_rows as a matrix [m][n]; its shape has been checked."""
    return np.asarray(rows, np.float64).reshape(len(rows), n)


def as_targets(field: str, targets: Any) -> Any:
    """Return rows [m][k] or class numbers [m]: the same array if it is one of these."""
    if isinstance(targets, np.ndarray):
        if targets.ndim == 2 and targets.dtype.kind in "fiu":
            return as_matrix_or_rows(field, targets)
        if targets.ndim == 1 and targets.dtype.kind in "iu" and len(targets) > 0:
            return as_count_vector(field, targets)
    return as_rows_or_counts(field, targets)


def pointer(array: NDArray[Any] | None) -> Any:
    """Return a C pointer to the array's own memory, NULL for None.

    The pointer keeps the array alive, but a struct that holds a copy of the pointer does not.
    """
    if array is None:
        return ffi.NULL
    return ffi.from_buffer(_C_TYPES[array.dtype.char], array)


def number_of(name: str, names: Sequence[str]) -> int:
    """Return the number of a name in C, its index; an unknown name gets one that C refuses."""
    return names.index(name) if name in names else len(names)


def all_finite(array: Array) -> bool:
    """Return whether all numbers of an array that C can read are finite.

    Several times as fast as NumPy, which writes down the answer for each number.
    """
    kernels = _KERNELS[array.dtype.char]()
    return bool(kernels.all_finite(pointer(array), array.size))


# Faults out


def check_status(
    status: Any,
    expected: Mapping[str, str] = _NOTHING,
    rename: Callable[[str], str] = str,
    rows: Sequence[int] = (),
) -> None:
    """Raise the RefnetError that the status of a C function describes.

    expected: what is expected of the fields that have bounds or names, in the words of
    refnet.reference.checks; rename: gives a field the name that the caller knows it by; rows: the
    sizes along the axes that C counts as one, that of the rows.
    """
    if status.code == lib.REFNET_OK:
        return
    name = ffi.string(status.field).decode()
    field = rename(name.replace("[]", f"[{status.layer}]"))
    if status.code == lib.REFNET_DIVERGED:
        raise diverged(field, status.trial, status.batch or None)
    words = _WORDS.get(status.code) or expected[name]
    indices = [index for index in (status.row, status.column) if index >= 0]
    if indices and rows:
        indices[:1] = map(int, np.unravel_index(indices[0], rows))
    raise fault(_CODES[status.code], field, words, *indices)
