"""Chapter dense through the C core: refnet.reference.dense over NumPy arrays.

The parameters of a layer are one array here, and so are their gradients: the kernel row by row,
then the bias.
"""

from typing import Any

import numpy as np

from refnet.core.arrays import Array, Matrix, Vector, pointer
from refnet.core.checks import checked_rows
from refnet.core.layers import LayerStructs, checked_layer
from refnet.core.structs import kernels
from refnet.reference.checks import check_length
from refnet.reference.dense import DenseLayer


def dense_shapes(layer: DenseLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer: (n,) and (u,)."""
    return (len(layer.kernel),), (layer.units,)


def dense_parameters(layer: DenseLayer) -> Array:
    """Return a copy of the parameters: the kernel row by row, then the bias if there is one."""
    parts = [np.ravel(part) for part in (layer.kernel, layer.bias) if part is not None]
    return np.concatenate(parts)


def dense_with_parameters(layer: DenseLayer, vectors: Array) -> DenseLayer:
    """Return the layer with other parameters, views of ``vectors`` [size].

    They are in the order of ``dense_parameters``, float64 or float32.
    """
    end = len(layer.kernel) * layer.units
    kernel = vectors[:end].reshape(len(layer.kernel), layer.units)
    bias = None if layer.bias is None else vectors[end:]
    return DenseLayer(layer.units, layer.activation, kernel, bias)


def dense_forward(inputs: Any, layer: DenseLayer) -> Matrix:
    """Return the preactivations, each a sum that starts at the bias (SUM-1, DENSE-2).

    inputs [m][n] -> [m][u].
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what a layer cannot be.
    """
    layer = checked_layer(layer, "dense")
    inputs = checked_rows("inputs", inputs, "layer.kernel", len(layer.kernel))
    m = len(inputs)
    structs, preactivations = LayerStructs([layer]), np.empty((m, layer.units))
    kernels().dense_forward(pointer(inputs), structs.array, m, pointer(preactivations))
    return preactivations


def dense_parameter_gradients(inputs: Any, deltas: Any, layer: DenseLayer) -> Vector:
    """Return the gradients of the parameters, summed over the examples in order (DENSE-12).

    inputs [m][n], deltas [m][u] -> [size], in the order of ``dense_parameters``.
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what a layer cannot be.
    """
    layer = checked_layer(layer, "dense")
    inputs = checked_rows("inputs", inputs, "layer.kernel", len(layer.kernel))
    deltas = checked_rows("deltas", deltas, "layer.units", layer.units)
    m = len(inputs)
    check_length("deltas", deltas, "inputs", m)
    structs, gradients = LayerStructs([layer]), np.empty(len(dense_parameters(layer)))
    arrays = pointer(inputs), pointer(deltas)
    kernels().dense_parameter_gradients(*arrays, structs.array, m, pointer(gradients))
    return gradients


def dense_input_gradients(deltas: Any, layer: DenseLayer) -> Matrix:
    """Return the gradients of the inputs, each summed over the units in order (DENSE-11).

    deltas [m][u] -> [m][n].
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what a layer cannot be.
    """
    layer = checked_layer(layer, "dense")
    deltas = checked_rows("deltas", deltas, "layer.units", layer.units)
    m = len(deltas)
    structs, gradients = LayerStructs([layer]), np.empty((m, len(layer.kernel)))
    kernels().dense_input_gradients(pointer(deltas), structs.array, m, pointer(gradients))
    return gradients
