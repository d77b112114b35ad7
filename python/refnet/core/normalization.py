"""Chapter normalization through the C core: refnet.reference.normalization over NumPy arrays."""

from typing import Any, NamedTuple

import numpy as np

from refnet._core import lib
from refnet.core.arrays import (
    Array,
    Matrix,
    Vector,
    as_matrix_or_rows,
    check_status,
    matrix_of,
    pointer,
)
from refnet.core.checks import checked_rows
from refnet.core.layers import LayerStructs, checked_layer
from refnet.reference.checks import check_length, check_rectangle
from refnet.reference.normalization import NormalizationLayer


class Moments(NamedTuple):
    """The mean [n] and the variance [n] of each input."""

    mean: Vector
    variance: Vector


class Normalized(NamedTuple):
    """The moments of the inputs, and the normalized inputs [m][n]."""

    mean: Vector
    variance: Vector
    outputs: Matrix


def normalization_shapes(layer: NormalizationLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer, which are the same."""
    shape = layer.input_shape or (len(layer.mean),)
    return shape, shape


def normalization_parameters(layer: NormalizationLayer) -> Array:
    """Return the parameters: none, because training moves nothing."""
    return np.empty(0)


def normalization_with_parameters(layer: NormalizationLayer, vectors: Array) -> NormalizationLayer:
    """Return the layer itself."""
    return layer


def deviations(layer: NormalizationLayer) -> Vector:
    """Return the square roots of the variances, or EPSILON where that is larger (NORM-1).

    -> [n]. Raises RefnetError: wrong_type, empty, shape_mismatch, and what a layer cannot be.
    """
    layer = checked_layer(layer, "normalization")
    structs, result = LayerStructs([layer]), np.empty(len(layer.mean))
    lib.refnet_deviations(structs.array, pointer(result))
    return result


def normalization_forward(inputs: Any, layer: NormalizationLayer) -> Matrix:
    """Return the normalized inputs, or with ``invert`` what they were before (NORM-2).

    inputs [m][n] -> [m][n].
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what a layer cannot be.
    """
    layer = checked_layer(layer, "normalization")
    inputs = checked_rows("inputs", inputs, "layer.mean", len(layer.mean))
    structs, preactivations = LayerStructs([layer]), np.empty(inputs.shape)
    lib.refnet_normalization_forward(
        pointer(inputs), structs.array, len(inputs), pointer(preactivations)
    )
    return preactivations


def normalization_parameter_gradients(
    inputs: Any, deltas: Any, layer: NormalizationLayer
) -> Vector:
    """Return the gradients of the parameters: none.

    inputs [m][n], deltas [m][n].
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what a layer cannot be.
    """
    layer = checked_layer(layer, "normalization")
    n = len(layer.mean)
    inputs = checked_rows("inputs", inputs, "layer.mean", n)
    deltas = checked_rows("deltas", deltas, "layer.mean", n)
    check_length("deltas", deltas, "inputs", len(inputs))
    return np.empty(0)


def normalization_input_gradients(deltas: Any, layer: NormalizationLayer) -> Matrix:
    """Return the gradients of the inputs (NORM-3).

    deltas [m][n] -> [m][n].
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what a layer cannot be.
    """
    layer = checked_layer(layer, "normalization")
    deltas = checked_rows("deltas", deltas, "layer.mean", len(layer.mean))
    structs, gradients = LayerStructs([layer]), np.empty(deltas.shape)
    lib.refnet_normalization_input_gradients(
        pointer(deltas), structs.array, len(deltas), pointer(gradients)
    )
    return gradients


def moments(inputs: Any) -> Moments:
    """Return the mean and the variance of each input over the examples, in order (NORM-4).

    inputs [m][n]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    inputs = _checked_inputs(inputs)
    mean, variance = np.empty(inputs.shape[1]), np.empty(inputs.shape[1])
    lib.refnet_moments(pointer(inputs), *inputs.shape, pointer(mean), pointer(variance))
    return Moments(mean, variance)


def normalization(inputs: Any) -> Normalized:
    """Return the moments of the inputs, and the inputs normalized by them.

    inputs [m][n]. If a sum overflows, numbers of the result are infinite or NaN.

    Raises RefnetError with the codes wrong_type, empty, shape_mismatch, not_finite.
    """
    inputs = _checked_inputs(inputs)
    mean, variance = np.empty(inputs.shape[1]), np.empty(inputs.shape[1])
    result = Normalized(mean, variance, np.empty(inputs.shape))
    arrays = [pointer(part) for part in result]
    check_status(lib.refnet_normalization(pointer(inputs), *inputs.shape, *arrays))
    return result


def _checked_inputs(inputs: Any) -> Matrix:
    """Return inputs as a matrix [m][n], neither of them 0."""
    inputs = as_matrix_or_rows("inputs", inputs)
    check_rectangle("inputs", inputs)
    return matrix_of(inputs, len(inputs[0]))
