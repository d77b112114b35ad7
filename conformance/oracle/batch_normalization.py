"""Chapter batch_normalization in real numbers: means weighted by a mask, and the chain rule."""

from typing import Any

import numpy as np
from mpmath import mpf
from numpy.random import RandomState

from oracle.reals import SQRT, Reals
from oracle.sequences import OnSteps


class BatchNormalization(OnSteps):
    """A batch normalization in real numbers; settings: momentum and epsilon.

    given: gamma and beta by name, as far as it has them; seen: the moments of the last batch
    """

    activation = "linear"

    def __init__(
        self,
        shape: list[int],
        given: dict[str, Reals | None],
        moving: tuple[Reals, Reals],
        settings: tuple[mpf, mpf],
    ) -> None:
        self.shape, self.given, self.moving = shape, given, moving
        self.momentum, self.epsilon = settings
        self.training = False
        self.seen: tuple[Reals, Reals] | None = None

    def draw(self, m: int, generator: RandomState) -> None:
        """Use the moments of the batch from here on."""
        self.training = True

    def rest(self) -> None:
        """Use the moving moments from here on."""
        self.training = False

    def proceed(self) -> None:
        """Move the moving moments towards those of the last batch."""
        if self.seen is not None:
            self.moving = tuple(
                self.momentum * old + (1 - self.momentum) * new
                for old, new in zip(self.moving, self.seen, strict=True)
            )
            self.seen = None

    def weighted(self, inputs: Reals) -> tuple[Reals, Reals, mpf]:
        """Return the positions as rows, 1 or 0 for each as a column, and how many are 1."""
        x = inputs.reshape(-1, self.shape[-1])
        mask = np.full((len(x), 1), mpf(1)) if self.mask is None else self.mask.reshape(-1, 1)
        return x, mask, mask.sum()

    def standard(self, inputs: Reals) -> tuple[Reals, Reals]:
        """Return the distances from the mean, and the variance plus epsilon."""
        x, mask, count = self.weighted(inputs)
        mean, variance = self.moving
        if self.training and count > 0:
            mean = (mask * x).sum(axis=0) / count
            variance = (mask * (x - mean) ** 2).sum(axis=0) / count
            self.seen = mean, variance
        return x - mean, variance + self.epsilon

    def preactivations(self, inputs: Reals) -> Reals:
        """Return the outputs for a batch."""
        distances, square = self.standard(inputs)
        outputs = distances / SQRT(square)
        if self.given["gamma"] is not None:
            outputs = outputs * self.given["gamma"]
        if self.given["beta"] is not None:
            outputs = outputs + self.given["beta"]
        shaped: Reals = outputs.reshape(inputs.shape)
        return shaped

    def weights(self) -> list[Reals]:
        """Return the weights, which the optimizer moves in place."""
        return [each for each in self.given.values() if each is not None]

    def weight_gradients(self, inputs: Reals, deltas: Reals) -> list[Reals]:
        """Return the gradients of the weights."""
        distances, square = self.standard(inputs)
        rows = deltas.reshape(distances.shape)
        gradients = {
            "gamma": (rows * distances / SQRT(square)).sum(axis=0),
            "beta": rows.sum(axis=0),
        }
        return [gradients[name] for name, each in self.given.items() if each is not None]

    def input_gradients(self, inputs: Reals, deltas: Reals) -> Reals:
        """Return the gradients of the inputs, step by step as Ioffe and Szegedy have them."""
        distances, square = self.standard(inputs)
        by_normalized = deltas.reshape(distances.shape)
        if self.given["gamma"] is not None:
            by_normalized = by_normalized * self.given["gamma"]
        result = by_normalized / SQRT(square)
        _, mask, count = self.weighted(inputs)
        if self.training and count > 0:
            by_variance = (by_normalized * distances).sum(axis=0) * square ** mpf(-1.5) / -2
            by_mean = (by_normalized / SQRT(square)).sum(axis=0) * -1
            by_mean = by_mean - 2 * by_variance * (mask * distances).sum(axis=0) / count
            result = result + mask * (2 * by_variance * distances + by_mean) / count
        shaped: Reals = result.reshape(inputs.shape)
        return shaped

    def shown(self) -> dict[str, Any]:
        """Return a copy of the weights and the moving moments, as an answer has them."""
        moving = {"moving_mean": self.moving[0], "moving_variance": self.moving[1]}
        given = {name: None if each is None else each.copy() for name, each in self.given.items()}
        return {**given, **moving}
