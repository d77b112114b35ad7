"""Chapter lstm: gradients through time, measured; cells, by hand; masks."""

import math
from typing import Any

import numpy as np
import pytest
from support.steps import (
    ACTIVATIONS,
    DROPPED,
    FACTORS,
    MASK,
    OPTIONS,
    check_gradients,
    lstm,
    states,
    steps,
)

from refnet import reference
from refnet.reference.lstm import LSTMLayer

EVERY = pytest.mark.parametrize("fields", OPTIONS.values(), ids=OPTIONS)


@EVERY
def test_gradients_are_those_that_are_measured(fields: dict[str, Any]) -> None:
    check_gradients(lstm(3, 2, **fields), steps(3, (4, 3)))


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("gates", ACTIVATIONS)
def test_gradients_of_activations(activation: str, gates: str) -> None:
    layer = lstm(2, 2, 3, activation=activation, recurrent_activation=gates)
    check_gradients(layer._replace(return_sequences=True), steps(2, (3, 2)))


@pytest.mark.parametrize("fields", DROPPED.values(), ids=DROPPED)
@pytest.mark.parametrize("factors", [None, FACTORS])
@pytest.mark.parametrize("state", [None, states(4)])
def test_gradients_with_factors_and_first_states(
    fields: dict[str, Any], factors: Any, state: Any
) -> None:
    check_gradients(lstm(3, 2, factors=factors, state=state, **fields), steps(3, (4, 3)))


@pytest.mark.parametrize(("t", "n", "u"), [(1, 2, 3), (5, 1, 1), (1, 1, 1), (9, 2, 2)])
def test_gradients_of_other_shapes(t: int, n: int, u: int) -> None:
    check_gradients(lstm(n, u, t, return_sequences=True), steps(2, (t, n)))


def test_outputs_by_hand() -> None:
    """Linear gates: i = x, f = 1, g = 1 + h', o = 2; c = c' + x (1 + h'), h = 2 c."""
    kernel, recurrent_kernel = [[1.0, 0.0, 0.0, 0.0]], [[0.0, 0.0, 1.0, 0.0]]
    layer = LSTMLayer(
        *(1, "linear", "linear", kernel, recurrent_kernel, [0.0, 1.0, 1.0, 2.0], True),
        input_shape=(3, 1),
    )
    # c = 1; 1 + 2 (1 + 2) = 7; 7 - (1 + 14) = -8
    assert reference.lstm_forward([[1.0, 2.0, -1.0]], layer) == [[2.0, 14.0, -16.0]]


def test_open_gates_keep_the_cells_and_their_gradient() -> None:
    """What the first step stores is still there after 100 steps, and so is its gradient."""
    kernel = [[40.0, 0.0, 1.0, 0.0]]
    layer = LSTMLayer(
        *(1, "linear", "sigmoid", kernel, [[0.0] * 4], [-40.0, 40.0, 0.0, 40.0]),
        input_shape=(100, 1),
    )
    x = [[2.0, *[0.0] * 99]]
    assert reference.lstm_forward(x, layer) == [[2.0]]
    [gradients] = reference.lstm_input_gradients(x, [[1.0]], layer)
    assert gradients[0] == pytest.approx(1.0, abs=1e-14)


def test_a_step_is_what_its_formulas_say() -> None:
    layer, [row] = lstm(3, 2, 1), steps(1, (1, 3))
    i, f, g, o = np.split(np.array(row) @ np.array(layer.kernel) + layer.bias, 4)
    assert f.shape == (2,)
    cell = np.tanh(g) / (1 + np.exp(-i))
    wanted = np.tanh(cell) / (1 + np.exp(-o))
    np.testing.assert_allclose(reference.lstm_forward([row], layer), [wanted], rtol=1e-13)


def test_a_masked_sequence_ends_like_its_real_steps_alone() -> None:
    layer, [row] = lstm(2, 3, mask=[MASK[0]]), steps(1, (4, 2))
    short = layer._replace(mask=None, input_shape=(3, 2))
    wanted = reference.lstm_forward([row[:2] + row[4:]], short)
    assert reference.lstm_forward([[*row[:2], math.inf, math.nan, *row[4:]]], layer) == wanted


def test_a_step_that_is_left_out_repeats_the_outputs() -> None:
    layer = lstm(2, 2, mask=[MASK[0]], return_sequences=True)
    [outputs] = reference.lstm_forward(steps(1, (4, 2)), layer)
    assert outputs[2:4] == outputs[:2]
    assert outputs[4:6] != outputs[2:4]


def test_the_layer() -> None:
    layer = lstm(3, 2)
    assert layer.kind == "lstm"
    again = reference.recurrent_with_parameters(layer, reference.recurrent_parameters(layer))
    assert again == layer


def test_outputs_and_cells_are_kept() -> None:
    """Linear gates as above: the second piece goes on with h and c."""
    kernel, recurrent_kernel = [[1.0, 0.0, 0.0, 0.0]], [[0.0, 0.0, 1.0, 0.0]]
    layer = LSTMLayer(1, "linear", "linear", kernel, recurrent_kernel, [0.0, 1.0, 1.0, 2.0])
    layer = layer._replace(input_shape=(2, 1))
    assert reference.lstm_final_states([[1.0, 2.0]], layer) is None
    layer = layer._replace(stateful=True)
    assert reference.lstm_final_states([[1.0, 2.0]], layer) == [[14.0, 7.0]]
    later = layer._replace(state=[[14.0, 7.0]], input_shape=(1, 1))
    assert reference.lstm_forward([[-1.0]], later) == [[-16.0]]
    unseen = later._replace(factors=[[1.0, 0.0]])
    assert reference.lstm_final_states([[-1.0]], unseen) == [[12.0, 6.0]]
    left_out = unseen._replace(mask=[[False]])
    assert reference.lstm_final_states([[-1.0]], left_out) == [[14.0, 7.0]]
