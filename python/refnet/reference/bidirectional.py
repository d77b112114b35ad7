"""Chapter bidirectional: a sequence read from both ends.

What a word means may depend on the words after it. Two recurrent layers of one kind, each with
weights of its own, read the sequence, one from first to last, the other from last to first, and
their outputs are put together: those of the first, then those of the second. Where every output is
returned, those of one step of the sequence stand together. Chapter merge_modes has other ways.

Derivation: both layers see the same inputs, so the gradient of an input is the sum of theirs.

Source: M. Schuster and K. K. Paliwal, "Bidirectional recurrent neural networks", 1997.

m examples of t steps with n features; u units in each direction.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from refnet.reference.conv import cell_rows
from refnet.reference.gru import (
    GRULayer,
    gru_final_states,
    gru_forward,
    gru_input_gradients,
    gru_parameter_gradients,
    gru_parameters,
    gru_variables,
    gru_with_parameters,
)
from refnet.reference.lstm import (
    LSTMLayer,
    lstm_final_states,
    lstm_forward,
    lstm_input_gradients,
    lstm_parameter_gradients,
)
from refnet.reference.merge_modes import merged_gradients, merged_outputs, merged_units
from refnet.reference.random import Generator
from refnet.reference.recurrent import (
    SimpleRNNLayer,
    recurrent_drawn,
    recurrent_parameters,
    recurrent_variables,
    recurrent_with_parameters,
    simple_rnn_final_states,
    simple_rnn_forward,
    simple_rnn_input_gradients,
    simple_rnn_parameter_gradients,
)
from refnet.reference.sequences import joined

Matrix = Sequence[Sequence[float]]
Mask = Sequence[Sequence[bool]] | None  # [m][t], whether a step is real; None where all are


class BidirectionalLayer(NamedTuple):
    """Two recurrent layers of the kind ``cell``, of which the second one reads backwards.

    The fields are those of that kind; backward_kernel, backward_recurrent_kernel and backward_bias
    are the weights of the second one. A cell without gates has no recurrent_activation, "". state
    and factors have those of the first one, then those of the second. reset_after: of gru alone.
    """

    cell: str
    units: int
    activation: str
    recurrent_activation: str
    kernel: Any
    recurrent_kernel: Any
    bias: Any
    backward_kernel: Any
    backward_recurrent_kernel: Any
    backward_bias: Any
    return_sequences: bool = False
    dropout: float = 0.0
    recurrent_dropout: float = 0.0
    stateful: bool = False
    input_shape: tuple[int, ...] = ()
    mask: Any = None
    state: Any = None
    factors: Any = None
    reset_after: bool = True
    merge_mode: str = "concat"

    @property
    def kind(self) -> str:
        """The name of this kind of layer."""
        return f"bidirectional_{self.cell}"


class Cell(NamedTuple):
    """The type and the functions of a recurrent kind."""

    layer: Callable[..., Any]
    has_gates: bool
    forward: Callable[[Matrix, Any], list[list[float]]]
    input_gradients: Callable[[Matrix, Matrix, Any], list[list[float]]]
    parameters: Callable[[Any], list[list[float]]]
    variables: Callable[[Any], list[int]]
    with_parameters: Callable[[Any, list[list[float]]], Any]
    parameter_gradients: Callable[[Matrix, Matrix, Any], list[list[float]]]
    final_states: Callable[[Matrix, Any], list[list[float]] | None]


CELLS = {
    "simple_rnn": Cell(
        SimpleRNNLayer,
        False,
        simple_rnn_forward,
        simple_rnn_input_gradients,
        recurrent_parameters,
        recurrent_variables,
        recurrent_with_parameters,
        simple_rnn_parameter_gradients,
        simple_rnn_final_states,
    ),
    "lstm": Cell(
        LSTMLayer,
        True,
        lstm_forward,
        lstm_input_gradients,
        recurrent_parameters,
        recurrent_variables,
        recurrent_with_parameters,
        lstm_parameter_gradients,
        lstm_final_states,
    ),
    "gru": Cell(
        GRULayer,
        True,
        gru_forward,
        gru_input_gradients,
        gru_parameters,
        gru_variables,
        gru_with_parameters,
        gru_parameter_gradients,
        gru_final_states,
    ),
}


def bidirectional_shapes(layer: BidirectionalLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer: (t, n), (t, 2u) or (2u,)."""
    t, u = layer.input_shape[0], merged_units(layer.units, layer.merge_mode)
    return layer.input_shape, (t, u) if layer.return_sequences else (u,)


