"""Chapter recurrent through the C core: refnet.reference.recurrent over NumPy arrays.

The parameters of a layer are one array here, and so are their gradients: the kernel row by row,
then the recurrent kernel, then the bias. C takes a step of all examples at once; the functions for
the steps of one example are those of the reference.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from refnet._core import lib
from refnet.core import layer_calls
from refnet.core.arrays import Array, Booleans, Matrix, Vector, as_boolean_rows
from refnet.core.reference_calls import with_arrays
from refnet.reference import recurrent as reference
from refnet.reference.dense import DenseLayer
from refnet.reference.recurrent import Example, SimpleRNNLayer, StepGradients
from refnet.reference.sequences import Mask


def recurrent_shapes(layer: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer: (t, n), and (t, u) or (u,)."""
    return reference.recurrent_shapes(layer)


def recurrent_parameters(layer: Any) -> Array:
    """Return a copy of the parameters: the rows of both kernels, then the bias if there is one."""
    parts = (layer.kernel, layer.recurrent_kernel, layer.bias)
    return np.concatenate([np.ravel(part) for part in parts if part is not None])


def recurrent_variables(layer: Any) -> list[int]:
    """Return how many of the parameters belong to each kernel, and how many to the bias."""
    parts = layer.kernel, layer.recurrent_kernel, layer.bias
    return [np.size(part) for part in parts if part is not None]


def recurrent_with_parameters(layer: Any, vectors: Array) -> Any:
    """Return the layer with other parameters, views of ``vectors`` [size].

    They are in the order of ``recurrent_parameters``, float64 or float32.
    """
    n, u, columns = len(layer.kernel), layer.units, len(layer.recurrent_kernel[0])
    end = (n + u) * columns
    rows = vectors[:end].reshape(n + u, columns)
    bias = None if layer.bias is None else vectors[end:].reshape(np.shape(layer.bias))
    return layer._replace(kernel=rows[:n], recurrent_kernel=rows[n:], bias=bias)


def recurrent_masked(layer: Any, mask: Mask) -> Any:
    """Return the layer for a batch with this mask.

    mask [m][t]
    """
    return reference.recurrent_masked(layer, mask)


def recurrent_mask(inputs: Any, layer: Any, mask: Mask) -> Booleans | None:
    """Return the mask of the outputs, where they are a sequence, in their order (RNN-4).

    inputs [m][t * n], mask [m][t] -> [m][t]. Raises RefnetError: wrong_type, shape_mismatch.
    """
    if mask is None or layer.return_state or not layer.return_sequences:
        return None
    rows = as_boolean_rows("mask", mask)
    return rows[:, ::-1].copy() if layer.go_backwards else rows


def recurrent_drawn(layer: Any, m: int, generator: Any) -> Any:
    """Return the layer with the factors of a batch of m examples, if it drops anything (RNN-7).

    Raises RefnetError: wrong_type, out_of_range, and what a layer cannot be; and MemoryError.
    """
    return layer_calls.drawn(lib.refnet_recurrent_drawn, layer, m, generator, layer.kind)


def examples_of(inputs: Any, layer: Any, size: int) -> list[Example]:
    """Return each example in the order in which the layer reads its steps (RNN-1, RNN-4, RNN-6).

    inputs [m][t * n]; size: of the state
    """
    examples: list[Example] = with_arrays(reference.examples_of, inputs, layer, size)
    return examples


def seen_row(step: Any, state: Any, example: Example) -> Vector:
    """Return what the units see at a step: its features, then the state before (RNN-1, RNN-7).

    step [n], state [u] -> [n + u]
    """
    row: Vector = with_arrays(reference.seen_row, step, state, example)
    return row


def output_row(states: Any, layer: Any) -> Vector:
    """Return what the layer returns of the states after each step (RNN-1).

    states [t][u] -> [t * u], or the last one [u]
    """
    row: Vector = with_arrays(reference.output_row, states, layer)
    return row


