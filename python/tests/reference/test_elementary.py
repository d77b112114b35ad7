"""Chapter elementary: accuracy against mpmath, and exact results where there must be some."""

import math
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from mpmath import mp, mpf
from support.backends import BACKENDS
from support.elementary_points import COUNT, points

from refnet import core

LIMITS = {
    **{"exp": 0.8, "log": 0.9, "tanh": 1.6, "sigmoid": 1.7},
    **{"expm1": 1.3, "log1p": 1.5, "erf": 1.9},
}


def exact(function: str) -> Callable[[mpf], mpf]:
    """Return the function in arbitrary precision."""
    functions: dict[str, Callable[[mpf], mpf]] = {
        "exp": mp.exp,
        "log": mp.log,
        "tanh": mp.tanh,
        "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
        "expm1": mp.expm1,
        "log1p": mp.log1p,
        "erf": mp.erf,
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
def test_expm1_is_exact_where_it_must(chapters: ModuleType) -> None:
    assert [math.copysign(1.0, chapters.expm1(x)) for x in (0.0, -0.0)] == [1.0, 1.0]
    assert (chapters.expm1(math.inf), chapters.expm1(-math.inf)) == (math.inf, -1.0)
    assert chapters.expm1(709.782712893384) < math.inf
    assert chapters.expm1(709.7827128933841) == math.inf
    assert [chapters.expm1(x) for x in (5e-324, -5e-324, 1e-300)] == [5e-324, -5e-324, 1e-300]
    assert chapters.expm1(-38.0) == chapters.expm1(-50.0) == -1.0
    assert math.isnan(chapters.expm1(math.nan))


@BACKENDS
def test_log1p_is_exact_where_it_must(chapters: ModuleType) -> None:
    assert [math.copysign(1.0, chapters.log1p(x)) for x in (0.0, -0.0)] == [1.0, 1.0]
    assert (chapters.log1p(math.inf), chapters.log1p(-1.0)) == (math.inf, -math.inf)
    assert [chapters.log1p(x) for x in (5e-324, -5e-324, 1e-300)] == [5e-324, -5e-324, 1e-300]
    assert all(math.isnan(chapters.log1p(x)) for x in (-1.5, -math.inf, math.nan))


@BACKENDS
def test_erf_is_exact_where_it_must(chapters: ModuleType) -> None:
    assert [math.copysign(1.0, chapters.erf(x)) for x in (0.0, -0.0)] == [1.0, 1.0]
    assert [chapters.erf(x) for x in (math.inf, 6.0, 1e300, 5e-324)] == [1.0, 1.0, 1.0, 5e-324]
    assert all(chapters.erf(-x) == -chapters.erf(x) for x in (0.3, 0.99, 1.0, 2.5, 6.0, math.inf))
    assert math.isnan(chapters.erf(math.nan))


@BACKENDS
def test_the_parts_of_the_algorithms(chapters: ModuleType) -> None:
    assert [chapters.round_to_integer(x) for x in (0.5, 1.5, 2.5, -0.5, -1.2)] == [0, 2, 2, 0, -1]
    assert [chapters.power_of_two(k) for k in (-1022, 0, 1023)] == [2.0**-1022, 1.0, 2.0**1023]
    for x in (1.0, 0.7, 1.5, 5e-324, 1e-310, 2.2250738585072014e-308, 1.7976931348623157e308):
        m, k = chapters.mantissa_and_exponent(x)
        assert math.ldexp(m, k) == x
        assert math.sqrt(0.5) <= m < math.sqrt(2.0)
