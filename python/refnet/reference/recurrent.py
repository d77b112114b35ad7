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

A stateful layer begins a batch with the states after the batch before, so that a long sequence can
come in pieces: example i of a batch continues example i of the one before. No gradient goes back
into the batch before. In training, dropout (chapter dropout) leaves out some of the features and of
the state that the units see.

This chapter has what its followers, lstm and gru, share with the simple layer: how steps come in,
and how outputs and their gradients leave.

Source: J. L. Elman, "Finding structure in time", 1990; P. J. Werbos, "Backpropagation through time:
what it does and how to do it", 1990.

Left out on purpose: first states that are inputs of the network, and their gradients.

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
from refnet.reference.dropout import random_factors, times_factors
from refnet.reference.parts import returned_shape, split_delta, with_state
from refnet.reference.random import Generator
from refnet.reference.sequences import joined

Matrix = Sequence[Sequence[float]]
Mask = Sequence[Sequence[bool]] | None  # [m][t], whether a step is real; None where all are
Steps = Sequence[Sequence[float] | None]  # [t][n] in the order of the layer; None: left out


class Example(NamedTuple):
    """A sequence as a layer reads it: steps [t][n], None for one that is left out.

    state [u], of lstm [2 * u]: before the first step; factors [n + u] of features and state, or
    None where nothing is dropped.
    """

    steps: Steps
    state: list[float]
    factors: Sequence[float] | None


class SimpleRNNLayer(NamedTuple):
    """A simple recurrent layer: kernel [n][units], recurrent_kernel [units][units].

    bias [units] or None; return_sequences: whether every state is returned, not only the last;
    go_backwards: whether the steps are read from last to first; dropout, recurrent_dropout: the
    rates for the features and for the state; stateful: whether a batch begins with the states
    after the one before; return_state: see chapter parts; input_shape: (t, n), () until it is
    known. Of a batch, or None: mask [m][t], state [m][u] before the first step, factors [m][n +
    u] of features and state (chapter dropout). Lists, or arrays in refnet.core.
    """

    units: int
    activation: str
    kernel: Any
    recurrent_kernel: Any
    bias: Any = None
    return_sequences: bool = False
    go_backwards: bool = False
    dropout: float = 0.0
    recurrent_dropout: float = 0.0
    stateful: bool = False
    input_shape: tuple[int, ...] = ()
    mask: Any = None
    state: Any = None
    factors: Any = None
    return_state: bool = False

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
    t, u = layer.input_shape[0], layer.units
    outputs = (t, u) if layer.return_sequences else (u,)
    return layer.input_shape, returned_shape(outputs, layer)


def recurrent_parameters(layer: Any) -> list[list[float]]:
    """Return the parameters as vectors: the rows of both kernels, then the bias if there is one."""
    vectors = [list(row) for row in (*layer.kernel, *layer.recurrent_kernel)]
    if layer.bias is not None:
        vectors.append(list(layer.bias))
    return vectors


def recurrent_variables(layer: Any) -> list[int]:
    """Return how many of the vectors belong to each kernel, and how many to the bias."""
    kernels = [len(layer.kernel), len(layer.recurrent_kernel)]
    return kernels if layer.bias is None else [*kernels, 1]


def recurrent_with_parameters(layer: Any, vectors: list[list[float]]) -> Any:
    """Return the layer with other parameters, in the order of ``recurrent_parameters``."""
    n, end = len(layer.kernel), len(layer.kernel) + layer.units
    bias = None if layer.bias is None else vectors[end]
    return layer._replace(kernel=vectors[:n], recurrent_kernel=vectors[n:end], bias=bias)


def recurrent_masked(layer: Any, mask: Mask) -> Any:
    """Return the layer for a batch with this mask [m][t]."""
    return layer._replace(mask=mask)


def recurrent_mask(inputs: Matrix, layer: Any, mask: Mask) -> Mask:
    """Return the mask of the outputs, where they are a sequence, in their order (RNN-4).

    inputs [m][t * n], mask [m][t] -> [m][t]
    """
    if mask is None or layer.return_state or not layer.return_sequences:
        return None
    return [row[::-1] for row in mask] if layer.go_backwards else mask


def recurrent_drawn(layer: Any, m: int, generator: Generator) -> Any:
    """Return the layer with the factors of a batch of m examples, if it drops anything (RNN-7)."""
    if layer.dropout == 0.0 and layer.recurrent_dropout == 0.0:
        return layer
    factors = []
    for _ in range(m):
        of_features = random_factors(layer.input_shape[1], layer.dropout, generator)
        of_state = random_factors(layer.units, layer.recurrent_dropout, generator)
        factors.append([*of_features, *of_state])
    return layer._replace(factors=factors)


