"""What layers on images must be, in Python; the fixtures have the refusals of requests."""

from typing import Any

import numpy as np
import pytest
from support.images import conv1d, conv2d
from support.refusals import refused

from refnet.reference.checks import MOST_NUMBERS
from refnet.reference.dense import DenseLayer
from refnet.reference.flatten import FlattenLayer, ReshapeLayer
from refnet.reference.network_checks import (
    as_layers,
    check_layer_values,
    inputs_of,
    outputs_of,
    placed_layers,
)
from refnet.reference.pooling import (
    AveragePooling2DLayer,
    GlobalAveragePooling2DLayer,
    MaxPooling2DLayer,
)
from refnet.reference.zero_padding import ZeroPadding2DLayer

FILTERS: Any = conv2d((4, 5, 2), (2, 3), 3)
STEPS: Any = conv1d((5, 2), 3, 4)
ON_IMAGES: list[Any] = [
    FILTERS,
    MaxPooling2DLayer(input_shape=(4, 5, 2)),
    AveragePooling2DLayer((3, 2), (1, 2), "same", (4, 5, 2)),
    GlobalAveragePooling2DLayer((4, 5, 2)),
    ZeroPadding2DLayer((1, 0), (0, 2), (4, 5, 2)),
]


def test_layers_become_plain_data() -> None:
    given: list[Any] = [
        FILTERS._replace(
            kernel_size=[2, 3], kernel=np.array(FILTERS.kernel), connections=((True,) * 3,) * 2
        ),
        MaxPooling2DLayer([2, 2], [1, 1]),  # type: ignore[arg-type]
        ZeroPadding2DLayer([1, 0], [0, 1]),  # type: ignore[arg-type]
        ReshapeLayer([3, 2]),  # type: ignore[arg-type]
        STEPS._replace(strides=[1]),
    ]
    filters, pool, padding, reshape, steps = as_layers("layers", given)
    assert (filters.kernel_size, filters.kernel) == ((2, 3), FILTERS.kernel)
    assert filters.connections == [[True] * 3] * 2
    assert pool == MaxPooling2DLayer((2, 2), (1, 1))
    assert padding == ZeroPadding2DLayer((1, 0), (0, 1))
    assert reshape == ReshapeLayer((3, 2))
    assert steps == STEPS


@pytest.mark.parametrize(
    ("layer", "field"),
    [
        (FILTERS._replace(filters=2.5), "filters"),
        (FILTERS._replace(kernel_size=3), "kernel_size"),
        (FILTERS._replace(strides=None), "strides"),
        (FILTERS._replace(padding=None), "padding"),
        (FILTERS._replace(activation=None), "activation"),
        (FILTERS._replace(kernel=[[[1.0]]]), "kernel"),
        (FILTERS._replace(kernel=FILTERS.bias), "kernel"),
        (FILTERS._replace(bias=1.0), "bias"),
        (FILTERS._replace(connections=[[1, 0]]), "connections"),
        (FILTERS._replace(input_shape=5), "input_shape"),
        (STEPS._replace(kernel=FILTERS.kernel), "kernel"),
        (MaxPooling2DLayer(2), "pool_size"),  # type: ignore[arg-type]
        (MaxPooling2DLayer(strides=2), "strides"),  # type: ignore[arg-type]
        (AveragePooling2DLayer(padding=0), "padding"),  # type: ignore[arg-type]
        (GlobalAveragePooling2DLayer((1.5,)), "input_shape"),  # type: ignore[arg-type]
        (ZeroPadding2DLayer(rows=1), "rows"),  # type: ignore[arg-type]
        (ZeroPadding2DLayer(columns=(True, 1)), "columns"),
        (ReshapeLayer(6), "target_shape"),  # type: ignore[arg-type]
    ],
)
def test_fields_of_another_type(layer: Any, field: str) -> None:
    refused("wrong_type", f"layers[0].{field}", as_layers, "layers", [layer])


@pytest.mark.parametrize("layer", ON_IMAGES, ids=lambda layer: layer.kind)
def test_a_layer_knows_its_shape_or_takes_it_from_the_layer_before(layer: Any) -> None:
    assert placed_layers("layers", [layer], None) == [layer]
    assert placed_layers("layers", [layer._replace(input_shape=())], (4, 5, 2)) == [layer]
    refused("empty", "input_shape", placed_layers, "layers", [layer._replace(input_shape=())], None)
    for shape in ((5, 4, 2), (40,), (4, 5, 2, 1)):
        field = "layers[0].input_shape"
        refused("shape_mismatch", field, placed_layers, "layers", [layer], shape)
    field = "layers[0].input_shape"
    many = layer._replace(input_shape=(MOST_NUMBERS, 2, 2))
    refused("out_of_range", field, placed_layers, "layers", [many], None)
    flat = layer._replace(input_shape=(40,))
    refused("shape_mismatch", field, placed_layers, "layers", [flat], None)


def test_a_sequence_knows_its_shape() -> None:
    assert placed_layers("layers", [STEPS], None) == [STEPS]
    assert placed_layers("layers", [STEPS._replace(input_shape=())], (5, 2)) == [STEPS]
    refused("shape_mismatch", "layers[0].input_shape", placed_layers, "layers", [STEPS], (10,))


def test_who_says_how_many_inputs_and_outputs_there_are() -> None:
    fields = ["filters", "pool_size", "pool_size", "input_shape", "columns"]
    sizes = [27, 8, 24, 2, 70]
    for layer, field, size in zip(ON_IMAGES, fields, sizes, strict=True):
        assert inputs_of("layers", [layer]) == ("layers[0].input_shape", 40)
        assert outputs_of("layers", [layer]) == (f"layers[0].{field}", size)
    assert outputs_of("layers", [ReshapeLayer((3, 2), (6,))]) == ("layers[0].target_shape", 6)


def test_layers_on_images_one_after_another() -> None:
    layers: list[Any] = [
        ZeroPadding2DLayer((1, 0), (0, 2)),
        conv2d((5, 5, 1), (2, 2), 3)._replace(input_shape=()),
        MaxPooling2DLayer(),
        ReshapeLayer((4, 3)),
        conv1d((4, 3), 2, 2)._replace(input_shape=()),
        FlattenLayer(),
        DenseLayer(1, "tanh", [[0.5]] * 6, None),
    ]
    placed = placed_layers("layers", layers, (4, 3, 1))
    assert [getattr(layer, "input_shape", None) for layer in placed] == [
        (4, 3, 1),
        (5, 5, 1),
        (4, 4, 3),
        (2, 2, 3),
        (4, 3),
        (3, 2),
        None,
    ]
    check_layer_values("layers", placed)


def test_weights_without_a_connection_must_be_zero() -> None:
    partly = FILTERS._replace(connections=[[True, True, True], [True, False, True]])
    message = refused("out_of_range", "layers[0].kernel", check_layer_values, "layers", [partly])
    assert message == "layers[0].kernel[0][0][1][1]: expected 0 without a connection"


def test_arrays_are_checked_like_lists() -> None:
    layer = FILTERS._replace(kernel=np.array(FILTERS.kernel), bias=np.array(FILTERS.bias))
    [placed] = placed_layers("layers", [layer], None)
    assert placed.kernel is layer.kernel
    field, short = "layers[0].kernel", layer._replace(kernel=layer.kernel[:, :, :1])
    refused("shape_mismatch", field, placed_layers, "layers", [short], None)
