"""Chapter neuron through the C core: refnet.reference.neuron over NumPy arrays."""

from typing import Any, NamedTuple

import numpy as np

from refnet._core import ffi, lib
from refnet.core.arrays import (
    Counts,
    Matrix,
    Vector,
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
    inputs = as_matrix("inputs", inputs, "weights", len(weights))
    m, n = inputs.shape
    outputs = np.empty(m)
    lib.refnet_neuron_outputs(
        pointer(inputs), pointer(weights), bias, slope, m, n, pointer(outputs)
    )
    return outputs


def neuron_errors(targets: Any, outputs: Any) -> Vector:
    """Return how much each output lacks (NEURON-3).

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
    inputs = as_matrix("inputs", inputs, "inputs[0]", len(inputs[0]))
    m, n = inputs.shape
    check_length("deltas", deltas, "inputs", m)
    gradient = np.empty(n)
    lib.refnet_neuron_adjustment(pointer(inputs), pointer(deltas), m, n, pointer(gradient))
    return gradient


def bias_adjustment(deltas: Any) -> float:
    """Return the sum of the deltas, first to last: a bias is a weight whose input is 1 (NEURON-5).

    deltas [m]. Raises RefnetError: wrong_type.
    """
    deltas = as_vector("deltas", deltas)
    gradient: float = lib.refnet_bias_adjustment(pointer(deltas), len(deltas))
    return gradient


def gradient_step(weights: Any, gradient: Any, learning_rate: float) -> Vector:
    """Return the weights after a step, w = w + learning_rate * gradient (NEURON-6).

    weights [n], gradient [n] -> [n]. Raises RefnetError: wrong_type, shape_mismatch.
    """
    weights, gradient = as_vector("weights", weights), as_vector("gradient", gradient)
    learning_rate = as_number("learning_rate", learning_rate)
    check_length("gradient", gradient, "weights", len(weights))
    result = np.empty(len(weights))
    lib.refnet_gradient_step(
        pointer(weights), pointer(gradient), learning_rate, len(weights), pointer(result)
    )
    return result


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
    """Train the neuron on all examples at once, again and again, in one call into C (NEURON-1).

    inputs [m][n], targets [m], weights [n]; record: the iterations to report, ascending from 1, or
    None for all.

    Raises RefnetError with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range,
    and diverged when an output, a weight or the bias becomes infinite or NaN.
    """
    inputs = as_matrix_or_rows("inputs", inputs)
    targets = as_vector("targets", targets)
    weights = as_vector("weights", weights)
    bias = None if bias is None else as_number("bias", bias)
    slope = as_number("slope", slope)
    learning_rate = as_number("learning_rate", learning_rate)
    iterations = as_count("iterations", iterations)
    record = None if record is None else as_count_vector("record", record)
    check_not_empty("inputs", inputs)
    inputs = as_matrix("inputs", inputs, "weights", len(weights))
    m, n = inputs.shape
    check_length("targets", targets, "inputs", m)
    check_not_empty("weights", weights)

    wanted = max(iterations, 0) if record is None else len(record)
    records, buffers = result_buffers(wanted, (m,), (m,), (n,), ())
    outputs_at, errors_at, weights_at, bias_at = buffers
    status = lib.refnet_neuron(
        pointer(inputs),
        pointer(targets),
        pointer(weights),
        ffi.NULL if bias is None else ffi.new("double *", bias),
        slope,
        learning_rate,
        min(iterations, records) if record is None else iterations,
        pointer(record),
        records,
        m,
        n,
        pointer(np.empty(2 * n + 3 * m)),
        pointer(outputs_at),
        pointer(errors_at),
        pointer(weights_at),
        pointer(bias_at),
    )
    check_status(
        status,
        bounds={"record": (1, iterations)},
        inputs=inputs,
        targets=targets,
        weights=weights,
        bias=bias,
        slope=slope,
        learning_rate=learning_rate,
        iterations=iterations,
        record=record,
    )
    check_fits("iterations", wanted, records)
    return NeuronRun(
        np.arange(1, records + 1) if record is None else record,
        outputs_at,
        errors_at,
        weights_at,
        None if bias is None else bias_at,
    )
