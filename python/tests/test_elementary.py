"""The chapter elementary: accuracy against mpmath, and the same bits from the reference and C."""

import math
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from elementary_points import COUNT, points
from mpmath import mp, mpf

from refnet import RefnetError, core, reference

BACKENDS = pytest.mark.parametrize("chapters", [reference, core], ids=["python", "c"])
LIMITS = {"exp": 0.8, "log": 0.9, "tanh": 1.6, "sigmoid": 1.7}  # README.md says so


def exact(function: str) -> Callable[[mpf], mpf]:
    """Return the function in arbitrary precision."""
    functions: dict[str, Callable[[mpf], mpf]] = {
        "exp": mp.exp,
        "log": mp.log,
        "tanh": mp.tanh,
        "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
    }
    return functions[function]


def errors(function: str, x: Any, y: Any) -> list[float]:
    """Return the errors of results y in units of the last place of the true value."""
    found = []
    calculate = exact(function)
    with mp.workdps(30):
        for argument, result in zip(x.tolist(), y.tolist(), strict=True):
            true = calculate(mpf(argument))
            unit = math.ulp(float(true))
            found.append(float(abs(mpf(result) - true) / mpf(unit)))
    return found


@pytest.mark.parametrize("function", LIMITS)
def test_accuracy_over_the_whole_range(function: str) -> None:
    x = points(function)
    y = core.elementary(function, x)
    usual = np.isfinite(y) & (np.abs(x) < 1e6) & (x != 0 if function == "log" else x == x)
    assert usual.sum() > 0.7 * COUNT
    assert max(errors(function, x[usual], y[usual])) < LIMITS[function]


@pytest.mark.parametrize("function", LIMITS)
def test_reference_and_core_have_the_same_bits(function: str) -> None:
    x = points(function)
    expected = np.array(reference.elementary(function, x.tolist()))
    got = core.elementary(function, x)
    nan = np.isnan(expected)
    assert (nan == np.isnan(got)).all()
    assert (expected.view(np.int64) == got.view(np.int64))[~nan].all()


@pytest.mark.parametrize("function", LIMITS)
@pytest.mark.parametrize("size", [*range(1, 20), 127, 128, 129, 255, 300])
def test_lanes_and_their_rests_have_the_scalar_bits(function: str, size: int) -> None:
    scalar = getattr(core, function)
    generator = np.random.default_rng(size)
    for far in (0.0, 800.0):  # with a far value, a block takes the scalar way
        x = generator.uniform(0.1, 3, size) * generator.choice([-1, 1], size)
        x[size // 2] += far
        x = np.abs(x) if function == "log" else x
        assert core.elementary(function, x).tolist() == [scalar(value) for value in x.tolist()]


@BACKENDS
def test_exp_is_exact_where_it_must(chapters: ModuleType) -> None:
    assert chapters.exp(0.0) == 1.0
    assert chapters.exp(math.inf) == math.inf
    assert chapters.exp(-math.inf) == 0.0
    assert math.isnan(chapters.exp(math.nan))
    assert chapters.exp(709.782712893384) < math.inf
    assert chapters.exp(709.7827128933841) == math.inf
    assert chapters.exp(-745.1332191019411) == 5e-324
    assert chapters.exp(-745.1332191019412) == 0.0


@BACKENDS
def test_log_is_exact_where_it_must(chapters: ModuleType) -> None:
    assert chapters.log(1.0) == 0.0
    assert chapters.log(0.0) == chapters.log(-0.0) == -math.inf
    assert chapters.log(math.inf) == math.inf
    assert all(math.isnan(chapters.log(x)) for x in (-1.0, -5e-324, -math.inf, math.nan))


@BACKENDS
def test_tanh_is_exact_where_it_must(chapters: ModuleType) -> None:
    assert math.copysign(1.0, chapters.tanh(-0.0)) == -1.0
    assert (chapters.tanh(math.inf), chapters.tanh(-math.inf)) == (1.0, -1.0)
    assert chapters.tanh(5e-324) == 5e-324
    assert math.isnan(chapters.tanh(math.nan))
    assert chapters.tanh(-0.7) == -chapters.tanh(0.7)


@BACKENDS
def test_sigmoid_is_exact_where_it_must(chapters: ModuleType) -> None:
    assert chapters.sigmoid(0.0) == chapters.sigmoid(-0.0) == 0.5
    assert (chapters.sigmoid(math.inf), chapters.sigmoid(-math.inf)) == (1.0, 0.0)
    assert chapters.sigmoid(-745.1332191019411) == 5e-324
    assert math.isnan(chapters.sigmoid(math.nan))


@BACKENDS
def test_the_parts_of_the_algorithms(chapters: ModuleType) -> None:
    assert [chapters.round_to_integer(x) for x in (0.5, 1.5, 2.5, -0.5, -1.2)] == [0, 2, 2, 0, -1]
    assert [chapters.power_of_two(k) for k in (-1022, 0, 1023)] == [2.0**-1022, 1.0, 2.0**1023]
    for x in (1.0, 0.7, 1.5, 5e-324, 1e-310, 2.2250738585072014e-308, 1.7976931348623157e308):
        m, k = chapters.mantissa_and_exponent(x)
        assert math.ldexp(m, k) == x
        assert math.sqrt(0.5) <= m < math.sqrt(2.0)


def test_core_takes_arrays_of_any_shape() -> None:
    x = np.arange(24.0).reshape(2, 3, 4)[:, ::2].transpose(2, 0, 1)
    y = core.sigmoid(x)
    assert y.shape == x.shape
    assert y[1, 1, 1] == core.sigmoid(float(x[1, 1, 1]))
    assert core.exp(np.float32(1.0)) == core.exp(1)
    assert core.exp(np.array(0.5)).shape == ()
    assert core.exp([0.5, 1]).tolist() == [core.exp(0.5), core.exp(1)]


def test_core_refuses_what_it_cannot_take() -> None:
    half: Any = 0.5
    calls: tuple[Callable[[], Any], ...] = (
        lambda: core.exp("1"),
        lambda: core.exp([[1], [2, 3]]),
        lambda: core.exp(np.array(["1"])),
        lambda: core.exp(None),
        lambda: core.power_of_two(1024),
        lambda: core.power_of_two(half),
        lambda: core.mantissa_and_exponent(0.0),
        lambda: core.mantissa_and_exponent(math.inf),
        lambda: core.elementary("sinh", [1.0]),
        lambda: core.elementary("exp", [[1.0]]),
    )
    for call in calls:
        with pytest.raises(RefnetError):
            call()
