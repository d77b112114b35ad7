"""Chapter two_layer: its gradients, the tutorial's example, what is refused."""

from types import ModuleType
from typing import Any

import numpy as np
import pytest
from support.backends import BACKENDS
from support.gradients import central_differences, check_gradient

from refnet import RefnetError, core, reference

X = [[0.3, -0.7, 1.1], [0.9, 0.4, -0.2], [-0.5, 0.8, 0.6], [0.1, 0.2, 0.3]]
T = [[0.9, 0.1], [0.2, 0.7], [0.6, 0.3], [0.4, 0.5]]
W1 = [[0.2, -0.4, 0.5, 0.9], [0.7, 0.1, -0.6, 0.3], [-0.2, 0.8, 0.4, -0.5]]
W2 = [[0.6, -0.1], [-0.7, 0.3], [0.2, 0.9], [0.5, -0.8]]
B1, B2 = [0.1, -0.2, 0.3, 0.4], [-0.3, 0.2]


@BACKENDS
def test_the_adjustments_are_minus_the_gradients(chapters: ModuleType) -> None:
    def loss(**changed: Any) -> float:
        v = {"W1": W1, "W2": W2, "B1": B1, "B2": B2}
        v.update({name: value.tolist() for name, value in changed.items()})
        hidden = chapters.layer_outputs(X, v["W1"], v["B1"])
        outputs = chapters.layer_outputs(hidden, v["W2"], v["B2"])
        return float(chapters.squared_loss(T, outputs))

    def check(adjustment: Any, measured: Any) -> None:
        check_gradient(-np.asarray(adjustment), measured)

    hidden = chapters.layer_outputs(X, W1, B1)
    deltas2 = chapters.output_deltas(T, chapters.layer_outputs(hidden, W2, B2))
    deltas1 = chapters.hidden_deltas(deltas2, W2, hidden)
    measured = central_differences
    check(chapters.weight_adjustments(X, deltas1), measured(lambda w: loss(W1=w), W1))
    check(chapters.weight_adjustments(hidden, deltas2), measured(lambda w: loss(W2=w), W2))
    check(chapters.bias_adjustments(deltas1), measured(lambda b: loss(B1=b), B1))
    check(chapters.bias_adjustments(deltas2), measured(lambda b: loss(B2=b), B2))


@BACKENDS
@pytest.mark.parametrize("seed", [2, 3, 5])
def test_the_3_4_1_example_learns_in_every_iteration(chapters: ModuleType, seed: int) -> None:
    weights = np.asarray(chapters.random(seed, 16))
    inputs, targets = [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], [[0], [1], [1], [0]]
    w1, w2 = weights[:12].reshape(3, 4), weights[12:].reshape(4, 1)
    result = chapters.two_layer(inputs, targets, w1, w2, iterations=1500)
    if chapters is core:
        losses, outputs = result.loss, result.outputs[-1]
    else:
        losses, outputs = np.array([trial.loss for trial in result]), result[-1].outputs
    assert (np.diff(losses) < 0).all()
    assert np.abs(np.asarray(outputs) - targets).max() < 0.03


def test_arguments_stay_as_they_are() -> None:
    lists: list[Any] = [X, T, W1, W2, B1, B2]
    texts = [repr(values) for values in lists]
    x, t, w1, w2, b1, b2 = lists
    history = reference.two_layer(x, t, w1, w2, b1, b2, iterations=2)
    history[0].weights1[0][0] = 99.0
    assert history[1].weights1[0][0] != 99.0
    assert [repr(values) for values in lists] == texts


@BACKENDS
def test_more_iterations_than_fit_are_an_error_unless_they_diverge(chapters: ModuleType) -> None:
    many = 2**53 - 1
    with pytest.raises(RefnetError, match="outputs: left the finite numbers in trial 1"):
        chapters.two_layer([[1e200, 1e200]], [[0]], [[1e200], [-1e200]], [[1]], iterations=many)


REFUSALS: list[tuple[tuple[Any, ...], str, str]] = [
    (([], [], [[1]], [[1]]), "empty", "inputs"),
    (([[1]], [[]], [[1]], [[1]]), "empty", "targets"),
    (([[1]], [], [[1]], [[1]]), "shape_mismatch", "targets"),
    (([[]], [[1]], [], [[1]]), "empty", "weights1"),
    (([[1]], [[1]], [[]], []), "empty", "weights2"),
    (([[1]], [[1]], [[1, 1]], [[1]]), "shape_mismatch", "weights1"),
    (([[1]], [[1]], [[1]], [[1, 1]]), "shape_mismatch", "weights2"),
    (([[1]], [[1]], [[1]], [[1]], [1, 1]), "shape_mismatch", "bias1"),
    (([[1]], [[1]], [[1]], [[1]], None, []), "shape_mismatch", "bias2"),
    (([[1]], [[1]], [[1]], [[1]], [np.inf]), "not_finite", "bias1"),
    (([[1]], [[1]], [[1]], [[1]], None, [np.nan]), "not_finite", "bias2"),
    ((1, [[1]], [[1]], [[1]]), "wrong_type", "inputs"),
]


@BACKENDS
@pytest.mark.parametrize(("arguments", "code", "field"), REFUSALS)
def test_bad_input_is_refused(
    chapters: ModuleType, arguments: tuple[Any, ...], code: str, field: str
) -> None:
    with pytest.raises(RefnetError) as caught:
        chapters.two_layer(*arguments)
    assert (caught.value.code, caught.value.field) == (code, field)
