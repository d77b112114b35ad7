"""CSV files with a line of column names, as ``refnet train --csv`` reads them.

A fault is a RefnetError with the code bad_file, which names file, line and column.
"""

import csv
import os
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from refnet.errors import RefnetError
from refnet.files.formats import other_format
from refnet.reference.names import check_known

Array = NDArray[Any]

STDIN = "-"  # the path that means standard input
DELIMITERS = (",", ";", "\t", "|")
SHOWN = 40  # characters of a cell that a message shows
MISSING = {"", "?", "-", "na", "n/a", "nan", "none", "null"}
FEWEST_ROWS = 5  # in which a column that counts from 0 or 1 numbers the rows


class Table(NamedTuple):
    """Columns of numbers [m][n], and the text of one more column, the target.

    name: of the file; lines: the line of the file in which each row ends, counted from 1.
    """

    name: str
    columns: list[str]
    numbers: Array
    target: list[str]
    lines: list[int]

    def without(self, columns: Sequence[str]) -> "Table":
        """Return the table without these columns of numbers."""
        kept = [i for i, column in enumerate(self.columns) if column not in columns]
        names = [self.columns[i] for i in kept]
        return self._replace(columns=names, numbers=self.numbers[:, kept])


def read_table(
    path: str | os.PathLike[str],
    target: str | None,
    columns: Sequence[str] = (),
    delimiter: str = ",",
    drop: Sequence[str] | None = None,
) -> Table:
    """Return the table in a file.

    path: "-" for standard input; target: the name of the target column, or None; columns: the
    columns to read, in this order; empty for all but the target and those to drop; delimiter:
    between two cells; drop: None if the user cannot choose. Spaces around names and values are
    ignored.
    Raises RefnetError: bad_file, also for an empty target, and unknown_name; OSError.
    """
    from_stdin = os.fspath(path) == STDIN
    name = "standard input" if from_stdin else os.fspath(path)
    target = None if target is None else target.strip()
    rows: list[list[float]] = []
    targets, lines = [], []
    try:
        opened = 0 if from_stdin else path
        with open(opened, newline="", encoding="utf-8-sig", closefd=not from_stdin) as file:
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            head = _head(name, next(reader, []), delimiter)
            wanted = _wanted(name, head, target, columns, drop)
            places = [head.index(column) for column in wanted]
            at = None if target is None else head.index(target)
            named = bool(head[-1] or columns or "" in (drop or ()))
            for row in _rows(name, reader, len(head), delimiter):
                if not named and row[-1].strip():
                    raise _unnamed(name, len(head), drop)
                line = reader.line_num
                cells = [row[i].strip() for i in places]
                rows.append(
                    [
                        _number(name, line, column, cell, drop)
                        for column, cell in zip(wanted, cells, strict=True)
                    ]
                )
                targets.append("" if at is None else row[at].strip())
                lines.append(line)
                if at is not None and not targets[-1]:
                    raise bad_cell(name, line, f'expected a value in column "{target}"')
    except UnicodeDecodeError as error:
        raise _not_utf_8(name, reader.line_num, error) from error
    except csv.Error as error:
        raise bad_cell(name, reader.line_num, str(error)) from error
    if not rows:
        raise bad_cell(name, 2, "expected at least one row of numbers")
    return Table(name, wanted, np.array(rows, np.float64), targets, lines)


def row_numbers(table: Table) -> list[str]:
    """Return the columns that only number the rows, from 0 or from 1."""
    m = len(table.numbers)
    if m < FEWEST_ROWS:
        return []
    first = table.numbers[0]
    counts = ((first == 0.0) | (first == 1.0)) & (
        table.numbers == first + np.arange(float(m))[:, None]
    ).all(axis=0)
    return [column for column, numbers in zip(table.columns, counts, strict=True) if numbers]


def number_of(text: str) -> float | None:
    """Return the finite number in a cell; None for any other text."""
    value = float_of(text)
    return value if value is not None and np.isfinite(value) else None


def float_of(text: str) -> float | None:
    """Return the number in a cell, which "inf" and "nan" are too; None for any other text."""
    try:
        return None if "_" in text else float(text)  # only Python reads 1_0
    except ValueError:
        return None


def has_decimal_comma(text: str) -> bool:
    """Return whether a cell is a number in the notation of other languages, such as 1,5."""
    return re.fullmatch(r"[+-]?\d{1,3}(\.?\d{3})*,\d+|[+-]?\d+,\d+", text) is not None


def bad_cell(name: str, line: int, reason: str) -> RefnetError:
    """Return the error bad_file for a line of the file."""
    return RefnetError("bad_file", name, f"{name}, line {line}: {reason}")


