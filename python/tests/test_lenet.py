"""LeNet: its shapes and weights, and training runs with the same weights in all four ports.

The short runs use every port. The long runs use the C core, and the other ports and pure Python if
the environment has REFNET_FULL=1 (pure Python needs more than an hour).
"""

import itertools
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from support.trained import check_port

from refnet import RefnetError, Sequential, datasets, lenet, optimizers, reference

Array = NDArray[Any]

FILE = Path(__file__).resolve().parents[2] / "conformance" / "lenet.json"
TOLD: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
NETWORKS: dict[str, dict[str, Any]] = TOLD["networks"]
PORTS = ["python", "c", "js", "go"]
SHORT = [(name, network["runs"][0]) for name, network in NETWORKS.items()]
LONG = [(name, network["runs"][1]) for name, network in NETWORKS.items()]
ACCURACY = 0.985

in_full = pytest.mark.skipif(
    os.environ.get("REFNET_FULL") != "1", reason="takes minutes; set REFNET_FULL=1"
)
short_runs = pytest.mark.parametrize(("name", "run"), SHORT, ids=list(NETWORKS))
long_runs = pytest.mark.parametrize(("name", "run"), LONG, ids=list(NETWORKS))


# The networks.


def test_lenet5_has_the_shapes_and_weights_of_tutorials() -> None:
    model = lenet.lenet5(seed=1)
    assert described(model) == [
        ("conv2d", (28, 28, 6), 156),
        ("max_pooling2d", (14, 14, 6), 0),
        ("conv2d", (10, 10, 16), 2416),
        ("max_pooling2d", (5, 5, 16), 0),
        ("flatten", (400,), 0),
        ("dense", (120,), 48_120),
        ("dense", (84,), 10_164),
        ("dense", (10,), 850),
    ]
    assert model.count_params() == 61_706
    assert [layer.activation for layer in model.layers if layer.kind in ("conv2d", "dense")] == [
        *["relu"] * 4,
        "softmax",
    ]


def test_lenet1_has_the_shapes_and_weights_of_the_paper() -> None:
    model = lenet.lenet1(seed=1)
    assert described(model) == [
        ("conv2d", (24, 24, 4), 104),
        ("average_pooling2d", (12, 12, 4), 0),
        ("conv2d", (12, 12, 4), 8),
        ("conv2d", (8, 8, 12), 512),
        ("average_pooling2d", (4, 4, 12), 0),
        ("conv2d", (4, 4, 12), 24),
        ("flatten", (192,), 0),
        ("dense", (10,), 1930),
    ]
    assert model.count_params() == 2578
    assert {layer.activation for layer in model.layers if layer.kind == "conv2d"} == {"tanh"}


def described(model: Sequential) -> list[tuple[str, tuple[int, ...], int]]:
    """Return kind, shape of the outputs and number of weights of each layer."""
    shape: tuple[int, ...] = lenet.IMAGE
    rows = []
    for layer in model.layers:
        count = layer.count_parameters(shape)
        shape = layer.output_shape(shape)
        rows.append((layer.kind, shape, count))
    return rows


def test_the_partial_connections_are_those_of_the_paper() -> None:
    """The table, column by column: the maps, from 1, that each of the twelve maps sees."""
    seen = [{1}, {1, 2}, {1, 2}, {2}, {1, 2}, {1, 2}, {3}, {3, 4}, {3, 4}, {4}, {3, 4}, {3, 4}]
    columns = zip(*lenet.LENET1_CONNECTIONS, strict=True)
    assert [{i + 1 for i in range(4) if column[i]} for column in columns] == seen


def test_the_network_has_as_many_units_and_connections_as_the_paper_counts() -> None:
    """4,635 units, the bias being one, and 98,442 connections (page 402)."""
    units = [28 * 28, 24 * 24 * 4, 12 * 12 * 4, 8 * 8 * 12, 4 * 4 * 12, 10]
    shared = [24 * 24 * 104, 12 * 12 * 4 * 5, 8 * 8 * 512, 4 * 4 * 12 * 5, 1930]
    assert (sum(units) + 1, sum(shared)) == (4635, 98_442)


def test_subsampling_is_a_coefficient_times_a_mean_plus_a_bias() -> None:
    """A channel depends on no other; checked with numbers whose products and sums are exact."""
    model = Sequential(lenet.subsampling(2), seed=1)
    image = np.arange(32.0).reshape(1, 4, 4, 2) / 32.0
    model.build((4, 4, 2))
    kernel, _ = model.get_weights()
    assert kernel.shape == (1, 1, 2, 2)
    assert (kernel[0, 0, 0, 1], kernel[0, 0, 1, 0]) == (0.0, 0.0)
    assert model.count_params() == 4
    model.set_weights([[[[[0.5, 0.0], [0.0, -2.0]]]], [0.25, 0.125]])
    outputs = model.predict(image)[0]
    for channel, (coefficient, offset) in enumerate([(0.5, 0.25), (-2.0, 0.125)]):
        for row, column in itertools.product(range(2), range(2)):
            cells = image[0, 2 * row : 2 * row + 2, 2 * column : 2 * column + 2, channel]
            expected = reference.tanh(coefficient * float(cells.sum() / 4.0) + offset)
            assert outputs[row, column, channel] == expected


