"""Chapter flatten in real numbers."""

from typing import Any

from oracle.reals import Reals


class Unweighted:
    """A layer without weights, which changes nothing; others have their own calculations.

    shape: that of an example after it.
    """

    activation = "linear"

    def __init__(self, shape: list[int]) -> None:
        self.shape = shape

    def preactivations(self, inputs: Reals) -> Reals:
        """Return the inputs."""
        return inputs

    def weights(self) -> list[Reals]:
        """Return the weights: none."""
        return []

    def weight_gradients(self, inputs: Reals, deltas: Reals) -> list[Reals]:
        """Return the gradients of the weights: none."""
        return []

    def input_gradients(self, inputs: Reals, deltas: Reals) -> Reals:
        """Return the deltas."""
        return deltas

    def shown(self) -> dict[str, Any]:
        """Return what an answer has of the layer: nothing."""
        return {}
