"""Chapter activations: what each is called after, and its derivative, measured."""

import math
from types import ModuleType

import numpy as np
import pytest
from support.backends import BACKENDS
from support.gradients import central_differences, check_gradient

from refnet import reference

ACTIVATIONS = ("linear", "sigmoid", "tanh", "relu", "softmax")
D = [0.3, -1.2, 2.0]


def test_softmax_is_the_share_of_each_power() -> None:
    powers = [math.exp(value) for value in D]
    shares = [power / math.fsum(powers) for power in powers]
    assert reference.softmax(D) == pytest.approx(shares, rel=1e-15)
    assert reference.log_softmax(D) == pytest.approx([math.log(p) for p in shares], rel=1e-14)


@BACKENDS
def test_softmax_does_not_overflow(chapters: ModuleType) -> None:
    assert list(chapters.softmax([1000.0, 0.0, -1000.0])) == [1.0, 0.0, 0.0]
    assert list(chapters.log_softmax([1000.0, 0.0, -1000.0])) == [0.0, -1000.0, -2000.0]


@BACKENDS
def test_argmax_is_the_first_of_equals(chapters: ModuleType) -> None:
    assert chapters.argmax([1.0, 3.0, 3.0, -4.0]) == 1
    assert chapters.argmax([-0.0, 0.0]) == 0


@BACKENDS
def test_each_activation_is_its_function(chapters: ModuleType) -> None:
    wanted = {
        "linear": D,
        "sigmoid": [1 / (1 + math.exp(-d)) for d in D],
        "tanh": [math.tanh(d) for d in D],
        "relu": [0.3, 0.0, 2.0],
        "softmax": list(chapters.softmax(D)),
    }
    assert list(wanted) == list(ACTIVATIONS)
    for activation, outputs in wanted.items():
        assert list(chapters.activate(activation, D)) == pytest.approx(outputs, rel=1e-15)


@BACKENDS
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_deltas_are_the_measured_gradient(chapters: ModuleType, activation: str) -> None:
    weights = np.array([0.7, -0.4, 1.1])  # of a loss that is a weighted sum of the outputs

    def loss(d: object) -> float:
        return float(weights @ np.asarray(chapters.activate(activation, d)))

    outputs = chapters.activate(activation, D)
    deltas = chapters.activation_backward(activation, weights.tolist(), outputs)
    check_gradient(deltas, central_differences(loss, D))
