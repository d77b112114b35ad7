"""The chapters of the book, and where each port has them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from book.listings import (
    Functions,
    UnreadableSource,
    c_functions,
    go_functions,
    js_functions,
    python_functions,
)

ROOT = Path(__file__).resolve().parents[2]
SPEC = ROOT / "conformance" / "spec"


class Chapter(NamedTuple):
    """An entry of chapters.json.

    fixtures: the name of their folder, None without any; rules: the page of the specification that
    has them, if that is the page of another chapter; level: see refnet.conformance.levels
    """

    name: str
    title: str
    experiments: list[str]
    fixtures: str | None
    rules: str | None = None
    level: int | None = None

    def specification(self) -> Path:
        """Return the page with the chapter's rules, which not every chapter has."""
        return SPEC / f"{self.rules or self.name}.md"


class Port(NamedTuple):
    """Where a port's chapters are, and how their functions are found."""

    folder: Path
    extension: str
    language: str
    functions: Callable[[str], Functions]

    def path(self, chapter: str) -> Path:
        """Return the file of a chapter."""
        return self.folder / f"{chapter}.{self.extension}"

    def chapter(self, chapter: str) -> Functions:
        """Return the functions of a chapter; none if the port does not have it."""
        path = self.path(chapter)
        if not path.is_file():
            return {}
        try:
            return self.functions(path.read_text(encoding="utf-8"))
        except UnreadableSource as error:
            raise UnreadableSource(f"{path}, {error}") from None


REFERENCE = Port(ROOT / "python" / "refnet" / "reference", "py", "python", python_functions)
PORTS = {
    "core": Port(ROOT / "python" / "refnet" / "core", "py", "python", python_functions),
    "js": Port(ROOT / "js" / "src", "js", "js", js_functions),
    "go": Port(ROOT / "go", "go", "go", go_functions),
    "c": Port(ROOT / "csrc", "c", "c", c_functions),
}
SHOWN = {"Python": REFERENCE, "JavaScript": PORTS["js"], "Go": PORTS["go"], "C": PORTS["c"]}
BOOK = [
    Chapter(**entry)
    for entry in json.loads((ROOT / "conformance" / "chapters.json").read_text("utf-8"))["chapters"]
]
CHAPTERS = [chapter.name for chapter in BOOK]
