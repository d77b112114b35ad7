"""Chapter example_weights: classes of targets, and gradients of weighted losses."""

from typing import Any

import numpy as np
import pytest
from support.bits import flat
from support.gradients import central_differences, check_gradient
from support.networks import dense_layers, examples

from refnet import reference

WEIGHTS = [0.5, 0.0, 2.0, 1.0, 3.7]


def test_classes_are_numbers_targets_or_the_largest_targets() -> None:
    assert reference.target_classes([2, 0]) == [2, 0]
    assert reference.target_classes([[0.0], [1.0], [-0.0]]) == [0, 1, 0]
    assert reference.target_classes([[0.0, 1.0], [0.3, 0.3], [0.2, 0.1]]) == [1, 0, 0]


def test_a_weight_is_the_product_of_those_of_the_example_and_its_class() -> None:
    of = reference.weights_of_examples
    assert of([1, 0], None, None) is None
    assert of([1, 0], [0.5, 3.0], None) == [0.5, 3.0]
    assert of([1, 0], None, [7.0, 2.0]) == [2.0, 7.0]
    assert of([1, 0], [0.5, 3.0], [7.0, 2.0]) == [1.0, 21.0]


@pytest.mark.parametrize("loss", ["mse", "binary_crossentropy", "huber", "sum_squared_error"])
def test_gradients_are_those_of_the_weighted_loss(loss: str) -> None:
    layers = dense_layers((3, 4, 2), ("tanh", "sigmoid"))
    x, t = examples(5, 3, 2)
    vectors = reference.network_parameters(layers)
    ends = np.cumsum([len(vector) for vector in vectors])[:-1]

    def loss_at(weights: Any) -> float:
        parts = [part.tolist() for part in np.split(weights, ends)]
        moved = reference.with_parameters(layers, parts)
        total, _ = reference.evaluate(moved, loss, x, t, weights=WEIGHTS)
        return reference.reduce_loss(loss, total, len(x))

    forward = reference.network_forward(x, layers)
    gradients = flat(reference.network_gradients(x, t, layers, forward, loss, WEIGHTS))
    check_gradient(gradients, central_differences(loss_at, flat(vectors)))


def test_a_weight_of_2_is_the_example_twice() -> None:
    layers = dense_layers((3, 4, 2), ("tanh", "sigmoid"))
    x, t = examples(3, 3, 2)
    how = layers, "sum_squared_error", reference.Optimizer("sgd", 0.5)
    once = reference.dense(*how, x, t, example_weights=[1.0, 2.0, 0.0])
    twice = reference.dense(*how, [x[0], x[1], x[1]], [t[0], t[1], t[1]])
    assert once.trials[0].loss == pytest.approx(twice.trials[0].loss, rel=1e-15)
    for one, other in zip(once.trials[0].layers, twice.trials[0].layers, strict=True):
        assert np.allclose(one.kernel, other.kernel, rtol=1e-14, atol=0.0)


def test_the_weights_of_the_caller_stay_as_they_are() -> None:
    given = list(WEIGHTS)
    layers = dense_layers((3, 1), ("sigmoid",))
    x, _ = examples(5, 3, 1)
    t = [[1.0], [0.0], [0.0], [1.0], [1.0]]
    how: dict[str, Any] = {"example_weights": given, "class_weights": (0.5, 2)}
    run = reference.dense(layers, "mse", reference.Optimizer("adam", 0.1), x, t, epochs=2, **how)
    assert given == WEIGHTS
    assert len(run.trials) == 2