def examples_of(inputs: Matrix, layer: Any, size: int) -> list[Example]:
    """Return each example in the order in which the layer reads its steps (RNN-1, RNN-4, RNN-6).

    inputs [m][t * n]; size: of the state
    """
    result = []
    for i, row in enumerate(inputs):
        steps: list[Any] = cell_rows(row, layer.input_shape[1])
        if layer.mask is not None:
            pairs = zip(steps, layer.mask[i], strict=True)
            steps = [step if real else None for step, real in pairs]
        state = [0.0] * size if layer.state is None else list(layer.state[i])
        factors = None if layer.factors is None else layer.factors[i]
        result.append(Example(steps[::-1] if layer.go_backwards else steps, state, factors))
    return result


def seen_row(step: Sequence[float], state: Sequence[float], example: Example) -> list[float]:
    """Return what the units see at a step: its features, then the state before (RNN-1, RNN-7).

    step [n], state [u] -> [n + u]
    """
    return times_factors([*step, *state], example.factors)


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


def simple_rnn_states(example: Example, layer: SimpleRNNLayer) -> list[list[float]]:
    """Return the state before the first step, and that after each step (RNN-1).

    -> [t + 1][u]
    """
    dense = step_layer(layer)
    states = [example.state]
    for step in example.steps:
        if step is None:
            states.append(states[-1])
            continue
        [preactivations] = dense_forward([seen_row(step, states[-1], example)], dense)
        states.append(activate(layer.activation, preactivations))
    return states


def simple_rnn_forward(inputs: Matrix, layer: SimpleRNNLayer) -> list[list[float]]:
    """Return the states, or the last one, of each example (RNN-1, PART-3).

    inputs [m][t * n] -> [m][t * u] or [m][u]
    """
    examples = examples_of(inputs, layer, layer.units)
    found = [simple_rnn_states(example, layer)[1:] for example in examples]
    return [with_state(output_row(states, layer), states[-1], layer) for states in found]


def simple_rnn_final_states(inputs: Matrix, layer: SimpleRNNLayer) -> list[list[float]] | None:
    """Return the states after the last step, if the layer keeps them (RNN-6).

    inputs [m][t * n] -> [m][u]
    """
    if not layer.stateful:
        return None
    examples = examples_of(inputs, layer, layer.units)
    return [simple_rnn_states(example, layer)[-1] for example in examples]


def simple_rnn_backward(
    example: Example, delta: Sequence[float], layer: SimpleRNNLayer
) -> StepGradients:
    """Return the gradients of one example, found from the last step to the first (RNN-2).

    delta [t * u] or [u]
    """
    dense, states, n = step_layer(layer), simple_rnn_states(example, layer), layer.input_shape[1]
    of_outputs, of_state = split_delta(delta, layer)  # of_state: from the step after
    output_gradients = output_gradient_rows(of_outputs, layer)
    result = StepGradients([], [], [])
    for i in range(len(states) - 2, -1, -1):
        total = [a + b for a, b in zip(output_gradients[i], of_state, strict=True)]
        step = example.steps[i]
        if step is None:
            of_state = total
            result.input_gradients.append([0.0] * n)
            continue
        deltas = activation_backward(layer.activation, total, states[i + 1])
        [of_seen] = dense_input_gradients([], [deltas], dense)
        gradients = times_factors(of_seen, example.factors)
        of_state = gradients[n:]
        result.rows.append(seen_row(step, states[i], example))
        result.deltas.append(deltas)
        result.input_gradients.append(gradients[:n])
    for found in result:
        found.reverse()  # the last step was found first
    return result


def gradients_through_time(
    inputs: Matrix,
    deltas: Matrix,
    layer: Any,
    size: int,
    backward: Callable[[Example, Any, Any], Any],
) -> list[Any]:
    """Return what the backward pass of a layer finds in each example.

    inputs [m][t * n], deltas [m][t * u] or [m][u]; size: of the state; backward: such as
    ``simple_rnn_backward``
    """
    pairs = zip(examples_of(inputs, layer, size), deltas, strict=True)
    return [backward(example, delta, layer) for example, delta in pairs]


def simple_rnn_parameter_gradients(
    inputs: Matrix, deltas: Matrix, layer: SimpleRNNLayer
) -> list[list[float]]:
    """Return the gradients of the parameters, summed over all steps in order (RNN-3).

    The steps of an example follow those of the one before. inputs [m][t * n], deltas [m][t * u] or
    [m][u] -> vectors as ``recurrent_parameters`` returns them
    """
    found = gradients_through_time(inputs, deltas, layer, layer.units, simple_rnn_backward)
    rows = [row for each in found for row in each.rows]
    step_deltas = [row for each in found for row in each.deltas]
    return dense_parameter_gradients(rows, step_deltas, step_layer(layer))


def simple_rnn_input_gradients(
    inputs: Matrix, deltas: Matrix, layer: SimpleRNNLayer
) -> list[list[float]]:
    """Return the gradients of the inputs (RNN-2).

    inputs [m][t * n], deltas [m][t * u] or [m][u] -> [m][t * n]
    """
    found = gradients_through_time(inputs, deltas, layer, layer.units, simple_rnn_backward)
    return [input_gradient_row(each.input_gradients, layer) for each in found]
