"""Which mistakes hold: those that explain wrong answers, and that no answer contradicts.

Each experiment is solved by itself, because a port may share a function between experiments that
the reference has apart, and the reverse. In one experiment a mistake is named if every answer of
the port is the one that the mistake gives, wherever the mistake changes anything; of several, the
one that explains most comes first. A few coincidences always hold, and are not named: together, the
mistakes of an experiment must explain nearly all that is wrong in it.
"""

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from refnet.conformance.diagnosis.evidence import Evidence, experiment_of
from refnet.conformance.diagnosis.pairs import Budget, Pair, find_pair

SHARE = 0.75  # of the wrong answers of an experiment, that its mistakes must explain
ENOUGH = 10  # explained answers that convince although most of the port's are unexplained
MANY = 3  # explained answers next to which a single one of another mistake does not convince
OWN_EXP = "uses its language's own exp"


@dataclass(frozen=True)
class Named:
    """Mistakes of one experiment, by their ids, in the order of what they explain.

    others: for each, those that no answer tells apart from it. explained: by each.
    unchecked: wrong answers that take too long to be compared with what the mistakes answer.
    """

    experiment: str
    chosen: tuple[str, ...]
    others: Mapping[str, tuple[str, ...]]
    explained: Mapping[str, frozenset[str]]
    unchecked: frozenset[str] = frozenset()

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
        if cases
        and not evidence.contradictions(entry) & own
        and not _refuting(evidence, entry) - evidence.wrong
        and _tells(evidence, entry, cases, evidence.wrong & own)
    }


def _refuting(evidence: Evidence, own: str) -> set[str]:
    """Return the answers of chapter elementary that contradict a mistake of its functions."""
    if "elementary" not in evidence.entries[own].experiments:
        return set()
    return evidence.contradictions(own) & evidence.by_experiment.get("elementary", set())


def _tells(evidence: Evidence, own: str, explained: Set[str], wrong: Set[str]) -> bool:
    """Return whether the explained answers are not only to requests that are to be refused.

    Where calculations diverge, many mistakes lead to the same answer: they convince only if the
    mistake changes no other answers, and the port gives no wrong numbers, or the requests are
    those that cite the mistake's rule.
    """

    def has_numbers(case: str) -> bool:
        return case in evidence.cases and "error" not in evidence.cases[case].expected

    acts = evidence.table.answers.get(own, {})
    if any(map(has_numbers, explained)):
        return True
    if any(map(has_numbers, acts)):
        return False
    return not any(map(has_numbers, wrong)) or _cites(evidence, own, explained)


def convincing(evidence: Evidence, solved: Sequence[Named]) -> list[Named]:
    """Return the experiments whose mistakes the other experiments do not put into doubt.

    They do if a mistake changes an answer there that is wrong in another way, and that nothing
    explains: then another mistake is behind both. They also do if most wrong answers of the port
    are unexplained, and few explained.
    """
    kept = list(solved)
    while True:
        cases = frozenset[str]().union(*(found.cases for found in kept))
        unexplained = evidence.wrong - cases
        unexplained -= frozenset[str]().union(*(found.unchecked for found in kept))
        doubtful = [found for found in kept if _is_doubtful(evidence, found, unexplained)]
        if len(cases) < min(len(unexplained), ENOUGH):
            return _complete(evidence, kept, [found for found in kept if found not in doubtful])
        if not doubtful:
            return kept
        kept = [found for found in kept if found not in doubtful]


def _complete(
    evidence: Evidence, solved: Sequence[Named], undoubted: Sequence[Named]
) -> list[Named]:
    """Return the experiments where one mistake alone explains all that is wrong.

    Where nothing puts it into doubt, it must explain MANY in all.
    """

    def description(found: Named) -> str:
        return evidence.entries[found.chosen[0]].mistake.description

    whole = [
        found
        for found in solved
        if found.explained[found.chosen[0]]
        >= evidence.wrong & evidence.by_experiment[found.experiment] - found.unchecked
    ]
    answers: dict[str, int] = {}
    for found in whole:
        if found in undoubted:
            answers[description(found)] = answers.get(description(found), 0) + len(found.cases)
    return [found for found in whole if answers.get(description(found), 0) >= MANY]


def _is_doubtful(evidence: Evidence, found: Named, unexplained: Set[str]) -> bool:
    own = evidence.by_experiment[found.experiment]
    return any(evidence.contradictions(m) & unexplained - own for m in found.chosen)


def agreed(evidence: Evidence, solved: Sequence[Named]) -> list[Named]:
    """Return the experiments with those of several alternatives that another experiment names."""

    def description(own: str) -> str:
        return evidence.entries[own].mistake.description

    certain = {
        description(own) for found in solved for own in found.chosen if not found.others[own]
    }
    return [
        _decided(
            found,
            {
                own: next(
                    each for each in (*found.others[own], own) if description(each) in certain
                )
                for own in found.chosen
                if found.others[own] and certain & {description(each) for each in found.others[own]}
            },
        )
        for found in solved
    ]


def _decided(found: Named, better: Mapping[str, str]) -> Named:
    """Return an experiment with some mistakes replaced by one of their alternatives."""
    new = {own: better.get(own, own) for own in found.chosen}
    return replace(
        found,
        chosen=tuple(new.values()),
        others={new[own]: () if own in better else found.others[own] for own in found.chosen},
        explained={new[own]: found.explained[own] for own in found.chosen},
    )


