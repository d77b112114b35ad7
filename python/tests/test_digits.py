"""The handwritten digits through Sequential and through the four ports: the same weights.

The short run uses every port. The run of 20 epochs uses the C core, and every port and backend if
the environment has REFNET_FULL=1 (pure Python needs a minute).
"""

import base64
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from support.trained import ask, sha256

from refnet import Dense, Sequential, datasets, optimizers, reference
from refnet.conformance.ports import own_ports
from refnet.conformance.process import PortProcess

Array = NDArray[Any]

FILE = Path(__file__).resolve().parents[2] / "conformance" / "digits.json"
TOLD: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
SHORT, FULL = TOLD["runs"]
PORTS = ["python", "c", "js", "go"]
ACCURACY = 0.97

in_full = pytest.mark.skipif(
    os.environ.get("REFNET_FULL") != "1", reason="takes minutes; set REFNET_FULL=1"
)


@cache
def data() -> tuple[Array, Array, Array, Array]:
    (x, y), (x_test, y_test) = datasets.digits.load_data()
    return x, y, x_test, y_test


def layers() -> list[dict[str, Any]]:
    """Return the layers before the first epoch in the form of a request."""
    kernels = reference.initial_kernels(TOLD["initializer"], TOLD["sizes"], TOLD["seed"])
    return [
        {"units": units, "activation": activation, "kernel": kernel, "bias": [0.0] * units}
        for units, activation, kernel in zip(
            TOLD["sizes"][1:], TOLD["activations"], kernels, strict=True
        )
    ]


def request(epochs: int) -> dict[str, Any]:
    x, y, _, _ = data()
    return {
        "experiment": "dense",
        "layers": layers(),
        "loss": TOLD["loss"],
        "optimizer": TOLD["optimizer"],
        "inputs": x.tolist(),
        "targets": y.tolist(),
        "batch_size": TOLD["batch_size"],
        "epochs": epochs,
        "shuffle_seed": TOLD["shuffle_seed"],
        "record": [epochs],
    }


def check_port(name: str, run: dict[str, Any]) -> None:
    """Check a port's weights and its predictions for the test part against the file."""
    [port] = [each for each in own_ports() if each.name == name]
    _, _, x_test, y_test = data()
    with PortProcess(port.command, port.folder, time_limit=900.0) as process:
        [trial] = ask(process, request(run["epochs"]))["trials"]
        assert (trial["epoch"], trial["loss"]) == (run["epochs"], run["loss"])
        assert sha256(trial["layers"]) == run["weights_sha256"]
        trained = [{**a, **b} for a, b in zip(layers(), trial["layers"], strict=True)]
        model = ask(process, {"experiment": "save_model", "layers": trained})["model"]
        base64.b64decode(model, validate=True)
        questions = {"experiment": "predict", "model": model, "inputs": x_test.tolist()}
        outputs = np.array(ask(process, questions)["outputs"], np.float64)
    assert int((outputs.argmax(axis=1) == y_test).sum()) == run["answered_right"]


def check_model(backend: str, run: dict[str, Any]) -> None:
    """Check the weights and the predictions of a model against the file."""
    x, y, x_test, y_test = data()
    model = Sequential(seed=TOLD["seed"], backend=backend)
    for units, activation in zip(TOLD["sizes"][1:], TOLD["activations"], strict=True):
        model.add(Dense(units, activation))
    model.compile(TOLD["optimizer"]["name"], TOLD["loss"], ["accuracy"])
    history = model.fit(x, y, epochs=run["epochs"], verbose=0).history
    assert history["loss"][-1] == run["loss"]
    assert model.weights_sha256() == run["weights_sha256"]
    _, accuracy = np.array(model.evaluate(x_test, y_test))
    assert accuracy == run["answered_right"] / TOLD["tested"]
    right = model.predict(x_test).argmax(axis=1) == y_test
    assert int(right.sum()) == run["answered_right"]


def test_the_file_states_the_defaults() -> None:
    x, y, x_test, y_test = data()
    assert (len(x), len(y)) == (TOLD["examples"], TOLD["examples"])
    assert (len(x_test), len(y_test)) == (TOLD["tested"], TOLD["tested"])
    told = TOLD["optimizer"]
    assert optimizers.of_settings(told) == optimizers.Adam()
    assert (TOLD["sizes"][0], TOLD["sizes"][-1]) == (x.shape[1], 10)
    assert (TOLD["batch_size"], TOLD["shuffle_seed"]) == (32, TOLD["seed"] + 1)
    assert (SHORT["epochs"], FULL["epochs"]) == (2, 20)
    assert FULL["answered_right"] / TOLD["tested"] >= ACCURACY


@pytest.mark.parametrize("port", PORTS)
def test_a_short_run_through_each_port(port: str) -> None:
    check_port(port, SHORT)


@pytest.mark.parametrize("backend", ["c", "python"])
def test_a_short_run_through_sequential(backend: str) -> None:
    check_model(backend, SHORT)


def test_the_full_run_in_c() -> None:
    check_model("c", FULL)


@in_full
@pytest.mark.parametrize("port", PORTS)
def test_the_full_run_through_each_port(port: str) -> None:
    check_port(port, FULL)


@in_full
def test_the_full_run_in_pure_python() -> None:
    check_model("python", FULL)
