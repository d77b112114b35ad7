"""The rules of the specification, as its pages have them, and where to read on."""

import json
import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from refnet.conformance.fixtures import CONTRACT

SPEC = CONTRACT / "spec"
DOCS = CONTRACT.parent / "docs"  # of a checkout
_COLUMNS = re.compile(r" (?<!\\)\| ")


@dataclass(frozen=True)
class Rule:
    """A rule: its id, its sentence, the same in code, and the page that has it."""

    id: str
    sentence: str
    code: str
    page: Path


@cache
def all_rules() -> dict[str, Rule]:
    """Return the rules by their ids; {} where the specification is not installed."""
    found = {}
    for page in sorted(SPEC.glob("*.md")):
        columns = ["rule", "sentence", "code"]
        for line in page.read_text(encoding="utf-8").splitlines():
            cells = _COLUMNS.split(line.strip("| "))
            if cells[0] == "rule":
                columns = cells
            elif re.fullmatch(r"[A-Z][A-Z0-9]*-\d+", cells[0]) and len(cells) == len(columns):
                cell = dict(zip(columns, cells, strict=True))
                found[cells[0]] = Rule(cells[0], cell["sentence"], cell["code"].strip("`"), page)
    return found


def page_of(folder: str) -> Path | None:
    """Return the page that explains the cases of a folder of fixtures; None if there is none.

    It is the chapter's page in a checkout, else the page of the specification.
    """
    places = (DOCS / f"{folder}.md", SPEC / f"{_specification(folder)}.md")
    return next((place for place in places if place.is_file()), None)


def shown(path: Path) -> str:
    """Return a path for a reader: a relative one below the current folder."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return os.fspath(path)


@cache
def _specification(folder: str) -> str:
    """Return the name of the page that has the rules of a folder."""
    listed = json.loads((CONTRACT / "chapters.json").read_text(encoding="utf-8"))
    pages: dict[str, str] = {
        entry["name"]: entry.get("rules", entry["name"])
        for entry in [*listed["chapters"], *listed["contract"]]
    }
    return {**pages, "model_file": "files"}.get(folder, folder)
