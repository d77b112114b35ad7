"""Chapter further_activations in real numbers: each activation and its derivative as defined.

The two constants of selu are those of the equations that Klambauer and others solve.
"""

from collections.abc import Callable

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


# by name: the function and its derivative
BOTH: dict[str, tuple[Callable[[mpf], mpf], Callable[[mpf], mpf]]] = {
    "elu": (
        lambda d: d if d > 0 else exp(d) - 1,
        lambda d: mpf(1) if d > 0 else exp(d),
    ),
    "selu": (
        lambda d: SCALE * (d if d > 0 else ALPHA * (exp(d) - 1)),
        lambda d: SCALE * (1 if d > 0 else ALPHA * exp(d)),
    ),
    "leaky_relu": (
        lambda d: d if d > 0 else SLOPE * d,
        lambda d: mpf(1) if d > 0 else SLOPE,
    ),
    "softplus": (lambda d: max(d, mpf(0)) + mp.log1p(exp(-abs(d))), sigmoid),
    "exponential": (exp, exp),
    "hard_sigmoid": (
        lambda d: min(max(d / 6 + mpf(1) / 2, mpf(0)), mpf(1)),
        lambda d: mpf(1) / 6 if abs(d) < 3 else mpf(0),
    ),
    "softsign": (lambda d: d / (1 + abs(d)), lambda d: 1 / (1 + abs(d)) ** 2),
    "silu": (lambda d: d * sigmoid(d), _silu_slope),
    "gelu": (lambda d: d * _probability(d), lambda d: _probability(d) + d * _density(d)),
    "gelu_tanh": (lambda d: d * sigmoid(2 * _inner(d)), _gelu_tanh_slope),
}


def _of_arrays(function: Callable[[mpf], mpf]) -> Callable[[Reals], Reals]:
    of_each: Callable[[Reals], Reals] = np.frompyfunc(function, 1, 1)
    return of_each


FUNCTIONS = {name: _of_arrays(function) for name, (function, _) in BOTH.items()}
DERIVATIVES = {name: _of_arrays(derivative) for name, (_, derivative) in BOTH.items()}
