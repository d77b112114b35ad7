"""Chapter lstm through the C core: refnet.reference.lstm over NumPy arrays.

C takes a step of all examples at once; the functions for the steps of one example are those of the
reference.
"""

from collections.abc import Callable, Sequence
from typing import Any

from refnet._core import lib
from refnet.core import layer_calls
from refnet.core.arrays import Matrix, Vector
from refnet.core.reference_calls import with_arrays
from refnet.reference import lstm as reference
from refnet.reference.dense import DenseLayer
from refnet.reference.lstm import LSTMLayer, LSTMStep
from refnet.reference.recurrent import Example, StepGradients


def gate_columns(row: Any, gate: int, u: int) -> Vector:
    """Return the numbers of one gate: row [gates * u] -> [u]."""
    columns: Vector = with_arrays(reference.gate_columns, row, gate, u)
    return columns


def lstm_step(seen: Any, cell: Any, dense: DenseLayer, layer: LSTMLayer) -> LSTMStep:
    """Return what the units calculate at a step, from what they see and the cells before (LSTM-1).

    seen [n + u]: the features of the step and the outputs before; cell [u]; dense: the dense layer
    of a step
    """
    now: LSTMStep = with_arrays(reference.lstm_step, seen, cell, dense, layer)
    return now


def lstm_steps(example: Example, layer: LSTMLayer) -> list[LSTMStep]:
    """Return what is before the first step, and each step (LSTM-1).

    -> [t + 1]; a step that is left out is the one before again
    """
    calculated: list[LSTMStep] = with_arrays(reference.lstm_steps, example, layer)
    return calculated


def lstm_forward(inputs: Any, layer: LSTMLayer) -> Matrix:
    """Return the outputs of each step, or of the last one, of each example (LSTM-1, PART-3).

    inputs [m][t * n] -> [m][t * u] or [m][u].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    return layer_calls.forward_through_time(lib.refnet_lstm_forward, inputs, layer, "lstm")


def lstm_final_states(inputs: Any, layer: LSTMLayer) -> Matrix | None:
    """Return outputs and cells after the last step, if the layer keeps them (RNN-6).

    inputs [m][t * n] -> [m][2 * u].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    functions = lib.refnet_lstm_forward, lib.refnet_lstm_final_states
    return layer_calls.final_states(functions, inputs, layer, "lstm")


def lstm_cell_gradient(of_output: Any, of_cell: Any, now: LSTMStep, layer: LSTMLayer) -> Vector:
    """Return the gradient of the cells: from the step after, plus from their outputs (LSTM-2).

    of_output [u]: the gradient of the outputs; of_cell [u]: that of the cells from the step after
    """
    function = reference.lstm_cell_gradient
    gradient: Vector = with_arrays(function, of_output, of_cell, now, layer)
    return gradient


def lstm_step_deltas(
    of_output: Any, of_cell: Any, now: LSTMStep, before: LSTMStep, layer: LSTMLayer
) -> Vector:
    """Return the deltas of gates and candidates at a step (LSTM-2).

    of_output [u], of_cell [u]: the gradients of outputs and cells -> [4 * u]
    """
    function = reference.lstm_step_deltas
    deltas: Vector = with_arrays(function, of_output, of_cell, now, before, layer)
    return deltas


def lstm_backward(example: Example, delta: Any, layer: LSTMLayer) -> StepGradients:
    """Return the gradients of one example, found from the last step to the first (LSTM-2).

    delta [t * u] or [u]
    """
    found: StepGradients = with_arrays(reference.lstm_backward, example, delta, layer)
    return found


def _passes() -> Sequence[Callable[..., None]]:
    return (
        lib.refnet_lstm_forward,
        lib.refnet_lstm_backward,
        lib.refnet_lstm_input_gradients,
        lib.refnet_lstm_parameter_gradients,
    )


def lstm_parameter_gradients(inputs: Any, deltas: Any, layer: LSTMLayer) -> Vector:
    """Return the gradients of the parameters, summed over all steps in order (RNN-3).

    inputs [m][t * n], deltas [m][t * u] or [m][u] -> [size], in the order of
    ``recurrent_parameters``.
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    return layer_calls.gradients_through_time(_passes(), inputs, deltas, layer, "lstm")[1]


def lstm_input_gradients(inputs: Any, deltas: Any, layer: LSTMLayer) -> Matrix:
    """Return the gradients of the inputs (LSTM-2).

    inputs [m][t * n], deltas [m][t * u] or [m][u] -> [m][t * n].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    return layer_calls.gradients_through_time(_passes(), inputs, deltas, layer, "lstm")[0]
