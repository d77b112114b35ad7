"""Chapter sequences in real numbers: masking, repeat_vector and time_distributed."""

from typing import Any

import numpy as np
from mpmath import mpf

from oracle.dense import Layer
from oracle.flatten import Unweighted
from oracle.reals import Reals


class OnSteps:
    """A layer that masks concern. shape: that of an example after it.

    mask: which steps of a batch are real, [m][t] of 1 and 0, or None; ``network`` sets it.
    """

    mask: Reals | None = None

    def mask_after(self, inputs: Reals) -> Reals | None:
        """Return the mask of the outputs."""
        return self.mask


class Masking(OnSteps, Unweighted):
    """A product with 1 for each feature of a real step, and with 0 for each other feature."""

    def __init__(self, shape: list[int], mask_value: mpf) -> None:
        super().__init__(shape)
        self.mask_value = mask_value

    def mask_after(self, inputs: Reals) -> Reals:
        """Return the mask of the outputs."""
        other = inputs.reshape(-1, *self.shape) != self.mask_value
        result: Reals = np.where(other.any(axis=2), mpf(1), mpf(0))
        return result

    def factors(self, inputs: Reals) -> Reals:
        """Return what the inputs are multiplied with."""
        return np.repeat(self.mask_after(inputs), self.shape[1], axis=1)

    def preactivations(self, inputs: Reals) -> Reals:
        """Return the outputs for a batch."""
        result: Reals = inputs * self.factors(inputs)
        return result

    def input_gradients(self, inputs: Reals, deltas: Reals) -> Reals:
        """Return the gradients of the inputs."""
        result: Reals = deltas * self.factors(inputs)
        return result


class RepeatVector(Unweighted):
    """A product with unit matrices side by side."""

    def __init__(self, shape: list[int], n: int) -> None:
        super().__init__([n, *shape])

    def preactivations(self, inputs: Reals) -> Reals:
        """Return the outputs for a batch."""
        return np.tile(inputs, (1, self.shape[0]))

    def input_gradients(self, inputs: Reals, deltas: Reals) -> Reals:
        """Return the gradients of the inputs."""
        result: Reals = deltas.reshape(-1, *self.shape).sum(axis=1)
        return result


class TimeDistributed(OnSteps):
    """A dense layer on a batch of all steps."""

    def __init__(
        self, shape: list[int], activation: str, kernel: Reals, bias: Reals | None
    ) -> None:
        self.dense = Layer(activation, kernel, bias)
        self.activation, self.features = activation, shape[1]
        self.shape = [shape[0], *self.dense.shape]

    def preactivations(self, inputs: Reals) -> Reals:
        """Return the preactivations for a batch."""
        steps = self.dense.preactivations(inputs.reshape(-1, self.features))
        return steps.reshape(len(inputs), -1)

    def weights(self) -> list[Reals]:
        """Return the weights, which the optimizer moves in place."""
        return self.dense.weights()

    def weight_gradients(self, inputs: Reals, deltas: Reals) -> list[Reals]:
        """Return the gradients of the weights."""
        steps = inputs.reshape(-1, self.features)
        return self.dense.weight_gradients(steps, deltas.reshape(-1, self.shape[1]))

    def input_gradients(self, inputs: Reals, deltas: Reals) -> Reals:
        """Return the gradients of the inputs."""
        steps = self.dense.input_gradients(inputs, deltas.reshape(-1, self.shape[1]))
        return steps.reshape(len(inputs), -1)

    def shown(self) -> dict[str, Any]:
        """Return a copy of the weights, as an answer has them."""
        return self.dense.shown()
