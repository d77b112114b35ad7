"""The fixtures: well-formed, complete, up to date, as published, and near the truth."""

import json
import re
import shutil
from pathlib import Path

import jsonschema
import make_fixtures
import oracle
import pytest

from refnet.conformance.fixtures import FIXTURES, Case, NoFixtures, load_cases

SPEC = (FIXTURES.parent / "SPEC.md").read_text(encoding="utf-8")
SCHEMA = json.loads((FIXTURES.parent / "fixture.schema.json").read_text(encoding="utf-8"))
PATHS = sorted(FIXTURES.glob("*/*.json"))
CASES = load_cases()
RULES = re.findall(r"^\| ([A-Z]+-\d+) \|", SPEC, re.MULTILINE)
# What no single answer can show: how the runner compares, how a port takes its leave, and what only
# those see who train a network epoch by epoch.
SHOWN_ELSEWHERE = {"NUM-4", "PORT-3", "PORT-6", "DENSE-16"}


def name(case: Case) -> str:
    return case.id


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_fixture_fits_the_schema(path: Path) -> None:
    fixture = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.validate(fixture, SCHEMA)
    assert fixture["id"] == f"{path.parent.name}/{path.stem}"
    assert fixture["chapter"] == path.parent.name


def test_every_rule_has_one_number() -> None:
    assert len(RULES) == len(set(RULES))


def test_every_rule_is_exercised_and_every_cited_rule_exists() -> None:
    cited = {rule for case in CASES for rule in case.rules}
    assert cited == set(RULES) - SHOWN_ELSEWHERE


def test_fixtures_are_what_the_cases_make(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["make_fixtures.py", "--check"])
    assert make_fixtures.main() == 0, capsys.readouterr().out


@pytest.mark.parametrize("case", [c for c in CASES if c.published], ids=name)
def test_published_numbers_come_out(case: Case) -> None:
    for path, published in case.published.items():
        decimals = len(published.partition(".")[2])
        value = make_fixtures.value_at(case.expected, path)
        assert f"{value:.{decimals}f}" == published, path


MEASURED = [case for case in CASES if case.oracle or case.expected.get("trials")]


@pytest.mark.parametrize("case", MEASURED, ids=name)
def test_expected_values_lie_where_the_oracle_says(case: Case) -> None:
    request = case.request if case.request is not None else json.loads(str(case.line))
    far = oracle.distances(request, case.expected)
    assert far
    if case.request is not None:
        assert far.keys() == case.oracle.keys()
    for quantity, distance in far.items():
        stated = case.oracle.get(quantity, {"ulp": 1.0, "relative": 2.0**-52})
        assert distance["ulp"] <= stated["ulp"]
        assert distance["relative"] <= stated["relative"]


def test_oracle_notices_a_wrong_answer() -> None:
    case = next(case for case in CASES if case.id == "button_press/article")
    wrong = json.loads(json.dumps(case.expected))
    wrong["trials"][3]["output"] += 1e-12
    assert oracle.distances(case.request or {}, wrong)["output"]["relative"] > 9e-13
    del wrong["trials"][5]
    with pytest.raises(ValueError, match="5 trials, where the oracle has 6"):
        oracle.distances(case.request or {}, wrong)


def test_oracle_notices_a_wrong_network() -> None:
    case = next(case for case in CASES if case.id == "dense/base")
    for path, quantity in [
        (("trials", 1, "loss"), "loss"),
        (("trials", 0, "layers", 1, "kernel", 4, 1), "layers"),
        (("trials", 0, "layers", 0, "bias", 0), "layers"),
        (("outputs", 6, 0), "outputs"),
    ]:
        wrong = part = json.loads(json.dumps(case.expected))
        for key in path[:-1]:
            part = part[key]
        part[path[-1]] += 1e-12
        far = oracle.distances(case.request or {}, wrong)
        assert {name for name, each in far.items() if each["relative"] > 1e-13} == {quantity}


def test_oracle_notices_another_decision() -> None:
    case = next(case for case in CASES if case.id == "rabbit/four_pairings")
    wrong = json.loads(json.dumps(case.expected))
    wrong["trials"][4]["blink"] = False
    with pytest.raises(oracle.OtherDecision):
        oracle.distances(case.request or {}, wrong)


def test_no_fixture_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NoFixtures, match="no fixture in"):
        load_cases(tmp_path)
    with pytest.raises(NoFixtures, match="no fixture of the chapter"):
        load_cases(chapters=["alchemy"])
    (tmp_path / "chapter").mkdir()
    (tmp_path / "chapter" / "broken.json").write_text('{"id": 7}')
    with pytest.raises(NoFixtures, match=r"broken\.json"):
        load_cases(tmp_path)


def test_an_empty_chapter_is_an_error(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "rabbit", tmp_path / "rabbit")
    (tmp_path / ".DS_Store").touch()
    assert load_cases(tmp_path)
    (tmp_path / "button_press").mkdir()
    with pytest.raises(NoFixtures, match=r"no fixture in .*button_press"):
        load_cases(tmp_path)
