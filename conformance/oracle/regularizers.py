"""Chapter regularizers in real numbers."""

from typing import Any

from mpmath import mpf

from oracle.further_losses import sign
from oracle.reals import Json, Reals, number

KERNELS = ("kernel", "recurrent_kernel", "bias", "embeddings", "gamma", "beta")


class Penalty:
    """A penalty of some numbers, with its derivative; it is 0 where there is no regularizer."""

    def __init__(self, regularizer: Json | None) -> None:
        given = regularizer or {}
        self.l1, self.l2 = number(given.get("l1", 0)), number(given.get("l2", 0))

    def of(self, x: Reals) -> mpf:
        """Return the penalty of all numbers of an array."""
        return self.l1 * abs(x).sum() + self.l2 * (x**2).sum()

    def gradients(self, x: Reals) -> Reals:
        """Return the derivative with respect to each number."""
        result: Reals = self.l1 * sign(x) + 2 * self.l2 * x
        return result


class Penalties:
    """The penalties of a network: of each of its arrays of weights, and of each layer's outputs."""

    def __init__(self, layers: list[Json]) -> None:
        self.any = any(name.endswith("_regularizer") for layer in layers for name in layer)
        self.of_outputs = [Penalty(layer.get("activity_regularizer")) for layer in layers]
        self.of_weights = [
            Penalty(layer.get(f"{name.removesuffix('_kernel')}_regularizer"))
            for layer in layers
            for name, prefix in [*((n, "") for n in KERNELS), *((n, "backward_") for n in KERNELS)]
            if layer.get(prefix + name) is not None
        ]

    def weights(self, layers: list[Any]) -> mpf:
        """Return the penalty of all weights."""
        if not self.any:
            return mpf(0)
        arrays = [each for layer in layers for each in layer.weights()]
        pairs = zip(self.of_weights, arrays, strict=True)
        return sum((penalty.of(each) for penalty, each in pairs), mpf(0))

    def weight_gradients(self, layers: list[Any]) -> list[Reals]:
        """Return the derivative with respect to each weight."""
        arrays = [each for layer in layers for each in layer.weights()]
        if not self.any:
            return [0 * each for each in arrays]
        pairs = zip(self.of_weights, arrays, strict=True)
        return [penalty.gradients(each) for penalty, each in pairs]
