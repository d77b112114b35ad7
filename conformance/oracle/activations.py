"""Chapter activations in real numbers: each activation by its definition."""

from collections.abc import Callable

import numpy as np
from mpmath import mpf

from oracle import further_activations
from oracle.reals import EXP, RELU, SIGMOID, TANH, Reals

FUNCTIONS: dict[str, Callable[[Reals], Reals]] = {
    "linear": lambda d: d,
    "sigmoid": SIGMOID,
    "tanh": TANH,
    "relu": RELU,
    **further_activations.FUNCTIONS,
}
DERIVATIVES: dict[str, Callable[[Reals], Reals]] = {
    "linear": lambda d: np.array(mpf(1)),
    "sigmoid": lambda d: SIGMOID(d) * SIGMOID(-d),
    "tanh": lambda d: 4 * SIGMOID(2 * d) * SIGMOID(-2 * d),
    "relu": lambda d: np.where(d > 0, mpf(1), mpf(0)),
    **further_activations.DERIVATIVES,
}


def probabilities(preactivations: Reals) -> Reals:
    """Return the softmax of each row, none of them zero."""
    powers: Reals = EXP(preactivations)
    totals: Reals = powers.sum(axis=1, keepdims=True)
    return powers / totals


def activate(activation: str, preactivations: Reals) -> Reals:
    """Return the outputs of a layer for a batch."""
    if activation == "softmax":
        largest = preactivations.max(axis=1, keepdims=True)
        outputs: Reals = np.where(
            preactivations - largest < -644, mpf(0), probabilities(preactivations)
        )
        return outputs
    return FUNCTIONS[activation](preactivations)


def activation_backward(activation: str, gradients: Reals, preactivations: Reals) -> Reals:
    """Return the gradients with respect to the preactivations; softmax uses its Jacobian matrix."""
    if activation == "softmax":
        rows = [
            (np.diag(y) - np.outer(y, y)) @ gradient
            for y, gradient in zip(probabilities(preactivations), gradients, strict=True)
        ]
        return np.array(rows, dtype=object)
    return gradients * DERIVATIVES[activation](preactivations)
