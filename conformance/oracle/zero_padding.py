"""Chapter zero_padding in real numbers."""

import numpy as np
from mpmath import mpf

from oracle.flatten import Unweighted
from oracle.reals import Reals


class ZeroPadding(Unweighted):
    """Zeros around an image; rows: above and below, columns: to the left and to the right."""

    def __init__(self, before: list[int], rows: list[int], columns: list[int]) -> None:
        super().__init__([before[0] + sum(rows), before[1] + sum(columns), before[2]])
        self.before = before
        inside = ((rows[0], before[0]), (columns[0], before[1]))
        self.inside = (slice(None), *(slice(start, start + size) for start, size in inside))

    def preactivations(self, inputs: Reals) -> Reals:
        """Return the images with zeros around them."""
        result = np.full((len(inputs), *self.shape), mpf(0), dtype=object)
        result[self.inside] = inputs.reshape(-1, *self.before)
        return result.reshape(len(inputs), -1)

    def input_gradients(self, inputs: Reals, deltas: Reals) -> Reals:
        """Return the deltas of the images' own cells."""
        inside: Reals = deltas.reshape(-1, *self.shape)[self.inside]
        return inside.reshape(inputs.shape)
