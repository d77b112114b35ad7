"""The first phase of validation: each field has its type (rule ERR-5).

A reader returns the value in the form that the chapters calculate with: a new list of floats, so
that the caller's list is never changed and Python's unbounded integers never enter a sum. The
port protocol uses the same readers for the fields of a request.

Each reader takes the field's name for the error, and the value; each raises RefnetError with the
code wrong_type.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Set
from numbers import Integral, Real
from typing import Any, TypeVar

from refnet.errors import RefnetError

LARGEST_COUNT = 2**53 - 1  # up to here binary64 holds every whole number

T = TypeVar("T")


def as_number(field: str, value: Any) -> float:
    """Return a number as a float."""
    if not _is_number(value):
        raise wrong_type(field, "a number")
    return _nearest_float(value)


def as_numbers(field: str, values: Any) -> list[float]:
    """Return a list of numbers as floats."""
    items = _items(values)
    if items is not None and _has_floats_only(items):
        return items
    if items is None or not all(_is_number(item) for item in items):
        raise wrong_type(field, "a list of numbers")
    return [_nearest_float(item) for item in items]


def as_rows(field: str, rows: Any) -> list[list[float]]:
    """Return a list of lists of numbers, which may differ in length."""
    return as_nested(field, rows, 2)


def as_nested(field: str, values: Any, depth: int) -> list[Any]:
    """Return numbers in lists of lists, so many deep, which may differ in length."""
    if depth == 1:
        return as_numbers(field, values)
    items = _items(values)
    if items is not None:
        try:
            return [as_nested(field, part, depth - 1) for part in items]
        except RefnetError:
            pass
    raise wrong_type(field, f"a list of {'lists of ' * (depth - 1)}numbers")


def as_rows_or_counts(field: str, values: Any) -> list[list[float]] | list[int]:
    """Return a list of lists of numbers, or a list of whole numbers."""
    items = _items(values)
    try:
        if items and _is_count(items[0]):
            return as_counts(field, items)
        return as_rows(field, items)
    except RefnetError:
        expected = "a list of lists of numbers or a list of whole numbers"
        raise wrong_type(field, expected) from None


def as_boolean(field: str, value: Any) -> bool:
    """Return True or False."""
    if not isinstance(value, bool):
        raise wrong_type(field, "true or false")
    return value


def as_booleans(field: str, values: Any) -> list[bool]:
    """Return a list of True and False."""
    items = _items(values)
    if items is None or not all(isinstance(item, bool) for item in items):
        raise wrong_type(field, "a list of true and false")
    return items


def as_boolean_rows(field: str, rows: Any) -> list[list[bool]]:
    """Return a list of lists of True and False, which may differ in length."""
    items = _items(rows)
    if items is not None:
        try:
            return [as_booleans(field, row) for row in items]
        except RefnetError:
            pass
    raise wrong_type(field, "a list of lists of true and false")


def as_count(field: str, value: Any) -> int:
    """Return a whole number between -LARGEST_COUNT and LARGEST_COUNT (PORT-5)."""
    if not _is_count(value):
        raise wrong_type(field, "a whole number")
    return int(value)


def as_counts(field: str, values: Any) -> list[int]:
    """Return a list of whole numbers."""
    items = _items(values)
    if items is None or not all(_is_count(item) for item in items):
        raise wrong_type(field, "a list of whole numbers")
    return [int(item) for item in items]


def as_name(field: str, value: Any) -> str:
    """Return a string."""
    if not isinstance(value, str):
        raise wrong_type(field, "a string")
    return value


def as_names(field: str, values: Any) -> list[str]:
    """Return a list of strings."""
    items = _items(values)
    if items is None or not all(isinstance(item, str) for item in items):
        raise wrong_type(field, "a list of strings")
    return items


def optional(reader: Callable[[str, Any], T]) -> Callable[[str, Any], T | None]:
    """Return a reader that also accepts None, and returns it."""

    def read(field: str, value: Any) -> T | None:
        if value is None:
            return None
        try:
            return reader(field, value)
        except RefnetError as error:
            if error.code != "wrong_type":
                raise
            raise RefnetError(error.code, error.field, f"{error.message} or null") from None

    return read


def wrong_type(field: str, expected: str) -> RefnetError:
    """Return the error for a value that is not what was expected."""
    return RefnetError("wrong_type", field, f"{field}: expected {expected}")


def _items(values: Any) -> list[Any] | None:
    """Return the items of a list, a tuple, an array or a generator; None for anything else."""
    if type(values) is list:  # by far the most frequent
        return values.copy()
    if hasattr(values, "tolist"):  # an array, whose own booleans and numbers become Python's
        values = values.tolist()
    if isinstance(values, (str, bytes, Mapping, Set)) or not isinstance(values, Iterable):
        return None
    return list(values)


def _has_floats_only(items: list[Any]) -> bool:
    """Return whether no item has to be checked or converted; much faster than to do so."""
    return set(map(type, items)) <= {float}


def _is_number(value: Any) -> bool:
    return type(value) is float or (isinstance(value, Real) and not isinstance(value, bool))


def _is_count(value: Any) -> bool:
    whole = isinstance(value, Integral) and not isinstance(value, bool)
    return whole and abs(int(value)) <= LARGEST_COUNT


def _nearest_float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:  # an int beyond the range of floats
        return math.inf if value > 0 else -math.inf
