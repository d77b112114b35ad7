"""The programs in examples, and the same programs in other languages."""

import json
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from refnet.layers.naming import reset_names

ROOT = Path(__file__).resolve().parents[2]

# As the tutorial prints them: the errors of the rounds 0, 1000, ... 6000.
PAGE = (ROOT / "docs" / "rows_and_texts.md").read_text(encoding="utf-8")
ROWS = json.loads((ROOT / "conformance" / "rows.json").read_text(encoding="utf-8"))
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

# Tools beside this Python come first, and Go writes only inside the checkout, as in the Makefile.
ENVIRONMENT = {
    **os.environ,
    "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
    "GOCACHE": str(ROOT / ".venv" / "cache" / "go"),
    "XDG_CONFIG_HOME": str(ROOT / ".venv" / "config"),
}


def printed(command: list[str]) -> str:
    ended = subprocess.run(
        command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=300
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


@pytest.mark.parametrize("port", ADDITIONS)
def test_binary_addition_prints_the_errors_of_the_tutorial(port: str) -> None:
    text = printed(ADDITIONS[port])
    assert f"```\n.venv/bin/python examples/binary_addition.py\n{text}```" in PAGE
    lines = text.splitlines()
    errors = [re.search(r"error ([\d.]+);", line) for line in lines]
    assert len(lines) == 10
    assert [f"{float(each[1])}" for each in errors if each][:7] == PUBLISHED
    assert lines[6].endswith("; 81 + 0 = 81")
    assert lines[9] == "round 9000: error 0.21595037; 11 + 3 = 14"


def test_the_sunspots_are_forecast_better_than_by_naive_means() -> None:
    """What is printed is what the page shows."""
    text = printed([sys.executable, "examples/sunspots.py"])
    lstm, last_year, last_cycle = (float(each) for each in re.findall(r" (\d+\.\d)$", text, re.M))
    assert lstm < 0.6 * min(last_year, last_cycle)
    assert f"```\n.venv/bin/python examples/sunspots.py\n{text}```" in PAGE


def test_the_naive_forecasts_of_the_sunspots() -> None:
    """Calculated without NumPy, from the file."""
    table = (ROOT / "examples" / "sunspots.csv").read_text(encoding="utf-8").split()[1:]
    numbers = {int(year): float(number) for year, number in (row.split(",") for row in table)}
    assert list(numbers) == list(range(1700, 2009))
    for ago, shown in ((1, "as last year          "), (11, "as 11 years ago       ")):
        squares = [(numbers[year] - numbers[year - ago]) ** 2 for year in range(1951, 2009)]
        assert f"{shown}{(sum(squares) / len(squares)) ** 0.5:5.1f}\n" in PAGE


@pytest.mark.parametrize(("name", "network"), [("digits_lstm", "lstm"), ("conv_lstm", "conv_lstm")])
def test_the_digits_are_read_with_the_weights_of_every_port(name: str, network: str) -> None:
    run = ROWS["networks"][network]["runs"][1]
    *_, accuracy, digest = printed([sys.executable, f"examples/{name}.py"]).splitlines()
    right, tested = run["answered_right"], run["tested"]
    assert accuracy == f"test accuracy {right / tested:.4f} ({tested} images)"
    assert digest == f"SHA-256 of the weights: {run['weights_sha256']}"


def test_the_pictures_are_those_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files of the page are about as large as those that the program writes.

    Other versions of matplotlib write other bytes. It runs in this process, which is quicker.
    """
    program = str(ROOT / "examples" / "pictures.py")
    monkeypatch.setattr(sys, "argv", [program, str(tmp_path)])
    reset_names()
    runpy.run_path(program)
    page = (ROOT / "docs" / "pictures.md").read_text(encoding="utf-8")
    shown = re.findall(r"\(pictures_(\w+\.\w+)\)", page)
    assert sorted(shown) == sorted(path.name for path in tmp_path.iterdir())
    for name in shown:
        old, new = ROOT / "docs" / f"pictures_{name}", tmp_path / name
        assert old.stat().st_size == pytest.approx(new.stat().st_size, rel=0.2), name
