"""Chapter further_initializers, from NumPy's random numbers."""

from math import prod

from mpmath import mp, mpf
from numpy.random import RandomState

from oracle.random import normal_numbers
from oracle.reals import Json, Values, number

# the deviation of normal numbers between -2 and 2, in the digits that Keras has of it
TRUNCATED = number(0.87962566103423978)
# a factor, and how often the rows and the columns of the kernel are in the fan
WAYS = {
    "glorot_normal": (2, 1, 1),
    "he_uniform": (2, 1, 0),
    "he_normal": (2, 1, 0),
    "lecun_uniform": (1, 1, 0),
    "lecun_normal": (1, 1, 0),
    "fan_in": (1, 1, 0),
    "fan_out": (1, 0, 1),
    "fan_avg": (2, 1, 1),
}


def further(
    initializer: Json, inputs: int, units: int, cells: int, generator: RandomState
) -> Values | None:
    """Return the weights of a kernel, row by row; None for an initializer of another chapter."""
    name, count = initializer["name"], prod([inputs, units, cells])

    def setting(key: str, default: float) -> mpf:
        return number(initializer.get(key, default))

    if name == "random_uniform":
        low, high = setting("minval", -0.05), setting("maxval", 0.05)
        return [low * (1 - r) + high * r for r in _doubles(count, generator)]
    if name in ("random_normal", "truncated_normal"):
        draw = normal_numbers if name == "random_normal" else _near_zero
        mean, deviation = setting("mean", 0.0), setting("stddev", 0.05)
        return [mean + x * deviation for x in draw(count, generator)]
    if name in ("constant", "ones"):
        return [setting("value", 0.0) if name == "constant" else mpf(1)] * count
    if name == "identity":
        weights = [mpf(0)] * count
        for i in range(min(cells * inputs, units)):
            weights[i * units + i] = setting("gain", 1.0)
        return weights
    if name == "variance_scaling" or name in WAYS:
        return _scaled(initializer, cells * inputs, cells * units, count, generator)
    return None


def _scaled(
    initializer: Json, rows: int, columns: int, count: int, generator: RandomState
) -> Values:
    """Return weights whose variance belongs to the fans."""
    name = initializer["name"]
    distribution = initializer.get("distribution", "truncated_normal")
    if name != "variance_scaling":
        distribution = "uniform" if name.endswith("uniform") else "truncated_normal"
    way = name if name in WAYS else initializer.get("mode", "fan_in")
    factor, by_rows, by_columns = WAYS[way]
    fan = by_rows * rows + by_columns * columns
    variance = factor * number(initializer.get("scale", 1)) / fan
    if distribution == "uniform":
        return [mp.sqrt(3 * variance) * (2 * r - 1) for r in _doubles(count, generator)]
    if distribution == "untruncated_normal":
        return [mp.sqrt(variance) * x for x in normal_numbers(count, generator)]
    return [mp.sqrt(variance) / TRUNCATED * x for x in _near_zero(count, generator)]


def _doubles(count: int, generator: RandomState) -> list[mpf]:
    return [mpf(r) for r in generator.random_sample(count).tolist()]


def _near_zero(count: int, generator: RandomState) -> list[mpf]:
    """Return normal numbers from -2 to 2."""
    found: list[mpf] = []
    while len(found) < count:
        found += [x for x in normal_numbers(2, generator) if -2 <= x <= 2]
    return found[:count]
