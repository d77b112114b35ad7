"""Chapter hopfield in whole numbers and fractions, without any rounding.

What the ports divide is one fraction. The oracle returns the binary64 number nearest to it, so an
answer has to be exactly the same.
"""

from fractions import Fraction

from mpmath import mpf
from numpy.random import RandomState

from oracle.reals import Json, counts, number

Signs = list[int]


def hopfield(request: Json) -> Json:
    """Return the weights, and the state and the energy after each sweep."""
    patterns = [counts(pattern) for pattern in request["patterns"]]
    state = counts(request["start"])
    n, seed = len(state), request.get("order_seed")
    rows = [
        [sum(p[i] * p[j] for p in patterns) if i != j else 0 for j in range(n)] for i in range(n)
    ]
    draws = None if seed is None else RandomState(int(number(seed)))
    trials = []
    for _ in range(int(number(request["sweeps"]))):
        before = list(state)
        for i in range(n) if draws is None else _shuffled(n, draws):
            seen = before if request.get("update") == "synchronous" else state
            field = sum(c * s for c, s in zip(rows[i], seen, strict=True))
            if field != 0:
                state[i] = 1 if field > 0 else -1
        pairs = sum(rows[i][j] * state[i] * state[j] for i in range(n) for j in range(i))
        trials.append({"state": [mpf(s) for s in state], "energy": _nearest(Fraction(-pairs, n))})
    weights = [[_nearest(Fraction(c, n)) for c in row] for row in rows]
    return {"weights": weights, "trials": trials}


def _shuffled(n: int, draws: RandomState) -> list[int]:
    """Return the units in Durstenfeld's order, from the last place to the second."""
    order = list(range(n))
    for last in reversed(range(1, n)):
        chosen = int(Fraction(draws.random_sample()) * (last + 1))
        order[last], order[chosen] = order[chosen], order[last]
    return order


def _nearest(fraction: Fraction) -> mpf:
    return mpf(float(fraction))  # Python rounds the division of whole numbers once
