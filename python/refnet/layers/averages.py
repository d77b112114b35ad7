"""The mean of the outputs of several layers: their sum, divided by their number."""

from collections.abc import Sequence
from typing import Any

from refnet.errors import RefnetError
from refnet.layers.graphs import Add
from refnet.layers.normalization import Normalization


class Average:
    """The mean of its sources, which have the same shape, as in ``Average()([x, y])``.

    In a model, it is two layers: an Add, and a Normalization that divides by the number of sources,
    the root of its variance. name: of the second one.
    """

    def __init__(self, name: str | None = None) -> None:
        self.name = name

    def __call__(self, inputs: Any) -> Any:
        """Return the mean; raises RefnetError: wrong_type, shape_mismatch."""
        if not isinstance(inputs, Sequence) or len(inputs) < 2:
            message = "inputs: Average expects a list of two or more, as in Average()([x, y])"
            raise RefnetError("wrong_type", "inputs", message)
        count = float(len(inputs))
        scaled = Normalization(mean=0.0, variance=count * count, name=self.name)
        return scaled(Add()(inputs))


def average(inputs: Sequence[Any], name: str | None = None) -> Any:
    """Return the mean of the outputs of other layers, as ``Average()(inputs)`` does."""
    return Average(name)(inputs)
