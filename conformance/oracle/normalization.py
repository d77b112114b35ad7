"""Chapter normalization in real numbers: the layer, and the experiment normalization."""

import numpy as np

from oracle.flatten import Unweighted
from oracle.reals import SQRT, Json, Reals, number, reals

EPSILON = number(1e-7)


class Normalization(Unweighted):
    """A normalization layer in real numbers, as z = x * scale + shift."""

    def __init__(self, shape: list[int], mean: Reals, variance: Reals, invert: bool) -> None:
        super().__init__(shape)
        deviation = np.maximum(SQRT(variance), EPSILON)
        self.scale = deviation if invert else 1 / deviation
        self.shift = mean if invert else -mean / deviation

    def preactivations(self, inputs: Reals) -> Reals:
        """Return the preactivations for a batch."""
        result: Reals = inputs * self.scale + self.shift
        return result

    def input_gradients(self, inputs: Reals, deltas: Reals) -> Reals:
        """Return the gradients of the inputs."""
        result: Reals = deltas * self.scale
        return result


def normalization(request: Json) -> Json:
    """Return the moments of the inputs, and the normalized inputs."""
    x = reals(request["inputs"])
    mean = x.sum(axis=0) / len(x)
    variance = ((x - mean) ** 2).sum(axis=0) / len(x)
    outputs = Normalization([len(mean)], mean, variance, invert=False).preactivations(x)
    return {"mean": mean, "variance": variance, "outputs": outputs}
