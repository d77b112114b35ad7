"""Chapter conv: the layer that looks for the same small pattern everywhere in an image.

A filter is a small kernel of weights. It sees the image through a window (chapter windows), and its
preactivation there is its bias plus the weighted sum of the window's cells. The window moves over
the whole image with the same weights, so a pattern is found wherever it is, and few weights
suffice. Each filter gives an image of its own, a feature map; the maps are the channels of the
next image. The kernel is not turned around: strictly, this is a cross-correlation.

A window with all its channels, cell by cell, is a patch, and the filters are a dense layer whose
inputs are patches. So forward pass and weight gradients are chapter dense's, with a patch in the
place of an example: their sums have its order, and a fast core may calculate them as it does for
dense layers, as products of matrices. Padded cells are zeros, which are added like all others. Each
patch then gives its part of the input gradients back to the cells that it came from.

Derivation: a cell is an input of every patch that holds it, so its gradient is the sum of those
patches' gradients.

A sequence [steps][channels] is an image of one row: conv1d is conv2d on it.

Source: Y. LeCun et al., "Backpropagation applied to handwritten zip code recognition", 1989; its
unconnected maps are those of Y. LeCun et al., "Gradient-based learning applied to document
recognition", 1998.

Left out on purpose: groups, dilation, transposed convolution, and channels before rows.

m examples; images of r rows, s columns and c channels, stored row by row, the channels of a cell
together; p windows in an image; f filters of a rows and b columns; q = a * b * c numbers in a
patch.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from refnet.reference.dense import (
    DenseLayer,
    dense_forward,
    dense_input_gradients,
    dense_parameter_gradients,
    dense_variables,
)
from refnet.reference.windows import PADDED, window_cells, windows_along

Matrix = Sequence[Sequence[float]]


class Conv2DLayer(NamedTuple):
    """A convolution: kernel [a][b][c][filters], bias [filters] or None; kernel_size: (a, b).

    connections [c][filters]: whether a filter sees a channel, None where all see all; input_shape:
    (r, s, c), () until it is known. Lists, or arrays in refnet.core.
    """

    filters: int
    kernel_size: tuple[int, ...]
    strides: tuple[int, ...]
    padding: str
    activation: str
    kernel: Any
    bias: Any = None
    connections: Any = None
    input_shape: tuple[int, ...] = ()

    @property
    def kind(self) -> str:
        """The name of this kind of layer."""
        return "conv2d"


class Conv1DLayer(NamedTuple):
    """A convolution of sequences: kernel [b][c][filters], bias [filters] or None.

    kernel_size: (b,); strides: one number; input_shape: (s, c), () until it is known.
    """

    filters: int
    kernel_size: tuple[int, ...]
    strides: tuple[int, ...]
    padding: str
    activation: str
    kernel: Any
    bias: Any = None
    input_shape: tuple[int, ...] = ()

    @property
    def kind(self) -> str:
        """The name of this kind of layer."""
        return "conv1d"


def conv2d_shapes(layer: Conv2DLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer (WINDOW-1)."""
    rows, columns, _ = layer.input_shape
    (a, b), (down, right) = layer.kernel_size, layer.strides
    down_axis = windows_along(rows, a, down, layer.padding)
    right_axis = windows_along(columns, b, right, layer.padding)
    return layer.input_shape, (down_axis.windows, right_axis.windows, layer.filters)


def kernel_rows(kernel: Sequence[Any]) -> list[list[float]]:
    """Return the weights as the kernel of a dense layer: [a][b][c][f] -> [q][f]."""
    return [list(weights) for row in kernel for cell in row for weights in cell]


def nested_kernel(rows: Matrix, layer: Conv2DLayer) -> list[Any]:
    """Return what ``kernel_rows`` has made of a kernel: [q][f] -> [a][b][c][f]."""
    (a, b), c = layer.kernel_size, len(rows) // (layer.kernel_size[0] * layer.kernel_size[1])
    cells = [list(rows[i * c : (i + 1) * c]) for i in range(a * b)]
    return [cells[i * b : (i + 1) * b] for i in range(a)]


def conv2d_parameters(layer: Conv2DLayer) -> list[list[float]]:
    """Return the parameters as vectors: the kernel cell by cell, then the bias if there is one."""
    vectors = kernel_rows(layer.kernel)
    if layer.bias is not None:
        vectors.append(list(layer.bias))
    return vectors


def conv2d_variables(layer: Conv2DLayer) -> list[int]:
    """Return how many of the vectors belong to the kernel, and how many to the bias."""
    return dense_variables(patch_layer(layer))


def conv2d_with_parameters(layer: Conv2DLayer, vectors: list[list[float]]) -> Conv2DLayer:
    """Return the layer with other parameters, in the order of ``conv2d_parameters``."""
    q = len(vectors) if layer.bias is None else len(vectors) - 1
    bias = None if layer.bias is None else vectors[q]
    return layer._replace(kernel=nested_kernel(vectors[:q], layer), bias=bias)


def patch_layer(layer: Conv2DLayer) -> DenseLayer:
    """Return the dense layer whose inputs are the patches."""
    return DenseLayer(layer.filters, layer.activation, kernel_rows(layer.kernel), layer.bias)


def layer_cells(layer: Conv2DLayer) -> list[list[int]]:
    """Return the cells of each window of the layer.

    -> [p][a * b]
    """
    rows, columns, _ = layer.input_shape
    return window_cells(rows, columns, layer.kernel_size, layer.strides, layer.padding)


