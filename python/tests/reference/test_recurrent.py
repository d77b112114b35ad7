"""Chapter recurrent: gradients through time, measured; states, by hand; masks."""

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
    simple_rnn,
    states,
    steps,
)

from refnet import reference
from refnet.reference.network import drawn_layers, outputs_in_batches, with_states
from refnet.reference.random import next_double, seeded
from refnet.reference.recurrent import Example, SimpleRNNLayer, examples_of, recurrent_mask

EVERY = pytest.mark.parametrize("fields", OPTIONS.values(), ids=OPTIONS)
# h = 2 x + 0.5 h' + 1, linear
COUNTING = SimpleRNNLayer(1, "linear", [[2.0]], [[0.5]], [1.0], input_shape=(3, 1))


@EVERY
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradients_are_those_that_are_measured(fields: dict[str, Any], activation: str) -> None:
    check_gradients(simple_rnn(3, 2, activation=activation, **fields), steps(3, (4, 3)))


@pytest.mark.parametrize("fields", DROPPED.values(), ids=DROPPED)
@pytest.mark.parametrize("factors", [None, FACTORS])
@pytest.mark.parametrize("state", [None, states(2)])
def test_gradients_with_factors_and_first_states(
    fields: dict[str, Any], factors: Any, state: Any
) -> None:
    layer = simple_rnn(3, 2, factors=factors, state=state, **fields)
    check_gradients(layer, steps(3, (4, 3)))


@pytest.mark.parametrize(("t", "n", "u"), [(1, 2, 3), (5, 1, 1), (1, 1, 1), (9, 2, 2)])
def test_gradients_of_other_shapes(t: int, n: int, u: int) -> None:
    check_gradients(simple_rnn(n, u, t, return_sequences=True), steps(2, (t, n)))


def test_states_by_hand() -> None:
    every = COUNTING._replace(return_sequences=True)
    assert reference.simple_rnn_forward([[1.0, 2.0, 0.0]], every) == [[3.0, 6.5, 4.25]]
    assert reference.simple_rnn_forward([[1.0, 2.0, 0.0]], COUNTING) == [[4.25]]
    back = every._replace(go_backwards=True)
    assert reference.simple_rnn_forward([[1.0, 2.0, 0.0]], back) == [[1.0, 5.5, 5.75]]


def test_gradients_by_hand() -> None:
    """The gradient halves at each step back; the features have twice the state's."""
    x, delta = [[1.0, 2.0, 0.0]], [[1.0]]
    assert reference.simple_rnn_input_gradients(x, delta, COUNTING) == [[0.5, 1.0, 2.0]]
    # the features 1, 2, 0 and the states before 0, 3, 6.5, times 0.25, 0.5, 1
    gradients = reference.simple_rnn_parameter_gradients(x, delta, COUNTING)
    assert gradients == [[1.25], [8.0], [1.75]]


def test_a_gradient_vanishes_or_explodes_with_the_recurrent_weight() -> None:
    x = [[0.0] * 50]
    for weight, size in [(0.5, 0.5**49), (2.0, 2.0**49)]:
        layer = SimpleRNNLayer(1, "linear", [[1.0]], [[weight]], input_shape=(50, 1))
        [gradients] = reference.simple_rnn_input_gradients(x, [[1.0]], layer)
        assert gradients[0] == size
        assert gradients[-1] == 1.0


def test_a_step_is_tanh_of_a_dense_layer() -> None:
    layer, [row] = simple_rnn(2, 2, 1), steps(1, (1, 2))
    [got] = reference.simple_rnn_forward([row], layer)
    wanted = np.tanh(np.array(row) @ np.array(layer.kernel) + layer.bias)
    np.testing.assert_allclose(got, wanted, rtol=1e-13)


@EVERY
def test_examples_do_not_see_each_other(fields: dict[str, Any]) -> None:
    layer, x = simple_rnn(3, 2, **fields), steps(3, (4, 3))
    together = reference.simple_rnn_forward(x, layer)
    for i, row in enumerate(x):
        alone = layer._replace(mask=None if layer.mask is None else [layer.mask[i]])
        assert reference.simple_rnn_forward([row], alone) == [together[i]]


def test_a_masked_sequence_ends_like_its_real_steps_alone() -> None:
    layer, [row] = simple_rnn(2, 3, mask=[MASK[0]]), steps(1, (4, 2))
    short = layer._replace(mask=None, input_shape=(3, 2))
    wanted = reference.simple_rnn_forward([row[:2] + row[4:]], short)
    assert reference.simple_rnn_forward([row], layer) == wanted
    changed = [[*row[:2], math.inf, math.nan, *row[4:]]]
    assert reference.simple_rnn_forward(changed, layer) == wanted


def test_backwards_is_forwards_of_turned_steps() -> None:
    layer, [row] = simple_rnn(2, 3, go_backwards=True, return_sequences=True), steps(1, (4, 2))
    turned = [x for i in range(3, -1, -1) for x in row[2 * i : 2 * i + 2]]
    forwards = layer._replace(go_backwards=False)
    wanted = reference.simple_rnn_forward([turned], forwards)
    assert reference.simple_rnn_forward([row], layer) == wanted


