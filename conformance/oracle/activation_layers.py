"""Chapter activation_layers in real numbers."""

import numpy as np
from mpmath import mpf

from oracle.activations import activate, activation_backward
from oracle.flatten import Unweighted
from oracle.reals import Reals
from oracle.sequences import OnSteps


class ActivationLayer(OnSteps, Unweighted):
    """A layer whose outputs are an activation of its inputs."""

    def __init__(self, shape: list[int], activation: str) -> None:
        super().__init__(shape)
        self.activation = activation


class LeakyReLU(OnSteps, Unweighted):
    """A product with 1 or with the slope."""

    def __init__(self, shape: list[int], slope: mpf) -> None:
        super().__init__(shape)
        self.slope = slope

    def preactivations(self, inputs: Reals) -> Reals:
        """Return the outputs for a batch."""
        return inputs * self.slopes(inputs)

    def input_gradients(self, inputs: Reals, deltas: Reals) -> Reals:
        """Return the gradients of the inputs."""
        return deltas * self.slopes(inputs)

    def slopes(self, inputs: Reals) -> Reals:
        """Return what the inputs are multiplied with."""
        result: Reals = np.where(inputs > 0, mpf(1), self.slope)
        return result


class Softmax(OnSteps, Unweighted):
    """A softmax of each cell of the last axis; that of a whole example is left to the network."""

    def __init__(self, shape: list[int]) -> None:
        super().__init__(shape)
        self.activation = "softmax" if len(shape) == 1 else "linear"

    def preactivations(self, inputs: Reals) -> Reals:
        """Return the outputs for a batch, or the inputs."""
        if self.activation == "softmax":
            return inputs
        return activate("softmax", self.cells(inputs)).reshape(inputs.shape)

    def input_gradients(self, inputs: Reals, deltas: Reals) -> Reals:
        """Return the gradients of the inputs."""
        if self.activation == "softmax":
            return deltas
        gradients = activation_backward("softmax", self.cells(deltas), self.cells(inputs))
        return gradients.reshape(inputs.shape)

    def cells(self, rows: Reals) -> Reals:
        """Return the cells of all examples, one below another."""
        return rows.reshape(-1, self.shape[-1])
