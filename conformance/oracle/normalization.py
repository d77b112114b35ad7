"""Chapter normalization in real numbers: the layer, and the experiment normalization."""

from typing import Any

import numpy as np

from oracle.reals import SQRT, Json, Reals, number, reals

EPSILON = number(1e-7)


class Normalization:
    """A normalization layer in real numbers, as z = x * scale + shift."""

    activation = "linear"

    def __init__(self, mean: Reals, variance: Reals, invert: bool) -> None:
        deviation = np.maximum(SQRT(variance), EPSILON)
        self.scale = deviation if invert else 1 / deviation
        self.shift = mean if invert else -mean / deviation

    def preactivations(self, inputs: Reals) -> Reals:
        """Return the preactivations for a batch."""
        result: Reals = inputs * self.scale + self.shift
        return result

    def weights(self) -> list[Reals]:
        """Return the weights: none."""
        return []

    def weight_gradients(self, inputs: Reals, deltas: Reals) -> list[Reals]:
        """Return the gradients of the weights: none."""
        return []

    def input_gradients(self, deltas: Reals) -> Reals:
        """Return the gradients of the inputs."""
        result: Reals = deltas * self.scale
        return result

    def shown(self) -> dict[str, Any]:
        """Return what an answer has of the layer: nothing."""
        return {}


def normalization(request: Json) -> Json:
    """Return the moments of the inputs, and the normalized inputs."""
    x = reals(request["inputs"])
    mean = x.sum(axis=0) / len(x)
    variance = ((x - mean) ** 2).sum(axis=0) / len(x)
    outputs = Normalization(mean, variance, invert=False).preactivations(x)
    return {"mean": mean, "variance": variance, "outputs": outputs}
