"""Chapter windows: how a small window moves over an image.

Convolution and pooling look at an image through a window of a few rows and columns. The window
starts in the upper left corner and moves by its strides: along a row first, then on to the next
one. With the padding "valid" it stays inside the image. With "same" it may stand over the edge, so
that strides of 1 give as many windows as the image has cells; what is missing is shared between
both sides, and an odd cell of it goes after the image. A cell outside the image is PADDED, and each
chapter says what it stands for.

Source: the padding of Keras and TensorFlow; V. Dumoulin and F. Visin, "A guide to convolution
arithmetic for deep learning", 2016.

Left out on purpose: windows with holes between their cells (dilation).

A cell's number is its row times the number of columns, plus its column.
"""

from collections.abc import Sequence
from typing import NamedTuple

PADDED = -1  # instead of the number of a cell


class Axis(NamedTuple):
    """How many windows there are along an axis, and how many padded cells before the first."""

    windows: int
    before: int


def windows_along(size: int, window: int, stride: int, padding: str) -> Axis:
    """Return the windows along an axis of ``size`` cells (WINDOW-1)."""
    if padding == "valid":
        return Axis((size - window) // stride + 1, 0)
    count = (size - 1) // stride + 1
    missing = (count - 1) * stride + window - size
    return Axis(count, missing // 2 if missing > 0 else 0)


def cells_along(size: int, window: int, stride: int, padding: str) -> list[list[int]]:
    """Return the positions that each window covers along an axis, PADDED outside (WINDOW-1).

    -> [windows][window]
    """
    axis = windows_along(size, window, stride, padding)
    result = []
    for i in range(axis.windows):
        start = i * stride - axis.before
        cells = range(start, start + window)
        result.append([cell if 0 <= cell < size else PADDED for cell in cells])
    return result


def window_cells(
    rows: int, columns: int, window: Sequence[int], strides: Sequence[int], padding: str
) -> list[list[int]]:
    """Return the numbers of the cells of each window, windows and cells row by row (WINDOW-2).

    window: its rows and columns; strides: down and to the right -> [windows][cells]
    """
    result = []
    across = cells_along(columns, window[1], strides[1], padding)
    for down in cells_along(rows, window[0], strides[0], padding):
        for right in across:
            cells = []
            for row in down:
                for column in right:
                    outside = row == PADDED or column == PADDED
                    cells.append(PADDED if outside else row * columns + column)
            result.append(cells)
    return result
