"""Chapter pooling: gradients, measured; ties; which cells are counted."""

from types import ModuleType
from typing import Any

import numpy as np
import pytest
from support.backends import BACKENDS
from support.images import check_input_gradients, images

from refnet.reference.pooling import (
    AveragePooling2DLayer,
    GlobalAveragePooling2DLayer,
    MaxPooling2DLayer,
)

# pool_size, strides, padding, input_shape
FIELDS: dict[str, tuple[Any, ...]] = {
    "defaults": ((2, 2), None, "valid", (4, 6, 2)),
    "rest": ((2, 3), None, "valid", (5, 7, 1)),
    "short_windows": ((2, 2), None, "same", (5, 3, 2)),
    "overlapping": ((3, 2), (1, 1), "valid", (4, 4, 2)),
    "overlapping_same": ((3, 3), (2, 1), "same", (4, 5, 2)),
    "gaps": ((1, 2), (3, 4), "valid", (5, 7, 1)),
    "beyond_the_image": ((5, 4), (1, 1), "same", (2, 3, 2)),
}
EVERY = pytest.mark.parametrize("fields", FIELDS.values(), ids=FIELDS)


@BACKENDS
@EVERY
def test_input_gradients_are_those_that_are_measured(
    chapters: ModuleType, fields: tuple[Any, ...]
) -> None:
    x = images(3, fields[3])
    check_input_gradients(chapters, "max_pooling2d", MaxPooling2DLayer(*fields), x)
    check_input_gradients(chapters, "average_pooling2d", AveragePooling2DLayer(*fields), x)


@BACKENDS
@pytest.mark.parametrize("shape", [(3, 4, 2), (1, 1, 3), (5, 1, 1)])
def test_global_average_pooling(chapters: ModuleType, shape: tuple[int, ...]) -> None:
    layer, x = GlobalAveragePooling2DLayer(shape), images(3, shape)
    if shape != (1, 1, 3):
        check_input_gradients(chapters, "global_average_pooling2d", layer, x)
    got = np.array(chapters.global_average_pooling2d_forward(x, layer))
    means = np.array(x).reshape(3, *shape).mean(axis=(1, 2))
    np.testing.assert_allclose(got, means, rtol=1e-12, atol=1e-15)
    assert chapters.global_average_pooling2d_shapes(layer) == (shape, shape[2:])


@BACKENDS
@EVERY
def test_pools_are_those_of_numpy(chapters: ModuleType, fields: tuple[Any, ...]) -> None:
    """Padded cells are NaN, which NumPy leaves out."""
    (a, b), strides, padding, (rows, columns, c) = fields
    down, right = strides or (a, b)
    edges = [(0, 0), (0, 0)]
    if padding == "same":
        for i, (size, window, stride) in enumerate(((rows, a, down), (columns, b, right))):
            missing = max((-(-size // stride) - 1) * stride + window - size, 0)
            edges[i] = (missing // 2, missing - missing // 2)
    x = images(2, (rows, columns, c))
    image = np.array(x).reshape(2, rows, columns, c)
    padded = np.pad(image, [(0, 0), *edges, (0, 0)], constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (a, b), (1, 2))[:, ::down, ::right]
    largest, mean = np.nanmax(windows, axis=(4, 5)), np.nanmean(windows, axis=(4, 5))
    layer = MaxPooling2DLayer(*fields)
    got = np.array(chapters.max_pooling2d_forward(x, layer))
    assert got.tolist() == largest.reshape(2, -1).tolist()
    got = np.array(chapters.average_pooling2d_forward(x, AveragePooling2DLayer(*fields)))
    np.testing.assert_allclose(got, mean.reshape(2, -1), rtol=1e-12, atol=1e-15)
    assert chapters.pooling_shapes(layer) == ((rows, columns, c), largest.shape[1:])


@BACKENDS
def test_the_first_of_several_largest_cells_has_the_gradient(chapters: ModuleType) -> None:
    layer = MaxPooling2DLayer(input_shape=(2, 4, 1))
    x = [[1.0, 3.0, 2.0, 2.0, 3.0, 3.0, 2.0, 2.0]]
    got = chapters.max_pooling2d_input_gradients(x, [[5.0, 7.0]], layer)
    assert np.array(got).tolist() == [[0.0, 5.0, 7.0, 0.0, 0.0, 0.0, 0.0, 0.0]]


@BACKENDS
def test_zeros_of_both_signs_tie(chapters: ModuleType) -> None:
    layer = MaxPooling2DLayer((1, 2), input_shape=(1, 4, 1))
    got = np.array(chapters.max_pooling2d_forward([[-0.0, 0.0, 0.0, -0.0]], layer))
    assert np.signbit(got).tolist() == [[True, False]]


@BACKENDS
@pytest.mark.parametrize(
    "layer",
    [
        MaxPooling2DLayer(input_shape=(2, 2, 1)),
        AveragePooling2DLayer(input_shape=(2, 2, 1)),
        GlobalAveragePooling2DLayer((2, 2, 1)),
    ],
)
def test_the_layer_has_no_parameters(chapters: ModuleType, layer: Any) -> None:
    assert layer.activation == "linear"
    assert len(chapters.network_parameters([layer])) == 0
    x, t = images(2, (2, 2, 1)), [[0.5], [0.25]]
    forward = chapters.network_forward(x, [layer])
    assert len(chapters.network_gradients(x, t, [layer], forward, "mse")) == 0
