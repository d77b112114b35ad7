"""Chapter flatten in real numbers."""

from typing import Any

from oracle.reals import Reals


class Flatten:
    """A layer that changes nothing."""

    activation = "linear"

    def preactivations(self, inputs: Reals) -> Reals:
        """Return the inputs."""
        return inputs

    def weights(self) -> list[Reals]:
        """Return the weights: none."""
        return []

    def weight_gradients(self, inputs: Reals, deltas: Reals) -> list[Reals]:
        """Return the gradients of the weights: none."""
        return []

    def input_gradients(self, deltas: Reals) -> Reals:
        """Return the deltas."""
        return deltas

    def shown(self) -> dict[str, Any]:
        """Return what an answer has of the layer: nothing."""
        return {}
