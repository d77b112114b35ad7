"""The data of refnet train, evaluate and predict: a data set, or a CSV file."""

from pathlib import Path
from typing import Any, NamedTuple

import click
import numpy as np
from numpy.typing import NDArray

from refnet import datasets, reference
from refnet.errors import RefnetError
from refnet.files.tables import (
    Scale,
    Table,
    bad_cell,
    classes_of,
    number_of,
    ordered,
    read_table,
    scale_of,
)

Array = NDArray[Any]

CLASSES = {
    "digits": [str(number) for number in range(10)],
    "fashion-mnist": [
        "T-shirt/top",
        "trouser",
        "pullover",
        "dress",
        "coat",
        "sandal",
        "shirt",
        "sneaker",
        "bag",
        "ankle boot",
    ],
}
DATA_SETS = tuple(CLASSES)
TASKS = ("auto", "classification", "regression")
TEST_FRACTION = 0.2
SPLIT_SEED = 0


class Source(NamedTuple):
    """Where the data are: the name of a data set, or a CSV file and its target column."""

    data_set: str | None
    table: Path | None
    target: str | None = None

    @property
    def kind(self) -> str:
        """What a saved model notes of its data."""
        return self.data_set or "csv"


class Split(NamedTuple):
    """Examples and targets, to train on and to test with; notes: what a saved model must keep."""

    x: Array
    y: Array
    x_test: Array
    y_test: Array
    notes: dict[str, Any]


def as_source(data_set: str | None, table: Path | None, target: str | None = None) -> Source:
    """Return the source that the options name; raises UsageError unless it is one."""
    if (data_set is None) == (table is None):
        raise click.UsageError(f"give one of {', '.join(DATA_SETS)}, or --csv FILE")
    if table is None and target is not None:
        raise click.UsageError("--target is for --csv FILE")
    return Source(data_set, table, target)


def load_split(source: Source, task: str, notes: dict[str, Any]) -> Split:
    """Return the data, split into a part to train on and a part to test with.

    task: one of TASKS; notes: of the saved model that reads the data; empty for a new model.
    """
    if source.table is not None:
        return _table_split(source.table, source.target, task, notes)
    if source.data_set == "digits":
        train, test = datasets.digits(TEST_FRACTION, SPLIT_SEED)
        return Split(*train, *test, {"classes": CLASSES["digits"]})
    (images, labels), (test_images, test_labels) = datasets.fashion_mnist()
    x, x_test = (each.reshape(len(each), -1) / 255.0 for each in (images, test_images))
    return Split(x, labels, x_test, test_labels, {"classes": CLASSES["fashion-mnist"]})


def load_test_part(source: Source, notes: dict[str, Any]) -> tuple[Array, Array]:
    """Return examples and targets: the test part of a data set, or all of a CSV file."""
    if source.table is None:
        split = load_split(source, "auto", {})
        return split.x_test, split.y_test
    target = source.target or notes.get("target")
    if target is None:
        raise click.UsageError("--csv needs --target COLUMN")
    read = read_table(source.table, target, notes.get("columns", []))
    return _inputs(read.numbers, notes), _targets(read, notes, source.table)


def load_examples(source: Source, notes: dict[str, Any]) -> Array:
    """Return examples: the test part of a data set, or all of a CSV file."""
    if source.table is None:
        return load_split(source, "auto", {}).x_test
    return _inputs(read_table(source.table, None, notes.get("columns", [])).numbers, notes)


def _table_split(table: Path, target: str | None, task: str, notes: dict[str, Any]) -> Split:
    if target is None:
        raise click.UsageError("--csv needs --target COLUMN")
    read = read_table(table, target, notes.get("columns", []))
    order = reference.permutation(len(read.target), reference.seeded(SPLIT_SEED))
    tested = int(len(order) * TEST_FRACTION)
    if tested == 0:
        raise RefnetError("bad_file", str(table), f"{table}: expected at least 5 rows")
    train, test = order[:-tested], order[-tested:]
    if not notes:
        classes = classes_of(read.target) if task == "auto" else None
        notes = {
            "columns": read.columns,
            "target": target.strip(),
            "classes": ordered(read.target) if task == "classification" else classes,
            "scale": scale_of(read.numbers[train])._asdict(),
        }
    x, y = _inputs(read.numbers, notes), _targets(read, notes, table)
    return Split(x[train], y[train], x[test], y[test], notes)


def _inputs(numbers: Array, notes: dict[str, Any]) -> Array:
    return Scale(**notes["scale"]).applied(numbers) if "scale" in notes else numbers


def _targets(read: Table, notes: dict[str, Any], table: Path) -> Array:
    """Return class numbers [m] or measurements [m][1]; raises RefnetError: bad_file."""
    classes = notes.get("classes")
    targets: list[Any] = []
    for text, line in zip(read.target, read.lines, strict=True):
        if classes is None:
            number = number_of(text)
            if number is None:
                reason = f'expected a number in the target, got "{text}"'
                raise bad_cell(str(table), line, reason)
            targets.append([number])
        elif text in classes:
            targets.append(classes.index(text))
        else:
            raise bad_cell(str(table), line, f'the model knows no class "{text}"')
    return np.array(targets)
