"""Chapter initializers, from NumPy's random numbers."""

from itertools import pairwise

from mpmath import mp, mpf
from numpy.random import RandomState

from oracle.reals import Json, Values, number


def initial_kernels(request: Json) -> Values:
    """Return the weights of all kernels, one after another."""
    sizes = [int(number(size)) for size in request["sizes"]]
    generator = RandomState(int(number(request["seed"])))
    weights: Values = []
    for inputs, units in pairwise(sizes):
        limits = {"uniform": mpf(0.05), "zeros": mpf(0)}
        limit = limits.get(request["initializer"], mp.sqrt(mpf(6) / (inputs + units)))
        drawn = generator.random_sample(inputs * units if limit else 0).tolist()
        weights += [(2 * mpf(r) - 1) * limit for r in drawn] or [mpf(0)] * (inputs * units)
    return weights
