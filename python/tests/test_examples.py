"""The programs in examples, and the same programs in other languages."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# As the tutorial prints them: the errors of the rounds 0, 1000, ... 6000.
PUBLISHED = [
    "3.45638663",
    "3.63389116",
    "3.91366595",
    "3.72191702",
    "3.5852713",
    "2.53352328",
    "0.57691441",
]
ADDITIONS = {
    "python": [sys.executable, "examples/binary_addition.py"],
    "core": [sys.executable, "examples/binary_addition.py", "c"],
    "js": ["node", "examples/binary_addition.js"],
    "go": ["go", "run", "-C", "go", "./cmd/binary_addition"],
}


def printed(command: list[str]) -> str:
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


@pytest.mark.parametrize("port", ADDITIONS)
def test_binary_addition_prints_the_errors_of_the_tutorial(port: str) -> None:
    lines = printed(ADDITIONS[port]).splitlines()
    errors = [re.search(r"error ([\d.]+);", line) for line in lines]
    assert len(lines) == 10
    assert [f"{float(each[1])}" for each in errors if each][:7] == PUBLISHED
    assert lines[6].endswith("; 81 + 0 = 81")
    assert lines[9] == "round 9000: error 0.21595037; 11 + 3 = 14"
