"""The fixtures: cases with a request and the answer that every port must give."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# In a checkout the fixtures lie in conformance/; a wheel carries them inside the package.
_CHECKOUT = Path(__file__).resolve().parents[3]
_INSTALLED = Path(__file__).resolve().parent / "fixtures"
FIXTURES = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT / "conformance" / "fixtures"

CHAPTERS = (
    "elementary",
    "random",
    "button_press",
    "rabbit",
    "neuron",
    "two_layer",
    "dense",
    "model_file",
    "protocol",
)  # in the order in which they build on one another


class NoFixtures(Exception):
    """There is nothing to hold a port against."""


@dataclass(frozen=True)
class Case:
    """One fixture, as conformance/fixture.schema.json describes it.

    It has a ``request`` (an object, to which an id is added) or a raw ``line``.
    """

    id: str
    chapter: str
    description: str
    rules: Sequence[str]
    expected: dict[str, Any]
    request: dict[str, Any] | None = None
    line: str | None = None
    source: str | None = None
    reason: str | None = None
    published: dict[str, str] = field(default_factory=dict)
    oracle: dict[str, dict[str, float]] = field(default_factory=dict)


def load_cases(folder: Path = FIXTURES, chapters: Sequence[str] = ()) -> list[Case]:
    """Return the cases of all chapters, or of those named; raises NoFixtures."""
    paths = sorted(folder.glob("*/*.json"), key=_place)
    if not paths:
        raise NoFixtures(f"no fixture in {folder}")
    known = sorted({path.parent.name for path in paths})
    for path in folder.iterdir():
        if path.is_dir() and path.name not in known and path.name != "__pycache__":
            raise NoFixtures(f"no fixture in {path}")
    for chapter in chapters:
        if chapter not in known:
            raise NoFixtures(f'no fixture of the chapter "{chapter}"; there are {", ".join(known)}')
    return [load_case(path) for path in paths if not chapters or path.parent.name in chapters]


def _place(path: Path) -> tuple[int, Path]:
    chapter = path.parent.name
    return (CHAPTERS.index(chapter) if chapter in CHAPTERS else len(CHAPTERS), path)


def load_case(path: Path) -> Case:
    """Return the case in one file; raises NoFixtures where the file holds none."""
    try:
        case = Case(**json.loads(path.read_text(encoding="utf-8")))
        if not isinstance(case.expected, dict) or (case.request is None) == (case.line is None):
            raise ValueError("expected an answer, and a request or a line")
        if case.line is not None and "id" not in case.expected:
            raise ValueError("the answer to a line has an id")
    except (OSError, ValueError, TypeError) as error:
        raise NoFixtures(f"{path}: {error}") from error
    return case
