"""What experiments with networks accept; the fixtures have the refusals of requests."""

from time import process_time
from typing import Any

import pytest
from support.refusals import refused

from refnet.reference import kinds, layer_checks, shape_checks
from refnet.reference.checks import MOST_NUMBERS
from refnet.reference.dense import DenseLayer
from refnet.reference.flatten import FlattenLayer
from refnet.reference.network_checks import (
    as_layers,
    check_layer_values,
    checked_save_model,
    inputs_of,
    outputs_of,
    placed_layers,
)
from refnet.reference.normalization import NormalizationLayer

FLAT = FlattenLayer((2, 1))
NORMAL = NormalizationLayer([0.5, 1.0], [1.0, 2.0], False, (2,))
DENSE = DenseLayer(1, "tanh", [[0.5], [1.5]], None)


def test_every_kind_of_the_network_is_checked() -> None:
    assert list(layer_checks.KINDS) == list(kinds.KINDS)


def test_layers_become_plain_data() -> None:
    flat = FlattenLayer([2, 1])  # type: ignore[arg-type]
    layers = as_layers("layers", [flat, NormalizationLayer((0, 1), (1, 2)), DENSE])
    assert layers == [FLAT, NormalizationLayer([0.0, 1.0], [1.0, 2.0], False), DENSE]
    assert isinstance(layers[0].input_shape, tuple)
    assert all(type(value) is float for value in layers[1].mean)


@pytest.mark.parametrize("layers", [None, 7, DENSE, [None], [DENSE, {}], "dense"])
def test_what_is_no_list_of_layers(layers: Any) -> None:
    message = refused("wrong_type", "layers", as_layers, "layers", layers)
    assert message == "layers: expected a list of layers"


@pytest.mark.parametrize(
    ("layer", "field"),
    [
        (FlattenLayer(2), "input_shape"),  # type: ignore[arg-type]
        (FlattenLayer((2.5,)), "input_shape"),  # type: ignore[arg-type]
        (FlattenLayer((True,)), "input_shape"),
        (NormalizationLayer(1.0, [1.0]), "mean"),
        (NormalizationLayer([1.0], None), "variance"),
        (NormalizationLayer([1.0], [1.0], 1), "invert"),  # type: ignore[arg-type]
        (DenseLayer(1.5, "tanh", [[0.5]], None), "units"),  # type: ignore[arg-type]
        (DENSE._replace(kernel=[0.5]), "kernel"),
    ],
)
def test_fields_of_another_type(layer: Any, field: str) -> None:
    refused("wrong_type", f"layers[1].{field}", as_layers, "layers", [DENSE, layer])


def test_who_says_how_many_inputs_and_outputs_there_are() -> None:
    assert inputs_of("layers", [FLAT, DENSE]) == ("layers[0].input_shape", 2)
    assert inputs_of("layers", [NORMAL]) == ("layers[0].mean", 2)
    assert inputs_of("layers", [DENSE]) == ("layers[0].kernel", 2)
    assert outputs_of("layers", [FLAT, DENSE]) == ("layers[1].units", 1)
    assert outputs_of("layers", [DENSE, FLAT]) == ("layers[1].input_shape", 2)
    assert outputs_of("layers", [FLAT, NORMAL]) == ("layers[1].mean", 2)


@pytest.mark.parametrize(
    ("code", "field", "layer"),
    [
        ("shape_mismatch", "input_shape", FlattenLayer((2,))),
        ("out_of_range", "input_shape", FlattenLayer((2, 0))),
        ("out_of_range", "input_shape", FlattenLayer((MOST_NUMBERS, 2))),
        ("empty", "mean", NormalizationLayer([], [])),
        ("shape_mismatch", "mean", NORMAL),
        ("shape_mismatch", "mean", NORMAL._replace(input_shape=())),
        (
            "out_of_range",
            "input_shape",
            NormalizationLayer([0.5], [1.0], input_shape=(-1, -1)),
        ),
        ("shape_mismatch", "variance", NormalizationLayer([1.0], [])),
        ("empty", "kernel", DENSE._replace(kernel=[])),
        ("shape_mismatch", "kernel", DENSE),
    ],
)
def test_a_layer_that_does_not_follow_a_layer_of_one_unit(
    code: str, field: str, layer: Any
) -> None:
    refused(code, f"layers[1].{field}", placed_layers, "layers", [DENSE, layer], None)


def test_layers_are_placed() -> None:
    back = NormalizationLayer([0.0], [0.0], True)
    layers = [FlattenLayer((1, 2, 1)), NORMAL, FlattenLayer(), DENSE, FlattenLayer(), back]
    placed = placed_layers("layers", layers, (1, 2, 1))
    shapes = [layer.input_shape for layer in placed if isinstance(layer, FlattenLayer)]
    assert shapes == [(1, 2, 1), (2,), (1,)]
    assert [layer for layer in placed if not isinstance(layer, FlattenLayer)] == [
        NORMAL,
        DENSE,
        back._replace(input_shape=(1,)),
    ]
    assert layers[2] == FlattenLayer()
    check_layer_values("layers", placed)


def test_the_first_layer_says_the_shape_of_an_example() -> None:
    for layers in ([FLAT, DENSE], [NORMAL, DENSE], [DENSE], [FlattenLayer((4096, 4096))]):
        assert placed_layers("layers", layers, None) == layers
    refused("empty", "input_shape", placed_layers, "layers", [FlattenLayer(), DENSE], None)
    refused("empty", "layers", placed_layers, "layers", [], None)


