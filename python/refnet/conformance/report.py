"""The outcome of a run, for readers and for programs."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from refnet.conformance.runner import Verdict

SHOWN = 10  # failures a port that are explained


def print_matrix(console: Console, verdicts: Sequence[Verdict]) -> None:
    """Print how many cases agree, chapter by port."""
    ports = list(dict.fromkeys(verdict.port for verdict in verdicts))
    table = Table(title="Cases with the expected bits")
    table.add_column("chapter")
    for port in ports:
        table.add_column(escape(port), justify="right")
    for chapter in dict.fromkeys(verdict.chapter for verdict in verdicts):
        own = [verdict for verdict in verdicts if verdict.chapter == chapter]
        table.add_row(chapter, *(_cell([v for v in own if v.port == port]) for port in ports))
    console.print(table)


def print_failures(console: Console, verdicts: Sequence[Verdict]) -> None:
    """Print where each port first differs in each case that it fails."""
    for port in dict.fromkeys(verdict.port for verdict in verdicts):
        failed = [v for v in verdicts if v.port == port and v.failure is not None]
        for verdict in failed[:SHOWN]:
            console.print(f"\n[bold red]{escape(port)}[/]: {escape(verdict.case)}")
            console.print(f"  {verdict.failure}", markup=False, emoji=False, highlight=False)
            detail = "\n".join(f"  {line}" for line in verdict.detail.splitlines())
            console.print(detail, markup=False, emoji=False, highlight=False, soft_wrap=True)
        if len(failed) > SHOWN:
            console.print(f"\n... and {len(failed) - SHOWN} more of {escape(port)}")


def print_summary(console: Console, verdicts: Sequence[Verdict]) -> None:
    """Print one line that says whether all bits agree."""
    failed = sum(verdict.failure is not None for verdict in verdicts)
    skipped = sum(verdict.failure is None and verdict.skipped is not None for verdict in verdicts)
    passed = len(verdicts) - failed - skipped
    console.print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))


def as_json(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Return the outcome for a program; ``failures`` can stand in a file of known failures."""
    failures = [v for v in verdicts if v.failure is not None]
    skipped = [v for v in verdicts if v.failure is None and v.skipped is not None]
    return {
        "passed": len(verdicts) - len(failures) - len(skipped),
        "failures": [
            {"port": v.port, "case": v.case, "failure": v.failure, "detail": v.detail}
            for v in failures
        ],
        "skipped": [{"port": v.port, "case": v.case, "reason": v.skipped} for v in skipped],
    }


def _cell(verdicts: Sequence[Verdict]) -> str:
    failed = sum(verdict.failure is not None for verdict in verdicts)
    skipped = sum(verdict.failure is None and verdict.skipped is not None for verdict in verdicts)
    agree = len(verdicts) - failed - skipped
    colour = "red" if failed else "green"
    note = f" [yellow]({skipped} skipped)[/]" if skipped else ""
    return f"[{colour}]{agree}/{len(verdicts)}[/]{note}"
