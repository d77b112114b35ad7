"""Chapter graphs in real numbers: sums and arrays side by side, and who sees whom."""

from math import prod
from typing import Any

import numpy as np

from oracle.flatten import Unweighted
from oracle.reals import Json, Reals, counts
from oracle.sequences import OnSteps


class Merging(OnSteps, Unweighted):
    """A layer of several sources; shapes: those of an example of each."""

    def __init__(self, shapes: list[list[int]], shape: list[int]) -> None:
        super().__init__(shape)
        self.shapes = shapes

    def arrays(self, inputs: Reals) -> list[Reals]:
        """Return the parts of a batch in their shapes; each example has them in one row."""
        ends = np.cumsum([prod(shape) for shape in self.shapes])
        parts = np.split(inputs, ends[:-1], axis=1)
        pairs = zip(parts, self.shapes, strict=True)
        return [part.reshape(len(inputs), *shape) for part, shape in pairs]


class Add(Merging):
    """A sum."""

    def __init__(self, shapes: list[list[int]]) -> None:
        super().__init__(shapes, shapes[0])

    def preactivations(self, inputs: Reals) -> Reals:
        """Return the outputs for a batch."""
        result: Reals = np.sum(self.arrays(inputs), axis=0).reshape(len(inputs), -1)
        return result

    def input_gradients(self, inputs: Reals, deltas: Reals) -> Reals:
        """Return the gradients of the inputs."""
        return np.tile(deltas, (1, len(self.shapes)))


class Concatenate(Merging):
    """Arrays side by side in their last axis."""

    def __init__(self, shapes: list[list[int]]) -> None:
        super().__init__(shapes, [*shapes[0][:-1], sum(shape[-1] for shape in shapes)])

    def preactivations(self, inputs: Reals) -> Reals:
        """Return the outputs for a batch."""
        return np.concatenate(self.arrays(inputs), axis=-1).reshape(len(inputs), -1)

    def input_gradients(self, inputs: Reals, deltas: Reals) -> Reals:
        """Return the gradients of the inputs."""
        ends = np.cumsum([shape[-1] for shape in self.shapes])
        parts = np.split(deltas.reshape(-1, *self.shape), ends[:-1], axis=-1)
        return np.concatenate([part.reshape(len(inputs), -1) for part in parts], axis=1)


def sources_of(layers: list[Json]) -> list[list[int]]:
    """Return the sources of each layer of a request; 0: the inputs, j + 1: the layer j."""
    given = [each.get("sources") for each in layers]
    return [[i] if own is None else [j + 1 for j in counts(own)] for i, own in enumerate(given)]


def joined_mask(masks: list[Any]) -> Any:
    """Return which steps are real in any of the sources; None where one has no mask."""
    if any(mask is None for mask in masks):
        return None
    return np.max(masks, axis=0)
