"""Chapter windows: where windows stand."""

from types import ModuleType

import numpy as np
import pytest
from support.backends import BACKENDS

from refnet import reference
from refnet.reference.windows import PADDED

SIZES = [(5, 3, 1), (6, 3, 2), (7, 2, 3), (4, 4, 1), (4, 1, 2), (9, 4, 4), (5, 2, 4)]


@pytest.mark.parametrize(("size", "window", "stride"), SIZES)
def test_valid_windows_are_those_of_numpy(size: int, window: int, stride: int) -> None:
    wanted = np.lib.stride_tricks.sliding_window_view(np.arange(size), window)[::stride]
    assert reference.cells_along(size, window, stride, "valid") == wanted.tolist()


@pytest.mark.parametrize(("size", "window", "stride"), [*SIZES, (2, 5, 1), (1, 4, 3)])
def test_same_windows_start_at_each_stride_with_the_padding_shared(
    size: int, window: int, stride: int
) -> None:
    cells = reference.cells_along(size, window, stride, "same")
    assert len(cells) == -(-size // stride)
    before, after = (sum(cell == PADDED for cell in windows) for windows in (cells[0], cells[-1]))
    if len(cells) > 1 and window < size:
        assert before <= after <= before + 1
    covered = [cell for windows in cells for cell in windows if cell != PADDED]
    assert set(covered) == set(range(size)) or window < stride


@pytest.mark.parametrize(
    ("size", "window", "stride", "cells"),
    [
        (4, 2, 1, [[0, 1], [1, 2], [2, 3], [3, PADDED]]),
        (4, 3, 1, [[PADDED, 0, 1], [0, 1, 2], [1, 2, 3], [2, 3, PADDED]]),
        (5, 4, 3, [[PADDED, 0, 1, 2], [2, 3, 4, PADDED]]),
        (5, 1, 3, [[0], [3]]),
        (2, 5, 1, [[PADDED, PADDED, 0, 1, PADDED], [PADDED, 0, 1, PADDED, PADDED]]),
    ],
)
def test_same_windows(size: int, window: int, stride: int, cells: list[list[int]]) -> None:
    assert reference.cells_along(size, window, stride, "same") == cells


def test_windows_and_cells_come_row_by_row() -> None:
    image = np.arange(20).reshape(4, 5)
    cells = reference.window_cells(4, 5, (2, 3), (2, 1), "valid")
    wanted = [image[i : i + 2, j : j + 3].ravel().tolist() for i in (0, 2) for j in (0, 1, 2)]
    assert cells == wanted


@BACKENDS
def test_the_number_of_windows(chapters: ModuleType) -> None:
    assert tuple(chapters.windows_along(28, 5, 1, "valid")) == (24, 0)
    assert tuple(chapters.windows_along(28, 5, 1, "same")) == (28, 2)
    assert tuple(chapters.windows_along(224, 7, 2, "same")) == (112, 2)
    assert tuple(chapters.windows_along(5, 2, 2, "same")) == (3, 0)
