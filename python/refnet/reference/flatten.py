"""Chapter flatten: the layers that forget the shape of an example, or give it another one.

A network handles an example of any shape as one row of numbers, in which the last index varies
fastest: an image [rows][columns] is stored row by row. So these layers have nothing to compute.
Flatten only marks where an example loses its shape, reshape where it gets another one; their
forward and backward functions return the numbers unchanged.

Left out on purpose: other orders of the numbers.

m examples, n numbers in each.
"""

from collections.abc import Sequence
from typing import NamedTuple

Matrix = Sequence[Sequence[float]]


class FlattenLayer(NamedTuple):
    """A layer without parameters; input_shape: that of one example, () until it is known."""

    input_shape: tuple[int, ...] = ()

    @property
    def kind(self) -> str:
        """The name of this kind of layer."""
        return "flatten"

    @property
    def activation(self) -> str:
        """The activation, which changes nothing."""
        return "linear"


class ReshapeLayer(NamedTuple):
    """A layer without parameters; target_shape: that of an example after it.

    input_shape: that of an example before it, () until it is known; both have as many numbers.
    """

    target_shape: tuple[int, ...]
    input_shape: tuple[int, ...] = ()

    @property
    def kind(self) -> str:
        """The name of this kind of layer."""
        return "reshape"

    @property
    def activation(self) -> str:
        """The activation, which changes nothing."""
        return "linear"


def flatten_shapes(layer: FlattenLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer: input_shape and (n,)."""
    n = 1
    for size in layer.input_shape:
        n = n * size
    return layer.input_shape, (n,)


def flatten_forward(inputs: Matrix, layer: FlattenLayer) -> list[list[float]]:
    """Return the same numbers.

    inputs [m][n] -> [m][n]
    """
    return [list(row) for row in inputs]


def flatten_input_gradients(
    inputs: Matrix, deltas: Matrix, layer: FlattenLayer
) -> list[list[float]]:
    """Return the same gradients.

    inputs [m][n], deltas [m][n] -> [m][n]
    """
    return [list(row) for row in deltas]


def reshape_shapes(layer: ReshapeLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer: input_shape, target_shape."""
    return layer.input_shape, layer.target_shape


def reshape_forward(inputs: Matrix, layer: ReshapeLayer) -> list[list[float]]:
    """Return the same numbers.

    inputs [m][n] -> [m][n]
    """
    return [list(row) for row in inputs]


def reshape_input_gradients(
    inputs: Matrix, deltas: Matrix, layer: ReshapeLayer
) -> list[list[float]]:
    """Return the same gradients.

    inputs [m][n], deltas [m][n] -> [m][n]
    """
    return [list(row) for row in deltas]
