"""Random layers on images and sequences, as lists; and networks of them."""

from itertools import product
from typing import Any

import numpy as np

from refnet.reference.activations import UNIT_ACTIVATIONS
from refnet.reference.conv import Conv1DLayer, Conv2DLayer
from refnet.reference.dense import DenseLayer
from refnet.reference.flatten import FlattenLayer, ReshapeLayer
from refnet.reference.normalization import NormalizationLayer
from refnet.reference.pooling import (
    AveragePooling2DLayer,
    GlobalAveragePooling2DLayer,
    MaxPooling2DLayer,
)
from refnet.reference.zero_padding import ZeroPadding2DLayer

# input_shape, window, strides: one cell, a whole image, odd and even windows, cells between
# windows, a short last window, and windows that padding makes larger than the image
WINDOWS = [
    ((1, 1, 1), (1, 1), (1, 1)),
    ((4, 4, 2), (4, 4), (1, 1)),
    ((5, 4, 3), (2, 3), (1, 1)),
    ((7, 5, 1), (3, 2), (2, 1)),
    ((6, 7, 4), (3, 3), (1, 2)),
    ((5, 8, 2), (1, 2), (3, 3)),
]
WIDE = ((2, 3, 2), (5, 4), (1, 2))  # with padding only
PLACES = [
    *((*each, padding) for each, padding in product(WINDOWS, ("valid", "same"))),
    (*WIDE, "same"),
]


def numbers(generator: Any, *shape: int) -> Any:
    """Return normal numbers as nested lists; some are 0.0 or -0.0, and ties are frequent."""
    drawn = generator.normal(size=shape)
    drawn = np.where(generator.random(shape) < 0.2, np.round(drawn), drawn)
    return drawn.tolist()


def conv2d_layer(
    generator: Any,
    place: tuple[Any, ...],
    filters: int,
    bias: bool = True,
    connected: bool = True,
    activation: str = "linear",
) -> Conv2DLayer:
    """Return a convolution with random weights; place: one of PLACES."""
    shape, window, strides, padding = place
    kernel = np.array(numbers(generator, *window, shape[2], filters))
    connections = None if connected else (generator.random((shape[2], filters)) < 0.5).tolist()
    if connections is not None:
        kernel = np.where(connections, kernel, 0.0)
    return Conv2DLayer(
        filters,
        window,
        strides,
        padding,
        activation,
        kernel.tolist(),
        numbers(generator, filters) if bias else None,
        connections,
        shape,
    )


def conv1d_layer(
    generator: Any, place: tuple[Any, ...], filters: int, bias: bool = True
) -> Conv1DLayer:
    """Return a convolution of sequences, as long as the rows of the place."""
    shape, window, strides, padding = place
    kernel = numbers(generator, window[1], shape[2], filters)
    drawn = numbers(generator, filters) if bias else None
    size, step = window[1:], strides[1:]
    return Conv1DLayer(filters, size, step, padding, "linear", kernel, drawn, shape[1:])


def image_layers(place: tuple[Any, ...], seed: int = 0) -> list[Any]:
    """Return a layer of each kind and form for a place."""
    generator = np.random.default_rng(seed)
    shape, window, strides, padding = place
    return [
        conv2d_layer(generator, place, 1),
        conv2d_layer(generator, place, 3, bias=False),
        conv2d_layer(generator, place, 5, connected=False),
        conv2d_layer(generator, place, 19),
        conv1d_layer(generator, place, 4),
        conv1d_layer(generator, place, 9, bias=False),
        MaxPooling2DLayer(window, strides, padding, shape),
        AveragePooling2DLayer(window, strides, padding, shape),
        *([] if place[:3] == WIDE else [MaxPooling2DLayer(window, None, padding, shape)]),
        GlobalAveragePooling2DLayer(shape),
        ZeroPadding2DLayer((1, 2), (0, 3), shape),
        ZeroPadding2DLayer((0, 0), (0, 0), shape),
        ReshapeLayer((shape[2], shape[0] * shape[1]), shape),
        FlattenLayer(shape),
    ]


def lenet(generator: Any, activation: str = "tanh") -> list[Any]:
    """Return a network of all kinds, from 6 x 7 images with 2 channels to 3 classes."""
    maps = conv2d_layer(generator, ((8, 8, 2), (3, 3), (1, 1), "same"), 4, activation=activation)
    partly = conv2d_layer(
        *(generator, ((4, 4, 4), (2, 3), (1, 1), "valid"), 6), connected=False, activation="relu"
    )
    steps = conv1d_layer(generator, ((1, 3, 12), (1, 2), (1, 1), "valid"), 5)
    kernel, bias = numbers(generator, 5, 3), numbers(generator, 3)
    return [
        NormalizationLayer(numbers(generator, 84), [0.5] * 84, False, (6, 7, 2)),
        ZeroPadding2DLayer((1, 1), (1, 0), (6, 7, 2)),
        maps,
        MaxPooling2DLayer((2, 2), None, "valid", (8, 8, 4)),
        partly,
        AveragePooling2DLayer((2, 2), (1, 1), "same", (3, 2, 6)),
        ReshapeLayer((3, 12), (3, 2, 6)),
        steps,
        ReshapeLayer((2, 1, 5), (2, 5)),
        GlobalAveragePooling2DLayer((2, 1, 5)),
        FlattenLayer((5,)),
        DenseLayer(3, "softmax", kernel, bias),
    ]


def with_arrays(layer: Any) -> Any:
    """Return the same layer with arrays."""
    parts = {
        name: np.array(value)
        for name, value in layer._asdict().items()
        if name in ("kernel", "bias", "connections", "mean", "variance") and value is not None
    }
    return layer._replace(**parts)


CONV = [name for name in UNIT_ACTIVATIONS if name != "linear"]