def output_gradient_rows(delta: Any, layer: Any) -> list[Vector]:
    """Return the gradients of the states as outputs, zeros for one that is not returned (RNN-2).

    delta [t * u] or [u] -> [t][u]
    """
    rows: list[Vector] = with_arrays(reference.output_gradient_rows, delta, layer)
    return rows


def input_gradient_row(gradients: Any, layer: Any) -> Vector:
    """Return the gradients of the steps in the order of the inputs.

    gradients [t][n] in the order of the layer -> [t * n]
    """
    row: Vector = with_arrays(reference.input_gradient_row, gradients, layer)
    return row


def step_layer(layer: Any) -> DenseLayer:
    """Return the dense layer of a step, whose inputs are its features, then the state before."""
    kernel = np.concatenate([np.asarray(layer.kernel), np.asarray(layer.recurrent_kernel)])
    return DenseLayer(kernel.shape[1], "linear", kernel, layer.bias)


def simple_rnn_states(example: Example, layer: SimpleRNNLayer) -> list[Vector]:
    """Return the state before the first step, and that after each step (RNN-1).

    -> [t + 1][u]
    """
    states: list[Vector] = with_arrays(reference.simple_rnn_states, example, layer)
    return states


def simple_rnn_forward(inputs: Any, layer: SimpleRNNLayer) -> Matrix:
    """Return the states, or the last one, of each example (RNN-1, PART-3).

    inputs [m][t * n] -> [m][t * u] or [m][u].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    function = lib.refnet_simple_rnn_forward
    return layer_calls.forward_through_time(function, inputs, layer, "simple_rnn")


def simple_rnn_final_states(inputs: Any, layer: SimpleRNNLayer) -> Matrix | None:
    """Return the states after the last step, if the layer keeps them (RNN-6).

    inputs [m][t * n] -> [m][u].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    functions = lib.refnet_simple_rnn_forward, lib.refnet_simple_rnn_final_states
    return layer_calls.final_states(functions, inputs, layer, "simple_rnn")


def simple_rnn_backward(example: Example, delta: Any, layer: SimpleRNNLayer) -> StepGradients:
    """Return the gradients of one example, found from the last step to the first (RNN-2).

    delta [t * u] or [u]
    """
    found: StepGradients = with_arrays(reference.simple_rnn_backward, example, delta, layer)
    return found


def gradients_through_time(
    inputs: Any, deltas: Any, layer: Any, size: int, backward: Callable[[Example, Any, Any], Any]
) -> list[Any]:
    """Return what the backward pass of a layer finds in each example.

    inputs [m][t * n], deltas [m][t * u] or [m][u]; size: of the state; backward: such as
    ``simple_rnn_backward``
    """
    pairs = zip(examples_of(inputs, layer, size), deltas, strict=True)
    return [backward(example, delta, layer) for example, delta in pairs]


def _passes() -> Sequence[Callable[..., None]]:
    return (
        lib.refnet_simple_rnn_forward,
        lib.refnet_simple_rnn_backward,
        lib.refnet_simple_rnn_input_gradients,
        lib.refnet_simple_rnn_parameter_gradients,
    )


def simple_rnn_parameter_gradients(inputs: Any, deltas: Any, layer: SimpleRNNLayer) -> Vector:
    """Return the gradients of the parameters, summed over all steps in order (RNN-3).

    inputs [m][t * n], deltas [m][t * u] or [m][u] -> [size], in the order of
    ``recurrent_parameters``.
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    arguments = _passes(), inputs, deltas, layer, "simple_rnn"
    return layer_calls.gradients_through_time(*arguments)[1]


def simple_rnn_input_gradients(inputs: Any, deltas: Any, layer: SimpleRNNLayer) -> Matrix:
    """Return the gradients of the inputs (RNN-2).

    inputs [m][t * n], deltas [m][t * u] or [m][u] -> [m][t * n].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    arguments = _passes(), inputs, deltas, layer, "simple_rnn"
    return layer_calls.gradients_through_time(*arguments)[0]
