"""refnet train-text and generate: a network that learns to write like a text."""

from pathlib import Path
from typing import Any, NamedTuple

import click
from numpy.typing import NDArray

from refnet.callbacks.history import History
from refnet.cli.options import PATH, as_json, as_optimizer, backend_option, epochs_option, refuse
from refnet.cli.output import loss_first, print_json
from refnet.cli.saved import Saving, check_place, check_resumable, load_model, note_if_trained
from refnet.errors import RefnetError
from refnet.files.texts import Text, read_text
from refnet.models import Sequential
from refnet.reference.checks import LARGEST_SEED
from refnet.reference.readers import LARGEST_COUNT
from refnet.text import CELLS, character_model, characters_of, numbers_of, windows, written

Array = NDArray[Any]

KIND = "text"  # what a saved model notes of its data
MOST_UNITS = 1024  # the time to draw orthogonal kernels grows with the third power
TEST_FRACTION = 0.1  # of the text: its end
OF_THE_RUN = (
    "cell",
    "units",
    "steps",
    "stride",
    "optimizer",
    "learning_rate",
    "seed",
    "batch_size",
)

_seed = click.option(
    "--seed",
    default=0,
    show_default=True,
    type=click.IntRange(0, LARGEST_SEED),
    help="Seed of the random numbers.",
)


class Examples(NamedTuple):
    """Windows and the classes of the characters after them, to train on and to test with."""

    x: Array
    y: Array
    x_test: Array
    y_test: Array


@click.command("train-text")
@click.argument("file", type=PATH)
@click.option(
    "--cell", default="lstm", show_default=True, type=click.Choice(list(CELLS)), help="The layer."
)
@click.option(
    "--units",
    default=128,
    show_default=True,
    type=click.IntRange(1, MOST_UNITS),
    help="Of the layer.",
)
@click.option(
    "--steps",
    default=40,
    show_default=True,
    type=click.IntRange(1, 10_000),
    help="Characters that the model sees before the one it predicts.",
)
@click.option(
    "--stride",
    default=3,
    show_default=True,
    type=click.IntRange(1, LARGEST_COUNT),
    help="Characters from one example to the next.",
)
@click.option(
    "--optimizer",
    default="adam",
    show_default=True,
    help="sgd, rmsprop, adam, adagrad, adadelta, adamax, nadam or adamw.",
)
@click.option("--learning-rate", type=float, help="Defaults to that of the optimizer.")
@_seed
@epochs_option
@click.option(
    "--batch-size",
    default=64,
    show_default=True,
    type=click.IntRange(1, LARGEST_COUNT),
    help="Examples per batch.",
)
@click.option(
    "--save", type=PATH, help="Write the model here. Defaults to the file given to --resume."
)
@click.option(
    "--resume",
    type=PATH,
    help="Continue a saved training run up to --epochs; all else is as the run began.",
)
@backend_option
@as_json
def train_text(
    file: Path,
    epochs: int,
    save: Path | None,
    resume: Path | None,
    backend: str,
    as_a_program: bool,
    **options: Any,
) -> None:
    """Train a network to predict the next character of a text file in UTF-8; - for standard input.

    The last tenth of the text is for testing. refnet generate lets the saved model write. With
    --save or --resume, the file is updated after each epoch. A run can be resumed with another text
    that has no other characters.
    """
    save = resume if save is None else save
    if resume is not None:
        refuse(OF_THE_RUN, "cannot be given with --resume: the file has it")
    if save is not None:
        check_place(save)
    text = _text_of(file)
    if resume is None:
        _check_length(text, options["steps"])
        model = _new_model(text.text, options, backend)
    else:
        model = _character_model_of(resume, backend)
        check_resumable(resume, model)
    examples = _examples(text, model)
    if resume is not None:
        note_if_trained(model, epochs)
    saving = Saving(save, model.epochs if save == resume else None, lambda: model)
    with saving.told_if_stopped():
        history = model.fit(
            examples.x,
            examples.y,
            batch_size=model.notes["batch_size"],
            epochs=max(epochs, model.epochs),
            initial_epoch=model.epochs,
            validation_data=(examples.x_test, examples.y_test),
            verbose=0 if as_a_program else "auto",
            callbacks=saving.after_each_epoch(),
        )
    if not history.epoch:
        saving.save()
    _print_trained(model, examples, history, save, as_a_program)


