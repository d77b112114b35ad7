"""Chapter bidirectional through the C core: refnet.reference.bidirectional over NumPy arrays.

The parameters of a layer are one array here, and so are their gradients.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from refnet._core import lib
from refnet.core import layer_calls
from refnet.core.arrays import Array, Booleans, Matrix, Vector, as_boolean_rows
from refnet.core.recurrent import (
    recurrent_parameters,
    recurrent_variables,
    recurrent_with_parameters,
)
from refnet.core.reference_calls import with_arrays
from refnet.reference.bidirectional import BidirectionalLayer
from refnet.reference.bidirectional import bidirectional_shapes as reference_bidirectional_shapes
from refnet.reference.chapters import bidirectional as reference
from refnet.reference.checks import check_range
from refnet.reference.readers import as_count
from refnet.reference.sequences import Mask


def bidirectional_shapes(layer: BidirectionalLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer: (t, n), (t, 2u) or (2u,)."""
    return reference_bidirectional_shapes(layer)


def forward_layer(layer: BidirectionalLayer) -> Any:
    """Return the layer that reads from the first step to the last."""
    return directed_layer(layer, (layer.kernel, layer.recurrent_kernel, layer.bias), 0)


def backward_layer(layer: BidirectionalLayer) -> Any:
    """Return the layer that reads from the last step to the first."""
    weights = layer.backward_kernel, layer.backward_recurrent_kernel, layer.backward_bias
    return directed_layer(layer, weights, 1)


def half_of(rows: Any, direction: int) -> Matrix | None:
    """Return what the first layer has of each row, or the second; None: of nothing.

    rows [m][2 * n], direction: 0 or 1 -> [m][n]. Raises RefnetError: wrong_type, out_of_range.
    """
    direction = as_count("direction", direction)
    check_range("direction", direction, 0, 1)
    if rows is None:
        return None
    matrix = np.asarray(rows)
    n = matrix.shape[1] // 2
    half: Matrix = matrix[:, direction * n : (direction + 1) * n].copy()
    return half


def directed_layer(layer: BidirectionalLayer, weights: Sequence[Any], direction: int) -> Any:
    """Return the recurrent layer with these weights: kernel, recurrent kernel and bias.

    direction: 0, or 1 for the one that reads backwards
    """
    fresh = layer._replace(state=None, factors=None)
    directed = reference.directed_layer(fresh, weights, direction)
    state, factors = half_of(layer.state, direction), half_of(layer.factors, direction)
    return directed._replace(state=state, factors=factors)


def bidirectional_parameters(layer: BidirectionalLayer) -> Array:
    """Return a copy of the parameters: those of the first layer, then those of the second."""
    layers = forward_layer(layer), backward_layer(layer)
    return np.concatenate([recurrent_parameters(each) for each in layers])


def bidirectional_variables(layer: BidirectionalLayer) -> list[int]:
    """Return how many of the parameters belong to each variable of the first and second layer."""
    return [*recurrent_variables(forward_layer(layer)), *recurrent_variables(backward_layer(layer))]


def bidirectional_with_parameters(layer: BidirectionalLayer, vectors: Array) -> BidirectionalLayer:
    """Return the layer with other parameters, views of ``vectors`` [size].

    They are in the order of ``bidirectional_parameters``, float64 or float32.
    """
    first, second = forward_layer(layer), backward_layer(layer)
    end = len(recurrent_parameters(first))
    first = recurrent_with_parameters(first, vectors[:end])
    second = recurrent_with_parameters(second, vectors[end:])
    return layer._replace(
        kernel=first.kernel,
        recurrent_kernel=first.recurrent_kernel,
        bias=first.bias,
        backward_kernel=second.kernel,
        backward_recurrent_kernel=second.recurrent_kernel,
        backward_bias=second.bias,
    )


def bidirectional_mask(inputs: Any, layer: BidirectionalLayer, mask: Mask) -> Booleans | None:
    """Return the mask of the outputs, where they are a sequence (BI-1).

    inputs [m][t * n], mask [m][t] -> [m][t]. Raises RefnetError: wrong_type, shape_mismatch.
    """
    if mask is None or not layer.return_sequences:
        return None
    return as_boolean_rows("mask", mask)


def bidirectional_drawn(layer: BidirectionalLayer, m: int, generator: Any) -> BidirectionalLayer:
    """Return the layer with the factors of a batch of m examples, if it drops anything (BI-3).

    Raises RefnetError: wrong_type, out_of_range, and what a layer cannot be; and MemoryError.
    """
    function = lib.refnet_bidirectional_drawn
    drawn: BidirectionalLayer = layer_calls.drawn(function, layer, m, generator, layer.kind)
    return drawn


def direction_rows(rows: Any, direction: int, layer: BidirectionalLayer) -> list[Vector]:
    """Return the part of outputs or their gradients that is one layer's, in its own order (BI-1).

    rows [m][t * 2u] or [m][2u], direction: 0 or 1 -> [m][t * u] or [m][u]
    """
    parts: list[Vector] = with_arrays(reference.direction_rows, rows, direction, layer)
    return parts


def bidirectional_forward(inputs: Any, layer: BidirectionalLayer) -> Matrix:
    """Return the outputs of both layers, step by step or of the last step of each (BI-1).

    inputs [m][t * n] -> [m][t * 2u] or [m][2u].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    function = lib.refnet_bidirectional_forward
    return layer_calls.forward_through_time(function, inputs, layer, layer.kind)


def _passes() -> Sequence[Callable[..., None]]:
    return (
        lib.refnet_bidirectional_forward,
        lib.refnet_bidirectional_backward,
        lib.refnet_bidirectional_input_gradients,
        lib.refnet_bidirectional_parameter_gradients,
    )


def bidirectional_parameter_gradients(
    inputs: Any, deltas: Any, layer: BidirectionalLayer
) -> Vector:
    """Return the gradients of the parameters: those of the first layer, then those of the second.

    inputs [m][t * n], deltas [m][t * 2u] or [m][2u] -> [size], in the order of
    ``bidirectional_parameters``; BI-2.
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    return layer_calls.gradients_through_time(_passes(), inputs, deltas, layer, layer.kind)[1]


def bidirectional_input_gradients(inputs: Any, deltas: Any, layer: BidirectionalLayer) -> Matrix:
    """Return the gradients of the inputs: the first layer's plus the second's (BI-2).

    inputs [m][t * n], deltas [m][t * 2u] or [m][2u] -> [m][t * n].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    return layer_calls.gradients_through_time(_passes(), inputs, deltas, layer, layer.kind)[0]


def bidirectional_final_states(inputs: Any, layer: BidirectionalLayer) -> Matrix | None:
    """Return the states after the last step of both layers, if they keep them (BI-3).

    inputs [m][t * n] -> [m][2 * u], of lstm [m][4 * u].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    functions = lib.refnet_bidirectional_forward, lib.refnet_bidirectional_final_states
    return layer_calls.final_states(functions, inputs, layer, layer.kind)
