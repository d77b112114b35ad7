"""Model files of version 2: layers of every kind, names, both types of numbers."""

import json
from time import process_time
from typing import Any

import numpy as np
import pytest
from support.refusals import refused

from refnet.files.model_file import FLOATS, read_model, write_model
from refnet.reference.conv import Conv1DLayer, Conv2DLayer
from refnet.reference.dense import DenseLayer
from refnet.reference.dropout import DropoutLayer
from refnet.reference.flatten import FlattenLayer, ReshapeLayer
from refnet.reference.graphs import AddLayer, ConcatenateLayer
from refnet.reference.kinds import KINDS
from refnet.reference.normalization import NormalizationLayer
from refnet.reference.pooling import (
    AveragePooling2DLayer,
    GlobalAveragePooling2DLayer,
    MaxPooling2DLayer,
)
from refnet.reference.recurrent import SimpleRNNLayer
from refnet.reference.zero_padding import ZeroPadding2DLayer

DENSE = 10  # the place of the dense layer


def layers(dtype: str = "float64") -> list[Any]:
    """Return a network of layers of every kind, with arrays of this type."""

    def array(*values: Any) -> Any:
        return np.array(values, dtype)

    return [
        ZeroPadding2DLayer((1, 0), (0, 2), (2, 1, 1)),
        Conv2DLayer(
            *(2, (2, 1), (1, 2), "same", "relu"),
            kernel=array([[[0.5, 0.0]]], [[[-0.25, 0.0]]]),
            bias=array(1.0, -0.5),
            connections=[[True, False]],
            input_shape=(3, 3, 1),
        ),
        MaxPooling2DLayer((2, 1), None, "same", (3, 2, 2)),
        AveragePooling2DLayer((1, 2), (1, 1), "valid", (2, 2, 2)),
        FlattenLayer((2, 1, 2)),
        ReshapeLayer((2, 2), (4,)),
        Conv1DLayer(
            *(3, (1,), (1,), "valid", "tanh"),
            kernel=array([[0.5, 1.5, 2.5], [-1.0, -2.0, -3.0]]),
            input_shape=(2, 2),
        ),
        ReshapeLayer((1, 3, 2), (2, 3)),
        GlobalAveragePooling2DLayer((1, 3, 2)),
        NormalizationLayer(array(0.5, -1.5), array(2.0, 0.25), False, (2,)),
        DenseLayer(1, "tanh", array([0.5], [-0.25]), array(0.125)),
        NormalizationLayer(array(3.0), array(4.0), True, (1,)),
    ]


def description(content: bytes) -> Any:
    """Return refnet's description in a file."""
    size = int.from_bytes(content[:8], "little")
    return json.loads(json.loads(content[8 : 8 + size])["__metadata__"]["refnet"])


def check_layers(found: list[Any], wanted: list[Any]) -> None:
    """Check that two networks have the same layers."""
    assert [layer.kind for layer in found] == [layer.kind for layer in wanted]
    for one, other in zip(found, wanted, strict=True):
        for name, value, expected in zip(one._fields, one, other, strict=True):
            assert np.array_equal(value, expected), name
            assert getattr(value, "dtype", None) == getattr(expected, "dtype", None), name


@pytest.mark.parametrize("kind", FLOATS)
def test_layers_of_every_kind_are_read_again(kind: str) -> None:
    wanted = layers(FLOATS[kind])
    file = read_model(write_model(wanted, columns=["a", "b"], classes=["c"]), FLOATS)
    check_layers(file.layers, wanted)
    assert (file.columns, file.classes, file.kind) == (["a", "b"], ["c"], kind)
    assert [array.tolist() for array in file.weights] == [
        [[[[0.5, 0.0]]], [[[-0.25, 0.0]]]],
        [1.0, -0.5],
        [[[0.5, 1.5, 2.5], [-1.0, -2.0, -3.0]]],
        [[0.5], [-0.25]],
        [0.125],
    ]
    assert file.others == {}


