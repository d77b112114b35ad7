"""Layers on images that cannot be, or do not fit: refused in the words of the reference."""

import math
from typing import Any

import numpy as np
import pytest
from refnet._core import ffi, lib
from support.image_layers import with_arrays
from support.refusals import refused

from refnet import RefnetError, core, reference
from refnet.reference.conv import Conv1DLayer, Conv2DLayer
from refnet.reference.flatten import FlattenLayer, ReshapeLayer
from refnet.reference.kinds import KINDS
from refnet.reference.optimizers import Optimizer
from refnet.reference.pooling import (
    AveragePooling2DLayer,
    GlobalAveragePooling2DLayer,
    MaxPooling2DLayer,
)
from refnet.reference.zero_padding import ZeroPadding2DLayer

MOST = 2**24
KERNEL = np.arange(1.0, 25.0).reshape(2, 2, 2, 3).tolist()
CONV2D = Conv2DLayer(3, (2, 2), (1, 1), "valid", "tanh", KERNEL, [0.5] * 3)
CONV1D = Conv1DLayer(3, (2,), (1,), "same", "tanh", KERNEL[0], [0.5] * 3)
CONNECTIONS = [[True, False, True], [False, True, True]]
CONNECTED = CONV2D._replace(
    connections=CONNECTIONS, kernel=np.where(CONNECTIONS, KERNEL, 0.0).tolist()
)
BROKEN = np.array(CONNECTED.kernel)
BROKEN[1, 0, 0, 1] = 2.0
POOLS = MaxPooling2DLayer(), AveragePooling2DLayer((2, 2), (1, 1), "same")
PADDED = ZeroPadding2DLayer()


def changed(layer: Any, **cases: list[Any]) -> list[Any]:
    """Return the layer once for each value of a field."""
    return [layer._replace(**{name: value}) for name, values in cases.items() for value in values]


def with_number(nested: Any, place: tuple[int, ...], number: float) -> Any:
    array = np.array(nested)
    array[place] = number
    return array.tolist()


FILTERS = [None, 0, -1, 4, MOST + 1, 2.0]
STRIDES = [None, (1,), (0, 1), (1, MOST + 1), (1, 1, 1)]
BIASES = [[1.0], [1.0, 2.0, math.nan], "1"]
IN_TWO_AXES: list[Any] = [
    *changed(CONV2D, filters=FILTERS, strides=STRIDES, bias=BIASES),
    *changed(CONV2D, kernel_size=[None, (2,), (2, 0), (5, 2), (2, 6), (1, 2), (MOST + 1, 1)]),
    *changed(CONV2D, padding=["full", None], activation=["softmax", "x", 1]),
    *changed(CONV2D, kernel=[None, [], KERNEL[:1], [KERNEL[0], KERNEL[0][:1]], KERNEL[0]]),
    *changed(CONV2D, kernel=[with_number(KERNEL, (1, 0, 1, 2), math.nan)]),
    *changed(CONV2D, kernel=[with_number(KERNEL, (0, 1, 0, 1), -math.inf)]),
    *changed(CONNECTED, connections=[1, [[True]], [[True] * 3], [[1, 0, 1]] * 2]),
    *changed(CONNECTED, kernel=[BROKEN.tolist()], input_shape=[(4, 5), (4, 5, 1), (0, 1, 2)]),
    *(part for pool in POOLS for part in changed(pool, strides=STRIDES[1:])),
    *(part for pool in POOLS for part in changed(pool, pool_size=[None, (2,), (0, 1)])),
    *(part for pool in POOLS for part in changed(pool, padding=["full", None])),
    POOLS[0]._replace(pool_size=(5, 2)),
    POOLS[1]._replace(pool_size=(MOST, MOST)),
    POOLS[1]._replace(pool_size=(2**10, 2**10)),
    POOLS[0]._replace(input_shape=(4, 5)),
    GlobalAveragePooling2DLayer((4, 4, 2)),
    *changed(PADDED, rows=[None, (1,), (-1, 0), (1, MOST + 1), (MOST, MOST)]),
    *changed(PADDED, columns=[None, (1,), (-1, 0), (1, MOST + 1), (MOST, MOST)]),
    *changed(ReshapeLayer((40,)), target_shape=[None, (), (39,), (0, 1), (MOST + 1,), (MOST, 2)]),
]
IN_ONE_AXIS: list[Any] = [
    *changed(CONV1D, filters=FILTERS, strides=[None, (), (0,), (1, 1)], bias=BIASES),
    *changed(CONV1D, kernel_size=[None, (), (0,), (1,), (2, 2)], activation=["softmax"]),
    *changed(CONV1D, kernel=[None, KERNEL, [], with_number(KERNEL[0], (1, 0, 2), math.inf)]),
    CONV1D._replace(kernel_size=(21,), padding="valid", kernel=[KERNEL[0][0]] * 21),
    CONV2D,
    POOLS[0],
    GlobalAveragePooling2DLayer(),
    PADDED,
]


