"""Chapter initializers: the limits of the first weights."""

import math
from types import ModuleType

import numpy as np
from support.backends import BACKENDS


@BACKENDS
def test_first_weights_lie_within_their_limits(chapters: ModuleType) -> None:
    kernel = np.array(chapters.initial_kernel("glorot_uniform", 30, 20, chapters.seeded(1)))
    limit = math.sqrt(6 / 50)
    assert 0.99 * limit < np.abs(kernel).max() <= limit
    assert abs(kernel.mean()) < 0.02
    kernel = np.array(chapters.initial_kernel("uniform", 30, 20, chapters.seeded(1)))
    assert 0.0495 < np.abs(kernel).max() <= 0.05
    assert not np.any(chapters.initial_kernel("zeros", 30, 20, chapters.seeded(1)))


@BACKENDS
def test_kernels_are_drawn_one_after_another(chapters: ModuleType) -> None:
    generator = chapters.seeded(11)
    wanted = [chapters.initial_kernel("uniform", *size, generator) for size in ((5, 3), (3, 7))]
    kernels = chapters.initial_kernels("uniform", [5, 3, 7], 11)
    assert [np.array(kernel).tolist() for kernel in kernels] == [
        np.array(kernel).tolist() for kernel in wanted
    ]


@BACKENDS
def test_the_weights_of_a_window_are_drawn_cell_by_cell(chapters: ModuleType) -> None:
    """As those of a dense layer with as many rows, within the limit of all cells of the window."""
    kernel = np.array(chapters.initial_kernel("glorot_uniform", 3, 8, chapters.seeded(2), 25))
    assert kernel.shape == (75, 8)
    limit = math.sqrt(6 / (25 * 11))
    assert 0.99 * limit < np.abs(kernel).max() <= limit
    rows = np.array(chapters.initial_kernel("uniform", 75, 8, chapters.seeded(2)))
    cells = np.array(chapters.initial_kernel("uniform", 3, 8, chapters.seeded(2), 25))
    assert cells.tolist() == rows.tolist()
