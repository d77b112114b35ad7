"""The action for other projects' CI: what GitHub would run, run in a folder of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
INSTALL, CHECK = ACTION["runs"]["steps"]

PORT = """
import subprocess, sys
subprocess.run([sys.executable, "-m", "refnet.port"], check=True)
"""
# Instead of refnet in an environment of its own, which would have to be built first.
REFNET = f"""#!/bin/sh
exec {sys.executable} -m refnet "$@"
"""


class Job:
    """A job that uses the action: its folders, and how a step is run in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "work"
        self.temporary = folder / "temp"
        self.summary = folder / "summary"
        self.summary.write_text("before\n")
        self.folder.mkdir()
        (self.temporary / "refnet" / "bin").mkdir(parents=True)
        program = self.temporary / "refnet" / "bin" / "refnet"
        program.write_text(REFNET)
        program.chmod(0o755)

    def run(self, step: dict[str, Any], **inputs: str) -> subprocess.CompletedProcess[str]:
        """Run a step with the action's inputs, as GitHub fills them in."""
        values = {name: about.get("default", "") for name, about in ACTION["inputs"].items()}
        context = {f"inputs.{name}": value for name, value in {**values, **inputs}.items()}
        context["github.action_path"] = str(ROOT)

        def filled(text: str) -> str:
            return re.sub(r"\$\{\{ (.*?) \}\}", lambda found: context[found[1]], text)

        variables = {name: filled(text) for name, text in step["env"].items()}
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.folder / filled(step.get("working-directory", ".")),
            env={
                **os.environ,
                **variables,
                "RUNNER_TEMP": str(self.temporary),
                "GITHUB_STEP_SUMMARY": str(self.summary),
            },
            capture_output=True,
            text=True,
        )


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return Job(tmp_path)


def test_the_action_is_one_of_github() -> None:
    assert ACTION["runs"]["using"] == "composite"
    for step in (INSTALL, CHECK):
        assert step["shell"] == "bash"
        assert "${{" not in step["run"]  # inputs reach the shell as variables, never as its text
        script = re.findall(r"conformance/action/\w+\.sh", step["run"])
        assert all((ROOT / name).is_file() for name in script)
        assert len(script) == 1
    used = re.findall(r"inputs\.([\w-]+)", (ROOT / "action.yml").read_text(encoding="utf-8"))
    assert set(used) == set(ACTION["inputs"])
    for about in ACTION["inputs"].values():
        assert about["description"]
        assert about.get("required", False) != ("default" in about)


def test_a_port_is_checked_and_reported(job: Job) -> None:
    (job.folder / "its port.py").write_text(PORT)
    command = f"{sys.executable} 'its port.py'"
    done = job.run(CHECK, command=command, arguments="--only=rabbit\n\n--only\nrandom\n")
    assert done.returncode == 0, done.stdout + done.stderr
    reports = job.folder / "refnet-reports"
    assert sorted(path.name for path in reports.iterdir()) == [
        *("badge.svg", "report.xml", "summary.md"),
    ]
    before, summary = job.summary.read_text(encoding="utf-8").split("\n", 1)
    assert (before, summary) == ("before", (reports / "summary.md").read_text(encoding="utf-8"))
    assert "| `rabbit` |" in summary
    assert "| `neuron` |" not in summary


def test_the_step_fails_as_the_port_does(job: Job) -> None:
    (job.folder / "port").mkdir()
    (job.folder / "port" / "port.py").write_text(PORT + "sys.exit(3)")
    command = f"{sys.executable} port.py"
    inputs = {"working-directory": "port", "arguments": "--only=rabbit", "reports": "x/y"}
    done = job.run(CHECK, command=command, **inputs)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 failing" in job.summary.read_text(encoding="utf-8")
    assert (job.folder / "port" / "x" / "y" / "report.xml").is_file()


def test_what_cannot_run_leaves_no_summary(job: Job) -> None:
    old = job.folder / "refnet-reports" / "summary.md"
    old.parent.mkdir()
    old.write_text("of another run")
    done = job.run(CHECK, command="$(touch hacked); no-such-program", fixtures="/nowhere")
    assert done.returncode == 2
    assert "no fixture in /nowhere" in done.stderr
    assert job.summary.read_text() == "before\n"
    assert sorted(path.name for path in job.folder.iterdir()) == ["refnet-reports"]


def test_refnet_is_installed_in_an_environment_of_its_own(job: Job) -> None:
    """Pip itself is replaced: it would need the network and a compiler."""
    python = job.folder / "python"
    python.write_text(
        '#!/bin/sh\ntest "$1 $2" = "-m venv" || { echo "$@"; exit 0; }\n'
        'mkdir -p "$3/bin" && cp "$0" "$3/bin/python"\n'
    )
    python.chmod(0o755)
    done = job.run(INSTALL, python=str(python))
    assert done.returncode == 0, done.stderr
    words = done.stdout.split()
    assert (words[:3], words[-1]) == (["-m", "pip", "install"], f"{ROOT}[cli]")
