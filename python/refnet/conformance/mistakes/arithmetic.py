"""Arithmetic that is not the reference's: the ways to add, to round, and a language's functions.

The edited functions of the other files use what is here by its name.
"""

import math
import struct
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any


def fused(a: float, b: float, c: float) -> float:
    """Return a*b + c rounded once, as a fused multiply-add does."""
    try:
        (p, q), (r, s), (t, u) = (x.as_integer_ratio() for x in (a, b, c))
        exact = p * r * u + t * q * s
        return exact / (q * s * u) if exact else a * b + c  # a quotient of ints is rounded once
    except (ValueError, OverflowError):  # an infinity or a NaN, or a result beyond the range
        return a * b + c


def added(terms: Iterable[float]) -> float:
    """Return the sum, added from left to right."""
    total = 0.0
    for term in terms:
        total = total + term
    return total


def in_halves(terms: Iterable[float]) -> float:
    """Return the sum, added in halves, as pairwise summation and SIMD code do."""
    terms = list(terms)
    if len(terms) <= 1:
        return added(terms)
    middle = (len(terms) + 1) // 2
    return in_halves(terms[:middle]) + in_halves(terms[middle:])


def in_lanes(lanes: int, terms: Iterable[float]) -> float:
    """Return the sum of partial sums, one for each lane of SIMD code."""
    terms = list(terms)
    return added(added(terms[lane::lanes]) for lane in range(lanes))


def compensated(terms: Iterable[float]) -> float:
    """Return the sum, rounded only once, like Python's fsum."""
    terms = list(terms)
    try:
        return float(sum(map(Fraction, terms), Fraction(0)))
    except (ValueError, OverflowError):
        return added(terms)


def in_binary32(terms: Iterable[float]) -> float:
    """Return the sum, added from left to right in a variable of binary32."""
    total = 0.0
    for term in terms:
        total = binary32(total + term)
    return total


def products(a: Iterable[float], b: Iterable[float]) -> list[float]:
    """Return the product of each pair."""
    return [x * y for x, y in zip(a, b, strict=True)]


def columns(rows: Iterable[Any]) -> list[Any]:
    """Return the columns of a matrix."""
    return list(zip(*rows, strict=True))


def column_major(values: Sequence[Any], before: Sequence[int], after: Sequence[int]) -> list[Any]:
    """Return values whose shape has changed as if the first index varied fastest."""
    result = list(values)
    for i, j in zip(_first_fastest(before), _first_fastest(after), strict=True):
        result[j] = values[i]
    return result


def _first_fastest(shape: Sequence[int]) -> list[int]:
    """Return the places in a row-major list, in the order in which the first index is fastest."""
    *sizes, last = shape
    outer = _first_fastest(sizes) if sizes else [0]
    return [place * last + i for i in range(last) for place in outer]


def binary32(value: float) -> float:
    """Return the nearest binary32."""
    try:
        rounded: float = struct.unpack(">f", struct.pack(">f", value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)
    return rounded


def flushed(value: float) -> float:
    """Return 0 for a subnormal, as a processor does in flush-to-zero mode."""
    return value if abs(value) >= 2.0**-1022 else value * 0.0


def unsigned(value: float) -> float:
    """Return 0.0 for -0.0, as a port does that prints integers."""
    return value + 0.0


def numbers(rounded: Callable[[float], float]) -> type[float]:
    """Return a type of number whose every operation ends with a step of rounding."""

    def operation(name: str) -> Callable[..., Any]:
        right = getattr(float, name)
        return lambda *operands: number(right(*operands))

    names = ("add", "sub", "mul", "truediv", "radd", "rsub", "rmul", "rtruediv", "neg", "abs")
    operations: dict[str, Any] = {f"__{name}__": operation(f"__{name}__") for name in names}
    operations["__new__"] = lambda cls, value: float.__new__(cls, rounded(value))
    number: type[float] = type("Number", (float,), operations)
    return number


def power_of_bits(k: float) -> float:
    """Return 2^k from the bits k + 1023, shifted by 52, whatever k is."""
    whole = int(k) if math.isfinite(k) else 0
    power: float = struct.unpack(">d", struct.pack(">Q", ((whole + 1023) << 52) % (1 << 64)))[0]
    return power


def library_power_of_two(k: float) -> float:
    """Return 2^k, 0 and infinities included, as a language's own function does."""
    if k > 1023.0 or math.isnan(k):
        return math.inf if k > 0.0 else k
    return math.ldexp(1.0, int(max(k, -2000.0)))


class AtZero(float):
    """The output of relu at 0, as opposed to the one below 0."""


def _library(function: Callable[[float], float], beyond: float = math.nan) -> Any:
    """Return the language's own function, with the values that its exceptions stand for."""

    def calculate(x: float) -> float:
        try:
            return function(x)
        except OverflowError:
            return math.inf
        except ValueError:
            return beyond if x == 0.0 else math.nan

    return calculate


library_exp = _library(math.exp)
library_log = _library(math.log, -math.inf)
library_log1p = _library(math.log1p)
library_expm1 = _library(math.expm1)
library_tanh = math.tanh


def library_sigmoid(x: float) -> float:
    """Return the sigmoid as it is defined, by the language's own exp."""
    return float(1.0 / (1.0 + library_exp(-x)))
