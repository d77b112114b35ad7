"""Chapter gru_reset_before through the C core: its reference over NumPy arrays.

C takes a step of all examples at once; the functions for the steps of one example are those of the
reference.
"""

from collections.abc import Callable, Sequence
from typing import Any

from refnet._core import lib
from refnet.core import layer_calls
from refnet.core.arrays import Matrix, Vector
from refnet.core.reference_calls import with_arrays
from refnet.reference.chapters import gru_reset_before as reference
from refnet.reference.dense import DenseLayer
from refnet.reference.gru_reset_before import ResetBeforeGradients, ResetBeforeStep
from refnet.reference.recurrent import Example


def reset_before_step(
    seen: Any, features: DenseLayer, gates: DenseLayer, candidates: DenseLayer, layer: Any
) -> ResetBeforeStep:
    """Return what the units calculate at a step, from what they see (GRU-4).

    seen [n + u]: the features of the step and the outputs before; features, gates, candidates: the
    three dense layers. The sums of the last two go on from those of the first, as from a bias.
    """
    function = reference.reset_before_step
    now: ResetBeforeStep = with_arrays(function, seen, features, gates, candidates, layer)
    return now


def reset_before_steps(example: Example, layer: Any) -> list[ResetBeforeStep]:
    """Return what is before the first step, and each step (GRU-4).

    -> [t + 1]; a step that is left out is the one before again
    """
    calculated: list[ResetBeforeStep] = with_arrays(reference.reset_before_steps, example, layer)
    return calculated


def reset_before_forward(inputs: Any, layer: Any) -> Matrix:
    """Return the outputs of each step, or of the last one, of each example (GRU-4, PART-3).

    inputs [m][t * n] -> [m][t * u] or [m][u].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    return layer_calls.forward_through_time(lib.refnet_reset_before_forward, inputs, layer, "gru")


def reset_before_final_states(inputs: Any, layer: Any) -> Matrix | None:
    """Return the outputs after the last step, if the layer keeps them (RNN-6).

    inputs [m][t * n] -> [m][u].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    functions = lib.refnet_reset_before_forward, lib.refnet_reset_before_final_states
    return layer_calls.final_states(functions, inputs, layer, "gru")


def reset_before_step_deltas(
    of_output: Any, now: ResetBeforeStep, h: Any, candidates: DenseLayer, layer: Any
) -> tuple[Vector, Vector]:
    """Return the deltas of a step, and the gradient of the reset outputs before (GRU-5).

    of_output [u]: the gradient of the outputs; h [u]: the outputs before, as the units saw them;
    candidates: their dense layer -> [3 * u], [u]
    """
    function = reference.reset_before_step_deltas
    found: tuple[Vector, Vector] = with_arrays(function, of_output, now, h, candidates, layer)
    return found


def reset_before_backward(example: Example, delta: Any, layer: Any) -> ResetBeforeGradients:
    """Return the gradients of one example, found from the last step to the first (GRU-5).

    delta [t * u] or [u]
    """
    function = reference.reset_before_backward
    found: ResetBeforeGradients = with_arrays(function, example, delta, layer)
    return found


def _passes() -> Sequence[Callable[..., None]]:
    return (
        lib.refnet_reset_before_forward,
        lib.refnet_reset_before_backward,
        lib.refnet_reset_before_input_gradients,
        lib.refnet_reset_before_parameter_gradients,
    )


def reset_before_parameter_gradients(inputs: Any, deltas: Any, layer: Any) -> Vector:
    """Return the gradients of the parameters, summed over all steps in order (GRU-6).

    inputs [m][t * n], deltas [m][t * u] or [m][u] -> [size], in the order of ``gru_parameters``.
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    return layer_calls.gradients_through_time(_passes(), inputs, deltas, layer, "gru")[1]


def reset_before_input_gradients(inputs: Any, deltas: Any, layer: Any) -> Matrix:
    """Return the gradients of the inputs (GRU-5).

    inputs [m][t * n], deltas [m][t * u] or [m][u] -> [m][t * n].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    return layer_calls.gradients_through_time(_passes(), inputs, deltas, layer, "gru")[0]