OUTPUTS = {"conv2d": 36, "conv1d": 60}  # of layers that only their values forbid


@pytest.mark.parametrize(
    ("shape", "layer"),
    [*(((4, 5, 2), layer) for layer in IN_TWO_AXES), *(((20, 2), layer) for layer in IN_ONE_AXIS)],
)
def test_the_core_refuses_with_the_words_of_the_reference(
    shape: tuple[int, ...], layer: Any
) -> None:
    x, t = [[1.0] * 40], [[1.0] * OUTPUTS.get(layer.kind, 1)]

    def refusal(chapters: Any, *layers: Any) -> tuple[Any, ...]:
        with pytest.raises(RefnetError) as caught:
            chapters.train(shape, layers, "mse", Optimizer("sgd", 0.1), x, t)
        return caught.value.code, caught.value.field, caught.value.message

    for before in ([], [FlattenLayer(), ReshapeLayer(shape)]):
        assert refusal(core, *before, layer) == refusal(reference, *before, layer)


GOOD = [
    CONV2D._replace(input_shape=(4, 5, 2)),
    CONNECTED._replace(input_shape=(4, 5, 2)),
    CONV1D._replace(input_shape=(20, 2)),
    *(pool._replace(input_shape=(4, 5, 2)) for pool in POOLS),
    GlobalAveragePooling2DLayer((4, 5, 2)),
    ZeroPadding2DLayer((1, 1), (1, 1), (4, 5, 2)),
    ReshapeLayer((8, 5), (4, 5, 2)),
]


@pytest.mark.parametrize("layer", GOOD, ids=lambda layer: layer.kind)
def test_functions_refuse_other_layers_and_arrays_that_do_not_fit(layer: Any) -> None:
    kind, x = KINDS[layer.kind], np.ones((3, 40))
    _, after = kind.shapes(layer)
    deltas = np.ones((3, math.prod(after)))
    forward = getattr(core, kind.forward.__name__)
    backward = [getattr(core, kind.input_gradients.__name__)]
    if kind.parameter_gradients is not reference.no_parameter_gradients:
        backward.append(getattr(core, kind.parameter_gradients.__name__))
    arrays = with_arrays(layer)
    assert forward(x, arrays).shape == deltas.shape
    for bad in (x[:, 1:], np.ones((3, 41))):
        refused("shape_mismatch", "inputs", forward, bad, arrays)
    refused("wrong_type", "inputs", forward, None, arrays)
    without = layer._replace(input_shape=())
    others: list[Any] = [FlattenLayer((40,)), None, tuple(layer)]
    for function in backward:
        assert len(function(x, deltas, arrays)) > 0
        refused("shape_mismatch", "inputs", function, x[:, 1:], deltas, arrays)
        refused("shape_mismatch", "deltas", function, x, deltas[:, 1:], arrays)
        refused("shape_mismatch", "deltas", function, x, deltas[1:], arrays)
        refused("wrong_type", "deltas", function, x, None, arrays)
        refused("empty", "input_shape", function, x, deltas, without)
        for other in others:
            refused("wrong_type", "layer", function, x, deltas, other)
    for other in others:
        refused("wrong_type", "layer", forward, x, other)
    refused("wrong_type", "layer.input_shape", forward, x, layer._replace(input_shape=(4.0, 5)))
    refused("empty", "input_shape", forward, x, without)


