"""Chapter further_activations in real numbers: each activation and its derivative as defined.

The two constants of selu are those of the equations that Klambauer and others solve.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from mpmath import mp, mpf

from oracle.reals import Reals, exp, sigmoid

SLOPE = mpf("0.2")
CUBIC = mpf("0.044715")
LEFT, FAR_LEFT = mp.erfc(mp.sqrt(0.5)) * mp.sqrt(mp.e), mp.erfc(mp.sqrt(2)) * mp.e**2
ALPHA = mp.sqrt(2 / mp.pi) / (1 - LEFT)
SCALE = (1 - LEFT) * mp.sqrt(
    2 * mp.pi / (2 * FAR_LEFT + mp.pi * LEFT**2 - 2 * (2 + mp.pi) * LEFT + mp.pi + 2)
)


def _inner(d: mpf) -> mpf:
    """Return what gelu_tanh takes tanh of."""
    return mp.sqrt(2 / mp.pi) * (d + CUBIC * d**3)


def _probability(d: mpf) -> mpf:
    """Return the probability that a normal number is below d; far out 0 or 1."""
    return mp.ncdf(d) if abs(d) < 1e6 else mpf(d > 0)


def _density(d: mpf) -> mpf:
    return exp(-d * d / 2) / mp.sqrt(2 * mp.pi)


def _silu_slope(d: mpf) -> mpf:
    return sigmoid(d) + d * sigmoid(d) * sigmoid(-d)


def _gelu_tanh_slope(d: mpf) -> mpf:
    share, rest = sigmoid(2 * _inner(d)), sigmoid(-2 * _inner(d))
    return share + 2 * d * share * rest * mp.sqrt(2 / mp.pi) * (1 + 3 * CUBIC * d**2)


class Activation(NamedTuple):
    """A function and its derivative, and the rules that the cases of the activation cite."""

    function: Callable[[mpf], mpf]
    derivative: Callable[[mpf], mpf]
    rules: str


# by name, in the order of messages
ACTIVATIONS = {
    "elu": Activation(
        lambda d: d if d > 0 else mp.expm1(d),
        lambda d: mpf(1) if d > 0 else exp(d),
        "ACT-2 ACT-11 ELEM-9",
    ),
    "selu": Activation(
        lambda d: SCALE * (d if d > 0 else ALPHA * mp.expm1(d)),
        lambda d: SCALE * (1 if d > 0 else ALPHA * exp(d)),
        "ACT-3 ACT-11 ELEM-9",
    ),
    "leaky_relu": Activation(
        lambda d: d if d > 0 else SLOPE * d,
        lambda d: mpf(1) if d > 0 else SLOPE,
        "ACT-1 ACT-11",
    ),
    "softplus": Activation(
        lambda d: max(d, mpf(0)) + mp.log1p(exp(-abs(d))), sigmoid, "ACT-4 ACT-11 ELEM-10"
    ),
    "exponential": Activation(exp, exp, "ACT-10 ACT-11"),
    "hard_sigmoid": Activation(
        lambda d: min(max(d / 6 + mpf(1) / 2, mpf(0)), mpf(1)),
        lambda d: mpf(1) / 6 if abs(d) < 3 else mpf(0),
        "ACT-5 ACT-11",
    ),
    "softsign": Activation(
        lambda d: d / (1 + abs(d)), lambda d: 1 / (1 + abs(d)) ** 2, "ACT-6 ACT-11"
    ),
    "silu": Activation(lambda d: d * sigmoid(d), _silu_slope, "ACT-7 ACT-12"),
    "gelu": Activation(
        lambda d: d * _probability(d),
        lambda d: _probability(d) + d * _density(d),
        "ACT-8 ACT-12 ELEM-11",
    ),
    "gelu_tanh": Activation(lambda d: d * sigmoid(2 * _inner(d)), _gelu_tanh_slope, "ACT-9 ACT-12"),
}


def _of_arrays(function: Callable[[mpf], mpf]) -> Callable[[Reals], Reals]:
    of_each: Callable[[Reals], Reals] = np.frompyfunc(function, 1, 1)
    return of_each


FUNCTIONS = {name: _of_arrays(each.function) for name, each in ACTIVATIONS.items()}
DERIVATIVES = {name: _of_arrays(each.derivative) for name, each in ACTIVATIONS.items()}
