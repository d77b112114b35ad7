"""Chapter further_initializers: first weights for other activations, and ones of a chosen spread.

A unit's preactivation is a sum of n products of inputs and weights. If the inputs have the variance
1 and the weights the variance v, it has the variance n * v; backwards, a gradient is such a sum
over the units. The spread of the weights is therefore chosen by the fans: how many inputs a unit
has, how many units an input, or the mean of both. That keeps the variance from layer to layer
(lecun, glorot); relu sets half of the numbers to 0, so its weights have twice the variance (he).

Derivation: uniform numbers between -limit and limit have the variance limit^2 / 3, so the limit is
sqrt(3 * v). Normal numbers are often drawn again where they lie more than two deviations from the
mean, so that no unit starts far from the others. What remains has the deviation 0.8796..., by which
the deviation is divided before.

Source: Y. LeCun, L. Bottou, G. Orr and K.-R. Mueller, "Efficient backprop", 1998 (lecun); X. Glorot
and Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010
(glorot); K. He, X. Zhang, S. Ren and J. Sun, "Delving deep into rectifiers", 2015 (he); the names,
settings and defaults are Keras 3's.

Left out on purpose: Keras's initializer of Fourier transforms.
"""

import math
from typing import NamedTuple

from refnet.reference.random import Generator, next_double, next_normals

WIDEST = 2.0  # deviations from the mean, for truncated normal numbers
TRUNCATED = 0.87962566103423978  # the deviation of normal numbers that are at most WIDEST from 0

# scale, mode and distribution of the initializers that have a name of their own
SCALINGS = {
    "glorot_uniform": (1.0, "fan_avg", "uniform"),
    "glorot_normal": (1.0, "fan_avg", "truncated_normal"),
    "he_uniform": (2.0, "fan_in", "uniform"),
    "he_normal": (2.0, "fan_in", "truncated_normal"),
    "lecun_uniform": (1.0, "fan_in", "uniform"),
    "lecun_normal": (1.0, "fan_in", "truncated_normal"),
}


class Initializer(NamedTuple):
    """The name and settings of an initializer; each one uses only its own settings."""

    name: str
    minval: float = -0.05  # random_uniform
    maxval: float = 0.05  # random_uniform
    mean: float = 0.0  # random_normal, truncated_normal
    stddev: float = 0.05  # random_normal, truncated_normal
    value: float = 0.0  # constant
    gain: float = 1.0  # orthogonal, identity
    scale: float = 1.0  # variance_scaling
    mode: str = "fan_in"  # variance_scaling
    distribution: str = "truncated_normal"  # variance_scaling

    @staticmethod
    def of(initializer: "str | Initializer") -> "Initializer":
        """Return an initializer with its settings, the defaults where only its name is given."""
        return Initializer(initializer) if isinstance(initializer, str) else initializer


def uniform_weights(count: int, minval: float, maxval: float, generator: Generator) -> list[float]:
    """Return numbers from minval to maxval, each as likely as the others (INIT-1).

    -> [count]
    """
    return [minval + (maxval - minval) * next_double(generator) for _ in range(count)]


def normal_weights(count: int, mean: float, stddev: float, generator: Generator) -> list[float]:
    """Return normal numbers, whole pairs but for the last second number (INIT-2).

    -> [count]
    """
    weights: list[float] = []
    while len(weights) < count:
        for x in next_normals(generator):
            weights.append(mean + stddev * x)
    return weights[:count]


def truncated_weights(count: int, mean: float, stddev: float, generator: Generator) -> list[float]:
    """Return normal numbers that are at most two deviations from their mean (INIT-3).

    -> [count]
    """
    weights: list[float] = []
    while len(weights) < count:
        for x in next_normals(generator):
            if abs(x) <= WIDEST:
                weights.append(mean + stddev * x)
    return weights[:count]


def scaled_weights(
    count: int, initializer: Initializer, fan_in: int, fan_out: int, generator: Generator
) -> list[float]:
    """Return numbers around 0 whose variance is a scale divided by a fan (INIT-4).

    initializer: variance_scaling with its settings, or one of SCALINGS -> [count]
    """
    own = initializer.scale, initializer.mode, initializer.distribution
    scale, mode, distribution = SCALINGS.get(initializer.name, own)
    fan = float(fan_in + fan_out) / 2.0
    if mode != "fan_avg":
        fan = float(fan_in) if mode == "fan_in" else float(fan_out)
    if distribution == "uniform":
        limit = math.sqrt(3.0 * scale / fan)
        return [(2.0 * next_double(generator) - 1.0) * limit for _ in range(count)]
    stddev = math.sqrt(scale / fan)
    if distribution == "truncated_normal":
        return truncated_weights(count, 0.0, stddev / TRUNCATED, generator)
    return normal_weights(count, 0.0, stddev, generator)


def identity_weights(inputs: int, units: int, gain: float) -> list[float]:
    """Return a kernel with the gain where the row and the column are the same, else 0.0 (INIT-5).

    -> [inputs * units], row by row
    """
    return [gain if i == j else 0.0 for i in range(inputs) for j in range(units)]


def further_weights(
    initializer: Initializer, inputs: int, units: int, generator: Generator, cells: int
) -> list[float]:
    """Return the weights of a kernel by an initializer of this chapter (INIT-1 to INIT-5).

    -> [cells * inputs * units], row by row
    """
    count = cells * inputs * units
    if initializer.name == "random_uniform":
        return uniform_weights(count, initializer.minval, initializer.maxval, generator)
    if initializer.name == "random_normal":
        return normal_weights(count, initializer.mean, initializer.stddev, generator)
    if initializer.name == "truncated_normal":
        return truncated_weights(count, initializer.mean, initializer.stddev, generator)
    if initializer.name == "constant":
        return [initializer.value] * count
    if initializer.name == "ones":
        return [1.0] * count
    if initializer.name == "identity":
        return identity_weights(cells * inputs, units, initializer.gain)
    return scaled_weights(count, initializer, cells * inputs, cells * units, generator)
