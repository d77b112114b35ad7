"""Chapter elementary: exp, log, tanh and the sigmoid, the same bits everywhere.

The math libraries of the languages differ in the last bits of their results, so each function here
is a short algorithm that uses only + - * /, rounding to an integer, and scaling by a power of two.
IEEE-754 requires each of these operations to be exact or correctly rounded, so the results have the
same bits everywhere.

Source: the argument reduction with a split ln 2 is from W. J. Cody and W. Waite ("Software Manual
for the Elementary Functions", 1980), and the arrangement of the series for log is from fdlibm (Sun
Microsystems, 1993); the series are Taylor's and, for tanh, J. H. Lambert's continued fraction
(1768).

Left out on purpose: correct rounding. The error is less than 1 unit in the last place for exp and
log, and less than 2 for tanh and sigmoid; the tests state it more precisely.
"""

import math
from collections.abc import Sequence

from refnet.reference.checks import checked_elementary

# conformance/spec/elementary.md lists the bits of every constant. ln 2 = LN2_HIGH + LN2_LOW; the
# high part ends in 21 zero bits, so that its product with a whole number below 2^21 is exact.
LOG2_E = 1.4426950408889634
LN2_HIGH = 0.6931471803691238
LN2_LOW = 1.9082149292705877e-10
SQRT_HALF = 0.7071067811865476
ROUNDER = 6755399441055744.0  # 1.5 * 2^52: numbers of this size are whole


def round_to_integer(x: float) -> float:
    """Return the whole number nearest to x, ties to even, for |x| < 2^51 (ELEM-1)."""
    return (x + ROUNDER) - ROUNDER


def power_of_two(k: int) -> float:
    """Return 2^k for -1022 <= k <= 1023, from its bits: no rounding, no library (ELEM-2)."""
    return math.ldexp(1.0, k)


def mantissa_and_exponent(x: float) -> tuple[float, int]:
    """Return m and k with x = m * 2^k and sqrt(1/2) <= m < sqrt(2), for finite x > 0 (ELEM-3)."""
    m, k = math.frexp(x)  # 1/2 <= m < 1
    return (2.0 * m, k - 1) if m < SQRT_HALF else (m, k)


def exp(x: float) -> float:
    """Return e^x: e^x = 2^k * e^r with |r| <= ln(2)/2, and Taylor's series for e^r (ELEM-4)."""
    if x != x:
        return x
    x = min(max(x, -1000.0), 1000.0)  # outside, the result is 0 or infinite anyway

    k = round_to_integer(x * LOG2_E)
    high = x - k * LN2_HIGH  # exact
    low = k * LN2_LOW
    r = high - low
    lost = (high - r) - low  # the rounding error of r

    # (e^r - 1 - r) / r^2 = 1/2! + r/3! + r^2/4! + ..., even and odd powers side by side, so that
    # a processor can calculate both at once.
    s = r * r
    even = 1 / 3628800 + s * (1 / 479001600)
    even = 1 / 24 + s * (1 / 720 + s * (1 / 40320 + s * even))
    even = 1 / 2 + s * even
    odd = 1 / 39916800 + s * (1 / 6227020800)
    odd = 1 / 120 + s * (1 / 5040 + s * (1 / 362880 + s * odd))
    odd = 1 / 6 + s * odd
    tail = s * (even + r * odd) + lost

    # 1 + r is rounded; the rounding error is added to the tail.
    y = 1.0 + r
    y = y + ((r - (y - 1.0)) + tail)

    # In two steps, because 2^k itself may be out of range although the result is not.
    half = round_to_integer(0.5 * k)
    return y * power_of_two(int(half)) * power_of_two(int(k - half))


def log(x: float) -> float:
    """Return ln x = k ln 2 + ln m, and ln m by the series of the inverse tanh (ELEM-5)."""
    if x != x or x < 0.0:
        return math.nan
    if x == 0.0:
        return -math.inf
    if x == math.inf:
        return x

    m, exponent = mantissa_and_exponent(x)
    k = float(exponent)

    # ln m = 2 (s + s^3/3 + s^5/5 + ...) with s = f/(2 + f). 2s is written f - (h - s*h) with
    # h = f^2/2, which is the same, because f is exact and the rest is small.
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    series = 2 / 13 + z * (2 / 15 + z * (2 / 17 + z * (2 / 19 + z * (2 / 21))))
    series = 2 / 3 + z * (2 / 5 + z * (2 / 7 + z * (2 / 9 + z * (2 / 11 + z * series))))
    half_square = 0.5 * f * f
    tail = s * (half_square + z * series) + k * LN2_LOW
    return k * LN2_HIGH - ((half_square - tail) - f)


def tanh(x: float) -> float:
    """Return the hyperbolic tangent: small x by Lambert's fraction, others from exp (ELEM-6)."""
    if abs(x) < 0.625:
        s = x * x
        fraction = 7.0 + s / (9.0 + s / (11.0 + s / (13.0 + s / 15.0)))
        return x / (1.0 + s / (3.0 + s / (5.0 + s / fraction)))
    t = 1.0 - 2.0 / (exp(2.0 * abs(x)) + 1.0)
    return -t if x < 0.0 else t


def sigmoid(x: float) -> float:
    """Return 1/(1 + e^-x), without overflow and precise at both ends (ELEM-7).

    With e = e^-|x| and q = e/(1 + e), the sigmoid is 1 - q for positive x and q for negative x; q
    is then written as e - e*q, because e is more accurate than the quotient.
    """
    e = exp(-abs(x))
    q = e / (1.0 + e)
    return e - e * q if x < 0.0 else 1.0 - q


def elementary(function: str, values: Sequence[float]) -> list[float]:
    """Return a function of each value (ELEM-8).

    function: "exp", "log", "tanh" or "sigmoid"; values [n] -> [n]. Infinities and NaN are accepted.

    Raises RefnetError with the codes wrong_type and unknown_name.
    """
    function, values = checked_elementary(function, values)
    calculate = {"exp": exp, "log": log, "tanh": tanh, "sigmoid": sigmoid}[function]
    return [calculate(value) for value in values]
