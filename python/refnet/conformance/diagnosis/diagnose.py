"""From the verdicts on one port to its diagnosis."""

from collections.abc import Mapping, Sequence

from refnet.conformance.diagnosis.describing import remarks
from refnet.conformance.diagnosis.entries import entries
from refnet.conformance.diagnosis.evidence import Evidence, collected, is_wrong_answer
from refnet.conformance.diagnosis.naming import Named, solve
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
    findings = named(evidence)
    explained = {case for finding in findings for case in finding.cases}
    unexplained = tuple(case for case in wrong if case not in explained)
    return Diagnosis(
        findings, len(wrong), unexplained, remarks(cases, verdicts, unexplained, evidence)
    )


def named(evidence: Evidence) -> tuple[Finding, ...]:
    """Return the mistakes that hold, those that explain most first."""
    solved: list[Named] = []
    budget = Budget()
    for experiment, cases in evidence.by_experiment.items():
        if cases & evidence.wrong:
            found = solve(evidence, experiment, budget)
            solved += [found] if found is not None else []
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
    among = {case for name in where for case in evidence.by_experiment[name] & evidence.wrong}
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
