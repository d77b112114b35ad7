"""Hold chapter dense against Keras 3 on TensorFlow and against scikit-learn's MLPClassifier.

`make check-keras` runs this and writes docs/keras.md. The other libraries live in build/keras-env,
an environment of their own that is made where it is not there, and train in processes of their own;
refnet trains the same with the C core. What must agree agrees to BOUND in every weight and loss;
what must not agree is a control, or a finding that the page states.

Exit status: 0 all as it must be, 1 not so, 2 it could not run.
"""

import json
import os
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import numpy as np
from crosscheck.page import BOUND, CLIPPED_RATE, MISTAKE, PAGE, SECTIONS, Distance, Row, write_page
from crosscheck.trainings import (
    ENDS,
    HIDDEN,
    OPTIMIZERS,
    STEPS,
    Network,
    Trained,
    as_float32,
    loss_distance,
    task,
    train,
    train_with_float32_powers,
    weights_distance,
)
from rich.console import Console
from rich.table import Table

from refnet.conformance.runner import CHECKOUT
from refnet.reference.checks import SPARSE
from refnet.reference.optimizers import Optimizer

HERE = Path(__file__).parent
REQUIREMENTS = HERE / "requirements.txt"
BUILD = CHECKOUT / "build" / "crosscheck"
PEERS = CHECKOUT / "build" / "keras-env"
STAMP = PEERS / "requirements.txt"  # what is installed there
PYTHON = PEERS / "bin" / "python"
ENVIRONMENT = {
    **os.environ,
    "PIP_CACHE_DIR": str(CHECKOUT / ".venv" / "cache" / "pip"),
    "KERAS_BACKEND": "tensorflow",
    "KERAS_HOME": str(PEERS / "keras-home"),  # Keras writes its settings there
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
}

COULD_NOT_RUN = 2

FLOAT64 = {
    "floatx": "float64",
    "optimizer_floatx": "float64",
    "layers_dtype": "float64",
    "loss_dtype": "float64",
    "numbers": "numpy",
    "loss_from": "logits",
}


class Held(NamedTuple):
    """A training of refnet, and whether it must agree with the other library's, or must not."""

    trained: Trained
    agrees: bool  # in the weights, and where needs_loss is set in the loss
    needs_loss: bool = True
    shows_loss: bool = True


class Comparison(NamedTuple):
    """A training in another library, and those of refnet that it is held against."""

    section: str
    words: tuple[str, ...]
    task: dict[str, Any]
    held: tuple[Held, ...]


def main() -> None:
    """Train everything, compare, write the page where all is well."""
    console = Console(highlight=False)
    make_environment()
    in_keras = [*every_training(), *float32_trainings(), *clipped_trainings()]
    in_sklearn = list(sklearn_trainings())
    rows: list[Row] = []
    versions: dict[str, str] = {}
    for program, comparisons in (("in_keras", in_keras), ("in_sklearn", in_sklearn)):
        console.print(f"refnet check-keras: {program}.py trains {len(comparisons)} networks")
        theirs, found = run(program, [comparison.task for comparison in comparisons])
        rows += [compare(*pair) for pair in zip(comparisons, theirs, strict=True)]
        versions.update(found)
    console.print(as_table(rows))
    failures = [row for row in rows if not row.is_well]
    for row in failures:
        console.print(f"[red]not as it must be[/]: {', '.join(row.cells())}", soft_wrap=True)
    if failures:
        sys.exit(1)
    write_page(rows, versions)
    console.print(f"refnet check-keras: all as it must be; {PAGE.relative_to(CHECKOUT)} is written")


