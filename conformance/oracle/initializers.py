"""Chapter initializers, from NumPy's random numbers."""

from itertools import pairwise

from mpmath import mp, mpf
from numpy.random import RandomState

from oracle.further_initializers import further
from oracle.random import normal_numbers
from oracle.reals import Json, Values, counts, number


def initial_kernels(request: Json) -> Values:
    """Return the weights of all kernels, one after another."""
    sizes = counts(request["sizes"])
    generator = RandomState(int(number(request["seed"])))
    weights: Values = []
    windows = counts(request.get("cells") or [1] * (len(sizes) - 1))
    given = request["initializer"]
    initializer: Json = given if isinstance(given, dict) else {"name": given}
    for (inputs, units), cells in zip(pairwise(sizes), windows, strict=True):
        others = further(initializer, inputs, units, cells, generator)
        if others is not None:
            weights += others
            continue
        if initializer["name"] == "orthogonal":
            gain = number(initializer.get("gain", 1))
            weights += [gain * x for x in _orthogonal(cells * inputs, units, generator)]
            continue
        limits = {"uniform": mpf(0.05), "zeros": mpf(0)}
        limit = limits.get(initializer["name"], mp.sqrt(mpf(6) / (cells * (inputs + units))))
        size = cells * inputs * units
        drawn = generator.random_sample(size if limit else 0).tolist()
        weights += [(2 * mpf(r) - 1) * limit for r in drawn] or [mpf(0)] * size
    return weights


def _orthogonal(inputs: int, units: int, generator: RandomState) -> Values:
    """Return a kernel from the reflections of Householder, with a diagonal above zero."""
    larger, smaller = max(inputs, units), min(inputs, units)
    numbers = normal_numbers(larger * smaller, generator)
    drawn = mp.matrix([numbers[i : i + smaller] for i in range(0, len(numbers), smaller)])
    q, r = mp.qr(drawn, mode="skinny")
    columns = [[mp.sign(r[j, j]) * q[i, j] for i in range(larger)] for j in range(smaller)]
    if inputs > units:
        return [columns[j][i] for i in range(inputs) for j in range(units)]
    return [x for column in columns for x in column]
