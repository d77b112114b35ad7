"""Chapter two_layer through the C core: refnet.reference.two_layer over NumPy arrays."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from refnet._core import lib
from refnet.core.arrays import (
    Counts,
    Matrix,
    Vector,
    alike,
    as_count_vector,
    as_matrix,
    as_matrix_or_rows,
    as_vector,
    check_fits,
    check_status,
    pointer,
    result_buffers,
)
from refnet.reference.checks import check_length, check_not_empty
from refnet.reference.readers import as_count, as_number

Matrices = NDArray[np.float64]


class TwoLayerRun(NamedTuple):
    """All recorded iterations: loss and outputs before learning in each, the rest after."""

    iteration: Counts  # [records], from 1
    loss: Vector  # [records]
    outputs: Matrices  # [records][m][k]
    weights1: Matrices  # [records][n][h]
    weights2: Matrices  # [records][h][k]
    bias1: Matrix | None  # [records][h], or None for a layer without biases
    bias2: Matrix | None  # [records][k], likewise


def layer_outputs(inputs: Any, weights: Any, bias: Any) -> Matrix:
    """Return S(d) for each example and unit, d as SUM-1 has it (LAYER-2).

    inputs [m][n], weights [n][h], bias [h] -> [m][h].
    Raises RefnetError: wrong_type, shape_mismatch.
    """
    inputs = as_matrix_or_rows("inputs", inputs)
    weights = as_matrix_or_rows("weights", weights)
    bias = as_vector("bias", bias)
    inputs = as_matrix("inputs", inputs, "weights", len(weights))
    weights = as_matrix("weights", weights, "bias", len(bias))
    (m, n), h = inputs.shape, len(bias)
    outputs = np.empty((m, h))
    lib.refnet_layer_outputs(
        pointer(inputs), pointer(weights), pointer(bias), m, n, h, pointer(outputs)
    )
    return outputs


def squared_loss(targets: Any, outputs: Any) -> float:
    """Return the sum of the squared errors, row by row (LAYER-3).

    targets [m][k], outputs [m][k]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    targets, outputs = alike("targets", targets, "outputs", outputs)
    loss: float = lib.refnet_squared_loss(pointer(targets), pointer(outputs), *targets.shape)
    return loss


def output_deltas(targets: Any, outputs: Any) -> Matrix:
    """Return 2 * error * y * (1 - y), multiplied from left to right (LAYER-4).

    targets [m][k], outputs [m][k] -> [m][k].
    Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    targets, outputs = alike("targets", targets, "outputs", outputs)
    deltas = np.empty(targets.shape)
    lib.refnet_output_deltas(pointer(targets), pointer(outputs), *targets.shape, pointer(deltas))
    return deltas


def hidden_deltas(deltas: Any, weights: Any, hidden: Any) -> Matrix:
    """Return error * y * (1 - y), where a hidden unit's error is a sum over the outputs (LAYER-5).

    deltas [m][k] of the outputs, weights [h][k], hidden [m][h] -> [m][h].
    Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    deltas = as_matrix_or_rows("deltas", deltas)
    weights = as_matrix_or_rows("weights", weights)
    hidden = as_matrix_or_rows("hidden", hidden)
    check_not_empty("deltas", deltas)
    k, h = len(deltas[0]), len(weights)
    deltas = as_matrix("deltas", deltas, "deltas[0]", k)
    weights = as_matrix("weights", weights, "deltas[0]", k)
    hidden = as_matrix("hidden", hidden, "weights", h)
    check_length("hidden", hidden, "deltas", len(deltas))
    result = np.empty(hidden.shape)
    lib.refnet_hidden_deltas(
        pointer(deltas), pointer(weights), pointer(hidden), len(deltas), h, k, pointer(result)
    )
    return result


def weight_adjustments(inputs: Any, deltas: Any) -> Matrix:
    """Return the sum of x * delta over the examples, first to last, for each weight (LAYER-6).

    inputs [m][n], deltas [m][h] -> [n][h]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    inputs = as_matrix_or_rows("inputs", inputs)
    deltas = as_matrix_or_rows("deltas", deltas)
    check_not_empty("inputs", inputs)
    check_length("deltas", deltas, "inputs", len(inputs))
    inputs = as_matrix("inputs", inputs, "inputs[0]", len(inputs[0]))
    deltas = as_matrix("deltas", deltas, "deltas[0]", len(deltas[0]))
    (m, n), h = inputs.shape, deltas.shape[1]
    gradients = np.empty((n, h))
    lib.refnet_weight_adjustments(pointer(inputs), pointer(deltas), m, n, h, pointer(gradients))
    return gradients


def bias_adjustments(deltas: Any) -> Vector:
    """Return the sum of each unit's deltas over the examples, first to last (LAYER-6).

    deltas [m][h] -> [h]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    deltas = as_matrix_or_rows("deltas", deltas)
    check_not_empty("deltas", deltas)
    deltas = as_matrix("deltas", deltas, "deltas[0]", len(deltas[0]))
    m, h = deltas.shape
    gradients = np.empty(h)
    lib.refnet_bias_adjustments(pointer(deltas), m, h, pointer(gradients))
    return gradients


