"""Chapter conv through the C core: refnet.reference.conv over NumPy arrays.

The parameters of a layer are one array here, and so are their gradients: the kernel cell by cell,
then the bias. A kernel is an array [a][b][c][f], or [b][c][f] of a sequence.
"""

import math
from typing import Any

import numpy as np

from refnet._core import lib
from refnet.core import layer_calls
from refnet.core.arrays import Array, Counts, Matrix, Vector, as_vector, pointer
from refnet.core.layers import LayerStructs, checked_layer, sizes_of
from refnet.core.memory import result_buffer
from refnet.core.structs import kernels
from refnet.core.windows import window_cells
from refnet.reference.checks import check_count, check_length, fault
from refnet.reference.conv import Conv1DLayer, Conv2DLayer
from refnet.reference.conv import conv1d_shapes as reference_conv1d_shapes
from refnet.reference.conv import conv2d_shapes as reference_conv2d_shapes
from refnet.reference.conv import one_row as reference_one_row
from refnet.reference.dense import DenseLayer
from refnet.reference.readers import as_count


def conv2d_shapes(layer: Conv2DLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer (WINDOW-1)."""
    return reference_conv2d_shapes(layer)


def kernel_rows(kernel: Array) -> Array:
    """Return the weights as the kernel of a dense layer: [a][b][c][f] -> [q][f]."""
    *sizes, f = np.shape(kernel)
    return np.reshape(kernel, (math.prod(sizes), f))


def nested_kernel(rows: Array, layer: Conv2DLayer) -> Array:
    """Return what ``kernel_rows`` has made of a kernel: [q][f] -> [a][b][c][f]."""
    (a, b), (q, f) = layer.kernel_size, np.shape(rows)
    return np.reshape(rows, (a, b, q // (a * b), f))


def conv2d_parameters(layer: Conv2DLayer) -> Array:
    """Return a copy of the parameters: the kernel cell by cell, then the bias if there is one."""
    parts = [np.ravel(part) for part in (layer.kernel, layer.bias) if part is not None]
    return np.concatenate(parts)


def conv2d_variables(layer: Conv2DLayer) -> list[int]:
    """Return how many of the parameters belong to the kernel, and how many to the bias."""
    return [np.size(part) for part in (layer.kernel, layer.bias) if part is not None]


def conv2d_with_parameters(layer: Conv2DLayer, vectors: Array) -> Conv2DLayer:
    """Return the layer with other parameters, views of ``vectors`` [size].

    They are in the order of ``conv2d_parameters``, float64 or float32.
    """
    f = layer.filters
    end = len(vectors) if layer.bias is None else len(vectors) - f
    kernel = nested_kernel(vectors[:end].reshape(end // f, f), layer)
    return layer._replace(kernel=kernel, bias=None if layer.bias is None else vectors[end:])


def patch_layer(layer: Conv2DLayer) -> DenseLayer:
    """Return the dense layer whose inputs are the patches."""
    return DenseLayer(layer.filters, layer.activation, kernel_rows(layer.kernel), layer.bias)


def layer_cells(layer: Conv2DLayer) -> Counts:
    """Return the cells of each window of the layer.

    -> [p][a * b]. Raises RefnetError: wrong_type, and what a layer cannot be; and MemoryError.
    """
    layer = checked_layer(layer, "conv2d")
    rows, columns, _ = layer.input_shape
    return window_cells(rows, columns, layer.kernel_size, layer.strides, layer.padding)


def image_patches(image: Any, layer: Conv2DLayer) -> Matrix:
    """Return each window's cells with all their channels, 0.0 for a padded cell (CONV-1).

    image [r * s * c] -> [p][q].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    layer = checked_layer(layer, "conv2d")
    image = as_vector("image", image)
    check_length("image", image, "layer.input_shape", sizes_of(layer)[0])
    p, q = sizes_of(layer)[1] // layer.filters, math.prod(layer.kernel.shape[:-1])
    structs, patches = LayerStructs([layer]), result_buffer("layer", (p, q))
    lib.refnet_image_patches(pointer(image), structs.array, 0, p, pointer(patches))
    filled: Matrix = patches
    return filled


def cell_rows(row: Any, filters: int) -> Matrix:
    """Return an image's numbers cell by cell.

    row [p * f] -> [p][f]. Raises RefnetError: wrong_type, shape_mismatch, out_of_range.
    """
    row, filters = as_vector("row", row), as_count("filters", filters)
    check_count("filters", filters, 1)
    if len(row) % filters != 0:
        raise fault("shape_mismatch", "row", f"{filters} numbers for each cell")
    cells: Matrix = row.reshape(len(row) // filters, filters)
    return cells


def conv2d_forward(inputs: Any, layer: Conv2DLayer) -> Matrix:
    """Return the preactivations: each filter's bias plus its weighted sum of the patch (CONV-1).

    inputs [m][r * s * c] -> [m][p * f].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    return layer_calls.forward(kernels().conv2d_forward, inputs, layer, "conv2d")


def conv2d_parameter_gradients(inputs: Any, deltas: Any, layer: Conv2DLayer) -> Vector:
    """Return the gradients of the parameters, summed over all patches in order (CONV-2).

    inputs [m][r * s * c], deltas [m][p * f] -> [size], in the order of ``conv2d_parameters``.
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be.
    """
    function = kernels().conv2d_parameter_gradients
    return layer_calls.parameter_gradients(function, inputs, deltas, layer, "conv2d")


def conv2d_input_gradients(inputs: Any, deltas: Any, layer: Conv2DLayer) -> Matrix:
    """Return the gradients of the inputs: the sums of those of the patches, in order (CONV-3).

    inputs [m][r * s * c], deltas [m][p * f] -> [m][r * s * c].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    function = kernels().conv2d_input_gradients
    return layer_calls.input_gradients(function, inputs, deltas, layer, "conv2d")


def one_row(layer: Conv1DLayer) -> Conv2DLayer:
    """Return the layer for sequences that are images of one row."""
    return reference_one_row(layer)._replace(kernel=np.asarray(layer.kernel)[np.newaxis])


def conv1d_shapes(layer: Conv1DLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer: [s][c] and [windows][f]."""
    return reference_conv1d_shapes(layer)


def conv1d_parameters(layer: Conv1DLayer) -> Array:
    """Return a copy of the parameters: the kernel step by step, then the bias if there is one."""
    return conv2d_parameters(one_row(layer))


def conv1d_variables(layer: Conv1DLayer) -> list[int]:
    """Return how many of the parameters belong to the kernel, and how many to the bias."""
    return conv2d_variables(one_row(layer))


def conv1d_with_parameters(layer: Conv1DLayer, vectors: Array) -> Conv1DLayer:
    """Return the layer with other parameters, views of ``vectors`` [size].

    They are in the order of ``conv1d_parameters``, float64 or float32.
    """
    moved = conv2d_with_parameters(one_row(layer), vectors)
    return layer._replace(kernel=moved.kernel[0], bias=moved.bias)


def conv1d_forward(inputs: Any, layer: Conv1DLayer) -> Matrix:
    """Return the preactivations (CONV-5).

    inputs [m][s * c] -> [m][p * f].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    return layer_calls.forward(kernels().conv2d_forward, inputs, layer, "conv1d")


def conv1d_parameter_gradients(inputs: Any, deltas: Any, layer: Conv1DLayer) -> Vector:
    """Return the gradients of the parameters (CONV-5).

    inputs [m][s * c], deltas [m][p * f] -> [size], in the order of ``conv1d_parameters``.
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be.
    """
    function = kernels().conv2d_parameter_gradients
    return layer_calls.parameter_gradients(function, inputs, deltas, layer, "conv1d")


def conv1d_input_gradients(inputs: Any, deltas: Any, layer: Conv1DLayer) -> Matrix:
    """Return the gradients of the inputs (CONV-5).

    inputs [m][s * c], deltas [m][p * f] -> [m][s * c].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    function = kernels().conv2d_input_gradients
    return layer_calls.input_gradients(function, inputs, deltas, layer, "conv1d")
