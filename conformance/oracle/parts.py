"""Chapter parts in real numbers."""

import numpy as np
from mpmath import mpf

from oracle.flatten import Unweighted
from oracle.reals import Reals


class Part(Unweighted):
    """The numbers of an example from ``first`` on, as many as its shape says."""

    def __init__(self, first: int, shape: list[int]) -> None:
        super().__init__(shape)
        self.part = slice(first, first + int(np.prod(shape)))

    def preactivations(self, inputs: Reals) -> Reals:
        """Return the numbers of the part."""
        return inputs[:, self.part]

    def input_gradients(self, inputs: Reals, deltas: Reals) -> Reals:
        """Return the deltas of the part, and zeros beside it."""
        result = np.full(inputs.shape, mpf(0), dtype=object)
        result[:, self.part] = deltas
        return result
