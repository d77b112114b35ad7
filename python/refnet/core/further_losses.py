"""Chapter further_losses through the C core: refnet.reference.further_losses over NumPy arrays."""

from typing import Any

import numpy as np

from refnet._core import lib
from refnet.core.arrays import Vector, as_vector, pointer
from refnet.core.checks import checked_rectangle, vectors_alike
from refnet.reference.checks import LOSSES, check_name, check_not_empty
from refnet.reference.readers import as_name, as_number

_FURTHER = tuple(name for name in LOSSES if name not in ("mse", "sum_squared_error"))


def sign(x: float) -> float:
    """Return 1 above zero, -1 below and 0 at zero, the derivative of |x| (LOSS-1).

    Raises RefnetError: wrong_type.
    """
    result: float = lib.refnet_sign(as_number("x", x))
    return result


def absolute_error(targets: Any, outputs: Any) -> float:
    """Return the sum of |t - y| (LOSS-1).

    targets [k], outputs [k]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    return _total(lib.refnet_absolute_error, targets, outputs)


def absolute_error_gradient(targets: Any, outputs: Any) -> Vector:
    """Return the derivative of ``absolute_error`` with respect to each output (LOSS-1).

    targets [k], outputs [k] -> [k]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    return _gradient(lib.refnet_absolute_error_gradient, targets, outputs)


def absolute_percentage_error(targets: Any, outputs: Any) -> float:
    """Return the sum of 100 |t - y|/|t|, where |t| counts as at least EPSILON (LOSS-2).

    targets [k], outputs [k]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    return _total(lib.refnet_absolute_percentage_error, targets, outputs)


def absolute_percentage_error_gradient(targets: Any, outputs: Any) -> Vector:
    """Return the derivative of ``absolute_percentage_error`` with respect to each output (LOSS-2).

    targets [k], outputs [k] -> [k]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    return _gradient(lib.refnet_absolute_percentage_error_gradient, targets, outputs)


def huber(targets: Any, outputs: Any, delta: float) -> float:
    """Return the sum of half the squared errors, which grow linearly beyond delta (LOSS-3).

    targets [k], outputs [k]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    return _total(lib.refnet_huber, targets, outputs, as_number("delta", delta))


def huber_gradient(targets: Any, outputs: Any, delta: float) -> Vector:
    """Return the derivative of ``huber`` with respect to each output (LOSS-3).

    targets [k], outputs [k] -> [k]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    return _gradient(lib.refnet_huber_gradient, targets, outputs, as_number("delta", delta))


def log_cosh(targets: Any, outputs: Any) -> float:
    """Return the sum of ln cosh(y - t) (LOSS-4).

    targets [k], outputs [k]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    return _total(lib.refnet_log_cosh, targets, outputs)


def log_cosh_gradient(targets: Any, outputs: Any) -> Vector:
    """Return the derivative of ``log_cosh`` with respect to each output (LOSS-4).

    targets [k], outputs [k] -> [k]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    return _gradient(lib.refnet_log_cosh_gradient, targets, outputs)


def hinge(targets: Any, outputs: Any) -> float:
    """Return the sum of 1 - t*y, or 0 where that is negative (LOSS-5).

    targets [k], outputs [k]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    return _total(lib.refnet_hinge, targets, outputs)


def hinge_gradient(targets: Any, outputs: Any) -> Vector:
    """Return the derivative of ``hinge`` with respect to each output (LOSS-5).

    targets [k], outputs [k] -> [k]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    return _gradient(lib.refnet_hinge_gradient, targets, outputs)


def clipped(y: float, high: float) -> float:
    """Return y, at least EPSILON and at most high (LOSS-7). Raises RefnetError: wrong_type."""
    result: float = lib.refnet_clipped(as_number("y", y), as_number("high", high))
    return result


def unless_clipped(gradient: float, y: float, high: float) -> float:
    """Return the gradient with respect to y, 0 where ``clipped`` changes y (LOSS-7).

    Raises RefnetError: wrong_type.
    """
    arguments = as_number("gradient", gradient), as_number("y", y), as_number("high", high)
    result: float = lib.refnet_unless_clipped(*arguments)
    return result


def kl_divergence(targets: Any, outputs: Any) -> float:
    """Return the sum of t ln(t/y), of probabilities from EPSILON to 1 (LOSS-7).

    targets [k], outputs [k]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    return _total(lib.refnet_kl_divergence, targets, outputs)


def kl_divergence_gradient(targets: Any, outputs: Any) -> Vector:
    """Return the derivative of ``kl_divergence`` with respect to each output (LOSS-7).

    targets [k], outputs [k] -> [k]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    return _gradient(lib.refnet_kl_divergence_gradient, targets, outputs)


