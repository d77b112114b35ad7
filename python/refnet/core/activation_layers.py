"""Chapter activation_layers through the C core: as in refnet.reference.activation_layers."""

from typing import Any

from refnet._core import lib
from refnet.core import layer_calls
from refnet.core.arrays import Matrix
from refnet.reference.activation_layers import ActivationLayer, LeakyReLULayer, SoftmaxLayer


def same_shapes(
    layer: ActivationLayer | LeakyReLULayer | SoftmaxLayer,
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer, which are the same."""
    return layer.input_shape, layer.input_shape


def activation_forward(inputs: Any, layer: ActivationLayer) -> Matrix:
    """Return the inputs as preactivations, which the network activates (ACT-13).

    inputs [m][n] -> [m][n].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    return layer_calls.forward(lib.refnet_activation_forward, inputs, layer, "activation")


def activation_input_gradients(inputs: Any, deltas: Any, layer: ActivationLayer) -> Matrix:
    """Return the gradients of the inputs, which are the deltas (ACT-13).

    inputs [m][n], deltas [m][n] -> [m][n].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    function = lib.refnet_activation_input_gradients
    return layer_calls.input_gradients(function, inputs, deltas, layer, "activation")


def leaky_relu_forward(inputs: Any, layer: LeakyReLULayer) -> Matrix:
    """Return the inputs, those that are not positive times the slope (ACT-14).

    inputs [m][n] -> [m][n].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    return layer_calls.forward(lib.refnet_leaky_relu_forward, inputs, layer, "leaky_relu")


def leaky_relu_input_gradients(inputs: Any, deltas: Any, layer: LeakyReLULayer) -> Matrix:
    """Return the gradients of the inputs (ACT-14).

    inputs [m][n], deltas [m][n] -> [m][n].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    function = lib.refnet_leaky_relu_input_gradients
    return layer_calls.input_gradients(function, inputs, deltas, layer, "leaky_relu")


def softmax_forward(inputs: Any, layer: SoftmaxLayer) -> Matrix:
    """Return the inputs as preactivations, or the softmax of each cell of the last axis (ACT-15).

    inputs [m][n] -> [m][n].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    return layer_calls.forward(lib.refnet_softmax_forward, inputs, layer, "softmax")


def softmax_input_gradients(inputs: Any, deltas: Any, layer: SoftmaxLayer) -> Matrix:
    """Return the gradients of the inputs, cell by cell (ACT-15).

    inputs [m][n], deltas [m][n] -> [m][n].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    function = lib.refnet_softmax_input_gradients
    return layer_calls.input_gradients(function, inputs, deltas, layer, "softmax")
