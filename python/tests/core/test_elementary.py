"""Chapter elementary through the C core: the bits of the reference, at every length."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from support.elementary_points import points

from refnet import RefnetError, core, reference
from refnet.reference.checks import FUNCTIONS


@pytest.mark.parametrize("function", FUNCTIONS)
def test_reference_and_core_have_the_same_bits(function: str) -> None:
    x = points(function)
    expected = np.array(reference.elementary(function, x.tolist()))
    got = core.elementary(function, x)
    nan = np.isnan(expected)
    assert (nan == np.isnan(got)).all()
    assert (expected.view(np.int64) == got.view(np.int64))[~nan].all()


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("size", [*range(1, 20), 127, 128, 129, 255, 300])
def test_blocks_and_their_remainders_have_the_scalar_bits(function: str, size: int) -> None:
    scalar = getattr(core, function)
    generator = np.random.default_rng(size)
    for far in (0.0, 800.0):  # with a far value, a block is calculated number by number
        x = generator.uniform(0.1, 3, size) * generator.choice([-1, 1], size)
        x[size // 2] += far
        x = np.abs(x) if function in ("log", "log1p") else x
        assert core.elementary(function, x).tolist() == [scalar(value) for value in x.tolist()]


def test_arrays_of_any_shape() -> None:
    x = np.arange(24.0).reshape(2, 3, 4)[:, ::2].transpose(2, 0, 1)
    y = core.sigmoid(x)
    assert y.shape == x.shape
    assert y[1, 1, 1] == core.sigmoid(float(x[1, 1, 1]))
    assert core.exp(np.float32(1.0)) == core.exp(1)
    assert core.exp(np.array(0.5)).shape == ()
    assert core.exp([0.5, 1]).tolist() == [core.exp(0.5), core.exp(1)]


def test_bad_input_is_refused() -> None:
    half: Any = 0.5
    calls: tuple[Callable[[], Any], ...] = (
        lambda: core.exp("1"),
        lambda: core.exp([[1], [2, 3]]),
        lambda: core.exp(np.array(["1"])),
        lambda: core.exp(None),
        lambda: core.power_of_two(1024),
        lambda: core.power_of_two(half),
        lambda: core.mantissa_and_exponent(0.0),
        lambda: core.exponent_and_rest(1000.5),
        lambda: core.exponent_and_rest(math.nan),
        lambda: core.scaled(1.0, 2045),
        lambda: core.scaled(1.0, math.inf),
        lambda: core.mantissa_and_exponent(math.inf),
        lambda: core.elementary("sinh", [1.0]),
        lambda: core.elementary("exp", [[1.0]]),
    )
    for call in calls:
        with pytest.raises(RefnetError):
            call()
