"""Chapter batch_normalization: a layer that normalizes each feature by the batch it trains on.

While the layers below a layer learn, the numbers that it sees move and grow. This layer brings each
feature to mean 0 and variance 1 over the examples of the batch; then a scale, gamma, and a center,
beta, which are learned, give it any deviation and mean that suit the layers above. A feature is an
index of the last axis: a unit, or the channel of an image, whose pixels all count, or a feature of
a sequence, whose real steps count. An answer must not depend on the other examples of its batch.
So the layer also keeps averages of the means and variances that it has seen, the moving moments, of
which each batch replaces a small part, 1 - momentum; outside training they are used.

Derivation: with root = sqrt(variance + epsilon) and z = (x - mean) / root, the output is
y = gamma * z + beta. So dL/dgamma = sum of delta * z and dL/dbeta = sum of delta. An input moves
its own output, and through mean and variance those of all N inputs of its feature: dmean/dx = 1/N
and dvariance/dx = 2 * (x - mean) / N. As the distances x - mean have the sum 0, the variance does
not change with the mean, and
dL/dx = gamma / root * (delta - dL/dbeta / N - z * dL/dgamma / N).
A step that is not real is no part of mean and variance, so it keeps the first of the three terms.
The same holds for all inputs where the moving moments are used.

Source: S. Ioffe and C. Szegedy, "Batch normalization: accelerating deep network training by
reducing internal covariate shift", 2015; the layer BatchNormalization of Keras, whose momentum and
epsilon these are.

Left out on purpose: other axes than the last one.

m examples, p positions in each, c features; n = p * c numbers in an example.
"""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from refnet.reference.conv import cell_rows
from refnet.reference.normalization import Moments, moments
from refnet.reference.random import Generator
from refnet.reference.sequences import Mask

Matrix = Sequence[Sequence[float]]


class BatchNormalizationLayer(NamedTuple):
    """A layer with gamma [c] and beta [c], each a list or None, and moving moments [c].

    They are arrays in refnet.core. momentum: the part of the moving moments that a batch leaves;
    epsilon: above 0; input_shape: that of one example, () until it is known; mask [m][p]: of a
    batch, or None; training: whether the batch's own moments are used.
    """

    gamma: Any
    beta: Any
    moving_mean: Any
    moving_variance: Any
    momentum: float = 0.99
    epsilon: float = 0.001
    input_shape: tuple[int, ...] = ()
    mask: Any = None
    training: bool = False

    @property
    def kind(self) -> str:
        """The name of this kind of layer."""
        return "batch_normalization"

    @property
    def activation(self) -> str:
        """The activation, which changes nothing."""
        return "linear"


class DeltaSums(NamedTuple):
    """Sums over a batch for each feature: products [c] of delta and z, deltas [c]."""

    products: list[float]
    deltas: list[float]


