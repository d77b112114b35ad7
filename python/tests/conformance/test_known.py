"""Lists of known failures pass, and cannot go stale."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.ports import BACKWARDS, CASES, verdicts

from refnet.conformance.fixtures import FIXTURES
from refnet.conformance.known import BadList, apply_known, load_known, write_known
from refnet.conformance.machines.json_report import as_json
from refnet.conformance.machines.result import result_of
from refnet.conformance.session import Session, Settings
from refnet.conformance.verdicts import Verdict


@pytest.fixture(scope="module")
def outcome() -> list[Verdict]:
    """The verdicts on a port that fails some cases of button_press."""
    cases = [case for case in CASES.values() if case.chapter == "button_press"]
    return verdicts(BACKWARDS, *cases)


@pytest.fixture
def listed(outcome: list[Verdict]) -> list[dict[str, Any]]:
    """The failures as --json prints them."""
    session = Session([], Settings())
    session.judged = outcome
    printed = as_json(result_of(session, FIXTURES))
    assert printed["passed"] > 40
    failures: list[dict[str, Any]] = printed["failures"]
    assert len(failures) > 1
    return failures


def judged(outcome: list[Verdict], listed: list[dict[str, Any]], path: Path) -> list[Verdict]:
    """Return the failures that are left with this list."""
    path.write_text(json.dumps(listed))
    verdicts = apply_known(outcome, load_known(path), ["button_press"])
    return [verdict for verdict in verdicts if verdict.failure is not None]


def test_listed_failures_are_skipped(
    outcome: list[Verdict], listed: list[dict[str, Any]], tmp_path: Path
) -> None:
    known = tmp_path / "known.json"
    assert judged(outcome, listed, known) == []
    left = judged(outcome, listed[1:], known)
    assert [verdict.case for verdict in left] == [listed[0]["case"]]


def test_a_stale_entry_is_a_failure(
    outcome: list[Verdict], listed: list[dict[str, Any]], tmp_path: Path
) -> None:
    known = tmp_path / "known.json"
    passing = {**listed[0], "case": "button_press/article"}
    [verdict] = judged(outcome, [*listed, passing], known)
    assert "but it passes" in verdict.detail
    [verdict] = judged(outcome, [{**listed[0], "failure": "crashed"}, *listed[1:]], known)
    assert "known to fail differently" in verdict.detail
    [verdict] = judged(outcome, [*listed, {**listed[0], "case": "button_press/gone"}], known)
    assert "but it was not run" in verdict.detail


def test_entries_of_chapters_that_were_not_run_do_not_count(
    outcome: list[Verdict], listed: list[dict[str, Any]], tmp_path: Path
) -> None:
    other = {**listed[0], "case": "rabbit/article"}
    assert judged(outcome, [*listed, other], tmp_path / "known.json") == []
    everything = apply_known(outcome, {("test", "rabbit/article"): "crashed"})
    assert everything[-1] == replace(everything[-1], case="rabbit/article", failure="listed")


def test_bad_lists_are_refused(listed: list[dict[str, Any]], tmp_path: Path) -> None:
    path = tmp_path / "known.json"
    bad_lists: list[Any] = [listed * 2, [{**listed[0], "case": 7}], {}, [7]]
    for bad in bad_lists:
        path.write_text(json.dumps(bad))
        with pytest.raises(BadList):
            load_known(path)


def written(path: Path) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return listed


RAN = {("test", "button_press")}


def test_a_list_is_written_and_keeps_its_reasons(outcome: list[Verdict], tmp_path: Path) -> None:
    path = tmp_path / "known.json"
    failed = [verdict for verdict in outcome if verdict.failure is not None]
    first, second, *_ = failed
    write_known(path, outcome, RAN, reasons={(first.port, first.case): "adds backwards"})
    entries = written(path)
    assert [entry["case"] for entry in entries] == [verdict.case for verdict in failed]
    assert entries[0] == {
        "port": "test",
        "case": first.case,
        "failure": first.failure,
        "why": "adds backwards",
    }
    assert entries[1]["why"] == ""
    entries[1]["why"] = "our own exp"
    path.write_text(json.dumps(entries), encoding="utf-8")
    write_known(path, outcome, RAN, reasons={(second.port, second.case): "something else"})
    assert written(path)[1]["why"] == "our own exp"
    assert judged(outcome, written(path), path) == []


def test_stale_entries_are_dropped_and_those_of_others_kept(
    outcome: list[Verdict], listed: list[dict[str, Any]], tmp_path: Path
) -> None:
    path = tmp_path / "known.json"
    stale = {**listed[0], "case": "button_press/gone"}
    kept = [{**listed[0], "case": "rabbit/a", "note": "kept"}, {**listed[0], "port": "other"}]
    path.write_text(json.dumps([stale, *kept]), encoding="utf-8")
    write_known(path, outcome, RAN)
    assert written(path)[:2] == kept
    assert len(written(path)) == 2 + len(listed)


def test_how_a_port_ends_belongs_to_every_run(tmp_path: Path) -> None:
    path = tmp_path / "known.json"
    ending = Verdict("test", "protocol/end_of_input", "crashed")
    for _ in range(2):
        write_known(path, [ending], {("test", "rabbit")})
        assert len(written(path)) == 1


def test_a_port_may_be_listed_under_its_command(
    outcome: list[Verdict], listed: list[dict[str, Any]], tmp_path: Path
) -> None:
    path = tmp_path / "known.json"
    names = {"lua my_port.lua": "test"}
    old = [{**entry, "port": "lua my_port.lua", "why": "exp"} for entry in listed]
    path.write_text(json.dumps(old), encoding="utf-8")
    known = load_known(path, names)
    assert [v for v in apply_known(outcome, known) if v.failure is not None] == []
    write_known(path, outcome, RAN, names)
    assert {(entry["port"], entry["why"]) for entry in written(path)} == {("test", "exp")}


def test_what_is_no_list_is_not_overwritten(outcome: list[Verdict], tmp_path: Path) -> None:
    path = tmp_path / "known.json"
    path.write_text("my notes")
    with pytest.raises(BadList):
        write_known(path, outcome, RAN)
    assert path.read_text() == "my notes"


def test_a_known_failure_is_marked(outcome: list[Verdict], listed: list[dict[str, Any]]) -> None:
    known = {(entry["port"], entry["case"]): entry["failure"] for entry in listed}
    marked = [verdict for verdict in apply_known(outcome, known) if verdict.known is not None]
    assert [verdict.known for verdict in marked] == list(known.values())
