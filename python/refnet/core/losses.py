"""Chapter losses through the C core: refnet.reference.losses over NumPy arrays."""

from typing import Any

import numpy as np

from refnet._core import lib
from refnet.core.arrays import Matrix, Vector, as_count_vector, as_vector, pointer
from refnet.core.checks import (
    check_counts,
    checked_activation,
    checked_loss,
    checked_rectangle,
    matrices_alike,
    vectors_alike,
)
from refnet.core.memory import result_buffer
from refnet.core.structs import kernels, loss_struct
from refnet.reference.checks import check_count
from refnet.reference.losses import Loss
from refnet.reference.readers import as_count, as_number


def one_hot(classes: Any, units: int) -> Matrix:
    """Return a row for each class number, with 1 at its index and 0 elsewhere (DENSE-7).

    classes [m], from 0 to units - 1 -> [m][units].
    Raises RefnetError: wrong_type, out_of_range; and MemoryError.
    """
    classes, units = as_count_vector("classes", classes), as_count("units", units)
    check_count("units", units, 1)
    check_counts("classes", classes, 0, units - 1)
    rows: Matrix = result_buffer("units", (len(classes), units))
    lib.refnet_one_hot(pointer(classes), len(classes), units, pointer(rows))
    return rows


def squared_error(targets: Any, outputs: Any) -> float:
    """Return the sum of the squared errors of one example (DENSE-4).

    targets [k], outputs [k]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    targets, outputs = vectors_alike("targets", targets, "outputs", outputs)
    total: float = lib.refnet_squared_error(pointer(targets), pointer(outputs), len(targets))
    return total


def squared_error_gradient(targets: Any, outputs: Any) -> Vector:
    """Return the derivative of ``squared_error`` with respect to each output (DENSE-10).

    targets [k], outputs [k] -> [k]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    return _gradient(lib.refnet_squared_error_gradient, targets, outputs)


def binary_crossentropy(targets: Any, logits: Any) -> float:
    """Return the sum of -(t ln y + (1 - t) ln(1 - y)) of one example (DENSE-5).

    targets [k], logits [k]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    return _crossentropy(kernels().binary_crossentropy, targets, logits)


def binary_crossentropy_gradient(targets: Any, outputs: Any) -> Vector:
    """Return the derivative of ``binary_crossentropy`` with respect to each logit (DENSE-10).

    targets [k], outputs [k], the sigmoids of the logits -> [k].
    Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    return _gradient(lib.refnet_binary_crossentropy_gradient, targets, outputs)


def categorical_crossentropy(targets: Any, logits: Any) -> float:
    """Return -(sum of t ln y) of one example (DENSE-6).

    targets [k], logits [k]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    return _crossentropy(lib.refnet_categorical_crossentropy, targets, logits)


def categorical_crossentropy_gradient(targets: Any, outputs: Any) -> Vector:
    """Return the derivative of ``categorical_crossentropy`` with respect to each logit (DENSE-10).

    targets [k], outputs [k], the softmax of the logits -> [k].
    Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    return _gradient(lib.refnet_categorical_crossentropy_gradient, targets, outputs)


def loss_of_targets(loss: str | Loss, targets: Any) -> Loss:
    """Return the loss for a run with these targets, all that there are (LOSS-6).

    targets [m][k].
    Raises RefnetError: wrong_type, empty, shape_mismatch, unknown_name, not_finite, out_of_range.
    """
    read, targets = checked_loss("loss", loss), checked_rectangle("targets", targets)
    struct = lib.refnet_loss_of_targets(loss_struct(read), pointer(targets), *targets.shape)
    return read._replace(binary_targets=bool(struct.binary_targets))


def loss_targets(loss: Loss, targets: Any) -> Vector:
    """Return the targets of one example as the loss takes them (LOSS-6, LOSS-11).

    targets [k] -> [k]. Raises RefnetError: wrong_type, unknown_name, not_finite, out_of_range.
    """
    struct, targets = loss_struct(checked_loss("loss", loss)), as_vector("targets", targets)
    taken: Vector = targets.copy()  # C writes into it what differs
    lib.refnet_loss_targets(struct, pointer(targets), len(targets), pointer(taken))
    return taken