@click.command()
@click.argument("file", type=PATH)
@click.option("--prompt", required=True, help="The text that the model continues.")
@click.option(
    "--length",
    default=200,
    show_default=True,
    type=click.IntRange(min=0),
    help="Characters to write.",
)
@click.option(
    "--temperature",
    default=1.0,
    show_default=True,
    type=click.FloatRange(0.0, 100.0),
    help="1 draws each character with the model's probabilities, less makes likely characters "
    "likelier; 0 takes the likeliest.",
)
@_seed
@backend_option
@as_json
def generate(
    file: Path,
    prompt: str,
    length: int,
    temperature: float,
    seed: int,
    backend: str,
    as_a_program: bool,
) -> None:
    """Let a model that refnet train-text has saved continue a text."""
    model = _character_model_of(file, backend)
    characters = written(model, prompt, length, temperature, seed)
    if as_a_program:
        print_json({"prompt": prompt, "text": "".join(characters)})
        return
    first = next(characters, "")  # a bad prompt is refused before anything is printed
    print(prompt + first, end="")
    for character in characters:
        print(character, end="", flush=True)
    print()


def _text_of(file: Path) -> Text:
    """Return the text of a file, with line feeds at the ends of lines; raises as ``read_text``."""
    read = read_text(file)
    return read._replace(text=read.text.replace("\r\n", "\n"))


def _check_length(text: Text, steps: int) -> None:
    """Raise RefnetError: bad_file for a text that is too short to train and to test."""
    least = steps + 2
    length = len(text.text)
    if length < least:
        expected = f"expected at least {least} characters for --steps {steps}, got {length}"
        raise RefnetError("bad_file", text.name, f"{text.name}: {expected}")


def _new_model(text: str, options: dict[str, Any], backend: str) -> Sequential:
    """Return a compiled model for a text."""
    optimizer = as_optimizer(options["optimizer"], options["learning_rate"])
    model = character_model(
        characters_of(text),
        options["steps"],
        cell=options["cell"],
        units=options["units"],
        seed=options["seed"],
        backend=backend,
    )
    model.compile(optimizer, "sparse_categorical_crossentropy", ["accuracy"])
    model.notes |= {"data": KIND, **{name: options[name] for name in ("stride", "batch_size")}}
    return model


def _character_model_of(file: Path, backend: str) -> Sequential:
    """Return a saved model; raises RefnetError: bad_file for another than train-text saves."""
    model = load_model(file, backend)
    noted = {"stride", "batch_size"} <= model.notes.keys()
    if model.notes.get("data") != KIND or not model.classes or not noted:
        reason = "expected a model that refnet train-text has saved"
        raise RefnetError("bad_file", "model", f"{file}: {reason}")
    return model


def _examples(text: Text, model: Sequential) -> Examples:
    """Return the examples of a text; those to test with are all characters of its last part.

    Raises RefnetError: bad_file for a short text, unknown_name for other characters.
    """
    steps = model.input_shape[1]
    _check_length(text, steps)
    numbers = numbers_of(text.text, model.classes or [], text.name)
    end = len(numbers) - max(int(len(numbers) * TEST_FRACTION), 1)
    train = windows(numbers[:end], steps, model.notes["stride"])
    return Examples(*train, *windows(numbers[end - steps :], steps))


def _print_trained(
    model: Sequential, examples: Examples, history: History, save: Path | None, as_a_program: bool
) -> None:
    loss, accuracy = model.evaluate(examples.x_test, examples.y_test, verbose=0)
    result = {
        "test_loss": loss,
        "test_accuracy": accuracy,
        "tested": len(examples.x_test),
        "characters": len(model.classes or []),
        "epochs": model.epochs,
        "examples": len(examples.x),
        "weights_sha256": model.weights_sha256(),
    }
    if as_a_program:
        print_json({**result, "history": loss_first(history.history)})
        return
    tested = f"({result['tested']} characters of {result['characters']} different ones)"
    print(f"test loss {loss:.4f}, test accuracy {accuracy:.4f} {tested}")
    print(f"epochs {model.epochs}, examples {len(examples.x)}, SHA-256 of the weights:")
    print(result["weights_sha256"])
    if save is not None:
        print(f"saved in {save}")