def bad_number(name: str, line: int, place: str, text: str, otherwise: str = "") -> RefnetError:
    """Return the error for a cell that holds no finite number.

    place: "column "a"" or "the target"; otherwise: what to do about a text that is a value.
    """
    shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
    if has_decimal_comma(text):
        hint = "; numbers have a decimal point and no commas, as in 1234.5"
    elif text.lower() in MISSING:
        hint = "; fill in missing values, or remove their rows"
    else:
        hint = otherwise if float_of(text) is None else ""
    return bad_cell(name, line, f'expected a number in {place}, got "{shown}"{hint}')


def _not_utf_8(name: str, lines: int, error: UnicodeDecodeError) -> RefnetError:
    """Return bad_file for bytes that are not UTF-8; lines: read before the chunk with the error."""
    given = other_format(error.object)
    if given is not None:
        reason = f"{name}: expected a CSV file in UTF-8, got {given}"
        return RefnetError("bad_file", name, reason)
    line = lines + len((error.object[: error.start] + b".").splitlines())
    got = f"got the byte 0x{error.object[error.start]:02x}"
    return bad_cell(name, line, f"expected a CSV file in UTF-8, {got}; save it as UTF-8")


def _head(name: str, cells: Sequence[str], delimiter: str) -> list[str]:
    """Return the names of the columns; raises bad_file."""
    head = [cell.strip() for cell in cells]
    if not any(head):
        raise bad_cell(name, 1, "expected names of columns")
    if head[0].startswith("sep="):
        raise bad_cell(name, 1, f'expected names of columns, got "{head[0]}"; remove this line')
    others = [each for each in DELIMITERS if each != delimiter and each in head[0]]
    if len(head) == 1 and others:
        option = "tab" if others[0] == "\t" else f'"{others[0]}"'
        got = head[0][:SHOWN].replace("\t", "\\t")
        reason = f"expected names of columns with {_shown(delimiter)} between them"
        raise bad_cell(name, 1, f'{reason}, got "{got}"; try --delimiter {option}')
    return head


def _shown(delimiter: str) -> str:
    return "a tab" if delimiter == "\t" else f'"{delimiter}"'


def _rows(name: str, reader: Any, count: int, delimiter: str) -> Iterator[list[str]]:
    """Yield the rows of lines that are not empty; raises bad_file without ``count`` cells."""
    for row in reader:
        if not row or (count > 1 and len(row) == 1 and not row[0].strip()):
            continue
        if len(row) != count:
            ends = len(row) > count and not row[-1].strip()
            more = f"; the line ends with {_shown(delimiter)}" if ends else ""
            raise bad_cell(name, reader.line_num, f"expected {count} values, got {len(row)}{more}")
        yield row


def _wanted(
    name: str,
    head: list[str],
    target: str | None,
    columns: Sequence[str],
    drop: Sequence[str] | None,
) -> list[str]:
    """Return the columns to read; head: the names in the file; raises bad_file, unknown_name."""
    if target is not None:
        check_known("--target", target, [column for column in head if column])
        _check_once(name, head, target)
    dropped = drop or ()
    for column in dropped:
        check_known("--drop", column, head)
    if target is not None and target in columns:
        raise bad_cell(name, 1, f'"{target}" is an input of the model, not a target')
    # a last column without a name, if it has no values, only shows how each line ends
    named = head if head[-1] else head[:-1]
    wanted = list(columns) or [each for each in named if each != target and each not in dropped]
    for column in wanted:
        if not column:
            raise _unnamed(name, head.index(column) + 1, drop)
        if column not in head:
            raise bad_cell(name, 1, f'expected a column "{column}"')
        _check_once(name, head, column)
    if not wanted:
        raise bad_cell(name, 1, "expected names of columns to learn from, besides the target")
    return wanted


def _check_once(name: str, head: list[str], column: str) -> None:
    if head.count(column) > 1:
        reason = f'expected columns of different names, got "{column}" twice'
        raise bad_cell(name, 1, f"{reason}; rename one of them")


def _unnamed(name: str, number: int, drop: Sequence[str] | None) -> RefnetError:
    hint = "" if drop is None else ", or leave it out with --drop ''"
    return bad_cell(name, 1, f"column {number} has no name; name it{hint}")


def _number(name: str, line: int, column: str, text: str, drop: Sequence[str] | None) -> float:
    value = number_of(text)
    if value is None:
        leaves = f"; --drop {shown_option(column)} leaves the column out"
        otherwise = "" if drop is None else leaves
        raise bad_number(name, line, f'column "{column}"', text, otherwise)
    return value


def shown_option(value: str) -> str:
    """Return a value as it is typed after an option."""
    return value if re.fullmatch(r"[\w.-]+", value) else f"'{value}'"
