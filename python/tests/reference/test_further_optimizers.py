"""Chapter further_optimizers: single steps of simple numbers, and runs that reach a minimum."""

import pytest

from refnet import reference
from refnet.reference.optimizers import Optimizer

HOW = Optimizer("adamax", 0.5, rho=0.5, beta_1=0.5, beta_2=0.5, epsilon=1.0)
NAMES = ("adagrad", "adadelta", "adamax", "nadam", "adamw")


def test_weights_decay_by_the_rate() -> None:
    assert reference.decayed([2.0, -4.0], HOW._replace(weight_decay=0.5)) == [1.5, -3.0]
    assert str(reference.decayed([-0.0], HOW)) == "[-0.0]"


def test_single_steps() -> None:
    step = 4.0 / 3.0
    assert reference.adagrad_step([1.0], [2.0], [4.0], HOW) == ([1.0 - 1.0 / 3.0], [8.0])
    assert reference.adadelta_step([1.0], [2.0], [3.0], [12.0], HOW) == (
        *([1.0 - 0.5 * step], [1.5 + 0.5 * (step * step)], [8.0]),
    )
    moved, momentums, largest = reference.adamax_step([1.0], [-2.0], [0.0], [8.0], 0.5, HOW)
    assert (moved, momentums, largest) == ([1.0 + 0.5 / 5.0], [-1.0], [4.0])
    assert reference.adamax_step([1.0], [-3.0], [0.0], [4.0], 0.5, HOW)[2] == [3.0]
    nadam = reference.nadam_step([1.0], [4.0], [0.0], [16.0], 2.0, 3.0, 1.0, HOW)
    assert nadam == ([1.0 - 8.0 / 5.0], [2.0], [16.0])


def test_the_momentum_of_nadam_grows() -> None:
    assert reference.nadam_momentum(0.5, HOW) == 0.375
    assert reference.nadam_factors(0.0, 0.5, HOW) == (0.5 / 0.75, 1.0)
    state = reference.initial_state([[1.0]], HOW)
    for step in range(1, 4):
        _, state = reference.optimizer_step([[1.0]], [[0.5]], state, HOW._replace(name="nadam"))
        assert state.steps == step
        assert state.decay_power == pytest.approx(0.96**step, rel=1e-15)
    product = [0.5 * (1.0 - 0.5 * 0.96**step) for step in (1, 2, 3)]
    expected = product[0] * product[1] * product[2]
    assert state.momentum_product == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("name", NAMES)
def test_a_run_comes_near_the_minimum(name: str) -> None:
    """Of (w - 3)^2, from 1."""
    rate = 20.0 if name == "adadelta" else 0.5
    optimizer = Optimizer(name, rate, weight_decay=0.001 if name == "adamw" else 0.0)
    weights, state = [[1.0]], reference.initial_state([[1.0]], optimizer)
    for _ in range(400):
        gradients = [[2.0 * (weights[0][0] - 3.0)]]
        weights, state = reference.optimizer_step(weights, gradients, state, optimizer)
    assert weights[0][0] == pytest.approx(3.0, abs=0.02)


def test_the_state_stays_free_of_subnormal_numbers() -> None:
    optimizer = Optimizer("adamax", 0.1)
    weights, state = [[1.0]], reference.initial_state([[1.0]], optimizer)
    for step in range(20_000):
        gradient = 1e-10 if step == 0 else 0.0
        weights, state = reference.optimizer_step(weights, [[gradient]], state, optimizer)
    assert (state.momentums, state.decay_power, state.momentum_product) == ([[0.0]], 0.0, 0.0)
    assert 1e-280 < state.velocities[0][0] < 1e-10
