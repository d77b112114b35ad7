"""Chapter gru: the recurrent layer with two gates and no cell.

A gated recurrent unit keeps its memory in its output. The update gate z says how much of the output
before is kept; the rest is a candidate. The reset gate r says how much the candidate sees of what
the outputs before contribute. For that, the contributions of the features and of the outputs before
are two dense layers, each with a bias of its own: the first one's kernel and the recurrent kernel.
Their columns are those of the update gates, the reset gates and the candidates.

Derivation: with h = z * h' + (1 - z) * g, where g is the activation of x + r * s, x of the features
and s of the outputs before, the gradients are dL/dz = dL/dh * (h' - g) and dL/dg = dL/dh * (1 - z),
and of h' directly dL/dh * z. The delta of g is that of x; times s it is the gradient of r, times r
the delta of s.

Source: K. Cho et al., "Learning phrase representations using RNN encoder-decoder for statistical
machine translation", 2014; with the reset gate behind the product, as in Keras and cuDNN. Chapter
gru_reset_before has it before the product (reset_after=False).

m examples of t steps with n features; u units.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from refnet.reference.activations import activate, activation_backward
from refnet.reference.dense import (
    DenseLayer,
    dense_forward,
    dense_input_gradients,
    dense_parameter_gradients,
)
from refnet.reference.dropout import times_factors
from refnet.reference.gru_reset_before import (
    reset_before_final_states,
    reset_before_forward,
    reset_before_input_gradients,
    reset_before_parameter_gradients,
)
from refnet.reference.lstm import gate_columns
from refnet.reference.parts import split_delta, with_state
from refnet.reference.recurrent import (
    Example,
    examples_of,
    gradients_through_time,
    input_gradient_row,
    output_gradient_rows,
    output_row,
    recurrent_parameters,
    recurrent_variables,
    recurrent_with_parameters,
    seen_row,
)

Matrix = Sequence[Sequence[float]]


class GRULayer(NamedTuple):
    """Gated recurrent units: kernel [n][3 * units], recurrent_kernel [units][3 * units].

    bias [2][3 * units], of the features and of the outputs before, or None; the columns are those
    of the update gates, the reset gates and the candidates. With reset_after False, the reset gate
    is before the product, and bias is one [3 * units]. The other fields are those of ``LSTMLayer``,
    but state [m][u].
    """

    units: int
    activation: str
    recurrent_activation: str
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
    reset_after: bool = True
    return_state: bool = False

    @property
    def kind(self) -> str:
        """The name of this kind of layer."""
        return "gru"


class GRUStep(NamedTuple):
    """What the units calculate at a step, [u] each.

    update_gate z, reset_gate r, recurrent s: what the outputs before contribute to the candidate,
    candidate g, and output h.
    """

    update_gate: list[float]
    reset_gate: list[float]
    recurrent: list[float]
    candidate: list[float]
    output: list[float]


class GRUGradients(NamedTuple):
    """What the backward pass finds in one example; see ``StepGradients``.

    rows and deltas: of the layer of the features; states and recurrent_deltas: of the layer of the
    outputs before.
    """

    rows: list[list[float]]
    deltas: list[list[float]]
    states: list[list[float]]
    recurrent_deltas: list[list[float]]
    input_gradients: list[list[float]]


def gru_parameters(layer: GRULayer) -> list[list[float]]:
    """Return the parameters as vectors: the rows of both kernels, then both biases, if any."""
    if not layer.reset_after:
        return recurrent_parameters(layer)
    biases = [] if layer.bias is None else layer.bias
    return [list(row) for row in (*layer.kernel, *layer.recurrent_kernel, *biases)]


def gru_variables(layer: GRULayer) -> list[int]:
    """Return how many of the vectors belong to each kernel, and how many to both biases."""
    if not layer.reset_after:
        return recurrent_variables(layer)
    kernels = [len(layer.kernel), len(layer.recurrent_kernel)]
    return kernels if layer.bias is None else [*kernels, 2]


def gru_with_parameters(layer: GRULayer, vectors: list[list[float]]) -> GRULayer:
    """Return the layer with other parameters, in the order of ``gru_parameters``."""
    if not layer.reset_after:
        moved: GRULayer = recurrent_with_parameters(layer, vectors)
        return moved
    n, end = len(layer.kernel), len(layer.kernel) + layer.units
    bias = None if layer.bias is None else vectors[end:]
    return layer._replace(kernel=vectors[:n], recurrent_kernel=vectors[n:end], bias=bias)


def feature_layer(layer: GRULayer) -> DenseLayer:
    """Return the dense layer that sees the features of a step."""
    bias = None if layer.bias is None else layer.bias[0]
    return DenseLayer(3 * layer.units, "linear", layer.kernel, bias)


def recurrent_layer(layer: GRULayer) -> DenseLayer:
    """Return the dense layer that sees the outputs before."""
    bias = None if layer.bias is None else layer.bias[1]
    return DenseLayer(3 * layer.units, "linear", layer.recurrent_kernel, bias)


def gru_step(
    seen: Sequence[float], features: DenseLayer, recurrent: DenseLayer, layer: GRULayer
) -> GRUStep:
    """Return what the units calculate at a step, from what they see (GRU-1).

    seen [n + u]: the features of the step and the outputs before; features, recurrent: the dense
    layers of the former and of the latter
    """
    u, gates, n = layer.units, layer.recurrent_activation, layer.input_shape[1]
    h = seen[n:]
    [x] = dense_forward([seen[:n]], features)
    [s] = dense_forward([h], recurrent)
    sums = [a + b for a, b in zip(x, s, strict=True)]
    z = activate(gates, gate_columns(sums, 0, u))
    r = activate(gates, gate_columns(sums, 1, u))
    x, s = gate_columns(x, 2, u), gate_columns(s, 2, u)
    g = activate(layer.activation, [x[j] + r[j] * s[j] for j in range(u)])
    output = [z[j] * h[j] + (1.0 - z[j]) * g[j] for j in range(u)]
    return GRUStep(z, r, s, g, output)


def gru_steps(example: Example, layer: GRULayer) -> list[GRUStep]:
    """Return what is before the first step, and each step (GRU-1).

    -> [t + 1]; a step that is left out is the one before again
    """
    features, recurrent, zeros = feature_layer(layer), recurrent_layer(layer), [0.0] * layer.units
    calculated = [GRUStep(zeros, zeros, zeros, zeros, example.state)]
    for step in example.steps:
        before = calculated[-1]
        if step is None:
            calculated.append(before)
            continue
        seen = seen_row(step, before.output, example)
        calculated.append(gru_step(seen, features, recurrent, layer))
    return calculated


def gru_forward(inputs: Matrix, layer: GRULayer) -> list[list[float]]:
    """Return the outputs of each step, or of the last one, of each example (GRU-1, PART-3).

    inputs [m][t * n] -> [m][t * u] or [m][u]
    """
    if not layer.reset_after:
        return reset_before_forward(inputs, layer)
    rows = []
    for example in examples_of(inputs, layer, layer.units):
        outputs = [step.output for step in gru_steps(example, layer)[1:]]
        rows.append(with_state(output_row(outputs, layer), outputs[-1], layer))
    return rows


def gru_final_states(inputs: Matrix, layer: GRULayer) -> list[list[float]] | None:
    """Return the outputs after the last step, if the layer keeps them (RNN-6).

    inputs [m][t * n] -> [m][u]
    """
    if not layer.stateful:
        return None
    if not layer.reset_after:
        return reset_before_final_states(inputs, layer)
    examples = examples_of(inputs, layer, layer.units)
    return [gru_steps(example, layer)[-1].output for example in examples]


def gru_step_deltas(
    of_output: Sequence[float], now: GRUStep, h: Sequence[float], layer: GRULayer
) -> tuple[list[float], list[float]]:
    """Return the deltas of the two dense layers at a step (GRU-2).

    of_output [u]: the gradient of the outputs; h [u]: the outputs before, as the units saw them ->
    [3 * u] of the features, [3 * u] of the outputs before
    """
    gates, units = layer.recurrent_activation, range(layer.units)
    of_z = [of_output[j] * (h[j] - now.candidate[j]) for j in units]
    of_g = [of_output[j] * (1.0 - now.update_gate[j]) for j in units]
    g = activation_backward(layer.activation, of_g, now.candidate)
    of_r = [g[j] * now.recurrent[j] for j in units]
    z = activation_backward(gates, of_z, now.update_gate)
    r = activation_backward(gates, of_r, now.reset_gate)
    return [*z, *r, *g], [*z, *r, *(g[j] * now.reset_gate[j] for j in units)]


def gru_backward(example: Example, delta: Sequence[float], layer: GRULayer) -> GRUGradients:
    """Return the gradients of one example, found from the last step to the first (GRU-2).

    delta [t * u] or [u]
    """
    features, recurrent, n = feature_layer(layer), recurrent_layer(layer), layer.input_shape[1]
    calculated = gru_steps(example, layer)
    of_outputs, of_output = split_delta(delta, layer)  # of_output: from the step after
    output_gradients = output_gradient_rows(of_outputs, layer)
    result = GRUGradients([], [], [], [], [])
    for i in range(len(calculated) - 2, -1, -1):
        total = [a + b for a, b in zip(output_gradients[i], of_output, strict=True)]
        step, now, before = example.steps[i], calculated[i + 1], calculated[i]
        if step is None:
            of_output = total
            result.input_gradients.append([0.0] * n)
            continue
        seen = seen_row(step, before.output, example)
        deltas, recurrent_deltas = gru_step_deltas(total, now, seen[n:], layer)
        [of_features] = dense_input_gradients([], [deltas], features)
        [through] = dense_input_gradients([], [recurrent_deltas], recurrent)
        kept = [gradient * z for gradient, z in zip(total, now.update_gate, strict=True)]
        of_state = [a + b for a, b in zip(kept, through, strict=True)]
        gradients = times_factors([*of_features, *of_state], example.factors)
        of_output = gradients[n:]
        result.rows.append(seen[:n])
        result.deltas.append(deltas)
        result.states.append(seen[n:])
        result.recurrent_deltas.append(recurrent_deltas)
        result.input_gradients.append(gradients[:n])
    for found in result:
        found.reverse()  # the last step was found first
    return result


def gru_parameter_gradients(inputs: Matrix, deltas: Matrix, layer: GRULayer) -> list[list[float]]:
    """Return the gradients of the parameters, summed over all steps in order (GRU-3).

    inputs [m][t * n], deltas [m][t * u] or [m][u] -> vectors as ``gru_parameters`` returns them
    """
    if not layer.reset_after:
        return reset_before_parameter_gradients(inputs, deltas, layer)
    found = gradients_through_time(inputs, deltas, layer, layer.units, gru_backward)
    rows = [row for each in found for row in each.rows]
    step_deltas = [row for each in found for row in each.deltas]
    states = [row for each in found for row in each.states]
    recurrent_deltas = [row for each in found for row in each.recurrent_deltas]
    kernel = dense_parameter_gradients(rows, step_deltas, feature_layer(layer))
    recurrent = dense_parameter_gradients(states, recurrent_deltas, recurrent_layer(layer))
    n, u = len(layer.kernel), layer.units
    return [*kernel[:n], *recurrent[:u], *kernel[n:], *recurrent[u:]]


def gru_input_gradients(inputs: Matrix, deltas: Matrix, layer: GRULayer) -> list[list[float]]:
    """Return the gradients of the inputs (GRU-2).

    inputs [m][t * n], deltas [m][t * u] or [m][u] -> [m][t * n]
    """
    if not layer.reset_after:
        return reset_before_input_gradients(inputs, deltas, layer)
    found = gradients_through_time(inputs, deltas, layer, layer.units, gru_backward)
    return [input_gradient_row(each.input_gradients, layer) for each in found]
