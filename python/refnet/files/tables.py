"""CSV files with a line of column names, as ``refnet train --csv`` reads them.

A fault is a RefnetError with the code bad_file, which names file, line and column.
"""

import csv
import os
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from refnet.errors import RefnetError
from refnet.files.formats import other_format
from refnet.reference.names import check_known

Array = NDArray[Any]


class Table(NamedTuple):
    """Columns of numbers [m][n], and the text of one more column, the target.

    lines: the line of the file in which each row ends, counted from 1.
    """

    columns: list[str]
    numbers: Array
    target: list[str]
    lines: list[int]


class Scale(NamedTuple):
    """The mean and the standard deviation [n] of each column, for standardizing examples."""

    mean: list[float]
    deviation: list[float]

    def applied(self, numbers: Array) -> Array:
        """Return numbers [m][n] minus the mean, divided by the deviation."""
        scaled: Array = (numbers - np.array(self.mean)) / np.array(self.deviation)
        return scaled


def read_table(path: str | os.PathLike[str], target: str | None, columns: Sequence[str]) -> Table:
    """Return the table in a file.

    target: the name of the target column, or None; columns: the columns to read, in this order;
    empty for all but the target. Spaces around names and values are ignored.
    Raises RefnetError: bad_file, also for an empty target, and unknown_name; OSError.
    """
    name = os.fspath(path)
    target = None if target is None else target.strip()
    rows: list[list[float]] = []
    targets, lines = [], []
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file, strict=True)
            head = [column.strip() for column in reader.fieldnames or []]
            reader.fieldnames = head
            wanted = _wanted(name, head, target, columns)
            for row in reader:
                line = reader.line_num
                if None in row or None in row.values():
                    raise bad_cell(name, line, f"expected {len(head)} values")
                rows.append([_number(name, line, column, row[column]) for column in wanted])
                targets.append("" if target is None else row[target].strip())
                lines.append(line)
                if target is not None and not targets[-1]:
                    raise bad_cell(name, line, f'expected a value in column "{target}"')
    except UnicodeDecodeError as error:
        given = other_format(error.object)
        got = f"got {given}" if given is not None else f"but {error}"
        reason = f"{name}: expected a CSV file in UTF-8, {got}"
        raise RefnetError("bad_file", name, reason) from error
    except csv.Error as error:
        raise RefnetError("bad_file", name, f"{name}: {error}") from error
    if not wanted:
        raise bad_cell(name, 1, "expected names of columns")
    if not rows:
        raise bad_cell(name, 2, "expected at least one row of numbers")
    return Table(wanted, np.array(rows, np.float64), targets, lines)


def scale_of(numbers: Array) -> Scale:
    """Return the scale of numbers [m][n]; a constant column gets the deviation 1."""
    varies = (numbers != numbers[0]).any(axis=0)
    deviation = np.where(varies, numbers.std(axis=0), 1.0)
    return Scale(numbers.mean(axis=0).tolist(), deviation.tolist())


def classes_of(target: Sequence[str]) -> list[str] | None:
    """Return the classes of a target column, in order; None if it holds measurements.

    It holds measurements if each value is a number, "inf" or "nan", and some are not whole.
    """
    numbers = [_float(text) for text in target]
    if any(number is None for number in numbers):
        return ordered(target)
    whole = all(number is not None and number.is_integer() for number in numbers)
    return ordered(target) if whole else None


def ordered(target: Sequence[str]) -> list[str]:
    """Return the classes of a target column, sorted as numbers if all are, otherwise as text."""
    classes = sorted(set(target))
    sizes = {text: number_of(text) for text in classes}
    numbers = {text: size for text, size in sizes.items() if size is not None}
    return sorted(classes, key=numbers.__getitem__) if len(numbers) == len(classes) else classes


def number_of(text: str) -> float | None:
    """Return the finite number in a cell; None for any other text."""
    value = _float(text)
    return value if value is not None and np.isfinite(value) else None


def bad_cell(name: str, line: int, reason: str) -> RefnetError:
    """Return the error bad_file for a line of the file."""
    return RefnetError("bad_file", name, f"{name}, line {line}: {reason}")


def _wanted(name: str, head: list[str], target: str | None, columns: Sequence[str]) -> list[str]:
    """Return the columns to read; head: the names in the file; raises bad_file, unknown_name."""
    if not head:
        raise bad_cell(name, 1, "expected names of columns")
    if len(set(head)) < len(head):
        raise bad_cell(name, 1, "expected columns of different names")
    if target is not None:
        check_known("target", target, head)
    if target is not None and target in columns:
        raise bad_cell(name, 1, f'"{target}" is an input of the model, not a target')
    wanted = [column for column in columns or head if column != target]
    for column in wanted:
        if column not in head:
            raise bad_cell(name, 1, f'expected a column "{column}"')
    return wanted


def _float(text: str) -> float | None:
    try:
        return None if "_" in text else float(text)  # only Python reads 1_0
    except ValueError:
        return None


def _number(name: str, line: int, column: str, text: str) -> float:
    value = number_of(text)
    if value is None:
        raise bad_cell(name, line, f'expected a number in column "{column}", got "{text}"')
    return value