@pytest.mark.parametrize("kind", FLOATS)
def test_layers_on_sequences_are_read_again(kind: str) -> None:
    dtype = FLOATS[kind]
    for wanted in sequence_networks(dtype):
        file = read_model(write_model(wanted), FLOATS)
        check_layers(file.layers, wanted)
        assert file.kind == kind
        again = read_model(write_model(file.layers), FLOATS)
        check_layers(again.layers, wanted)
    kinds = {layer.kind for network in sequence_networks(dtype) for layer in network}
    merging = {"add", "concatenate"}
    assert kinds | {layer.kind for layer in layers(dtype)} | merging == set(KINDS)


def test_sources_are_read_again() -> None:
    every = [AddLayer(((2,), (2,))), ConcatenateLayer(((2,), (2,), (2,)))]
    sources = [[-1, -1], [0, -1, 0]]
    file = read_model(write_model(every, sources=sources))
    assert (file.layers, file.sources, file.input_shape) == (every, sources, (2,))


def sequence_networks(dtype: Any) -> list[list[Any]]:
    """Return networks that have each kind of layer on sequences; 2 steps of 2 features."""

    def weights(prefix: str, gates: int, biases: tuple[int, ...]) -> dict[str, Any]:
        numbers = np.random.default_rng(gates)
        shapes = {"kernel": (2, gates), "recurrent_kernel": (1, gates), "bias": (*biases, gates)}
        return {
            f"{prefix}{name}": numbers.normal(size=shape).astype(dtype)
            for name, shape in shapes.items()
        }

    networks = []
    for cell, gates, biases in (("simple_rnn", 1, ()), ("lstm", 4, ()), ("gru", 3, (2,))):
        activations = {"activation": "tanh"}
        if cell != "simple_rnn":
            activations["recurrent_activation"] = "sigmoid"
        fields: dict[str, Any] = {"units": 1, **activations, **weights("", gates, biases)}
        mask = KINDS["masking"].layer(np.dtype(dtype).type(0.5), (2, 2))
        table = np.array([[0.5, 1.0], [2.0, -1.0], [0.0, 3.0]], dtype)
        embedding = KINDS["embedding"].layer(3, 2, table, True, (2,))
        number = np.dtype(dtype).type
        one = KINDS[cell].layer(
            **fields,
            return_sequences=True,
            go_backwards=True,
            recurrent_dropout=number(0.25),
            stateful=True,
            input_shape=(2, 2),
        )
        each = KINDS["time_distributed"].layer(1, "relu", np.array([[2.0]], dtype), None, (2, 1))
        both = KINDS[f"bidirectional_{cell}"].layer(
            **fields,
            **weights("backward_", gates, biases),
            dropout=number(0.5),
            recurrent_dropout=number(0.125),
            input_shape=(2, 2),
        )
        part = KINDS["part"].layer(1, (1,), (2, 1))
        repeated = KINDS["repeat_vector"].layer(3, (2,))
        dropout = KINDS["dropout"].layer(number(0.75), (3, 2))
        networks += [[mask, one, each, part], [embedding, both, repeated, dropout]]
    steps = (2, 2)
    slope = KINDS["leaky_relu"].layer(np.dtype(dtype).type(0.125), steps)
    networks.append([slope, KINDS["activation"].layer("elu", steps), KINDS["softmax"].layer(steps)])
    pair = np.array([0.5, 2.0], dtype)
    settings = np.dtype(dtype).type(0.75), np.dtype(dtype).type(0.125)
    normal = KINDS["batch_normalization"].layer(pair, None, pair, pair, *settings, steps)
    networks.append([normal, normal._replace(gamma=None, beta=pair)])
    return networks


def test_a_file_without_tensors() -> None:
    file = read_model(write_model([FlattenLayer((2, 3))]), FLOATS)
    assert (file.layers, file.weights, file.dtype) == ([FlattenLayer((2, 3))], [], "float64")


def test_the_shape_of_an_example() -> None:
    dense, flat = layers()[DENSE], FlattenLayer((2, 3))
    assert description(write_model([flat]))["input_shape"] == [2, 3]
    assert read_model(write_model([flat])).input_shape == (2, 3)
    assert read_model(write_model(layers())).input_shape == (2, 1, 1)
    assert description(write_model([dense], columns=["a", "b"]))["input_shape"] == [2]
    assert read_model(write_model([dense])).input_shape == (2,)


