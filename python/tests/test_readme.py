"""README.md is true: programs print its tables, and its examples run."""

import doctest
import io
import re
from pathlib import Path

from rich.console import Console

from refnet.cli.demo import show_demo

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_demo_prints_what_the_readme_shows() -> None:
    printed = io.StringIO()
    assert show_demo(Console(file=printed, width=80))
    text = "\n".join(line.rstrip() for line in printed.getvalue().splitlines())
    assert f"```\n{text}\n```" in README


def test_the_python_examples_run() -> None:
    outcome = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert outcome.attempted > 0
    assert outcome.failed == 0


def test_the_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert len(links) > 8
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_make_targets_exist() -> None:
    targets = set(re.findall(r"(?:^|`)make ([\w-]+)", README, re.M))
    rules = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert {"demo", "test"} <= targets <= rules
