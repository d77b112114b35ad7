"""Chapter further_initializers: the spread of the weights, and constants."""

import math
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from support.backends import BACKENDS

from refnet import reference
from refnet.reference import Initializer
from refnet.reference.further_initializers import SCALINGS, TRUNCATED, WIDEST


def kernel_of(chapters: ModuleType, initializer: Any, cells: int = 1) -> Any:
    """Return the kernel of 50 inputs and 30 units."""
    return np.array(chapters.initial_kernel(initializer, 50, 30, chapters.seeded(1), cells))


@BACKENDS
@pytest.mark.parametrize("name", SCALINGS)
def test_the_variance_belongs_to_the_fans(chapters: ModuleType, name: str) -> None:
    kernel = kernel_of(chapters, name, 4)
    fan = {"glorot": 4 * (50 + 30) / 2}.get(name.split("_")[0], 4 * 50)
    deviation = math.sqrt((2.0 if name.startswith("he") else 1.0) / fan)
    assert kernel.std() == pytest.approx(deviation, rel=0.03)
    assert abs(kernel.mean()) < 0.05 * deviation
    widest = math.sqrt(3) if name.endswith("uniform") else WIDEST / TRUNCATED
    assert 0.99 * widest < np.abs(kernel).max() / deviation <= widest


@BACKENDS
def test_numbers_are_spread_around_their_mean(chapters: ModuleType) -> None:
    uniform = kernel_of(chapters, Initializer("random_uniform", minval=2.0, maxval=5.0))
    assert 2.0 <= uniform.min() < 2.01
    assert 4.99 < uniform.max() <= 5.0
    normal = kernel_of(chapters, Initializer("random_normal", mean=4.0, stddev=0.5))
    assert normal.mean() == pytest.approx(4.0, abs=0.05)
    assert normal.std() == pytest.approx(0.5, rel=0.05)
    assert np.abs(normal - 4.0).max() > 1.0
    near = kernel_of(chapters, Initializer("truncated_normal", mean=4.0, stddev=0.5))
    assert 0.9 < np.abs(near - 4.0).max() <= 1.0
    assert near.std() == pytest.approx(0.5 * TRUNCATED, rel=0.05)


def test_the_deviation_of_truncated_numbers_is_that_of_the_distribution() -> None:
    """The variance between -2 and 2 is 1 - 4 * density(2) / (2 * share of 0 to 2)."""
    density = math.exp(-2.0) / math.sqrt(2 * math.pi)
    share = math.erf(WIDEST / math.sqrt(2))
    assert pytest.approx(math.sqrt(1 - 2 * WIDEST * density / share), rel=1e-15) == TRUNCATED


@BACKENDS
def test_constants_draw_nothing(chapters: ModuleType) -> None:
    generator = chapters.seeded(1)
    constants: list[tuple[Any, list[list[float]]]] = [
        ("ones", [[1, 1], [1, 1], [1, 1]]),
        (Initializer("constant", value=-2), [[-2, -2], [-2, -2], [-2, -2]]),
        (Initializer("identity", gain=3), [[3, 0], [0, 3], [0, 0]]),
    ]
    for initializer, wanted in constants:
        kernel = chapters.initial_kernel(initializer, 3, 2, generator)
        assert np.array(kernel).tolist() == wanted
    assert chapters.next_double(generator) == reference.next_double(reference.seeded(1))


@BACKENDS
def test_a_gain_multiplies_orthogonal_rows(chapters: ModuleType) -> None:
    generators = chapters.seeded(2), chapters.seeded(2)
    kernel = chapters.initial_kernel(Initializer("orthogonal", gain=-3.0), 3, 5, generators[0])
    plain = np.array(chapters.orthogonal_kernel(3, 5, generators[1]))
    assert np.array(kernel).tolist() == (-3.0 * plain).tolist()
