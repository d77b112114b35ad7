"""Chapter activation_layers: activations that are layers of their own.

A layer of the kind activation has nothing but an activation, so that it can stand behind any other
layer. Leaky_relu has a slope of its own below zero. Softmax turns the last axis of an example into
probabilities: all numbers of an example that is one row, the features of each step or pixel
otherwise.

Derivation: an activation's backward form (chapter activations) turns the gradients of its outputs
into those of its inputs.

Source: as in chapters activations and further_activations; the kinds are Keras 3's Activation,
LeakyReLU and Softmax.

Left out on purpose: slopes that are learned, softmax over another axis.

m examples, n numbers in each.
"""

from collections.abc import Sequence
from typing import NamedTuple

from refnet.reference.activations import activation_backward, softmax
from refnet.reference.conv import cell_rows
from refnet.reference.further_activations import leaky_relu, leaky_relu_backward
from refnet.reference.sequences import joined

Matrix = Sequence[Sequence[float]]


class ActivationLayer(NamedTuple):
    """A layer that is an activation; input_shape: that of one example, () until it is known."""

    activation: str
    input_shape: tuple[int, ...] = ()

    @property
    def kind(self) -> str:
        """The name of this kind of layer."""
        return "activation"


class LeakyReLULayer(NamedTuple):
    """A relu with a slope below zero, 0 or more; input_shape as in ``ActivationLayer``."""

    negative_slope: float = 0.3
    input_shape: tuple[int, ...] = ()

    @property
    def kind(self) -> str:
        """The name of this kind of layer."""
        return "leaky_relu"

    @property
    def activation(self) -> str:
        """The activation, which the layer applies itself."""
        return "linear"


class SoftmaxLayer(NamedTuple):
    """A softmax over the last axis; input_shape as in ``ActivationLayer``."""

    input_shape: tuple[int, ...] = ()

    @property
    def kind(self) -> str:
        """The name of this kind of layer."""
        return "softmax"

    @property
    def activation(self) -> str:
        """The activation: that of a whole row, or "linear" where the layer applies it itself."""
        return "softmax" if len(self.input_shape) < 2 else "linear"


def same_shapes(
    layer: ActivationLayer | LeakyReLULayer | SoftmaxLayer,
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer, which are the same."""
    return layer.input_shape, layer.input_shape


def activation_forward(inputs: Matrix, layer: ActivationLayer) -> list[list[float]]:
    """Return the inputs as preactivations, which the network activates (ACT-13).

    inputs [m][n] -> [m][n]
    """
    return [list(row) for row in inputs]


def activation_input_gradients(
    inputs: Matrix, deltas: Matrix, layer: ActivationLayer
) -> list[list[float]]:
    """Return the gradients of the inputs, which are the deltas (ACT-13).

    inputs [m][n], deltas [m][n] -> [m][n]
    """
    return [list(row) for row in deltas]


def leaky_relu_forward(inputs: Matrix, layer: LeakyReLULayer) -> list[list[float]]:
    """Return the inputs, those that are not positive times the slope (ACT-14).

    inputs [m][n] -> [m][n]
    """
    return [[leaky_relu(x, layer.negative_slope) for x in row] for row in inputs]


def leaky_relu_input_gradients(
    inputs: Matrix, deltas: Matrix, layer: LeakyReLULayer
) -> list[list[float]]:
    """Return the gradients of the inputs (ACT-14).

    inputs [m][n], deltas [m][n] -> [m][n]
    """
    return [
        [leaky_relu_backward(g, x, layer.negative_slope) for g, x in zip(*rows, strict=True)]
        for rows in zip(deltas, inputs, strict=True)
    ]


def softmax_forward(inputs: Matrix, layer: SoftmaxLayer) -> list[list[float]]:
    """Return the inputs as preactivations, or the softmax of each cell of the last axis (ACT-15).

    inputs [m][n] -> [m][n]
    """
    if layer.activation == "softmax":
        return [list(row) for row in inputs]
    u = layer.input_shape[-1]
    return [joined([softmax(cell) for cell in cell_rows(row, u)]) for row in inputs]


def softmax_input_gradients(
    inputs: Matrix, deltas: Matrix, layer: SoftmaxLayer
) -> list[list[float]]:
    """Return the gradients of the inputs, cell by cell (ACT-15).

    inputs [m][n], deltas [m][n] -> [m][n]
    """
    if layer.activation == "softmax":
        return [list(row) for row in deltas]
    u, gradients = layer.input_shape[-1], []
    for row, delta in zip(softmax_forward(inputs, layer), deltas, strict=True):
        cells = zip(cell_rows(delta, u), cell_rows(row, u), strict=True)
        gradients.append(joined([activation_backward("softmax", g, y) for g, y in cells]))
    return gradients
