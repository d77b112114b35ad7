"""The fixtures: well-formed, complete, up to date, as published; and how they are loaded."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import make_fixtures
import pytest
from support.ports import CASES

from refnet.conformance.fixtures import (
    CONTRACT,
    FIXTURES,
    Case,
    NoFixtures,
    fixture_groups,
    load_case,
    load_cases,
)

SCHEMA = json.loads((CONTRACT / "fixture.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.validators.validator_for(SCHEMA)(SCHEMA)
RULES = [
    rule
    for path in sorted((CONTRACT / "spec").glob("*.md"))
    for rule in re.findall(r"^\| ([A-Z]+-\d+) \|", path.read_text(encoding="utf-8"), re.MULTILINE)
]


@pytest.mark.parametrize("group", fixture_groups())
def test_fixtures_fit_the_schema(group: str) -> None:
    paths = list((FIXTURES / group).glob("*.json"))
    assert paths
    for path in paths:
        fixture = json.loads(path.read_text(encoding="utf-8"))
        VALIDATOR.validate(fixture)
        assert fixture["id"] == f"{group}/{path.stem}"
        assert fixture["chapter"] == group


def test_the_schema_is_one_and_refuses_other_fixtures() -> None:
    VALIDATOR.check_schema(SCHEMA)
    fixture = json.loads((FIXTURES / "rabbit" / "four_pairings.json").read_text(encoding="utf-8"))
    VALIDATOR.validate(fixture)
    assert not VALIDATOR.is_valid({**fixture, "speed": 3})
    del fixture["rules"]
    assert not VALIDATOR.is_valid(fixture)


def test_the_schema_of_inputs() -> None:
    path = FIXTURES / "protocol" / "no_last_line_feed.json"
    fixture = json.loads(path.read_text(encoding="utf-8"))
    mistakes: list[dict[str, Any]] = [
        {"answers": [{"trials": []}]},
        {"answers": [[{"id": 1}]]},
        {"alone": False},
        {"line": "7", "expected": {"id": 1}},
        {"input": [7]},
        {"input": [{"base64": "", "repeat": ""}]},
    ]
    for wrong in mistakes:
        assert not VALIDATOR.is_valid({**fixture, **wrong}), wrong
    del fixture["answers"]
    assert not VALIDATOR.is_valid(fixture)


def test_every_rule_has_one_number() -> None:
    assert len(RULES) > 70
    assert len(RULES) == len(set(RULES))


def test_every_rule_is_exercised_and_every_cited_rule_exists() -> None:
    cited = {rule for case in CASES.values() for rule in case.rules}
    assert cited == set(RULES)


DRAFTS = make_fixtures.drafts()


@pytest.mark.parametrize("group", fixture_groups())
def test_fixtures_are_what_the_cases_make(group: str) -> None:
    """The oracle's distances are part of a fixture."""
    drafts = [draft for folder, draft in DRAFTS if folder == group]
    files = {path.stem for path in (FIXTURES / group).glob("*.json")}
    assert sorted(draft.name for draft in drafts) == sorted(files)
    for draft in drafts:
        path = FIXTURES / group / f"{draft.name}.json"
        made = make_fixtures.written(make_fixtures.fixture(group, draft))
        assert made == path.read_text(encoding="utf-8"), path.name


def test_the_table_of_published_numbers_is_up_to_date() -> None:
    texts = [(FIXTURES / folder / f"{draft.name}.json").read_text() for folder, draft in DRAFTS]
    table = make_fixtures.published_table([json.loads(text) for text in texts])
    assert make_fixtures.PUBLISHED.read_text(encoding="utf-8") == table


