"""refnet train, evaluate, predict and summary."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource
from numpy.typing import NDArray

from refnet import callbacks, optimizers
from refnet.cli.data import (
    DATA_SETS,
    TASKS,
    Source,
    Split,
    as_source,
    load_examples,
    load_split,
    load_test_part,
)
from refnet.cli.output import print_json
from refnet.cli.saved import check_notes, check_place, check_trained_on, load_model
from refnet.fit.history import History
from refnet.layers import Dense
from refnet.models import Sequential, load
from refnet.reference.names import check_known

Array = NDArray[Any]

OF_THE_MODEL = ("hidden", "activation", "optimizer", "learning_rate", "seed", "task")


class _TrainCommand(click.Command):
    """A command whose option --hidden takes all the numbers that follow it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Join the numbers after --hidden into one value, which click can parse."""
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
            raise ValueError("only Python reads 6_4")
        return [int(units) for units in value.replace(",", " ").split()]
    except ValueError:
        raise click.BadParameter("expected whole numbers, such as --hidden 64 32") from None


_file = click.argument("file", type=click.Path(path_type=Path))
_data_set = click.argument("data_set", required=False, type=click.Choice(DATA_SETS))
_csv = click.option(
    "--csv",
    "table",
    type=click.Path(path_type=Path),
    help="A CSV file with a line of column names, instead of a data set.",
)
_target = click.option("--target", help="The column of the CSV file to predict.")
_json = click.option("--json", "as_a_program", is_flag=True, help="Print JSON.")
_backend = click.option(
    "--backend",
    type=click.Choice(["c", "python"]),
    default="c",
    show_default=True,
    help="What calculates; the results are the same.",
)


def _new_model_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of a new model."""
    options = [
        click.option(
            "--task",
            default="auto",
            show_default=True,
            type=click.Choice(TASKS),
            help="What the target holds: classes, or a measurement (regression). auto means "
            "regression if all values are numbers and some are not whole.",
        ),
        click.option(
            "--hidden",
            default="64 32",
            show_default=True,
            metavar="UNITS",
            callback=_hidden,
            help="Units of the hidden layers, a number for each layer.",
        ),
        click.option(
            "--activation",
            default="relu",
            show_default=True,
            help="Activation of the hidden layers.",
        ),
        click.option(
            "--optimizer", default="adam", show_default=True, help="adam, rmsprop or sgd."
        ),
        click.option("--learning-rate", type=float, help="Defaults to that of the optimizer."),
        click.option(
            "--seed",
            default=0,
            show_default=True,
            help="Seed of the first weights and of the shuffling.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@click.command(cls=_TrainCommand)
@_data_set
@_csv
@_target
@_new_model_options
@click.option(
    "--epochs",
    default=20,
    show_default=True,
    type=click.IntRange(min=0),
    help="The number of the last epoch.",
)
@click.option(
    "--batch-size",
    default=32,
    show_default=True,
    type=click.IntRange(min=1),
    help="Examples per batch; with --resume, as the run began.",
)
@click.option(
    "--save",
    "file",
    type=click.Path(path_type=Path),
    help="Write the model here. Defaults to the file given to --resume.",
)
@click.option(
    "--resume",
    type=click.Path(path_type=Path),
    help="Continue a saved training run up to --epochs; layers, optimizer and seed are the file's.",
)
@_backend
@_json
def train(
    data_set: str | None,
    table: Path | None,
    target: str | None,
    epochs: int,
    batch_size: int,
    file: Path | None,
    resume: Path | None,
    backend: str,
    as_a_program: bool,
    **options: Any,
) -> None:
    """Train a network on a data set (digits, fashion-mnist) or on a CSV file.

    Four fifths of the examples are for training, the rest for testing. With --save or --resume, the
    file is updated after each epoch, so that --resume can continue an interrupted run.
    """
    source = as_source(data_set, table, target)
    if options["task"] != "auto" and table is None:
        raise click.UsageError("--task is for --csv FILE")
    file = resume if file is None else file
    if resume is not None:
        _refuse_options_of_the_model()
    if file is not None:
        check_place(file)
    if resume is not None:
        model, batch_size = _resumed(resume, source, batch_size, backend)
        split = load_split(source, options["task"], model.notes)
    else:
        split = load_split(source, options["task"], {})
        model = _new_model(split, options, backend)
    model.notes |= {**split.notes, "data": source.kind, "batch_size": batch_size}
    check_notes(model)
    history = model.fit(
        split.x,
        split.y,
        batch_size=batch_size,
        epochs=max(epochs, model.epochs),
        initial_epoch=model.epochs,
        validation_data=(split.x_test, split.y_test),
        verbose=0 if as_a_program else "auto",
        callbacks=_saving(model, file),
    )
    if file is not None and not history.epoch:
        model.save(file, include_optimizer=True)
    _print_trained(model, split, history, source, file, as_a_program)


@click.command()
@_file
@_data_set
@_csv
@_target
@_backend
@_json
def evaluate(
    file: Path,
    data_set: str | None,
    table: Path | None,
    target: str | None,
    backend: str,
    as_a_program: bool,
) -> None:
    """Test a saved model with the test part of a data set or with a whole CSV file."""
    source = as_source(data_set, table, target)
    model = load_model(file, backend)
    if model.optimizer is None:
        raise click.UsageError(f"{file}: does not say with which loss it was trained")
    check_trained_on(file, model, source)
    result = _tested(model, *load_test_part(source, model.notes))
    if as_a_program:
        print_json(result)
    else:
        _print_tested(result)


@click.command()
@_file
@_data_set
@_csv
@_backend
@_json
def predict(
    file: Path, data_set: str | None, table: Path | None, backend: str, as_a_program: bool
) -> None:
    """Print the predictions of a saved model for a data set's test part or for a CSV file.

    A line for each example: the class and its probability if the model knows its classes, otherwise
    the outputs.
    """
    source = as_source(data_set, table)
    model = load_model(file, backend)
    check_trained_on(file, model, source)
    outputs = model.predict(load_examples(source, model.notes))
    classes = model.notes.get("classes")
    if as_a_program:
        result: dict[str, Any] = {"outputs": outputs.tolist()}
        if classes is not None:
            result["classes"] = [classes[i] for i in outputs.argmax(axis=1).tolist()]
        print_json(result, indent=None)
        return
    for row in outputs:
        if classes is None:
            print(*row.tolist())
        else:
            print(classes[int(row.argmax())], f"{row.max():.4f}")


@click.command()
@_file
@_json
def summary(file: Path, as_a_program: bool) -> None:
    """Show the layers of a saved model."""
    model = load(file)
    if as_a_program:
        layers = [layer.describe() for layer in model.layers if layer.describe()]
        result = {"layers": layers, "params": model.count_params(), "epochs": model.epochs}
        print_json({**result, "weights_sha256": model.weights_sha256()})
        return
    model.summary()
    print(f"Epochs trained: {model.epochs}")


def _saving(model: Sequential, file: Path | None) -> list[callbacks.Callback]:
    """Return what saves the model after each epoch, under this very name; [] without a file."""
    if file is None:
        return []
    return [callbacks.LambdaCallback(lambda epoch, logs: model.save(file, include_optimizer=True))]


def _new_model(split: Split, options: dict[str, Any], backend: str) -> Sequential:
    """Return a compiled model for the data."""
    name, rate = options["optimizer"], options["learning_rate"]
    kind = optimizers.NAMES[check_known("--optimizer", name, optimizers.NAMES)]
    optimizer = kind() if rate is None else kind(learning_rate=rate)
    classes = split.notes["classes"]
    model = Sequential(seed=options["seed"], backend=backend)
    for units in options["hidden"]:
        model.add(Dense(units, activation=options["activation"]))
    if classes is None:
        model.add(Dense(1))
        model.compile(optimizer, "mse")
    else:
        model.add(Dense(len(classes), activation="softmax"))
        model.compile(optimizer, "sparse_categorical_crossentropy", ["accuracy"])
    model.build(split.x.shape[1:])
    return model


def _resumed(resume: Path, source: Source, batch_size: int, backend: str) -> tuple[Sequential, int]:
    """Return the saved model, and the batch size that its training run began with."""
    model = load_model(resume, backend)
    if model.optimizer is None:
        raise click.UsageError(f"{resume}: holds a model, but no training run to resume")
    check_trained_on(resume, model, source)
    began_with: int = model.notes.get("batch_size", batch_size)
    if _given("batch_size") and batch_size != began_with:
        raise click.UsageError(
            f"--batch-size {batch_size}: the training run in {resume} began with {began_with}"
        )
    return model, began_with


def _refuse_options_of_the_model() -> None:
    for name in OF_THE_MODEL:
        if _given(name):
            option = "--" + name.replace("_", "-")
            raise click.UsageError(f"{option} cannot be given with --resume: the file has it")


def _given(name: str) -> bool:
    source = click.get_current_context().get_parameter_source(name)
    return source is ParameterSource.COMMANDLINE


def _tested(model: Sequential, x: Array, y: Array) -> dict[str, Any]:
    logs = model.evaluate(x, y, return_dict=True)
    return {**{f"test_{name}": value for name, value in logs.items()}, "tested": len(x)}


def _print_trained(
    model: Sequential,
    split: Split,
    history: History,
    source: Source,
    file: Path | None,
    as_a_program: bool,
) -> None:
    classes = model.notes.get("classes")
    result = {
        "task": "regression" if classes is None else "classification",
        **_tested(model, split.x_test, split.y_test),
        "epochs": model.epochs,
        "examples": len(split.x),
        "weights_sha256": model.weights_sha256(),
    }
    if as_a_program:
        print_json({**result, "history": history.history})
        return
    _print_tested(result)
    if source.table is not None:
        print(f'target "{source.target}":', _target_kind(classes))
    print(f"epochs {model.epochs}, examples {len(split.x)}, SHA-256 of the weights:")
    print(result["weights_sha256"])
    if file is not None:
        print(f"saved in {file}")


def _target_kind(classes: list[str] | None) -> str:
    if classes is None:
        return "a measurement"
    return "1 class" if len(classes) == 1 else f"{len(classes)} classes"


def _print_tested(result: dict[str, Any]) -> None:
    parts = [f"test loss {result['test_loss']:.4f}"]
    if "test_accuracy" in result:
        parts.append(f"test accuracy {result['test_accuracy']:.4f}")
    print(", ".join(parts), f"({result['tested']} examples)")
