"""Chapter hopfield through the C core: refnet.reference.hopfield over NumPy arrays."""

from typing import Any, NamedTuple

import numpy as np

from refnet._core import ffi, lib
from refnet.core.arrays import (
    Matrix,
    Vector,
    as_count_vector,
    as_matrix_or_rows,
    as_vector,
    check_status,
    matrix_of,
    number_of,
    pointer,
)
from refnet.core.checks import check_counts, checked_rows
from refnet.core.memory import result_buffer
from refnet.core.structs import workspace
from refnet.reference.checks import (
    LARGEST_SEED,
    SIGN,
    UPDATES,
    at_least,
    check_length,
    check_not_empty,
    check_range,
    check_rectangle,
    from_to,
    one_of,
)
from refnet.reference.readers import as_count, as_name, optional


class HopfieldSweeps(NamedTuple):
    """All sweeps: the state after each, and its energy."""

    state: Matrix  # [sweeps][n]
    energy: Vector  # [sweeps]


class HopfieldRun(NamedTuple):
    """The weights [n][n], and the sweeps."""

    weights: Matrix
    trials: HopfieldSweeps


def correlations(patterns: Any) -> Matrix:
    """Return how often two units agree minus how often they differ; for a unit alone 0 (HOP-1).

    patterns [p][n] -> [n][n]. Raises RefnetError: wrong_type, empty, shape_mismatch; and
    MemoryError.
    """
    patterns = as_matrix_or_rows("patterns", patterns)
    check_rectangle("patterns", patterns)
    p, n = len(patterns), len(patterns[0])
    patterns = matrix_of(patterns, n)
    correlation: Matrix = result_buffer("patterns", (n, n))
    lib.refnet_correlations(pointer(patterns), p, n, pointer(correlation))
    return correlation


def updated_unit(correlation: Any, state: Any, i: int) -> float:
    """Return the next state of unit i: the sign of its weighted sum, or as it was (HOP-2).

    correlation [n][n], state [n]. Raises RefnetError: wrong_type, empty, shape_mismatch,
    out_of_range.
    """
    correlation, state = _checked(correlation, state)
    i, n = as_count("i", i), len(state)
    check_not_empty("state", state)
    check_range("i", i, 0, n - 1)
    unit: float = lib.refnet_updated_unit(pointer(correlation), pointer(state), i, n)
    return unit


def asynchronous_sweep(correlation: Any, state: Any, order: Any) -> Vector:
    """Return the state after each unit has been updated in this order (HOP-3).

    correlation [n][n], state [n]; order: indices of units. Raises RefnetError: wrong_type,
    shape_mismatch, out_of_range.
    """
    correlation, state = _checked(correlation, state)
    indices, n = as_count_vector("order", order), len(state)
    check_counts("order", indices, 0, n - 1)
    arrays = pointer(correlation), pointer(state), pointer(indices)
    result = np.empty(n)
    lib.refnet_asynchronous_sweep(*arrays, len(indices), n, pointer(result))
    return result


def synchronous_sweep(correlation: Any, state: Any) -> Vector:
    """Return the state after all units have been updated at once (HOP-3).

    correlation [n][n], state [n] -> state [n]. Raises RefnetError: wrong_type, shape_mismatch.
    """
    correlation, state = _checked(correlation, state)
    n, result = len(state), np.empty(len(state))
    lib.refnet_synchronous_sweep(pointer(correlation), pointer(state), n, pointer(result))
    return result


def energy(correlation: Any, state: Any) -> float:
    """Return -1/2 of the sum of w_ij s_i s_j (HOP-4).

    correlation [n][n], state [n]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    correlation, state = _checked(correlation, state)
    check_not_empty("state", state)
    total: float = lib.refnet_energy(pointer(correlation), pointer(state), len(state))
    return total


def hopfield(
    patterns: Any,
    start: Any,
    update: str = "asynchronous",
    order_seed: int | None = None,
    sweeps: int = 1,
) -> HopfieldRun:
    """Store the patterns, then update the units, beginning at ``start`` (HOP-1 to HOP-5).

    patterns [p][n] and start [n]: of 1 and -1, n at most 10,000; update: "asynchronous" or
    "synchronous"; order_seed: of the order of each sweep, None for the units' own; sweeps: how
    often all units are updated.

    Raises RefnetError with the codes wrong_type, empty, shape_mismatch, out_of_range and
    unknown_name; and MemoryError.
    """
    patterns = as_matrix_or_rows("patterns", patterns)
    start = as_vector("start", start)
    update = as_name("update", update)
    order_seed = optional(as_count)("order_seed", order_seed)
    sweeps = as_count("sweeps", sweeps)
    check_rectangle("patterns", patterns)
    p, n = len(patterns), len(patterns[0])
    check_length("start", start, "patterns[0]", n)
    patterns = matrix_of(patterns, n)
    seed = ffi.NULL if order_seed is None else ffi.new("int64_t *", order_seed)
    fields = {
        "patterns": pointer(patterns),
        "start": pointer(start),
        "p": p,
        "n": n,
        "update": number_of(update, UPDATES),
        "order_seed": seed,
        "sweeps": sweeps,
    }
    request = ffi.new("refnet_hopfield_request *", fields)
    _check_status(lib.refnet_check_hopfield(request))  # before there is memory for the results
    weights = result_buffer("patterns", (n, n))
    trials = HopfieldSweeps(
        result_buffer("sweeps", (sweeps, n)), result_buffer("sweeps", (sweeps,))
    )
    results = [pointer(part) for part in (weights, *trials)]
    status = lib.refnet_hopfield(
        request,
        pointer(workspace(lib.refnet_hopfield_workspace(n))),
        ffi.new("refnet_hopfield_results *", results),
    )
    _check_status(status)
    return HopfieldRun(weights, trials)


def _checked(correlation: Any, state: Any) -> tuple[Matrix, Vector]:
    """Return correlation [n][n] and state [n]; wrong_type, shape_mismatch."""
    correlation, state = as_matrix_or_rows("correlation", correlation), as_vector("state", state)
    check_length("correlation", correlation, "state", len(state))
    return checked_rows("correlation", correlation, "state", len(state)), state


def _check_status(status: Any) -> None:
    """Raise the RefnetError that a status describes."""
    units = from_to(1, lib.REFNET_MOST_UNITS**2)  # the weights, which are n * n
    words = {
        "patterns": SIGN if status.row >= 0 else units,
        "start": SIGN,
        "update": one_of(UPDATES),
        "order_seed": from_to(0, LARGEST_SEED),
        "sweeps": at_least(0),
    }
    check_status(status, words)
