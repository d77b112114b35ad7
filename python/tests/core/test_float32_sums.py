"""The fused sums of binary32: support/binary32.py against exact fractions and C's fmaf.

And the C core, whose sums are rounded to odd where the processor has no fmaf, against that.
"""

import ctypes
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from support import binary32
from support.bits import in_order
from support.float32 import Array, bits, rows_of
from support.processor import EVERYWHERE

from refnet.core.arrays import pointer
from refnet.core.layers import LayerStructs
from refnet.core.structs import kernels
from refnet.reference.dense import DenseLayer

COUNT = 20_000

LIBM = ctypes.CDLL(None)
LIBM.fmaf.restype = ctypes.c_float
LIBM.fmaf.argtypes = [ctypes.c_float] * 3


def anything(random: np.random.RandomState) -> Array:
    """Return x, y and totals [3][COUNT] of any bits, infinities and NaN included."""
    drawn = random.randint(0, 2**32, (3, COUNT), np.uint64)
    return drawn.astype(np.uint32).view(np.float32)


def similar(random: np.random.RandomState) -> Array:
    """Return products and totals of similar magnitude."""
    drawn = random.normal(size=(3, COUNT)) * 2.0 ** random.randint(-20, 20, (3, COUNT))
    return drawn.astype(np.float32)


def halfway(random: np.random.RandomState) -> Array:
    """Return totals and products of half their last bit, give or take up to 2**-48 of it."""
    total = random.randint(2**23, 2**24, COUNT) * random.choice([-1.0, 1.0], COUNT)
    tiny = 2.0 ** -random.randint(1, 25, COUNT) * random.randint(0, 2, COUNT)
    x, y = 1 + tiny, (1 - tiny) * random.choice([-0.5, 0.5], COUNT)
    scale = 2.0 ** random.randint(-60, 60, COUNT)
    return np.array([x * scale, y, total * scale], np.float32)


def subnormal(random: np.random.RandomState) -> Array:
    """Return the same below the normal numbers, where the halves are those of 2**-149."""
    x, y, _ = halfway(random)
    total = random.randint(-(2**21), 2**21, COUNT) * 2.0**-149
    exponent = np.frexp(x)[1] - 1
    return np.array([np.ldexp(x, -exponent - 60), y * 2.0**-89, total], np.float32)


def is_nearest(x: float, y: float, total: float, result: np.float32) -> bool:
    """Return whether no other binary32 is nearer to the exact sum, or as near and even."""
    exact = Fraction(x) * Fraction(y) + Fraction(total)
    distance = abs(Fraction(float(result)) - exact)
    for beyond in (-np.inf, np.inf):
        other = abs(Fraction(float(np.nextafter(result, np.float32(beyond)))) - exact)
        if other < distance or (other == distance and result.view(np.int32) % 2 != 0):
            return False
    return True


DRAWS = [anything, similar, halfway, subnormal]


@pytest.mark.parametrize("draw", DRAWS)
def test_a_fused_sum_is_rounded_once(draw: Any) -> None:
    x, y, total = draw(np.random.RandomState(1))
    results = binary32.fused(x, y, total)
    by_c = [
        LIBM.fmaf(*triple) for triple in zip(x.tolist(), y.tolist(), total.tolist(), strict=True)
    ]
    assert np.array_equal(results, np.array(by_c, np.float32), equal_nan=True)
    signs = np.signbit(results) == np.signbit(by_c)
    assert (signs | np.isnan(results)).all()
    with np.errstate(over="ignore", invalid="ignore"):
        plain = x * y + total
        twice = np.float32(np.float64(x) * y + total)
    if draw in (halfway, subnormal):
        assert np.count_nonzero(results != twice) > 1000, "a second rounding would do no harm"
    assert np.count_nonzero(results != plain) > 100, "fused sums would be like others"
    finite = np.flatnonzero(np.isfinite(results) & (abs(results) < 1e38))[:2000]
    for i in finite:
        assert is_nearest(float(x[i]), float(y[i]), float(total[i]), results[i])


def sums_of_c(x: Array, y: Array, start: Array) -> Array:
    """Return start + x * y of C, a layer with one input.

    x [m], y [u], start [u] -> [m][u]
    """
    layer = LayerStructs([DenseLayer(len(y), "linear", y[None], start)], np.float32)
    sums = np.empty((len(x), len(y)), np.float32)
    kernels(np.float32).dense_forward(pointer(x), layer.array, len(x), pointer(sums))
    return sums


@EVERYWHERE
@pytest.mark.parametrize("size", [1, 3, 40])
@pytest.mark.parametrize("draw", DRAWS)
def test_each_sum_of_c_is_rounded_once(draw: Any, size: int) -> None:
    """Each triple is on the diagonal of a layer, so in all lanes and rows of the tiles."""
    drawn = np.ascontiguousarray(draw(np.random.RandomState(3))[:, : max(1000, 200 * size)])
    for i in range(0, drawn.shape[1] - size + 1, size):
        x, y, start = (np.ascontiguousarray(row[i : i + size]) for row in drawn)
        sums, wanted = sums_of_c(x, y, start), binary32.fused(x[:, None], y, start)
        is_nan = np.isnan(wanted)
        assert np.isnan(sums[is_nan]).all()
        assert bits(sums[~is_nan]) == bits(wanted[~is_nan])


def test_the_layer_is_the_sums_in_order() -> None:
    random = np.random.RandomState(2)
    x, kernel, bias = (np.float32(random.normal(size=size)) for size in ((4, 5), (5, 3), 3))
    bias[0] = -0.0
    for given, start in ((list(bias), bias), (None, np.float32(0))):
        layer = DenseLayer(3, "linear", rows_of(kernel), given)
        wanted = in_order(start, x, kernel)
        assert bits(binary32.dense_forward(rows_of(x), layer)) == bits(wanted)
