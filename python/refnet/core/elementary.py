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


def exp(x: Any) -> Any:
    """Return e^x, of a number, of a list of numbers, or of an array of any shape (ELEM-4).

    Raises RefnetError: wrong_type.
    """
    return _of_each(lib.REFNET_EXP, lib.refnet_exp, x)


def log(x: Any) -> Any:
    """Return ln x, of a number, of a list of numbers, or of an array of any shape (ELEM-5).

    Raises RefnetError: wrong_type.
    """
    return _of_each(lib.REFNET_LOG, lib.refnet_log, x)


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


def elementary(function: str, values: Any) -> Vector:
    """Return a function of each value (ELEM-8).

    function: "exp", "log", "tanh" or "sigmoid"; values [n] -> [n]. Infinities and NaN are accepted.

    Raises RefnetError with the codes wrong_type and unknown_name.
    """
    function = as_name("function", function)
    values = as_vector("values", values)
    results = np.empty(len(values))
    arrays = pointer(values), len(values), pointer(results)
    status = lib.refnet_elementary(number_of(function, FUNCTIONS), *arrays)
    check_status(status, {"function": one_of(FUNCTIONS)})
    return results


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
