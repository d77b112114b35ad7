"""Two mistakes at once: each contradicted only where the other acts too.

Where both act, the port's answer is neither's. What it is, the reference with both edits tells: a
pair is named only if that has been calculated for some of these cases, and agrees in all of them.
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from itertools import combinations

from refnet.conformance.diagnosis.evidence import Evidence
from refnet.conformance.mistakes.mistake import Mistake, both

MOST = 60  # mistakes of which pairs are considered
LIKELY = 15  # mistakes that may hide another one
CALLS = 1_000_000  # of functions, for one pair; about half a second


@dataclass
class Budget:
    """How many pairs may still be calculated for one port, and how many calls the rest may make."""

    pairs: int = 40
    calls: int = 4_000_000

    def takes(self, calls: int) -> bool:
        """Take so many calls; return whether they were left."""
        self.calls -= calls
        return self.calls >= 0


@dataclass(frozen=True)
class Pair:
    """Two mistakes, by their ids, and the answers that they explain: each alone, and both.

    others: mistakes that may take the place of the second.
    """

    first: str
    second: str
    alone: tuple[frozenset[str], frozenset[str]]
    together: frozenset[str]
    others: tuple[str, ...] = ()

    @property
    def explained(self) -> frozenset[str]:
        """Return all answers that the pair explains."""
        return self.together | self.alone[0] | self.alone[1]


def find_pair(
    evidence: Evidence, experiment: str, wrong: Set[str], enough: int, budget: Budget
) -> Pair | None:
    """Return the pair of mistakes that explains most of the wrong answers of an experiment.

    enough: how many answers it must explain at least.
    """
    found: Pair | None = None
    for pair in _candidates(evidence, experiment, wrong, enough):
        worse = found is not None and len(pair.explained) < len(found.explained)
        if worse or not budget.pairs:
            break
        if found is not None and pair.first != found.first:
            continue
        budget.pairs -= 1
        checked = _checked(evidence, pair)
        if checked is not None and found is None:
            found = checked
        elif checked is not None and found is not None:
            found = replace(found, others=(*found.others, pair.second))
    return found if found is not None and len(found.explained) >= enough else None


def _candidates(
    evidence: Evidence, experiment: str, wrong: Set[str], enough: int
) -> Iterator[Pair]:
    """Yield pairs that may hold, those that explain most first."""
    own = evidence.by_experiment[experiment]
    explained = {m: cases & own for m, cases in evidence.explained.items() if cases & own}
    most = sorted(explained, key=lambda m: (-len(explained[m]), m))[:MOST]
    against = {m: evidence.contradictions(m) & own for m in most}
    found = [
        _pair(evidence, own, a, b)
        for a, b in combinations(most, 2)
        if all(_may_change(evidence, b, case) for case in against[a])
        and all(_may_change(evidence, a, case) for case in against[b])
    ]
    found += [
        _pair(evidence, own, a, b)
        for a in most[:LIKELY]
        for b in _hidden(evidence, own, a, against[a])
    ]
    good = [
        pair
        for pair in found
        if pair.together and pair.together <= wrong and len(pair.explained) >= enough
    ]
    yield from sorted(good, key=lambda pair: (-len(pair.explained), pair.first))


def _may_change(evidence: Evidence, own: str, case: str) -> bool:
    return case in evidence.acts(own) or evidence.is_open(own, case)


def _hidden(evidence: Evidence, own: Set[str], first: str, against: Set[str]) -> list[str]:
    """Return mistakes that act only where another one does, so that neither is seen alone."""
    if not against or not against <= evidence.wrong:
        return []
    acts = evidence.acts(first).keys() & own
    some = evidence.table.rows[min(against)].answers.values()  # all others act there, too
    found = []
    for second in {each for ids in some for each in ids} & evidence.entries.keys() - {first}:
        cases = evidence.acts(second).keys() & own
        if against <= cases <= acts and cases <= evidence.wrong:
            found.append((len(cases), second))
    return [second for _, second in sorted(found)]


def _pair(evidence: Evidence, own: Set[str], first: str, second: str) -> Pair:
    alone = tuple(frozenset(evidence.explained.get(m, set()) & own) for m in (first, second))
    against = (evidence.contradictions(first) | evidence.contradictions(second)) & own
    return Pair(first, second, (alone[0], alone[1]), frozenset(against))


def _checked(evidence: Evidence, pair: Pair) -> Pair | None:
    """Return a pair with those answers to which both lead, as far as CALLS allow to calculate them.

    None if one of them is not the port's answer.
    """
    made = combined(evidence, pair)
    if made is None:
        return None
    calls, agree = 0, set[str]()
    for case in sorted(pair.together, key=lambda case: (evidence.table.rows[case].calls, case)):
        calls += evidence.table.rows[case].calls
        if agree and calls > CALLS:
            break
        if not evidence.fits(made, case):
            return None
        agree.add(case)
    return replace(pair, together=frozenset(agree))


def combined(evidence: Evidence, pair: Pair) -> Mistake | None:
    """Return both mistakes as one, in the order in which their edits can be made."""
    first, second = (evidence.entries[own].mistake for own in (pair.first, pair.second))
    return both(first, second) or both(second, first)