def test_the_mask_of_the_outputs() -> None:
    every = COUNTING._replace(return_sequences=True)
    mask = [[True, False, False]]
    assert recurrent_mask([], COUNTING, mask) is None
    assert recurrent_mask([], every, None) is None
    assert recurrent_mask([], every, mask) == mask
    assert recurrent_mask([], every._replace(go_backwards=True), mask) == [[False, False, True]]


def test_steps_that_are_left_out() -> None:
    layer = COUNTING._replace(mask=[[True, False, True]], go_backwards=True)
    [example] = examples_of([[1.0, 2.0, 3.0]], layer, 1)
    assert example == Example([[3.0], None, [1.0]], [0.0], None)


def test_the_layer() -> None:
    assert (COUNTING.kind, COUNTING.activation) == ("simple_rnn", "linear")
    assert reference.recurrent_shapes(COUNTING) == ((3, 1), (1,))
    assert reference.recurrent_shapes(COUNTING._replace(return_sequences=True)) == ((3, 1), (3, 1))


def test_what_is_given_stays_as_it_is() -> None:
    layer = simple_rnn(3, 2, mask=MASK, factors=FACTORS, state=states(2), stateful=True)
    x, deltas = steps(3, (4, 3)), steps(3, (2,))
    before = repr((layer, x, deltas))
    reference.simple_rnn_forward(x, layer)
    reference.simple_rnn_final_states(x, layer)
    reference.simple_rnn_input_gradients(x, deltas, layer)
    reference.simple_rnn_parameter_gradients(x, deltas, layer)
    reference.recurrent_with_parameters(layer, reference.recurrent_parameters(layer))
    assert repr((layer, x, deltas)) == before


def test_what_is_left_out_by_hand() -> None:
    """A feature of 0 in all steps, states times 2."""
    layer = COUNTING._replace(factors=[[0.0, 2.0]], return_sequences=True)
    assert reference.simple_rnn_forward([[1.0, 2.0, 0.0]], layer) == [[1.0, 2.0, 3.0]]
    last = layer._replace(return_sequences=False)
    assert reference.simple_rnn_input_gradients([[1.0, 2.0, 0.0]], [[1.0]], last) == [[0.0] * 3]
    # the states before as they are seen: 0, 2, 4
    gradients = reference.simple_rnn_parameter_gradients([[1.0, 2.0, 0.0]], [[1.0]], last)
    assert gradients == [[0.0], [6.0], [3.0]]


def test_factors_are_drawn_example_by_example() -> None:
    layer, generator = simple_rnn(3, 2, dropout=0.5, recurrent_dropout=0.2), seeded(7)
    drawn = reference.recurrent_drawn(layer, 4, seeded(7))
    for row in drawn.factors:
        assert row[:3] == [0.0 if next_double(generator) < 0.5 else 2.0 for _ in range(3)]
        assert row[3:] == [0.0 if next_double(generator) < 0.2 else 1.25 for _ in range(2)]
    used = seeded(7)
    reference.recurrent_drawn(layer, 4, used)
    assert next_double(used) == next_double(generator)


def test_a_rate_of_0_draws_nothing() -> None:
    for rates, count in [((0.0, 0.0), 0), ((0.5, 0.0), 3), ((0.0, 0.5), 2)]:
        layer = simple_rnn(3, 2, dropout=rates[0], recurrent_dropout=rates[1])
        generator, same = seeded(7), seeded(7)
        drawn = reference.recurrent_drawn(layer, 1, generator)
        assert (drawn.factors is None) == (count == 0)
        for _ in range(count):
            next_double(same)
        assert next_double(generator) == next_double(same)


@pytest.mark.parametrize("fields", [{}, {"return_sequences": True}, {"bias": None}])
def test_a_sequence_in_pieces_is_the_whole_one(fields: dict[str, Any]) -> None:
    whole, x = simple_rnn(3, 2, 4, **fields), steps(2, (4, 3))
    half: Any = whole._replace(stateful=True, input_shape=(2, 3))
    pieces = [row[:6] for row in x] + [row[6:] for row in x]
    wanted = reference.simple_rnn_forward(x, whole)
    got = outputs_in_batches(pieces, [half], 2)
    if whole.return_sequences:
        assert [a + b for a, b in zip(got[:2], got[2:], strict=True)] == wanted
    else:
        assert got[2:] == wanted


def test_states_that_are_kept() -> None:
    layer = COUNTING._replace(stateful=True)
    x = [[1.0, 2.0, 0.0], [0.0, 0.0, 0.0]]
    assert reference.simple_rnn_final_states(x, COUNTING) is None
    assert reference.simple_rnn_final_states(x, layer) == [[4.25], [1.75]]
    masked = layer._replace(mask=[[True, True, False], [False] * 3], state=[[0.0], [8.0]])
    assert reference.simple_rnn_final_states(x, masked) == [[6.5], [8.0]]
    forward = reference.network_forward(x, [layer, reference.DropoutLayer(0.5, (1,))])
    kept, dropout = with_states([layer, reference.DropoutLayer(0.5, (1,))], forward)
    assert (kept.state, dropout) == ([[4.25], [1.75]], reference.DropoutLayer(0.5, (1,)))
    assert drawn_layers([kept], 2, seeded(0)) == [kept]


def test_a_state_is_kept_whole() -> None:
    layer = COUNTING._replace(stateful=True, factors=[[1.0, 0.0]])
    assert reference.simple_rnn_final_states([[1.0, 2.0, 3.0]], layer) == [[7.0]]
