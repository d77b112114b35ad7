"""What refnet refuses, and in which words (conformance/SPEC.md, rules ERR-*).

Every port has this file. A fault has a code, the field that is at fault and a message; code and
field are the same in every port. The checks come in three phases, so that a request with several
faults is refused for the same one everywhere: the types of all fields, then their shapes, then
their values, each phase in the order in which the experiment lists its fields.
"""

import math
from collections.abc import Iterable, Mapping, Sequence, Set
from numbers import Integral, Real
from typing import Any

LARGEST_COUNT = 2**53 - 1  # the whole numbers that a binary64 counts without a gap


class RefnetError(ValueError):
    """Bad input, or a training that left the finite numbers.

    Attributes: ``code`` (one of SPEC.md's, such as "shape_mismatch"), ``field`` (the argument at
    fault, or None), ``message``, and for the code "diverged" the 1-based ``trial`` and, where a
    trial has batches, ``batch``.
    """

    def __init__(
        self,
        code: str,
        field: str | None,
        message: str,
        trial: int | None = None,
        batch: int | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.field = field
        self.message = message
        self.trial = trial
        self.batch = batch

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what a copy in another process is made of."""
        return type(self), (self.code, self.field, self.message, self.trial, self.batch)


# Types. Each returns the value in the form that the chapters calculate with: a new list of floats,
# so that the caller's list is never changed and Python's unbounded integers never enter a sum.


def as_number(field: str, value: Any) -> float:
    if not _is_number(value):
        raise RefnetError("wrong_type", field, f"{field}: expected a number")
    return _nearest_float(value)


def as_numbers(field: str, values: Any) -> list[float]:
    items = _items(values)
    if items is None or not all(_is_number(item) for item in items):
        raise RefnetError("wrong_type", field, f"{field}: expected a list of numbers")
    return [_nearest_float(item) for item in items]


def as_rows(field: str, rows: Any) -> list[list[float]]:
    items = _items(rows)
    try:
        if items is not None:
            return [as_numbers(field, row) for row in items]
    except RefnetError:
        pass
    raise RefnetError("wrong_type", field, f"{field}: expected a list of lists of numbers")


def as_rows_or_counts(field: str, values: Any) -> list[list[float]] | list[int]:
    items = _items(values)
    try:
        if items and _is_count(items[0]):
            return as_counts(field, items)
        return as_rows(field, values if items is None else items)
    except RefnetError:
        pass
    raise RefnetError(
        "wrong_type",
        field,
        f"{field}: expected a list of lists of numbers or a list of whole numbers",
    )


def as_boolean(field: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise RefnetError("wrong_type", field, f"{field}: expected true or false")
    return value


def as_booleans(field: str, values: Any) -> list[bool]:
    items = _items(values)
    if items is None or not all(isinstance(item, bool) for item in items):
        raise RefnetError("wrong_type", field, f"{field}: expected a list of true and false")
    return items


def as_count(field: str, value: Any) -> int:
    if not _is_count(value):
        raise RefnetError("wrong_type", field, f"{field}: expected a whole number")
    return int(value)


def as_counts(field: str, values: Any) -> list[int]:
    items = _items(values)
    if items is None or not all(_is_count(item) for item in items):
        raise RefnetError("wrong_type", field, f"{field}: expected a list of whole numbers")
    return [int(item) for item in items]


def as_name(field: str, value: Any) -> str:
    if not isinstance(value, str):
        raise RefnetError("wrong_type", field, f"{field}: expected a string")
    return value


# Shapes.


def check_not_empty(field: str, values: Sequence[Any], what: str = "number") -> None:
    if len(values) == 0:
        raise RefnetError("empty", field, f"{field}: expected at least one {what}")


def check_length(field: str, values: Sequence[Any], other: str, length: int) -> None:
    if len(values) != length:
        raise RefnetError(
            "shape_mismatch",
            field,
            f"{field}: expected length {length}, that of {other}, got length {len(values)}",
        )


def check_row_lengths(field: str, rows: Sequence[Sequence[Any]], other: str, length: int) -> None:
    for i, row in enumerate(rows):
        if len(row) != length:
            raise RefnetError(
                "shape_mismatch",
                field,
                f"{field}[{i}]: expected length {length}, that of {other}, got length {len(row)}",
            )


def only_rows(field: str, values: list[list[float]] | list[int]) -> list[list[float]]:
    rows = [value for value in values if not isinstance(value, int)]
    if len(rows) != len(values):
        raise RefnetError("shape_mismatch", field, f"{field}: expected a list of numbers for each")
    return rows


def only_counts(field: str, values: list[list[float]] | list[int]) -> list[int]:
    counts = [value for value in values if isinstance(value, int)]
    if len(counts) != len(values):
        raise RefnetError("shape_mismatch", field, f"{field}: expected one whole number for each")
    return counts


# Values.


def check_finite(field: str, values: Iterable[float]) -> None:
    for i, value in enumerate(values):
        if not math.isfinite(value):
            raise RefnetError("not_finite", field, f"{field}[{i}]: expected a finite number")


def check_finite_rows(field: str, rows: Iterable[Iterable[float]]) -> None:
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            if not math.isfinite(value):
                raise RefnetError(
                    "not_finite", field, f"{field}[{i}][{j}]: expected a finite number"
                )


def check_finite_number(field: str, value: float) -> None:
    if not math.isfinite(value):
        raise RefnetError("not_finite", field, f"{field}: expected a finite number")


def check_count(field: str, value: int, low: int = 0) -> None:
    if value < low:
        raise RefnetError("out_of_range", field, f"{field}: expected {low} or more")


def check_range(field: str, value: int, low: int, high: int) -> None:
    if value < low or value > high:
        raise RefnetError("out_of_range", field, f"{field}: expected {low} to {high}")


def check_ranges(field: str, values: Sequence[int], low: int, high: int) -> None:
    for i, value in enumerate(values):
        if value < low or value > high:
            raise RefnetError("out_of_range", field, f"{field}[{i}]: expected {low} to {high}")


def check_positive(field: str, value: float) -> None:
    check_finite_number(field, value)
    if value <= 0.0:
        raise RefnetError("out_of_range", field, f"{field}: expected a number above 0")


def check_fraction(field: str, value: float) -> None:
    check_finite_number(field, value)
    if value < 0.0 or value >= 1.0:
        raise RefnetError("out_of_range", field, f"{field}: expected 0 or more and less than 1")


def check_ascending(field: str, values: Sequence[int], high: int) -> None:
    for i, value in enumerate(values):
        if value < 1 or value > high or (i > 0 and value <= values[i - 1]):
            raise RefnetError(
                "out_of_range", field, f"{field}[{i}]: expected ascending numbers from 1 to {high}"
            )


def check_name(field: str, value: str, names: Sequence[str]) -> None:
    if value not in names:
        known = ", ".join(f'"{name}"' for name in names)
        raise RefnetError("unknown_name", field, f"{field}: expected one of {known}")


# A training that leaves the finite numbers stops at the first value that does.


def check_converging(
    field: str, values: Iterable[float], trial: int, batch: int | None = None
) -> None:
    if not all(math.isfinite(value) for value in values):
        raise diverged(field, trial, batch)


def check_converging_rows(
    field: str, rows: Iterable[Iterable[float]], trial: int, batch: int | None = None
) -> None:
    for row in rows:
        check_converging(field, row, trial, batch)


def diverged(field: str, trial: int, batch: int | None = None) -> RefnetError:
    place = f"trial {trial}" if batch is None else f"trial {trial}, batch {batch}"
    message = f"{field}: left the finite numbers in {place}"
    return RefnetError("diverged", field, message, trial, batch)


def _items(values: Any) -> list[Any] | None:
    """Return the items of a list, or of what can stand for one: a tuple, an array, a generator."""
    if hasattr(values, "tolist"):  # an array, whose own booleans and numbers become Python's
        values = values.tolist()
    if isinstance(values, (str, bytes, Mapping, Set)) or not isinstance(values, Iterable):
        return None
    return list(values)


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _is_count(value: Any) -> bool:
    whole = isinstance(value, Integral) and not isinstance(value, bool)
    return whole and abs(int(value)) <= LARGEST_COUNT


def _nearest_float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:  # an int beyond the floats
        return math.inf if value > 0 else -math.inf
