"""Chapter gru through the C core: refnet.reference.gru over NumPy arrays.

C takes a step of all examples at once; the functions for the steps of one example are those of the
reference.
"""

from collections.abc import Callable, Sequence
from typing import Any

from refnet._core import lib
from refnet.core import layer_calls
from refnet.core.arrays import Array, Matrix, Vector
from refnet.core.recurrent import (
    recurrent_parameters,
    recurrent_variables,
    recurrent_with_parameters,
)
from refnet.core.reference_calls import with_arrays
from refnet.reference import gru as reference
from refnet.reference.dense import DenseLayer
from refnet.reference.gru import GRUGradients, GRULayer, GRUStep
from refnet.reference.recurrent import Example


def gru_parameters(layer: GRULayer) -> Array:
    """Return a copy of the parameters: the rows of both kernels, then both biases, if any."""
    return recurrent_parameters(layer)


def gru_variables(layer: GRULayer) -> list[int]:
    """Return how many of the parameters belong to each kernel, and how many to both biases."""
    return recurrent_variables(layer)


def gru_with_parameters(layer: GRULayer, vectors: Array) -> GRULayer:
    """Return the layer with other parameters, views of ``vectors`` [size].

    They are in the order of ``gru_parameters``, float64 or float32.
    """
    moved: GRULayer = recurrent_with_parameters(layer, vectors)
    return moved


def feature_layer(layer: GRULayer) -> DenseLayer:
    """Return the dense layer that sees the features of a step."""
    return reference.feature_layer(layer)


def recurrent_layer(layer: GRULayer) -> DenseLayer:
    """Return the dense layer that sees the outputs before."""
    return reference.recurrent_layer(layer)


def gru_step(seen: Any, features: DenseLayer, recurrent: DenseLayer, layer: GRULayer) -> GRUStep:
    """Return what the units calculate at a step, from what they see (GRU-1).

    seen [n + u]: the features of the step and the outputs before; features, recurrent: the dense
    layers of the former and of the latter
    """
    now: GRUStep = with_arrays(reference.gru_step, seen, features, recurrent, layer)
    return now


def gru_steps(example: Example, layer: GRULayer) -> list[GRUStep]:
    """Return what is before the first step, and each step (GRU-1).

    -> [t + 1]; a step that is left out is the one before again
    """
    calculated: list[GRUStep] = with_arrays(reference.gru_steps, example, layer)
    return calculated


def gru_forward(inputs: Any, layer: GRULayer) -> Matrix:
    """Return the outputs of each step, or of the last one, of each example (GRU-1, PART-3).

    inputs [m][t * n] -> [m][t * u] or [m][u].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    return layer_calls.forward_through_time(lib.refnet_gru_forward, inputs, layer, "gru")


def gru_final_states(inputs: Any, layer: GRULayer) -> Matrix | None:
    """Return the outputs after the last step, if the layer keeps them (RNN-6).

    inputs [m][t * n] -> [m][u].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    functions = lib.refnet_gru_forward, lib.refnet_gru_final_states
    return layer_calls.final_states(functions, inputs, layer, "gru")


def gru_step_deltas(of_output: Any, now: GRUStep, h: Any, layer: GRULayer) -> tuple[Vector, Vector]:
    """Return the deltas of the two dense layers at a step (GRU-2).

    of_output [u]: the gradient of the outputs; h [u]: the outputs before, as the units saw them ->
    [3 * u] of the features, [3 * u] of the outputs before
    """
    function = reference.gru_step_deltas
    deltas: tuple[Vector, Vector] = with_arrays(function, of_output, now, h, layer)
    return deltas


def gru_backward(example: Example, delta: Any, layer: GRULayer) -> GRUGradients:
    """Return the gradients of one example, found from the last step to the first (GRU-2).

    delta [t * u] or [u]
    """
    found: GRUGradients = with_arrays(reference.gru_backward, example, delta, layer)
    return found


def _passes() -> Sequence[Callable[..., None]]:
    return (
        lib.refnet_gru_forward,
        lib.refnet_gru_backward,
        lib.refnet_gru_input_gradients,
        lib.refnet_gru_parameter_gradients,
    )


def gru_parameter_gradients(inputs: Any, deltas: Any, layer: GRULayer) -> Vector:
    """Return the gradients of the parameters, summed over all steps in order (GRU-3).

    inputs [m][t * n], deltas [m][t * u] or [m][u] -> [size], in the order of ``gru_parameters``.
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    return layer_calls.gradients_through_time(_passes(), inputs, deltas, layer, "gru")[1]


def gru_input_gradients(inputs: Any, deltas: Any, layer: GRULayer) -> Matrix:
    """Return the gradients of the inputs (GRU-2).

    inputs [m][t * n], deltas [m][t * u] or [m][u] -> [m][t * n].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    return layer_calls.gradients_through_time(_passes(), inputs, deltas, layer, "gru")[0]
