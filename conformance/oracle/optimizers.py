"""Chapter optimizers in real numbers."""

from typing import Any

import numpy as np
from mpmath import mp

from oracle.reals import SQRT, Reals, number

TINY = number(1e-280)
FLUSHED = np.frompyfunc(lambda x: x if abs(x) >= TINY else 0 * x, 1, 1)
SQUARE = np.frompyfunc(lambda g: max(g**2, TINY), 1, 1)


class Descent:
    """An optimizer; it steps in place, and remembers a v and an s for each array of weights."""

    def __init__(self, settings: dict[str, Any], weights: list[Reals]) -> None:
        self.name = settings["name"]
        rate = {"sgd": 0.01, "rmsprop": 0.001, "adam": 0.001}[self.name]
        defaults = {"learning_rate": rate, "momentum": 0.0, "rho": 0.9, "epsilon": 1e-7}
        defaults |= {"beta_1": 0.9, "beta_2": 0.999}
        self.of = {name: number(settings.get(name, value)) for name, value in defaults.items()}
        self.nesterov = settings.get("nesterov", False)
        self.weights = weights
        self.v = [0 * w for w in weights]
        self.s = [0 * w for w in weights]
        self.steps = 0

    def step(self, gradients: list[Reals]) -> None:
        """Move all weights."""
        self.steps += 1
        for i, g in enumerate(gradients):
            self.weights[i] -= getattr(self, self.name)(i, g)

    def sgd(self, i: int, g: Reals) -> Reals:
        """Return what gradient descent subtracts."""
        momentum = self.of["momentum"]
        step: Reals = self.of["learning_rate"] * g
        if momentum == 0:
            return step
        self.v[i] = FLUSHED(momentum * self.v[i] - step)
        return step - momentum * self.v[i] if self.nesterov else -self.v[i]

    def rmsprop(self, i: int, g: Reals) -> Reals:
        """Return what RMSprop subtracts."""
        rho = self.of["rho"]
        self.s[i] = rho * self.s[i] + (1 - rho) * SQUARE(g)
        step: Reals = self.of["learning_rate"] * g / SQRT(self.s[i] + self.of["epsilon"])
        if self.of["momentum"] == 0:
            return step
        self.v[i] = FLUSHED(self.of["momentum"] * self.v[i] + step)
        return self.v[i]

    def adam(self, i: int, g: Reals) -> Reals:
        """Return what Adam subtracts, in the form before section 2.1 of the paper."""
        beta_1, beta_2 = self.of["beta_1"], self.of["beta_2"]
        self.v[i] = FLUSHED(beta_1 * self.v[i] + (1 - beta_1) * g)
        self.s[i] = beta_2 * self.s[i] + (1 - beta_2) * SQUARE(g)
        correction = mp.sqrt(1 - beta_2**self.steps) / (1 - beta_1**self.steps)
        rate = self.of["learning_rate"] * correction
        result: Reals = rate * self.v[i] / (SQRT(self.s[i]) + self.of["epsilon"])
        return result
