"""Chapter windows over NumPy arrays: refnet.reference.windows.

C has no lists of cells: there a window is the ranges of its rows and columns (csrc/windows.h).
"""

import math
from collections.abc import Sequence

import numpy as np

from refnet._core import lib
from refnet.core.arrays import Counts
from refnet.core.memory import check_memory
from refnet.reference.checks import MOST_NUMBERS, check_name, check_range
from refnet.reference.image_checks import PADDINGS, check_sizes
from refnet.reference.readers import as_count, as_counts, as_name
from refnet.reference.windows import PADDED, Axis


def windows_along(size: int, window: int, stride: int, padding: str) -> Axis:
    """Return the windows along an axis of ``size`` cells (WINDOW-1).

    Raises RefnetError: wrong_type, out_of_range, unknown_name.
    """
    size, window = as_count("size", size), as_count("window", window)
    stride, padding = as_count("stride", stride), as_name("padding", padding)
    check_name("padding", padding, PADDINGS)
    check_range("size", size, 1, MOST_NUMBERS)
    check_range("window", window, 1, size if padding == "valid" else MOST_NUMBERS)
    check_range("stride", stride, 1, MOST_NUMBERS)
    axis = lib.refnet_windows_along(size, window, stride, PADDINGS.index(padding))
    return Axis(axis.windows, axis.before)


def cells_along(size: int, window: int, stride: int, padding: str) -> Counts:
    """Return the positions that each window covers along an axis, PADDED outside (WINDOW-1).

    -> [windows][window].
    Raises RefnetError: wrong_type, out_of_range, unknown_name; and MemoryError.
    """
    axis = windows_along(size, window, stride, padding)
    check_memory("window", 2 * 8 * axis.windows * window)
    starts = stride * np.arange(axis.windows) - axis.before
    cells: Counts = starts[:, np.newaxis] + np.arange(window)
    cells[(cells < 0) | (cells >= size)] = PADDED
    return cells


def window_cells(
    rows: int, columns: int, window: Sequence[int], strides: Sequence[int], padding: str
) -> Counts:
    """Return the numbers of the cells of each window, windows and cells row by row (WINDOW-2).

    window: its rows and columns; strides: down and to the right -> [windows][cells].
    Raises RefnetError: wrong_type, shape_mismatch, out_of_range, unknown_name; and MemoryError.
    """
    window, strides = as_counts("window", window), as_counts("strides", strides)
    check_sizes("window", window, 2)
    check_sizes("strides", strides, 2)
    axes = [
        windows_along(size, window[i], strides[i], padding)
        for i, size in enumerate((rows, columns))
    ]
    check_memory("window", 4 * 8 * math.prod(window) * math.prod(axis.windows for axis in axes))
    down = cells_along(rows, window[0], strides[0], padding)[:, np.newaxis, :, np.newaxis]
    right = cells_along(columns, window[1], strides[1], padding)[:, np.newaxis, :]
    outside = (down == PADDED) | (right == PADDED)
    cells: Counts = np.where(outside, PADDED, down * columns + right)
    return cells.reshape(len(down) * len(right), window[0] * window[1])