def make_environment() -> None:
    """Install the other libraries where what is pinned is not there yet."""
    wanted = REQUIREMENTS.read_text(encoding="utf-8")
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") == wanted:
        return
    print("refnet check-keras: installing TensorFlow, Keras and scikit-learn", flush=True)
    try:
        venv.create(PEERS, with_pip=True, clear=True)
    except (subprocess.CalledProcessError, OSError) as error:
        stop(f"cannot make {PEERS.name}: {error}")
    pip = [str(PYTHON), "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*pip, "-r", str(REQUIREMENTS)], env=ENVIRONMENT).returncode != 0:
        stop(
            "nothing was compared, because pip could not install TensorFlow, Keras and "
            "scikit-learn: see its message above; they are for Python 3.11 to 3.13 on x86-64 Linux"
        )
    STAMP.write_text(wanted, encoding="utf-8")


def every_training() -> Iterator[Comparison]:
    """Yield each optimizer with each loss and last activation, and with each hidden activation."""
    for network in (*ENDS, *HIDDEN):
        for title, optimizer in OPTIMIZERS.items():
            yield comparison_with_control("keras", title, network, optimizer, **FLOAT64)


def float32_trainings() -> Iterator[Comparison]:
    """Yield trainings in which something inside Keras is float32, or could be thought to be."""
    network = Network("mse", "linear")

    def comparison(keras: str, title: str, inside: str, *held: Held, **how: str) -> Comparison:
        described = task(network, OPTIMIZERS[title], **{**FLOAT64, **how})
        return Comparison("float32", (keras, title, inside), described, held)

    def as_it_is(title: str) -> Trained:
        return train(network, OPTIMIZERS[title])

    keras = "settings are Python's numbers"
    for title in ("sgd", "rmsprop, momentum"):
        yield comparison(keras, title, "nothing", Held(as_it_is(title), True), numbers="python")
    for title in ("sgd, momentum", "sgd, nesterov"):
        optimizer = OPTIMIZERS[title]
        rounded = optimizer._replace(momentum=as_float32(optimizer.momentum))
        held = Held(as_it_is(title), False), Held(train(network, rounded), True)
        yield comparison(keras, title, "momentum", *held, numbers="python")
    powers = train_with_float32_powers(network, OPTIMIZERS["adam"])
    held = Held(as_it_is("adam"), False), Held(powers, True)
    yield comparison(keras, "adam", "powers of beta_1 and beta_2", *held, numbers="python")

    keras = 'optimizer made before set_floatx("float64")'
    for title in ("sgd", "rmsprop", "adam"):
        rounded = with_float32_rate(OPTIMIZERS[title])
        held = Held(as_it_is(title), False), Held(train(network, rounded), True)
        yield comparison(keras, title, "learning rate", *held, optimizer_floatx="float32")

    # The mean of the losses stays float32, so that only the weights can agree.
    rounded = with_float32_rate(OPTIMIZERS["sgd"])
    alike = Held(train(network, rounded, has_float32_data=True), True, needs_loss=False)
    floatx = {"floatx": "float32", "optimizer_floatx": "float32"}
    yield comparison(
        "no set_floatx; layers and loss are float64",
        "sgd",
        "learning rate, examples, mean of the losses",
        Held(as_it_is("sgd"), False),
        alike,
        **floatx,
    )
    yield comparison(
        "no set_floatx; layers are float64",
        "sgd",
        "learning rate, examples, loss",
        Held(as_it_is("sgd"), False),
        **floatx,
        loss_dtype="float32",
    )
    for title in ("sgd", "adam"):
        yield comparison(
            "as it comes",
            title,
            "everything",
            Held(as_it_is(title), False),
            **floatx,
            loss_dtype="float32",
            layers_dtype="float32",
        )


def clipped_trainings() -> Iterator[Comparison]:
    """Yield trainings with the losses that Keras takes of logits, of outputs, and of copies."""
    for scale, words in ((1.0, "ordinary"), (60.0, "times 60")):
        optimizer = OPTIMIZERS["sgd"] if scale == 1.0 else Optimizer("sgd", CLIPPED_RATE)
        for loss in ("binary_crossentropy", "categorical_crossentropy", SPARSE):
            last = "sigmoid" if loss == "binary_crossentropy" else "softmax"
            network = Network(loss, last, last_scale=scale)
            trained = train(network, optimizer)
            for loss_from, layers, agrees in (
                ("logits", "linear, from_logits=True", True),
                ("outputs", last, True),
                ("copied outputs", f"{last}, then Rescaling(1.0)", scale == 1.0),
            ):
                described = task(network, optimizer, **{**FLOAT64, "loss_from": loss_from})
                held = (Held(trained, agrees),)
                yield Comparison("clipping", (loss, layers, words), described, held)


def sklearn_trainings() -> Iterator[Comparison]:
    """Yield what MLPClassifier can train."""
    for hidden in (("sigmoid",), ("relu",), ("tanh",), ("sigmoid", "sigmoid"), ("relu", "relu")):
        network = Network(SPARSE, "softmax", hidden)
        for title, optimizer in OPTIMIZERS.items():
            if optimizer.name != "rmsprop":
                yield comparison_with_control("sklearn", title, network, optimizer)


def comparison_with_control(
    section: str, title: str, network: Network, optimizer: Optimizer, **how: str
) -> Comparison:
    """Return a comparison that must agree, and whose control must not."""
    hidden = ", ".join(network.hidden) + ("" if network.has_bias else ", no biases")
    wrong = optimizer._replace(learning_rate=optimizer.learning_rate * (1.0 + MISTAKE))
    control = Held(train(network, wrong), False, shows_loss=False)
    return Comparison(
        section,
        (title, network.loss, network.last, hidden, str(STEPS)),
        task(network, optimizer, **how),
        (Held(train(network, optimizer), True), control),
    )


def with_float32_rate(optimizer: Optimizer) -> Optimizer:
    """Return the optimizer with its learning rate rounded."""
    return optimizer._replace(learning_rate=as_float32(optimizer.learning_rate))


def run(program: str, tasks: Sequence[object]) -> tuple[list[Trained], dict[str, str]]:
    """Let a program train in the other environment; return what it trained, and its versions."""
    BUILD.mkdir(parents=True, exist_ok=True)
    asked, answered = BUILD / f"{program}-tasks.json", BUILD / f"{program}.json"
    asked.write_text(json.dumps(tasks), encoding="utf-8")
    command = [str(PYTHON), "-I", str(HERE / f"{program}.py"), str(asked), str(answered)]
    ran = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True)
    if ran.returncode != 0:
        stop(f"{program}.py failed:\n{ran.stderr}")
    answer = json.loads(answered.read_text(encoding="utf-8"))
    results = [
        Trained(np.array(result["losses"]), [np.array(part) for part in result["weights"]])
        for result in answer["results"]
    ]
    return results, answer["versions"]


