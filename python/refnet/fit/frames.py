"""Tables and columns of pandas and polars as arrays of numbers, by position: the index is ignored.

NumPy reads a table of one type as an array of that type, but often a mixed one as objects. Here
each column is read by itself, so that whole numbers, booleans and fractions go together, also in
the types of pandas that have missing values. Neither library is imported.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from refnet.errors import RefnetError

Array = NDArray[Any]
NUMBERS = "fiub"  # the kinds of NumPy's types that are numbers or booleans


def is_frame(value: Any) -> bool:
    """Return whether a value is a DataFrame, of pandas or polars."""
    return hasattr(value, "to_numpy") and hasattr(value, "columns")


def is_table(value: Any) -> bool:
    """Return whether a value is a DataFrame or a Series, of pandas or polars."""
    return is_frame(value) or (hasattr(value, "to_numpy") and getattr(value, "ndim", 1) == 1)


def frame_numbers(argument: str, place: str, frame: Any) -> Array:
    """Return a table as an array [rows][columns] of numbers.

    argument: for the error's field; place: how its message names the table. Raises RefnetError:
    wrong_type for a column of something else, which it names, and not_finite for the first number
    that is missing or infinite.
    """
    names = list(frame.columns)
    array = np.asarray(frame)
    if array.dtype.kind not in NUMBERS:
        columns = [column_of(frame, i) for i in range(len(names))]
        arrays = [_numbers(column) for column in columns]
        for name, each in zip(names, arrays, strict=True):
            if each.dtype.kind not in NUMBERS:
                hint = _not_numbers(place, _quoted(name), each, hasattr(frame, "iloc"))
                raise RefnetError("wrong_type", argument, f"{place}: expected numbers, got {hint}")
        array = np.column_stack(arrays)
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        row, i = (int(k) for k in np.argwhere(~np.isfinite(array))[0])
        got = _not_finite(f"{place}[{row}, {i}]", array[row, i])
        message = f"{got} in column {_quoted(names[i])}{_missing_hint(frame, array[row, i])}"
        raise RefnetError("not_finite", argument, message)
    return array


def series_numbers(argument: str, place: str, series: Any) -> Array:
    """Return a column as an array [rows]; what is no number, such as a text, as an object.

    Raises RefnetError: not_finite for the first number that is missing or infinite.
    """
    array = _numbers(series)
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        row = int(np.argmin(np.isfinite(array)))
        message = _not_finite(f"{place}[{row}]", array[row]) + _missing_hint(series, array[row])
        raise RefnetError("not_finite", argument, message)
    return array


def column_of(frame: Any, i: int) -> Any:
    """Return a column by its place: a name may be there twice."""
    return frame.iloc[:, i] if hasattr(frame, "iloc") else frame[:, i]


def column_names(value: Any) -> list[str] | None:
    """Return the names of the columns of a table if they are different texts, else None."""
    if not is_frame(value):
        return None
    names = list(value.columns)
    are_texts = all(isinstance(name, str) and name for name in names)
    return [str(name) for name in names] if are_texts and len(set(names)) == len(names) else None


def check_order(argument: str, value: Any, columns: Sequence[str] | None) -> None:
    """Raise RefnetError: shape_mismatch for a table with the model's columns in another order."""
    names = None if columns is None else column_names(value)
    if columns is None or names is None or names == list(columns):
        return
    if sorted(names) == sorted(columns):
        pairs = list(zip(columns, names, strict=True))
        i = next(i for i, (own, other) in enumerate(pairs) if own != other)
        message = (
            f"{argument}: expected columns in the order of model.columns, but column {i} is "
            f"{_quoted(names[i])}, not {_quoted(columns[i])}; {argument}[model.columns] has it"
        )
        raise RefnetError("shape_mismatch", argument, message)


def _numbers(column: Any) -> Array:
    """Return a column as NumPy reads it; missing booleans, which are objects there, become NaN."""
    array = np.asarray(column)
    if array.dtype.kind != "O":
        return array
    if getattr(column.dtype, "kind", "O") in NUMBERS:  # a type of pandas
        return np.asarray(column.to_numpy(np.float64, na_value=np.nan))
    is_missing_or_boolean = (each is None or isinstance(each, bool) for each in array)
    return array.astype(np.float64) if all(is_missing_or_boolean) else array


def _not_numbers(place: str, name: str, array: Array, is_of_pandas: bool) -> str:
    """Return what a column holds instead of numbers, and what helps; name: as messages write it."""
    where, first = f"in column {name}", array[0]
    if array.dtype.kind in "OUST" and _are_numbers(array):
        of = "texts" if isinstance(first, str) else "objects"
        call = "astype(float)" if is_of_pandas else "cast(float)"
        return f"numbers as {of} {where}; {place}[{name}].{call} makes numbers of them"
    text = next((each for each in array if isinstance(each, str)), None)
    if text is None:
        got = type(first).__name__ if array.dtype.kind == "O" else array.dtype
        return f"{got} {where}; leave the column out, or make numbers of it"
    call = f"pandas.get_dummies({place})" if is_of_pandas else f"{place}.to_dummies()"
    return f"the text {str(text)!r} {where}; {call} makes columns of 0 and 1 of texts"


def _are_numbers(array: Array) -> bool:
    try:
        array.astype(np.float64)
    except (TypeError, ValueError):
        return False
    return True


def _not_finite(place: str, number: Any) -> str:
    got = "a missing value" if np.isnan(number) else str(number)
    return f"{place}: expected a finite number, got {got}"


def _missing_hint(value: Any, number: Any) -> str:
    """Return what to do about missing values, of which pandas has many helpers."""
    if not np.isnan(number):
        return ""
    if hasattr(value, "iloc"):
        return "; dropna() leaves out what is missing, and fillna(number) fills it"
    return "; drop_nans() and drop_nulls() leave out what is missing"


def _quoted(name: Any) -> str:
    return f'"{name}"' if isinstance(name, str) else repr(name)
