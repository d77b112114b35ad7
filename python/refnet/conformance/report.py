"""The result of a run, for readers and for programs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from refnet.conformance.fixtures import Case
from refnet.conformance.mistakes import diagnose
from refnet.conformance.verdicts import Verdict

SHOWN = 10  # failures of each port that are explained

Mistakes = Mapping[tuple[str, str], tuple[str, ...]]  # those found, by port and case
_NONE: Mistakes = {}


# To be replaced by refnet.conformance.diagnosis.
def mistakes_of(cases: Sequence[Case], verdicts: Sequence[Verdict]) -> Mistakes:
    """Return the mistakes that give exactly a port's answer or refusal, each with its rule."""
    by_id = {case.id: case for case in cases}
    return {
        (verdict.port, verdict.case): _mistakes(by_id[verdict.case], verdict.answer)
        for verdict in verdicts
        if verdict.failure is not None and verdict.answer is not None
    }


def _mistakes(case: Case, answer: dict[str, Any]) -> tuple[str, ...]:
    if case.request is None:
        return ()
    if "error" in case.expected and case.expected["error"]["code"] != "diverged":
        return ()  # a check, which the mistakes share with the reference
    if "error" in answer and not (isinstance(answer["error"], dict) and "code" in answer["error"]):
        return ()
    found = diagnose(case.request, answer)
    return tuple(f"{mistake.description} ({mistake.rule})" for mistake in found)


def print_matrix(console: Console, verdicts: Sequence[Verdict]) -> None:
    """Print how many cases agree, by chapter and port."""
    ports = list(dict.fromkeys(verdict.port for verdict in verdicts))
    table = Table(title="Cases with the expected bits")
    table.add_column("chapter")
    for port in ports:
        table.add_column(escape(port), justify="right")
    for chapter in dict.fromkeys(verdict.chapter for verdict in verdicts):
        own = [verdict for verdict in verdicts if verdict.chapter == chapter]
        table.add_row(chapter, *(_cell([v for v in own if v.port == port]) for port in ports))
    console.print(table)


def print_failures(
    console: Console, verdicts: Sequence[Verdict], mistakes: Mistakes = _NONE
) -> None:
    """Print where each port first differs in each case that it fails, and the mistakes found."""
    for port in dict.fromkeys(verdict.port for verdict in verdicts):
        failed = [v for v in verdicts if v.port == port and v.failure is not None]
        failed.sort(key=lambda verdict: _telling(verdict, mistakes), reverse=True)
        told = _explanations(failed, mistakes)
        for verdict in failed[:SHOWN]:
            console.print(f"\n[bold red]{escape(port)}[/]: {escape(verdict.case)}")
            _print(console, f"  {verdict.failure}")
            for line in [*verdict.detail.splitlines(), *_told(verdict, told, mistakes)]:
                _print(console, f"  {line}")
        if len(failed) > SHOWN:
            console.print(f"\n... and {len(failed) - SHOWN} more failures of {escape(port)}")
        if len(failed) > 1 and told:
            _print(console, f"\n{port}: {len(failed)} failures, explained by these mistakes:")
            for mistake, count in told.most_common(5):
                _print(console, f"  {count:4} {mistake}")


def _explanations(failed: Sequence[Verdict], mistakes: Mistakes) -> Counter[str]:
    """Return how many failures each mistake explains.

    Where one explains every failure that is explained at all, the others are left out.
    """
    found = [mistakes.get((verdict.port, verdict.case), ()) for verdict in failed]
    told = Counter(mistake for each in found for mistake in each)
    explained = sum(bool(each) for each in found)
    common = {mistake: count for mistake, count in told.items() if count == explained}
    return Counter(common) if common else told


def _telling(verdict: Verdict, mistakes: Mistakes) -> int:
    """Return how much a failure tells: a recognised mistake most, a missing refusal least."""
    numbers = verdict.failure is not None and verdict.failure.startswith("differs")
    found = mistakes.get((verdict.port, verdict.case))
    return 2 if found else 1 if numbers else 0


def _told(verdict: Verdict, explanations: Counter[str], mistakes: Mistakes) -> list[str]:
    does = "refuses this" if verdict.failure == "refused" else "gives exactly these numbers"
    found = mistakes.get((verdict.port, verdict.case), ())
    names = [mistake for mistake in found if mistake in explanations]
    before = [f"  a port {does} if it", *["    or"] * len(names)]
    return [f"{words} {told}" for words, told in zip(before, names, strict=False)]


def _print(console: Console, line: str) -> None:
    console.print(line, markup=False, emoji=False, highlight=False, soft_wrap=True)


def print_summary(console: Console, verdicts: Sequence[Verdict]) -> None:
    """Print a line with the counts."""
    passed, failed, skipped = _counted(verdicts)
    console.print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))


def as_json(verdicts: Sequence[Verdict], mistakes: Mistakes = _NONE) -> dict[str, Any]:
    """Return the result for a program; ``failures`` can serve as a list of known failures."""
    failures = [v for v in verdicts if v.failure is not None]
    skipped = [v for v in verdicts if v.failure is None and v.skipped is not None]
    return {
        "passed": _counted(verdicts)[0],
        "failures": [
            {
                "port": v.port,
                "case": v.case,
                "failure": v.failure,
                "detail": v.detail,
                "mistakes": list(mistakes.get((v.port, v.case), ())),
            }
            for v in failures
        ],
        "skipped": [{"port": v.port, "case": v.case, "reason": v.skipped} for v in skipped],
    }


def _counted(verdicts: Sequence[Verdict]) -> tuple[int, int, int]:
    """Return how many passed, failed and were skipped."""
    failed = sum(verdict.failure is not None for verdict in verdicts)
    skipped = sum(verdict.failure is None and verdict.skipped is not None for verdict in verdicts)
    return len(verdicts) - failed - skipped, failed, skipped


def _cell(verdicts: Sequence[Verdict]) -> str:
    passed, failed, skipped = _counted(verdicts)
    colour = "red" if failed else "green"
    note = f" [yellow]({skipped} skipped)[/]" if skipped else ""
    return f"[{colour}]{passed}/{len(verdicts)}[/]{note}"
