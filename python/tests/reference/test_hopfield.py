"""Chapter hopfield, in the reference and through the C core."""

from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from support.backends import BACKENDS

from refnet import RefnetError, core, reference

UPDATES = ["asynchronous", "synchronous"]


def signs(*shape: int, seed: int = 1) -> Any:
    """Return random numbers of 1 and -1."""
    return np.random.RandomState(seed).choice([-1.0, 1.0], shape)


def sweeps_of(result: Any) -> tuple[list[list[float]], list[float]]:
    """Return the states and the energies of a run."""
    trials = result.trials
    if isinstance(trials, list):
        return [trial.state for trial in trials], [trial.energy for trial in trials]
    return trials.state.tolist(), trials.energy.tolist()


@BACKENDS
def test_correlations_are_symmetric_and_have_no_diagonal(chapters: ModuleType) -> None:
    found = np.array(chapters.correlations(signs(7, 12)))
    assert np.array_equal(found, found.T)
    assert not found.diagonal().any()
    wanted = signs(7, 12).T @ signs(7, 12)
    assert np.array_equal(found, wanted - np.diag(wanted.diagonal()))


@BACKENDS
def test_a_unit_takes_the_sign_of_its_sum_and_keeps_its_state_at_0(chapters: ModuleType) -> None:
    correlation = [[0.0, 1.0, -1.0], [1.0, 0.0, 0.0], [-1.0, 0.0, 0.0]]
    assert chapters.updated_unit(correlation, [-1.0, 1.0, -1.0], 0) == 1.0
    assert chapters.updated_unit(correlation, [1.0, -1.0, 1.0], 0) == -1.0
    for kept in (1.0, -1.0):
        assert chapters.updated_unit(correlation, [kept, 1.0, 1.0], 0) == kept


@BACKENDS
def test_the_order_decides_what_a_unit_sees(chapters: ModuleType) -> None:
    correlation = [[0.0, 1.0], [1.0, 0.0]]
    assert list(chapters.asynchronous_sweep(correlation, [1.0, -1.0], [0, 1])) == [-1.0, -1.0]
    assert list(chapters.asynchronous_sweep(correlation, [1.0, -1.0], [1, 0])) == [1.0, 1.0]
    assert list(chapters.asynchronous_sweep(correlation, [1.0, -1.0], [])) == [1.0, -1.0]
    assert list(chapters.synchronous_sweep(correlation, [1.0, -1.0])) == [-1.0, 1.0]


@BACKENDS
def test_an_asynchronous_change_lowers_the_energy_by_twice_the_sum(chapters: ModuleType) -> None:
    correlation, state = np.array(chapters.correlations(signs(4, 9))), signs(9, seed=5)
    for i in range(9):
        total = float(correlation[i] @ state) / 9
        changed = np.array(chapters.asynchronous_sweep(correlation, state, [i]))
        fall = chapters.energy(correlation, state) - chapters.energy(correlation, changed)
        moved = changed[i] != state[i]
        assert fall == pytest.approx(2 * abs(total) if moved else 0.0)
        state = changed


@BACKENDS
@pytest.mark.parametrize("order_seed", [None, 0, 7])
def test_the_energy_falls_until_the_network_rests(
    chapters: ModuleType, order_seed: int | None
) -> None:
    for seed in range(5):
        result = chapters.hopfield(
            signs(6, 24, seed=seed), signs(24, seed=9), "asynchronous", order_seed, 12
        )
        states, energies = sweeps_of(result)
        for (before, high), (after, low) in pairwise(zip(states, energies, strict=True)):
            assert low < high if before != after else low == high
        assert states[-1] == states[-2]


@BACKENDS
def test_a_spoiled_pattern_is_found_again(chapters: ModuleType) -> None:
    patterns = signs(3, 60)
    for i, pattern in enumerate(patterns):
        start = pattern.copy()
        start[np.random.RandomState(i).permutation(60)[:9]] *= -1
        for update in UPDATES:
            states, _ = sweeps_of(chapters.hopfield(patterns, start, update, None, 4))
            assert states[-1] == pattern.tolist()


