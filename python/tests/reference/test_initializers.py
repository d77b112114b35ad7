"""Chapter initializers: the limits of the first weights, and orthogonal kernels."""

import math
from types import ModuleType

import numpy as np
import pytest
from support.backends import BACKENDS

from refnet import reference
from refnet.errors import RefnetError
from refnet.reference.initializer_checks import checked_initial_kernels


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


@pytest.mark.parametrize(("inputs", "units"), [(4, 4), (3, 12), (7, 2), (1, 5), (5, 1), (1, 1)])
def test_orthogonal_kernels_are_orthonormal(inputs: int, units: int) -> None:
    kernel = np.array(reference.orthogonal_kernel(inputs, units, reference.seeded(3)))
    assert kernel.shape == (inputs, units)
    short = kernel if inputs <= units else kernel.T
    np.testing.assert_allclose(short @ short.T, np.eye(len(short)), atol=1e-13)


@pytest.mark.parametrize(("inputs", "units"), [(4, 4), (3, 12), (7, 2)])
def test_orthogonal_kernels_are_the_q_of_what_is_drawn(inputs: int, units: int) -> None:
    """With a diagonal of R above zero, which makes the factors unique."""
    count, length = sorted((inputs, units))
    generator = reference.seeded(3)
    numbers: list[float] = []
    while len(numbers) < count * length:
        numbers.extend(reference.next_normals(generator))
    q, r = np.linalg.qr(np.array(numbers[: count * length]).reshape(length, count))
    wanted = q * np.sign(np.diag(r))
    kernel = np.array(reference.orthogonal_kernel(inputs, units, reference.seeded(3)))
    np.testing.assert_allclose(kernel if inputs > units else kernel.T, wanted, atol=1e-12)


def test_an_orthogonal_kernel_keeps_lengths() -> None:
    kernel = np.array(reference.orthogonal_kernel(16, 16, reference.seeded(5)))
    state = np.linspace(-1.0, 1.0, 16)
    after = state @ np.linalg.matrix_power(kernel, 100)
    assert np.linalg.norm(after) == pytest.approx(np.linalg.norm(state), rel=1e-9)


def test_an_orthogonal_kernel_may_take_so_many_multiplications() -> None:
    """2^30 for each kernel; only the check, since making the kernels takes minutes."""
    checked_initial_kernels("orthogonal", [2**10, 2**10, 2**10], 1, None)
    checked_initial_kernels("orthogonal", [2, 2**20], 1, [2**3])
    for sizes in ([2**10, 2**10 + 1], [2**10 + 1, 2**10], [1, 2**12, 2**12 - 1]):
        with pytest.raises(RefnetError, match="multiplications"):
            checked_initial_kernels("orthogonal", sizes, 1, None)
        checked_initial_kernels("uniform", sizes, 1, None)
