"""refnet conformance: files with the result, and copies of the fixtures."""

import json
import shlex
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator
from support.commands import invoke

from refnet.conformance.fixtures import CONTRACT
from refnet.conformance.manifest import hashes_of_fixtures, manifest_text

PORT = ("--command", shlex.join([sys.executable, "-m", "refnet.port"]))
WRONG = """
import json, sys
for line in sys.stdin:
    print(json.dumps({"id": json.loads(line)["id"], "trials": []}), flush=True)
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A copy of one fixture, as an exported folder has it."""
    names = ("fixtures/rabbit/four_pairings.json", "version.json")
    for name in names:
        (tmp_path / "copy" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "copy" / name).write_bytes((CONTRACT / name).read_bytes())
    hashes = hashes_of_fixtures(tmp_path / "copy")
    (tmp_path / "copy" / "SHA256SUMS").write_text(manifest_text(hashes))
    return tmp_path / "copy"


def test_all_files_are_written(small: Path, tmp_path: Path) -> None:
    files = {name: tmp_path / name for name in ("junit", "markdown", "badge")}
    options = [word for name, path in files.items() for word in (f"--{name}", path)]
    result = invoke("conformance", *PORT, "--fixtures", small, *options, "--json")
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    schema = json.loads((CONTRACT / "report.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(report)
    assert report["fixtures"] == {"version": "1.0.0", "cases": 1}
    assert report["ports"][0]["level"] == {"exact": 1, "close": 1}
    assert ElementTree.parse(files["junit"]).getroot().get("tests") == "2"
    assert "bit-exact, level 1" in files["markdown"].read_text(encoding="utf-8")
    assert "refnet: bit-exact, level 1" in files["badge"].read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*files, "copy"])


def test_a_failing_port_has_its_files_too(small: Path, tmp_path: Path) -> None:
    command = shlex.join([sys.executable, "-c", WRONG])
    badge = tmp_path / "badge.svg"
    result = invoke("conformance", "--command", command, "--fixtures", small, "--badge", badge)
    assert result.exit_code == 1
    assert "refnet: 1 failing" in badge.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("option", "reason"),
    [
        (("--junit", "{}/nowhere/report.xml"), "does not exist"),
        (("--badge", "{}"), "is a directory"),
        (
            ("--markdown", "{}/x", "--junit", "{}/x"),
            "value for '--junit': two reports in one file",
        ),
    ],
)
def test_a_file_that_cannot_be_written_is_refused_before_the_run(
    option: tuple[str, ...], reason: str, tmp_path: Path
) -> None:
    words = [word.format(tmp_path) for word in option]
    result = invoke("conformance", "--command", "no-such-program-here", *words)
    assert result.exit_code == 2
    assert reason in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_changed_copy_is_not_used(small: Path) -> None:
    (small / "fixtures" / "rabbit" / "four_pairings.json").write_text("{}")
    result = invoke("conformance", *PORT, "--fixtures", small)
    assert result.exit_code == 2
    assert "four_pairings.json: changed" in result.stderr
    result = invoke("conformance", "--verify", small)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0] == "fixtures/rabbit/four_pairings.json: changed"
    assert result.stdout.splitlines()[-1].startswith("... and ")


def test_a_copy_is_exported_and_verified(tmp_path: Path) -> None:
    result = invoke("conformance", "--export", tmp_path / "kit")
    assert result.exit_code == 0, result.output
    assert "files, with fixtures 1.0.0" in result.stdout
    result = invoke("conformance", "--verify", tmp_path / "kit")
    assert result.exit_code == 0, result.output
    assert "files as in SHA256SUMS, fixtures 1.0.0" in result.stdout
    result = invoke("conformance", "--export", tmp_path / "kit")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "expected a new or an empty folder" in result.stderr


def test_a_folder_that_is_no_copy_cannot_be_verified(tmp_path: Path) -> None:
    result = invoke("conformance", "--verify", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "expected a folder that refnet conformance --export has written" in result.stderr