def image_patches(image: Sequence[float], layer: Conv2DLayer) -> list[list[float]]:
    """Return each window's cells with all their channels, 0.0 for a padded cell (CONV-1).

    image [r * s * c] -> [p][q]
    """
    c = layer.input_shape[2]
    patches = []
    for cells in layer_cells(layer):
        patch: list[float] = []
        for cell in cells:
            patch.extend([0.0] * c if cell == PADDED else image[cell * c : (cell + 1) * c])
        patches.append(patch)
    return patches


def cell_rows(row: Sequence[float], filters: int) -> list[list[float]]:
    """Return an image's numbers cell by cell.

    row [p * f] -> [p][f]
    """
    return [list(row[i : i + filters]) for i in range(0, len(row), filters)]


def conv2d_forward(inputs: Matrix, layer: Conv2DLayer) -> list[list[float]]:
    """Return the preactivations: each filter's bias plus its weighted sum of the patch (CONV-1).

    inputs [m][r * s * c] -> [m][p * f]
    """
    dense = patch_layer(layer)
    preactivations = []
    for image in inputs:
        maps = dense_forward(image_patches(image, layer), dense)
        preactivations.append([number for cell in maps for number in cell])
    return preactivations


def conv2d_parameter_gradients(
    inputs: Matrix, deltas: Matrix, layer: Conv2DLayer
) -> list[list[float]]:
    """Return the gradients of the parameters, summed over all patches in order (CONV-2).

    Those of an image follow those of the one before. The gradient of a weight without a connection
    is 0.0 (CONV-4). inputs [m][r * s * c], deltas [m][p * f] -> vectors as ``conv2d_parameters``
    returns them
    """
    patches, patch_deltas = [], []
    for image, delta in zip(inputs, deltas, strict=True):
        patches.extend(image_patches(image, layer))
        patch_deltas.extend(cell_rows(delta, layer.filters))
    gradients = dense_parameter_gradients(patches, patch_deltas, patch_layer(layer))
    if layer.connections is None:
        return gradients
    c = len(layer.connections)
    for i in range(layer.kernel_size[0] * layer.kernel_size[1] * c):
        for j in range(layer.filters):
            if not layer.connections[i % c][j]:
                gradients[i][j] = 0.0
    return gradients


def conv2d_input_gradients(inputs: Matrix, deltas: Matrix, layer: Conv2DLayer) -> list[list[float]]:
    """Return the gradients of the inputs: the sums of those of the patches, in order (CONV-3).

    inputs [m][r * s * c], deltas [m][p * f] -> [m][r * s * c]
    """
    dense, windows, c = patch_layer(layer), layer_cells(layer), layer.input_shape[2]
    gradients = []
    for image, delta in zip(inputs, deltas, strict=True):
        row = [0.0] * len(image)
        patch_deltas = cell_rows(delta, layer.filters)
        # these gradients do not depend on the patches themselves
        patches = dense_input_gradients([], patch_deltas, dense)
        for cells, patch in zip(windows, patches, strict=True):
            for i, cell in enumerate(cells):
                if cell != PADDED:
                    for j in range(c):
                        row[cell * c + j] = row[cell * c + j] + patch[i * c + j]
        gradients.append(row)
    return gradients


def one_row(layer: Conv1DLayer) -> Conv2DLayer:
    """Return the layer for sequences that are images of one row."""
    return Conv2DLayer(
        layer.filters,
        (1, *layer.kernel_size),
        (1, *layer.strides),
        layer.padding,
        layer.activation,
        [layer.kernel],
        layer.bias,
        None,
        (1, *layer.input_shape),
    )


def conv1d_shapes(layer: Conv1DLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer: [s][c] and [windows][f]."""
    _, after = conv2d_shapes(one_row(layer))
    return layer.input_shape, after[1:]


def conv1d_parameters(layer: Conv1DLayer) -> list[list[float]]:
    """Return the parameters as vectors: the kernel step by step, then the bias if there is one."""
    return conv2d_parameters(one_row(layer))


def conv1d_variables(layer: Conv1DLayer) -> list[int]:
    """Return how many of the vectors belong to the kernel, and how many to the bias."""
    return conv2d_variables(one_row(layer))


def conv1d_with_parameters(layer: Conv1DLayer, vectors: list[list[float]]) -> Conv1DLayer:
    """Return the layer with other parameters, in the order of ``conv1d_parameters``."""
    moved = conv2d_with_parameters(one_row(layer), vectors)
    return layer._replace(kernel=moved.kernel[0], bias=moved.bias)


def conv1d_forward(inputs: Matrix, layer: Conv1DLayer) -> list[list[float]]:
    """Return the preactivations (CONV-5).

    inputs [m][s * c] -> [m][p * f]
    """
    return conv2d_forward(inputs, one_row(layer))


def conv1d_parameter_gradients(
    inputs: Matrix, deltas: Matrix, layer: Conv1DLayer
) -> list[list[float]]:
    """Return the gradients of the parameters (CONV-5).

    inputs [m][s * c], deltas [m][p * f] -> vectors as ``conv1d_parameters`` returns them
    """
    return conv2d_parameter_gradients(inputs, deltas, one_row(layer))


def conv1d_input_gradients(inputs: Matrix, deltas: Matrix, layer: Conv1DLayer) -> list[list[float]]:
    """Return the gradients of the inputs (CONV-5).

    inputs [m][s * c], deltas [m][p * f] -> [m][s * c]
    """
    return conv2d_input_gradients(inputs, deltas, one_row(layer))
