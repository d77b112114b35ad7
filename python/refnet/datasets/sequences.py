"""Sequences of different lengths as one array, as Keras's ``pad_sequences`` makes it."""

from collections.abc import Sequence, Sized
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from refnet.errors import RefnetError
from refnet.reference.checks import check_count
from refnet.reference.names import check_known
from refnet.reference.readers import as_count

_ENDS = ("pre", "post")


def pad_sequences(
    sequences: Sequence[Any] | NDArray[Any],
    maxlen: int | None = None,
    dtype: DTypeLike = "int32",
    padding: str = "pre",
    truncating: str = "pre",
    value: Any = 0.0,
) -> NDArray[Any]:
    """Return sequences of different lengths as an array [m][maxlen], or [m][maxlen][...].

    sequences: [m] of sequences of numbers, or of arrays that all have one shape, the [...]. maxlen:
    the length of all, 1 or more; None for that of the longest one. padding: whether short ones are
    filled with value at the beginning ("pre") or at the end ("post"); truncating: at which end long
    ones are cut. dtype: of the result, ``object`` for texts of any length; numbers are converted to
    it as NumPy does, so that "int32" cuts off what comes after the point.
    Raises RefnetError: wrong_type, empty, out_of_range, unknown_name, shape_mismatch.
    """
    check_known("padding", padding, _ENDS)
    check_known("truncating", truncating, _ENDS)
    kind = _as_dtype(dtype, value)
    rows = _as_arrays(sequences, kind)
    length = _common_length(rows, maxlen)
    shape = next((row.shape[1:] for row in rows if len(row) > 0), ())

    padded = np.full((len(rows), length, *shape), value, kind)
    for i, row in enumerate(rows):
        if len(row) == 0:
            continue
        if row.shape[1:] != shape:
            message = f"sequences[{i}]: expected items of shape {shape}, got {row.shape[1:]}"
            raise RefnetError("shape_mismatch", "sequences", message)
        kept = row[-length:] if truncating == "pre" else row[:length]
        start = length - len(kept) if padding == "pre" else 0
        padded[i, start : start + len(kept)] = kept
    return padded


def _as_dtype(dtype: DTypeLike, value: Any) -> np.dtype[Any]:
    """Return the type of the result, which must be able to hold the value."""
    try:
        kind = np.dtype(dtype)
        with np.errstate(invalid="raise"):  # as NaN in a type of whole numbers
            np.full(1, value, kind)
    except (TypeError, ValueError, ArithmeticError) as error:
        message = "dtype: expected a type of NumPy that can hold value; object holds texts"
        raise RefnetError("wrong_type", "dtype", message) from error
    return kind


def _as_arrays(sequences: Any, kind: np.dtype[Any]) -> list[NDArray[Any]]:
    """Return each sequence as an array; raises RefnetError: wrong_type, out_of_range."""
    if not isinstance(sequences, Sized) or isinstance(sequences, (str, bytes)):
        raise RefnetError("wrong_type", "sequences", "sequences: expected a list of sequences")
    return [_as_array(i, sequence, kind) for i, sequence in enumerate(iter(sequences))]  # type: ignore[call-overload]


def _as_array(i: int, sequence: Any, kind: np.dtype[Any]) -> NDArray[Any]:
    try:
        array = np.asarray(sequence, kind)
    except OverflowError as error:
        message = f"sequences[{i}]: expected numbers that {kind} can hold"
        raise RefnetError("out_of_range", "sequences", message) from error
    except (TypeError, ValueError) as error:
        message = f"sequences[{i}]: expected a sequence that can be converted to {kind}"
        raise RefnetError("wrong_type", "sequences", message) from error
    if array.ndim == 0:
        raise RefnetError("wrong_type", "sequences", f"sequences[{i}]: expected a sequence")
    return array


def _common_length(rows: list[NDArray[Any]], maxlen: Any) -> int:
    if maxlen is not None:
        length = as_count("maxlen", maxlen)
        check_count("maxlen", length, 1)
        return length
    if not rows:
        raise RefnetError("empty", "sequences", "sequences: expected at least one sequence")
    return max(map(len, rows))
