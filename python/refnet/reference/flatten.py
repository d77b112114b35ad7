"""Chapter flatten: the layer that forgets the shape of an example.

A network handles an example of any shape as one row of numbers, in which the last index varies
fastest: an image [rows][columns] is stored row by row. So this layer has nothing to compute. It
only marks where an example loses its shape; its forward and backward functions return the numbers
unchanged.

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


def flatten_shapes(layer: FlattenLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer: input_shape and (n,)."""
    n = 1
    for size in layer.input_shape:
        n = n * size
    return layer.input_shape, (n,)


def flatten_parameters(layer: FlattenLayer) -> list[list[float]]:
    """Return the parameters as vectors: none."""
    return []


def flatten_with_parameters(layer: FlattenLayer, vectors: list[list[float]]) -> FlattenLayer:
    """Return the layer itself."""
    return layer


def flatten_forward(inputs: Matrix, layer: FlattenLayer) -> list[list[float]]:
    """Return the same numbers.

    inputs [m][n] -> [m][n]
    """
    return [list(row) for row in inputs]


def flatten_parameter_gradients(
    inputs: Matrix, deltas: Matrix, layer: FlattenLayer
) -> list[list[float]]:
    """Return the gradients of the parameters: none.

    inputs [m][n], deltas [m][n]
    """
    return []


def flatten_input_gradients(deltas: Matrix, layer: FlattenLayer) -> list[list[float]]:
    """Return the same gradients.

    deltas [m][n] -> [m][n]
    """
    return [list(row) for row in deltas]
