"""Chapter further_activations: what each is called after, and its derivative, measured."""

import math
from types import ModuleType

import numpy as np
import pytest
from mpmath import mp, mpf
from oracle.further_activations import ACTIVATIONS as DEFINED
from support.backends import BACKENDS
from support.gradients import central_differences, check_gradient

from refnet import reference
from refnet.reference import further_activations
from refnet.reference.activations import STEP_ACTIVATIONS, UNIT_ACTIVATIONS
from refnet.reference.further_activations import FROM_OUTPUTS, FROM_PREACTIVATIONS

# Not at a corner, where a measured derivative is that of neither side
D = [-4.5, -2.9, -1.25, -0.5, -0.01, 0.02, 0.75, 1.5, 2.9, 6.5]
FURTHER = (*FROM_OUTPUTS, *FROM_PREACTIVATIONS)


@BACKENDS
@pytest.mark.parametrize("activation", FURTHER)
def test_each_activation_is_its_function(chapters: ModuleType, activation: str) -> None:
    assert tuple(DEFINED) == FURTHER
    for d, y in zip(D, chapters.activate(activation, D), strict=True):
        with mp.workdps(30):
            true = DEFINED[activation].function(mpf(d))
        # 1 + erf and 1 + tanh lose digits below zero, where the result is near 0
        unit = math.ulp(d if activation.startswith("gelu") and d < 0 else float(true))
        assert abs(mpf(y) - true) <= 3 * mpf(unit), d


@BACKENDS
@pytest.mark.parametrize("activation", FURTHER)
def test_the_deltas_are_the_measured_gradient(chapters: ModuleType, activation: str) -> None:
    weights = np.array([0.7, -0.4, 1.1, 0.3, -0.9, 0.5, -1.2, 0.6, 0.8, -0.35])

    def loss(d: object) -> float:
        return float(weights @ np.asarray(chapters.activate(activation, d)))

    y = chapters.activate(activation, D)
    deltas = chapters.layer_deltas(activation, weights.tolist(), D, y)
    check_gradient(deltas, central_differences(loss, D))
    if activation in FROM_OUTPUTS:
        alone = chapters.activation_backward(activation, weights.tolist(), y)
        assert list(alone) == list(deltas)


@pytest.mark.parametrize("activation", FURTHER)
def test_the_slopes_are_those_of_the_functions(activation: str) -> None:
    """Within a few units, against mpmath, over the range in which networks calculate."""
    generator = np.random.default_rng(12)
    for d in generator.uniform(-5, 5, 200).tolist():
        [y] = reference.activate(activation, [d])
        [slope] = reference.layer_deltas(activation, [1.0], [d], [y])
        with mp.workdps(40):
            true = mp.diff(DEFINED[activation].function, mpf(d), h=mpf(10) ** -12)
        assert abs(mpf(slope) - true) < 4e-16 * max(1.0, abs(y), abs(d)), d


@BACKENDS
def test_at_a_corner_the_slope_is_that_of_the_lower_side(chapters: ModuleType) -> None:
    for activation, wanted in [("leaky_relu", 0.2), ("elu", 1.0), ("selu", 1.7580993408473768)]:
        for zero in (0.0, -0.0):
            y = chapters.activate(activation, [zero])
            [slope] = chapters.activation_backward(activation, [1.0], y)
            assert slope == pytest.approx(wanted, rel=1e-15)
    assert list(chapters.activation_backward("hard_sigmoid", [1.0, 1.0], [0.0, 1.0])) == [0.0, 0.0]


@BACKENDS
def test_far_out(chapters: ModuleType) -> None:
    far = [-1e300, 1e300]
    assert list(chapters.activate("elu", far)) == [-1.0, 1e300]
    assert list(chapters.activate("softplus", far)) == [0.0, 1e300]
    assert list(chapters.activate("hard_sigmoid", far)) == [0.0, 1.0]
    assert list(chapters.activate("softsign", far)) == [-1.0, 1.0]
    for activation in FROM_PREACTIVATIONS:
        assert list(chapters.activate(activation, far)) == [0.0, 1e300]
    for activation in ("silu", "gelu"):
        deltas = chapters.layer_deltas(activation, [1.0, 1.0], far, [0.0, 1e300])
        assert list(deltas) == [0.0, 1.0]


@BACKENDS
@pytest.mark.parametrize("activation", FURTHER)
def test_nan_stays_nan(chapters: ModuleType, activation: str) -> None:
    [y] = chapters.activate(activation, [math.nan])
    assert math.isnan(y)


def test_the_constants_of_selu_keep_mean_and_variance() -> None:
    """Normal numbers stay normal in mean and variance, which is what the constants are for."""

    def expected(power: int) -> mpf:
        def weighted(d: mpf) -> mpf:
            d_or_less = d if d > 0 else alpha * mp.expm1(d)
            return (scale * d_or_less) ** power * mp.npdf(d)

        return mp.quad(weighted, [-20, -5, 0, 5, 20])

    scale, alpha = mpf(further_activations.SELU_SCALE), mpf(further_activations.SELU_ALPHA)
    assert abs(expected(1)) < 1e-15
    assert abs(expected(2) - 1) < 1e-15


def test_the_other_constants_are_rounded_once() -> None:
    with mp.workdps(30):
        assert float(mp.sqrt(mpf("0.5"))) == further_activations.ROOT_HALF
        assert float(1 / mp.sqrt(2 * mp.pi)) == further_activations.DENSITY
        assert float(mp.sqrt(2 / mp.pi)) == further_activations.GELU_SCALE


def test_a_step_can_have_those_that_follow_from_an_output() -> None:
    assert set(UNIT_ACTIVATIONS) - set(STEP_ACTIVATIONS) == set(FROM_PREACTIVATIONS)
