"""The fixtures: cases with a request and the answer that every port must give.

conformance/chapters.json lists the chapters and the folders of their fixtures, in the order in
which they build on one another.
"""

import base64
import contextlib
import gc
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# A checkout has the contract in conformance/; a wheel has it inside this package.
_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = (_PACKAGE / "fixtures").is_dir()
CONTRACT = _PACKAGE if _INSTALLED else _PACKAGE.parents[2] / "conformance"
FIXTURES = CONTRACT / "fixtures"


class NoFixtures(Exception):
    """There is nothing to check a port against."""


# A piece of an input: a text, {"base64": text}, or {"repeat": text, "times": number}.
Piece = str | dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One fixture, as conformance/fixture.schema.json describes it.

    It has a ``request`` (an object, to which an id is added) or a raw ``line``, and the
    ``expected`` answer. Or it has an ``input``, several lines in pieces, and the ``answers`` to
    them; an item that is a list has all answers that are right. If it is ``alone``, a port of its
    own gets this input, its last line may lack its line feed, and then the input is closed.
    """

    id: str
    chapter: str
    description: str
    rules: Sequence[str]
    expected: dict[str, Any] = field(default_factory=dict)
    request: dict[str, Any] | None = None
    line: str | None = None
    input: Sequence[Piece] | None = None
    answers: Sequence[dict[str, Any] | list[dict[str, Any]]] = ()
    alone: bool = False
    source: str | None = None
    reason: str | None = None
    published: dict[str, str] = field(default_factory=dict)
    oracle: dict[str, dict[str, float]] = field(default_factory=dict)


def fixtures_of_chapters() -> dict[str, str]:
    """Return the folder of fixtures of each chapter that has one, in the order of chapters.json."""
    listed = json.loads((CONTRACT / "chapters.json").read_text(encoding="utf-8"))
    entries = [*listed["chapters"], *listed["contract"]]
    return {entry["name"]: entry["fixtures"] for entry in entries if entry["fixtures"]}


def fixture_groups() -> list[str]:
    """Return the folders of fixtures in the order of chapters.json; chapters may share one."""
    return list(dict.fromkeys(fixtures_of_chapters().values()))


def load_cases(folder: Path = FIXTURES, chapters: Sequence[str] = ()) -> list[Case]:
    """Return the cases of all folders of fixtures, or of those of some chapters.

    chapters: names of chapters or of folders. Raises NoFixtures.
    """
    shared = fixtures_of_chapters()
    wanted = {shared.get(chapter, chapter) for chapter in chapters}
    groups = fixture_groups()
    places = {group: place for place, group in enumerate(groups)}
    paths = sorted(
        folder.glob("*/*.json"),
        key=lambda path: (places.get(path.parent.name, len(groups)), path.parent.name, path.name),
    )
    if not paths:
        raise NoFixtures(f"no fixture in {folder}")
    known = sorted({path.parent.name for path in paths})
    for path in folder.iterdir():
        if path.is_dir() and path.name not in known and path.name != "__pycache__":
            raise NoFixtures(f"no fixture in {path}")
    for chapter in chapters:
        if shared.get(chapter, chapter) not in known:
            raise NoFixtures(
                f'no fixture of the chapter "{chapter}"; expected one of {", ".join(known)}'
            )
    with _no_collection():
        return [load_case(path) for path in paths if not wanted or path.parent.name in wanted]


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """Keep Python from looking for garbage among objects that stay: half of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def load_case(path: Path) -> Case:
    """Return the case in a file; raises NoFixtures if the file has none."""
    try:
        fields = json.loads(path.read_bytes().decode())
        case = Case(**fields)
        asked = [case.request, case.line, case.input]
        answered = "expected" if case.input is None else "answers"
        if not isinstance(case.expected, dict) or asked.count(None) != 2 or answered not in fields:
            raise ValueError("expected an answer, and a request or a line")
        if case.line is not None and "id" not in case.expected:
            raise ValueError("the answer to a line has an id")
        if case.input is not None:
            ended = input_bytes(case.input).endswith(b"\n")
            if not ended and not case.alone:
                raise ValueError("expected an input that ends with a line feed")
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise NoFixtures(f"{path}: {error}") from error
    return case


def input_bytes(pieces: Sequence[Piece]) -> bytes:
    """Return the input that the pieces of a case are; raises ValueError or TypeError."""
    return b"".join(map(_piece_bytes, pieces))


def _piece_bytes(piece: Piece) -> bytes:
    if isinstance(piece, str):
        return piece.encode()
    if piece.keys() == {"base64"}:
        return base64.b64decode(piece["base64"], validate=True)
    if piece.keys() == {"repeat", "times"}:
        return str(piece["repeat"]).encode() * int(piece["times"])
    raise ValueError("expected a text, base64, or a text to repeat")
