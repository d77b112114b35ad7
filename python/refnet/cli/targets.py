"""The target column of a table: whether it holds classes or a measurement, and its values."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from refnet.files.tables import (
    Table,
    bad_cell,
    bad_number,
    float_of,
    has_decimal_comma,
    number_of,
)

Array = NDArray[Any]

TASKS = ("auto", "classification", "regression")
MOST_CLASSES = 20  # of whole numbers, unless the task says that they are classes
FEWEST_OF_A_CLASS = 3  # rows, likewise
EXACT = 2.0**53  # up to here, two whole numbers are two floating-point numbers
CODE = re.compile(r"[+-]?0\d+")  # such as a postal code, whose zeros mean something
SHOWN = 5  # classes in a message


class Chosen(NamedTuple):
    """What a target holds: its classes, in order, or None for a measurement.

    hint: how to choose otherwise, if that was not clear from the values.
    """

    classes: list[str] | None
    hint: str = ""


def choose(table: Table, task: str) -> Chosen:
    """Return what the target holds; task: one of TASKS.

    "auto" takes a column of numbers as a measurement if some are not whole. Whole numbers are
    classes if there are at most two different ones, or at most MOST_CLASSES, each in
    FEWEST_OF_A_CLASS rows or more. Texts are classes, unless most of the column is a measurement:
    then they are faults. Numbers with leading zeros are texts.
    """
    labels = [label_of(text) for text in table.target]
    if task == "regression":
        return Chosen(None)
    if task == "classification":
        return Chosen(ordered(labels))
    numbers = [number for text in table.target if (number := _as_if_number(text)) is not None]
    if 2 * len(numbers) <= len(labels) or any(CODE.fullmatch(text) for text in table.target):
        return Chosen(ordered(labels))
    if not all(number.is_integer() for number in numbers):
        return Chosen(None)
    counts = Counter(numbers)
    few = len(counts) <= MOST_CLASSES and min(counts.values()) >= FEWEST_OF_A_CLASS
    if few or len(counts) <= 2:
        return Chosen(ordered(labels), "--task regression takes it as a measurement")
    return Chosen(None, "--task classification takes it as classes")


def label_of(text: str) -> str:
    """Return the class in a cell: 1, 1.0, +1 and 1e0 are one class, named 1; 01 is another."""
    number = None if CODE.fullmatch(text) else number_of(text)
    if number is None or abs(number) > EXACT:
        return text
    return str(int(number)) if number.is_integer() else repr(number)


def ordered(labels: Sequence[str]) -> list[str]:
    """Return the different labels, sorted as numbers if all are, otherwise as text."""
    classes = sorted(set(labels))
    sizes = {text: number_of(text) for text in classes}
    numbers = {text: size for text, size in sizes.items() if size is not None}
    return sorted(classes, key=numbers.__getitem__) if len(numbers) == len(classes) else classes


def class_numbers(table: Table, classes: Sequence[str]) -> Array:
    """Return the number of each row's class [m]; raises RefnetError: bad_file."""
    numbers = {name: i for i, name in enumerate(classes)}
    by_label = {label_of(name): i for name, i in reversed(numbers.items())}
    found = [numbers.get(text, by_label.get(label_of(text))) for text in table.target]
    for text, line, number in zip(table.target, table.lines, found, strict=True):
        if number is None:
            raise bad_cell(
                table.name, line, f'the model knows no class "{text}", only {listed(classes)}'
            )
    return np.array(found)


def measurements(table: Table) -> Array:
    """Return each row's number [m][1]; raises RefnetError: bad_file."""
    found = [number_of(text) for text in table.target]
    otherwise = "; --task classification takes texts as classes"
    for text, line, number in zip(table.target, table.lines, found, strict=True):
        if number is None:
            raise bad_number(table.name, line, "the target", text, otherwise)
    return np.array(found, np.float64)[:, None]


def listed(names: Sequence[str]) -> str:
    """Return names for a message, not too many of them."""
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(f'"{name}"' for name in names[:SHOWN]) + more


def _as_if_number(text: str) -> float | None:
    """Return the number that a cell holds, or would with a decimal point instead of a comma."""
    if has_decimal_comma(text):
        text = text.replace(".", "").replace(",", ".")
    return float_of(text)