def test_helpers_refuse_what_cannot_be() -> None:
    layer = GOOD[0]
    refused("out_of_range", "size", core.windows_along, 0, 1, 1, "valid")
    refused("out_of_range", "window", core.windows_along, 3, 4, 1, "valid")
    refused("out_of_range", "window", core.windows_along, 3, 0, 1, "same")
    refused("out_of_range", "stride", core.cells_along, 3, 3, 0, "same")
    refused("unknown_name", "padding", core.cells_along, 3, 3, 1, "full")
    refused("wrong_type", "size", core.windows_along, 3.0, 3, 1, "same")
    refused("shape_mismatch", "strides", core.window_cells, 3, 3, (1, 1), (1,), "same")
    refused("shape_mismatch", "image", core.image_patches, [1.0] * 39, layer)
    refused("wrong_type", "layer", core.image_patches, [1.0] * 40, GOOD[2])
    refused("wrong_type", "layer", core.layer_cells, GOOD[2])
    refused("wrong_type", "layer", core.pools, layer)
    refused("shape_mismatch", "row", core.cell_rows, [1.0] * 5, 2)
    refused("out_of_range", "filters", core.cell_rows, [1.0] * 5, 0)
    refused("out_of_range", "cells", core.largest_cell, [1.0] * 6, [0, 3], 0, 2)
    refused("out_of_range", "cells", core.largest_cell, [1.0] * 6, [0, -1], 0, 2)
    refused("out_of_range", "channel", core.largest_cell, [1.0] * 6, [0], 2, 2)
    refused("empty", "cells", core.largest_cell, [1.0] * 6, [], 0, 2)


def test_a_window_far_larger_than_the_image() -> None:
    """Its padded cells cost nothing: C has the ranges of the others."""
    pool = MaxPooling2DLayer((4096, 4096), (8, 8), "same", (4, 5, 2))
    x = np.arange(40.0).reshape(1, 40)
    wanted = reference.max_pooling2d_forward(x.tolist(), pool._replace(pool_size=(8, 10)))
    assert core.max_pooling2d_forward(x, pool).tolist() == wanted


def test_lists_of_too_many_cells_are_a_memory_error() -> None:
    with pytest.raises(MemoryError):
        core.cells_along(MOST, MOST, 1, "same")
    with pytest.raises(MemoryError):
        core.window_cells(1, 1, (MOST, MOST), (1, 1), "same")


def fault(**fields: Any) -> tuple[int, str]:
    """Return the code and the field with which C refuses a layer."""
    status = lib.refnet_check_layers(ffi.new("refnet_layer[]", [fields]), 1)
    return status.code, ffi.string(status.field).decode() if status.field else ""


NUMBERS = ffi.new("double[24]")
SIZES = {"image": (4, 5), "window": (2, 2), "strides": (1, 1), "before": (0, 0), "count": (3, 4)}
IMAGE = {"activation": lib.REFNET_ACTIVATION_LINEAR, "n": 40, "channels": 2}
OF_C = {
    "conv2d": {**IMAGE, "kind": lib.REFNET_KIND_CONV2D, "u": 36, "filters": 3, "kernel": NUMBERS},
    "max_pooling2d": {**IMAGE, "kind": lib.REFNET_KIND_MAX_POOLING2D, "u": 24},
    "average_pooling2d": {**IMAGE, "kind": lib.REFNET_KIND_AVERAGE_POOLING2D, "u": 24},
    "global_average_pooling2d": {
        **IMAGE,
        "kind": lib.REFNET_KIND_GLOBAL_AVERAGE_POOLING2D,
        "u": 2,
    },
    "zero_padding2d": {**IMAGE, "kind": lib.REFNET_KIND_ZERO_PADDING2D, "u": 84},
}
SIZES_OF = {
    "global_average_pooling2d": {**SIZES, "window": (4, 5), "count": (1, 1)},
    "zero_padding2d": {**SIZES, "window": (1, 1), "before": (1, 1), "count": (6, 7)},
}


