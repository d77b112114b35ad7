"""Chapter pooling through the C core: refnet.reference.pooling over NumPy arrays."""

from typing import Any

from refnet._core import lib
from refnet.core import layer_calls
from refnet.core.arrays import Counts, Matrix, as_count_vector, as_vector
from refnet.core.checks import check_counts
from refnet.core.layers import checked_layer
from refnet.core.structs import kernels
from refnet.core.windows import window_cells
from refnet.reference.checks import check_count, check_not_empty, check_range
from refnet.reference.pooling import (
    AveragePooling2DLayer,
    GlobalAveragePooling2DLayer,
    MaxPooling2DLayer,
    PoolingLayer,
)
from refnet.reference.pooling import pool_strides as reference_pool_strides
from refnet.reference.pooling import pooling_shapes as reference_pooling_shapes
from refnet.reference.pooling import whole_image as reference_whole_image
from refnet.reference.readers import as_count, wrong_type
from refnet.reference.windows import PADDED


def pool_strides(layer: PoolingLayer) -> tuple[int, ...]:
    """Return the strides down and to the right: those of the layer, or else its pool_size."""
    return reference_pool_strides(layer)


def pooling_shapes(layer: PoolingLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer (WINDOW-1)."""
    return reference_pooling_shapes(layer)


def pools(layer: PoolingLayer) -> list[Counts]:
    """Return the cells of each window of the layer, without the padded ones.

    -> [p][cells]. Raises RefnetError: wrong_type, and what a layer cannot be; and MemoryError.
    """
    if not isinstance(layer, PoolingLayer):
        raise wrong_type("layer", "a max_pooling2d or average_pooling2d layer")
    layer = checked_layer(layer, layer.kind)
    rows, columns, _ = layer.input_shape
    windows = window_cells(rows, columns, layer.pool_size, pool_strides(layer), layer.padding)
    return [cells[cells != PADDED] for cells in windows]


def largest_cell(image: Any, cells: Any, channel: int, c: int) -> int:
    """Return the cell with the largest number of a channel, the first of several (POOL-1).

    image [r * s * c]. Raises RefnetError: wrong_type, empty, out_of_range.
    """
    image, places = as_vector("image", image), as_count_vector("cells", cells)
    channel, c = as_count("channel", channel), as_count("c", c)
    check_not_empty("cells", cells)
    check_count("c", c, 1)
    check_range("channel", channel, 0, c - 1)
    check_counts("cells", places, 0, len(image) // c - 1)
    numbers = image[places * c + channel].tolist()
    largest = 0
    for i in range(len(numbers)):
        if numbers[i] > numbers[largest]:
            largest = i
    return int(places[largest])


def max_pooling2d_forward(inputs: Any, layer: MaxPooling2DLayer) -> Matrix:
    """Return the largest number of each window and channel (POOL-1).

    inputs [m][r * s * c] -> [m][p * c].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    return layer_calls.forward(kernels().max_pooling2d_forward, inputs, layer, "max_pooling2d")


def max_pooling2d_input_gradients(inputs: Any, deltas: Any, layer: MaxPooling2DLayer) -> Matrix:
    """Return the gradients of the inputs: a delta goes to the largest cell (POOL-2).

    inputs [m][r * s * c], deltas [m][p * c] -> [m][r * s * c].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    function = kernels().max_pooling2d_input_gradients
    return layer_calls.input_gradients(function, inputs, deltas, layer, "max_pooling2d")


def average_pooling2d_forward(inputs: Any, layer: AveragePooling2DLayer) -> Matrix:
    """Return the mean of each window and channel: the sum of its cells in order (POOL-3).

    inputs [m][r * s * c] -> [m][p * c].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    function = kernels().average_pooling2d_forward
    return layer_calls.forward(function, inputs, layer, "average_pooling2d")


def average_pooling2d_input_gradients(
    inputs: Any, deltas: Any, layer: AveragePooling2DLayer
) -> Matrix:
    """Return the gradients of the inputs: each cell of a window gets its share (POOL-4).

    inputs [m][r * s * c], deltas [m][p * c] -> [m][r * s * c].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    function = kernels().average_pooling2d_input_gradients
    return layer_calls.input_gradients(function, inputs, deltas, layer, "average_pooling2d")


def whole_image(layer: GlobalAveragePooling2DLayer) -> AveragePooling2DLayer:
    """Return the average pooling whose only window is the whole image."""
    return reference_whole_image(layer)


def global_average_pooling2d_shapes(
    layer: GlobalAveragePooling2DLayer,
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer: (r, s, c) and (c,)."""
    return layer.input_shape, layer.input_shape[2:]


def global_average_pooling2d_forward(inputs: Any, layer: GlobalAveragePooling2DLayer) -> Matrix:
    """Return the mean of each channel (POOL-3).

    inputs [m][r * s * c] -> [m][c].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    function = lib.refnet_global_average_pooling2d_forward
    return layer_calls.forward(function, inputs, layer, "global_average_pooling2d")


def global_average_pooling2d_input_gradients(
    inputs: Any, deltas: Any, layer: GlobalAveragePooling2DLayer
) -> Matrix:
    """Return the gradients of the inputs (POOL-4).

    inputs [m][r * s * c], deltas [m][c] -> [m][r * s * c].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    function = lib.refnet_global_average_pooling2d_input_gradients
    return layer_calls.input_gradients(function, inputs, deltas, layer, "global_average_pooling2d")
