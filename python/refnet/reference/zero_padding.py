"""Chapter zero_padding: the layer that puts an edge of zeros around an image.

Each convolution without padding makes an image smaller. An edge of zeros before it keeps the size,
or gives the image another one; unlike the padding "same", each side can have a width of its own.
The backward pass drops the gradients of the edge.

Source: the layer ZeroPadding2D of Keras.

Left out on purpose: edges that repeat or mirror the image.

m examples; images of r rows, s columns and c channels, stored row by row, the channels of a cell
together.
"""

from collections.abc import Sequence
from typing import NamedTuple

Matrix = Sequence[Sequence[float]]


class ZeroPadding2DLayer(NamedTuple):
    """An edge of zeros: rows above and below, columns to the left and to the right.

    input_shape: (r, s, c), () until it is known.
    """

    rows: tuple[int, ...] = (1, 1)
    columns: tuple[int, ...] = (1, 1)
    input_shape: tuple[int, ...] = ()

    @property
    def kind(self) -> str:
        """The name of this kind of layer."""
        return "zero_padding2d"

    @property
    def activation(self) -> str:
        """The activation, which changes nothing."""
        return "linear"


def zero_padding2d_shapes(
    layer: ZeroPadding2DLayer,
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer."""
    r, s, c = layer.input_shape
    (above, below), (left, right) = layer.rows, layer.columns
    return layer.input_shape, (above + r + below, left + s + right, c)


def zero_padding2d_forward(inputs: Matrix, layer: ZeroPadding2DLayer) -> list[list[float]]:
    """Return the images with zeros around them (PAD-1).

    inputs [m][r * s * c] -> [m][(above + r + below) * (left + s + right) * c]
    """
    r, s, c = layer.input_shape
    (above, below), (left, right) = layer.rows, layer.columns
    width = (left + s + right) * c
    preactivations = []
    for image in inputs:
        row = [0.0] * (above * width)
        for i in range(r):
            row.extend([0.0] * (left * c))
            row.extend(image[i * s * c : (i + 1) * s * c])
            row.extend([0.0] * (right * c))
        row.extend([0.0] * (below * width))
        preactivations.append(row)
    return preactivations


def zero_padding2d_input_gradients(
    inputs: Matrix, deltas: Matrix, layer: ZeroPadding2DLayer
) -> list[list[float]]:
    """Return the gradients of the inputs: the deltas without those of the edge (PAD-2).

    inputs [m][r * s * c], deltas [m][(above + r + below) * (left + s + right) * c]
    -> [m][r * s * c]
    """
    r, s, c = layer.input_shape
    (above, _), (left, right) = layer.rows, layer.columns
    width = (left + s + right) * c
    gradients = []
    for delta in deltas:
        row: list[float] = []
        for i in range(above, above + r):
            start = i * width + left * c
            row.extend(delta[start : start + s * c])
        gradients.append(row)
    return gradients
