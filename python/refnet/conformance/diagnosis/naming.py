"""Which mistakes hold: those that explain wrong answers, and that no answer contradicts.

Each experiment is solved by itself, because a port may share a function between experiments that
the reference has apart, and the reverse. In one experiment a mistake is named if every answer of
the port is the one that the mistake gives, wherever the mistake changes anything; of several, the
one that explains most comes first. A few coincidences always hold, and are not named: together, the
mistakes of an experiment must explain nearly all that is wrong in it.
"""

import math
from collections.abc import Mapping, Set
from dataclasses import dataclass

from refnet.conformance.diagnosis.evidence import Evidence, experiment_of
from refnet.conformance.diagnosis.pairs import Budget, Pair, find_pair

SHARE = 0.75  # of the wrong answers of an experiment, that its mistakes must explain


@dataclass(frozen=True)
class Named:
    """Mistakes of one experiment, by their ids, in the order of what they explain.

    others: for each, those that no answer tells apart from it. explained: by each.
    """

    experiment: str
    chosen: tuple[str, ...]
    others: Mapping[str, tuple[str, ...]]
    explained: Mapping[str, frozenset[str]]

    @property
    def cases(self) -> frozenset[str]:
        """Return all answers that they explain."""
        return frozenset().union(*self.explained.values())


def holding(evidence: Evidence, experiment: str) -> dict[str, set[str]]:
    """Return the mistakes that hold in an experiment, each with the answers that it explains."""
    own = evidence.by_experiment[experiment]
    found = {
        entry: evidence.explained[entry] & own
        for entry in evidence.entries
        if entry in evidence.explained
    }
    return {
        entry: cases
        for entry, cases in found.items()
        if cases and not evidence.contradictions(entry) & own
    }


def solve(evidence: Evidence, experiment: str, budget: Budget) -> Named | None:
    """Return the mistakes that explain the wrong answers of an experiment; None if none do."""
    wrong = evidence.wrong & evidence.by_experiment[experiment]
    enough = max(1, math.ceil(SHARE * len(wrong)))
    found = single(evidence, experiment, wrong)
    if len(found.cases & wrong) < len(wrong):
        least = max(enough, len(found.cases) + 1)
        pair = find_pair(evidence, experiment, wrong, least, budget)
        found = _of_pair(experiment, pair) if pair is not None else found
    return found if len(found.cases) >= enough else None


def _of_pair(experiment: str, pair: Pair) -> Named:
    first, second = (explained | pair.together for explained in pair.alone)
    return Named(
        experiment,
        (pair.first, pair.second),
        {pair.first: (), pair.second: pair.others},
        {pair.first: first, pair.second: second},
    )


def single(evidence: Evidence, experiment: str, wrong: Set[str]) -> Named:
    """Return the mistakes that hold in an experiment, until the next explains nothing more."""
    found = holding(evidence, experiment)
    chosen: list[str] = []
    others: dict[str, tuple[str, ...]] = {}
    left = set(wrong)
    while True:
        best = max(found, key=lambda own: _rank(evidence, own, found[own] & left), default=None)
        if best is None or not found[best] & left:
            break
        same = [
            own
            for own in found
            if _rank(evidence, own, found[own] & left) == _rank(evidence, best, found[best] & left)
            and found[own] & left == found[best] & left
        ]
        best = max(same, key=lambda own: _at_home(evidence, own))
        chosen.append(best)
        others[best] = tuple(own for own in same if own != best)
        left -= found[best]
    return Named(experiment, tuple(chosen), others, {c: frozenset(found[c]) for c in chosen})


def _rank(evidence: Evidence, own: str, explained: Set[str]) -> tuple[int, bool, int]:
    """Return what makes a mistake the better explanation.

    First how much it explains, then whether it holds in all experiments, then how much it explains
    in all of them.
    """
    everywhere = not evidence.contradictions(own)
    return len(explained), everywhere, len(evidence.explained[own]) if everywhere else 0


def _at_home(evidence: Evidence, own: str) -> int:
    """Return how many answers a mistake explains in the experiments in whose lists it is."""
    lists = evidence.entries[own].experiments
    return sum(experiment_of(evidence.cases[case]) in lists for case in evidence.explained[own])
