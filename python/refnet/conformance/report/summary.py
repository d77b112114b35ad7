"""The end of a report: how many cases agree, what was skipped and why, and the level reached."""

from collections import Counter
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from refnet.conformance.levels import HIGHEST, LEVELS, Reached
from refnet.conformance.report.printing import counted, heading, joined, say
from refnet.conformance.verdicts import Verdict

REASONS = 8  # for skipping that are shown


def print_matrix(console: Console, verdicts: Sequence[Verdict]) -> None:
    """Print how many cases agree, by chapter and port."""
    ports = list(dict.fromkeys(verdict.port for verdict in verdicts))
    close = any(verdict.close is not None for verdict in verdicts)
    heading(console, "Cases with the expected bits" + (" or close to them" if close else ""))
    table = Table()
    table.add_column("chapter")
    for port in ports:
        table.add_column(escape(port), justify="right")
    for chapter in dict.fromkeys(verdict.chapter for verdict in verdicts):
        own = [verdict for verdict in verdicts if verdict.chapter == chapter]
        table.add_row(chapter, *(_cell([v for v in own if v.port == port]) for port in ports))
    console.print(table)


def print_summary(
    console: Console, verdicts: Sequence[Verdict], levels: Mapping[str, Reached], required: int
) -> None:
    """Print for each port the counts, the reasons of what it skipped, and its level.

    levels: by port; {} if only some of the cases were run. required: the level that must be
    reached, 0 for none.
    """
    for port in dict.fromkeys(verdict.port for verdict in verdicts):
        own = [verdict for verdict in verdicts if verdict.port == port]
        say(console, f"{port}: {counts(own)}", "bold red" if _failures(own) else "bold green")
        _print_reasons(console, own)
        if port in levels:
            say(console, level_in_words(levels[port], own), indent=2)
            if levels[port].close < required:
                say(console, f"level {required} is required", "red", indent=2)


def counts(verdicts: Sequence[Verdict]) -> str:
    """Return how many cases passed, failed and were skipped, and how those ended without answer."""
    skipped = [v for v in verdicts if v.failure is None and v.skipped is not None]
    known = sum(verdict.known is not None for verdict in skipped)
    failures = _failures(verdicts)
    endings = Counter(str(v.ending) for v in failures if v.ending is not None)
    ended = [f"{number} {ending}" for ending, number in endings.items()]
    close = [v.close for v in verdicts if v.failure is None and v.close is not None]
    passed = len(verdicts) - len(skipped) - len(failures)
    parts = [
        f"{passed} passed" + (f" ({len(close)} close, up to {max(close)} ULP)" if close else ""),
        f"{len(failures)} failed" + (f" ({', '.join(ended)})" if ended else ""),
        *([f"{len(skipped) - known} skipped"] if len(skipped) > known else []),
        *([f"{known} known to fail"] if known else []),
    ]
    return ", ".join(parts)


def level_in_words(found: Reached, verdicts: Sequence[Verdict] = ()) -> str:
    """Return which level a port reaches, and what is missing for the next one."""
    close = [verdict.close for verdict in verdicts if verdict.close is not None]
    reached = [f"{_named(found.exact)} bit-exact"]
    if found.close > found.exact:
        reached.append(f"{_named(found.close)} within {max(close, default=0)} ULP")
    text = joined(reached)
    if found.close == HIGHEST:
        return text
    missing, number = found.missing[found.close + 1], found.cases[found.close + 1]
    lacks = f"lacks {missing} of {counted(number, 'case')}" if number else "has no cases here"
    return f"{text}; {_named(found.close + 1)} {lacks}"


def _named(level: int) -> str:
    return f"level {level} ({LEVELS[level]})" if level else "no level"


def _print_reasons(console: Console, verdicts: Sequence[Verdict]) -> None:
    reasons = Counter(
        verdict.skipped
        for verdict in verdicts
        if verdict.failure is None and verdict.skipped is not None and verdict.known is None
    )
    for reason, number in reasons.most_common(REASONS):
        say(console, f"{number} skipped: {reason.splitlines()[0] if reason else reason}", indent=2)
    if len(reasons) > REASONS:
        left = sum(number for _, number in reasons.most_common()[REASONS:])
        say(console, f"{left} skipped for {len(reasons) - REASONS} other reasons", indent=2)


def _failures(verdicts: Sequence[Verdict]) -> list[Verdict]:
    return [verdict for verdict in verdicts if verdict.failure is not None]


def _cell(verdicts: Sequence[Verdict]) -> str:
    failed = len(_failures(verdicts))
    skipped = sum(v.failure is None and v.skipped is not None for v in verdicts)
    colour = "red" if failed else "green"
    note = f" [yellow]({skipped} skipped)[/]" if skipped else ""
    return f"[{colour}]{len(verdicts) - failed - skipped}/{len(verdicts)}[/]{note}"
