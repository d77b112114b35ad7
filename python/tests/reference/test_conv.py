"""Chapter conv: gradients, measured; patches; sequences; weights without a connection."""

from types import ModuleType
from typing import Any

import numpy as np
import pytest
from support.backends import BACKENDS
from support.bits import flat, same
from support.images import (
    check_input_gradients,
    check_parameter_gradients,
    conv1d,
    conv2d,
    images,
)

from refnet import reference
from refnet.reference.conv import Conv2DLayer
from refnet.reference.optimizers import Optimizer

PARTLY = [[True, False, True], [False, True, True]]
LAYERS = {
    "one_channel": conv2d((4, 5, 1), (2, 3), 2),
    "channels": conv2d((4, 3, 2), (2, 2), 3),
    "no_bias": conv2d((4, 3, 2), (2, 2), 3, bias=False),
    "strides": conv2d((5, 6, 2), (2, 2), 2, (2, 3)),
    "same_odd": conv2d((3, 4, 2), (3, 3), 2, padding="same"),
    "same_even": conv2d((3, 4, 1), (2, 4), 2, (1, 2), "same"),
    "whole_image": conv2d((3, 4, 2), (3, 4), 2),
    "one_cell": conv2d((2, 3, 2), (1, 1), 3),
    "beyond_the_image": conv2d((2, 1, 2), (3, 4), 2, padding="same"),
    "partly_connected": conv2d((3, 3, 2), (2, 2), 3, connections=PARTLY),
}
SEQUENCES = {
    "steps": conv1d((6, 2), 3, 3),
    "no_bias": conv1d((6, 2), 3, 3, bias=False),
    "strides": conv1d((7, 1), 2, 2, 3),
    "same": conv1d((5, 2), 4, 2, 2, "same"),
}
EVERY = pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
EVERY_SEQUENCE = pytest.mark.parametrize("layer", SEQUENCES.values(), ids=SEQUENCES)


@BACKENDS
@EVERY
def test_input_gradients_are_those_that_are_measured(
    chapters: ModuleType, layer: Conv2DLayer
) -> None:
    check_input_gradients(chapters, "conv2d", layer, images(3, layer.input_shape))


@BACKENDS
@pytest.mark.parametrize("name", [name for name in LAYERS if name != "partly_connected"])
def test_parameter_gradients_are_those_that_are_measured(chapters: ModuleType, name: str) -> None:
    layer = LAYERS[name]
    check_parameter_gradients(chapters, "conv2d", layer, images(3, layer.input_shape))


@BACKENDS
@EVERY_SEQUENCE
def test_gradients_of_sequences_are_those_that_are_measured(
    chapters: ModuleType, layer: Any
) -> None:
    x = images(3, layer.input_shape)
    check_input_gradients(chapters, "conv1d", layer, x)
    check_parameter_gradients(chapters, "conv1d", layer, x)


@BACKENDS
def test_weights_without_a_connection_have_no_gradient(chapters: ModuleType) -> None:
    partly, x = LAYERS["partly_connected"], images(3, (3, 3, 2))
    deltas = images(3, (2, 2, 3), 5)
    wanted = chapters.conv2d_parameter_gradients(x, deltas, partly._replace(connections=None))
    got = chapters.conv2d_parameter_gradients(x, deltas, partly)
    kernel, moved = (flat(gradients)[:24].reshape(4, 2, 3) for gradients in (wanted, got))
    assert moved.tolist() == np.where(PARTLY, kernel, 0.0).tolist()
    assert flat(got)[24:].tolist() == flat(wanted)[24:].tolist()


@BACKENDS
def test_training_leaves_weights_without_a_connection_at_zero(chapters: ModuleType) -> None:
    layer, x = LAYERS["partly_connected"], images(4, (3, 3, 2))
    run = chapters.train(
        *((3, 3, 2), [layer], "mse", Optimizer("adam", 0.1), x, images(4, (2, 2, 3), 5), 2, 3)
    )
    [trained] = run.trials[-1].layers
    kernel = np.array(trained.kernel)
    assert (kernel[..., ~np.array(PARTLY)] == 0.0).all()
    assert (kernel[..., np.array(PARTLY)] != np.array(layer.kernel)[..., np.array(PARTLY)]).all()


