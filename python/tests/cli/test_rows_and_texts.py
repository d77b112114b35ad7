"""docs/rows_and_texts.md shows what the commands print."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from support.commands import invoke

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "rows_and_texts.md").read_text(encoding="utf-8")


def test_the_commands_print_what_the_page_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    zen = subprocess.run([sys.executable, "-c", "import this"], capture_output=True, check=True)
    Path("zen.txt").write_bytes(zen.stdout)
    shown = re.findall(r"^\.venv/bin/refnet (.*)\n((?:.*\n)*?)```", PAGE, re.M)
    assert [command.split()[0] for command, _ in shown] == ["train", "train-text", "generate"]
    for command, output in shown:
        assert invoke(*shlex.split(command)).stdout == output
