"""Chapter initializers, from NumPy's random numbers."""

from itertools import pairwise

from mpmath import mp, mpf
from numpy.random import RandomState

from oracle.reals import Json, Values, counts, number


def initial_kernels(request: Json) -> Values:
    """Return the weights of all kernels, one after another."""
    sizes = counts(request["sizes"])
    generator = RandomState(int(number(request["seed"])))
    weights: Values = []
    windows = counts(request.get("cells") or [1] * (len(sizes) - 1))
    for (inputs, units), cells in zip(pairwise(sizes), windows, strict=True):
        limits = {"uniform": mpf(0.05), "zeros": mpf(0)}
        limit = limits.get(request["initializer"], mp.sqrt(mpf(6) / (cells * (inputs + units))))
        size = cells * inputs * units
        drawn = generator.random_sample(size if limit else 0).tolist()
        weights += [(2 * mpf(r) - 1) * limit for r in drawn] or [mpf(0)] * size
    return weights