def binary_crossentropy_of_outputs(targets: Any, outputs: Any) -> float:
    """Return the sum of -(t ln y + (1 - t) ln(1 - y)), from the outputs themselves (LOSS-9).

    targets [k], outputs [k]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    return _total(lib.refnet_binary_crossentropy_of_outputs, targets, outputs)


def binary_crossentropy_of_outputs_gradient(targets: Any, outputs: Any) -> Vector:
    """Return the derivative of ``binary_crossentropy_of_outputs`` for each output (LOSS-9).

    targets [k], outputs [k] -> [k]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    return _gradient(lib.refnet_binary_crossentropy_of_outputs_gradient, targets, outputs)


def sum_of_outputs(outputs: Any) -> float:
    """Return y_1 + y_2 + ..., or NaN where that is 0, so that the loss diverges (LOSS-10).

    outputs [k]. Raises RefnetError: wrong_type, empty.
    """
    outputs = as_vector("outputs", outputs)
    check_not_empty("outputs", outputs)
    total: float = lib.refnet_sum_of_outputs(pointer(outputs), len(outputs))
    return total


def categorical_crossentropy_of_outputs(targets: Any, outputs: Any) -> float:
    """Return -(sum of t ln q), where q are the outputs divided by their sum (LOSS-10).

    targets [k], outputs [k]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    return _total(lib.refnet_categorical_crossentropy_of_outputs, targets, outputs)


def categorical_crossentropy_of_outputs_gradient(targets: Any, outputs: Any) -> Vector:
    """Return the derivative of ``categorical_crossentropy_of_outputs`` for each output (LOSS-10).

    targets [k], outputs [k] -> [k]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    return _gradient(lib.refnet_categorical_crossentropy_of_outputs_gradient, targets, outputs)


def further_loss(name: str, targets: Any, outputs: Any, delta: float) -> float:
    """Return a loss of one example as a sum over its outputs (LOSS-1 to LOSS-10).

    targets [k], outputs [k]; delta: that of huber.
    Raises RefnetError: wrong_type, empty, shape_mismatch, unknown_name.
    """
    number, (targets, outputs) = (
        _number(name),
        vectors_alike("targets", targets, "outputs", outputs),
    )
    arrays = pointer(targets), pointer(outputs), len(targets)
    total: float = lib.refnet_further_loss(number, *arrays, as_number("delta", delta))
    return total


def further_loss_gradient(name: str, targets: Any, outputs: Any, delta: float) -> Vector:
    """Return the derivative of ``further_loss`` with respect to each output (LOSS-1 to LOSS-10).

    targets [k], outputs [k] -> [k]; delta: that of huber.
    Raises RefnetError: wrong_type, empty, shape_mismatch, unknown_name.
    """
    number, (targets, outputs) = (
        _number(name),
        vectors_alike("targets", targets, "outputs", outputs),
    )
    gradients = np.empty(len(targets))
    arrays = pointer(targets), pointer(outputs), len(targets)
    how = as_number("delta", delta), pointer(gradients)
    lib.refnet_further_loss_gradient(number, *arrays, *how)
    return gradients


def are_binary(targets: Any) -> bool:
    """Return whether all targets are 0 or 1, so that hinge counts 0 as -1 (LOSS-6).

    targets [m][k]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    targets = checked_rectangle("targets", targets)
    return bool(lib.refnet_are_binary(pointer(targets), *targets.shape))


def signed_targets(targets: Any) -> Vector:
    """Return -1 for targets of 0 and 1 for those of 1 (LOSS-6).

    targets [k] -> [k]. Raises RefnetError: wrong_type.
    """
    targets = as_vector("targets", targets)
    signs = np.empty(len(targets))
    lib.refnet_signed_targets(pointer(targets), len(targets), pointer(signs))
    return signs


def smoothed_targets(targets: Any, label_smoothing: float, share: float) -> Vector:
    """Return the targets, a part of which is spread evenly (LOSS-11).

    targets [k] -> [k]; share: what each output gets of it. Raises RefnetError: wrong_type.
    """
    targets = as_vector("targets", targets)
    smoothed = np.empty(len(targets))
    how = as_number("label_smoothing", label_smoothing), as_number("share", share)
    lib.refnet_smoothed_targets(pointer(targets), len(targets), *how, pointer(smoothed))
    return smoothed


def _total(function: Any, targets: Any, outputs: Any, *settings: float) -> float:
    targets, outputs = vectors_alike("targets", targets, "outputs", outputs)
    total: float = function(pointer(targets), pointer(outputs), len(targets), *settings)
    return total


def _gradient(function: Any, targets: Any, outputs: Any, *settings: float) -> Vector:
    targets, outputs = vectors_alike("targets", targets, "outputs", outputs)
    gradients = np.empty(len(targets))
    arrays = pointer(targets), pointer(outputs), len(targets)
    function(*arrays, *settings, pointer(gradients))
    return gradients


def _number(name: Any) -> int:
    """Return the number in C of a loss of this chapter; wrong_type, unknown_name."""
    check_name("name", as_name("name", name), _FURTHER)
    return LOSSES.index(name)
