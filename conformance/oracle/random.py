"""Chapter random by NumPy, a program of its own."""

from mpmath import mpf
from numpy.random import RandomState

from oracle.reals import Json, Values, number


def random(request: Json) -> Values:
    """Return NumPy's random numbers, which involve no rounding."""
    generator = RandomState(int(number(request["seed"])))
    return [mpf(x) for x in generator.random_sample(int(number(request["count"]))).tolist()]
