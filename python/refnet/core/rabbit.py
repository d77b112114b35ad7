"""Chapter rabbit through the C core: refnet.reference.rabbit over NumPy arrays."""

from typing import Any, NamedTuple

import numpy as np

from refnet._core import ffi, lib
from refnet.core.arrays import (
    Booleans,
    Matrix,
    Vector,
    as_boolean_vector,
    as_matrix_or_rows,
    as_vector,
    check_status,
    matrix_of,
    pointer,
)
from refnet.reference.checks import check_length, check_rabbit_shapes
from refnet.reference.readers import as_number


class RabbitRun(NamedTuple):
    """All trials: the weighted sums, whether the rabbit blinked, and weights after each trial."""

    sum: Vector  # [trials]
    blink: Booleans  # [trials]
    weights: Matrix  # [trials][n]


def blinks(total: float, threshold: float) -> bool:
    """Return whether the weighted sum reaches the threshold (RABBIT-2).

    Raises RefnetError: wrong_type.
    """
    return bool(lib.refnet_blinks(as_number("total", total), as_number("threshold", threshold)))


def reinforce(stimulus: Any, weights: Any, learned: Any, learning_rate: float) -> Vector:
    """Return the weights after a blink: the learned ones of active stimuli have grown (RABBIT-3).

    stimulus [n], weights [n], learned [n] -> weights [n].
    Raises RefnetError: wrong_type, shape_mismatch.
    """
    stimulus = as_vector("stimulus", stimulus)
    weights = as_vector("weights", weights)
    learned = as_boolean_vector("learned", learned)
    learning_rate = as_number("learning_rate", learning_rate)
    n = len(stimulus)
    check_length("weights", weights, "stimulus", n)
    check_length("learned", learned, "stimulus", n)
    grown = np.empty(n)
    lib.refnet_reinforce(
        pointer(stimulus), pointer(weights), pointer(learned), learning_rate, n, pointer(grown)
    )
    return grown


def rabbit(
    weights: Any,
    learned: Any,
    threshold: float,
    learning_rate: float,
    stimuli: Any,
) -> RabbitRun:
    """Present the stimuli one after another, and return a record of each trial (RABBIT-1).

    weights [n], learned [n] (False: innate, never changes), stimuli [trials][n].

    Raises RefnetError with the codes wrong_type, empty, shape_mismatch, not_finite, and diverged
    when a sum or a weight becomes infinite or NaN.
    """
    weights = as_vector("weights", weights)
    learned = as_boolean_vector("learned", learned)
    threshold = as_number("threshold", threshold)
    learning_rate = as_number("learning_rate", learning_rate)
    stimuli = as_matrix_or_rows("stimuli", stimuli)
    check_rabbit_shapes(weights, learned, stimuli)
    n, trials = len(weights), len(stimuli)
    stimuli = matrix_of(stimuli, n)
    run = RabbitRun(np.empty(trials), np.empty(trials, np.bool_), np.empty((trials, n)))
    request = {
        "weights": pointer(weights),
        "learned": pointer(learned),
        "threshold": threshold,
        "learning_rate": learning_rate,
        "stimuli": pointer(stimuli),
        "trials": trials,
        "n": n,
    }
    status = lib.refnet_rabbit(
        ffi.new("refnet_rabbit_request *", request),
        ffi.new("refnet_rabbit_trials *", [pointer(part) for part in run]),
    )
    check_status(status)
    return run