def test_stale_missing_and_unknown_fixtures_are_listed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "fixtures" / "rabbit"
    folder.mkdir(parents=True)
    monkeypatch.setattr(make_fixtures, "CONFORMANCE", tmp_path)
    monkeypatch.setattr(make_fixtures, "FIXTURES", folder.parent)
    monkeypatch.setattr(make_fixtures, "PUBLISHED", tmp_path / "PUBLISHED.md")
    drafts = [(folder, draft) for folder, draft in DRAFTS if folder == "rabbit"][:3]
    monkeypatch.setattr(make_fixtures, "drafts", lambda: drafts)
    monkeypatch.setattr("sys.argv", ["make_fixtures.py"])
    assert make_fixtures.main() == 0
    monkeypatch.setattr("sys.argv", ["make_fixtures.py", "--check"])
    assert make_fixtures.main() == 0
    stale, missing = (folder / f"{draft.name}.json" for _, draft in drafts[:2])
    stale.write_text(stale.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    missing.unlink()
    (folder / "unknown.json").write_text("{}")
    capsys.readouterr()
    assert make_fixtures.main() == 1
    listed = sorted([stale.name, missing.name, "unknown.json"])
    assert capsys.readouterr().out.split()[1::2] == [f"fixtures/rabbit/{name}" for name in listed]


def test_the_hashes_are_written_and_checked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(make_fixtures, "CONFORMANCE", tmp_path)
    monkeypatch.setattr(make_fixtures, "FIXTURES", tmp_path / "fixtures")
    monkeypatch.setattr(make_fixtures, "PUBLISHED", tmp_path / "PUBLISHED.md")
    of = {name: [each for each in DRAFTS if each[0] == name][:2] for name in ("rabbit", "random")}
    drafts = [*of["rabbit"], *of["random"]]
    sums = tmp_path / "SHA256SUMS"

    def make(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(make_fixtures, "drafts", lambda: drafts)
        monkeypatch.setattr("sys.argv", ["make_fixtures.py", *arguments])
        return make_fixtures.main(), capsys.readouterr().out

    assert "version.json: these changes are a minor step" in make()[1]
    written = sums.read_text(encoding="utf-8")
    assert len(written.splitlines()) == 4
    sums.write_text(written.replace("0", "1"), encoding="utf-8")
    for folders in ((), ("rabbit",)):  # whose other lines come from the files
        assert make("--check", *folders) == (1, "differs: SHA256SUMS\n")
    assert make("rabbit") == (0, "written: SHA256SUMS\n")
    assert sums.read_text(encoding="utf-8") == written
    gone = drafts.pop(0)[1].name
    assert "version.json: these changes are a major step" in make("rabbit")[1]
    left = [line for line in written.splitlines(keepends=True) if f"/{gone}.json" not in line]
    assert sums.read_text(encoding="utf-8") == "".join(left)


def named(case: Case) -> str:
    return case.id


@pytest.mark.parametrize("case", [case for case in CASES.values() if case.published], ids=named)
def test_published_numbers_come_out(case: Case) -> None:
    for path, published in case.published.items():
        decimals = len(published.partition(".")[2])
        value = make_fixtures.value_at(case.expected, path)
        assert f"{value:.{decimals}f}" == published, path


def test_cases_come_in_the_order_of_the_book() -> None:
    groups = fixture_groups()
    assert groups[:2] == ["button_press", "rabbit"]
    assert sorted(groups) == sorted(path.name for path in FIXTURES.iterdir() if path.is_dir())
    assert list(dict.fromkeys(case.chapter for case in CASES.values())) == groups


def test_some_groups_can_be_loaded() -> None:
    assert load_cases(chapters=["losses"]) == load_cases(chapters=["dense"])  # they share a folder
    cases = load_cases(chapters=["rabbit", "random"])
    assert {case.chapter for case in cases} == {"rabbit", "random"}


def test_no_fixture_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NoFixtures, match="no fixture in"):
        load_cases(tmp_path)
    with pytest.raises(NoFixtures, match="no fixture of the chapter"):
        load_cases(chapters=["alchemy"])
    (tmp_path / "chapter").mkdir()
    (tmp_path / "chapter" / "broken.json").write_text('{"id": 7}')
    with pytest.raises(NoFixtures, match=r"broken\.json"):
        load_cases(tmp_path)


RAW: dict[str, object] = {"request": None, "answers": []}  # with an input: lines at once


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"input": ["\n"], "answers": []}, "expected an answer, and a request or a line"),
        ({"request": None, "input": ["\n"]}, "expected an answer, and a request or a line"),
        ({**RAW, "input": ["7"]}, "expected an input that ends with a line feed"),
        ({**RAW, "input": [{"base64": "?"}]}, "base64|padding|Non-"),
        ({**RAW, "input": [{"repeat": "7"}]}, "expected a text, base64, or a text to repeat"),
        ({"expected": []}, "expected an answer, and a request or a line"),
        ({"line": "{}"}, "expected an answer, and a request or a line"),
        ({"request": None}, "expected an answer, and a request or a line"),
        ({"request": None, "line": "{}"}, "the answer to a line has an id"),
        ({"speed": 3}, "unexpected keyword"),
    ],
)
def test_a_bad_case_is_an_error(changes: dict[str, object], reason: str, tmp_path: Path) -> None:
    fixture = json.loads((FIXTURES / "rabbit" / "four_pairings.json").read_text(encoding="utf-8"))
    path = tmp_path / "case.json"
    path.write_text(json.dumps({**fixture, **changes}), encoding="utf-8")
    with pytest.raises(NoFixtures, match=reason):
        load_case(path)


def test_an_empty_chapter_is_an_error(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "rabbit", tmp_path / "rabbit")
    (tmp_path / ".DS_Store").touch()
    assert load_cases(tmp_path)
    (tmp_path / "button_press").mkdir()
    with pytest.raises(NoFixtures, match=r"no fixture in .*button_press"):
        load_cases(tmp_path)
