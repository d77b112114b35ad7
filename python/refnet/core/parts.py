"""Chapter parts through the C core: refnet.reference.parts over NumPy arrays."""

from typing import Any

from refnet._core import lib
from refnet.core import layer_calls
from refnet.core.arrays import Matrix, Vector
from refnet.core.reference_calls import with_arrays
from refnet.reference import parts as reference
from refnet.reference.parts import PartLayer


def part_shapes(layer: PartLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer: input_shape, target_shape."""
    return reference.part_shapes(layer)


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


def state_size(layer: Any) -> int:
    """Return how many numbers the state of an example has; that of lstm has cells, too."""
    return reference.state_size(layer)


def returned_shape(shape: tuple[int, ...], layer: Any) -> tuple[int, ...]:
    """Return the shape of what the layer returns: one axis if the state is behind the outputs.

    shape: of the outputs, (t, u) or (u,) -> the same, or (t * u + s,) or (u + s,)
    """
    return reference.returned_shape(shape, layer)


def with_state(outputs: Any, state: Any, layer: Any) -> Vector:
    """Return the outputs, followed by the state where the layer returns it (PART-3).

    outputs [t * u] or [u], state [s]: after the last step
    """
    row: Vector = with_arrays(reference.with_state, outputs, state, layer)
    return row


def split_delta(delta: Any, layer: Any) -> tuple[Vector, Vector]:
    """Return the gradients of the outputs, and those of the state after the last step (PART-4).

    delta [t * u] or [u], with [s] more where the layer returns the state; if not, [s] zeros
    """
    parts: tuple[Vector, Vector] = with_arrays(reference.split_delta, delta, layer)
    return parts
