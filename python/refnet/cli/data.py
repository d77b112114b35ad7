"""The data of refnet train, evaluate and predict: a data set, or a CSV file."""

from math import prod
from pathlib import Path
from typing import Any, NamedTuple

import click
from numpy.typing import NDArray

from refnet import datasets, lenet
from refnet.cli.endings import note
from refnet.cli.scales import (
    check_reach,
    constant_target,
    inputs_of,
    standardized,
    targets_of,
)
from refnet.cli.split import choose_split, tested_rows, untrained
from refnet.cli.targets import choose, class_numbers, listed, measurements
from refnet.errors import RefnetError
from refnet.files.tables import Table, read_table, row_numbers, shown_option
from refnet.layers import Normalization
from refnet.models import Sequential
from refnet.reference.names import check_known

Array = NDArray[Any]

CLASSES = {
    "digits": [str(number) for number in range(10)],
    "mnist": [str(number) for number in range(10)],
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
SHAPES = {"digits": (8, 8), "mnist": (28, 28), "fashion-mnist": (28, 28)}  # rows and columns
IN_A_FOLDER = ("mnist", "fashion-mnist")  # which --data is for
TEST_FRACTION = 0.2
SPLIT_SEED = 0
FEWEST_ROWS = 5


class Source(NamedTuple):
    """Where the data are: the name of a data set, or a CSV file and how to read it.

    folder: where the files of the data set are, or None
    """

    data_set: str | None
    table: Path | None
    target: str | None = None
    delimiter: str = ","
    folder: Path | None = None

    @property
    def kind(self) -> str:
        """What a saved model notes of its data."""
        return self.data_set or "csv"

    def read(self, target: str | None, model: Sequential) -> Table:
        """Return the table with the columns that the model knows, or all but the target."""
        _check_different(model.columns or [])
        return read_table(str(self.table), target, model.columns or (), self.delimiter)


class Columns(NamedTuple):
    """What to take of a table; keep: columns to train on even if they number the rows."""

    task: str = "auto"
    drop: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()


class Split(NamedTuple):
    """Examples and targets, to train on and to test with, and what belongs to a model of them.

    inputs: the first layer, or None; inverse: the last layer of a model that predicts a
    measurement; hint: how to choose another task.
    """

    x: Array
    y: Array
    x_test: Array
    y_test: Array
    columns: list[str] | None = None
    classes: list[str] | None = None
    inputs: Normalization | None = None
    inverse: Normalization | None = None
    notes: dict[str, Any] = {}  # noqa: RUF012 - never changed
    hint: str = ""

    def standardized(self, targets: Array) -> Array:
        """Return targets as the layers before the inverse should answer."""
        return targets if self.inverse is None else standardized(targets, self.inverse)


def as_source(
    data_set: str | None,
    table: Path | None,
    target: str | None = None,
    delimiter: str = ",",
    folder: Path | None = None,
) -> Source:
    """Return the source that the options name; raises UsageError unless it is one."""
    if (data_set is None) == (table is None):
        raise click.UsageError(f"give one of {', '.join(DATA_SETS)}, or --csv FILE")
    if table is None and target is not None:
        raise click.UsageError("--target is for --csv FILE")
    if folder is not None and data_set not in IN_A_FOLDER:
        raise click.UsageError(f"--data is for {' and '.join(IN_A_FOLDER)}")
    if folder is not None and not folder.is_dir():
        raise click.UsageError(f"--data: there is no folder {folder}")
    return Source(data_set, table, target, delimiter, folder)


def load_split(
    source: Source, columns: Columns, model: Sequential | None, shape: tuple[int, ...] | None = None
) -> Split:
    """Return the data, split into a part to train on and a part to test with.

    model: that continues to train on the data, or is tested with them; None for a new one; shape:
    of the images that a new one takes; None for rows of numbers.
    """
    if source.table is not None and source.target is None:
        raise click.UsageError("--csv needs --target COLUMN")
    if source.table is not None:
        target = str(source.target).strip()
        return _new_split(source, target, columns) if model is None else _split(source, model)
    if model is not None:
        shape = model.input_shape[1:]
    (x, y), (x_test, y_test) = _data_set(source)
    parts = _as_images(x, shape), y, _as_images(x_test, shape), y_test
    return Split(*parts, classes=CLASSES[source.kind])


def load_test_part(source: Source, model: Sequential) -> tuple[Array, Array]:
    """Return examples and targets: the test part of a data set, or all of a CSV file."""
    if source.table is None:
        split = load_split(source, Columns(), model)
        return split.x_test, split.y_test
    target = source.target or model.notes.get("target")
    if target is None:
        raise click.UsageError("--csv needs --target COLUMN")
    read = source.read(target, model)
    return _inputs(read, model), _targets(read, target, model)


def load_examples(source: Source, model: Sequential) -> Array:
    """Return examples: the test part of a data set, or all of a CSV file."""
    if source.table is None:
        return load_split(source, Columns(), model).x_test
    return _inputs(source.read(None, model), model)


def inverse_of(model: Sequential) -> Normalization | None:
    """Return the last layer of a model that predicts a measurement; None for others."""
    last = model.layers[-1]
    return last if isinstance(last, Normalization) and last.invert else None


def _data_set(source: Source) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Return examples [m][pixels] from 0.0 to 1.0 and classes [m], of both parts."""
    if source.data_set == "digits":
        return datasets.digits.load_data(TEST_FRACTION, SPLIT_SEED)
    if source.data_set == "mnist":
        mnist = datasets.mnist
        parts = mnist.load_data() if source.folder is None else mnist.load_data(source.folder)
    else:
        parts = datasets.fashion_mnist.load_data(source.folder)
    (images, labels), (test_images, test_labels) = parts
    x, x_test = (each.reshape(len(each), -1) / 255.0 for each in (images, test_images))
    return (x, labels), (x_test, test_labels)


def _as_images(x: Array, shape: tuple[int, ...] | None) -> Array:
    """Return examples [m][pixels] in the shape that a model takes; digits may become larger.

    Examples that do not fit into the shape stay as they are, for the model to refuse.
    """
    if shape is None or len(shape) == 1:
        return x
    if x.shape[1] == 64 and prod(shape) == prod(lenet.IMAGE):
        x = datasets.enlarge(x)
    return x.reshape(len(x), *shape) if prod(shape) == prod(x.shape[1:]) else x


def _new_split(source: Source, target: str, columns: Columns) -> Split:
    """Return the split of a new model, and what the model is to know of the table."""
    read = read_table(str(source.table), target, (), source.delimiter, columns.drop)
    if len(read.target) < FEWEST_ROWS:
        raise RefnetError("bad_file", read.name, f"{read.name}: expected at least 5 rows")
    read = _without_row_numbers(read, columns.keep)
    classes, hint = choose(read, columns.task)
    if classes is not None and len(classes) < 2:
        raise constant_target(read, target)
    targets = measurements(read) if classes is None else class_numbers(read, classes)
    number, tested = choose_split(read, targets, classes)
    if classes is not None:
        _note_untrained(classes, untrained(targets, tested, len(classes)))
    _note_few(tested)
    inputs = inputs_of(read, ~tested)
    inverse = targets_of(read, target, targets, ~tested) if classes is None else None
    check_reach(read, read.columns, read.numbers, inputs)
    check_reach(read, [target], targets, inverse)
    return Split(
        *_parts(read.numbers, targets, tested),
        read.columns,
        classes,
        inputs,
        inverse,
        {"target": target, "split": number},
        hint,
    )


def _split(source: Source, model: Sequential) -> Split:
    """Return the split of a model that continues to train on a table, by what it knows of it."""
    read = source.read(source.target, model)
    inputs, targets = _inputs(read, model), _targets(read, str(source.target), model)
    tested = tested_rows(read, targets, model.classes, model.notes["split"])
    if tested.all() or not tested.any():
        part = "train on" if tested.all() else "test with"
        reason = f"no row is among those to {part}, which the rows' content decides"
        raise RefnetError("bad_file", read.name, f"{read.name}: {reason}; add rows")
    _note_few(tested)
    parts = _parts(inputs, targets, tested)
    return Split(*parts, model.columns, model.classes, inverse=inverse_of(model))


def _parts(inputs: Array, targets: Array, tested: Array) -> tuple[Array, Array, Array, Array]:
    return inputs[~tested], targets[~tested], inputs[tested], targets[tested]


def _without_row_numbers(read: Table, keep: tuple[str, ...]) -> Table:
    """Return the table without columns that only number the rows, if there are others."""
    for column in keep:
        check_known("--keep", column, read.columns)
    numbers = [column for column in row_numbers(read) if column not in keep]
    if not numbers or len(numbers) == len(read.columns):
        return read
    for column in numbers:
        note(
            f'column "{column}" only numbers the rows and is left out; '
            f"--keep {shown_option(column)} trains on it"
        )
    return read.without(numbers)


def _note_untrained(classes: list[str], numbers: list[int]) -> None:
    names = listed([classes[i] for i in numbers])
    if len(numbers) == 1:
        note(f"the class {names} occurs only in rows to test with; add rows")
    elif numbers:
        note(f"{len(numbers)} classes occur only in rows to test with: {names}; add rows")


def _note_few(tested: Array) -> None:
    """Note a part with so few rows that it says little; tested: whether each row is [m]."""
    count = int(tested.sum())
    for rows, part in ((len(tested) - count, "training"), (count, "testing")):
        if rows < FEWEST_ROWS:
            note(f"only {rows} of {len(tested)} rows {'is' if rows == 1 else 'are'} for {part}")


def _check_different(columns: list[str]) -> None:
    """Raise RefnetError: bad_file for names with which no CSV file can be read."""
    if "" in columns:
        reason = "an input of the model has no name"
    elif len(set(columns)) < len(columns):
        twice = next(column for column in columns if columns.count(column) > 1)
        reason = f'two inputs of the model have the name "{twice}"'
    else:
        return
    reason += ", so the columns of a CSV file cannot be assigned to its inputs"
    raise RefnetError("bad_file", "model", f"model: {reason}; set model.columns and save it again")


def _inputs(read: Table, model: Sequential) -> Array:
    first = model.layers[0]
    if isinstance(first, Normalization) and _has_moments(first, len(read.columns)):
        check_reach(read, read.columns, read.numbers, first)
    return read.numbers


def _has_moments(layer: Normalization, count: int) -> bool:
    return layer.mean is not None and layer.mean.shape == (count,)


def _targets(read: Table, target: str, model: Sequential) -> Array:
    """Return class numbers [m] or measurements [m][1]; raises RefnetError: bad_file."""
    if model.classes is not None:
        return class_numbers(read, model.classes)
    targets = measurements(read)
    check_reach(read, [target], targets, inverse_of(model))
    return targets
