"""Chapter elementary through the C core: refnet.reference.elementary over NumPy arrays."""

from typing import Any

import numpy as np

from refnet._core import ffi, lib
from refnet.core.arrays import Vector, as_vector, check_status, number_of, pointer
from refnet.reference.checks import (
    FUNCTIONS,
    POSITIVE,
    check_finite_number,
    check_range,
    fault,
    from_to,
    one_of,
)
from refnet.reference.readers import as_count, as_name, as_number


def round_to_integer(x: float) -> float:
    """Return the whole number nearest to x, ties to even, for |x| < 2^51 (ELEM-1).

    Raises RefnetError: wrong_type.
    """
    rounded: float = lib.refnet_round_to_integer(as_number("x", x))
    return rounded


def power_of_two(k: int) -> float:
    """Return 2^k for -1022 <= k <= 1023 (ELEM-2).

    Raises RefnetError: wrong_type, out_of_range.
    """
    k = as_count("k", k)
    check_range("k", k, -1022, 1023)
    power: float = lib.refnet_power_of_two(k)
    return power


def mantissa_and_exponent(x: float) -> tuple[float, int]:
    """Return m and k with x = m * 2^k and sqrt(1/2) <= m < sqrt(2), for finite x > 0 (ELEM-3).

    Raises RefnetError: wrong_type, not_finite, out_of_range.
    """
    x = as_number("x", x)
    check_finite_number("x", x)
    if x <= 0.0:
        raise fault("out_of_range", "x", POSITIVE)
    k = ffi.new("int *")
    m: float = lib.refnet_mantissa_and_exponent(x, k)
    return m, k[0]


def exponent_and_rest(x: float) -> tuple[float, float, float]:
    """Return k, r and tail with e^x = 2^k * (1 + r + tail), for |x| <= 1000 (ELEM-4).

    Raises RefnetError: wrong_type, not_finite, out_of_range.
    """
    x = _checked("x", x, 1000)
    rest = ffi.new("double[2]")
    k: float = lib.refnet_exponent_and_rest(x, rest, rest + 1)
    return k, rest[0], rest[1]


def scaled(y: float, k: float) -> float:
    """Return y * 2^k, in two steps, for |k| <= 2044 (ELEM-4).

    Raises RefnetError: wrong_type, not_finite, out_of_range.
    """
    result: float = lib.refnet_scaled(as_number("y", y), _checked("k", k, 2044))
    return result


def exp(x: Any) -> Any:
    """Return e^x, of a number, of a list of numbers, or of an array of any shape (ELEM-4).

    Raises RefnetError: wrong_type.
    """
    return _of_each(lib.REFNET_EXP, lib.refnet_exp, x)


def expm1(x: Any) -> Any:
    """Return e^x - 1, of a number, of a list of numbers, or of an array of any shape (ELEM-9).

    Raises RefnetError: wrong_type.
    """
    return _of_each(lib.REFNET_EXPM1, lib.refnet_expm1, x)


def log(x: Any) -> Any:
    """Return ln x, of a number, of a list of numbers, or of an array of any shape (ELEM-5).

    Raises RefnetError: wrong_type.
    """
    return _of_each(lib.REFNET_LOG, lib.refnet_log, x)


def log1p(x: Any) -> Any:
    """Return ln(1 + x), of a number, of a list of numbers, or of an array of any shape (ELEM-10).

    Raises RefnetError: wrong_type.
    """
    return _of_each(lib.REFNET_LOG1P, lib.refnet_log1p, x)


def tanh(x: Any) -> Any:
    """Return the hyperbolic tangent, of a number, a list of numbers or an array (ELEM-6).

    Raises RefnetError: wrong_type.
    """
    return _of_each(lib.REFNET_TANH, lib.refnet_tanh, x)


def sigmoid(x: Any) -> Any:
    """Return 1/(1 + e^-x), of a number, of a list of numbers, or of an array of any shape (ELEM-7).

    Raises RefnetError: wrong_type.
    """
    return _of_each(lib.REFNET_SIGMOID, lib.refnet_sigmoid, x)


def erf(x: Any) -> Any:
    """Return the error function, of a number, a list of numbers or an array (ELEM-11).

    Raises RefnetError: wrong_type.
    """
    return _of_each(lib.REFNET_ERF, lib.refnet_erf, x)


def elementary(function: str, values: Any) -> Vector:
    """Return a function of each value (ELEM-8).

    function: "exp", "log", "tanh", "sigmoid", "expm1", "log1p" or "erf"; values [n] -> [n].
    Infinities and NaN are accepted.

    Raises RefnetError with the codes wrong_type and unknown_name.
    """
    function = as_name("function", function)
    values = as_vector("values", values)
    results = np.empty(len(values))
    arrays = pointer(values), len(values), pointer(results)
    status = lib.refnet_elementary(number_of(function, FUNCTIONS), *arrays)
    check_status(status, {"function": one_of(FUNCTIONS)})
    return results


def _checked(field: str, value: Any, most: int) -> float:
    """Return a number of at most this magnitude; wrong_type, not_finite, out_of_range."""
    number = as_number(field, value)
    check_finite_number(field, number)
    if abs(number) > most:
        raise fault("out_of_range", field, from_to(-most, most))
    return number


def _of_each(number: int, scalar: Any, x: Any) -> Any:
    """Return a function of x: an array of x's shape, or a number."""
    if isinstance(x, np.ndarray):
        results = np.empty(x.size)
        values = as_vector("x", x.ravel())
        lib.refnet_elementary(number, pointer(values), x.size, pointer(results))
        return results.reshape(x.shape)
    if isinstance(x, (list, tuple)):
        return _of_each(number, scalar, as_vector("x", x))
    return scalar(as_number("x", x))
