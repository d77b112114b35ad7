"""The digits read row by row: the networks, and runs with the same weights in all four ports.

The short runs use every port. The long runs use the C core, and the other ports and pure Python if
the environment has REFNET_FULL=1 (pure Python needs hours).
"""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from support.trained import check_port

from refnet import RefnetError, Sequential, datasets, optimizers, reference, rows

Array = NDArray[Any]

FILE = Path(__file__).resolve().parents[2] / "conformance" / "rows.json"
TOLD: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
NETWORKS: dict[str, dict[str, Any]] = TOLD["networks"]
PORTS = ["python", "c", "js", "go"]
SHORT = [(name, network["runs"][0]) for name, network in NETWORKS.items()]
LONG = [(name, network["runs"][1]) for name, network in NETWORKS.items()]
ACCURACY = 0.97

in_full = pytest.mark.skipif(
    os.environ.get("REFNET_FULL") != "1", reason="takes minutes; set REFNET_FULL=1"
)
short_runs = pytest.mark.parametrize(("name", "run"), SHORT, ids=list(NETWORKS))
long_runs = pytest.mark.parametrize(("name", "run"), LONG, ids=list(NETWORKS))


# The networks.


def test_an_lstm_reads_the_rows() -> None:
    model = rows.lstm_of_rows(28, 28, seed=1)
    assert (model.name, model.input_shape) == ("lstm_of_rows", (None, 28, 28))
    assert [layer.kind for layer in model.layers] == ["lstm", "dense"]
    assert model.count_params() == 4 * 128 * (28 + 128 + 1) + 10 * 129


def test_an_lstm_reads_what_a_convolution_has_found() -> None:
    model = rows.conv_lstm_of_rows(8, 6, seed=1)
    assert (model.name, model.input_shape) == ("conv_lstm_of_rows", (None, 8, 6))
    assert [layer.kind for layer in model.layers] == ["conv1d", "lstm", "dense"]
    assert model.count_params() == 64 * (3 * 6 + 1) + 4 * 64 * (64 + 64 + 1) + 10 * 65
    assert model.layers[0].output_shape((8, 6)) == (8, 64)


@pytest.mark.parametrize("name", rows.MODELS)
def test_the_arguments_are_those_of_sequential(name: str) -> None:
    make = rows.MODELS[name]
    model = make(8, 8, units=4, seed=3, dtype="float32", backend="c")
    assert (model.seed, model.dtype, model.backend) == (3, "float32", "c")
    assert model.get_weights()[-2].shape == (4, 10)
    assert make(8, 8, backend="python").backend == "python"
    with pytest.raises(RefnetError) as caught:
        make(8, 8, seed=-1)
    assert (caught.value.code, caught.value.field) == ("out_of_range", "seed")
    with pytest.raises(RefnetError, match="expected 1 to"):
        make(8, 8, units=0)


# The training runs.


@cache
def data() -> tuple[Array, Array, Array, Array]:
    (x, y), (x_test, y_test) = datasets.digits.load_data()
    return x.reshape(-1, 8, 8), y, x_test.reshape(-1, 8, 8), y_test


