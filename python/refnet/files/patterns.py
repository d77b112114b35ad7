"""Patterns as text, as ``refnet hopfield`` reads and prints them.

A pattern is a block of lines of equal length, a character for each unit; blank lines separate
patterns. All have one size. A file has two characters, whichever they are. A fault is a RefnetError
with the code bad_file, which names file and line.
"""

import os
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from refnet.errors import RefnetError
from refnet.files.formats import other_format
from refnet.files.tables import STDIN, bad_cell

Array = NDArray[Any]

LETTERS = Path(__file__).with_name("letters.txt")  # six letters of 9 x 9 units
SHOWN = 10  # characters that a message shows


class Patterns(NamedTuple):
    """Patterns [p][n] of 1.0 and -1.0, and how they are written.

    name: of the file; width: units in a line; characters: of 1.0 and of -1.0
    """

    name: str
    signs: Array
    width: int
    characters: str

    def lines(self, state: Array) -> list[str]:
        """Return a state [n] as lines of text."""
        text = "".join(self.characters[0 if sign > 0 else 1] for sign in state)
        return [text[i : i + self.width] for i in range(0, len(text), self.width)]


def read_patterns(path: str | os.PathLike[str]) -> Patterns:
    """Return the patterns in a file; path: "-" for standard input.

    White space at the end of a line is ignored. Raises RefnetError: bad_file; OSError.
    """
    from_stdin = os.fspath(path) == STDIN
    name = "standard input" if from_stdin else os.fspath(path)
    with open(0 if from_stdin else path, "rb", closefd=not from_stdin) as file:
        lines = _text(name, file.read()).splitlines()
    blocks: list[list[str]] = []
    ended, first = True, 0  # first: the index of the first line of the first block
    for i, line in enumerate(map(str.rstrip, lines)):
        if not line:
            ended = True
            continue
        if ended:
            _check_height(name, i, blocks)
            blocks.append([])
            first = first if len(blocks) > 1 else i
        ended = False
        blocks[-1].append(line)
        _check_length(name, i, line, blocks, first)
    if not blocks:
        raise bad_cell(name, 1, "expected a pattern, such as lines of # and .")
    _check_height(name, len(lines), blocks)
    characters = _characters(name, lines)
    signs = [[1.0 if c == characters[0] else -1.0 for c in "".join(block)] for block in blocks]
    return Patterns(name, np.array(signs), len(blocks[0][0]), characters)


def _text(name: str, content: bytes) -> str:
    """Return the text of a file; raises bad_file for bytes that are not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        given = other_format(content)
        if given is not None:
            message = f"{name}: expected a text in UTF-8, got {given}"
            raise RefnetError("bad_file", name, message) from error
        line = content.count(b"\n", 0, error.start) + 1
        got = f"got the byte 0x{content[error.start]:02x}"
        raise bad_cell(name, line, f"expected a text in UTF-8, {got}") from error


def _check_length(name: str, i: int, line: str, blocks: list[list[str]], first: int) -> None:
    """Raise bad_file for a line with index i that is not as long as the first one."""
    width = len(blocks[0][0])
    if len(line) != width:
        expected = f"expected {width} characters, as in line {first + 1}"
        raise bad_cell(name, i + 1, f"{expected}, got {len(line)}")
    if len(blocks) > 1 and len(blocks[-1]) > len(blocks[0]):
        raise bad_cell(name, i + 1, f"expected a blank line, because {_height(blocks)}")


def _check_height(name: str, i: int, blocks: list[list[str]]) -> None:
    """Raise bad_file if the last block, which ends before the line with index i, is too low."""
    if blocks and len(blocks[-1]) < len(blocks[0]):
        lines = "1 line" if len(blocks[-1]) == 1 else f"{len(blocks[-1])} lines"
        raise bad_cell(name, i, f"a pattern of {lines} ends here, but {_height(blocks)}")


def _height(blocks: list[list[str]]) -> str:
    lines = "1 line" if len(blocks[0]) == 1 else f"{len(blocks[0])} lines"
    return f"the first pattern has {lines}"


def _characters(name: str, lines: list[str]) -> str:
    """Return the two characters in the order in which they occur; raises bad_file for others."""
    found = ""
    for i, line in enumerate(map(str.rstrip, lines)):
        for character in line:
            if character.isspace() or not character.isprintable():
                got = f"got {character!r}"
                raise bad_cell(name, i + 1, f"expected characters that can be seen, {got}")
            if character not in found:
                found += character
        if len(found) > 2:
            got = f"got {', '.join(found[:SHOWN])}"
            raise bad_cell(name, i + 1, f"expected two different characters in the file, {got}")
    if len(found) < 2:
        reason = f"expected two different characters, got only {found}"
        raise RefnetError("bad_file", name, f"{name}: {reason}")
    return found
