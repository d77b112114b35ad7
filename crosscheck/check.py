"""Compare training runs with Keras 3 on TensorFlow and with scikit-learn's MLPClassifier.

`make check-keras` runs this and writes docs/keras.md. The other libraries are installed in an
environment of their own, build/keras-env, and train in processes of their own; refnet trains the
same networks with the C core. Layers on images run on Keras's backends for TensorFlow and for JAX.
Runs that must agree have to do so to BOUND in every weight and loss; runs that must differ are the
controls, and the findings that the page reports.

Exit status: 0 if everything is as expected, 1 if not, 2 if the check could not run.
"""

import argparse
import json
import os
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import numpy as np
from crosscheck.activation_runs import activation_cases
from crosscheck.layer_runs import BACKENDS, Case, LayerRun, all_cases, layer_task, train_layers
from crosscheck.loss_runs import LOSS_CASES
from crosscheck.page import (
    BOUND,
    CLIPPED_RATE,
    MISTAKE,
    PAGE,
    SECTIONS,
    Distance,
    Row,
    write_page,
)
from crosscheck.recurrent_runs import recurrent_cases
from crosscheck.training_runs import (
    ENDS,
    HIDDEN,
    OPTIMIZERS,
    STEPS,
    Network,
    Trained,
    array_distance,
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
from refnet.reference.losses import Loss
from refnet.reference.optimizers import Optimizer

HERE = Path(__file__).parent
REQUIREMENTS = HERE / "requirements.txt"
BUILD = CHECKOUT / "build" / "crosscheck"
PEERS = CHECKOUT / "build" / "keras-env"
STAMP = PEERS / "requirements.txt"  # a copy of the requirements that are installed
PYTHON = PEERS / "bin" / "python"
ENVIRONMENT = {
    **os.environ,
    "PIP_CACHE_DIR": str(CHECKOUT / ".venv" / "cache" / "pip"),
    "JAX_ENABLE_X64": "1",  # without it, JAX has no float64
    "KERAS_HOME": str(PEERS / "keras-home"),  # where Keras writes its settings
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


class Expectation(NamedTuple):
    """A training run of refnet, and whether it must agree with the other library's or differ."""

    trained: Trained
    must_agree: bool  # in the weights, and with needs_loss also in the loss
    needs_loss: bool = True
    shows_loss: bool = True


class Comparison(NamedTuple):
    """A training run of another library, and refnet's runs that it is compared with."""

    section: str
    words: tuple[str, ...]
    task: dict[str, Any]
    expectations: tuple[Expectation, ...]


def main() -> None:
    """Train everything, compare, and write the page if everything is as expected."""
    layout = argparse.RawDescriptionHelpFormatter
    argparse.ArgumentParser(description=__doc__, formatter_class=layout).parse_args()
    console = Console(highlight=False)
    make_environment()
    in_keras = [*all_combinations(), *loss_runs(), *float32_runs(), *clipped_runs()]
    in_sklearn = list(sklearn_runs())
    rows: list[Row] = []
    versions: dict[str, str] = {}
    for program, comparisons in (("in_keras", in_keras), ("in_sklearn", in_sklearn)):
        console.print(f"refnet check-keras: {program}.py trains {len(comparisons)} networks")
        results, found = run(program, [comparison.task for comparison in comparisons])
        theirs = [Trained(np.array(each["losses"]), arrays(each["weights"])) for each in results]
        rows += [compare(*pair) for pair in zip(comparisons, theirs, strict=True)]
        versions.update(found)
    layer_rows, found = check_layers(console)
    rows += layer_rows
    versions.update(found)
    console.print(as_table(rows))
    failures = [row for row in rows if not row.is_expected]
    for row in failures:
        console.print(f"[red]not as expected[/]: {', '.join(row.cells())}", soft_wrap=True)
    if failures:
        sys.exit(1)
    write_page(rows, versions)
    console.print(f"refnet check-keras: all as expected; wrote {PAGE.relative_to(CHECKOUT)}")


def make_environment() -> None:
    """Install the other libraries, unless the pinned versions are installed already."""
    pinned = REQUIREMENTS.read_text(encoding="utf-8")
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") == pinned:
        return
    print("refnet check-keras: installing TensorFlow, JAX, Keras and scikit-learn", flush=True)
    try:
        venv.create(PEERS, with_pip=True, clear=True)
    except (subprocess.CalledProcessError, OSError) as error:
        stop(f"cannot create {PEERS.name}: {error}")
    pip = [str(PYTHON), "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*pip, "-r", str(REQUIREMENTS)], env=ENVIRONMENT).returncode != 0:
        stop(
            "nothing was compared, because pip could not install TensorFlow, JAX, Keras and "
            "scikit-learn: see its message above; they need Python 3.11 to 3.13 on x86-64 Linux"
        )
    STAMP.write_text(pinned, encoding="utf-8")


def all_combinations() -> Iterator[Comparison]:
    """Yield each optimizer with each loss and last activation, and with each hidden activation."""
    for network in (*ENDS, *HIDDEN):
        for title, optimizer in OPTIMIZERS.items():
            yield comparison_with_control("keras", title, network, optimizer, **FLOAT64)


def loss_runs() -> Iterator[Comparison]:
    """Yield each loss of chapter further_losses, and each setting of a loss."""
    for case in LOSS_CASES:
        optimizer = Optimizer("sgd", case.rate)
        wrong = Optimizer("sgd", case.rate * (1.0 + MISTAKE))
        network = Network(case.loss, case.last)
        control = Expectation(train(network, wrong), must_agree=False, shows_loss=False)
        same = Expectation(train(network, optimizer), must_agree=True, needs_loss=case.needs_loss)
        yield Comparison(
            "losses",
            (case.loss.name, case.settings, case.last, case.loss_from),
            task(network, optimizer, **{**FLOAT64, "loss_from": case.loss_from}),
            (same, control),
        )


def float32_runs() -> Iterator[Comparison]:
    """Yield runs in which something inside Keras is float32, or could be."""
    network = Network("mse", "linear")

    def comparison(
        keras: str, title: str, inside: str, *expectations: Expectation, **settings: str
    ) -> Comparison:
        described = task(network, OPTIMIZERS[title], **{**FLOAT64, **settings})
        return Comparison("float32", (keras, title, inside), described, expectations)

    def agrees(optimizer: Optimizer) -> Expectation:
        return Expectation(train(network, optimizer), must_agree=True)

    def differs(title: str) -> Expectation:
        return Expectation(train(network, OPTIMIZERS[title]), must_agree=False)

    keras = "settings are Python floats"
    for title in ("sgd", "rmsprop, momentum"):
        yield comparison(keras, title, "nothing", agrees(OPTIMIZERS[title]), numbers="python")
    for title in ("sgd, momentum", "sgd, nesterov"):
        optimizer = OPTIMIZERS[title]
        rounded = agrees(optimizer._replace(momentum=as_float32(optimizer.momentum)))
        yield comparison(keras, title, "momentum", differs(title), rounded, numbers="python")
    rounded = Expectation(train_with_float32_powers(network, OPTIMIZERS["adam"]), must_agree=True)
    inside = "powers of beta_1 and beta_2"
    yield comparison(keras, "adam", inside, differs("adam"), rounded, numbers="python")

    keras = 'optimizer created before set_floatx("float64")'
    for title in ("sgd", "rmsprop", "adam"):
        expected = differs(title), agrees(with_float32_rate(OPTIMIZERS[title]))
        yield comparison(keras, title, "learning rate", *expected, optimizer_floatx="float32")

    # The mean of the losses stays float32, so only the weights can agree.
    optimizer = with_float32_rate(OPTIMIZERS["sgd"])
    trained = train(network, optimizer, has_float32_data=True)
    floatx = {"floatx": "float32", "optimizer_floatx": "float32"}
    yield comparison(
        "no set_floatx; layers and loss are float64",
        "sgd",
        "learning rate, examples, mean of the losses",
        differs("sgd"),
        Expectation(trained, must_agree=True, needs_loss=False),
        **floatx,
    )
    yield comparison(
        "no set_floatx; layers are float64",
        "sgd",
        "learning rate, examples, loss",
        differs("sgd"),
        **floatx,
        loss_dtype="float32",
    )
    for title in ("sgd", "adam"):
        yield comparison(
            "defaults",
            title,
            "everything",
            differs(title),
            **floatx,
            loss_dtype="float32",
            layers_dtype="float32",
        )


def clipped_runs() -> Iterator[Comparison]:
    """Yield runs whose loss Keras calculates from logits, from outputs, and from copied outputs."""
    for scale, words in ((1.0, "unscaled"), (60.0, "times 60")):
        optimizer = OPTIMIZERS["sgd"] if scale == 1.0 else Optimizer("sgd", CLIPPED_RATE)
        for loss in ("binary_crossentropy", "categorical_crossentropy", SPARSE):
            last = "sigmoid" if loss == "binary_crossentropy" else "softmax"
            network = Network(loss, last, last_scale=scale)
            trained = train(network, optimizer)
            for loss_from, layers, must_agree in (
                ("logits", "linear, from_logits=True", True),
                ("outputs", last, True),
                ("copied outputs", f"{last}, then Rescaling(1.0)", scale == 1.0),
            ):
                described = task(network, optimizer, **{**FLOAT64, "loss_from": loss_from})
                expected = (Expectation(trained, must_agree),)
                yield Comparison("clipping", (loss, layers, words), described, expected)


def sklearn_runs() -> Iterator[Comparison]:
    """Yield the runs that MLPClassifier supports."""
    for hidden in (("sigmoid",), ("relu",), ("tanh",), ("sigmoid", "sigmoid"), ("relu", "relu")):
        network = Network(SPARSE, "softmax", hidden)
        for title, optimizer in OPTIMIZERS.items():
            if optimizer.name != "rmsprop":
                yield comparison_with_control("sklearn", title, network, optimizer)


def comparison_with_control(
    section: str, title: str, network: Network, optimizer: Optimizer, **settings: str
) -> Comparison:
    """Return a comparison that must agree, with a control that must not."""
    hidden = ", ".join(network.hidden) + ("" if network.has_bias else ", no biases")
    wrong = optimizer._replace(learning_rate=optimizer.learning_rate * (1.0 + MISTAKE))
    control = Expectation(train(network, wrong), must_agree=False, shows_loss=False)
    return Comparison(
        section,
        (title, Loss.of(network.loss).name, network.last, hidden, str(STEPS)),
        task(network, optimizer, **settings),
        (Expectation(train(network, optimizer), must_agree=True), control),
    )


def with_float32_rate(optimizer: Optimizer) -> Optimizer:
    """Return the optimizer with its learning rate rounded to float32."""
    return optimizer._replace(learning_rate=as_float32(optimizer.learning_rate))


def check_layers(console: Console) -> tuple[list[Row], dict[str, str]]:
    """Return the rows of all layers but Dense, on each backend of Keras, and the versions."""
    cases = [*all_cases(), *recurrent_cases(), *activation_cases()]
    tasks = [layer_task(case) for case in cases]
    theirs, versions = [], {}
    for backend in BACKENDS:
        console.print(f"refnet check-keras: {len(cases)} networks with layers on {backend}")
        results, found = run("in_keras_layers", tasks, backend)
        theirs.append(
            [
                LayerRun(
                    np.array(each["outputs"]),
                    np.array(each["losses"]),
                    arrays(each["weights"]),
                    each["parameters"],
                )
                for each in results
            ]
        )
        versions.update(found)
    return [compare_layers(*each) for each in zip(cases, *theirs, strict=True)], versions


def compare_layers(case: Case, *theirs: LayerRun) -> Row:
    """Return the distances of a network with layers on each backend, and of the control."""
    ours = train_layers(case)
    distances = []
    for backend, each in zip(BACKENDS, theirs, strict=True):
        found = each.outputs[:, : -case.padding] if case.padding else each.outputs
        same = found.shape == ours.outputs.shape and each.parameters == ours.parameters
        outputs = array_distance(ours.outputs, found) if same else np.inf
        differs = backend in case.others_on
        distances.append(Distance(outputs, 0.0, not (same and differs), shows_loss=False))
        ends = Trained(ours.losses, ours.weights), Trained(each.losses, each.weights)
        moved = weights_distance(*ends), loss_distance(*ends)
        differs = differs or backend == case.other_gradients_on
        distances.append(Distance(*moved, not differs))
    wrong = train_layers(case, MISTAKE)
    ends = Trained(wrong.losses, wrong.weights), Trained(theirs[0].losses, theirs[0].weights)
    control = Distance(weights_distance(*ends), 0.0, must_agree=False, shows_loss=False)
    return Row("layers", (case.layer, case.options), [*distances, control])


def run(
    program: str, tasks: Sequence[object], backend: str = "tensorflow"
) -> tuple[list[Any], dict[str, str]]:
    """Run a program in the other environment; return its results and its versions."""
    BUILD.mkdir(parents=True, exist_ok=True)
    request, response = BUILD / f"{program}-tasks.json", BUILD / f"{program}-{backend}.json"
    request.write_text(json.dumps(tasks, default=np.ndarray.tolist), encoding="utf-8")
    command = [str(PYTHON), "-I", str(HERE / f"{program}.py"), str(request), str(response)]
    environment = {**ENVIRONMENT, "KERAS_BACKEND": backend}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True)
    if ran.returncode != 0:
        stop(f"{program}.py failed:\n{ran.stderr}")
    answer = json.loads(response.read_text(encoding="utf-8"))
    return answer["results"], answer["versions"]


def arrays(nested: Sequence[Any]) -> list[Any]:
    """Return lists of numbers as arrays."""
    return [np.array(part) for part in nested]


def compare(comparison: Comparison, theirs: Trained) -> Row:
    """Return the distances of a training run from refnet's."""
    distances = [
        Distance(
            weights_distance(expected.trained, theirs),
            loss_distance(expected.trained, theirs),
            expected.must_agree,
            expected.needs_loss,
            expected.shows_loss,
        )
        for expected in comparison.expectations
    ]
    return Row(comparison.section, comparison.words, distances)


def as_table(rows: Sequence[Row]) -> Table:
    """Return a summary: for each section the expected rows, and the largest distances."""
    table = Table(title=f"Runs that must agree do so to {BOUND:g}; runs that must differ do not")
    table.add_column("section of the page", no_wrap=True)
    for column in ("as expected", "weights agree to", "losses agree to"):
        table.add_column(column, justify="right")
    for section, (title, *_) in SECTIONS.items():
        chosen = [row for row in rows if row.section == section]
        expected = sum(row.is_expected for row in chosen)
        colour = "green" if expected == len(chosen) else "red"
        distances = [each for row in chosen for each in row.distances]
        agreeing = [each for each in distances if each.must_agree]
        weights = max(each.weights for each in agreeing)
        loss = max(each.loss for each in agreeing if each.needs_loss)
        total = f"[{colour}]{expected}/{len(chosen)}[/]"
        table.add_row(title, total, f"{weights:.1e}", f"{loss:.1e}")
    return table


def stop(reason: str) -> NoReturn:
    """End the program with the status for a check that could not run."""
    print(f"refnet check-keras: {reason}", file=sys.stderr)
    sys.exit(COULD_NOT_RUN)


if __name__ == "__main__":
    main()