@BACKENDS
@EVERY
def test_preactivations_are_those_of_numpy(chapters: ModuleType, layer: Conv2DLayer) -> None:
    """Of all windows of an image with zeros around it."""
    x, (rows, columns, c) = images(2, layer.input_shape), layer.input_shape
    (a, b), (down, right) = layer.kernel_size, layer.strides
    edges = [(0, 0), (0, 0)]
    if layer.padding == "same":
        for i, (size, window, stride) in enumerate(((rows, a, down), (columns, b, right))):
            missing = max((-(-size // stride) - 1) * stride + window - size, 0)
            edges[i] = (missing // 2, missing - missing // 2)
    padded = np.pad(np.array(x).reshape(2, rows, columns, c), [(0, 0), *edges, (0, 0)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, (a, b), (1, 2))
    wanted = np.einsum("mijcab,abcf->mijf", windows[:, ::down, ::right], np.array(layer.kernel))
    wanted = wanted + (0.0 if layer.bias is None else np.array(layer.bias))
    got = np.array(chapters.conv2d_forward(x, layer)).reshape(wanted.shape)
    np.testing.assert_allclose(got, wanted, rtol=1e-12, atol=1e-12)
    assert chapters.conv2d_shapes(layer) == (layer.input_shape, wanted.shape[1:])


@BACKENDS
@EVERY_SEQUENCE
def test_a_sequence_is_an_image_of_one_row(chapters: ModuleType, layer: Any) -> None:
    x = images(3, layer.input_shape)
    image = Conv2DLayer(
        layer.filters,
        (1, *layer.kernel_size),
        (1, *layer.strides),
        layer.padding,
        layer.activation,
        [layer.kernel],
        layer.bias,
        None,
        (1, *layer.input_shape),
    )
    before, after = chapters.conv1d_shapes(layer)
    assert ((1, *before), (1, *after)) == chapters.conv2d_shapes(image)
    forward = chapters.conv1d_forward(x, layer)
    assert same(np.array(forward), np.array(chapters.conv2d_forward(x, image)))
    for function in ("input_gradients", "parameter_gradients"):
        one, other = (
            getattr(chapters, f"{kind}_{function}")(x, forward, each)
            for kind, each in (("conv1d", layer), ("conv2d", image))
        )
        for vector, same_vector in zip(one, other, strict=True):
            assert np.array_equal(np.ravel(vector), np.ravel(same_vector))


@BACKENDS
@pytest.mark.parametrize(
    ("kind", "layer"),
    [
        ("conv2d", LAYERS["channels"]),
        ("conv2d", LAYERS["no_bias"]),
        ("conv2d", LAYERS["partly_connected"]),
        ("conv1d", SEQUENCES["steps"]),
        ("conv1d", SEQUENCES["no_bias"]),
    ],
)
def test_parameters_return_where_they_were(chapters: ModuleType, kind: str, layer: Any) -> None:
    parameters = getattr(chapters, f"{kind}_parameters")(layer)
    again = getattr(chapters, f"{kind}_with_parameters")(layer, parameters)
    assert layer.kind == again.kind == kind
    assert np.array(again.kernel).tolist() == layer.kernel
    assert (None if again.bias is None else list(again.bias)) == layer.bias
    for name in set(layer._fields) - {"kernel", "bias", "connections"}:
        assert getattr(again, name) == getattr(layer, name)


def test_a_patch_has_the_cells_of_a_window_with_all_their_channels() -> None:
    layer = conv2d((2, 3, 2), (2, 2), 1, padding="same")
    [image] = [[float(i) for i in range(12)]]
    patches = reference.image_patches(image, layer)
    assert patches[0] == [0, 1, 2, 3, 6, 7, 8, 9]
    assert patches[2] == [4, 5, 0, 0, 10, 11, 0, 0]
    assert patches[5] == [10, 11, 0, 0, 0, 0, 0, 0]


def test_what_is_given_stays_as_it_is() -> None:
    layer, x = LAYERS["same_odd"], images(2, (3, 4, 2))
    deltas = images(2, (3, 4, 2), 5)
    before = repr((layer, x, deltas))
    reference.conv2d_forward(x, layer)
    reference.conv2d_input_gradients(x, deltas, layer)
    reference.conv2d_parameter_gradients(x, deltas, layer)
    reference.conv2d_with_parameters(layer, reference.conv2d_parameters(layer))
    assert repr((layer, x, deltas)) == before
