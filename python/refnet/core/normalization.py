"""Chapter normalization through the C core: refnet.reference.normalization over NumPy arrays."""

from typing import Any, NamedTuple

import numpy as np

from refnet._core import lib
from refnet.core import layer_calls
from refnet.core.arrays import (
    Matrix,
    Vector,
    as_matrix_or_rows,
    check_status,
    matrix_of,
    pointer,
)
from refnet.core.layers import LayerStructs, checked_layer
from refnet.reference.checks import check_rectangle
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
    return layer_calls.forward(lib.refnet_normalization_forward, inputs, layer, "normalization")


def normalization_input_gradients(inputs: Any, deltas: Any, layer: NormalizationLayer) -> Matrix:
    """Return the gradients of the inputs (NORM-3).

    inputs [m][n], deltas [m][n] -> [m][n].
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what a layer cannot be.
    """
    function = lib.refnet_normalization_input_gradients
    return layer_calls.input_gradients(function, inputs, deltas, layer, "normalization")


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
