"""Chapter hebb through the C core: refnet.reference.hebb over NumPy arrays."""

from typing import Any, NamedTuple

import numpy as np

from refnet._core import ffi, lib
from refnet.core.arrays import (
    Matrix,
    Vector,
    as_matrix_or_rows,
    as_vector,
    check_status,
    matrix_of,
    number_of,
    pointer,
)
from refnet.reference.checks import HEBB_RULES, check_length, check_rectangle, one_of
from refnet.reference.readers import as_name, as_number


class HebbRun(NamedTuple):
    """All trials: the output before the unit learns in each, weights after it has."""

    output: Vector  # [trials]
    weights: Matrix  # [trials][n]


def hebb_rule(inputs: Any, weights: Any, step: float) -> Vector:
    """Return the weights after w = w + step*x (HEBB-2).

    inputs [n], weights [n] -> weights [n]. Raises RefnetError: wrong_type, shape_mismatch.
    """
    inputs, weights = as_vector("inputs", inputs), as_vector("weights", weights)
    step, n = as_number("step", step), len(inputs)
    check_length("weights", weights, "inputs", n)
    learned = np.empty(n)
    lib.refnet_hebb_rule(pointer(inputs), pointer(weights), step, n, pointer(learned))
    return learned


def oja_rule(inputs: Any, weights: Any, step: float, output: float) -> Vector:
    """Return the weights after w = w + step*(x - output*w) (HEBB-3).

    inputs [n], weights [n] -> weights [n]. Raises RefnetError: wrong_type, shape_mismatch.
    """
    inputs, weights = as_vector("inputs", inputs), as_vector("weights", weights)
    step, output, n = as_number("step", step), as_number("output", output), len(inputs)
    check_length("weights", weights, "inputs", n)
    learned = np.empty(n)
    lib.refnet_oja_rule(pointer(inputs), pointer(weights), step, output, n, pointer(learned))
    return learned


def hebb(inputs: Any, weights: Any, learning_rate: float, rule: str = "hebb") -> HebbRun:
    """Show the unit one input vector in each trial, and return a record of each (HEBB-1).

    inputs [trials][n], weights [n]; rule: "hebb" or "oja".

    Raises RefnetError with the codes wrong_type, empty, shape_mismatch, not_finite, unknown_name,
    and diverged when an output or a weight becomes infinite or NaN.
    """
    inputs = as_matrix_or_rows("inputs", inputs)
    weights = as_vector("weights", weights)
    learning_rate = as_number("learning_rate", learning_rate)
    rule = as_name("rule", rule)
    check_rectangle("inputs", inputs)
    trials, n = len(inputs), len(inputs[0])
    check_length("weights", weights, "inputs[0]", n)
    inputs = matrix_of(inputs, n)
    run = HebbRun(np.empty(trials), np.empty((trials, n)))
    request = {
        "inputs": pointer(inputs),
        "weights": pointer(weights),
        "trials": trials,
        "n": n,
        "learning_rate": learning_rate,
        "rule": number_of(rule, HEBB_RULES),
    }
    status = lib.refnet_hebb(
        ffi.new("refnet_hebb_request *", request),
        ffi.new("refnet_hebb_trials *", [pointer(part) for part in run]),
    )
    check_status(status, {"rule": one_of(HEBB_RULES)})
    return run