def forward_layer(layer: BidirectionalLayer) -> Any:
    """Return the layer that reads from the first step to the last."""
    return directed_layer(layer, (layer.kernel, layer.recurrent_kernel, layer.bias), 0)


def backward_layer(layer: BidirectionalLayer) -> Any:
    """Return the layer that reads from the last step to the first."""
    weights = layer.backward_kernel, layer.backward_recurrent_kernel, layer.backward_bias
    return directed_layer(layer, weights, 1)


def half_of(rows: Matrix | None, direction: int) -> list[list[float]] | None:
    """Return what the first layer has of each row, or the second; None: of nothing.

    rows [m][2 * n], direction: 0 or 1 -> [m][n]
    """
    if rows is None:
        return None
    halves = []
    for row in rows:
        n = len(row) // 2
        halves.append(list(row[direction * n : (direction + 1) * n]))
    return halves


def directed_layer(layer: BidirectionalLayer, weights: Sequence[Any], direction: int) -> Any:
    """Return the recurrent layer with these weights: kernel, recurrent kernel and bias.

    direction: 0, or 1 for the one that reads backwards
    """
    cell = CELLS[layer.cell]
    own: dict[str, Any] = {"reset_after": layer.reset_after} if layer.cell == "gru" else {}
    own |= {"recurrent_activation": layer.recurrent_activation} if cell.has_gates else {}
    return cell.layer(
        units=layer.units,
        activation=layer.activation,
        kernel=weights[0],
        recurrent_kernel=weights[1],
        bias=weights[2],
        return_sequences=layer.return_sequences,
        go_backwards=direction == 1,
        dropout=layer.dropout,
        recurrent_dropout=layer.recurrent_dropout,
        stateful=layer.stateful,
        input_shape=layer.input_shape,
        mask=layer.mask,
        state=half_of(layer.state, direction),
        factors=half_of(layer.factors, direction),
        **own,
    )


def bidirectional_parameters(layer: BidirectionalLayer) -> list[list[float]]:
    """Return the parameters as vectors: those of the first layer, then those of the second."""
    parameters = CELLS[layer.cell].parameters
    return [*parameters(forward_layer(layer)), *parameters(backward_layer(layer))]


def bidirectional_variables(layer: BidirectionalLayer) -> list[int]:
    """Return how many of the vectors belong to each variable of the first and second layer."""
    variables = CELLS[layer.cell].variables
    return [*variables(forward_layer(layer)), *variables(backward_layer(layer))]


def bidirectional_with_parameters(
    layer: BidirectionalLayer, vectors: list[list[float]]
) -> BidirectionalLayer:
    """Return the layer with other parameters, in the order of ``bidirectional_parameters``."""
    cell, first, second = CELLS[layer.cell], forward_layer(layer), backward_layer(layer)
    end = len(cell.parameters(first))
    first = cell.with_parameters(first, vectors[:end])
    second = cell.with_parameters(second, vectors[end:])
    return layer._replace(
        kernel=first.kernel,
        recurrent_kernel=first.recurrent_kernel,
        bias=first.bias,
        backward_kernel=second.kernel,
        backward_recurrent_kernel=second.recurrent_kernel,
        backward_bias=second.bias,
    )


def bidirectional_mask(inputs: Matrix, layer: BidirectionalLayer, mask: Mask) -> Mask:
    """Return the mask of the outputs, where they are a sequence (BI-1).

    inputs [m][t * n], mask [m][t] -> [m][t]
    """
    return mask if layer.return_sequences else None


