"""README.md is true: its examples and commands are run, its links and targets exist."""

import doctest
import io
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from support.commands import invoke

from refnet.cli.demo import show_demo
from refnet.conformance.fixtures import load_cases

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_demo_prints_what_its_page_shows() -> None:
    printed = io.StringIO()
    assert show_demo(Console(file=printed, width=80))
    text = "\n".join(line.rstrip() for line in printed.getvalue().splitlines())
    assert f"```\n{text}\n```" in (ROOT / "docs" / "demo.md").read_text(encoding="utf-8")


def test_the_python_examples_run() -> None:
    outcome = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert outcome.attempted > 0
    assert outcome.failed == 0


def test_the_command_prints_what_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = re.search(r"```\n\.venv/bin/refnet (train .*)\n((?:.*\n)*?)```", README)
    assert shown is not None
    monkeypatch.chdir(tmp_path)
    assert invoke(*shlex.split(shown[1])).stdout == shown[2]


def test_the_digests_are_those_of_the_digits() -> None:
    runs: list[dict[str, Any]] = json.loads(
        (ROOT / "conformance" / "digits.json").read_text(encoding="utf-8")
    )["runs"]
    digest = runs[-1]["weights_sha256"]
    shown = re.findall(r"`([0-9a-f]{16})\.\.\.([0-9a-f]{16})`", README)
    assert shown == [(digest[:16], digest[-16:])] * 4


def test_the_number_of_cases_is_what_the_runner_prints() -> None:
    [shown] = re.findall(r"how many of the ([\d,]+) cases", README)
    assert shown == f"{len(load_cases()) + 1:,}"  # each run also checks the end of the input


def test_the_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert len(links) > 8
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_extras_exist() -> None:
    [shown] = re.findall(r"`pip install '\.\[([\w,]+)\]'`", README)
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    [extras] = re.findall(r"^\[project\.optional-dependencies\]\n(.*?)^\[", project, re.M | re.S)
    assert set(shown.split(",")) <= set(re.findall(r"^([\w-]+) =", extras, re.M))


def test_the_make_targets_exist() -> None:
    targets = set(re.findall(r"(?:^|`)make ([\w-]+)", README, re.M))
    rules = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert {"demo", "test"} <= targets <= rules
