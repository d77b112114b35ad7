"""Chapter random by NumPy, a program of its own."""

from mpmath import mp, mpf
from numpy.random import RandomState

from oracle.reals import Json, Values, number


def random(request: Json) -> Values:
    """Return NumPy's random numbers, which involve no rounding; normal ones are real numbers."""
    generator, count = RandomState(int(number(request["seed"]))), int(number(request["count"]))
    distribution = request.get("distribution", "uniform")
    if distribution == "uniform":
        return [mpf(x) for x in generator.random_sample(count).tolist()]
    if distribution == "integers":
        high = int(number(request.get("high", 2**32)))
        return [mpf(x) for x in generator.randint(0, high, count, dtype="int64").tolist()]
    return [*normal_numbers(count, generator)]


def normal_numbers(count: int, generator: RandomState) -> list[mpf]:
    """Return normal numbers, drawn in pairs, of which a last second one is dropped."""
    values: list[mpf] = []
    while len(values) < count:
        x, y = (2 * mpf(u) - 1 for u in generator.random_sample(2).tolist())
        square = x * x + y * y
        if 0 < square < 1:
            factor = mp.sqrt(-2 * mp.log(square) / square)
            values += [factor * y, factor * x]
    return values[:count]