def test_a_model_tells_the_shape_of_its_inputs_as_keras_does() -> None:
    assert lenet.lenet5(seed=1).input_shape == (None, 28, 28, 1)
    with pytest.raises(RefnetError, match="input_shape needs weights") as caught:
        _ = Sequential(lenet.subsampling(2), seed=1).input_shape
    assert caught.value.code == "empty"


@pytest.mark.parametrize("name", lenet.MODELS)
def test_the_arguments_are_those_of_sequential(name: str) -> None:
    make = lenet.MODELS[name]
    model = make(seed=3, dtype="float32", backend="c")
    assert (model.name, model.seed, model.dtype, model.backend) == (name, 3, "float32", "c")
    assert make(backend="python").backend == "python"
    with pytest.raises(RefnetError) as caught:
        make(seed=-1)
    assert (caught.value.code, caught.value.field) == ("out_of_range", "seed")


# The training runs.


@cache
def data() -> tuple[Array, Array, Array, Array]:
    (x, y), (x_test, y_test) = datasets.digits.load_data()
    return datasets.enlarge(x), y, datasets.enlarge(x_test), y_test


def layers(network: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the layers before the first epoch in the form of a request."""
    generator = reference.seeded(TOLD["seed"])
    result = []
    for entry in network["layers"]:
        layer = {name: value for name, value in entry.items() if name != "kernel_shape"}
        if "kernel_shape" in entry:
            layer["kernel"] = first_kernel(entry, generator)
            layer["bias"] = [0.0] * entry["kernel_shape"][-1]
        result.append(layer)
    return result


def first_kernel(entry: dict[str, Any], generator: Any) -> list[Any]:
    """Return a layer's kernel before the first epoch (DENSE-18); 0.0 without a connection."""
    *window, inputs, units = entry["kernel_shape"]
    cells = int(np.prod(window))
    drawn = reference.initial_kernel(TOLD["initializer"], inputs, units, generator, cells)
    kernel = np.array(drawn).reshape(entry["kernel_shape"])
    if "connections" in entry:
        kernel[..., ~np.array(entry["connections"])] = 0.0
    nested: list[Any] = kernel.tolist()
    return nested


def optimizer_of(network: dict[str, Any]) -> dict[str, Any]:
    return {**TOLD["optimizer"], "learning_rate": network["learning_rate"]}


def request(network: dict[str, Any], run: dict[str, Any]) -> dict[str, Any]:
    x, y, _, _ = data()
    return {
        "experiment": "train",
        "input_shape": TOLD["input_shape"],
        "layers": layers(network),
        "loss": TOLD["loss"],
        "optimizer": optimizer_of(network),
        "inputs": x[: run["examples"]].reshape(run["examples"], -1).tolist(),
        "targets": y[: run["examples"]].tolist(),
        "batch_size": TOLD["batch_size"],
        "epochs": run["epochs"],
        "shuffle_seed": TOLD["shuffle_seed"],
        "record": [run["epochs"]],
    }


def check_port_with(port: str, name: str, run: dict[str, Any]) -> None:
    """Check a port's weights and its predictions for the test part against the file."""
    _, _, x_test, y_test = data()
    tested = run["tested"]
    check_port(port, request(NETWORKS[name], run), run, x_test[:tested], y_test[:tested])


def check_model(backend: str, name: str, run: dict[str, Any]) -> None:
    """Check the weights and the predictions of a model against the file."""
    x, y, x_test, y_test = data()
    model = lenet.MODELS[name](seed=TOLD["seed"], backend=backend)
    optimizer = optimizers.of_settings(optimizer_of(NETWORKS[name]))
    model.compile(optimizer, TOLD["loss"], ["accuracy"])
    examples, tested = run["examples"], run["tested"]
    history = model.fit(x[:examples], y[:examples], epochs=run["epochs"], verbose=0).history
    assert history["loss"][-1] == run["loss"]
    assert model.weights_sha256() == run["weights_sha256"]
    _, accuracy = model.evaluate(x_test[:tested], y_test[:tested])
    assert accuracy == run["answered_right"] / tested


def test_the_file_states_the_networks_and_the_defaults() -> None:
    assert list(NETWORKS) == list(lenet.MODELS)
    assert TOLD["input_shape"] == list(lenet.IMAGE)
    assert optimizers.of_settings(optimizer_of(NETWORKS["lenet5"])) == optimizers.Adam()
    assert (TOLD["batch_size"], TOLD["shuffle_seed"]) == (32, TOLD["seed"] + 1)
    x, _, x_test, _ = data()
    assert dict(LONG)["lenet5"]["answered_right"] / len(x_test) >= ACCURACY
    for _, run in LONG:
        assert (run["epochs"], run["examples"], run["tested"]) == (20, len(x), len(x_test))
    for name, network in NETWORKS.items():
        model = lenet.MODELS[name](seed=TOLD["seed"])
        first = [part for layer in layers(network) for part in parts(layer)]
        for told, weights in zip(first, model.get_weights(), strict=True):
            assert told.tolist() == weights.tolist()


def parts(layer: dict[str, Any]) -> list[Array]:
    return [np.array(layer[name]) for name in ("kernel", "bias") if name in layer]


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


def test_the_page_shows_what_comes_out() -> None:
    """docs/lenet.md has the results of the long runs."""
    page = (FILE.parents[1] / "docs" / "lenet.md").read_text(encoding="utf-8")
    for name, run in LONG:
        right, tested = run["answered_right"], run["tested"]
        assert f"{right / tested:.4f} ({right} of {tested})" in page
        assert (run["weights_sha256"] in page) == (name == "lenet5")
