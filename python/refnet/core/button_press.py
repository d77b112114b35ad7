"""Chapter button_press through the C core: refnet.reference.button_press over NumPy arrays."""

from typing import Any, NamedTuple

import numpy as np

from refnet._core import ffi, lib
from refnet.core.arrays import (
    Matrix,
    Vector,
    as_vector,
    check_status,
    number_of,
    pointer,
)
from refnet.core.memory import check_fits, result_buffers
from refnet.reference.checks import (
    RULES,
    at_least,
    check_button_press_shapes,
    check_length,
    one_of,
)
from refnet.reference.readers import as_count, as_name, as_number


class ButtonPressRun(NamedTuple):
    """All trials: output and error before the network learns in each, weights after it has."""

    output: Vector  # [trials]
    error: Vector  # [trials]
    weights: Matrix  # [trials][n]


def weighted_sum(inputs: Any, weights: Any, bias: float) -> float:
    """Return d = bias + w1*x1 + ... + wn*xn, added from left to right (SUM-1).

    inputs [n], weights [n]. Raises RefnetError: wrong_type, shape_mismatch.
    """
    inputs = as_vector("inputs", inputs)
    weights = as_vector("weights", weights)
    bias = as_number("bias", bias)
    check_length("weights", weights, "inputs", len(inputs))
    total: float = lib.refnet_weighted_sum(pointer(inputs), pointer(weights), bias, len(inputs))
    return total


def output_error(desired: float, output: float) -> float:
    """Return the error, desired - output (PRESS-2). Raises RefnetError: wrong_type."""
    error: float = lib.refnet_output_error(
        as_number("desired", desired), as_number("output", output)
    )
    return error


def add_rule(inputs: Any, weights: Any, learning_rate: float) -> Vector:
    """Return the weights after the article's rule: an active input's weight grows (PRESS-3).

    inputs [n], weights [n] -> weights [n]. Raises RefnetError: wrong_type, shape_mismatch.
    """
    inputs = as_vector("inputs", inputs)
    weights = as_vector("weights", weights)
    learning_rate = as_number("learning_rate", learning_rate)
    check_length("weights", weights, "inputs", len(inputs))
    learned = np.empty(len(weights))
    lib.refnet_add_rule(
        pointer(inputs), pointer(weights), learning_rate, len(inputs), pointer(learned)
    )
    return learned


def widrow_hoff_rule(inputs: Any, weights: Any, learning_rate: float, error: float) -> Vector:
    """Return the weights after w = w + learning_rate*error*x (PRESS-4).

    inputs [n], weights [n] -> weights [n]. Raises RefnetError: wrong_type, shape_mismatch.
    """
    inputs = as_vector("inputs", inputs)
    weights = as_vector("weights", weights)
    learning_rate = as_number("learning_rate", learning_rate)
    error = as_number("error", error)
    check_length("weights", weights, "inputs", len(inputs))
    learned = np.empty(len(weights))
    lib.refnet_widrow_hoff_rule(
        pointer(inputs), pointer(weights), learning_rate, error, len(inputs), pointer(learned)
    )
    return learned


def button_press(
    inputs: Any,
    weights: Any,
    desired: float,
    learning_rate: float,
    trials: int,
    rule: str = "add",
) -> ButtonPressRun:
    """Press the same buttons in every trial, and return a record of each trial (PRESS-1).

    inputs [n], weights [n]; rule: "add" or "widrow_hoff".

    Raises RefnetError with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range,
    unknown_name, and diverged when an output, an error or a weight becomes infinite or NaN; and
    MemoryError.
    """
    inputs = as_vector("inputs", inputs)
    weights = as_vector("weights", weights)
    desired = as_number("desired", desired)
    learning_rate = as_number("learning_rate", learning_rate)
    trials = as_count("trials", trials)
    rule = as_name("rule", rule)
    check_button_press_shapes(inputs, weights)
    n = len(inputs)
    rows, buffers = result_buffers(max(trials, 0), (), (), (n,))
    run = ButtonPressRun(*buffers)
    request = {
        "inputs": pointer(inputs),
        "weights": pointer(weights),
        "n": n,
        "desired": desired,
        "learning_rate": learning_rate,
        "trials": min(trials, rows),
        "rule": number_of(rule, RULES),
    }
    status = lib.refnet_button_press(
        ffi.new("refnet_button_press_request *", request),
        ffi.new("refnet_button_press_trials *", [pointer(part) for part in run]),
    )
    check_status(status, {"trials": at_least(0), "rule": one_of(RULES)})
    check_fits("trials", trials, rows)
    return run
