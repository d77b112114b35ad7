"""Chapter two_layer through the C core: refnet.reference.two_layer over NumPy arrays."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from refnet._core import ffi, lib
from refnet.core.arrays import (
    Counts,
    Matrix,
    Vector,
    as_count_vector,
    as_matrix_or_rows,
    as_vector,
    check_status,
    matrix_of,
    pointer,
)
from refnet.core.checks import matrices_alike
from refnet.core.memory import check_fits, record_buffers
from refnet.core.structs import kernels, workspace
from refnet.reference.checks import (
    ascending,
    at_least,
    check_length,
    check_not_empty,
    check_row_lengths,
    check_two_layer_shapes,
)
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
    m, n, h = len(inputs), len(weights), len(bias)
    check_row_lengths("inputs", inputs, "weights", n)
    check_row_lengths("weights", weights, "bias", h)
    inputs, weights, outputs = matrix_of(inputs, n), matrix_of(weights, h), np.empty((m, h))
    arrays = pointer(inputs), pointer(weights), pointer(bias)
    kernels().layer_outputs(*arrays, m, n, h, pointer(outputs))
    return outputs


def squared_loss(targets: Any, outputs: Any) -> float:
    """Return the sum of the squared errors, row by row (LAYER-3).

    targets [m][k], outputs [m][k]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    targets, outputs = matrices_alike("targets", targets, "outputs", outputs)
    loss: float = lib.refnet_squared_loss(pointer(targets), pointer(outputs), *targets.shape)
    return loss


def output_deltas(targets: Any, outputs: Any) -> Matrix:
    """Return 2 * error * y * (1 - y), multiplied from left to right (LAYER-4).

    targets [m][k], outputs [m][k] -> [m][k].
    Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    targets, outputs = matrices_alike("targets", targets, "outputs", outputs)
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
    m, k, h = len(deltas), len(deltas[0]), len(weights)
    check_row_lengths("deltas", deltas, "deltas[0]", k)
    check_row_lengths("weights", weights, "deltas[0]", k)
    check_row_lengths("hidden", hidden, "weights", h)
    check_length("hidden", hidden, "deltas", m)
    deltas, weights, hidden = matrix_of(deltas, k), matrix_of(weights, k), matrix_of(hidden, h)
    result = np.empty((m, h))
    arrays = pointer(deltas), pointer(weights), pointer(hidden)
    lib.refnet_hidden_deltas(*arrays, m, h, k, pointer(result))
    return result


def weight_adjustments(inputs: Any, deltas: Any) -> Matrix:
    """Return the sum of x * delta over the examples, first to last, for each weight (LAYER-6).

    inputs [m][n], deltas [m][h] -> [n][h]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    inputs = as_matrix_or_rows("inputs", inputs)
    deltas = as_matrix_or_rows("deltas", deltas)
    check_not_empty("inputs", inputs)
    check_length("deltas", deltas, "inputs", len(inputs))
    m, n, h = len(inputs), len(inputs[0]), len(deltas[0])
    check_row_lengths("inputs", inputs, "inputs[0]", n)
    check_row_lengths("deltas", deltas, "deltas[0]", h)
    inputs, deltas, adjustments = matrix_of(inputs, n), matrix_of(deltas, h), np.empty((n, h))
    arrays = pointer(inputs), pointer(deltas)
    kernels().weight_adjustments(*arrays, m, n, h, pointer(adjustments))
    return adjustments


def bias_adjustments(deltas: Any) -> Vector:
    """Return the sum of each unit's deltas over the examples, first to last (LAYER-6).

    deltas [m][h] -> [h]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    deltas = as_matrix_or_rows("deltas", deltas)
    check_not_empty("deltas", deltas)
    m, h = len(deltas), len(deltas[0])
    check_row_lengths("deltas", deltas, "deltas[0]", h)
    deltas, adjustments = matrix_of(deltas, h), np.empty(h)
    kernels().bias_adjustments(pointer(deltas), m, h, pointer(adjustments))
    return adjustments


def gradient_step_rows(weights: Any, adjustments: Any, learning_rate: float) -> Matrix:
    """Return all weights of a layer after a step (NEURON-6).

    weights [n][h], adjustments [n][h] -> [n][h].
    Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    weights, adjustments = matrices_alike("weights", weights, "adjustments", adjustments)
    learning_rate = as_number("learning_rate", learning_rate)
    learned = np.empty(weights.shape)
    arrays = pointer(weights), pointer(adjustments)
    lib.refnet_gradient_step_rows(*arrays, learning_rate, *weights.shape, pointer(learned))
    return learned


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
    """Train both layers in one call into C; an iteration learns from all examples at once
    (LAYER-1).

    inputs [m][n], targets [m][k], weights1 [n][h], weights2 [h][k], bias1 [h], bias2 [k] (None: the
    layer has none); record: the iterations to report, ascending from 1, or None for all.

    Raises RefnetError with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range,
    and diverged when an output, the loss, a weight or a bias becomes infinite or NaN; and
    MemoryError.
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
    check_two_layer_shapes(inputs, targets, weights1, weights2, bias1, bias2)
    m, n, h, k = len(inputs), len(weights1), len(weights2), len(targets[0])
    inputs, targets = matrix_of(inputs, n), matrix_of(targets, k)
    weights1, weights2 = matrix_of(weights1, h), matrix_of(weights2, k)
    shapes = ((), (m, k), (n, h), (h, k), (h,), (k,))
    records, buffers = record_buffers(iterations, record, *shapes)
    request = {
        "inputs": pointer(inputs),
        "targets": pointer(targets),
        "weights1": pointer(weights1),
        "weights2": pointer(weights2),
        "bias1": pointer(bias1),
        "bias2": pointer(bias2),
        "m": m,
        "n": n,
        "h": h,
        "k": k,
        "learning_rate": learning_rate,
        "iterations": min(iterations, records) if record is None else iterations,
        "record": pointer(record),
        "records": records,
    }
    status = lib.refnet_two_layer(
        ffi.new("refnet_two_layer_request *", request),
        pointer(workspace(lib.refnet_two_layer_workspace(m, n, h, k))),
        ffi.new("refnet_two_layer_trials *", [pointer(buffer) for buffer in buffers]),
    )
    check_status(status, {"iterations": at_least(0), "record": ascending(1, iterations)})
    check_fits("iterations", iterations, records if record is None else iterations)
    loss_at, outputs_at, weights1_at, weights2_at, bias1_at, bias2_at = buffers
    return TwoLayerRun(
        np.arange(1, records + 1) if record is None else record,
        loss_at,
        outputs_at,
        weights1_at,
        weights2_at,
        None if bias1 is None else bias1_at,
        None if bias2 is None else bias2_at,
    )