def test_dense_layers_without_names_are_version_1() -> None:
    dense = layers()[DENSE]
    assert description(write_model([dense])) == {
        "version": 1,
        "layers": [{"units": 1, "activation": "tanh", "bias": True}],
    }
    assert description(write_model([dense], columns=["a", "b"]))["version"] == 2
    assert description(write_model([FlattenLayer((2,)), dense]))["version"] == 2


def test_further_parts_of_the_description_follow_the_names() -> None:
    content = write_model(layers(), {"seed": 7}, {"more": np.zeros(2)}, None, ["c"])
    assert list(description(content)) == ["version", "input_shape", "layers", "classes", "seed"]
    file = read_model(content)
    assert (file.columns, file.classes) == (None, ["c"])
    assert list(file.others) == ["more"]


def test_further_parts_are_ascii_in_version_1_and_utf_8_in_version_2() -> None:
    more = {"notes": {"city": "Köln", "half": "\ud800"}}
    first, second = write_model(layers()[DENSE : DENSE + 1], more), write_model(layers(), more)
    assert b"K\\\\u00f6ln" in first
    assert "Köln".encode() in second
    for content in (first, second):
        assert read_model(content).description["notes"] == more["notes"]


def test_half_of_a_surrogate_pair_is_no_name() -> None:
    content = write_model(layers(), columns=["a", "\ud800"])
    message = refused("bad_file", "model", read_model, content)
    assert message == "model: its columns are not a list of strings"


def test_a_file_of_both_types_of_numbers_is_refused() -> None:
    mixed = [*layers("float32")[:DENSE], *layers()[DENSE:]]
    message = refused("bad_file", "model", read_model, write_model(mixed), FLOATS)
    assert message == f"model: layers.{DENSE}.kernel is F64, expected F32"
    refused("bad_file", "model", read_model, write_model(layers("float32")))


@pytest.mark.parametrize(
    ("field", "layer"),
    [
        ("layers[0].input_shape", FlattenLayer((2**24,) * 200_000)),
        ("input_shape", NormalizationLayer(np.zeros(2**24 + 1), np.zeros(2**24 + 1))),
    ],
)
def test_no_file_has_a_shape_that_cannot_be_read(field: str, layer: Any) -> None:
    begin = process_time()
    refused("out_of_range", field, write_model, [layer])
    assert process_time() - begin < 3.0


def test_many_sizes_and_many_layers_take_no_time() -> None:
    sizes = write_model([FlattenLayer((1,))], {"input_shape": [2**24] * 200_000})
    layers = write_model([FlattenLayer((2, 1))] * 50_000)
    begin = process_time()
    refused("bad_file", "model", read_model, sizes)
    file = read_model(layers)
    assert process_time() - begin < 3.0
    assert len(file.layers) == 50_000
    assert file.layers[:2] == [FlattenLayer((2, 1)), FlattenLayer((2,))]


def test_what_a_file_says_of_rates_and_states() -> None:
    """Only what is not the default, and the tensors of rates that are not 0 (FILE-5)."""
    fields: dict[str, Any] = {
        "units": 1,
        "activation": "tanh",
        "kernel": [[0.5]],
        "recurrent_kernel": [[0.25]],
    }
    plain = write_model([SimpleRNNLayer(**fields, input_shape=(2, 1))])
    other = write_model([SimpleRNNLayer(**fields, dropout=0.5, stateful=True, input_shape=(2, 1))])
    (before,), (after,) = (description(content)["layers"] for content in (plain, other))
    assert after == before | {"dropout": True, "keeps_states": True}
    assert b'"layers.0.dropout"' in other
    assert b'"layers.0.dropout"' not in plain
    assert b'"layers.0.recurrent_dropout"' not in other


@pytest.mark.parametrize("rate", [1.0, -0.5])
def test_a_file_with_another_rate_is_refused(rate: float) -> None:
    rnn = SimpleRNNLayer(1, "tanh", [[1.0]], [[1.0]], dropout=rate, input_shape=(2, 1))
    for layer in (DropoutLayer(rate, (3,)), rnn):
        message = refused("bad_file", "model", read_model, write_model([layer]))
        assert message.endswith("is not at least 0 and below 1")
