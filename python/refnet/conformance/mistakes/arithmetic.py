"""Arithmetic, right and wrong: the ways to add, to round and to write down numbers."""

import struct
from collections.abc import Callable
from fractions import Fraction

Products = list[tuple[float, float]]
Sum = Callable[[Products], float]


def fused(a: float, b: float, c: float) -> float:
    """Return a*b + c rounded once, as a fused multiply-add does."""
    try:
        (p, q), (r, s), (t, u) = (x.as_integer_ratio() for x in (a, b, c))
        exact = p * r * u + t * q * s
        return exact / (q * s * u) if exact else a * b + c  # a quotient of ints is rounded once
    except (ValueError, OverflowError):  # an infinity or a NaN, or a result beyond the range
        return a * b + c


def binary32(value: float) -> float:
    """Return the nearest binary32, as a port that calculates in floats has it."""
    try:
        rounded: float = struct.unpack(">f", struct.pack(">f", value))[0]
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")
    return rounded


def flushed(value: float) -> float:
    """Return 0 for a subnormal, as a processor in the flush-to-zero mode has it."""
    return value if abs(value) >= 2.0**-1022 else value * 0.0


def left_to_right(products: Products) -> float:
    """Return the weighted sum as SUM-1 has it."""
    total = 0.0
    for weight, x in products:
        total = total + weight * x
    return total


def right_to_left(products: Products) -> float:
    """Return the weighted sum, added from the last to the first."""
    return left_to_right(products[::-1])


def with_fused(products: Products) -> float:
    """Return the weighted sum with fused multiply-adds."""
    total = 0.0
    for weight, x in products:
        total = fused(weight, x, total)
    return total


def compensated(products: Products) -> float:
    """Return the weighted sum of all products, rounded only once, like Python's fsum."""
    try:
        return float(sum((Fraction(weight * x) for weight, x in products), Fraction(0)))
    except (ValueError, OverflowError):
        return left_to_right(products)


def in_halves(products: Products) -> float:
    """Return the weighted sum added up in halves, as pairwise summation and SIMD code do."""
    if len(products) <= 1:
        return left_to_right(products)
    middle = (len(products) + 1) // 2
    return in_halves(products[:middle]) + in_halves(products[middle:])


def in_lanes(products: Products, lanes: int) -> float:
    """Return the weighted sum of so many partial sums, side by side, as SIMD code makes them."""
    partial = [left_to_right(products[lane::lanes]) for lane in range(lanes)]
    return left_to_right([(total, 1.0) for total in partial])


def without_sign(value: float) -> float:
    """Return 0.0 for -0.0, as a port has it that starts from 0 or prints integers."""
    return value + 0.0
