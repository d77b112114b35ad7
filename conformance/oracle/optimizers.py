"""Chapter optimizers in real numbers."""

from typing import Any

from mpmath import mp

from oracle.clipping import clipped
from oracle.further_optimizers import FLUSHED, SQUARE, FurtherDescent
from oracle.reals import SQRT, Reals, number
from oracle.schedules import rate_of


class Descent(FurtherDescent):
    """An optimizer; it steps in place, and remembers a v and an s for each array of weights."""

    def __init__(self, settings: dict[str, Any], weights: list[Reals]) -> None:
        self.name = settings["name"]
        self.settings = settings
        self.rates = settings.get("learning_rate", 0.01 if self.name == "sgd" else 0.001)
        rho = 0.95 if self.name == "adadelta" else 0.9
        defaults = {"momentum": 0.0, "rho": rho, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7}
        defaults["weight_decay"] = 0.004 if self.name == "adamw" else 0.0
        defaults["initial_accumulator_value"] = 0.1
        self.of = {name: number(settings.get(name, value)) for name, value in defaults.items()}
        self.nesterov = settings.get("nesterov", False)
        self.weights = weights
        self.v = [0 * w for w in weights]
        start = self.of["initial_accumulator_value"] if self.name == "adagrad" else 0
        self.s = [0 * w + start for w in weights]
        self.steps = 0

    def step(self, gradients: list[Reals]) -> None:
        """Move all weights."""
        self.rate = rate_of(self.rates, self.steps)
        self.steps += 1
        name = "adam" if self.name == "adamw" else self.name
        for i, g in enumerate(clipped(gradients, self.settings)):
            self.weights[i] -= self.weights[i] * self.of["weight_decay"] * self.rate
            self.weights[i] -= getattr(self, name)(i, g)

    def sgd(self, i: int, g: Reals) -> Reals:
        """Return what gradient descent subtracts."""
        momentum = self.of["momentum"]
        step: Reals = self.rate * g
        if momentum == 0:
            return step
        self.v[i] = FLUSHED(momentum * self.v[i] - step)
        return step - momentum * self.v[i] if self.nesterov else -self.v[i]

    def rmsprop(self, i: int, g: Reals) -> Reals:
        """Return what RMSprop subtracts."""
        rho = self.of["rho"]
        self.s[i] = rho * self.s[i] + (1 - rho) * SQUARE(g)
        step: Reals = self.rate * g / SQRT(self.s[i] + self.of["epsilon"])
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
        rate = self.rate * correction
        result: Reals = rate * self.v[i] / (SQRT(self.s[i]) + self.of["epsilon"])
        return result
