"""Chapter flatten through the C core: refnet.reference.flatten over NumPy arrays."""

import math
from typing import Any

import numpy as np

from refnet._core import lib
from refnet.core.arrays import Array, Matrix, Vector, pointer
from refnet.core.checks import checked_rows
from refnet.core.layers import LayerStructs, checked_layer, sizes_of
from refnet.reference.checks import check_length
from refnet.reference.flatten import FlattenLayer


def flatten_shapes(layer: FlattenLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer: input_shape and (n,)."""
    return layer.input_shape, (math.prod(layer.input_shape),)


def flatten_parameters(layer: FlattenLayer) -> Array:
    """Return the parameters: none."""
    return np.empty(0)


def flatten_with_parameters(layer: FlattenLayer, vectors: Array) -> FlattenLayer:
    """Return the layer itself."""
    return layer


def flatten_forward(inputs: Any, layer: FlattenLayer) -> Matrix:
    """Return the same numbers.

    inputs [m][n] -> [m][n].
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what a layer cannot be.
    """
    layer = checked_layer(layer, "flatten")
    inputs = checked_rows("inputs", inputs, "layer.input_shape", sizes_of(layer)[0])
    structs, preactivations = LayerStructs([layer]), np.empty(inputs.shape)
    lib.refnet_flatten_forward(pointer(inputs), structs.array, len(inputs), pointer(preactivations))
    return preactivations


def flatten_parameter_gradients(inputs: Any, deltas: Any, layer: FlattenLayer) -> Vector:
    """Return the gradients by the parameters: none.

    inputs [m][n], deltas [m][n].
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what a layer cannot be.
    """
    layer = checked_layer(layer, "flatten")
    n = sizes_of(layer)[0]
    inputs = checked_rows("inputs", inputs, "layer.input_shape", n)
    deltas = checked_rows("deltas", deltas, "layer.input_shape", n)
    check_length("deltas", deltas, "inputs", len(inputs))
    return np.empty(0)


def flatten_input_gradients(deltas: Any, layer: FlattenLayer) -> Matrix:
    """Return the same gradients.

    deltas [m][n] -> [m][n].
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what a layer cannot be.
    """
    layer = checked_layer(layer, "flatten")
    deltas = checked_rows("deltas", deltas, "layer.input_shape", sizes_of(layer)[0])
    structs, gradients = LayerStructs([layer]), np.empty(deltas.shape)
    lib.refnet_flatten_input_gradients(
        pointer(deltas), structs.array, len(deltas), pointer(gradients)
    )
    return gradients
