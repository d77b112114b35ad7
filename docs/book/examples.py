"""Worked examples: fixtures, whose numbers are read while the site is built and never typed."""

import json
from functools import cache
from typing import Any, NamedTuple

from book.chapters import ROOT, Chapter

FIXTURES = ROOT / "conformance" / "fixtures"
LONGEST = 400  # characters of a value that a page shows


class Example(NamedTuple):
    """A fixture as a page shows it: its request and its answer, as names with JSON values."""

    id: str
    description: str
    request: list[tuple[str, str]]
    answer: list[tuple[str, str]]


@cache
def fixture(name: str) -> dict[str, Any]:
    """Return a fixture by its id, such as "neuron/bias"."""
    found: dict[str, Any] = json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))
    return found


@cache
def fixtures(folder: str) -> tuple[dict[str, Any], ...]:
    """Return all fixtures of a folder, in the order of their ids."""
    return tuple(fixture(f"{folder}/{path.stem}") for path in sorted(_paths(folder)))


def _paths(folder: str) -> list[Any]:
    return list((FIXTURES / folder).glob("*.json"))


def simple_example(chapter: Chapter, rules: list[str]) -> Example | None:
    """Return the shortest case that obeys one of these rules and is not refused."""
    cases = [
        case
        for case in fixtures(chapter.fixtures or "")
        if "error" not in case["expected"] and set(case["rules"]) & set(rules)
    ]
    return example(min(cases, key=lambda case: len(json.dumps(case)))["id"]) if cases else None


def example(name: str) -> Example:
    """Return a fixture as a page shows it."""
    case = fixture(name)
    return Example(
        name, case["description"], _shown_fields(case["request"]), _shown_fields(case["expected"])
    )


def _shown_fields(fields: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name, _shortened(json.dumps(value))) for name, value in fields.items()]


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
