"""Chapter recurrent: gradients through time, measured; states, by hand; masks."""

import math
from typing import Any

import numpy as np
import pytest
from support.steps import ACTIVATIONS, MASK, OPTIONS, check_gradients, simple_rnn, steps

from refnet import reference
from refnet.reference.recurrent import SimpleRNNLayer, recurrent_mask, steps_of

EVERY = pytest.mark.parametrize("fields", OPTIONS.values(), ids=OPTIONS)
# h = 2 x + 0.5 h' + 1, linear
COUNTING = SimpleRNNLayer(1, "linear", [[2.0]], [[0.5]], [1.0], input_shape=(3, 1))


@EVERY
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradients_are_those_that_are_measured(fields: dict[str, Any], activation: str) -> None:
    check_gradients(simple_rnn(3, 2, activation=activation, **fields), steps(3, (4, 3)))


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
    assert steps_of([[1.0, 2.0, 3.0]], layer) == [[[3.0], None, [1.0]]]


def test_the_layer() -> None:
    assert (COUNTING.kind, COUNTING.activation) == ("simple_rnn", "linear")
    assert reference.recurrent_shapes(COUNTING) == ((3, 1), (1,))
    assert reference.recurrent_shapes(COUNTING._replace(return_sequences=True)) == ((3, 1), (3, 1))


def test_what_is_given_stays_as_it_is() -> None:
    layer, x, deltas = simple_rnn(3, 2, mask=MASK), steps(3, (4, 3)), steps(3, (2,))
    before = repr((layer, x, deltas))
    reference.simple_rnn_forward(x, layer)
    reference.simple_rnn_input_gradients(x, deltas, layer)
    reference.simple_rnn_parameter_gradients(x, deltas, layer)
    reference.recurrent_with_parameters(layer, reference.recurrent_parameters(layer))
    assert repr((layer, x, deltas)) == before
