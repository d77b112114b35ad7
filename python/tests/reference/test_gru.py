"""Chapter gru: gradients through time, measured; outputs, by hand; masks."""

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
    gru,
    states,
    steps,
)

from refnet import reference
from refnet.reference.gru import GRULayer

EVERY = pytest.mark.parametrize("fields", OPTIONS.values(), ids=OPTIONS)


@EVERY
def test_gradients_are_those_that_are_measured(fields: dict[str, Any]) -> None:
    check_gradients(gru(3, 2, **fields), steps(3, (4, 3)))


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("gates", ["sigmoid", "tanh"])
def test_gradients_of_activations(activation: str, gates: str) -> None:
    layer = gru(2, 2, 3, activation=activation, recurrent_activation=gates)
    check_gradients(layer._replace(return_sequences=True), steps(2, (3, 2)))


@pytest.mark.parametrize("fields", DROPPED.values(), ids=DROPPED)
@pytest.mark.parametrize("factors", [None, FACTORS])
@pytest.mark.parametrize("state", [None, states(2)])
def test_gradients_with_factors_and_first_states(
    fields: dict[str, Any], factors: Any, state: Any
) -> None:
    check_gradients(gru(3, 2, factors=factors, state=state, **fields), steps(3, (4, 3)))


@pytest.mark.parametrize(("t", "n", "u"), [(1, 2, 3), (5, 1, 1), (1, 1, 1), (9, 2, 2)])
def test_gradients_of_other_shapes(t: int, n: int, u: int) -> None:
    check_gradients(gru(n, u, t, return_sequences=True), steps(2, (t, n)))


def test_outputs_by_hand() -> None:
    """Linear gates: z = 0.5, r = 2, g = x + 2 (h' + 1); h is the mean of h' and g."""
    kernel, recurrent_kernel = [[0.0, 0.0, 1.0]], [[0.0, 0.0, 1.0]]
    layer = GRULayer(
        *(1, "linear", "linear", kernel, recurrent_kernel),
        bias=[[0.5, 2.0, 0.0], [0.0, 0.0, 1.0]],
        return_sequences=True,
        input_shape=(3, 1),
    )
    # g = 2, h = 1; g = 5, h = 3; g = 7, h = 5
    assert reference.gru_forward([[0.0, 1.0, -1.0]], layer) == [[1.0, 3.0, 5.0]]


def test_a_closed_update_gate_keeps_the_outputs() -> None:
    layer = GRULayer(1, "tanh", "sigmoid", [[-80.0, 0.0, 1.0]], [[0.0] * 3], input_shape=(50, 1))
    layer = layer._replace(bias=[[40.0, 0.0, 0.0], [0.0] * 3])
    x = [[1.0, *[0.0] * 49]]
    assert reference.gru_forward(x, layer) == [[reference.tanh(1.0)]]


def test_a_step_is_what_its_formulas_say() -> None:
    """Before the first step, all that the outputs before contribute is the second bias."""
    layer, [row] = gru(3, 2, 1), steps(1, (1, 3))
    x = np.split(np.array(row) @ np.array(layer.kernel) + layer.bias[0], 3)
    s = np.split(np.array(layer.bias[1]), 3)
    z, r = (1 / (1 + np.exp(-a - b)) for a, b in zip(x[:2], s[:2], strict=True))
    wanted = (1 - z) * np.tanh(x[2] + r * s[2])
    np.testing.assert_allclose(reference.gru_forward([row], layer), [wanted], rtol=1e-13)


def test_a_masked_sequence_ends_like_its_real_steps_alone() -> None:
    layer, [row] = gru(2, 3, mask=[MASK[0]]), steps(1, (4, 2))
    short = layer._replace(mask=None, input_shape=(3, 2))
    wanted = reference.gru_forward([row[:2] + row[4:]], short)
    assert reference.gru_forward([[*row[:2], math.inf, math.nan, *row[4:]]], layer) == wanted


def test_the_layer() -> None:
    layer = gru(3, 2)
    assert layer.kind == "gru"
    assert reference.gru_with_parameters(layer, reference.gru_parameters(layer)) == layer
    assert len(reference.gru_parameters(layer._replace(bias=None))) == 5


def test_outputs_are_kept_whole_and_mixed_as_they_are_seen() -> None:
    """Linear gates as above; outputs before times 2 are mixed with the candidate."""
    kernel, recurrent_kernel = [[0.0, 0.0, 1.0]], [[0.0, 0.0, 1.0]]
    bias = [[0.5, 2.0, 0.0], [0.0, 0.0, 1.0]]
    layer = GRULayer(1, "linear", "linear", kernel, recurrent_kernel, bias)
    layer = layer._replace(input_shape=(2, 1))
    assert reference.gru_final_states([[0.0, 1.0]], layer) is None
    layer = layer._replace(stateful=True)
    assert reference.gru_final_states([[0.0, 1.0]], layer) == [[3.0]]
    later = layer._replace(state=[[3.0]], input_shape=(1, 1))
    assert reference.gru_forward([[-1.0]], later) == [[5.0]]
    # g = -1 + 2 (6 + 1) = 13; the mean of 6 and 13
    assert reference.gru_forward([[-1.0]], later._replace(factors=[[1.0, 2.0]])) == [[9.5]]
    left_out = later._replace(factors=[[1.0, 2.0]], mask=[[False]])
    assert reference.gru_final_states([[-1.0]], left_out) == [[3.0]]
