"""Chapter dense in real numbers."""

from typing import Any

from oracle.reals import Reals, reals


class Layer:
    """A dense layer in real numbers: kernel, bias (zeros where there is none), activation.

    Like every layer here, it has the shape of an example after it as ``shape``.
    """

    def __init__(self, activation: str, kernel: Reals, bias: Reals | None) -> None:
        self.shape = [kernel.shape[1]]
        self.activation = activation
        self.kernel = kernel
        self.has_bias = bias is not None
        self.bias = reals([0] * kernel.shape[1]) if bias is None else bias

    def preactivations(self, inputs: Reals) -> Reals:
        """Return the preactivations for a batch."""
        result: Reals = inputs @ self.kernel + self.bias
        return result

    def weights(self) -> list[Reals]:
        """Return the weights, which the optimizer moves in place."""
        return [self.kernel, self.bias] if self.has_bias else [self.kernel]

    def weight_gradients(self, inputs: Reals, deltas: Reals) -> list[Reals]:
        """Return the gradients of the weights."""
        kernel = inputs.T @ deltas
        return [kernel, deltas.sum(axis=0)] if self.has_bias else [kernel]

    def input_gradients(self, inputs: Reals, deltas: Reals) -> Reals:
        """Return the gradients of the inputs."""
        result: Reals = deltas @ self.kernel.T
        return result

    def shown(self) -> dict[str, Any]:
        """Return a copy of the weights, as an answer has them."""
        return {"kernel": self.kernel.copy(), "bias": self.bias.copy() if self.has_bias else None}