def layers(network: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the layers before the first epoch in the form of a request."""
    generator = reference.seeded(TOLD["seed"])
    return [first_layer(entry, generator) for entry in network["layers"]]


def first_layer(entry: dict[str, Any], generator: Any) -> dict[str, Any]:
    """Return a layer with its first weights, as the file says how they are drawn."""
    layer = {name: value for name, value in entry.items() if name != "kernel_shape"}
    *window, inputs, units = entry["kernel_shape"]
    cells = int(np.prod(window))
    drawn = reference.initial_kernel(TOLD["initializer"], inputs, units, generator, cells)
    layer["kernel"] = np.array(drawn).reshape(entry["kernel_shape"]).tolist()
    layer["bias"] = [0.0] * units
    if entry["kind"] == "lstm":
        each = entry["units"]
        layer["recurrent_kernel"] = reference.initial_kernel(
            TOLD["recurrent_initializer"], each, units, generator
        )
        layer["bias"][each : 2 * each] = [1.0] * each
    return layer


def request(network: dict[str, Any], run: dict[str, Any]) -> dict[str, Any]:
    x, y, _, _ = data()
    return {
        "experiment": "train",
        "input_shape": TOLD["input_shape"],
        "layers": layers(network),
        "loss": TOLD["loss"],
        "optimizer": TOLD["optimizer"],
        "inputs": x[: run["examples"]].reshape(run["examples"], -1).tolist(),
        "targets": y[: run["examples"]].tolist(),
        "batch_size": run["batch_size"],
        "epochs": run["epochs"],
        "shuffle_seed": TOLD["shuffle_seed"],
        "record": [run["epochs"]],
    }


def check_port_with(port: str, name: str, run: dict[str, Any]) -> None:
    """Check a port's weights and its predictions for the test part against the file."""
    _, _, x_test, y_test = data()
    tested = run["tested"]
    check_port(port, request(NETWORKS[name], run), run, x_test[:tested], y_test[:tested])


def fitted(backend: str, name: str, run: dict[str, Any]) -> Sequential:
    """Return a model after a run."""
    x, y, _, _ = data()
    model = rows.MODELS[name](*TOLD["input_shape"], seed=TOLD["seed"], backend=backend)
    model.compile(optimizers.of_settings(TOLD["optimizer"]), TOLD["loss"], ["accuracy"])
    x, y = x[: run["examples"]], y[: run["examples"]]
    model.fit(x, y, batch_size=run["batch_size"], epochs=run["epochs"], verbose=0)
    return model


def check_model(backend: str, name: str, run: dict[str, Any]) -> None:
    """Check the weights and the predictions of a model against the file."""
    _, _, x_test, y_test = data()
    model, tested = fitted(backend, name, run), run["tested"]
    assert model.history is not None
    assert model.history.history["loss"][-1] == run["loss"]
    assert model.weights_sha256() == run["weights_sha256"]
    _, accuracy = model.evaluate(x_test[:tested], y_test[:tested])
    assert accuracy == run["answered_right"] / tested


def test_the_file_states_the_networks_and_the_defaults() -> None:
    assert list(NETWORKS) == list(rows.MODELS)
    optimizer = optimizers.of_settings(TOLD["optimizer"])
    assert optimizer == optimizers.Adam(learning_rate=rows.LEARNING_RATE)
    assert TOLD["shuffle_seed"] == TOLD["seed"] + 1
    x, _, x_test, _ = data()
    for _, run in LONG:
        assert (run["epochs"], run["batch_size"]) == (20, 32)
        assert (run["examples"], run["tested"]) == (len(x), len(x_test))
        assert run["answered_right"] / len(x_test) >= ACCURACY
    for name, network in NETWORKS.items():
        model = rows.MODELS[name](*TOLD["input_shape"], seed=TOLD["seed"])
        first = [part for layer in layers(network) for part in parts(layer)]
        for told, weights in zip(first, model.get_weights(), strict=True):
            assert told.tolist() == weights.tolist()


def parts(layer: dict[str, Any]) -> list[Array]:
    names = ("kernel", "recurrent_kernel", "bias")
    return [np.array(layer[name]) for name in names if name in layer]


@pytest.mark.parametrize("port", PORTS)
@short_runs
def test_a_short_run_through_each_port(port: str, name: str, run: dict[str, Any]) -> None:
    check_port_with(port, name, run)


@pytest.mark.parametrize("backend", ["c", "python"])
@short_runs
def test_a_short_run_through_sequential(backend: str, name: str, run: dict[str, Any]) -> None:
    check_model(backend, name, run)


@long_runs
def test_the_long_run_in_c(name: str, run: dict[str, Any]) -> None:
    check_model("c", name, run)


@in_full
@pytest.mark.parametrize("port", PORTS)
@long_runs
def test_the_long_run_through_each_port(port: str, name: str, run: dict[str, Any]) -> None:
    check_port_with(port, name, run)
