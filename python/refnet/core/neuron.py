"""Chapter neuron through the C core: refnet.reference.neuron over NumPy arrays."""

from typing import Any, NamedTuple

import numpy as np

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
from refnet.core.memory import check_fits, record_buffers
from refnet.core.structs import kernels, workspace
from refnet.reference.checks import (
    ascending,
    at_least,
    check_length,
    check_neuron_shapes,
    check_not_empty,
    check_row_lengths,
)
from refnet.reference.readers import as_count, as_number


class NeuronRun(NamedTuple):
    """All recorded iterations: outputs and errors before learning in each, the rest after."""

    iteration: Counts  # [records], from 1
    outputs: Matrix  # [records][m]
    errors: Matrix  # [records][m]
    weights: Matrix  # [records][n]
    bias: Vector | None  # [records], or None for a neuron without one


def neuron_outputs(inputs: Any, weights: Any, bias: float, slope: float) -> Vector:
    """Return y = S(slope * d) for each example (NEURON-2).

    inputs [m][n], weights [n] -> [m]. Raises RefnetError: wrong_type, shape_mismatch.
    """
    inputs = as_matrix_or_rows("inputs", inputs)
    weights = as_vector("weights", weights)
    bias, slope = as_number("bias", bias), as_number("slope", slope)
    m, n = len(inputs), len(weights)
    check_row_lengths("inputs", inputs, "weights", n)
    inputs, outputs = matrix_of(inputs, n), np.empty(m)
    arrays = pointer(inputs), pointer(weights)
    kernels().neuron_outputs(*arrays, bias, slope, m, n, pointer(outputs))
    return outputs


def neuron_errors(targets: Any, outputs: Any) -> Vector:
    """Return target - output for each example (NEURON-3).

    targets [m], outputs [m] -> [m]. Raises RefnetError: wrong_type, shape_mismatch.
    """
    targets, outputs = as_vector("targets", targets), as_vector("outputs", outputs)
    check_length("outputs", outputs, "targets", len(targets))
    errors = np.empty(len(targets))
    lib.refnet_neuron_errors(pointer(targets), pointer(outputs), len(targets), pointer(errors))
    return errors


def neuron_deltas(errors: Any, outputs: Any, slope: float) -> Vector:
    """Return delta = error * slope * y * (1 - y), multiplied from left to right (NEURON-4).

    errors [m], outputs [m] -> [m]. Raises RefnetError: wrong_type, shape_mismatch.
    """
    errors, outputs = as_vector("errors", errors), as_vector("outputs", outputs)
    slope = as_number("slope", slope)
    check_length("outputs", outputs, "errors", len(errors))
    deltas = np.empty(len(errors))
    lib.refnet_neuron_deltas(pointer(errors), pointer(outputs), slope, len(errors), pointer(deltas))
    return deltas


def neuron_adjustment(inputs: Any, deltas: Any) -> Vector:
    """Return the sum of x * delta over the examples, first to last, for each weight (NEURON-5).

    inputs [m][n], deltas [m] -> [n]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    inputs = as_matrix_or_rows("inputs", inputs)
    deltas = as_vector("deltas", deltas)
    check_not_empty("inputs", inputs)
    m, n = len(inputs), len(inputs[0])
    check_row_lengths("inputs", inputs, "inputs[0]", n)
    check_length("deltas", deltas, "inputs", m)
    inputs, adjustment = matrix_of(inputs, n), np.empty(n)
    kernels().neuron_adjustment(pointer(inputs), pointer(deltas), m, n, pointer(adjustment))
    return adjustment


def bias_adjustment(deltas: Any) -> float:
    """Return the sum of the deltas, first to last: a bias is a weight whose input is 1 (NEURON-5).

    deltas [m]. Raises RefnetError: wrong_type.
    """
    deltas = as_vector("deltas", deltas)
    adjustment: float = lib.refnet_bias_adjustment(pointer(deltas), len(deltas))
    return adjustment


def gradient_step(weights: Any, adjustment: Any, learning_rate: float) -> Vector:
    """Return the weights after a step of gradient descent (NEURON-6).

    w = w + learning_rate * adjustment, where the adjustment is minus the gradient.
    weights [n], adjustment [n] -> [n]. Raises RefnetError: wrong_type, shape_mismatch.
    """
    weights, adjustment = as_vector("weights", weights), as_vector("adjustment", adjustment)
    learning_rate = as_number("learning_rate", learning_rate)
    n = len(weights)
    check_length("adjustment", adjustment, "weights", n)
    learned = np.empty(n)
    arrays = pointer(weights), pointer(adjustment)
    lib.refnet_gradient_step(*arrays, learning_rate, n, pointer(learned))
    return learned


def neuron(
    inputs: Any,
    targets: Any,
    weights: Any,
    bias: float | None = None,
    slope: float = 1.0,
    learning_rate: float = 1.0,
    iterations: int = 1,
    record: Any = None,
) -> NeuronRun:
    """Train the neuron in one call into C; an iteration learns from all examples at once
    (NEURON-1).

    inputs [m][n], targets [m], weights [n]; record: the iterations to report, ascending from 1, or
    None for all.

    Raises RefnetError with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range,
    and diverged when an output, a weight or the bias becomes infinite or NaN; and MemoryError.
    """
    inputs = as_matrix_or_rows("inputs", inputs)
    targets = as_vector("targets", targets)
    weights = as_vector("weights", weights)
    bias = None if bias is None else as_number("bias", bias)
    slope = as_number("slope", slope)
    learning_rate = as_number("learning_rate", learning_rate)
    iterations = as_count("iterations", iterations)
    record = None if record is None else as_count_vector("record", record)
    check_neuron_shapes(inputs, targets, weights)
    m, n = len(inputs), len(weights)
    inputs = matrix_of(inputs, n)
    records, buffers = record_buffers(iterations, record, (m,), (m,), (n,), ())
    c_bias = ffi.NULL if bias is None else ffi.new("double *", bias)
    request = {
        "inputs": pointer(inputs),
        "targets": pointer(targets),
        "weights": pointer(weights),
        "bias": c_bias,
        "m": m,
        "n": n,
        "slope": slope,
        "learning_rate": learning_rate,
        "iterations": min(iterations, records) if record is None else iterations,
        "record": pointer(record),
        "records": records,
    }
    status = lib.refnet_neuron(
        ffi.new("refnet_neuron_request *", request),
        pointer(workspace(lib.refnet_neuron_workspace(m, n))),
        ffi.new("refnet_neuron_trials *", [pointer(buffer) for buffer in buffers]),
    )
    check_status(status, {"iterations": at_least(0), "record": ascending(1, iterations)})
    check_fits("iterations", iterations, records if record is None else iterations)
    outputs_at, errors_at, weights_at, bias_at = buffers
    iteration = np.arange(1, records + 1) if record is None else record
    return NeuronRun(
        iteration, outputs_at, errors_at, weights_at, None if bias is None else bias_at
    )
