"""From the verdicts on one port to its diagnosis."""

from collections.abc import Mapping, Sequence

from refnet.conformance.diagnosis.describing import remarks
from refnet.conformance.diagnosis.entries import entries
from refnet.conformance.diagnosis.evidence import Evidence, collected, is_wrong_answer
from refnet.conformance.diagnosis.naming import Named, agreed, convincing, solve
from refnet.conformance.diagnosis.pairs import Budget
from refnet.conformance.diagnosis.result import Diagnosis, Finding
from refnet.conformance.diagnosis.table import own_table
from refnet.conformance.fixtures import Case
from refnet.conformance.mistakes import Mistake
from refnet.conformance.verdicts import Verdict


def diagnose(cases: Mapping[str, Case], verdicts: Sequence[Verdict]) -> Diagnosis:
    """Return the diagnosis of one port, of which these are the verdicts.

    cases: the cases of the run, by their ids.
    """
    wrong = [each.case for each in verdicts if each.case in cases and is_wrong_answer(each)]
    if not wrong:
        return Diagnosis()
    evidence = collected(cases, verdicts, own_table(), entries())
    solved = solved_experiments(evidence)
    explained = frozenset[str]().union(*(found.cases for found in solved))
    unchecked = frozenset[str]().union(*(found.unchecked for found in solved)) - explained
    unexplained = tuple(case for case in wrong if case not in explained | unchecked)
    return Diagnosis(
        named(evidence, solved),
        len(wrong),
        unexplained,
        remarks(cases, verdicts, unexplained, evidence),
        tuple(case for case in wrong if case in unchecked),
    )


def solved_experiments(evidence: Evidence) -> list[Named]:
    """Return what explains the wrong answers of each experiment where something does.

    Those with the least to calculate come first, because the time for all is limited.
    """
    wrong = {name: cases & evidence.wrong for name, cases in evidence.by_experiment.items()}
    calls = {name: sum(evidence.table.rows[c].calls for c in wrong[name]) for name in wrong}
    quickest = sorted((name for name in wrong if wrong[name]), key=calls.__getitem__)
    _ = evidence.table.answers  # takes its time, once, which is not the budget's
    budget = Budget()
    found = {name: solve(evidence, name, budget) for name in quickest}
    solved = [each for name in wrong if (each := found.get(name)) is not None]
    return agreed(evidence, convincing(evidence, solved))


def named(evidence: Evidence, solved: Sequence[Named]) -> tuple[Finding, ...]:
    """Return the mistakes of all experiments, those that explain most first."""
    by_name: dict[str, list[tuple[Named, str]]] = {}
    for found in solved:
        for own in found.chosen:
            by_name.setdefault(evidence.entries[own].mistake.description, []).append((found, own))
    findings = [_finding(evidence, parts) for parts in by_name.values()]
    return tuple(sorted(findings, key=lambda finding: -len(finding.cases)))


def _finding(evidence: Evidence, parts: Sequence[tuple[Named, str]]) -> Finding:
    """Return the finding of a mistake that has been named in some experiments."""
    best = max(parts, key=lambda part: len(part[0].explained[part[1]]))[1]
    cases = {case for found, own in parts for case in found.explained[own]}
    where = tuple(dict.fromkeys(found.experiment for found, _ in parts))
    among = {
        case
        for found, _ in parts
        for case in evidence.by_experiment[found.experiment] & evidence.wrong - found.unchecked
    }
    others = [
        {
            evidence.entries[other].mistake.description: evidence.entries[other].mistake
            for other in found.others[own]
        }
        for found, own in parts
    ]
    return Finding(
        evidence.entries[best].mistake,
        () if _acts_nowhere_else(evidence, parts, where) else where,
        tuple(case for case in evidence.given if case in cases),
        len(among),
        _common(others, evidence.entries[best].mistake),
    )


def _acts_nowhere_else(
    evidence: Evidence, parts: Sequence[tuple[Named, str]], where: Sequence[str]
) -> bool:
    """Return whether no experiment but these has cases that the mistake changes."""
    acts = {case for _, own in parts for case in evidence.acts(own)}
    return all(name in where or not cases & acts for name, cases in evidence.by_experiment.items())


def _common(others: Sequence[Mapping[str, Mistake]], best: Mistake) -> tuple[Mistake, ...]:
    """Return the mistakes that could take the place of one in every experiment."""
    names = set.intersection(*(set(each) for each in others)) - {best.description}
    return tuple(others[0][name] for name in sorted(names))
