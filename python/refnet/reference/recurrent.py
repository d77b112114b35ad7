"""Chapter recurrent: the layer that reads a sequence step by step and remembers.

A recurrent layer has a state, the outputs of its units at the step before, which is zeros at first.
At each step, the units see the step's features and that state. So a step is a dense layer whose
inputs are both, one after the other, and whose weights are the same at every step: the kernel for
the features, then the recurrent kernel for the state. Its outputs are the next state. The layer
returns the last state, or that of every step.

The backward pass, backpropagation through time, takes the steps from last to first. A state counts
twice: as an output of the layer, and as an input of the next step. Its gradient is the sum of both;
chapter dense turns it into the gradients of the step's features and of the state before. The
gradients of the weights are chapter dense's too, with a step in the place of an example.

A step that a mask leaves out (chapter sequences) changes nothing: the state stays as it is, and its
gradient goes on to the state before.

This chapter has what its followers, lstm and gru, share with the simple layer: how steps come in,
and how outputs and their gradients leave.

Source: J. L. Elman, "Finding structure in time", 1990; P. J. Werbos, "Backpropagation through time:
what it does and how to do it", 1990.

Left out on purpose: first states other than zeros, gradients that are clipped, truncated sequences.

m examples of t steps with n features; u units.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from refnet.reference.activations import activate, activation_backward
from refnet.reference.conv import cell_rows
from refnet.reference.dense import (
    DenseLayer,
    dense_forward,
    dense_input_gradients,
    dense_parameter_gradients,
)
from refnet.reference.sequences import joined

Matrix = Sequence[Sequence[float]]
Mask = Sequence[Sequence[bool]] | None  # [m][t], whether a step is real; None where all are
Steps = Sequence[Sequence[float] | None]  # [t][n] in the order of the layer; None: left out


class SimpleRNNLayer(NamedTuple):
    """A simple recurrent layer: kernel [n][units], recurrent_kernel [units][units].

    bias [units] or None; return_sequences: whether every state is returned, not only the last;
    go_backwards: whether the steps are read from last to first; input_shape: (t, n), () until it is
    known; mask [m][t]: of the batch, or None. Lists, or arrays in refnet.core.
    """

    units: int
    activation: str
    kernel: Any
    recurrent_kernel: Any
    bias: Any = None
    return_sequences: bool = False
    go_backwards: bool = False
    input_shape: tuple[int, ...] = ()
    mask: Any = None

    @property
    def kind(self) -> str:
        """The name of this kind of layer."""
        return "simple_rnn"


class StepGradients(NamedTuple):
    """What the backward pass finds in one example.

    rows and deltas: the inputs and the deltas of the dense layer at each step that is not left out;
    input_gradients [t][n]: of all steps. All are in the order in which the layer reads the steps.
    """

    rows: list[list[float]]
    deltas: list[list[float]]
    input_gradients: list[list[float]]


def recurrent_shapes(layer: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer: (t, n), and (t, u) or (u,)."""
    t, _ = layer.input_shape
    return layer.input_shape, (t, layer.units) if layer.return_sequences else (layer.units,)


def recurrent_parameters(layer: Any) -> list[list[float]]:
    """Return the parameters as vectors: the rows of both kernels, then the bias if there is one."""
    vectors = [list(row) for row in (*layer.kernel, *layer.recurrent_kernel)]
    if layer.bias is not None:
        vectors.append(list(layer.bias))
    return vectors


def recurrent_with_parameters(layer: Any, vectors: list[list[float]]) -> Any:
    """Return the layer with other parameters, in the order of ``recurrent_parameters``."""
    n, end = len(layer.kernel), len(layer.kernel) + layer.units
    bias = None if layer.bias is None else vectors[end]
    return layer._replace(kernel=vectors[:n], recurrent_kernel=vectors[n:end], bias=bias)


def recurrent_masked(layer: Any, mask: Mask) -> Any:
    """Return the layer for a batch with this mask.

    mask [m][t]
    """
    return layer._replace(mask=mask)


def recurrent_mask(inputs: Matrix, layer: Any, mask: Mask) -> Mask:
    """Return the mask of the outputs, where they are a sequence, in their order (RNN-4).

    inputs [m][t * n], mask [m][t] -> [m][t]
    """
    if mask is None or not layer.return_sequences:
        return None
    return [row[::-1] for row in mask] if layer.go_backwards else mask


def steps_of(inputs: Matrix, layer: Any) -> list[list[Any]]:
    """Return the steps of each example in the order in which the layer reads them (RNN-1, RNN-4).

    inputs [m][t * n] -> [m][t][n], with None for a step that the mask leaves out
    """
    result = []
    for i, row in enumerate(inputs):
        steps: list[Any] = cell_rows(row, layer.input_shape[1])
        if layer.mask is not None:
            pairs = zip(steps, layer.mask[i], strict=True)
            steps = [step if real else None for step, real in pairs]
        result.append(steps[::-1] if layer.go_backwards else steps)
    return result


