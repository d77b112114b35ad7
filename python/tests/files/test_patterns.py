"""Patterns as text: what is read, how a state is written, and which line a fault is in."""

from pathlib import Path

import numpy as np
import pytest

from refnet import RefnetError, core
from refnet.files.patterns import LETTERS, Patterns, read_patterns

TWO = "#.\n##\n#.\n\n..\n.#\n##\n"


def read(tmp_path: Path, content: str | bytes) -> Patterns:
    path = tmp_path / "p.txt"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_patterns(path)


def test_a_character_is_a_unit(tmp_path: Path) -> None:
    patterns = read(tmp_path, TWO)
    assert patterns.signs.tolist() == [[1, -1, 1, 1, 1, -1], [-1, -1, -1, 1, 1, 1]]
    assert (patterns.width, patterns.characters) == (2, "#.")
    assert patterns.lines(patterns.signs[1]) == ["..", ".#", "##"]
    assert patterns.lines(-patterns.signs[1]) == ["##", "#.", ".."]


@pytest.mark.parametrize(
    "content",
    [
        TWO.replace("\n", "\r\n"),  # as Windows ends lines
        "\ufeff" + TWO,
        "\n\n" + TWO.replace("\n\n", "\n\n\n") + "\n\n",
        TWO.replace("\n", "  \n"),
        TWO.rstrip(),
        TWO.replace("#", "█").replace(".", "░"),
        TWO.replace("#", "1").replace(".", "0"),
    ],
)
def test_other_ways_to_write_the_same(content: str, tmp_path: Path) -> None:
    assert read(tmp_path, content).signs.tolist() == read(tmp_path, TWO).signs.tolist()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", ", line 1: expected a pattern, such as lines of # and ."),
        ("\n  \n", ", line 1: expected a pattern, such as lines of # and ."),
        ("##.\n\n#.", ", line 3: expected 3 characters, as in line 1, got 2"),
        ("\n##.\n#..\n#.", ", line 4: expected 3 characters, as in line 2, got 2"),
        ("##.\n#...", ", line 2: expected 3 characters, as in line 1, got 4"),
        (
            "#.\n#.\n\n##\n\n..\n##\n",
            ", line 4: expected as many lines as the first pattern has, 2, got 1",
        ),
        ("#.\n#.\n\n##", ", line 4: expected as many lines as the first pattern has, 2, got 1"),
        ("#.\n\n##\n..\n", ", line 4: expected as many lines as the first pattern has, 1, got 2"),
        ("#.\n#x\n", ", line 2: expected two different characters, got #, ., x"),
        ("##\n##\n", ": expected two different characters, got only #"),
        ("# #\n...\n", ", line 1: expected characters that can be seen, got ' '"),
        ("#\x00#\n...\n", ", line 1: expected characters that can be seen, got '\\x00'"),
        (b"#.\n#\xff\n", ", line 2: expected a text in UTF-8, got the byte 0xff"),
        (b"\x1f\x8b\x08\x00\xff", ": expected a text in UTF-8, got a gzip file"),
    ],
)
def test_faults_name_the_line(content: str | bytes, reason: str, tmp_path: Path) -> None:
    with pytest.raises(RefnetError) as caught:
        read(tmp_path, content)
    assert caught.value.code == "bad_file"
    assert caught.value.message == f"{tmp_path / 'p.txt'}{reason}"


def test_all_letters_are_recalled() -> None:
    """Each from 20 starts with a tenth of its units inverted."""
    letters = read_patterns(LETTERS)
    assert letters.signs.shape == (6, 81)
    for letter in letters.signs:
        for seed in range(20):
            start = letter.copy()
            start[core.permutation(81, core.seeded(seed))[:8]] *= -1.0
            run = core.hopfield(letters.signs, start, sweeps=20)
            assert np.array_equal(run.trials.state[-1], letter)
