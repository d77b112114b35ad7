"""Chapter lstm: the recurrent layer whose memory is kept by gates.

What a simple recurrent layer remembers is multiplied by the same weights at each step, so it fades
or explodes, and its gradient with it. The units of a long short-term memory have a cell besides
their output, which is only multiplied by the forget gate, a number between 0 and 1, and added to.
The input gate says how much of the candidate is added, the output gate how much of the cell is
shown. Gates and candidate are units of one dense layer that sees the step's features and the
outputs of the step before, as in chapter recurrent: first all input gates, then forget gates,
candidates and output gates.

Derivation: with c = f * c' + i * g and h = o * a, where a is the activation of c, the gradients are
dL/do = dL/dh * a and dL/da = dL/dh * o; then dL/di = dL/dc * g, dL/df = dL/dc * c', dL/dg =
dL/dc * i, and dL/dc' = dL/dc * f. A cell's gradient is the sum of the one from the step after and
the one from its own output.

Source: S. Hochreiter and J. Schmidhuber, "Long short-term memory", 1997; F. A. Gers, J. Schmidhuber
and F. Cummins, "Learning to forget: continual prediction with LSTM", 2000 (the forget gate).

Left out on purpose: gates that see the cells (peepholes).

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
from refnet.reference.parts import split_delta, with_state
from refnet.reference.recurrent import (
    Example,
    StepGradients,
    examples_of,
    gradients_through_time,
    input_gradient_row,
    output_gradient_rows,
    output_row,
    seen_row,
    step_layer,
)

Matrix = Sequence[Sequence[float]]


class LSTMLayer(NamedTuple):
    """A long short-term memory: kernel [n][4 * units], recurrent_kernel [units][4 * units].

    bias [4 * units] or None; the columns are those of the input gates, the forget gates, the
    candidates and the output gates; recurrent_activation: of the gates. The other fields are those
    of ``SimpleRNNLayer``, but state [m][2 * u], which has the outputs, then the cells.
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
    return_state: bool = False

    @property
    def kind(self) -> str:
        """The name of this kind of layer."""
        return "lstm"


class LSTMStep(NamedTuple):
    """What the units calculate at a step, [u] each.

    input_gate i, forget_gate f, candidate g, output_gate o, cell c, shown: its activation a, and
    output h.
    """

    input_gate: list[float]
    forget_gate: list[float]
    candidate: list[float]
    output_gate: list[float]
    cell: list[float]
    shown: list[float]
    output: list[float]


def gate_columns(row: Sequence[float], gate: int, u: int) -> list[float]:
    """Return the numbers of one gate: row [gates * u] -> [u]."""
    return list(row[gate * u : (gate + 1) * u])


def lstm_step(
    seen: Sequence[float], cell: Sequence[float], dense: DenseLayer, layer: LSTMLayer
) -> LSTMStep:
    """Return what the units calculate at a step, from what they see and the cells before (LSTM-1).

    seen [n + u]: the features of the step and the outputs before; cell [u]; dense: the dense layer
    of a step
    """
    u, gates = layer.units, layer.recurrent_activation
    [row] = dense_forward([seen], dense)
    i = activate(gates, gate_columns(row, 0, u))
    f = activate(gates, gate_columns(row, 1, u))
    g = activate(layer.activation, gate_columns(row, 2, u))
    o = activate(gates, gate_columns(row, 3, u))
    c = [f[j] * cell[j] + i[j] * g[j] for j in range(u)]
    a = activate(layer.activation, c)
    return LSTMStep(i, f, g, o, c, a, [o[j] * a[j] for j in range(u)])


def lstm_steps(example: Example, layer: LSTMLayer) -> list[LSTMStep]:
    """Return what is before the first step, and each step (LSTM-1).

    -> [t + 1]; a step that is left out is the one before again
    """
    dense, u, zeros = step_layer(layer), layer.units, [0.0] * layer.units
    output, cell = example.state[:u], example.state[u:]
    calculated = [LSTMStep(zeros, zeros, zeros, zeros, cell, zeros, output)]
    for step in example.steps:
        before = calculated[-1]
        if step is None:
            calculated.append(before)
            continue
        seen = seen_row(step, before.output, example)
        calculated.append(lstm_step(seen, before.cell, dense, layer))
    return calculated


def lstm_forward(inputs: Matrix, layer: LSTMLayer) -> list[list[float]]:
    """Return the outputs of each step, or of the last one, of each example (LSTM-1, PART-3).

    inputs [m][t * n] -> [m][t * u] or [m][u]
    """
    rows = []
    for example in examples_of(inputs, layer, 2 * layer.units):
        steps = lstm_steps(example, layer)[1:]
        outputs = output_row([step.output for step in steps], layer)
        rows.append(with_state(outputs, [*steps[-1].output, *steps[-1].cell], layer))
    return rows