def solve(evidence: Evidence, experiment: str, budget: Budget) -> Named | None:
    """Return the mistakes that explain the wrong answers of an experiment; None if none do."""
    wrong = evidence.wrong & evidence.by_experiment[experiment]
    found = confirmed(evidence, experiment, wrong, budget)
    if wrong - found.cases - found.unchecked:
        least = max(math.ceil(SHARE * len(wrong - found.unchecked)), len(found.cases) + 1)
        pair = find_pair(evidence, experiment, wrong, least, budget)
        found = _of_pair(evidence, experiment, wrong, pair) if pair is not None else found
    enough = SHARE * len(wrong - found.unchecked)
    return found if found.cases and len(found.cases) >= enough else None


def confirmed(evidence: Evidence, experiment: str, wrong: Set[str], budget: Budget) -> Named:
    """Return the mistakes that hold, in the cases too for which the table does not have them.

    A mistake that does not is left out; but of several, another may be what changes such a case.
    """
    ruled_out: set[str] = set()
    while True:
        found = single(evidence, experiment, wrong, ruled_out)
        unchecked = _open(evidence, found.chosen, wrong - found.cases)
        explained = {own: set(cases) for own, cases in found.explained.items()}
        against = set()
        for case in sorted(unchecked, key=lambda case: (evidence.table.rows[case].calls, case)):
            if not budget.takes(evidence.table.rows[case].calls * len(found.chosen)):
                break
            unchecked.discard(case)
            fitting = [
                own for own in found.chosen if evidence.fits(evidence.entries[own].mistake, case)
            ]
            for own in fitting:
                explained[own].add(case)
            against |= set() if fitting else {case}
        if not against or len(found.chosen) != 1:
            frozen = {own: frozenset(cases) for own, cases in explained.items()}
            return replace(found, explained=frozen, unchecked=frozenset(unchecked))
        case = min(against, key=lambda case: (evidence.table.rows[case].calls, case))
        ruled_out |= {found.chosen[0]} | {
            other
            for other in found.others[found.chosen[0]]
            if not budget.takes(evidence.table.rows[case].calls)
            or not evidence.fits(evidence.entries[other].mistake, case)
        }


def _open(evidence: Evidence, chosen: Sequence[str], cases: Set[str]) -> set[str]:
    """Return the cases for which the table does not tell what one of the mistakes answers."""
    return {case for case in cases if any(evidence.is_open(own, case) for own in chosen)}


def _of_pair(evidence: Evidence, experiment: str, wrong: Set[str], pair: Pair) -> Named:
    first, second = (explained | pair.together for explained in pair.alone)
    both = (pair.first, pair.second)
    return Named(
        experiment,
        both,
        {pair.first: (), pair.second: pair.others},
        {pair.first: first, pair.second: second},
        frozenset(_open(evidence, both, wrong - pair.explained)),
    )


def single(
    evidence: Evidence, experiment: str, wrong: Set[str], ruled_out: Set[str] = frozenset()
) -> Named:
    """Return the mistakes that hold in an experiment, until the next explains nothing more."""
    found = {m: cases for m, cases in holding(evidence, experiment).items() if m not in ruled_out}
    chosen: list[str] = []
    others: dict[str, tuple[str, ...]] = {}
    left = set(wrong)
    while True:
        ranks = {own: _rank(evidence, own, cases & left) for own, cases in found.items()}
        best = max(ranks, key=ranks.__getitem__, default=None)
        if best is None or not found[best] & left:
            break
        same = [
            own
            for own, cases in found.items()
            if ranks[own] == ranks[best] and cases & left == found[best] & left
        ]
        best = max(
            same, key=lambda own: (not _is_right_alone(evidence, own), _at_home(evidence, own))
        )
        if _is_thin(evidence, experiment, best, found[best] & left, chosen) or (
            _is_right_alone(evidence, best)
            and any(not evidence.is_open(best, case) for case in wrong - found[best])
        ):
            del found[best]
            continue
        chosen.append(best)
        others[best] = tuple(own for own in same if own != best)
        left -= found[best]
    return Named(experiment, tuple(chosen), others, {c: frozenset(found[c]) for c in chosen})


def _is_thin(
    evidence: Evidence, experiment: str, own: str, new: Set[str], chosen: Sequence[str]
) -> bool:
    """Return whether a mistake adds one answer only, to those of others that explain more.

    It convinces all the same where it changes nothing that the others change, if they explain few,
    or if the answer is to a case that cites the rule it breaks.
    """
    if len(new) > 1:
        return False
    here = evidence.by_experiment[experiment]
    acts = evidence.acts(own).keys() & here
    if any(acts & evidence.acts(other).keys() for other in chosen) or _refuting(evidence, own):
        return True
    many = any(len(evidence.explained[other] & here) >= MANY for other in chosen)
    return many and not _cites(evidence, own, new)


def _cites(evidence: Evidence, own: str, cases: Set[str]) -> bool:
    """Return whether one of the cases cites the rule that a mistake breaks."""
    rule = evidence.entries[own].mistake.rule
    return any(rule in evidence.cases[case].rules for case in cases)


def _is_right_alone(evidence: Evidence, own: str) -> bool:
    """Return whether a mistake has its language's own exp, and the port's exp has no wrong bit.

    Chapter elementary tells of the latter. A port may still use another exp elsewhere; but then
    that explains all that is wrong there.
    """
    if "own exp" not in evidence.entries[own].mistake.description:
        return False
    answered = evidence.by_experiment.get("elementary", set())
    alone = [
        evidence.acts(each).keys() & answered
        for each, entry in evidence.entries.items()
        if entry.mistake.description == OWN_EXP and "elementary" in entry.experiments
    ]
    return any(alone) and not any(cases & evidence.wrong for cases in alone)


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