def output_row(states: Matrix, layer: Any) -> list[float]:
    """Return what the layer returns of the states after each step (RNN-1).

    states [t][u] -> [t * u], or the last one [u]
    """
    return joined(states) if layer.return_sequences else list(states[-1])


def output_gradient_rows(delta: Sequence[float], layer: Any) -> list[list[float]]:
    """Return the gradients of the states as outputs, zeros for one that is not returned (RNN-2).

    delta [t * u] or [u] -> [t][u]
    """
    if layer.return_sequences:
        return cell_rows(delta, layer.units)
    t = layer.input_shape[0]
    return [*([0.0] * layer.units for _ in range(t - 1)), list(delta)]


def input_gradient_row(gradients: Matrix, layer: Any) -> list[float]:
    """Return the gradients of the steps in the order of the inputs.

    gradients [t][n] in the order of the layer -> [t * n]
    """
    return joined(gradients[::-1] if layer.go_backwards else gradients)


def step_layer(layer: Any) -> DenseLayer:
    """Return the dense layer of a step, whose inputs are its features, then the state before."""
    gates = len(layer.recurrent_kernel[0])
    return DenseLayer(gates, "linear", [*layer.kernel, *layer.recurrent_kernel], layer.bias)


def simple_rnn_states(steps: Steps, layer: SimpleRNNLayer) -> list[list[float]]:
    """Return the state before the first step, which is zeros, and that after each step (RNN-1).

    steps [t][n] -> [t + 1][u]
    """
    dense = step_layer(layer)
    states = [[0.0] * layer.units]
    for step in steps:
        if step is None:
            states.append(states[-1])
            continue
        [preactivations] = dense_forward([[*step, *states[-1]]], dense)
        states.append(activate(layer.activation, preactivations))
    return states


def simple_rnn_forward(inputs: Matrix, layer: SimpleRNNLayer) -> list[list[float]]:
    """Return the states, or the last one, of each example (RNN-1).

    inputs [m][t * n] -> [m][t * u] or [m][u]
    """
    return [
        output_row(simple_rnn_states(steps, layer)[1:], layer) for steps in steps_of(inputs, layer)
    ]


def simple_rnn_backward(
    steps: Steps, delta: Sequence[float], layer: SimpleRNNLayer
) -> StepGradients:
    """Return the gradients of one example, found from the last step to the first (RNN-2).

    steps [t][n], delta [t * u] or [u]
    """
    dense, states, n = step_layer(layer), simple_rnn_states(steps, layer), layer.input_shape[1]
    output_gradients = output_gradient_rows(delta, layer)
    result = StepGradients([], [], [])
    of_state = [0.0] * layer.units  # the gradient from the step after
    for i in range(len(steps) - 1, -1, -1):
        total = [a + b for a, b in zip(output_gradients[i], of_state, strict=True)]
        step = steps[i]
        if step is None:
            of_state = total
            result.input_gradients.append([0.0] * n)
            continue
        deltas = activation_backward(layer.activation, total, states[i + 1])
        [gradients] = dense_input_gradients([], [deltas], dense)
        of_state = gradients[n:]
        result.rows.append([*step, *states[i]])
        result.deltas.append(deltas)
        result.input_gradients.append(gradients[:n])
    for found in result:
        found.reverse()  # the last step was found first
    return result


def gradients_through_time(
    inputs: Matrix, deltas: Matrix, layer: Any, backward: Callable[[Steps, Any, Any], Any]
) -> list[Any]:
    """Return what the backward pass of a layer finds in each example.

    inputs [m][t * n], deltas [m][t * u] or [m][u]; backward: such as ``simple_rnn_backward``
    """
    pairs = zip(steps_of(inputs, layer), deltas, strict=True)
    return [backward(steps, delta, layer) for steps, delta in pairs]


def simple_rnn_parameter_gradients(
    inputs: Matrix, deltas: Matrix, layer: SimpleRNNLayer
) -> list[list[float]]:
    """Return the gradients of the parameters, summed over all steps in order (RNN-3).

    The steps of an example follow those of the one before. inputs [m][t * n], deltas [m][t * u] or
    [m][u] -> vectors as ``recurrent_parameters`` returns them
    """
    found = gradients_through_time(inputs, deltas, layer, simple_rnn_backward)
    rows = [row for each in found for row in each.rows]
    step_deltas = [row for each in found for row in each.deltas]
    return dense_parameter_gradients(rows, step_deltas, step_layer(layer))


def simple_rnn_input_gradients(
    inputs: Matrix, deltas: Matrix, layer: SimpleRNNLayer
) -> list[list[float]]:
    """Return the gradients of the inputs (RNN-2).

    inputs [m][t * n], deltas [m][t * u] or [m][u] -> [m][t * n]
    """
    found = gradients_through_time(inputs, deltas, layer, simple_rnn_backward)
    return [input_gradient_row(each.input_gradients, layer) for each in found]
