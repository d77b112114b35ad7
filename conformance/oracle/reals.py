"""Real numbers with 50 digits, one by one and in arrays."""

import struct
from typing import Any

import numpy as np
from mpmath import mp, mpf
from numpy.typing import NDArray

mp.dps = 50

Json = dict[str, Any]
Trials = dict[str, list[Json]]  # the key "trials": for each trial, its quantities by name
Values = list[mpf | None]  # None where the result is no finite number
Reals = NDArray[Any]  # of mpf


def number(value: Any) -> mpf:
    """Return the exact value of the binary64 that a JSON value stands for."""
    if isinstance(value, str) and value.startswith("0x"):
        return mpf(struct.unpack(">d", bytes.fromhex(value[2:]))[0])
    return mpf(float(value))


def numbers(values: Any) -> Any:
    """Return the exact values of a list of numbers, or of a list of such lists."""
    return [numbers(v) if isinstance(v, list) else number(v) for v in values]


def counts(values: Any) -> list[int]:
    """Return the whole numbers of a list."""
    return [int(number(v)) for v in values]


def reals(values: Any) -> Reals:
    """Return the exact values of a list of numbers, or of a list of such lists, as an array."""
    return np.array(numbers(values), dtype=object)


def exp(x: mpf) -> mpf:
    """Return e^x; beyond a million, where even mpmath's exponents end, 0 or infinity."""
    return mp.exp(x) if abs(x) < 1e6 else mpf("inf") if x > 0 else mpf(0)


def sigmoid(x: mpf) -> mpf:
    """Return 1/(1 + e^-x)."""
    return 1 / (1 + exp(-x))


EXP, SIGMOID, TANH, LOG, SQRT, RELU = (
    np.frompyfunc(function, 1, 1)
    for function in (exp, sigmoid, mp.tanh, mp.log, mp.sqrt, lambda d: max(d, mpf(0)))
)