@pytest.mark.parametrize("kind", OF_C)
def test_windows_that_c_does_not_accept(kind: str) -> None:
    good, sizes = OF_C[kind], SIZES_OF.get(kind, SIZES)
    beyond = 2**64 - 1
    assert fault(**good, windows=sizes) == (lib.REFNET_OK, "")
    cases: list[dict[str, Any]] = [
        *({**sizes, "image": image} for image in ((0, 5), (20, 2), (beyond, 5))),
        *({**sizes, "count": count} for count in ((0, 4), (4, 4), (1, 5), (beyond, 2))),
    ]
    if kind == "zero_padding2d":
        cases += [{**sizes, "before": before} for before in ((3, 0), (0, 3), (beyond, 0))]
    elif kind == "global_average_pooling2d":
        cases += [{**sizes, "window": (5, 5)}, {**sizes, "before": (0, 1)}]
    else:
        cases += [
            *({**sizes, "strides": strides} for strides in ((0, 1), (2, 1), (1, beyond))),
            *({**sizes, "before": before} for before in ((2, 0), (0, 2), (beyond, 0))),
            *({**sizes, "window": window} for window in ((0, 2), (beyond, 2))),
        ]
    for windows in cases:
        assert fault(**good, windows=windows) == (lib.REFNET_OUT_OF_RANGE, "layers[].input_shape")
    for change in ({"n": 39}, {"u": 1}, {"channels": 0}, {"channels": beyond}):
        found = fault(**{**good, **change}, windows=sizes)
        assert found == (lib.REFNET_OUT_OF_RANGE, "layers[].input_shape")


@pytest.mark.parametrize("kind", list(OF_C)[1:])
def test_kinds_without_parameters_have_none_in_c(kind: str) -> None:
    good = {**OF_C[kind], "windows": SIZES_OF.get(kind, SIZES)}
    assert fault(**{**good, "kernel": NUMBERS})[1] == "layers[].kernel"
    assert fault(**{**good, "bias": NUMBERS})[1] == "layers[].bias"
    assert fault(**{**good, "activation": lib.REFNET_ACTIVATION_RELU})[1] == "layers[].activation"


def test_a_convolution_that_c_does_not_accept() -> None:
    good = {**OF_C["conv2d"], "windows": SIZES}
    assert fault(**{**good, "kernel": ffi.NULL}) == (lib.REFNET_EMPTY, "layers[].kernel")
    softmax = {**good, "activation": lib.REFNET_ACTIVATION_SOFTMAX}
    assert fault(**softmax) == (lib.REFNET_UNKNOWN_NAME, "layers[].activation")
    bias = ffi.new("double[3]", [0.0, math.inf, 0.0])
    assert fault(**{**good, "bias": bias}) == (lib.REFNET_NOT_FINITE, "layers[].bias")
    connections, kernel = ffi.new("unsigned char[6]", [1, 1, 0, 1, 1, 1]), ffi.new("double[24]")
    connected = {**good, "connections": connections, "kernel": kernel}
    assert fault(**connected) == (lib.REFNET_OK, "")
    kernel[8] = 1.0  # of the second cell, its first channel, and the third filter
    assert fault(**connected) == (lib.REFNET_OUT_OF_RANGE, "layers[].kernel")