def gradient_step_rows(weights: Any, gradients: Any, learning_rate: float) -> Matrix:
    """Return all weights of a layer after a step (NEURON-6).

    weights [n][h], gradients [n][h] -> [n][h].
    Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    weights, gradients = alike("weights", weights, "gradients", gradients)
    learning_rate = as_number("learning_rate", learning_rate)
    result = np.empty(weights.shape)
    lib.refnet_gradient_step_rows(
        pointer(weights), pointer(gradients), learning_rate, *weights.shape, pointer(result)
    )
    return result


def two_layer(
    inputs: Any,
    targets: Any,
    weights1: Any,
    weights2: Any,
    bias1: Any = None,
    bias2: Any = None,
    learning_rate: float = 1.0,
    iterations: int = 1,
    record: Any = None,
) -> TwoLayerRun:
    """Train both layers on all examples at once, again and again, in one call into C (LAYER-1).

    inputs [m][n], targets [m][k], weights1 [n][h], weights2 [h][k], bias1 [h], bias2 [k] (None: the
    layer has none); record: the iterations to report, ascending from 1, or None for all.

    Raises RefnetError with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range,
    and diverged when an output, the loss, a weight or a bias becomes infinite or NaN.
    """
    inputs = as_matrix_or_rows("inputs", inputs)
    targets = as_matrix_or_rows("targets", targets)
    weights1 = as_matrix_or_rows("weights1", weights1)
    weights2 = as_matrix_or_rows("weights2", weights2)
    bias1 = None if bias1 is None else as_vector("bias1", bias1)
    bias2 = None if bias2 is None else as_vector("bias2", bias2)
    learning_rate = as_number("learning_rate", learning_rate)
    iterations = as_count("iterations", iterations)
    record = None if record is None else as_count_vector("record", record)
    m, n, h = len(inputs), len(weights1), len(weights2)
    check_not_empty("inputs", inputs)
    inputs = as_matrix("inputs", inputs, "weights1", n)
    check_length("targets", targets, "inputs", m)
    k = len(targets[0])
    check_not_empty("targets", targets[0])
    targets = as_matrix("targets", targets, "targets[0]", k)
    check_not_empty("weights1", weights1)
    weights1 = as_matrix("weights1", weights1, "weights2", h)
    check_not_empty("weights2", weights2)
    weights2 = as_matrix("weights2", weights2, "targets[0]", k)
    if bias1 is not None:
        check_length("bias1", bias1, "weights2", h)
    if bias2 is not None:
        check_length("bias2", bias2, "targets[0]", k)

    wanted = max(iterations, 0) if record is None else len(record)
    shapes = ((), (m, k), (n, h), (h, k), (h,), (k,))
    records, buffers = result_buffers(wanted, *shapes)
    loss_at, outputs_at, weights1_at, weights2_at, bias1_at, bias2_at = buffers
    status = lib.refnet_two_layer(
        pointer(inputs),
        pointer(targets),
        pointer(weights1),
        pointer(weights2),
        pointer(bias1),
        pointer(bias2),
        learning_rate,
        min(iterations, records) if record is None else iterations,
        pointer(record),
        records,
        m,
        n,
        h,
        k,
        pointer(np.empty(2 * (n * h + h * k + m * h + m * k) + h + k)),
        pointer(loss_at),
        pointer(outputs_at),
        pointer(weights1_at),
        pointer(weights2_at),
        pointer(bias1_at),
        pointer(bias2_at),
    )
    check_status(
        status,
        bounds={"record": (1, iterations)},
        inputs=inputs,
        targets=targets,
        weights1=weights1,
        weights2=weights2,
        bias1=bias1,
        bias2=bias2,
        learning_rate=learning_rate,
        iterations=iterations,
        record=record,
    )
    check_fits("iterations", wanted, records)
    return TwoLayerRun(
        np.arange(1, records + 1) if record is None else record,
        loss_at,
        outputs_at,
        weights1_at,
        weights2_at,
        None if bias1 is None else bias1_at,
        None if bias2 is None else bias2_at,
    )
