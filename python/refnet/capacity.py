"""How many random patterns a Hopfield network remembers, measured (chapter hopfield).

A network of n units stores p patterns and comes to rest, beginning at one of them, as it is or with
some units inverted. The share of units that are wrong then stays small up to about p = 0.138 n, and
jumps to about a third beyond it (Amit, Gutfreund and Sompolinsky, 1985).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from refnet import core

CAPACITY = 0.138  # patterns a unit
SIZES = (200, 500)
SPOILED = (0.0, 0.1)
LOADS = tuple(hundredths / 100 for hundredths in range(2, 31))
NETWORKS = 20
SWEEPS = 200  # enough for all of these networks to rest


class Curve(NamedTuple):
    """The mean share of wrong units at each load, p / n.

    units: n; spoiled: the share of units that are inverted at the start
    """

    units: int
    spoiled: float
    loads: list[float]
    wrong: list[float]


def measure(
    seed: int,
    sizes: Sequence[int] = SIZES,
    spoiled: Sequence[float] = SPOILED,
    loads: Sequence[float] = LOADS,
    networks: int = NETWORKS,
) -> list[Curve]:
    """Return a curve for each size and each share of spoiled units.

    networks: how many are measured at each load; network i has the seed seed + 2 i, and the units
    to invert are drawn with the seed after it. Raises RefnetError: out_of_range.
    """
    curves = []
    for units in sizes:
        for share in spoiled:
            wrong = [
                float(np.mean([_wrong(units, load, share, seed + 2 * i) for i in range(networks)]))
                for load in loads
            ]
            curves.append(Curve(units, share, list(loads), wrong))
    return curves


def _wrong(n: int, load: float, spoiled: float, seed: int) -> float:
    """Return the share of wrong units of one network at rest."""
    p = max(round(load * n), 1)
    patterns = 2.0 * core.random(seed, p * n, "integers", 2).reshape(p, n) - 1.0
    start = patterns[0].copy()
    inverted = core.permutation(n, core.seeded(seed + 1))[: round(spoiled * n)]
    start[inverted] *= -1.0
    run = core.hopfield(patterns, start, sweeps=SWEEPS)
    return float(np.mean(run.trials.state[-1] != patterns[0]))
