"""refnet train --plot: the picture of a run, and what is refused before it."""

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from support.commands import invoke, refusal

SHORT = ["train", "digits", "--hidden", 2, "--epochs", 2]


def test_the_history_of_a_run(few_digits: None, tmp_path: Path) -> None:
    out, file = tmp_path / "run.svg", tmp_path / "m.safetensors"
    result = invoke(*SHORT, "--plot", out, "--save", file)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1] == f"drawn in {out}"
    written = out.read_text(encoding="utf-8")
    assert written.startswith("<?xml")
    assert {"loss", "accuracy", "epoch", "training", "validation"} <= set(
        re.findall("<!-- (\\w+) -->", written)
    )
    again = invoke("train", "--resume", file, "--epochs", 2, "--plot", tmp_path / "none.png")
    assert again.exit_code == 0
    assert "no epoch was trained, so that nothing is drawn in " in again.stderr
    assert not (tmp_path / "none.png").exists()


def test_no_line_for_a_program(few_digits: None, tmp_path: Path) -> None:
    out = tmp_path / "run.png"
    assert invoke(*SHORT, "--plot", out, "--json").stdout.endswith("}\n")
    assert out.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["run.jpg", "run", "run.dot"])
def test_an_ending_is_refused_before_training(name: str, tmp_path: Path) -> None:
    result = invoke(*SHORT, "--plot", tmp_path / name)
    assert result.exit_code == 2
    assert "--plot: expected a name that ends in .png, .svg, .pdf" in result.stderr
    assert result.stdout == ""


def test_a_place_is_refused_before_training(tmp_path: Path) -> None:
    line = refusal(*SHORT, "--plot", tmp_path / "nowhere" / "run.png")
    assert "cannot save the picture: no such file" in line


def test_without_the_extra(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    assert refusal(*SHORT, "--plot", tmp_path / "run.png") == (
        "refnet: refnet.plots needs matplotlib: pip install 'refnet[plots]'"
    )