def batch_normalization_shapes(
    layer: BatchNormalizationLayer,
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer, which are the same."""
    return layer.input_shape, layer.input_shape


def batch_normalization_parameters(layer: BatchNormalizationLayer) -> list[list[float]]:
    """Return the parameters as vectors: gamma and beta, as far as the layer has them."""
    return [list(vector) for vector in (layer.gamma, layer.beta) if vector is not None]


def batch_normalization_variables(layer: BatchNormalizationLayer) -> list[int]:
    """Return how many vectors belong to gamma, and how many to beta."""
    return [1 for _ in batch_normalization_parameters(layer)]


def batch_normalization_with_parameters(
    layer: BatchNormalizationLayer, vectors: list[list[float]]
) -> BatchNormalizationLayer:
    """Return the layer with other parameters, in the order of their list above."""
    gamma = None if layer.gamma is None else vectors[0]
    beta = None if layer.beta is None else vectors[-1]
    return layer._replace(gamma=gamma, beta=beta)


def batch_normalization_masked(
    layer: BatchNormalizationLayer, mask: Mask
) -> BatchNormalizationLayer:
    """Return the layer for a batch with this mask.

    mask [m][p]
    """
    return layer._replace(mask=mask)


def batch_normalization_drawn(
    layer: BatchNormalizationLayer, m: int, generator: Generator
) -> BatchNormalizationLayer:
    """Return the layer for a batch in training, of which nothing is random (BNORM-1)."""
    return layer._replace(training=True)


def real_cells(inputs: Matrix, layer: BatchNormalizationLayer) -> list[list[float]]:
    """Return the positions that are real, example by example (BNORM-1).

    inputs [m][n] -> [N][c]
    """
    cells = []
    for i in range(len(inputs)):
        for j, cell in enumerate(cell_rows(inputs[i], layer.input_shape[-1])):
            if layer.mask is None or layer.mask[i][j]:
                cells.append(cell)
    return cells


def batch_moments(inputs: Matrix, layer: BatchNormalizationLayer) -> Moments | None:
    """Return the moments of a batch; None outside training or without a real position (BNORM-1).

    inputs [m][n] -> mean [c], variance [c]
    """
    cells = real_cells(inputs, layer) if layer.training else []
    return moments(cells) if len(cells) > 0 else None


def used_moments(inputs: Matrix, layer: BatchNormalizationLayer) -> Moments:
    """Return the moments that normalize a batch: its own, or the moving ones (BNORM-3).

    inputs [m][n] -> mean [c], variance [c]
    """
    own = batch_moments(inputs, layer)
    return Moments(layer.moving_mean, layer.moving_variance) if own is None else own


def roots(variance: Sequence[float], epsilon: float) -> list[float]:
    """Return what the distances from the mean are divided by (BNORM-2).

    variance [c] -> [c]
    """
    return [math.sqrt(each + epsilon) for each in variance]


def normalized_rows(
    inputs: Matrix, used: Moments, layer: BatchNormalizationLayer
) -> list[list[float]]:
    """Return z of all inputs (BNORM-2).

    inputs [m][n], used: mean [c] and variance [c] -> [m][n]
    """
    root, c = roots(used.variance, layer.epsilon), layer.input_shape[-1]
    return [[(row[i] - used.mean[i % c]) / root[i % c] for i in range(len(row))] for row in inputs]


def batch_normalization_forward(
    inputs: Matrix, layer: BatchNormalizationLayer
) -> list[list[float]]:
    """Return the normalized inputs, scaled by gamma and moved by beta (BNORM-2, BNORM-3).

    inputs [m][n] -> [m][n]
    """
    outputs, c = normalized_rows(inputs, used_moments(inputs, layer), layer), layer.input_shape[-1]
    for row in outputs:
        for i in range(len(row)):
            if layer.gamma is not None:
                row[i] = layer.gamma[i % c] * row[i]
            if layer.beta is not None:
                row[i] = row[i] + layer.beta[i % c]
    return outputs


def delta_sums(normalized: Matrix, deltas: Matrix, c: int) -> DeltaSums:
    """Return the sums over all positions, in order from 0.0 (BNORM-5).

    normalized [m][n]: z; deltas [m][n]
    """
    products, totals = [0.0] * c, [0.0] * c
    for row, delta in zip(normalized, deltas, strict=True):
        for i in range(len(row)):
            products[i % c] = products[i % c] + delta[i] * row[i]
            totals[i % c] = totals[i % c] + delta[i]
    return DeltaSums(products, totals)


def batch_normalization_parameter_gradients(
    inputs: Matrix, deltas: Matrix, layer: BatchNormalizationLayer
) -> list[list[float]]:
    """Return the gradients of gamma and beta, as far as the layer has them (BNORM-5).

    inputs [m][n], deltas [m][n] -> vectors [c]
    """
    normalized = normalized_rows(inputs, used_moments(inputs, layer), layer)
    sums = delta_sums(normalized, deltas, layer.input_shape[-1])
    gamma = [] if layer.gamma is None else [sums.products]
    return gamma if layer.beta is None else [*gamma, sums.deltas]


def batch_normalization_input_gradients(
    inputs: Matrix, deltas: Matrix, layer: BatchNormalizationLayer
) -> list[list[float]]:
    """Return the gradients of the inputs, which go through mean and variance too (BNORM-6).

    inputs [m][n], deltas [m][n] -> [m][n]
    """
    used, c = used_moments(inputs, layer), layer.input_shape[-1]
    normalized = normalized_rows(inputs, used, layer)
    sums, scale = delta_sums(normalized, deltas, c), scales(used, layer)
    count = float(len(real_cells(inputs, layer)))
    moves = layer.training and count > 0.0
    gradients = []
    for i in range(len(inputs)):
        row = list(deltas[i])
        for k in range(len(row)):
            if moves and (layer.mask is None or layer.mask[i][k // c]):
                through_mean = sums.deltas[k % c] / count
                through_variance = normalized[i][k] * (sums.products[k % c] / count)
                row[k] = row[k] - through_mean - through_variance
            row[k] = scale[k % c] * row[k]
        gradients.append(row)
    return gradients


def scales(used: Moments, layer: BatchNormalizationLayer) -> list[float]:
    """Return gamma divided by the root, 1 divided by it without gamma (BNORM-6).

    used: mean [c] and variance [c] -> [c]
    """
    root = roots(used.variance, layer.epsilon)
    if layer.gamma is None:
        return [1.0 / each for each in root]
    return [layer.gamma[i] / root[i] for i in range(len(root))]


def batch_normalization_final_states(
    inputs: Matrix, layer: BatchNormalizationLayer
) -> list[list[float]] | None:
    """Return the moving mean and variance after a batch, None where they stay (BNORM-4).

    inputs [m][n] -> two vectors [c]
    """
    own = batch_moments(inputs, layer)
    if own is None:
        return None
    return [
        moved_average(layer.moving_mean, own.mean, layer.momentum),
        moved_average(layer.moving_variance, own.variance, layer.momentum),
    ]


def moved_average(
    average: Sequence[float], values: Sequence[float], momentum: float
) -> list[float]:
    """Return an average of which a part is replaced by the values of a batch (BNORM-4).

    average [c], values [c] -> [c]
    """
    rest = 1.0 - momentum
    return [average[i] * momentum + values[i] * rest for i in range(len(average))]


def batch_normalization_with_states(
    layer: BatchNormalizationLayer, states: list[list[float]]
) -> BatchNormalizationLayer:
    """Return the layer for the next batch, with the moving moments after this one (BNORM-4)."""
    return layer._replace(moving_mean=states[0], moving_variance=states[1])


def batch_normalization_moving(layer: BatchNormalizationLayer) -> list[list[float]]:
    """Return the vectors that batches move beside the parameters, for their check (BNORM-4)."""
    return [list(layer.moving_mean), list(layer.moving_variance)]
