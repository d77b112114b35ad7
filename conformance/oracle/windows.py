"""Chapter windows: where a window stands along an axis."""

from collections.abc import Iterator
from itertools import product
from math import ceil


def windows(size: int, window: int, stride: int, padding: str) -> tuple[int, int, int]:
    """Return how many windows there are along an axis, and the padded cells before and after."""
    if padding == "valid":
        return (size - window) // stride + 1, 0, 0
    count = ceil(size / stride)
    missing = max(0, (count - 1) * stride + window - size)
    return count, missing // 2, missing - missing // 2


def insides(
    shape: list[int], window: list[int], strides: list[int], padding: str
) -> Iterator[tuple[tuple[int, int], tuple[slice, slice]]]:
    """Yield each window's own place, and the rows and columns of the image that it covers."""
    axes = list(zip(shape, window, strides, strict=False))
    counts, befores, _ = zip(*(windows(*axis, padding) for axis in axes), strict=True)
    for at in product(*map(range, counts)):
        starts = [i * stride - b for i, (_, _, stride), b in zip(at, axes, befores, strict=True)]
        rows, columns = (
            slice(max(start, 0), start + length)
            for start, (_, length, _) in zip(starts, axes, strict=True)
        )
        yield (at[0], at[1]), (rows, columns)
