"""Chapter dense: the layer whose units all see the same inputs.

A dense layer has a kernel, with one weight for each input and unit, and a bias for each unit. In
the forward pass, a unit's preactivation is its bias plus the weighted sum of the inputs. In the
backward pass, the layer receives its deltas, the gradients of the loss with respect to its
preactivations, and returns the gradients with respect to its parameters and its inputs.

Derivation: from d_j = b_j + sum of x_i * w_ij it follows that dL/dw_ij = x_i * delta_j and
dL/db_j = delta_j, both summed over the examples, and that dL/dx_i = sum of delta_j * w_ij over the
units.

Source: D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning representations by
back-propagating errors", 1986.

Left out on purpose: constraints. Chapter network applies the activation, because every kind of
layer has one.

m examples, n inputs, u units.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

Matrix = Sequence[Sequence[float]]


class DenseLayer(NamedTuple):
    """A dense layer: kernel [n][units], bias [units] or None; lists, or arrays in refnet.core."""

    units: int
    activation: str
    kernel: Any
    bias: Any = None

    @property
    def kind(self) -> str:
        """The name of this kind of layer."""
        return "dense"


def dense_shapes(layer: DenseLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer: (n,) and (u,)."""
    return (len(layer.kernel),), (layer.units,)


def dense_parameters(layer: DenseLayer) -> list[list[float]]:
    """Return the parameters as vectors: the kernel row by row, then the bias if there is one."""
    vectors = [list(row) for row in layer.kernel]
    if layer.bias is not None:
        vectors.append(list(layer.bias))
    return vectors


def dense_variables(layer: DenseLayer) -> list[int]:
    """Return how many of the vectors belong to the kernel, and how many to the bias."""
    return [len(layer.kernel)] if layer.bias is None else [len(layer.kernel), 1]


def dense_with_parameters(layer: DenseLayer, vectors: list[list[float]]) -> DenseLayer:
    """Return the layer with other parameters, in the order of ``dense_parameters``."""
    n = len(layer.kernel)
    bias = None if layer.bias is None else vectors[n]
    return DenseLayer(layer.units, layer.activation, vectors[:n], bias)


def dense_forward(inputs: Matrix, layer: DenseLayer) -> list[list[float]]:
    """Return the preactivations, each a sum that starts at the bias (SUM-1, DENSE-2).

    inputs [m][n] -> [m][u]
    """
    preactivations = []
    for row in inputs:
        sums = [0.0] * layer.units if layer.bias is None else list(layer.bias)
        for i in range(len(row)):
            for j in range(len(sums)):
                sums[j] = sums[j] + layer.kernel[i][j] * row[i]
        preactivations.append(sums)
    return preactivations


def dense_parameter_gradients(
    inputs: Matrix, deltas: Matrix, layer: DenseLayer
) -> list[list[float]]:
    """Return the gradients of the parameters, summed over the examples in order (DENSE-12).

    inputs [m][n], deltas [m][u] -> vectors as ``dense_parameters`` returns them
    """
    kernel = [[0.0] * layer.units for _ in layer.kernel]
    bias = [0.0] * layer.units
    for row, delta in zip(inputs, deltas, strict=True):
        for j in range(len(delta)):
            bias[j] = bias[j] + delta[j]
        for i in range(len(row)):
            for j in range(len(delta)):
                kernel[i][j] = kernel[i][j] + row[i] * delta[j]
    return kernel if layer.bias is None else [*kernel, bias]


def dense_input_gradients(inputs: Matrix, deltas: Matrix, layer: DenseLayer) -> list[list[float]]:
    """Return the gradients of the inputs, each summed over the units in order (DENSE-11).

    inputs [m][n], deltas [m][u] -> [m][n]
    """
    gradients = []
    for delta in deltas:
        row = []
        for weights in layer.kernel:
            total = 0.0
            for j in range(len(delta)):
                total = total + delta[j] * weights[j]
            row.append(total)
        gradients.append(row)
    return gradients
