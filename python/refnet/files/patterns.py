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
from refnet.files.tables import bad_cell
from refnet.files.texts import read_text

Array = NDArray[Any]

LETTERS = Path(__file__).with_name("letters.txt")  # six letters of 9 x 9 units
Block = list[tuple[int, str]]  # lines with their numbers in the file, from 1


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
    name, text = read_text(path)
    blocks = _blocks(text)
    if not blocks:
        raise bad_cell(name, 1, "expected a pattern, such as lines of # and .")
    _check_sizes(name, blocks)
    characters = _characters(name, blocks)
    texts = ["".join(line for _, line in block) for block in blocks]
    signs = [[1.0 if character == characters[0] else -1.0 for character in text] for text in texts]
    return Patterns(name, np.array(signs), len(blocks[0][0][1]), characters)


def _blocks(text: str) -> list[Block]:
    """Return the lines that are not blank, in blocks."""
    blocks: list[Block] = [[]]
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            blocks[-1].append((number, line.rstrip()))
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _check_sizes(name: str, blocks: list[Block]) -> None:
    """Raise bad_file unless all lines have one length and all blocks one number of lines."""
    first, line = blocks[0][0]
    for block in blocks:
        for number, other in block:
            if len(other) != len(line):
                expected = f"expected {len(line)} characters, as in line {first}"
                raise bad_cell(name, number, f"{expected}, got {len(other)}")
        if len(block) != len(blocks[0]):
            expected = f"expected as many lines as the first pattern has, {len(blocks[0])}"
            raise bad_cell(name, block[-1][0], f"{expected}, got {len(block)}")


def _characters(name: str, blocks: list[Block]) -> str:
    """Return the two characters in the order in which they occur; raises bad_file for others."""
    found = ""
    for number, line in (each for block in blocks for each in block):
        for character in line:
            if character.isspace() or not character.isprintable():
                reason = f"expected characters that can be seen, got {character!r}"
                raise bad_cell(name, number, reason)
            if character not in found:
                found += character
            if len(found) > 2:
                got = f"got {', '.join(found)}"
                raise bad_cell(name, number, f"expected two different characters, {got}")
    if len(found) < 2:
        reason = f"expected two different characters, got only {found}"
        raise RefnetError("bad_file", name, f"{name}: {reason}")
    return found
