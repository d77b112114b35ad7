"""Chapter dropout in real numbers: a product with factors that NumPy's random numbers decide on."""

import numpy as np
from mpmath import mpf
from numpy.random import RandomState

from oracle.flatten import Unweighted
from oracle.reals import Reals
from oracle.sequences import OnSteps


class Dropout(OnSteps, Unweighted):
    """A product with a factor for each number of a batch; factors: None outside training."""

    factors: Reals | None = None

    def __init__(self, shape: list[int], rate: mpf) -> None:
        super().__init__(shape)
        self.rate = rate

    def draw(self, m: int, generator: RandomState) -> None:
        """Draw the factors of a batch of m examples."""
        n = int(np.prod(self.shape))
        self.factors = np.array([factors(n, self.rate, generator) for _ in range(m)])

    def rest(self) -> None:
        """Leave nothing out from here on."""
        self.factors = None

    def preactivations(self, inputs: Reals) -> Reals:
        """Return the outputs for a batch."""
        return inputs if self.factors is None else inputs * self.factors

    def input_gradients(self, inputs: Reals, deltas: Reals) -> Reals:
        """Return the gradients of the inputs."""
        result: Reals = deltas * self.factors
        return result


def factors(n: int, rate: mpf, generator: RandomState) -> Reals:
    """Return a factor for each of n numbers, each decided on by a random number."""
    if rate == 0:
        return np.full(n, mpf(1), dtype=object)
    left_out = [mpf(x) < rate for x in generator.random_sample(n).tolist()]
    return np.array([mpf(0) if each else 1 / (1 - rate) for each in left_out], dtype=object)
