"""Chapter normalization: the layer that brings every input to mean 0 and deviation 1.

Inputs that are large or far from zero give large gradients, and inputs of different sizes need
different learning rates. This layer removes the difference: it subtracts each input's mean and
divides by its deviation, which is the square root of its variance. Means and variances are those of
the examples that the network trains on; they are set before training and stay as they are. The
inverse layer multiplies and adds instead: at the end of a network, it turns its outputs into
quantities in the units of the targets.

An input that never changes has no deviation to divide by, so the deviation is never below EPSILON.

Derivation: from z = (x - mean) / deviation it follows that dL/dx = dL/dz / deviation; the inverse,
z = mean + x * deviation, gives dL/dx = dL/dz * deviation.

Source: Y. LeCun, L. Bottou, G. B. Orr and K.-R. Müller, "Efficient BackProp", 1998; the layer
Normalization of Keras, whose epsilon this is.

Left out on purpose: means and variances that training moves (chapter batch_normalization).

m examples, n inputs of the layer and as many outputs.
"""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from refnet.reference.checks import checked_normalization

EPSILON = 1e-7

Matrix = Sequence[Sequence[float]]


class NormalizationLayer(NamedTuple):
    """A layer that training does not change: mean [n], variance [n]; invert: whether to go back.

    mean and variance are lists, or arrays in refnet.core; input_shape: that of one example, which
    has n numbers, () for one row of them.
    """

    mean: Any
    variance: Any
    invert: bool = False
    input_shape: tuple[int, ...] = ()

    @property
    def kind(self) -> str:
        """The name of this kind of layer."""
        return "normalization"

    @property
    def activation(self) -> str:
        """The activation, which changes nothing."""
        return "linear"


class Moments(NamedTuple):
    """The mean [n] and the variance [n] of each input."""

    mean: list[float]
    variance: list[float]


class Normalized(NamedTuple):
    """The moments of the inputs, and the normalized inputs [m][n]."""

    mean: list[float]
    variance: list[float]
    outputs: list[list[float]]


def normalization_shapes(layer: NormalizationLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer, which are the same."""
    shape = layer.input_shape or (len(layer.mean),)
    return shape, shape


def deviations(layer: NormalizationLayer) -> list[float]:
    """Return the square roots of the variances, or EPSILON where that is larger (NORM-1).

    -> [n]
    """
    result = []
    for variance in layer.variance:
        root = math.sqrt(variance)
        result.append(root if root > EPSILON else EPSILON)
    return result


def normalization_forward(inputs: Matrix, layer: NormalizationLayer) -> list[list[float]]:
    """Return the normalized inputs, or with ``invert`` what they were before (NORM-2).

    inputs [m][n] -> [m][n]
    """
    deviation = deviations(layer)
    preactivations = []
    for row in inputs:
        if layer.invert:
            normalized = [layer.mean[i] + row[i] * deviation[i] for i in range(len(row))]
        else:
            normalized = [(row[i] - layer.mean[i]) / deviation[i] for i in range(len(row))]
        preactivations.append(normalized)
    return preactivations


def normalization_input_gradients(
    inputs: Matrix, deltas: Matrix, layer: NormalizationLayer
) -> list[list[float]]:
    """Return the gradients of the inputs (NORM-3).

    inputs [m][n], deltas [m][n] -> [m][n]
    """
    deviation = deviations(layer)
    gradients = []
    for delta in deltas:
        if layer.invert:
            row = [delta[i] * deviation[i] for i in range(len(delta))]
        else:
            row = [delta[i] / deviation[i] for i in range(len(delta))]
        gradients.append(row)
    return gradients


def moments(inputs: Matrix) -> Moments:
    """Return the mean and the variance of each input over the examples, in order (NORM-4).

    inputs [m][n], m at least 1
    """
    count = float(len(inputs))
    mean = [0.0] * len(inputs[0])
    for row in inputs:
        for i in range(len(row)):
            mean[i] = mean[i] + row[i]
    for i in range(len(mean)):
        mean[i] = mean[i] / count
    variance = [0.0] * len(mean)
    for row in inputs:
        for i in range(len(row)):
            distance = row[i] - mean[i]
            variance[i] = variance[i] + distance * distance
    for i in range(len(variance)):
        variance[i] = variance[i] / count
    return Moments(mean, variance)


def normalization(inputs: Matrix) -> Normalized:
    """Return the moments of the inputs, and the inputs normalized by them.

    inputs [m][n]. If a sum overflows, numbers of the result are infinite or NaN.

    Raises RefnetError with the codes wrong_type, empty, shape_mismatch, not_finite.
    """
    inputs = checked_normalization(inputs)
    mean, variance = moments(inputs)
    outputs = normalization_forward(inputs, NormalizationLayer(mean, variance))
    return Normalized(mean, variance, outputs)
