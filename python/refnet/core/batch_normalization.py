"""Chapter batch_normalization through the C core, over NumPy arrays.

Moments and sums of a batch are helpers of C's file only.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from refnet._core import lib
from refnet.core import layer_calls
from refnet.core.arrays import Array, Matrix, Vector
from refnet.core.checks import checked_generator
from refnet.core.layers import checked_layer
from refnet.reference.batch_normalization import BatchNormalizationLayer
from refnet.reference.checks import check_count
from refnet.reference.readers import as_count
from refnet.reference.sequences import Mask

KIND = "batch_normalization"


def batch_normalization_shapes(
    layer: BatchNormalizationLayer,
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer, which are the same."""
    return layer.input_shape, layer.input_shape


def batch_normalization_parameters(layer: BatchNormalizationLayer) -> Array:
    """Return a copy of the parameters: gamma and beta, as far as the layer has them."""
    return np.concatenate([np.empty(0), *(np.asarray(each) for each in _learned(layer))])


def batch_normalization_variables(layer: BatchNormalizationLayer) -> list[int]:
    """Return how many of the parameters belong to gamma, and how many to beta."""
    return [len(each) for each in _learned(layer)]


def batch_normalization_with_parameters(
    layer: BatchNormalizationLayer, vectors: Array
) -> BatchNormalizationLayer:
    """Return the layer with other parameters, views of ``vectors`` [size], float64 or float32."""
    c = len(layer.moving_mean)
    gamma = None if layer.gamma is None else vectors[:c]
    beta = None if layer.beta is None else vectors[-c:]
    return layer._replace(gamma=gamma, beta=beta)


def batch_normalization_masked(
    layer: BatchNormalizationLayer, mask: Mask
) -> BatchNormalizationLayer:
    """Return the layer for a batch with this mask.

    mask [m][p]
    """
    return layer._replace(mask=mask)


def batch_normalization_drawn(
    layer: BatchNormalizationLayer, m: int, generator: Any
) -> BatchNormalizationLayer:
    """Return the layer for a batch in training, of which nothing is random (BNORM-1).

    Raises RefnetError: wrong_type, out_of_range, and what a layer cannot be.
    """
    checked_layer(layer, KIND)
    m = as_count("m", m)
    checked_generator("generator", generator)
    check_count("m", m)
    return layer._replace(training=True)


def batch_normalization_forward(inputs: Any, layer: BatchNormalizationLayer) -> Matrix:
    """Return the normalized inputs, scaled by gamma and moved by beta (BNORM-2, BNORM-3).

    inputs [m][n] -> [m][n].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    function = lib.refnet_batch_normalization_forward
    return layer_calls.forward_through_time(function, inputs, layer, KIND)


def _passes() -> Sequence[Callable[..., None]]:
    return (
        lib.refnet_batch_normalization_forward,
        lib.refnet_batch_normalization_backward,
        lib.refnet_batch_normalization_input_gradients,
        lib.refnet_batch_normalization_parameter_gradients,
    )


def batch_normalization_parameter_gradients(
    inputs: Any, deltas: Any, layer: BatchNormalizationLayer
) -> Vector:
    """Return the gradients of gamma and beta, as far as the layer has them (BNORM-5).

    inputs [m][n], deltas [m][n] -> [size], in the order of ``batch_normalization_parameters``.
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    return layer_calls.gradients_through_time(_passes(), inputs, deltas, layer, KIND)[1]


def batch_normalization_input_gradients(
    inputs: Any, deltas: Any, layer: BatchNormalizationLayer
) -> Matrix:
    """Return the gradients of the inputs, which go through mean and variance too (BNORM-6).

    inputs [m][n], deltas [m][n] -> [m][n].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    return layer_calls.gradients_through_time(_passes(), inputs, deltas, layer, KIND)[0]


def batch_normalization_final_states(
    inputs: Any, layer: BatchNormalizationLayer
) -> list[Vector] | None:
    """Return the moving mean and variance after a batch, None where they stay (BNORM-4).

    inputs [m][n] -> two vectors [c].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    functions = (
        lib.refnet_batch_normalization_forward,
        lib.refnet_batch_normalization_final_states,
    )
    return layer_calls.moved(functions, inputs, layer, KIND)


def batch_normalization_with_states(
    layer: BatchNormalizationLayer, states: Sequence[Any]
) -> BatchNormalizationLayer:
    """Return the layer for the next batch, with the moving moments after this one (BNORM-4)."""
    return layer._replace(moving_mean=states[0], moving_variance=states[1])


def batch_normalization_moving(layer: BatchNormalizationLayer) -> Array:
    """Return a copy of what batches move beside the parameters: mean, then variance (BNORM-4)."""
    return np.concatenate([layer.moving_mean, layer.moving_variance])


def _learned(layer: BatchNormalizationLayer) -> list[Any]:
    return [each for each in (layer.gamma, layer.beta) if each is not None]