def is_of_logits(loss: str | Loss, activation: str) -> bool:
    """Return whether the loss is calculated from the last preactivations (DENSE-10).

    Its gradients are taken with respect to them then, else with respect to the outputs.
    activation: the last one. Raises RefnetError: wrong_type, unknown_name, not_finite,
    out_of_range.
    """
    struct = loss_struct(checked_loss("loss", loss))
    return bool(lib.refnet_is_of_logits(struct, checked_activation(activation)))


def takes_logits(loss: Loss) -> bool:
    """Return whether the loss takes the outputs as logits, whatever the activation (LOSS-8).

    Raises RefnetError: wrong_type, unknown_name, not_finite, out_of_range.
    """
    return bool(lib.refnet_takes_logits(loss_struct(checked_loss("loss", loss))))


def example_loss(
    loss: str | Loss, activation: str, targets: Any, logits: Any, outputs: Any
) -> float:
    """Return the loss of one example; those in MEANS are means over its outputs.

    activation: the last one; targets [k], logits [k], outputs [k]; DENSE-4 to DENSE-7, LOSS-8.
    Raises RefnetError: wrong_type, empty, shape_mismatch, unknown_name, not_finite, out_of_range.
    """
    struct, number = loss_struct(checked_loss("loss", loss)), checked_activation(activation)
    targets, logits = vectors_alike("targets", targets, "logits", logits)
    targets, outputs = vectors_alike("targets", targets, "outputs", outputs)
    k = len(targets)
    arrays = pointer(targets), pointer(logits), pointer(outputs)
    total: float = lib.refnet_example_loss(struct, number, *arrays, k, pointer(np.empty(2 * k)))
    return total


def example_loss_gradient(loss: Loss, activation: str, targets: Any, outputs: Any) -> Vector:
    """Return the derivative of the loss of one example, before any division (DENSE-10, LOSS-8).

    activation: the last one; targets [k], outputs [k] -> [k].
    Raises RefnetError: wrong_type, empty, shape_mismatch, unknown_name, not_finite, out_of_range.
    """
    struct, number = loss_struct(checked_loss("loss", loss)), checked_activation(activation)
    targets, outputs = vectors_alike("targets", targets, "outputs", outputs)
    k = len(targets)
    work, gradients = np.empty(k), np.empty(k)
    arrays = pointer(targets), pointer(outputs), k, pointer(work), pointer(gradients)
    lib.refnet_example_loss_gradient(struct, number, *arrays)
    return gradients


def loss_gradients(loss: str | Loss, activation: str, targets: Any, outputs: Any) -> Matrix:
    """Return the gradients of a batch's loss (DENSE-10, LOSS-8).

    activation: the last one; targets [m][k], outputs [m][k] -> [m][k], with respect to the
    preactivations where ``is_of_logits`` says so, else to the outputs.
    Raises RefnetError: wrong_type, empty, shape_mismatch, unknown_name, not_finite, out_of_range.
    """
    struct, number = loss_struct(checked_loss("loss", loss)), checked_activation(activation)
    targets, outputs = matrices_alike("targets", targets, "outputs", outputs)
    m, k = targets.shape
    work, gradients = np.empty(k), np.empty((m, k))
    arrays = pointer(targets), pointer(outputs), m, k, pointer(work), pointer(gradients)
    lib.refnet_loss_gradients(struct, number, *arrays)
    return gradients


def reduce_loss(loss: str | Loss, total: float, count: int) -> float:
    """Return the loss of ``count`` examples: the mean, or the sum for sum_squared_error (DENSE-8).

    total: the sum of their losses.
    Raises RefnetError: wrong_type, unknown_name, not_finite, out_of_range.
    """
    struct = loss_struct(checked_loss("loss", loss))
    total, count = as_number("total", total), as_count("count", count)
    check_count("count", count, 1)
    reduced: float = lib.refnet_reduce_loss(struct, total, count)
    return reduced


def _gradient(function: Any, targets: Any, outputs: Any) -> Vector:
    targets, outputs = vectors_alike("targets", targets, "outputs", outputs)
    gradients = np.empty(len(targets))
    function(pointer(targets), pointer(outputs), len(targets), pointer(gradients))
    return gradients


def _crossentropy(function: Any, targets: Any, logits: Any) -> float:
    targets, logits = vectors_alike("targets", targets, "logits", logits)
    k = len(targets)
    total: float = function(pointer(targets), pointer(logits), k, pointer(np.empty(k)))
    return total