def lstm_final_states(inputs: Matrix, layer: LSTMLayer) -> list[list[float]] | None:
    """Return outputs and cells after the last step, if the layer keeps them (RNN-6).

    inputs [m][t * n] -> [m][2 * u]
    """
    if not layer.stateful:
        return None
    examples = examples_of(inputs, layer, 2 * layer.units)
    last = [lstm_steps(example, layer)[-1] for example in examples]
    return [[*step.output, *step.cell] for step in last]


def lstm_cell_gradient(
    of_output: Sequence[float], of_cell: Sequence[float], now: LSTMStep, layer: LSTMLayer
) -> list[float]:
    """Return the gradient of the cells: from the step after, plus from their outputs (LSTM-2).

    of_output [u]: the gradient of the outputs; of_cell [u]: that of the cells from the step after
    """
    of_shown = [gradient * o for gradient, o in zip(of_output, now.output_gate, strict=True)]
    shown = activation_backward(layer.activation, of_shown, now.shown)
    return [a + b for a, b in zip(of_cell, shown, strict=True)]


def lstm_step_deltas(
    of_output: Sequence[float],
    of_cell: Sequence[float],
    now: LSTMStep,
    before: LSTMStep,
    layer: LSTMLayer,
) -> list[float]:
    """Return the deltas of gates and candidates at a step (LSTM-2).

    of_output [u], of_cell [u]: the gradients of outputs and cells -> [4 * u]
    """
    gates, units = layer.recurrent_activation, range(layer.units)
    of_i = [of_cell[j] * now.candidate[j] for j in units]
    of_f = [of_cell[j] * before.cell[j] for j in units]
    of_g = [of_cell[j] * now.input_gate[j] for j in units]
    of_o = [of_output[j] * now.shown[j] for j in units]
    return [
        *activation_backward(gates, of_i, now.input_gate),
        *activation_backward(gates, of_f, now.forget_gate),
        *activation_backward(layer.activation, of_g, now.candidate),
        *activation_backward(gates, of_o, now.output_gate),
    ]


def lstm_backward(example: Example, delta: Sequence[float], layer: LSTMLayer) -> StepGradients:
    """Return the gradients of one example, found from the last step to the first (LSTM-2).

    delta [t * u] or [u]
    """
    dense, calculated, n = step_layer(layer), lstm_steps(example, layer), layer.input_shape[1]
    of_outputs, of_state = split_delta(delta, layer)
    output_gradients = output_gradient_rows(of_outputs, layer)
    result = StepGradients([], [], [])
    of_output, of_cell = of_state[: layer.units], of_state[layer.units :]  # from the step after
    for i in range(len(calculated) - 2, -1, -1):
        total = [a + b for a, b in zip(output_gradients[i], of_output, strict=True)]
        step, now, before = example.steps[i], calculated[i + 1], calculated[i]
        if step is None:
            of_output = total
            result.input_gradients.append([0.0] * n)
            continue
        of_cell = lstm_cell_gradient(total, of_cell, now, layer)
        deltas = lstm_step_deltas(total, of_cell, now, before, layer)
        [of_seen] = dense_input_gradients([], [deltas], dense)
        gradients = times_factors(of_seen, example.factors)
        of_output = gradients[n:]
        of_cell = [gradient * f for gradient, f in zip(of_cell, now.forget_gate, strict=True)]
        result.rows.append(seen_row(step, before.output, example))
        result.deltas.append(deltas)
        result.input_gradients.append(gradients[:n])
    for found in result:
        found.reverse()  # the last step was found first
    return result


def lstm_parameter_gradients(inputs: Matrix, deltas: Matrix, layer: LSTMLayer) -> list[list[float]]:
    """Return the gradients of the parameters, summed over all steps in order (RNN-3).

    inputs [m][t * n], deltas [m][t * u] or [m][u] -> vectors as ``recurrent_parameters`` returns
    them
    """
    found = gradients_through_time(inputs, deltas, layer, 2 * layer.units, lstm_backward)
    rows = [row for each in found for row in each.rows]
    step_deltas = [row for each in found for row in each.deltas]
    return dense_parameter_gradients(rows, step_deltas, step_layer(layer))


def lstm_input_gradients(inputs: Matrix, deltas: Matrix, layer: LSTMLayer) -> list[list[float]]:
    """Return the gradients of the inputs (LSTM-2).

    inputs [m][t * n], deltas [m][t * u] or [m][u] -> [m][t * n]
    """
    found = gradients_through_time(inputs, deltas, layer, 2 * layer.units, lstm_backward)
    return [input_gradient_row(each.input_gradients, layer) for each in found]
