"""The table of wrong answers: what each mistake answers to each case, as digests.

conformance/make_wrong_answers.py calculates it. It has a file for each folder of fixtures, with a
line for each case: its key, how many calls of functions its calculation takes, and the digests of
all wrong answers, each with the ids of the mistakes that give it. mistakes.json lists the mistakes
that have been calculated.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from refnet.conformance.diagnosis.digests import case_key
from refnet.conformance.diagnosis.entries import Entry
from refnet.conformance.fixtures import CONTRACT, Case

WRONG_ANSWERS = CONTRACT / "wrong_answers"
MISTAKES = "mistakes.json"
UNKNOWN = "?"  # the digest where the reference with the mistake fails, or does not end

# Calls of functions: up to QUICK, a case is calculated with every mistake that can change it; up to
# LONG, with those whose rule the case cites, and further until a FEW of these have a wrong answer.
QUICK = 4_000
LONG = 15_000
FEW = 3


@dataclass(frozen=True)
class Row:
    """A case of the table. answers: for each digest the ids of the mistakes."""

    key: str
    calls: int
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """rows: by case; mistakes: the key of each mistake that has been calculated, by its id."""

    rows: Mapping[str, Row]
    mistakes: Mapping[str, str]

    @cached_property
    def answers(self) -> dict[str, dict[str, str]]:
        """Return the digests of the wrong answers of each mistake, by case, as far as known."""
        found: dict[str, dict[str, str]] = {}
        for case, row in self.rows.items():
            for given, ids in row.answers.items():
                if given != UNKNOWN:
                    for own in ids:
                        found.setdefault(own, {})[case] = given
        return found


def is_tabled(case: Case) -> bool:
    """Return whether mistakes can change the answer: all but refusals, which come before them."""
    if case.request is None:
        return False
    error = case.expected.get("error")
    return error is None or error["code"] == "diverged"


def load_table(folder: Path = WRONG_ANSWERS) -> Table:
    """Return the table in a folder; an empty one if there is none."""
    rows: dict[str, Row] = {}
    mistakes: dict[str, str] = {}
    for path in sorted(folder.glob("*.json")):
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if path.name == MISTAKES:
            mistakes = {own: listed[0] for own, listed in content.items()}
        else:
            for case, (key, calls, answers) in content.items():
                split = {given: tuple(ids.split()) for given, ids in answers.items()}
                rows[case] = Row(key, calls, split)
    return Table(rows, mistakes)


@cache
def own_table() -> Table:
    """Return the table that comes with the fixtures."""
    return load_table()


def outdated(table: Table, cases: Sequence[Case], entries: Mapping[str, Entry]) -> Iterator[str]:
    """Yield the names of the cases and mistakes that a table does not know, or no longer has."""
    for case in cases:
        if case.id not in table.rows or table.rows[case.id].key != case_key(case):
            yield case.id
    yield from sorted(set(table.rows) - {case.id for case in cases})
    for own, entry in entries.items():
        if table.mistakes.get(own) != entry.key:
            yield entry.name
    yield from sorted(set(table.mistakes) - set(entries))


def written_table(table: Table, entries: Mapping[str, Entry]) -> dict[str, str]:
    """Return the text of each file of a table, by its name."""
    folders: dict[str, dict[str, Row]] = {}
    for case, row in table.rows.items():
        folders.setdefault(case.split("/")[0], {})[case] = row
    files = {
        f"{folder}.json": _lines({case: _written_row(row) for case, row in rows.items()})
        for folder, rows in folders.items()
    }
    listed = {own: [key, entries[own].name] for own, key in table.mistakes.items()}
    files[MISTAKES] = _lines(dict(sorted(listed.items(), key=lambda each: each[1][1])))
    return files


def _written_row(row: Row) -> list[Any]:
    answers = {given: " ".join(sorted(ids)) for given, ids in sorted(row.answers.items())}
    return [row.key, row.calls, answers]


def _lines(content: Mapping[str, Any]) -> str:
    """Return an object as JSON with a line for each of its keys."""
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in content.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"
