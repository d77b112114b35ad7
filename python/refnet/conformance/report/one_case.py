"""One case in full: what it is for, its rules, the request, and both answers side by side."""

import json
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from refnet.conformance.fixtures import Case
from refnet.conformance.levels import LEVELS, level_of
from refnet.conformance.pairs import MISSING, Pair, in_words, pairs
from refnet.conformance.report.printing import counted, say, visible
from refnet.conformance.rules import all_rules, page_of, shown
from refnet.conformance.verdicts import Verdict

LONGEST = 3000  # characters of a request that are shown
VALUE = 60  # characters of a value
BEFORE, ROWS = 3, 40  # rows that are shown before the first difference, and in all
FIRST = "<- first"


def print_case(console: Console, case: Case) -> None:
    """Print what a case is for, its rules with their sentences, and its request."""
    say(console, case.id, "bold")
    say(console, case.description, indent=2)
    say(console, f"source: {case.source}" if case.source else f"reason: {case.reason}", indent=2)
    level = level_of(case)
    say(console, f"level {level}: {LEVELS[level]}", indent=2)
    page = page_of(case.chapter)
    if page is not None:
        say(console, f"to read: {shown(page)}", indent=2)
    say(console, "\nRules", "bold")
    for name in case.rules:
        print_rule(console, name)
    say(console, "\nRequest", "bold")
    _print_request(console, case)


def print_verdict(console: Console, case: Case, verdict: Verdict) -> None:
    """Print how a port has answered a case, beside the expected answer where they differ."""
    say(console)
    say(console, f"{verdict.port}: {_judged(verdict)}", "bold red" if verdict.failure else "bold")
    if verdict.failure is None and verdict.close is None:
        return
    if verdict.answer is None:
        say(console, verdict.detail, indent=2)
        print_expected(console, case)
        return
    print_answers(console, case.expected, verdict.answer, verdict.port)


def print_answers(console: Console, expected: Any, given: Any, name: str) -> None:
    """Print two answers side by side around their first difference, which is marked.

    name: whose the second answer is
    """
    found = pairs(_without_id(expected), _without_id(given))
    differing = [pair for pair in found if pair.differs]
    first = differing[0] if differing else None
    rows = _telling(found, first)
    console.print(_table(rows, first, name))
    left = len(found) - len(rows)
    more = f"; {left} of them are not shown" if left else ""
    say(console, f"{len(differing)} of {counted(len(found), 'value')} differ{more}", indent=2)


def print_expected(console: Console, case: Case) -> None:
    """Print the expected answer alone."""
    if case.input is not None:
        _print_json(console, "Expected answers", case.answers)
    else:
        _print_json(console, "Expected answer", case.expected)


def print_rule(console: Console, name: str) -> None:
    """Print a rule with its sentence and its code."""
    rule = all_rules().get(name)
    if rule is None:
        say(console, name, indent=2)
        return
    say(console, f"{rule.id} ({shown(rule.page)}): {rule.sentence}", indent=2)
    say(console, rule.code, "cyan", indent=4)


def _judged(verdict: Verdict) -> str:
    if verdict.skipped is not None:
        return f"skipped, {verdict.skipped}"
    if verdict.close is not None:
        return f"agrees within {verdict.close} ULP"
    if verdict.failure is None:
        return "agrees bit for bit"
    return verdict.failure


def _print_request(console: Console, case: Case) -> None:
    text = str(case.line) if case.line is not None else json.dumps(case.request or case.input)
    more = f" ... ({len(text)} characters)" if len(text) > LONGEST else ""
    say(console, text[:LONGEST] + more, indent=2)


def _print_json(console: Console, title: str, value: Any) -> None:
    say(console, f"\n{title}", "bold")
    text = json.dumps(value)
    say(console, text if len(text) <= LONGEST else f"{text[:LONGEST]} ...", indent=2)


def _telling(found: Sequence[Pair], first: Pair | None) -> list[Pair]:
    """Return the rows to show: all of a few, else those that differ and some before them."""
    if len(found) <= ROWS or first is None:
        return list(found[:ROWS])
    place = found.index(first)
    before = found[max(0, place - BEFORE) : place]
    return [*before, *(pair for pair in found[place:] if pair.differs)][:ROWS]


def _table(rows: Sequence[Pair], first: Pair | None, name: str) -> Table:
    table = Table()
    table.add_column("value", no_wrap=True)
    table.add_column("expected")
    table.add_column(Text(visible(name)))
    table.add_column("difference")
    for pair in rows:
        difference = in_words(pair) if pair.differs else ""
        if pair is first:
            difference = f"{difference} {FIRST}".strip()
        cells = [pair.path, _written(pair.expected), _written(pair.given), difference]
        style = "red" if pair.differs else ""
        table.add_row(*(Text(visible(cell), style, overflow="fold") for cell in cells))
    return table


def _written(value: Any) -> str:
    """Return a value as JSON has it, cut if it is long."""
    if value is MISSING:
        return "nothing"
    text = json.dumps(value)
    return text if len(text) <= VALUE else f"{text[:VALUE]}..."


def _without_id(answer: Any) -> Any:
    if not isinstance(answer, dict):
        return answer
    return {key: value for key, value in answer.items() if key != "id"}
