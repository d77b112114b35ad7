"""The four ports on random requests: the same bits and the same messages."""

import json
import math
import struct
from random import Random
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.elementary_points import points

from refnet.conformance.compare import first_difference
from refnet.conformance.fixtures import input_bytes, load_cases
from refnet.conformance.process import PortProcess

Ports = dict[str, PortProcess]

THOROUGH = settings(
    max_examples=1000,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def number(value: float) -> float | str:
    """Return a float as it is written in JSON."""
    return "-0" if value == 0.0 and str(value)[0] == "-" else value


def pool() -> list[Any]:
    """Return the numbers that requests are made from; to draw one of them is quick.

    The first are those that Hypothesis tries to reduce a failure to.
    """
    random = Random(1)
    usual = [random.uniform(-4, 4) for _ in range(300)]
    bits = [struct.unpack(">d", random.randbytes(8))[0] for _ in range(100)]
    limits = [5e-324, -(2.0**-1022), 1.7976931348623157e308, -0.0]
    values = [1, 0, 2, -1, -2, 0.1, 0.2, 0.3, *usual, *filter(math.isfinite, bits), *limits]
    return [number(value) for value in values]


NUMBERS = st.sampled_from(pool())


@st.composite
def button_presses(draw: st.DrawFn) -> dict[str, Any]:
    """A button_press request, mostly good."""
    n = draw(st.integers(1, 9))
    return {
        "experiment": "button_press",
        "inputs": draw(st.lists(NUMBERS, min_size=n, max_size=n)),
        "weights": draw(st.lists(NUMBERS, min_size=n, max_size=n + draw(st.integers(0, 9)) // 9)),
        "desired": draw(NUMBERS),
        "learning_rate": draw(NUMBERS),
        "trials": draw(st.integers(-1, 12)),
        "rule": draw(st.sampled_from(["add", "widrow_hoff", "widrow_hoff", "add", "hebb"])),
    }


@st.composite
def rabbits(draw: st.DrawFn) -> dict[str, Any]:
    """A rabbit request, mostly good."""
    n = draw(st.integers(1, 5))
    row = st.lists(NUMBERS, min_size=n, max_size=n)
    return {
        "experiment": "rabbit",
        "weights": draw(row),
        "learned": draw(st.lists(st.booleans(), min_size=n, max_size=n)),
        "threshold": draw(NUMBERS),
        "learning_rate": draw(NUMBERS),
        "stimuli": draw(st.lists(row, max_size=8)),
    }


@st.composite
def hebbs(draw: st.DrawFn) -> dict[str, Any]:
    """A hebb request, mostly good."""
    n = draw(st.integers(1, 5))
    return {
        "experiment": "hebb",
        "inputs": draw(matrices(draw(st.integers(0, 8)), n)),
        "weights": draw(st.lists(NUMBERS, min_size=n, max_size=n)),
        "learning_rate": draw(NUMBERS),
        "rule": draw(st.sampled_from(["hebb", "oja", "oja", "hebb", "add"])),
    }


@st.composite
def hopfields(draw: st.DrawFn) -> dict[str, Any]:
    """A hopfield request, mostly good."""
    n = draw(st.integers(1, 12))
    state = st.lists(st.sampled_from([1] * 20 + [-1] * 20 + [0]), min_size=n, max_size=n)
    return {
        "experiment": "hopfield",
        "patterns": draw(st.lists(state, max_size=8)),
        "start": draw(state),
        "update": draw(st.sampled_from(["asynchronous", "synchronous"])),
        "order_seed": draw(st.one_of(st.none(), st.integers(-1, 2**32))),
        "sweeps": draw(st.integers(-1, 6)),
    }


@st.composite
def neurons(draw: st.DrawFn) -> dict[str, Any]:
    """A neuron request, mostly good."""
    m, n = draw(st.integers(1, 6)), draw(st.integers(1, 5))
    iterations = draw(st.integers(0, 8))
    request: dict[str, Any] = {
        "experiment": "neuron",
        "inputs": draw(matrices(m, n)),
        "targets": draw(st.lists(NUMBERS, min_size=m, max_size=m)),
        "weights": draw(st.lists(NUMBERS, min_size=n, max_size=n)),
        "bias": draw(st.one_of(st.none(), NUMBERS)),
        "iterations": iterations,
    }
    if draw(st.booleans()):
        request |= {"slope": draw(NUMBERS), "learning_rate": draw(NUMBERS)}
    return request | draw(records(iterations))


@st.composite
def two_layers(draw: st.DrawFn) -> dict[str, Any]:
    """A two_layer request, mostly good."""
    m, n, h, k = (draw(st.integers(1, limit)) for limit in (5, 4, 9, 3))
    iterations = draw(st.integers(0, 6))
    request: dict[str, Any] = {
        "experiment": "two_layer",
        "inputs": draw(matrices(m, n)),
        "targets": draw(matrices(m, k)),
        "weights1": draw(matrices(n, h)),
        "weights2": draw(matrices(h, k)),
        "iterations": iterations,
    }
    for name, size in (("bias1", h), ("bias2", k)):
        if draw(st.booleans()):
            request[name] = draw(st.lists(NUMBERS, min_size=size, max_size=size))
    if draw(st.booleans()):
        request["learning_rate"] = draw(NUMBERS)
    return request | draw(records(iterations))


@st.composite
def normalizations(draw: st.DrawFn) -> dict[str, Any]:
    """A normalization request, mostly good."""
    m, n = draw(st.integers(1, 6)), draw(st.integers(1, 5))
    return {"experiment": "normalization", "inputs": draw(matrices(m, n))}


@st.composite
def accuracies(draw: st.DrawFn) -> dict[str, Any]:
    """An accuracy request, mostly good; targets and outputs are often 0, 1 or one half."""
    m, k = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    numbers = st.one_of(st.sampled_from([0, 1, 0.5, "-0"]), NUMBERS)
    rows = st.lists(st.lists(numbers, min_size=k, max_size=k), min_size=m, max_size=m)
    return {"experiment": "accuracy", "targets": draw(rows), "outputs": draw(rows)}


VARIANCES = st.sampled_from(
    [0, 1e-14, 9.9e-15, 1.1e-14, 0.25, 3, 40, *(x for x in pool() if x == "-0" or x >= 0), -1]
)


class Network(NamedTuple):
    """A network of a request: the shape of an example, the layers, and how many outputs it has."""

    input_shape: list[int]
    layers: list[dict[str, Any]]
    outputs: int


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Layers for rows of numbers that fit together, mostly good."""
    n = draw(st.integers(1, 5))
    shape = draw(st.sampled_from([*[[n]] * 6, *[[1, n], [n, 1, 1]] * 2, [n + 1], [0]]))
    kinds = draw(st.lists(st.sampled_from(["dense", "flatten", "normalization"]), min_size=1))
    if len(shape) > 1 and draw(st.sampled_from([True] * 5 + [False])):
        kinds = ["flatten", *kinds]
    layers: list[dict[str, Any]] = []
    for kind in kinds:
        if kind == "dense":
            units = draw(st.integers(1, 5))
            kernel, bias = matrices(n, units), st.lists(NUMBERS, min_size=units, max_size=units)
            activation = draw(st.sampled_from(["linear", "tanh", "relu", "sigmoid", "softmax"]))
            fields = {"units": units, "activation": activation, "kernel": draw(kernel)}
            layers.append({**fields, "bias": draw(st.one_of(st.none(), bias))})
            n = units
        elif kind == "flatten":
            layers.append({"kind": kind})
        else:
            mean, variance = (
                draw(st.lists(numbers, min_size=n, max_size=n)) for numbers in (NUMBERS, VARIANCES)
            )
            invert = draw(st.booleans())
            layers.append({"kind": kind, "mean": mean, "variance": variance, "invert": invert})
    return Network(shape, layers, n)


def arrays(*sizes: int) -> st.SearchStrategy[list[Any]]:
    """Return numbers in lists of these lengths, outermost first."""
    values: st.SearchStrategy[Any] = NUMBERS
    for size in reversed(sizes):
        values = st.lists(values, min_size=size, max_size=size)
    return values


@st.composite
def windows(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """The fields of a window on an image, of which some are left out."""
    sizes = st.lists(st.integers(1, 3), min_size=2, max_size=2)
    fields = {name: draw(sizes)}
    if draw(st.booleans()):
        fields["strides"] = draw(sizes)
    return fields | {"padding": draw(st.sampled_from(["valid", "same", "same"]))}


@st.composite
def filters(draw: st.DrawFn, channels: int) -> dict[str, Any]:
    """A convolution of images with so many channels."""
    f, window = draw(st.integers(1, 3)), draw(windows("kernel_size"))
    layer = {"kind": "conv2d", "filters": f, **window}
    layer["activation"] = draw(st.sampled_from(["linear", "tanh", "relu", "sigmoid"]))
    layer["kernel"] = draw(arrays(*window["kernel_size"], channels, f))
    layer["bias"] = draw(st.one_of(st.none(), arrays(f)))
    if draw(st.booleans()):
        rows = st.lists(st.booleans(), min_size=f, max_size=f)
        layer["connections"] = draw(st.lists(rows, min_size=channels, max_size=channels))
        if draw(st.sampled_from([True] * 3 + [False])):
            for cell in (cell for row in layer["kernel"] for cell in row):
                for weights, connected in zip(cell, layer["connections"], strict=True):
                    weights[:] = [w if on else 0 for w, on in zip(weights, connected, strict=True)]
    return layer


@st.composite
def image_networks(draw: st.DrawFn) -> Network:
    """Layers on images that fit together, mostly good, and a dense layer at the end."""
    shape = input_shape = draw(st.lists(st.integers(1, 4), min_size=3, max_size=3))
    layers: list[dict[str, Any]] = []
    kinds = ["conv2d", "max_pooling2d", "average_pooling2d", "zero_padding2d"]
    for kind in draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=3)):
        layer: dict[str, Any] = {"kind": kind}
        if kind == "conv2d":
            layer = draw(filters(shape[2]))
        elif kind == "zero_padding2d":
            widths = st.lists(st.integers(0, 2), min_size=2, max_size=2)
            layer |= {"rows": draw(widths), "columns": draw(widths)}
        else:
            layer |= draw(windows("pool_size"))
        layers.append(layer)
        shape = shape_after(shape, layer)
    if draw(st.booleans()):
        return Network(input_shape, [*layers, {"kind": "global_average_pooling2d"}], shape[2])
    sequence = [max(shape[0] * shape[1], 1), shape[2]]
    layers.append({"kind": "reshape", "target_shape": sequence})
    steps = draw(st.integers(1, sequence[0]))
    kernel = draw(arrays(steps, sequence[1], 2))
    layers.append({"kind": "conv1d", "filters": 2, "kernel_size": [steps], "kernel": kernel})
    return Network(input_shape, layers, 2 * (sequence[0] - steps + 1))


def shape_after(shape: list[int], layer: dict[str, Any]) -> list[int]:
    """Return the shape of an example after a layer; sizes below 1 where its window does not fit."""
    if layer["kind"] == "zero_padding2d":
        return [shape[0] + sum(layer["rows"]), shape[1] + sum(layer["columns"]), shape[2]]
    window = layer.get("kernel_size") or layer["pool_size"]
    strides = layer.get("strides", [1, 1] if "kernel_size" in layer else window)
    after = [
        -(-size // stride) if layer["padding"] == "same" else (size - length) // stride + 1
        for size, length, stride in zip(shape, window, strides, strict=False)
    ]
    return [*after, layer.get("filters", shape[2])]


@st.composite
def trainings(draw: st.DrawFn) -> dict[str, Any]:
    """A train request, mostly good."""
    input_shape, layers, outputs = draw(st.one_of(networks(), image_networks()))
    m = draw(st.integers(1, 5))
    return {
        "experiment": "train",
        "input_shape": input_shape,
        "layers": layers,
        "loss": draw(st.sampled_from(["mse", "sum_squared_error"])),
        "optimizer": {"name": draw(st.sampled_from(["sgd", "rmsprop", "adam"]))},
        "inputs": draw(matrices(m, math.prod(input_shape))),
        "targets": draw(matrices(m, outputs)),
        "batch_size": draw(st.integers(1, 5)),
        "epochs": draw(st.integers(0, 3)),
        "shuffle_seed": draw(st.integers(0, 9)),
    }


@st.composite
def models(draw: st.DrawFn) -> dict[str, Any]:
    """A save_model request, mostly good, with names that are hard to write."""
    input_shape, layers, outputs = draw(st.one_of(networks(), image_networks()))
    names = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
    columns, classes = (
        st.lists(names, min_size=count, max_size=count)
        for count in (math.prod(input_shape), outputs)
    )
    return {
        "experiment": "save_model",
        "layers": layers,
        "input_shape": draw(st.sampled_from([input_shape, input_shape, None])),
        "columns": draw(st.one_of(st.none(), columns)),
        "classes": draw(st.one_of(st.none(), classes)),
    }


def matrices(rows: int, columns: int) -> st.SearchStrategy[list[list[Any]]]:
    """Return lists of rows."""
    row = st.lists(NUMBERS, min_size=columns, max_size=columns)
    return st.lists(row, min_size=rows, max_size=rows)


def records(iterations: int) -> st.SearchStrategy[dict[str, Any]]:
    """Return a record of some iterations, mostly good, or none."""
    some = st.sets(st.integers(1, max(iterations, 1))).map(sorted)
    return st.one_of(st.just({}), some.map(lambda record: {"record": record}))


def agree(ports: Ports, request: dict[str, Any]) -> None:
    """Check the answers of the other ports against that of the pure-Python port."""
    line = json.dumps({"id": 1, **request})
    answers = {name: json.loads(port.ask(line), parse_int=float) for name, port in ports.items()}
    expected = answers.pop("python")
    for name, got in answers.items():
        if got != expected:  # JSON has the shortest digits of a double, and "-0" and "NaN" as texts
            difference = first_difference(expected, got)
            assert difference is None, f"{name}: {difference}"
            assert expected.get("error", {}).get("message") == got.get("error", {}).get("message")


@THOROUGH
@given(request=button_presses())
def test_random_button_presses(running_ports: Ports, request: dict[str, Any]) -> None:
    agree(running_ports, request)


@THOROUGH
@given(request=rabbits())
def test_random_rabbits(running_ports: Ports, request: dict[str, Any]) -> None:
    agree(running_ports, request)


@THOROUGH
@given(request=hebbs())
def test_random_hebbian_units(running_ports: Ports, request: dict[str, Any]) -> None:
    agree(running_ports, request)


@settings(THOROUGH, max_examples=500)
@given(request=hopfields())
def test_random_hopfield_networks(running_ports: Ports, request: dict[str, Any]) -> None:
    agree(running_ports, request)


@settings(THOROUGH, max_examples=500)
@given(request=neurons())
def test_random_neurons(running_ports: Ports, request: dict[str, Any]) -> None:
    agree(running_ports, request)


@settings(THOROUGH, max_examples=500)
@given(request=two_layers())
def test_random_two_layers(running_ports: Ports, request: dict[str, Any]) -> None:
    agree(running_ports, request)


@settings(THOROUGH, max_examples=500)
@given(request=normalizations())
def test_random_normalizations(running_ports: Ports, request: dict[str, Any]) -> None:
    agree(running_ports, request)


@settings(THOROUGH, max_examples=500)
@given(request=accuracies())
def test_random_accuracies(running_ports: Ports, request: dict[str, Any]) -> None:
    agree(running_ports, request)


@settings(THOROUGH, max_examples=400)
@given(request=trainings())
def test_random_networks(running_ports: Ports, request: dict[str, Any]) -> None:
    agree(running_ports, request)


def test_train_gives_the_numbers_of_dense(running_ports: Ports) -> None:
    cases = [case for case in load_cases() if (case.request or {}).get("experiment") == "dense"]
    trained = [case for case in cases if "trials" in case.expected]
    assert len(trained) > 50
    for case in trained:
        request = {**(case.request or {}), "experiment": "train"}
        request["input_shape"] = [len(request["layers"][0]["kernel"])]
        for name, port in running_ports.items():
            got = json.loads(port.ask(json.dumps({"id": 1, **request})), parse_int=float)
            del got["id"]
            assert first_difference(case.expected, got) is None, f"{name}: {case.id}"


@settings(THOROUGH, max_examples=250)
@given(request=models())
def test_random_model_files(running_ports: Ports, request: dict[str, Any]) -> None:
    agree(running_ports, request)
    answer = json.loads(running_ports["python"].ask(json.dumps({"id": 1, **request})))
    if "model" in answer:
        load = {"experiment": "load_model", "model": answer["model"]}
        agree(running_ports, load)
        loaded = json.loads(running_ports["python"].ask(json.dumps({"id": 1, **load})))
        rows = [[0.5 - i % 7 * 0.3 for i in range(math.prod(loaded["input_shape"]))]]
        agree(running_ports, {"experiment": "predict", "model": answer["model"], "inputs": rows})


@settings(THOROUGH, max_examples=500)
@given(
    seed=st.integers(0, 2**32 - 1),
    count=st.integers(0, 5),
    distribution=st.sampled_from(["uniform", "normal", "integers"]),
    high=st.integers(0, 2**32 + 1),
)
def test_random_seeds(
    running_ports: Ports, seed: int, count: int, distribution: str, high: int
) -> None:
    fields = {"seed": seed, "count": count, "distribution": distribution, "high": high}
    agree(running_ports, {"experiment": "random", **fields})


@pytest.mark.parametrize("function", ["exp", "log", "tanh", "sigmoid"])
def test_elementary_functions_at_many_points(running_ports: Ports, function: str) -> None:
    values = points(function)
    assert len(values) >= 100_000
    for part in np.array_split(values, 5):
        agree(
            running_ports,
            {
                "experiment": "elementary",
                "function": function,
                "values": [number(x) for x in part.tolist()],
            },
        )


def test_one_wording_for_one_error(running_ports: Ports) -> None:
    refused = [case for case in load_cases() if "error" in case.expected]
    assert len(refused) > 40
    messages: dict[str, str] = {}  # of errors whose words the fixtures do not have
    for case in refused:
        line = case.line if case.line is not None else json.dumps({"id": 1, **(case.request or {})})
        for name, port in running_ports.items():
            got, wanted = json.loads(port.ask(line))["error"], case.expected["error"]
            if wanted["code"] == "bad_file":  # whose words are those of who reads the format
                got = {**got, "message": wanted["message"]}
            more = got["message"].startswith(f'{wanted["message"]}, "')
            if case.id in messages or more or str(wanted["field"]).endswith(".kind"):
                # old fixtures have the names of their time
                wanted = {**wanted, "message": messages.setdefault(case.id, got["message"])}
            assert got == wanted, f"{name}: {case.id}"


def test_one_wording_for_lines_of_inputs(running_ports: Ports) -> None:
    asked = [
        (line, expected["error"], case.id)
        for case in load_cases(chapters=["protocol"])
        for line, expected in zip(
            input_bytes(case.input or ()).split(b"\n"), case.answers, strict=False
        )
        if "error" in expected and not isinstance(expected, list)
    ]
    assert len(asked) > 150
    for line, error, case_id in asked:
        for name, port in running_ports.items():
            assert json.loads(port.ask(line))["error"] == error, f"{name}: {case_id}: {line[:99]!r}"