@BACKENDS
def test_the_negative_and_a_mixture_of_three_are_stable(chapters: ModuleType) -> None:
    patterns = signs(3, 200)
    mixture = np.sign(patterns.sum(axis=0))
    for start in (-patterns[0], mixture):
        states, energies = sweeps_of(chapters.hopfield(patterns, start, sweeps=8))
        assert np.mean(np.array(states[-1]) == start) > 0.95
        assert states[-1] not in patterns.tolist()
        assert energies[-1] < 0


@BACKENDS
def test_a_synchronous_network_may_alternate_for_ever(chapters: ModuleType) -> None:
    states, energies = sweeps_of(chapters.hopfield([[1, 1]], [1, -1], "synchronous", None, 6))
    assert states == [[-1.0, 1.0], [1.0, -1.0]] * 3
    assert set(energies) == {0.5}


def test_the_capacity_is_about_0_138_of_the_units() -> None:
    """Far below it nearly all units of a pattern stay, far above it the pattern is lost."""
    n = 1000

    def kept(share: float) -> float:
        patterns = signs(round(share * n), n)
        run = core.hopfield(patterns, patterns[0], sweeps=30)
        return float(np.mean(run.trials.state[-1] == patterns[0]))

    assert kept(0.05) == 1.0
    assert kept(0.12) > 0.96
    assert kept(0.2) < 0.8


@pytest.mark.parametrize("update", UPDATES)
def test_the_core_has_the_bits_of_the_reference(update: str) -> None:
    """The core keeps the sums up to date, the reference takes each of them anew."""
    for n, p in [(1, 1), (2, 3), (9, 4), (30, 11), (33, 40), (70, 9)]:
        patterns, start = signs(p, n, seed=n), signs(n, seed=p)
        for order_seed in (None, 3):
            found = core.hopfield(patterns, start, update, order_seed, 7)
            wanted = reference.hopfield(patterns.tolist(), start.tolist(), update, order_seed, 7)
            assert found.weights.tolist() == wanted.weights
            assert sweeps_of(found) == sweeps_of(wanted)


def test_the_core_has_more_units_than_the_experiment_allows() -> None:
    n = 4100
    patterns = signs(2, n)
    start = patterns[0].copy()
    start[: n // 4] *= -1
    with pytest.raises(RefnetError, match="patterns: expected 1 to 16777216"):
        reference.hopfield(patterns.tolist(), start.tolist())
    run = core.hopfield(patterns, start)
    assert np.array_equal(run.trials.state[0], patterns[0])
    with pytest.raises(RefnetError, match="patterns: expected 1 to 100000000"):
        core.hopfield(np.ones((1, 10_001)), np.ones(10_001))


@BACKENDS
def test_bad_input_is_refused(chapters: ModuleType) -> None:
    for arguments, code, field in [
        (([], [1]), "empty", "patterns"),
        (([[]], []), "empty", "patterns"),
        (([[1, 1], [1]], [1, 1]), "shape_mismatch", "patterns"),
        (([[1, 1]], [1]), "shape_mismatch", "start"),
        (([[1, 0]], [0, 1]), "out_of_range", "patterns"),
        (([[1, float("nan")]], [0, 1]), "out_of_range", "patterns"),
        (([[1, 1]], [0, 1], "x"), "out_of_range", "start"),
        (([[1, 1]], [1, 1], "x", -1), "unknown_name", "update"),
        (([[1, 1]], [1, 1], "synchronous", -1, -1), "out_of_range", "order_seed"),
        (([[1, 1]], [1, 1], "synchronous", 0, -1), "out_of_range", "sweeps"),
        (([[1, 1]], [1, 1], "synchronous", 0.5), "wrong_type", "order_seed"),
    ]:
        with pytest.raises(RefnetError) as caught:
            chapters.hopfield(*arguments)
        assert (caught.value.code, caught.value.field) == (code, field)
