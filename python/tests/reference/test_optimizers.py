"""Chapter optimizers: each step by hand."""

import math
from types import ModuleType
from typing import Any

import pytest
from support.backends import BACKENDS

from refnet import core
from refnet.reference.optimizers import Optimizer


def lists(values: Any) -> tuple[list[float], ...]:
    """Return the results of a step as lists."""
    return tuple(list(vector) for vector in values)


@BACKENDS
def test_momentum_is_the_running_sum_of_the_steps(chapters: ModuleType) -> None:
    """Keras: v = momentum * v - rate * g; w += v, or momentum * v - rate * g by Nesterov."""
    plain = Optimizer("sgd", 0.5, momentum=0.5)
    assert lists(chapters.sgd_step([1.0], [2.0], [0.25], plain)) == ([0.125], [-0.875])
    nesterov = plain._replace(nesterov=True)
    assert lists(chapters.sgd_step([1.0], [2.0], [0.25], nesterov)) == ([-0.4375], [-0.875])
    none = Optimizer("sgd", 0.5)
    assert lists(chapters.sgd_step([1.0], [2.0], [0.25], none)) == ([0.0], [0.25])


@BACKENDS
def test_rmsprop_divides_by_the_root_of_the_mean_square(chapters: ModuleType) -> None:
    rmsprop = Optimizer("rmsprop", 0.5, rho=0.75, epsilon=0.25)
    step = chapters.rmsprop_step([1.0], [3.0], [0.0], [2.0], rmsprop)
    assert lists(step) == ([1.0 - 1.5 / math.sqrt(4.0)], [0.0], [3.75])


@BACKENDS
def test_adam_divides_by_the_root_plus_epsilon(chapters: ModuleType) -> None:
    adam = Optimizer("adam", 0.5, beta_1=0.5, beta_2=0.75, epsilon=0.5)
    step = chapters.adam_step([1.0], [4.0], [2.0], [0.0], 0.25, adam)
    assert lists(step) == ([1.0 - 0.75 / 2.5], [3.0], [4.0])


@BACKENDS
def test_adams_first_step_is_the_learning_rate(chapters: ModuleType) -> None:
    weights, gradients = [1.0, 1.0], [7.0, -1e-3]
    parameters: Any = weights if chapters is core else [weights]
    adam = Optimizer("adam", 0.125, epsilon=1e-300)
    moved, state = chapters.optimizer_step(
        parameters,
        gradients if chapters is core else [gradients],
        chapters.initial_state(parameters, adam),
        adam,
    )
    assert list(moved if chapters is core else moved[0]) == pytest.approx([0.875, 1.125], rel=1e-15)
    assert (state.beta_1_power, state.beta_2_power) == (0.9, 0.999)
