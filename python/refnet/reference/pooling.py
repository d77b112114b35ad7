"""Chapter pooling: the layers that make an image smaller.

A feature map says where a pattern is, more precisely than the next layer needs to know. Pooling
looks at each channel through a window (chapter windows) and keeps one number of it: the largest
(max pooling) or the mean (average pooling). What moves by a cell then changes little. Padded cells
are left out: they are neither compared nor counted. Global average pooling has one window, the
whole image, and keeps one number for each channel.

In the backward pass, the gradient of a largest number goes to the cell that had it, the first one
if there are several; the gradient of a mean is shared equally among its cells. Windows may overlap:
then a cell adds up what it gets from each.

Source: Y. LeCun et al., "Gradient-based learning applied to document recognition", 1998
(subsampling by means); M. Lin, Q. Chen and S. Yan, "Network in network", 2014 (global average
pooling). The names and the padding are Keras's.

Left out on purpose: pooling of sequences and of volumes.

m examples; images of r rows, s columns and c channels, stored row by row, the channels of a cell
together; p windows in an image.
"""

from collections.abc import Sequence
from typing import NamedTuple

from refnet.reference.windows import PADDED, window_cells, windows_along

Matrix = Sequence[Sequence[float]]


class MaxPooling2DLayer(NamedTuple):
    """The largest number of each window and channel.

    strides: None for those of pool_size; input_shape: (r, s, c), () until it is known.
    """

    pool_size: tuple[int, ...] = (2, 2)
    strides: tuple[int, ...] | None = None
    padding: str = "valid"
    input_shape: tuple[int, ...] = ()

    @property
    def kind(self) -> str:
        """The name of this kind of layer."""
        return "max_pooling2d"

    @property
    def activation(self) -> str:
        """The activation, which changes nothing."""
        return "linear"


class AveragePooling2DLayer(NamedTuple):
    """The mean of each window and channel.

    strides: None for those of pool_size; input_shape: (r, s, c), () until it is known.
    """

    pool_size: tuple[int, ...] = (2, 2)
    strides: tuple[int, ...] | None = None
    padding: str = "valid"
    input_shape: tuple[int, ...] = ()

    @property
    def kind(self) -> str:
        """The name of this kind of layer."""
        return "average_pooling2d"

    @property
    def activation(self) -> str:
        """The activation, which changes nothing."""
        return "linear"


class GlobalAveragePooling2DLayer(NamedTuple):
    """The mean of each channel; input_shape: (r, s, c), () until it is known."""

    input_shape: tuple[int, ...] = ()

    @property
    def kind(self) -> str:
        """The name of this kind of layer."""
        return "global_average_pooling2d"

    @property
    def activation(self) -> str:
        """The activation, which changes nothing."""
        return "linear"


PoolingLayer = MaxPooling2DLayer | AveragePooling2DLayer


def pool_strides(layer: PoolingLayer) -> tuple[int, ...]:
    """Return the strides down and to the right: those of the layer, or else its pool_size."""
    return layer.pool_size if layer.strides is None else layer.strides