def compare(comparison: Comparison, theirs: Trained) -> Row:
    """Return how far a training is from refnet's."""
    distances = [
        Distance(
            weights_distance(held.trained, theirs),
            loss_distance(held.trained, theirs),
            held.agrees,
            held.needs_loss,
            held.shows_loss,
        )
        for held in comparison.held
    ]
    return Row(comparison.section, comparison.words, distances)


def as_table(rows: Sequence[Row]) -> Table:
    """Return a summary: for each section how many are as they must be, and how near."""
    table = Table(title=f"What must agree agrees to {BOUND:g}, and what must differ differs")
    table.add_column("section of the page", no_wrap=True)
    for column in ("as it must be", "agreeing weights to", "losses to"):
        table.add_column(column, justify="right")
    for section, (title, *_) in SECTIONS.items():
        chosen = [row for row in rows if row.section == section]
        well = sum(row.is_well for row in chosen)
        colour = "green" if well == len(chosen) else "red"
        agreeing = [each for row in chosen for each in row.distances if each.agrees]
        weights = max(each.weights for each in agreeing)
        loss = max(each.loss for each in agreeing if each.needs_loss)
        total = f"[{colour}]{well}/{len(chosen)}[/]"
        table.add_row(title, total, f"{weights:.1e}", f"{loss:.1e}")
    return table


def stop(reason: str) -> NoReturn:
    """End without a result."""
    print(f"refnet check-keras: {reason}", file=sys.stderr)
    sys.exit(COULD_NOT_RUN)


if __name__ == "__main__":
    main()
