"""Gradients, measured."""

from collections.abc import Callable
from typing import Any

import numpy as np


def central_differences(loss: Callable[[Any], float], at: Any) -> Any:
    """Return the gradient of a loss, measured: (L(w + h) - L(w - h)) / 2h for each w."""
    at = np.asarray(at, dtype=np.float64)
    gradient = np.empty_like(at)
    h = 1e-5
    for i in np.ndindex(at.shape):
        step = np.zeros_like(at)
        step[i] = h
        gradient[i] = (loss(at + step) - loss(at - step)) / (2 * h)
    return gradient


def check_gradient(analytic: Any, measured: Any) -> None:
    """Check a gradient against the measured one; neither may be zero throughout."""
    analytic = np.asarray(analytic)
    assert np.abs(analytic).max() > 1e-3, "a gradient of zeros would prove nothing"
    np.testing.assert_allclose(analytic, measured, rtol=1e-5, atol=1e-8)
