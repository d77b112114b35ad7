"""Chapter bidirectional in real numbers: two recurrent layers, whose outputs are put together.

Or they are merged, as chapter merge_modes says.
"""

from typing import Any

import numpy as np
from mpmath import mpf
from numpy.random import RandomState

from oracle.reals import Reals
from oracle.recurrent import Recurrent
from oracle.sequences import OnSteps


class Bidirectional(OnSteps):
    """A recurrent layer that reads forwards, and one that reads backwards."""

    activation = "linear"

    def __init__(self, forward: Recurrent, backward: Recurrent, mode: str) -> None:
        self.directions, self.mode = (forward, backward), mode
        *steps, u = forward.shape
        self.shape = [*steps, 2 * u if mode == "concat" else u]

    def masked(self) -> tuple[Recurrent, Recurrent]:
        """Return both layers, with the mask of the inputs."""
        for each in self.directions:
            each.mask = self.mask
        return self.directions

    def draw(self, m: int, generator: RandomState) -> None:
        """Draw the factors of a batch of m examples, all those of the first layer first."""
        for each in self.directions:
            each.draw(m, generator)

    def rest(self) -> None:
        """Leave nothing out from here on, and forget everything."""
        for each in self.directions:
            each.rest()

    def proceed(self) -> None:
        """Begin the next batch with the memory after this one, if the layers are stateful."""
        for each in self.directions:
            each.proceed()

    def mask_after(self, inputs: Reals) -> Reals | None:
        """Return the mask of the outputs."""
        return self.mask if len(self.shape) == 2 else None

    def preactivations(self, inputs: Reals) -> Reals:
        """Return the outputs for a batch."""
        forward, backward = self.steps(inputs)
        if self.mode == "concat":
            return np.concatenate([forward, backward], axis=2).reshape(len(inputs), -1)
        merged = forward * backward if self.mode == "mul" else self.share() * (forward + backward)
        result: Reals = merged.reshape(len(inputs), -1)
        return result

    def steps(self, inputs: Reals) -> list[Reals]:
        """Return the outputs of both layers [m][t][u], at the steps of the inputs."""
        forward, backward = (each.preactivations(inputs) for each in self.masked())
        shape = (len(inputs), -1, self.directions[0].u)
        return [forward.reshape(shape), np.flip(backward.reshape(shape), axis=1)]

    def share(self) -> mpf:
        """Return what an output counts in the sum of both directions."""
        return mpf(1) / (2 if self.mode == "ave" else 1)

    def parts(self, inputs: Reals, deltas: Reals) -> tuple[Reals, Reals]:
        """Return the deltas of both layers, each in its own order."""
        steps = deltas.reshape(len(deltas), -1, self.shape[-1])
        if self.mode == "concat":
            forward, backward = np.split(steps, 2, axis=2)
        elif self.mode == "mul":
            first, second = self.steps(inputs)
            forward, backward = steps * second, steps * first
        else:
            forward = backward = steps * self.share()
        backward = np.flip(backward, axis=1)
        return forward.reshape(len(deltas), -1), backward.reshape(len(deltas), -1)

    def weights(self) -> list[Reals]:
        """Return the weights, which the optimizer moves in place."""
        return [weights for each in self.directions for weights in each.weights()]

    def weight_gradients(self, inputs: Reals, deltas: Reals) -> list[Reals]:
        """Return the gradients of the weights."""
        pairs = zip(self.masked(), self.parts(inputs, deltas), strict=True)
        return [each for layer, part in pairs for each in layer.weight_gradients(inputs, part)]

    def input_gradients(self, inputs: Reals, deltas: Reals) -> Reals:
        """Return the gradients of the inputs."""
        forward, backward = (
            layer.input_gradients(inputs, part)
            for layer, part in zip(self.masked(), self.parts(inputs, deltas), strict=True)
        )
        result: Reals = forward + backward
        return result

    def shown(self) -> dict[str, Any]:
        """Return a copy of the weights, as an answer has them."""
        forward, backward = (each.shown() for each in self.directions)
        return {**forward, **{f"backward_{name}": value for name, value in backward.items()}}