def bidirectional_drawn(
    layer: BidirectionalLayer, m: int, generator: Generator
) -> BidirectionalLayer:
    """Return the layer with the factors of a batch of m examples, if it drops anything (BI-3)."""
    first = recurrent_drawn(forward_layer(layer), m, generator).factors
    second = recurrent_drawn(backward_layer(layer), m, generator).factors
    if first is None:
        return layer
    return layer._replace(factors=[[*a, *b] for a, b in zip(first, second, strict=True)])


def direction_rows(rows: Matrix, direction: int, layer: BidirectionalLayer) -> list[list[float]]:
    """Return the part of outputs or their gradients that is one layer's, in its own order (BI-1).

    rows [m][t * 2u] or [m][2u], direction: 0 or 1 -> [m][t * u] or [m][u]
    """
    u = layer.units
    result = []
    for row in rows:
        steps = [step[direction * u : (direction + 1) * u] for step in cell_rows(row, 2 * u)]
        result.append(joined(steps[::-1] if direction == 1 else steps))
    return result


def bidirectional_forward(inputs: Matrix, layer: BidirectionalLayer) -> list[list[float]]:
    """Return the outputs of both layers, step by step or of the last step of each (BI-1).

    inputs [m][t * n] -> [m][t * 2u] or [m][2u]
    """
    forward, u = CELLS[layer.cell].forward, layer.units
    firsts, seconds = forward(inputs, forward_layer(layer)), forward(inputs, backward_layer(layer))
    outputs = []
    for first, second in zip(firsts, seconds, strict=True):
        steps = zip(cell_rows(first, u), cell_rows(second, u)[::-1], strict=True)
        outputs.append(joined([[*a, *b] for a, b in steps]))
    return merged_outputs(outputs, u, layer.merge_mode)


def deltas_of_both(inputs: Matrix, deltas: Matrix, layer: BidirectionalLayer) -> Matrix:
    """Return the gradients of the outputs of both layers, at each step one after the other (BI-5).

    inputs [m][t * n], deltas of the merged outputs -> [m][t * 2u] or [m][2u]
    """
    if layer.merge_mode == "concat":
        return deltas
    outputs = bidirectional_forward(inputs, layer._replace(merge_mode="concat"))
    return merged_gradients(deltas, outputs, layer.units, layer.merge_mode)


def bidirectional_parameter_gradients(
    inputs: Matrix, deltas: Matrix, layer: BidirectionalLayer
) -> list[list[float]]:
    """Return the gradients of the parameters: those of the first layer, then those of the second.

    inputs [m][t * n], deltas [m][t * 2u] or [m][2u] -> vectors as ``bidirectional_parameters``
    returns them; BI-2
    """
    deltas = deltas_of_both(inputs, deltas, layer)
    gradients = CELLS[layer.cell].parameter_gradients
    first = gradients(inputs, direction_rows(deltas, 0, layer), forward_layer(layer))
    second = gradients(inputs, direction_rows(deltas, 1, layer), backward_layer(layer))
    return [*first, *second]


def bidirectional_input_gradients(
    inputs: Matrix, deltas: Matrix, layer: BidirectionalLayer
) -> list[list[float]]:
    """Return the gradients of the inputs: the first layer's plus the second's (BI-2).

    inputs [m][t * n], deltas [m][t * 2u] or [m][2u] -> [m][t * n]
    """
    deltas = deltas_of_both(inputs, deltas, layer)
    gradients = CELLS[layer.cell].input_gradients
    firsts = gradients(inputs, direction_rows(deltas, 0, layer), forward_layer(layer))
    seconds = gradients(inputs, direction_rows(deltas, 1, layer), backward_layer(layer))
    return [
        [a + b for a, b in zip(first, second, strict=True)]
        for first, second in zip(firsts, seconds, strict=True)
    ]


def bidirectional_final_states(
    inputs: Matrix, layer: BidirectionalLayer
) -> list[list[float]] | None:
    """Return the states after the last step of both layers, if they keep them (BI-3).

    inputs [m][t * n] -> [m][2 * u], of lstm [m][4 * u]
    """
    final_states = CELLS[layer.cell].final_states
    first = final_states(inputs, forward_layer(layer))
    second = final_states(inputs, backward_layer(layer))
    if first is None or second is None:
        return None
    return [[*a, *b] for a, b in zip(first, second, strict=True)]
