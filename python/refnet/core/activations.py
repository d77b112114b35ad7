"""Chapter activations through the C core: refnet.reference.activations over NumPy arrays."""

from typing import Any

import numpy as np

from refnet._core import lib
from refnet.core.arrays import Vector, as_vector, pointer
from refnet.core.checks import checked_activation, vectors_alike
from refnet.core.structs import kernels
from refnet.reference.activations import ACTIVATIONS
from refnet.reference.checks import check_length, check_not_empty
from refnet.reference.further_activations import FROM_PREACTIVATIONS
from refnet.reference.readers import as_number

_FROM_OUTPUTS = [name for name in ACTIVATIONS if name not in FROM_PREACTIVATIONS]


def relu(d: float) -> float:
    """Return d, or 0 where d is negative (DENSE-2). Raises RefnetError: wrong_type."""
    result: float = lib.refnet_relu(as_number("d", d))
    return result


def argmax(values: Any) -> int:
    """Return the index of the largest value, the first one where several are equal.

    values [n]. Raises RefnetError: wrong_type, empty.
    """
    values = as_vector("values", values)
    check_not_empty("values", values)
    index: int = lib.refnet_argmax(pointer(values), len(values))
    return index


def softmax_power(d: float, largest: float) -> float:
    """Return e^(d - largest), or 0 where the exponent is below LEAST_EXPONENT (DENSE-21).

    Raises RefnetError: wrong_type.
    """
    result: float = lib.refnet_softmax_power(as_number("d", d), as_number("largest", largest))
    return result


def softmax(preactivations: Any) -> Vector:
    """Return e^d for each preactivation, divided by the sum of all of them (DENSE-3).

    preactivations [u] -> [u]. Raises RefnetError: wrong_type, empty.
    """
    preactivations = as_vector("preactivations", preactivations)
    check_not_empty("preactivations", preactivations)
    u = len(preactivations)
    outputs = np.empty(u)
    lib.refnet_softmax(pointer(preactivations), u, pointer(outputs))
    return outputs


def log_softmax(logits: Any) -> Vector:
    """Return the logarithms of the softmax, finite even where the softmax underflows (DENSE-6).

    logits [u] -> [u]. Raises RefnetError: wrong_type, empty.
    """
    logits = as_vector("logits", logits)
    check_not_empty("logits", logits)
    logarithms = np.empty(len(logits))
    kernels().log_softmax(pointer(logits), len(logits), pointer(logarithms))
    return logarithms


def activate(activation: str, preactivations: Any) -> Vector:
    """Return the outputs of a layer for one example (DENSE-2).

    preactivations [u] -> [u]. Raises RefnetError: wrong_type, empty, unknown_name.
    """
    number = checked_activation(activation)
    preactivations = as_vector("preactivations", preactivations)
    check_not_empty("preactivations", preactivations)
    u = len(preactivations)
    outputs = np.empty(u)
    kernels().activate(number, pointer(preactivations), 1, u, pointer(outputs))
    return outputs


def activation_backward(activation: str, output_gradients: Any, outputs: Any) -> Vector:
    """Return the gradients with respect to the preactivations, the deltas of one example (DENSE-9).

    Not for activations in FROM_PREACTIVATIONS. output_gradients [u], outputs [u] -> [u].
    Raises RefnetError: wrong_type, empty, shape_mismatch, unknown_name.
    """
    number = checked_activation(activation, _FROM_OUTPUTS)
    output_gradients, outputs = vectors_alike(
        "output_gradients", output_gradients, "outputs", outputs
    )
    u = len(outputs)
    deltas = np.empty(u)
    arrays = pointer(output_gradients), pointer(outputs)
    kernels().activation_backward(number, *arrays, 1, u, pointer(deltas))
    return deltas


def layer_deltas(
    activation: str, output_gradients: Any, preactivations: Any, outputs: Any
) -> Vector:
    """Return the deltas of one example, for any activation (DENSE-9, ACT-12).

    output_gradients [u], preactivations [u], outputs [u] -> [u].
    Raises RefnetError: wrong_type, empty, shape_mismatch, unknown_name.
    """
    number = checked_activation(activation)
    output_gradients, outputs = vectors_alike(
        "output_gradients", output_gradients, "outputs", outputs
    )
    u, preactivations = len(outputs), as_vector("preactivations", preactivations)
    check_length("preactivations", preactivations, "output_gradients", u)
    deltas = np.empty(u)
    arrays = pointer(output_gradients), pointer(preactivations), pointer(outputs)
    kernels().layer_deltas(number, *arrays, 1, u, pointer(deltas))
    return deltas
