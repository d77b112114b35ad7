"""Versions and hashes of the fixtures: what has changed in a copy is seen."""

import json
from pathlib import Path

import pytest

from refnet.conformance.fixtures import CONTRACT, FIXTURES
from refnet.conformance.manifest import (
    ChangedCopy,
    check_copy,
    checked_fixtures,
    differences,
    hashes_of_fixtures,
    manifest_text,
    needed_step,
    read_manifest,
    read_versions,
)

ONE, TWO = "fixtures/rabbit/four_pairings.json", "fixtures/button_press/article.json"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A small copy: two fixtures, with their versions and hashes."""
    for name in (ONE, TWO, "version.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((CONTRACT / name).read_bytes())
    hashes = hashes_of_fixtures(tmp_path)
    assert sorted(hashes) == sorted([ONE, TWO])
    (tmp_path / "SHA256SUMS").write_bytes(manifest_text(hashes).encode())
    return tmp_path


def test_the_manifest_lists_every_fixture_with_its_hash() -> None:
    """What make_fixtures.py --check finds, without making the fixtures."""
    assert differences(CONTRACT) == []
    listed = read_manifest()
    assert len(listed) > 5000
    assert set(listed) == {path.relative_to(CONTRACT).as_posix() for path in FIXTURES.glob("*/*")}
    assert list(listed) == sorted(listed)


def test_an_unchanged_copy_is_accepted(copy: Path) -> None:
    assert checked_fixtures(copy) == copy / "fixtures"
    assert checked_fixtures(copy / "fixtures") == copy / "fixtures"


def test_a_folder_without_hashes_is_taken_as_it_is(copy: Path) -> None:
    (copy / "SHA256SUMS").unlink()
    assert checked_fixtures(copy / "fixtures") == copy / "fixtures"
    assert checked_fixtures(copy) == copy
    with pytest.raises(ChangedCopy, match="expected a folder that refnet conformance --export"):
        check_copy(copy)


def test_every_kind_of_change_is_told(copy: Path) -> None:
    (copy / "fixtures" / "rabbit" / "mine.json").write_text("{}")
    (copy / ONE).write_bytes((copy / ONE).read_bytes().replace(b"\n", b"\r\n"))
    endings, unlisted = differences(copy)
    assert endings.startswith(f"{ONE}: its line endings have changed")
    assert unlisted == "fixtures/rabbit/mine.json: not listed"
    (copy / ONE).write_text("{}")
    (copy / TWO).unlink()
    assert differences(copy)[:2] == [f"{TWO}: missing", f"{ONE}: changed"]
    for folder in (copy, copy / "fixtures"):
        with pytest.raises(ChangedCopy, match="is not what its SHA256SUMS lists"):
            checked_fixtures(folder)


def test_a_list_that_was_changed_too_is_seen(copy: Path) -> None:
    """Of the same version, refnet has other hashes: a changed one, and all that are missing."""
    (copy / ONE).write_text("{}")
    (copy / "SHA256SUMS").write_text(manifest_text(hashes_of_fixtures(copy)))
    assert checked_fixtures(copy) == copy / "fixtures"
    found = check_copy(copy)
    assert len(found) == len(read_manifest()) - 1
    assert f"{ONE}: SHA256SUMS has another hash than this version of the fixtures" in found
    (copy / "version.json").write_text('{"fixtures": "0.9.0", "contract": "1.0.0"}')
    assert check_copy(copy) == []


@pytest.mark.parametrize(
    "text",
    [
        "x\n",
        f"{'0' * 63}  fixtures/a/b.json\n",
        f"{'0' * 64}  /etc/hostname\n",
        f"{'0' * 64}  fixtures/../../b.json\n",
        f"{'0' * 64}  a\n{'0' * 64}  a\n",
    ],
)
def test_a_list_that_is_none_is_refused(copy: Path, text: str) -> None:
    (copy / "SHA256SUMS").write_text(text)
    with pytest.raises(ChangedCopy, match=r"SHA256SUMS, line \d: expected a hash and a path"):
        checked_fixtures(copy)


@pytest.mark.parametrize(
    "text", ["[", "[]", "{}", '{"fixtures": "1.0", "contract": "1.0.0"}', '{"fixtures": 1}']
)
def test_versions_that_are_none_are_refused(copy: Path, text: str) -> None:
    assert read_versions(copy) == read_versions()
    (copy / "version.json").write_text(text)
    with pytest.raises(ChangedCopy, match=r"version\.json"):
        read_versions(copy)


def test_which_step_a_version_has_to_make() -> None:
    case: dict[str, object] = {
        "id": "a/b",
        "description": "a case",
        "request": {"x": 1},
        "expected": {"y": 0.5},
    }
    path, other = Path("b.json"), Path("c.json")

    def step(*after: dict[str, object]) -> str | None:
        texts = [json.dumps(each) for each in after]
        return needed_step({path: json.dumps(case)}, dict(zip([path, other], texts, strict=False)))

    assert step(case) is None
    assert step({**case, "description": "a better text"}) == "patch"
    assert step({**case, "oracle": {}}, case) == "minor"
    assert step({**case, "expected": {"y": 0.25}}, case) == "major"
    assert step({**case, "request": {"x": 1.0}}) == "major"
    assert step() == "major"
    assert needed_step({path: "no JSON"}, {path: json.dumps(case)}) == "major"
