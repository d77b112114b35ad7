"""Chapter flatten through the C core: refnet.reference.flatten over NumPy arrays."""

import math
from typing import Any

from refnet._core import lib
from refnet.core import layer_calls
from refnet.core.arrays import Matrix
from refnet.reference.flatten import FlattenLayer, ReshapeLayer


def flatten_shapes(layer: FlattenLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer: input_shape and (n,)."""
    return layer.input_shape, (math.prod(layer.input_shape),)


def flatten_forward(inputs: Any, layer: FlattenLayer) -> Matrix:
    """Return the same numbers.

    inputs [m][n] -> [m][n].
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what a layer cannot be.
    """
    return layer_calls.forward(lib.refnet_flatten_forward, inputs, layer, "flatten")


def flatten_input_gradients(inputs: Any, deltas: Any, layer: FlattenLayer) -> Matrix:
    """Return the same gradients.

    inputs [m][n], deltas [m][n] -> [m][n].
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what a layer cannot be.
    """
    function = lib.refnet_flatten_input_gradients
    return layer_calls.input_gradients(function, inputs, deltas, layer, "flatten")


def reshape_shapes(layer: ReshapeLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer: input_shape, target_shape."""
    return layer.input_shape, layer.target_shape


def reshape_forward(inputs: Any, layer: ReshapeLayer) -> Matrix:
    """Return the same numbers.

    inputs [m][n] -> [m][n].
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what a layer cannot be.
    """
    return layer_calls.forward(lib.refnet_reshape_forward, inputs, layer, "reshape")


def reshape_input_gradients(inputs: Any, deltas: Any, layer: ReshapeLayer) -> Matrix:
    """Return the same gradients.

    inputs [m][n], deltas [m][n] -> [m][n].
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what a layer cannot be.
    """
    function = lib.refnet_reshape_input_gradients
    return layer_calls.input_gradients(function, inputs, deltas, layer, "reshape")
