"""Chapter hopfield: a network that remembers patterns, and finds them again from a part.

All n units are connected with each other. A unit is 1 or -1, and so are the numbers of a pattern.
Hebb's rule stores the patterns: the weight between two units is how often they agree minus how
often they differ, divided by n. A spoiled pattern is put into the units, and they are updated again
and again: a unit takes the sign of the weighted sum of the others, and keeps its state where the
sum is 0. One after another (asynchronous), each change lowers the energy, so the network comes to
rest, in a stored pattern if there are not too many of them: about 0.138 n. All at once
(synchronous), it may also alternate between two states for ever.

The sums are taken over correlations, which are whole numbers: n times the weights. So they are
exact, a sum that is 0 is 0, and their order does not matter.

Derivation: where unit i changes, the energy -1/2 sum of w_ij s_i s_j changes by -2 times the size
of its weighted sum.

Source: J. J. Hopfield, "Neural networks and physical systems with emergent collective computational
abilities", 1982; D. J. Amit, H. Gutfreund and H. Sompolinsky, "Storing infinite numbers of patterns
in a spin-glass model of neural networks", 1985 (the capacity).

Left out on purpose: thresholds, and states of 0 and 1.

n units, p patterns.
"""

from collections.abc import Sequence
from typing import NamedTuple

from refnet.reference.button_press import weighted_sum
from refnet.reference.checks import checked_hopfield
from refnet.reference.random import permutation, seeded

Matrix = Sequence[Sequence[float]]


class HopfieldSweep(NamedTuple):
    """What a sweep over all units leaves: the state [n], and its energy."""

    state: list[float]
    energy: float


class HopfieldRun(NamedTuple):
    """The weights [n][n], and a record of each sweep."""

    weights: list[list[float]]
    trials: list[HopfieldSweep]


def correlations(patterns: Matrix) -> list[list[float]]:
    """Return how often two units agree minus how often they differ; for a unit alone 0 (HOP-1).

    patterns [p][n] -> [n][n], whole numbers
    """
    n = len(patterns[0])
    result = [[0.0] * n for _ in range(n)]
    for pattern in patterns:
        for i in range(n):
            for j in range(n):
                if i != j:
                    result[i][j] = result[i][j] + pattern[i] * pattern[j]
    return result


def updated_unit(correlation: Matrix, state: Sequence[float], i: int) -> float:
    """Return the next state of unit i: the sign of its weighted sum, or as it was (HOP-2).

    correlation [n][n], state [n]
    """
    total = weighted_sum(state, correlation[i], 0.0)
    if total > 0.0:
        return 1.0
    if total < 0.0:
        return -1.0
    return state[i]


def asynchronous_sweep(
    correlation: Matrix, state: Sequence[float], order: Sequence[int]
) -> list[float]:
    """Return the state after each unit has been updated in this order (HOP-3).

    correlation [n][n], state [n], order [n] -> state [n]
    """
    result = list(state)
    for i in order:
        result[i] = updated_unit(correlation, result, i)
    return result


def synchronous_sweep(correlation: Matrix, state: Sequence[float]) -> list[float]:
    """Return the state after all units have been updated at once (HOP-3).

    correlation [n][n], state [n] -> state [n]
    """
    return [updated_unit(correlation, state, i) for i in range(len(state))]


def energy(correlation: Matrix, state: Sequence[float]) -> float:
    """Return -1/2 of the sum of w_ij s_i s_j (HOP-4).

    correlation [n][n], state [n]
    """
    total = 0.0
    for i in range(len(state)):
        total = total - state[i] * weighted_sum(state, correlation[i], 0.0)
    return total / (2.0 * float(len(state)))


def hopfield(
    patterns: Matrix,
    start: Sequence[float],
    update: str = "asynchronous",
    order_seed: int | None = None,
    sweeps: int = 1,
) -> HopfieldRun:
    """Store the patterns, then update the units, beginning at ``start`` (HOP-1 to HOP-5).

    patterns [p][n] and start [n]: of 1 and -1; update: "asynchronous" or "synchronous"; order_seed:
    of the order of each sweep, None for the units' own; sweeps: how often all units are updated.

    Raises RefnetError with the codes wrong_type, empty, shape_mismatch, out_of_range, unknown_name.
    """
    patterns, start, update, order_seed, sweeps = checked_hopfield(
        patterns, start, update, order_seed, sweeps
    )
    correlation, state, n = correlations(patterns), start, len(start)
    generator = None if order_seed is None else seeded(order_seed)
    trials = []
    for _ in range(sweeps):
        order = list(range(n)) if generator is None else permutation(n, generator)
        if update == "asynchronous":
            state = asynchronous_sweep(correlation, state, order)
        else:
            state = synchronous_sweep(correlation, state)
        trials.append(HopfieldSweep(state, energy(correlation, state)))
    weights = [[total / float(n) for total in row] for row in correlation]
    return HopfieldRun(weights, trials)