@pytest.mark.parametrize("layer", [FLAT, NORMAL._replace(input_shape=(2, 1))])
def test_a_layer_that_knows_another_shape(layer: Any) -> None:
    """Also if it has as many numbers, and also where no input_shape is given."""
    assert placed_layers("layers", [layer], (2, 1)) == [layer]
    for shape in ((2,), (1, 2), (2, 1, 1)):
        message = refused(
            "shape_mismatch", "layers[0].input_shape", placed_layers, "layers", [layer], shape
        )
        assert message == "layers[0].input_shape: expected the shape of the layer's inputs"
    after: list[Any] = [DENSE._replace(units=2, kernel=[[0.5, 1.5]]), layer]
    refused("shape_mismatch", "layers[1].input_shape", placed_layers, "layers", after, None)


@pytest.mark.parametrize("shape", [(1, 2), (2, 1), (2, 1, 1)])
def test_examples_of_several_sizes(shape: tuple[int, ...]) -> None:
    """A dense layer takes rows of numbers only, a normalization keeps the shape."""
    refused("shape_mismatch", "layers[0].kernel", placed_layers, "layers", [DENSE], shape)
    several = [NORMAL._replace(input_shape=()), DENSE]
    refused("shape_mismatch", "layers[1].kernel", placed_layers, "layers", several, shape)
    normal = NORMAL._replace(input_shape=())
    placed = placed_layers("layers", [normal, FlattenLayer(), DENSE], shape)
    assert placed == [normal._replace(input_shape=shape), FlattenLayer(shape), DENSE]
    wrong = NORMAL._replace(input_shape=(3,))
    refused("shape_mismatch", "layers[0].mean", placed_layers, "layers", [wrong], None)


@pytest.mark.parametrize("shape", [(0,), (-1, -1), (-1, -2), (2**53 - 1,) * 20_000])
def test_a_normalization_of_a_shape_that_cannot_be(shape: tuple[int, ...]) -> None:
    layer, field = NORMAL._replace(input_shape=shape), "layers[0].input_shape"
    refused("out_of_range", field, placed_layers, "layers", [layer], None)
    refused("out_of_range", field, placed_layers, "layers", [layer], (2,))


@pytest.mark.parametrize(
    ("code", "shape"),
    [
        ("empty", ()),
        ("out_of_range", (2, 0)),
        ("out_of_range", (-1, -2)),
        ("out_of_range", (MOST_NUMBERS + 1,)),
        ("out_of_range", (MOST_NUMBERS, 2)),
    ],
)
def test_shapes_that_cannot_be(code: str, shape: tuple[int, ...]) -> None:
    refused(code, "input_shape", placed_layers, "layers", [], shape)


@pytest.mark.parametrize(
    ("code", "layer"),
    [
        ("out_of_range", NormalizationLayer([0.0], [-5e-324])),
        ("not_finite", NormalizationLayer([0.0], [float("inf")])),
    ],
)
def test_variances_that_cannot_be(code: str, layer: NormalizationLayer) -> None:
    refused(code, "layers[0].variance", check_layer_values, "layers", [layer])


def test_names_are_checked_after_shapes_and_before_values() -> None:
    wrong = NormalizationLayer([0.0, 0.0], [-1.0, 1.0])
    assert checked_save_model([NORMAL], None, ["a", "a"], None, None) == (
        [NORMAL],
        ["a", "a"],
        None,
        None,
        None,
    )
    refused("wrong_type", "input_shape", checked_save_model, [NORMAL], 2, ["a", 1], None, None)
    refused("wrong_type", "columns", checked_save_model, [NORMAL], (0,), ["a", 1], [], None)
    refused("out_of_range", "input_shape", checked_save_model, [wrong], (0,), ["a"], [], None)
    refused("shape_mismatch", "columns", checked_save_model, [wrong], None, ["a"], [], None)
    refused("shape_mismatch", "classes", checked_save_model, [wrong], None, None, [], None)
    refused(
        "out_of_range", "layers[0].variance", checked_save_model, [wrong], None, None, None, None
    )


def test_a_file_of_version_2_has_the_shape_of_an_example(monkeypatch: pytest.MonkeyPatch) -> None:
    """So the first layer must not have more inputs than a shape may have; version 1 has none."""
    normal = NORMAL._replace(input_shape=())
    networks: list[list[Any]] = [[normal], [normal, DENSE], [DENSE, FlattenLayer()]]
    for layers in networks:
        checked_save_model(layers, None, None, None, None)
    monkeypatch.setattr(shape_checks, "MOST_NUMBERS", 1)
    for layers in networks:
        refused("out_of_range", "input_shape", checked_save_model, layers, None, [], None, None)
    refused("out_of_range", "input_shape", checked_save_model, [DENSE], None, None, ["a"], None)
    assert checked_save_model([DENSE], None, None, None, None) == ([DENSE], None, None, None, None)


def test_many_sizes_and_many_layers_take_no_time() -> None:
    begin = process_time()
    many = (2**24,) * 200_000
    refused("out_of_range", "input_shape", placed_layers, "layers", [FlattenLayer()], many)
    field, known = "layers[1].input_shape", [DENSE, FlattenLayer(many)]
    refused("out_of_range", field, placed_layers, "layers", known, None)
    refused("out_of_range", "layers[0].input_shape", placed_layers, "layers", known[1:], None)
    assert len(placed_layers("layers", [FlattenLayer()] * 100_000, (2, 3))) == 100_000
    assert process_time() - begin < 3.0
