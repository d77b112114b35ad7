"""The capacity of Hopfield networks: how it is measured, and that the theory is met."""

import numpy as np
import pytest

from refnet import RefnetError, capacity, core


def test_few_patterns_stay_and_many_are_lost() -> None:
    [kept, spoiled] = capacity.measure(5, [300], [0.0, 0.1], [0.05, 0.1, 0.25], 4)
    assert (kept.units, kept.spoiled, kept.loads) == (300, 0.0, [0.05, 0.1, 0.25])
    assert (spoiled.units, spoiled.spoiled) == (300, 0.1)
    for curve in (kept, spoiled):
        assert curve.wrong[0] < 0.001
        assert curve.wrong[1] < 0.02
        assert curve.wrong[2] > 0.2


def test_a_share_is_the_mean_of_networks_at_rest() -> None:
    n, p, seed = 60, 12, 7
    shares = []
    for own in (seed, seed + 2):
        signs = 2.0 * core.random(own, p * n, "integers", 2).reshape(p, n) - 1.0
        assert set(signs.ravel()) == {-1.0, 1.0}
        start = signs[0].copy()
        start[core.permutation(n, core.seeded(own + 1))[:6]] *= -1.0
        states = core.hopfield(signs, start, sweeps=100).trials.state
        assert np.array_equal(states[-1], states[-2])
        shares.append(np.mean(states[-1] != signs[0]))
    [curve] = capacity.measure(seed, [n], [0.1], [p / n], 2)
    assert curve.wrong == [pytest.approx(np.mean(shares))]
    assert curve.wrong[0] > 0.0


def test_the_networks_of_the_picture_come_to_rest() -> None:
    n, p = capacity.SIZES[-1], round(capacity.LOADS[-1] * capacity.SIZES[-1])
    for seed in range(4):
        signs = 2.0 * core.random(seed, p * n, "integers", 2).reshape(p, n) - 1.0
        states = core.hopfield(signs, signs[0], sweeps=capacity.SWEEPS).trials.state
        assert np.array_equal(states[-1], states[-2])


def test_a_seed_out_of_range_is_refused() -> None:
    with pytest.raises(RefnetError, match="seed: expected 0 to 4294967295"):
        capacity.measure(2**32, [20], [0.0], [0.1], 1)