def pooling_shapes(layer: PoolingLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer (WINDOW-1)."""
    (rows, columns, c), strides = layer.input_shape, pool_strides(layer)
    down = windows_along(rows, layer.pool_size[0], strides[0], layer.padding)
    right = windows_along(columns, layer.pool_size[1], strides[1], layer.padding)
    return layer.input_shape, (down.windows, right.windows, c)


def pools(layer: PoolingLayer) -> list[list[int]]:
    """Return the cells of each window of the layer, without the padded ones.

    -> [p][cells]
    """
    rows, columns, _ = layer.input_shape
    windows = window_cells(rows, columns, layer.pool_size, pool_strides(layer), layer.padding)
    return [[cell for cell in cells if cell != PADDED] for cells in windows]


def largest_cell(image: Sequence[float], cells: Sequence[int], channel: int, c: int) -> int:
    """Return the cell with the largest number of a channel, the first of several (POOL-1).

    image [r * s * c]
    """
    largest = cells[0]
    for cell in cells:
        if image[cell * c + channel] > image[largest * c + channel]:
            largest = cell
    return largest


def max_pooling2d_forward(inputs: Matrix, layer: MaxPooling2DLayer) -> list[list[float]]:
    """Return the largest number of each window and channel (POOL-1).

    inputs [m][r * s * c] -> [m][p * c]
    """
    windows, c = pools(layer), layer.input_shape[2]
    preactivations = []
    for image in inputs:
        row = []
        for cells in windows:
            for channel in range(c):
                row.append(image[largest_cell(image, cells, channel, c) * c + channel])
        preactivations.append(row)
    return preactivations


def max_pooling2d_input_gradients(
    inputs: Matrix, deltas: Matrix, layer: MaxPooling2DLayer
) -> list[list[float]]:
    """Return the gradients of the inputs: a delta goes to the largest cell (POOL-2).

    inputs [m][r * s * c], deltas [m][p * c] -> [m][r * s * c]
    """
    windows, c = pools(layer), layer.input_shape[2]
    gradients = []
    for image, delta in zip(inputs, deltas, strict=True):
        row = [0.0] * len(image)
        for p, cells in enumerate(windows):
            for channel in range(c):
                i = largest_cell(image, cells, channel, c) * c + channel
                row[i] = row[i] + delta[p * c + channel]
        gradients.append(row)
    return gradients


def average_pooling2d_forward(inputs: Matrix, layer: AveragePooling2DLayer) -> list[list[float]]:
    """Return the mean of each window and channel: the sum of its cells in order (POOL-3).

    inputs [m][r * s * c] -> [m][p * c]
    """
    windows, c = pools(layer), layer.input_shape[2]
    preactivations = []
    for image in inputs:
        row = []
        for cells in windows:
            for channel in range(c):
                total = 0.0
                for cell in cells:
                    total = total + image[cell * c + channel]
                row.append(total / float(len(cells)))
        preactivations.append(row)
    return preactivations


def average_pooling2d_input_gradients(
    inputs: Matrix, deltas: Matrix, layer: AveragePooling2DLayer
) -> list[list[float]]:
    """Return the gradients of the inputs: each cell of a window gets its share (POOL-4).

    inputs [m][r * s * c], deltas [m][p * c] -> [m][r * s * c]
    """
    windows, c = pools(layer), layer.input_shape[2]
    gradients = []
    for image, delta in zip(inputs, deltas, strict=True):
        row = [0.0] * len(image)
        for p, cells in enumerate(windows):
            for channel in range(c):
                share = delta[p * c + channel] / float(len(cells))
                for cell in cells:
                    i = cell * c + channel
                    row[i] = row[i] + share
        gradients.append(row)
    return gradients


def whole_image(layer: GlobalAveragePooling2DLayer) -> AveragePooling2DLayer:
    """Return the average pooling whose only window is the whole image."""
    return AveragePooling2DLayer(layer.input_shape[:2], None, "valid", layer.input_shape)


def global_average_pooling2d_shapes(
    layer: GlobalAveragePooling2DLayer,
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer: (r, s, c) and (c,)."""
    return layer.input_shape, layer.input_shape[2:]


def global_average_pooling2d_forward(
    inputs: Matrix, layer: GlobalAveragePooling2DLayer
) -> list[list[float]]:
    """Return the mean of each channel (POOL-3).

    inputs [m][r * s * c] -> [m][c]
    """
    return average_pooling2d_forward(inputs, whole_image(layer))


def global_average_pooling2d_input_gradients(
    inputs: Matrix, deltas: Matrix, layer: GlobalAveragePooling2DLayer
) -> list[list[float]]:
    """Return the gradients of the inputs (POOL-4).

    inputs [m][r * s * c], deltas [m][c] -> [m][r * s * c]
    """
    return average_pooling2d_input_gradients(inputs, deltas, whole_image(layer))
