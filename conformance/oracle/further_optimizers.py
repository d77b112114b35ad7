"""Chapter further_optimizers in real numbers."""

from typing import Any

import numpy as np
from mpmath import mpf

from oracle.reals import SQRT, Reals, number

TINY = number(1e-280)
FLUSHED = np.frompyfunc(lambda x: x if abs(x) >= TINY else 0 * x, 1, 1)
SQUARE = np.frompyfunc(lambda g: max(g**2, TINY), 1, 1)
LARGER = np.frompyfunc(max, 2, 1)


class FurtherDescent:
    """What the optimizers of this chapter subtract: a method for each, for the array i."""

    of: dict[str, mpf]
    v: list[Reals]
    s: list[Reals]
    steps: int
    rate: mpf

    def adagrad(self, i: int, g: Reals) -> Reals:
        """Return what Adagrad subtracts."""
        self.s[i] = self.s[i] + SQUARE(g)
        step: Reals = self.rate * g / SQRT(self.s[i] + self.of["epsilon"])
        return step

    def adadelta(self, i: int, g: Reals) -> Reals:
        """Return what Adadelta subtracts."""
        rho, epsilon = self.of["rho"], self.of["epsilon"]
        self.s[i] = rho * self.s[i] + (1 - rho) * SQUARE(g)
        step = g * SQRT((self.v[i] + epsilon) / (self.s[i] + epsilon))
        self.v[i] = rho * self.v[i] + (1 - rho) * SQUARE(step)
        result: Reals = self.rate * step
        return result

    def adamax(self, i: int, g: Reals) -> Reals:
        """Return what Adamax subtracts."""
        self.v[i] = self._mean(self.v[i], g, "beta_1", FLUSHED)
        self.s[i] = LARGER(FLUSHED(self.of["beta_2"] * self.s[i]), abs(g))
        rate = self.rate / (1 - self.of["beta_1"] ** self.steps)
        result: Reals = rate * self.v[i] / (self.s[i] + self.of["epsilon"])
        return result

    def nadam(self, i: int, g: Reals) -> Reals:
        """Return what Nadam subtracts; the momentums of all steps are multiplied anew."""
        product = mpf(1)
        for step in range(1, self.steps + 1):
            product *= self._momentum(step)
        this, following = self._momentum(self.steps), self._momentum(self.steps + 1)
        self.v[i] = self._mean(self.v[i], g, "beta_1", FLUSHED)
        self.s[i] = self._mean(self.s[i], SQUARE(g), "beta_2")
        mean = following * self.v[i] / (1 - product * following) + (1 - this) * g / (1 - product)
        variance = self.s[i] / (1 - self.of["beta_2"] ** self.steps)
        result: Reals = self.rate * mean / (SQRT(variance) + self.of["epsilon"])
        return result

    def _momentum(self, step: int) -> mpf:
        return self.of["beta_1"] * (1 - number(0.96) ** step / 2)

    def _mean(self, old: Reals, new: Reals, name: str, then: Any = lambda mean: mean) -> Reals:
        mean: Reals = then(self.of[name] * old + (1 - self.of[name]) * new)
        return mean
