"""Text files in UTF-8.

A fault is a RefnetError with the code bad_file, which names file and line.
"""

import os
from pathlib import Path
from typing import NamedTuple

from refnet.errors import RefnetError
from refnet.files.formats import other_format
from refnet.files.tables import STDIN, bad_cell


class Text(NamedTuple):
    """A text and the name of its file."""

    name: str
    text: str


def read_text(path: str | os.PathLike[str]) -> Text:
    """Return the text in a file; path: "-" for standard input.

    A byte order mark is left out. Raises RefnetError: bad_file for other bytes than UTF-8; OSError.
    """
    if os.fspath(path) == STDIN:
        with open(0, "rb", closefd=False) as file:
            return _decoded("standard input", file.read())
    return _decoded(os.fspath(path), Path(path).read_bytes())


def _decoded(name: str, content: bytes) -> Text:
    """Return the text of these bytes; raises RefnetError: bad_file."""
    try:
        return Text(name, content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        given = other_format(content)
        if given is not None:
            message = f"{name}: expected a text in UTF-8, got {given}"
            raise RefnetError("bad_file", name, message) from error
        line = content.count(b"\n", 0, error.start) + 1
        got = f"got the byte 0x{content[error.start]:02x}"
        raise bad_cell(name, line, f"expected a text in UTF-8, {got}") from error
