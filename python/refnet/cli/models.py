"""refnet train, evaluate, predict and summary."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from refnet import lenet, plots, rows
from refnet.callbacks.history import History
from refnet.cli.data import (
    DATA_SETS,
    SHAPES,
    Columns,
    Source,
    Split,
    as_source,
    inverse_of,
    load_examples,
    load_split,
    load_test_part,
)
from refnet.cli.endings import note
from refnet.cli.options import (
    PATH,
    as_json,
    as_optimizer,
    backend_option,
    epochs_option,
    given,
    refuse,
)
from refnet.cli.output import loss_first, print_json
from refnet.cli.pictures import check_picture, save_figure
from refnet.cli.saved import (
    Saving,
    check_notes,
    check_place,
    check_resumable,
    check_split,
    check_trained_on,
    load_model,
    note_if_trained,
    noted_names,
    trained_data_set,
)
from refnet.cli.scales import loss_of_mean
from refnet.cli.targets import TASKS
from refnet.files.model_file import FLOATS, read_model
from refnet.files.stored_layers import tensors_of
from refnet.layers import Dense, Dropout
from refnet.layers.arguments import as_activation, as_rate
from refnet.models import Sequential, load

Array = NDArray[Any]

OF_THE_MODEL = (
    "model",
    "hidden",
    "activation",
    "dropout",
    "optimizer",
    "learning_rate",
    "seed",
    "task",
    "drop",
    "keep",
)
LARGE_LOSS = 1e6  # from here on in scientific notation
MODELS = ("dense", *lenet.MODELS, *rows.MODELS)
OF_DENSE = ("hidden", "activation", "dropout")
OF_A_TABLE = ("task", "drop", "keep", "delimiter")


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


_file = click.argument("file", type=PATH)
_data_set = click.argument("data_set", required=False, type=click.Choice(DATA_SETS))
_csv = click.option(
    "--csv",
    "table",
    type=PATH,
    help="A CSV file with a line of column names, instead of a data set; - for standard input.",
)


def _delimiter(context: click.Context, option: click.Parameter, value: str) -> str:
    text = {"tab": "\t", "\\t": "\t"}.get(value, value)
    if len(text) != 1 or text in '"\r\n\0':
        raise click.BadParameter("expected one character, such as ';', or tab")
    return text


_read_as = click.option(
    "--delimiter",
    default=",",
    show_default=True,
    callback=_delimiter,
    help="What separates the columns of the CSV file: one character, such as ';', or tab.",
)
_target = click.option("--target", help="The column of the CSV file to predict.")
data_folder = click.option(
    "--data",
    "folder",
    type=PATH,
    metavar="FOLDER",
    help="The folder with the four files of mnist or fashion-mnist, as they are distributed. "
    "They are downloaded otherwise.",
)


def _new_model_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of a new model."""
    options = [
        click.option(
            "--task",
            default="auto",
            show_default=True,
            type=click.Choice(TASKS),
            help="What the target holds: classes, or a measurement (regression). auto takes a "
            "column of numbers as a measurement if some are not whole, or if there are over 20 "
            "different ones or fewer than 3 rows of one of them; but two different whole numbers "
            "are always classes.",
        ),
        click.option(
            "--drop",
            multiple=True,
            metavar="COLUMN",
            help="A column of the CSV file to leave out; can be given several times.",
        ),
        click.option(
            "--keep",
            multiple=True,
            metavar="COLUMN",
            help="A column to train on although it only numbers the rows (0, 1, 2, ... or "
            "1, 2, 3, ...); such columns are left out otherwise.",
        ),
        click.option(
            "--model",
            default="dense",
            show_default=True,
            type=click.Choice(MODELS),
            help="dense: hidden layers of units that see all of the layer before; lenet5, lenet1: "
            "convolutional networks for images; lstm, conv_lstm: recurrent networks that read an "
            "image row by row, the second after a convolution.",
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
            help="Activation of the hidden layers, such as relu, tanh, silu or gelu.",
        ),
        click.option(
            "--dropout",
            default=0.0,
            show_default=True,
            type=float,
            metavar="RATE",
            help="Probability of leaving out an output of a hidden layer while the model trains.",
        ),
        click.option(
            "--optimizer",
            default="adam",
            show_default=True,
            help="sgd, rmsprop, adam, adagrad, adadelta, adamax, nadam or adamw.",
        ),
        click.option(
            "--learning-rate",
            type=float,
            help="Defaults to that of the optimizer; for --model lstm and conv_lstm with adam, to "
            f"{rows.LEARNING_RATE}.",
        ),
        click.option(
            "--seed",
            default=0,
            show_default=True,
            help="Seed of the first weights, of the shuffling, and of what --dropout leaves out.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@click.command(cls=_TrainCommand)
@_data_set
@_csv
@data_folder
@_target
@_read_as
@_new_model_options
@epochs_option
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
    type=PATH,
    help="Write the model here. Defaults to the file given to --resume.",
)
@click.option(
    "--resume",
    type=PATH,
    help="Continue a saved training run up to --epochs; layers, optimizer and seed are the file's, "
    "and so is the data set by default.",
)
@click.option(
    "--plot",
    type=PATH,
    help="Draw the loss and the accuracy of each epoch here: a name that ends in .png, .svg or "
    ".pdf.",
)
@backend_option
@as_json
def train(
    data_set: str | None,
    table: Path | None,
    folder: Path | None,
    target: str | None,
    delimiter: str,
    epochs: int,
    batch_size: int,
    file: Path | None,
    resume: Path | None,
    plot: Path | None,
    backend: str,
    as_a_program: bool,
    **options: Any,
) -> None:
    """Train a network on a data set (digits, mnist, fashion-mnist) or on a CSV file.

    Of a data set, one part is for training, the other for testing. Of a CSV file, about a fifth of
    the rows is for testing; the content of a row decides, so of a small table it can be far more or
    less. The model standardizes the columns
    itself. It predicts a measurement in the target's own units, and the test loss is in these
    units, squared; the losses of epochs are those of the standardized target. With --save or
    --resume, the file is updated after each epoch, so that --resume can continue an interrupted
    run.
    """
    source = _source(resume, data_set, table, target, delimiter, folder)
    if table is None:
        refuse(OF_A_TABLE, "is for --csv FILE")
    if options["model"] != "dense":
        refuse(OF_DENSE, "is for --model dense")
        if table is not None:
            raise click.UsageError(f"--model {options['model']} is for images, not for --csv FILE")
    elif not options["hidden"]:
        refuse(("activation", "dropout"), 'is for hidden layers, which --hidden "" leaves out')
    columns = Columns(options["task"], _names("drop", options), _names("keep", options))
    if target is not None and target.strip() in columns.drop:
        raise click.UsageError("--drop: the target cannot be left out")
    for column in columns.keep:
        if column in columns.drop:
            raise click.UsageError(f'--keep and --drop both name "{column}"')
    file = resume if file is None else file
    if resume is not None:
        refuse(OF_THE_MODEL, "cannot be given with --resume: the file has it")
    if file is not None:
        check_place(file)
    if plot is not None:
        check_picture("--plot", plot)
    if resume is not None:
        model, batch_size = _resumed(resume, source, batch_size, backend)
        split = load_split(source, columns, model)
        if split.inverse is not None:
            model.pop()
    else:
        split = load_split(source, columns, None, _image_shape(options["model"], source))
        model = _new_model(split, options, backend)
    model.notes |= {**split.notes, "data": source.kind, "batch_size": batch_size}
    model.notes |= noted_names(model)
    check_notes(model)
    if resume is not None:
        note_if_trained(model, epochs)
    saving = Saving(file, model.epochs if file == resume else None, lambda: _whole(model, split))
    with saving.told_if_stopped():
        history = model.fit(
            split.x,
            split.standardized(split.y),
            batch_size=batch_size,
            epochs=max(epochs, model.epochs),
            initial_epoch=model.epochs,
            validation_data=(split.x_test, split.standardized(split.y_test)),
            verbose=0 if as_a_program else "auto",
            callbacks=saving.after_each_epoch(),
        )
    if not history.epoch:
        saving.save()
    _print_trained(_whole(model, split), split, history, source, file, as_a_program)
    if plot is not None:
        _draw(plot, history, as_a_program)


@click.command()
@_file
@_data_set
@_csv
@data_folder
@_target
@_read_as
@backend_option
@as_json
def evaluate(
    file: Path,
    data_set: str | None,
    table: Path | None,
    folder: Path | None,
    target: str | None,
    delimiter: str,
    backend: str,
    as_a_program: bool,
) -> None:
    """Test a saved model with the test part of a data set or with a whole CSV file.

    The data set defaults to the one that the model was trained on.
    """
    source = _source(file, data_set, table, target, delimiter, folder)
    if table is None:
        refuse(("delimiter",), "is for --csv FILE")
    model = load_model(file, backend)
    if model.optimizer is None:
        raise click.UsageError(f"{file}: does not say with which loss it was trained")
    check_trained_on(file, model, source)
    result = _tested(model, *load_test_part(source, model))
    if as_a_program:
        print_json(result)
    else:
        _print_tested(result)


@click.command()
@_file
@_data_set
@_csv
@data_folder
@_read_as
@backend_option
@as_json
def predict(
    file: Path,
    data_set: str | None,
    table: Path | None,
    folder: Path | None,
    delimiter: str,
    backend: str,
    as_a_program: bool,
) -> None:
    """Print the predictions of a saved model for a data set's test part or for a CSV file.

    The data set defaults to the one that the model was trained on. A line for each example: the
    class and its probability if the model knows its classes, otherwise the outputs.
    """
    source = _source(file, data_set, table, None, delimiter, folder)
    if table is None:
        refuse(("delimiter",), "is for --csv FILE")
    model = load_model(file, backend)
    check_trained_on(file, model, source)
    outputs = model.predict(load_examples(source, model))
    classes = model.classes
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
@as_json
def summary(file: Path, as_a_program: bool) -> None:
    """Show the layers of a saved model."""
    model = load(file)
    if as_a_program:
        content = read_model(file.read_bytes(), FLOATS)
        pairs = zip(content.description["layers"], content.layers, strict=True)
        result = {
            "layers": [{"kind": "dense", **entry, **_numbers(layer)} for entry, layer in pairs],
            "columns": model.columns,
            "classes": model.classes,
            "params": model.count_params(),
            "epochs": model.epochs,
        }
        print_json({**result, "weights_sha256": model.weights_sha256()})
        return
    model.summary()
    print(f"Epochs trained: {model.epochs}")
    for title, names in (("Columns", model.columns), ("Classes", model.classes)):
        if names is not None:
            print(f"{title}: {', '.join(map(_shown, names))}")


def _numbers(layer: Any) -> dict[str, float]:
    """Return the single numbers that a file has for a layer, such as rates."""
    stored = tensors_of(layer).items()
    return {name: float(value) for name, value in stored if np.ndim(value) == 0}


def _shown(name: str) -> str:
    """Return a name as it is printed: quoted if it could not be seen, such as a line feed."""
    return name if name.isprintable() and name.strip() else repr(name)


def _source(
    file: Path | None,
    data_set: str | None,
    table: Path | None,
    target: str | None,
    delimiter: str,
    folder: Path | None,
) -> Source:
    """Return the source that the options name; by default the data set that a file's model knows.

    file: of a saved model, or None; raises UsageError as ``as_source``.
    """
    if file is not None and data_set is None and table is None:
        data_set = trained_data_set(load_model(file, "c"))
    return as_source(data_set, table, target, delimiter, folder)


def _whole(model: Sequential, split: Split) -> Sequential:
    """Return the model with the layer that turns its outputs into the target's units, if any."""
    if split.inverse is None:
        return model
    whole = copy.copy(model)
    whole.add(split.inverse)
    return whole


def _image_shape(model: str, source: Source) -> tuple[int, ...] | None:
    """Return the shape of the images that a new model takes; None for rows of numbers."""
    if model in lenet.MODELS:
        return lenet.IMAGE
    return SHAPES[source.kind] if model in rows.MODELS else None


def _new_model(split: Split, options: dict[str, Any], backend: str) -> Sequential:
    """Return a compiled model for the data."""
    name, rate = options["optimizer"], options["learning_rate"]
    if rate is None and options["model"] in rows.MODELS and name == "adam":
        rate = rows.LEARNING_RATE
    optimizer = as_optimizer(name, rate)
    if options["model"] in lenet.MODELS:
        model = lenet.MODELS[options["model"]](seed=options["seed"], backend=backend)
    elif options["model"] in rows.MODELS:
        shape = split.x.shape[1:]
        model = rows.MODELS[options["model"]](*shape, seed=options["seed"], backend=backend)
    else:
        model = _dense_model(split, options, backend)
    model.columns, model.classes = split.columns, split.classes
    if split.classes is None:
        model.compile(optimizer, "mse")
    else:
        model.compile(optimizer, "sparse_categorical_crossentropy", ["accuracy"])
    model.build(split.x.shape[1:])
    return model


def _dense_model(split: Split, options: dict[str, Any], backend: str) -> Sequential:
    """Return a model of dense layers for the data."""
    activation = as_activation("--activation", options["activation"])
    rate = as_rate("--dropout", options["dropout"])
    model = Sequential(seed=options["seed"], backend=backend)
    if split.inputs is not None:
        model.add(split.inputs)
    for units in options["hidden"]:
        model.add(Dense(units, activation))
        if rate > 0.0:
            model.add(Dropout(rate))
    if split.classes is None:
        model.add(Dense(1))
    else:
        model.add(Dense(len(split.classes), activation="softmax"))
    return model


def _resumed(resume: Path, source: Source, batch_size: int, backend: str) -> tuple[Sequential, int]:
    """Return the saved model, and the batch size that its training run began with."""
    model = load_model(resume, backend)
    check_resumable(resume, model)
    check_trained_on(resume, model, source)
    if source.table is not None:
        check_split(resume, model)
    began_with: int = model.notes.get("batch_size", batch_size)
    if given("batch_size") and batch_size != began_with:
        raise click.UsageError(
            f"--batch-size {batch_size}: the training run in {resume} began with {began_with}"
        )
    return model, began_with


def _names(option: str, options: dict[str, Any]) -> tuple[str, ...]:
    return tuple(name.strip() for name in options[option])


def _tested(model: Sequential, x: Array, y: Array) -> dict[str, Any]:
    logs = model.evaluate(x, y, verbose=0, return_dict=True)
    result = {f"test_{name}": value for name, value in loss_first(logs).items()}
    inverse = inverse_of(model)
    if inverse is not None and model.loss == "mse":
        result["test_loss_of_mean"] = loss_of_mean(y, inverse)
    return {**result, "tested": len(x)}


def _print_trained(
    model: Sequential,
    split: Split,
    history: History,
    source: Source,
    file: Path | None,
    as_a_program: bool,
) -> None:
    result = {
        "task": "regression" if model.classes is None else "classification",
        **_tested(model, split.x_test, split.y_test),
        "epochs": model.epochs,
        "examples": len(split.x),
        "weights_sha256": model.weights_sha256(),
    }
    if as_a_program:
        print_json({**result, "history": loss_first(history.history)})
        return
    _print_tested(result)
    if source.table is not None:
        hint = f"; {split.hint}" if split.hint else ""
        print(f'target "{source.target}": {_target_kind(model.classes)}{hint}')
    print(f"epochs {model.epochs}, examples {len(split.x)}, SHA-256 of the weights:")
    print(result["weights_sha256"])
    if file is not None:
        print(f"saved in {file}")


def _draw(plot: Path, history: History, as_a_program: bool) -> None:
    """Draw the epochs of a training run, if there are any."""
    if not history.epoch:
        note(f"no epoch was trained, so that nothing is drawn in {plot}")
        return
    save_figure(plot, plots.history(history))
    if not as_a_program:
        print(f"drawn in {plot}")


def _target_kind(classes: list[str] | None) -> str:
    if classes is None:
        return "a measurement, standardized for training"
    return f"{len(classes)} classes"


def _print_tested(result: dict[str, Any]) -> None:
    loss = result["test_loss"]
    if "test_loss_of_mean" in result:
        parts = [
            f"test loss {loss:.6g}",
            f"loss if the mean is always predicted {result['test_loss_of_mean']:.6g}",
        ]
    else:
        parts = [f"test loss {loss:.4f}" if loss < LARGE_LOSS else f"test loss {loss:.4e}"]
    if "test_accuracy" in result:
        parts.append(f"test accuracy {result['test_accuracy']:.4f}")
    print(", ".join(parts), f"({result['tested']} examples)")
