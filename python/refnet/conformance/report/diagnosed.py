"""What the diagnosis of a port says: the mistakes that explain its wrong answers, and the rest."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from rich.console import Console

from refnet.conformance.diagnosis.evidence import is_wrong_answer
from refnet.conformance.diagnosis.result import Diagnosis, Finding
from refnet.conformance.mistakes import Mistake
from refnet.conformance.report.printing import counted, heading, joined, listed, say
from refnet.conformance.rules import all_rules, shown
from refnet.conformance.verdicts import Verdict


def print_diagnosis(
    console: Console, port: str, diagnosis: Diagnosis, verdicts: Sequence[Verdict] = ()
) -> None:
    """Print the mistakes of a port, each with how many of its wrong answers it explains.

    verdicts: those on the port, of which other failures are only counted.
    """
    if diagnosis.failed == 0:
        return
    heading(console, f"What explains the {counted(diagnosis.failed, 'wrong answer')} of {port}")
    for sentence in _others(verdicts):
        say(console, sentence, indent=2)
    for finding in diagnosis.findings:
        say(console)
        _print_finding(console, finding, diagnosis.failed)
    _print_rest(console, diagnosis)


def print_right_alone(console: Console, cases: Sequence[str]) -> None:
    """Print that some failed cases are right when each is asked alone; nothing if there are none.

    cases: all that were asked again
    """
    if cases:
        are = "this is right when it is" if len(cases) == 1 else "these are right when each is"
        say(console)
        say(
            console,
            f"{are} asked alone, in a new process: the port keeps something from one request to "
            "the next",
            "bold yellow",
        )
        say(console, f"cases: {listed(list(cases), len(cases))}", indent=2)


def _others(verdicts: Sequence[Verdict]) -> list[str]:
    """Return which failures are no wrong answers that a mistake could explain, and the reverse."""
    others = Counter(
        _how(verdict)
        for verdict in verdicts
        if verdict.failure is not None and not is_wrong_answer(verdict)
    )
    known = sum(
        verdict.known is not None and is_wrong_answer(replace(verdict, failure=verdict.known))
        for verdict in verdicts
    )
    sentences = []
    if others:
        kinds = joined([f"{number} {how}" for how, number in others.most_common()])
        cases = counted(others.total(), "failed case")
        sentences.append(f"not among them: {cases} without one answer to compare ({kinds})")
    if known:
        sentences.append(f"among them: {known} known to fail")
    return sentences


def _how(verdict: Verdict) -> str:
    """Return in words how a case failed without an answer that can be compared."""
    if verdict.ending is not None:
        return verdict.ending
    failure = verdict.failure or ""
    is_input = failure.startswith(("answer ", "too few answers", "too many answers"))
    return "with several answers" if is_input else failure


def _print_finding(console: Console, finding: Finding, failed: int) -> None:
    explained = f"explains {len(finding.cases)} of {failed}"
    where = f", in {joined(list(finding.where))}" if finding.where else ""
    say(console, f"it {name_of(finding.mistake)}: {explained}{where}", "bold yellow")
    _print_rule(console, finding.mistake.rule)
    for other in finding.others:
        say(console, f"or it {name_of(other)}, which no case here tells apart", indent=2)
    say(console, f"cases: {listed(list(finding.cases))}", indent=2)
    say(console, f'refnet conformance --explain "{name_of(finding.mistake)}"', indent=2)


def _print_rule(console: Console, name: str) -> None:
    rule = all_rules().get(name)
    told = f"{name}" if rule is None else f"{name} ({shown(rule.page)}): {rule.sentence}"
    say(console, told, indent=2)


def _print_rest(console: Console, diagnosis: Diagnosis) -> None:
    """Print what no mistake explains, so that the numbers add up."""
    slow, unexplained = len(diagnosis.unchecked), len(diagnosis.unexplained)
    if slow or (unexplained and diagnosis.findings):
        explained = diagnosis.failed - unexplained - slow
        say(console)
        say(
            console,
            f"In all: {explained} explained{_by_several(diagnosis)}, {unexplained} not explained, "
            f"{slow} too slow to compare with the mistakes, of {diagnosis.failed}",
        )
        if slow:
            say(console, f"too slow to compare: {listed(list(diagnosis.unchecked))}", indent=2)
    if diagnosis.unexplained:
        say(console)
        number = len(diagnosis.unexplained)
        say(console, f"No known mistake explains {_of_all(number, diagnosis.failed)}", "bold")
        say(console, f"cases: {listed(list(diagnosis.unexplained))}", indent=2)
    for remark in diagnosis.remarks:
        say(console, remark, indent=2)


def _by_several(diagnosis: Diagnosis) -> str:
    """Return how many wrong answers are explained more than once, as " (7 of them by several)"."""
    times = Counter(case for finding in diagnosis.findings for case in finding.cases)
    several = sum(number > 1 for number in times.values())
    return f" ({several} of them by several mistakes together)" if several else ""


def _of_all(number: int, failed: int) -> str:
    if number == failed:
        return "any of them" if failed > 1 else "it"
    return f"{number} of {failed}"


def name_of(mistake: Mistake) -> str:
    """Return the name of a mistake, which continues the sentence "the port is wrong, as it"."""
    return mistake.description


def names(mistakes: Sequence[Mistake]) -> list[str]:
    """Return the names of mistakes, each with its rule."""
    return [f"{name_of(mistake)} ({mistake.rule})" for mistake in mistakes]
