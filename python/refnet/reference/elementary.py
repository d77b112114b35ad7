"""Chapter elementary: exp, log, tanh and their relatives, the same bits everywhere.

The math libraries of the languages differ in the last bits of their results, so each function here
is a short algorithm that uses only + - * /, rounding to an integer, and scaling by a power of two.
IEEE-754 requires each of these operations to be exact or correctly rounded, so the results have the
same bits everywhere.

Source: the argument reduction with a split ln 2 is from W. J. Cody and W. Waite ("Software Manual
for the Elementary Functions", 1980), and the arrangement of the series for log is from fdlibm (Sun
Microsystems, 1993); the series are Taylor's and, for tanh, J. H. Lambert's continued fraction
(1768); the correction in log1p is W. Kahan's (the HP-15C's handbook, 1982). The polynomial of erf
is our own fit (tools/fit_erfc.py), in a variable like that of M. M. Shepherd and J. G. Laframboise,
"Chebyshev approximation of (1 + 2x) exp(x^2) erfc x", 1981.

Left out on purpose: correct rounding. The error is less than 1 unit in the last place for exp and
log, and less than 2 for the others; the tests state it more precisely. Zero gives 0.0, whatever its
sign, in expm1, log1p and erf.
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
TWO_BY_ROOT_PI = 1.1283791670955126
ERF_TERMS = [1 / (math.factorial(n) * (2 * n + 1)) for n in range(17, 0, -1)]
ERFC_FIT = [  # of erfc(x) * e^(x^2) from 1 to 6, within 1e-17
    1.2801900862962662e-06,
    2.023603179641757e-06,
    -8.008021319412685e-06,
    -1.284889451252353e-05,
    6.406182073530546e-05,
    4.525472635483354e-05,
    -0.0005970623517093284,
    0.0007077464443901538,
    0.004269136347508256,
    -0.024392499318273194,
    0.07166583719774874,
    -0.15011593650078744,
    0.24560380171233195,
    -0.32623356004303716,
    0.17900115118138996,
]


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


def exponent_and_rest(x: float) -> tuple[float, float, float]:
    """Return k, r and tail with e^x = 2^k * (1 + r + tail), for |x| <= 1000 (ELEM-4).

    k is whole, |r| <= ln(2)/2, and the tail, of Taylor's series, is small beside 1 + r.
    """
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
    return k, r, s * (even + r * odd) + lost


def scaled(y: float, k: float) -> float:
    """Return y * 2^k, in two steps, because 2^k itself may be out of range (ELEM-4)."""
    half = round_to_integer(0.5 * k)
    return y * power_of_two(int(half)) * power_of_two(int(k - half))


def exp(x: float) -> float:
    """Return e^x: e^x = 2^k * e^r with |r| <= ln(2)/2, and Taylor's series for e^r (ELEM-4)."""
    if x != x:
        return x
    # outside, the result is 0 or infinite anyway
    k, r, tail = exponent_and_rest(min(max(x, -1000.0), 1000.0))
    y = 1.0 + r  # is rounded; the rounding error is added to the tail
    return scaled(y + ((r - (y - 1.0)) + tail), k)


def expm1(x: float) -> float:
    """Return e^x - 1, precise near 0 too: 2^k * ((1 - 2^-k) + r + tail) (ELEM-9)."""
    if x != x:
        return x
    if x < -40.0:
        return -1.0
    k, r, tail = exponent_and_rest(min(x, 1000.0))
    one = 1.0 - power_of_two(int(max(-k, -60.0)))  # 1 - 2^-k, for large k just 1
    y = one + r
    return scaled(y + ((r - (y - one)) + tail), k)


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


def log1p(x: float) -> float:
    """Return ln(1 + x), precise near 0 too (ELEM-10).

    With u = 1 + x, rounded, ln(1 + x) is ln u plus what rounding lost, divided by u.
    """
    u = 1.0 + x
    if u == 0.0 or u == math.inf:
        return log(u)
    return log(u) + (x - (u - 1.0)) / u


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


def erf(x: float) -> float:
    """Return 2/sqrt(pi) times the integral of e^-t^2 from 0 to x (ELEM-11).

    Taylor's series below 1; above, 1 - e^-x^2 * p(t) with t = (x - 3)/(x + 3), where p is fitted.
    """
    if x != x:
        return x
    if abs(x) < 1.0:
        s, series = x * x, 0.0
        for term in ERF_TERMS:
            series = term - s * series
        return TWO_BY_ROOT_PI * (x - x * s * series)
    size = min(abs(x), 6.0)  # above, the result is 1 anyway
    t, fitted = (size - 3.0) / (size + 3.0), 0.0
    for coefficient in ERFC_FIT:
        fitted = coefficient + t * fitted
    y = 1.0 - exp(-size * size) * fitted
    return -y if x < 0.0 else y


def elementary(function: str, values: Sequence[float]) -> list[float]:
    """Return a function of each value (ELEM-8).

    function: "exp", "log", "tanh", "sigmoid", "expm1", "log1p" or "erf"; values [n] -> [n].
    Infinities and NaN are accepted.

    Raises RefnetError with the codes wrong_type and unknown_name.
    """
    function, values = checked_elementary(function, values)
    functions = {"exp": exp, "log": log, "tanh": tanh, "sigmoid": sigmoid}
    calculate = {**functions, "expm1": expm1, "log1p": log1p, "erf": erf}[function]
    return [calculate(value) for value in values]
