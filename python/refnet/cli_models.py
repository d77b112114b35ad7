"""The command line: refnet train, evaluate, predict, summary."""

import errno
import json
import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple

import click
import numpy as np
from click.core import ParameterSource
from numpy.typing import NDArray

from refnet import callbacks, datasets, optimizers, reference
from refnet.errors import RefnetError
from refnet.layers import Dense
from refnet.model_file import bad_file
from refnet.models import Sequential, load
from refnet.names import check_known
from refnet.tables import (
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
OF_THE_MODEL = ("hidden", "activation", "optimizer", "learning_rate", "seed", "task")
TEST_FRACTION = 0.2
SPLIT_SEED = 0
COULD_NOT_RUN = 2


class Split(NamedTuple):
    """Examples and targets to train on, and others to test with; notes: what the file must keep."""

    x: Array
    y: Array
    x_test: Array
    y_test: Array
    notes: dict[str, Any]


class _TrainCommand(click.Command):
    """The command whose option --hidden takes all the numbers that follow it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Join the numbers behind --hidden into one value, as click wants it."""
        joined: list[str] = []
        for arg in args:
            behind = joined[-2:-1] == ["--hidden"] or "".join(joined[-1:]).startswith("--hidden=")
            if arg.isdigit() and behind:
                joined[-1] += f" {arg}"
            else:
                joined.append(arg)
        return super().parse_args(ctx, joined)


def _hidden(context: click.Context, option: click.Parameter, value: str) -> list[int]:
    try:
        if "_" in value:
            raise ValueError("Python's own way to write numbers")
        return [int(units) for units in value.replace(",", " ").split()]
    except ValueError:
        raise click.BadParameter("expected whole numbers, such as --hidden 64 32") from None


def _reported(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command end with one line and status 2 for what is wrong with data or files."""

    @wraps(command)
    def run(**options: Any) -> None:
        try:
            command(**options)
            if sys.stdout is not None:
                sys.stdout.flush()  # at the end of the process it would be too late for click
        except BrokenPipeError:
            raise  # click's business: it ends without a word
        except MemoryError as error:
            click.echo(f"refnet: {str(error) or 'not enough memory'}", err=True)
            sys.exit(COULD_NOT_RUN)
        except (RefnetError, OSError, ImportError) as error:
            click.echo(f"refnet: {error}", err=True)
            sys.exit(COULD_NOT_RUN)
        except KeyboardInterrupt as error:
            click.echo(f"refnet: {error}", err=True)
            sys.exit(130)

    return run


_csv = click.option(
    "--csv",
    "table",
    type=click.Path(path_type=Path),
    help="A CSV file with a line of column names, in place of a data set.",
)
_target = click.option("--target", help="The column of the CSV file that is to be predicted.")
_json = click.option("--json", "as_a_program", is_flag=True, help="Print JSON, for programs.")
_backend = click.option(
    "--backend", type=click.Choice(["c", "python"]), default="c", show_default=True
)


@click.command(cls=_TrainCommand)
@click.argument("data_set", required=False, type=click.Choice(DATA_SETS))
@_csv
@_target
@click.option(
    "--task",
    default="auto",
    show_default=True,
    type=click.Choice(TASKS),
    help="What the column --target holds: classes, or a measurement (regression). auto takes it "
    "for a measurement where all are numbers and some are no whole ones.",
)
@click.option(
    "--hidden",
    default="64 32",
    show_default=True,
    metavar="UNITS",
    callback=_hidden,
    help="Units of the hidden layers, one number for each.",
)
@click.option("--activation", default="relu", show_default=True, help="Of the hidden layers.")
@click.option("--epochs", default=20, show_default=True, type=click.IntRange(min=0))
@click.option(
    "--batch-size",
    default=32,
    show_default=True,
    type=click.IntRange(min=1),
    help="With --resume, the one that the training began with.",
)
@click.option("--optimizer", default="adam", show_default=True, help="adam, rmsprop or sgd.")
@click.option("--learning-rate", type=float, help="Without it, the optimizer's own.")
@click.option("--seed", default=0, show_default=True, help="Of first weights and shuffling.")
@click.option(
    "--save",
    "file",
    type=click.Path(path_type=Path),
    help="Write the model here. Without it, --resume writes it back into the file it goes on with.",
)
@click.option(
    "--resume",
    type=click.Path(path_type=Path),
    help="Go on with a saved training, up to --epochs; it keeps its layers, optimizer and seed.",
)
@_backend
@_json
@_reported
def train(
    data_set: str | None,
    table: Path | None,
    target: str | None,
    task: str,
    hidden: list[int],
    activation: str,
    epochs: int,
    batch_size: int,
    optimizer: str,
    learning_rate: float | None,
    seed: int,
    file: Path | None,
    resume: Path | None,
    backend: str,
    as_a_program: bool,
) -> None:
    """Train a network on a data set (digits, fashion-mnist) or on a CSV file.

    Four fifths of the examples are trained on, the rest tested with. With --save or --resume, the
    file has after each epoch what --resume goes on from.
    """
    _one_source(data_set, table, target)
    if task != "auto" and table is None:
        raise click.UsageError("--task is for --csv FILE")
    if resume is not None:
        for name in OF_THE_MODEL:
            if _given(name):
                option = "--" + name.replace("_", "-")
                raise click.UsageError(f"{option} cannot be given with --resume: the file has it")
        file = resume if file is None else file
    if file is not None:
        _check_place(file)
    if resume is not None:
        model = _load(resume, backend)
        if model.optimizer is None:
            raise click.UsageError(f"{resume}: holds a model, but no training to go on with")
        _check_kind(resume, model, data_set)
        noted = model.notes.get("batch_size", batch_size)
        if _given("batch_size") and batch_size != noted:
            raise click.UsageError(
                f"--batch-size {batch_size}: the training in {resume} began with {noted}"
            )
        batch_size = noted
        split = _split(data_set, table, target, task, model.notes)
    else:
        split = _split(data_set, table, target, task, {})
        model = _new_model(split, hidden, activation, seed, backend)
        kind = optimizers.NAMES[check_known("--optimizer", optimizer, optimizers.NAMES)]
        chosen = kind() if learning_rate is None else kind(learning_rate=learning_rate)
        known = split.notes["classes"] is not None
        model.compile(
            chosen,
            "sparse_categorical_crossentropy" if known else "mse",
            ["accuracy"] if known else [],
        )
    kept = {"data": data_set or "csv", "batch_size": batch_size}
    model.notes = {**model.notes, **split.notes, **kept}
    _check_notes(model)
    classes = model.notes.get("classes")
    watching = [callbacks.ModelCheckpoint(file)] if file is not None else []
    history = model.fit(
        split.x,
        split.y,
        batch_size=batch_size,
        epochs=max(epochs, model.epochs),
        initial_epoch=model.epochs,
        validation_data=(split.x_test, split.y_test),
        verbose=0 if as_a_program else "auto",
        callbacks=watching,
    )
    if file is not None and not history.epoch:
        model.save(file, include_optimizer=True)
    result = {
        "task": "regression" if classes is None else "classification",
        **_tested(model, split.x_test, split.y_test),
        "epochs": model.epochs,
        "examples": len(split.x),
        "weights_sha256": model.weights_sha256(),
    }
    if as_a_program:
        print(json.dumps({**result, "history": history.history}, indent=2))
        return
    _print_tested(result)
    if table is not None:
        print(f'target "{target}":', "a measurement" if classes is None else _count(classes))
    print(f"epochs {model.epochs}, examples {len(split.x)}, SHA-256 of the weights:")
    print(model.weights_sha256())
    if file is not None:
        print(f"saved in {file}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("data_set", required=False, type=click.Choice(DATA_SETS))
@_csv
@_target
@_backend
@_json
@_reported
def evaluate(
    file: Path,
    data_set: str | None,
    table: Path | None,
    target: str | None,
    backend: str,
    as_a_program: bool,
) -> None:
    """Test a saved model: with the test part of a data set, or with all of a CSV file."""
    _one_source(data_set, table, target)
    model = _load(file, backend)
    if model.optimizer is None:
        raise click.UsageError(f"{file}: does not say with which loss it was trained")
    _check_kind(file, model, data_set)
    if table is not None:
        x, y = _examples(table, target, model.notes)
    else:
        split = _split(data_set, table, target, "auto", {})
        x, y = split.x_test, split.y_test
    result = _tested(model, x, y)
    if as_a_program:
        print(json.dumps(result, indent=2))
    else:
        _print_tested(result)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("data_set", required=False, type=click.Choice(DATA_SETS))
@_csv
@_backend
@_json
@_reported
def predict(
    file: Path, data_set: str | None, table: Path | None, backend: str, as_a_program: bool
) -> None:
    """Print what a saved model answers: to the test part of a data set, or to a CSV file.

    One line an example: the class, where the model knows its classes, and its probability, or the
    outputs.
    """
    _one_source(data_set, table, None)
    model = _load(file, backend)
    _check_kind(file, model, data_set)
    if table is not None:
        x = _inputs(read_table(table, None, model.notes.get("columns", [])).numbers, model.notes)
    else:
        x = _split(data_set, table, None, "auto", {}).x_test
    outputs = model.predict(x)
    classes = model.notes.get("classes")
    if as_a_program:
        answers: dict[str, Any] = {"outputs": outputs.tolist()}
        if classes is not None:
            answers["classes"] = [classes[i] for i in outputs.argmax(axis=1).tolist()]
        print(json.dumps(answers))
        return
    for row in outputs:
        if classes is None:
            print(*row.tolist())
        else:
            print(classes[int(row.argmax())], f"{row.max():.4f}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@_json
@_reported
def summary(file: Path, as_a_program: bool) -> None:
    """Show the layers of a saved model."""
    model = load(file)
    if as_a_program:
        layers = [
            {"units": each.units, "activation": each.activation, "bias": each.use_bias}
            for each in model.layers
            if isinstance(each, Dense)
        ]
        result = {"layers": layers, "params": model.count_params(), "epochs": model.epochs}
        print(json.dumps({**result, "weights_sha256": model.weights_sha256()}, indent=2))
        return
    model.summary()
    print(f"Epochs trained: {model.epochs}")


def _load(file: Path, backend: str) -> Sequential:
    """Return a saved model; raises RefnetError: bad_file also for notes that are not `train`'s."""
    model = load(file, backend=backend)
    _check_notes(model)
    return model


def _check_notes(model: Sequential) -> None:
    kinds = {
        "columns": list,
        "classes": list | None,
        "target": str,
        "scale": dict,
        "data": str,
        "batch_size": int,
    }
    for name, value in model.notes.items():
        if name in kinds and not isinstance(value, kinds[name]):
            raise bad_file(f"its note {name} is not what refnet train writes there")
    columns, scale = model.notes.get("columns"), model.notes.get("scale")
    classes = model.notes.get("classes")
    width, units = len(model.get_weights()[0]), model.get_weights()[-1].shape[-1]
    if columns is not None and len(columns) != width:
        raise bad_file("its columns are not those of its first layer")
    if classes is not None and len(classes) != units:
        raise bad_file("its classes are not those of its last layer")
    if scale is not None and not all(
        isinstance(scale.get(name), list)
        and len(scale[name]) == width
        and all(type(number) is float for number in scale[name])
        for name in Scale._fields
    ):
        raise bad_file("its scale is not that of its first layer")
    size = model.notes.get("batch_size", 1)
    if isinstance(size, bool) or size < 1:
        raise bad_file("its note batch_size is not what refnet train writes there")


def _check_kind(file: Path, model: Sequential, data_set: str | None) -> None:
    """Raise RefnetError: bad_file for a model that was trained on other data than these."""
    names = {None: "a CSV file", "csv": "a CSV file"}
    trained = model.notes.get("data")
    if trained is not None and trained != (data_set or "csv"):
        raise RefnetError(
            "bad_file",
            "model",
            f"{file}: was trained on {names.get(trained, trained)}, "
            f"not on {names.get(data_set, data_set)}",
        )


def _check_place(file: Path) -> None:
    """Raise OSError where no file can be written; nothing is lost yet."""
    folder = file.parent
    if file.is_dir():
        number, place = errno.EISDIR, file
    elif file.exists() and not file.is_file():
        number, place = errno.EINVAL, file
    elif not folder.exists():
        number, place = errno.ENOENT, folder
    elif not folder.is_dir():
        number, place = errno.ENOTDIR, folder
    elif not os.access(folder, os.W_OK):
        number, place = errno.EACCES, folder
    else:
        return
    raise OSError(number, f"cannot save the model: {os.strerror(number)}", str(place))


def _given(name: str) -> bool:
    source = click.get_current_context().get_parameter_source(name)
    return source is ParameterSource.COMMANDLINE


def _count(classes: list[str]) -> str:
    return "1 class" if len(classes) == 1 else f"{len(classes)} classes"


def _one_source(data_set: str | None, table: Path | None, target: str | None) -> None:
    if (data_set is None) == (table is None):
        raise click.UsageError(f"give one of {', '.join(DATA_SETS)}, or --csv FILE")
    if table is None and target is not None:
        raise click.UsageError("--target is for --csv FILE")


def _split(
    data_set: str | None,
    table: Path | None,
    target: str | None,
    task: str,
    notes: dict[str, Any],
) -> Split:
    """Return the data that the options name; notes: those of a model that goes on."""
    if table is not None:
        return _table_split(table, target, task, notes)
    if data_set == "digits":
        train, test = datasets.digits(TEST_FRACTION, SPLIT_SEED)
        return Split(*train, *test, {"classes": CLASSES["digits"]})
    (images, labels), (test_images, test_labels) = datasets.fashion_mnist()
    x, x_test = (each.reshape(len(each), -1) / 255.0 for each in (images, test_images))
    return Split(x, labels, x_test, test_labels, {"classes": CLASSES["fashion-mnist"]})


def _table_split(table: Path, target: str | None, task: str, notes: dict[str, Any]) -> Split:
    if target is None:
        raise click.UsageError("--csv needs --target COLUMN")
    read = read_table(table, target, notes.get("columns", []))
    order = reference.permutation(len(read.target), reference.seeded(SPLIT_SEED))
    tested = int(len(order) * TEST_FRACTION)
    if tested == 0:
        raise RefnetError("bad_file", str(table), f"{table}: expected at least 5 rows")
    if not notes:
        classes = classes_of(read.target) if task == "auto" else None
        notes = {
            "columns": read.columns,
            "target": target.strip(),
            "classes": ordered(read.target) if task == "classification" else classes,
            "scale": scale_of(read.numbers[order[:-tested]])._asdict(),
        }
    x, y = _inputs(read.numbers, notes), _targets(read, notes, table)
    train, test = order[:-tested], order[-tested:]
    return Split(x[train], y[train], x[test], y[test], notes)


def _examples(table: Path, target: str | None, notes: dict[str, Any]) -> tuple[Array, Array]:
    named = target or notes.get("target")
    if named is None:
        raise click.UsageError("--csv needs --target COLUMN")
    read = read_table(table, named, notes.get("columns", []))
    return _inputs(read.numbers, notes), _targets(read, notes, table)


def _inputs(numbers: Array, notes: dict[str, Any]) -> Array:
    return Scale(**notes["scale"]).applied(numbers) if "scale" in notes else numbers


def _targets(read: Table, notes: dict[str, Any], table: Path) -> Array:
    """Return class numbers [m] or measurements [m][1]; raises RefnetError: bad_file."""
    classes = notes.get("classes")
    targets = []
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


def _new_model(
    split: Split, hidden: list[int], activation: str, seed: int, backend: str
) -> Sequential:
    classes = split.notes["classes"]
    last = Dense(1) if classes is None else Dense(len(classes), activation="softmax")
    layers = [*(Dense(units, activation=activation) for units in hidden), last]
    model = Sequential(layers, seed=seed, backend=backend)
    model.build(split.x.shape[1:])
    return model


def _tested(model: Sequential, x: Array, y: Array) -> dict[str, Any]:
    result = model.evaluate(x, y)
    losses = result if isinstance(result, list) else [result]
    names = ["test_loss", "test_accuracy"]
    return {**dict(zip(names, losses, strict=False)), "tested": len(x)}


def _print_tested(result: dict[str, Any]) -> None:
    parts = [f"test loss {result['test_loss']:.4f}"]
    if "test_accuracy" in result:
        parts.append(f"test accuracy {result['test_accuracy']:.4f}")
    print(", ".join(parts), f"({result['tested']} examples)")


COMMANDS = (train, evaluate, predict, summary)
