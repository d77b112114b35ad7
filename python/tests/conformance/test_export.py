"""The copy for other projects: complete, unchanged, usable without Python."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from refnet.conformance import export as module
from refnet.conformance.export import export
from refnet.conformance.fixtures import CONTRACT, load_cases
from refnet.conformance.manifest import (
    ChangedCopy,
    check_copy,
    checked_fixtures,
    manifest_text,
    read_manifest,
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export") / "vendored"
    assert export(folder) == len([path for path in folder.rglob("*") if path.is_file()])
    return folder


def test_a_copy_has_everything_and_is_unchanged(copy: Path) -> None:
    assert check_copy(copy) == []
    files = {path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file()}
    assert set(read_manifest(copy)) == files - {"SHA256SUMS"}
    assert set(read_manifest()) < files
    wanted = {"README.md", "LICENSE", "chapters.json", "spec/README.md", "fixture.schema.json"}
    assert wanted | {"version.json", ".gitattributes", "report.schema.json"} < files
    assert [path.name for path in copy.parent.iterdir()] == ["vendored"]


def test_the_runner_takes_a_copy(copy: Path) -> None:
    loaded = load_cases(checked_fixtures(copy), ["rabbit"])
    assert loaded == load_cases(chapters=["rabbit"])


def test_every_link_in_a_copy_leads_to_something(copy: Path) -> None:
    links = {
        (page, link)
        for page in copy.rglob("*.md")
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    }
    assert len(links) > 50
    assert [str(page) for page, link in links if not (page.parent / link).exists()] == []
    assert "](../oracle)" in (CONTRACT / "spec" / "README.md").read_text(encoding="utf-8")
    assert "](../oracle)" not in (copy / "spec" / "README.md").read_text(encoding="utf-8")


def test_a_folder_that_is_not_empty_is_left_alone(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "note").write_text("mine")
    with pytest.raises(OSError, match="expected a new or an empty folder"):
        export(tmp_path)
    with pytest.raises(OSError, match="expected a folder, not a file"):
        export(tmp_path / "note")
    with pytest.raises(OSError, match="the folder that it belongs to does not exist"):
        export(tmp_path / "a" / "b")
    assert [path.name for path in tmp_path.iterdir()] == ["note"]


def test_a_copy_is_written_completely_or_not_at_all(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    contract = tmp_path / "kit" / "conformance"
    for name in ("fixtures/rabbit/four_pairings.json", "EXPORTED.md"):
        (contract / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(CONTRACT / name, contract / name)
    shutil.copyfile(CONTRACT.parent / "LICENSE", contract.parent / "LICENSE")
    name = "fixtures/rabbit/four_pairings.json"
    (contract / "SHA256SUMS").write_text(manifest_text({name: read_manifest()[name]}))
    monkeypatch.setattr(module, "CONTRACT", contract)
    target = tmp_path / "there"
    target.mkdir()
    assert export(target) == 5  # into an empty folder
    (contract / "fixtures" / "rabbit" / "four_pairings.json").write_text("{}")
    with pytest.raises(ChangedCopy, match=r"four_pairings\.json: changed"):
        export(tmp_path / "other")
    (contract / "SHA256SUMS").write_text("")
    shutil.rmtree(contract / "fixtures")
    monkeypatch.setattr(Path, "rename", _failing)
    with pytest.raises(OSError, match="No space left"):
        export(tmp_path / "other")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kit", "there"]


def _failing(self: Path, target: Path) -> Path:
    raise OSError(28, "No space left on device")


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
def test_sha256sum_reads_the_list(copy: Path) -> None:
    subprocess.run(["sha256sum", "--quiet", "--check", "SHA256SUMS"], cwd=copy, check=True)


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
@pytest.mark.parametrize("backend", ["right", "wrong"])
def test_the_commands_of_the_readme_check_a_port(copy: Path, backend: str, tmp_path: Path) -> None:
    page = (copy / "README.md").read_text(encoding="utf-8")
    [commands] = [text for text in re.findall(r"```sh\n(.*?)```", page, re.S) if "jq" in text]
    port = f"{sys.executable} -m refnet.port"
    if backend == "wrong":
        port += " | sed 's/0\\.25/0.26/g'"
    commands = commands.replace("my_port <requests.jsonl", f"cat requests.jsonl | {port} ")
    commands = commands.replace("fixtures/", f"{copy}/fixtures/")
    done = subprocess.run(
        ["sh", "-ec", commands], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    if backend == "right":
        assert done.stdout == ""
        assert len((tmp_path / "answers.jsonl").read_text().splitlines()) > 10
    else:
        assert "rabbit/" in done.stdout
