"""Chapter zero_padding through the C core: refnet.reference.zero_padding over NumPy arrays."""

from typing import Any

from refnet._core import lib
from refnet.core import layer_calls
from refnet.core.arrays import Matrix
from refnet.reference.zero_padding import ZeroPadding2DLayer
from refnet.reference.zero_padding import zero_padding2d_shapes as reference_shapes


def zero_padding2d_shapes(layer: ZeroPadding2DLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer."""
    return reference_shapes(layer)


def zero_padding2d_forward(inputs: Any, layer: ZeroPadding2DLayer) -> Matrix:
    """Return the images with zeros around them (PAD-1).

    inputs [m][r * s * c] -> [m][(above + r + below) * (left + s + right) * c].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    return layer_calls.forward(lib.refnet_zero_padding2d_forward, inputs, layer, "zero_padding2d")


def zero_padding2d_input_gradients(inputs: Any, deltas: Any, layer: ZeroPadding2DLayer) -> Matrix:
    """Return the gradients of the inputs: the deltas without those of the edge (PAD-2).

    inputs [m][r * s * c], deltas [m][(above + r + below) * (left + s + right) * c]
    -> [m][r * s * c].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    function = lib.refnet_zero_padding2d_input_gradients
    return layer_calls.input_gradients(function, inputs, deltas, layer, "zero_padding2d")
