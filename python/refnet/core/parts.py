"""Chapter parts through the C core: refnet.reference.parts over NumPy arrays."""

from typing import Any

from refnet._core import lib
from refnet.core import layer_calls
from refnet.core.arrays import Matrix
from refnet.reference.parts import PartLayer
from refnet.reference.parts import part_shapes as reference_shapes


def part_shapes(layer: PartLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer: input_shape, target_shape."""
    return reference_shapes(layer)


def part_forward(inputs: Any, layer: PartLayer) -> Matrix:
    """Return the numbers of the part (PART-1).

    inputs [m][n] -> [m][u]. Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot
    be; and MemoryError.
    """
    return layer_calls.forward(lib.refnet_part_forward, inputs, layer, "part")


def part_input_gradients(inputs: Any, deltas: Any, layer: PartLayer) -> Matrix:
    """Return the gradients of the inputs: the deltas in their places, zeros elsewhere (PART-2).

    inputs [m][n], deltas [m][u] -> [m][n]. Raises RefnetError: wrong_type, shape_mismatch, and what
    a layer cannot be; and MemoryError.
    """
    function = lib.refnet_part_input_gradients
    return layer_calls.input_gradients(function, inputs, deltas, layer, "part")
