"""Chapter dense through the C core: refnet.reference.dense over NumPy arrays.

The parameters of a layer are one array here, and so are their gradients: the kernel row by row,
then the bias.
"""

from typing import Any

import numpy as np

from refnet.core import layer_calls
from refnet.core.arrays import Array, Matrix, Vector
from refnet.core.structs import kernels
from refnet.reference.dense import DenseLayer


def dense_shapes(layer: DenseLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer: (n,) and (u,)."""
    return (len(layer.kernel),), (layer.units,)


def dense_parameters(layer: DenseLayer) -> Array:
    """Return a copy of the parameters: the kernel row by row, then the bias if there is one."""
    parts = [np.ravel(part) for part in (layer.kernel, layer.bias) if part is not None]
    return np.concatenate(parts)


def dense_variables(layer: DenseLayer) -> list[int]:
    """Return how many of the parameters belong to the kernel, and how many to the bias."""
    return [np.size(part) for part in (layer.kernel, layer.bias) if part is not None]


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
    return layer_calls.forward(kernels().dense_forward, inputs, layer, "dense")


def dense_parameter_gradients(inputs: Any, deltas: Any, layer: DenseLayer) -> Vector:
    """Return the gradients of the parameters, summed over the examples in order (DENSE-12).

    inputs [m][n], deltas [m][u] -> [size], in the order of ``dense_parameters``.
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what a layer cannot be.
    """
    function = kernels().dense_parameter_gradients
    return layer_calls.parameter_gradients(function, inputs, deltas, layer, "dense")


def dense_input_gradients(inputs: Any, deltas: Any, layer: DenseLayer) -> Matrix:
    """Return the gradients of the inputs, each summed over the units in order (DENSE-11).

    inputs [m][n], deltas [m][u] -> [m][n].
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what a layer cannot be.
    """
    function = kernels().dense_input_gradients
    return layer_calls.input_gradients(function, inputs, deltas, layer, "dense")
