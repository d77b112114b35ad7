"""Lists of known failures pass, and cannot go stale."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.ports import BACKWARDS, CASES, verdicts

from refnet.conformance.known import BadList, apply_known, load_known
from refnet.conformance.report import as_json
from refnet.conformance.verdicts import Verdict


@pytest.fixture(scope="module")
def outcome() -> list[Verdict]:
    """The verdicts on a port that fails some cases of button_press."""
    cases = [case for case in CASES.values() if case.chapter == "button_press"]
    return verdicts(BACKWARDS, *cases)


@pytest.fixture
def listed(outcome: list[Verdict]) -> list[dict[str, Any]]:
    """The failures as --json prints them."""
    printed = as_json(outcome)
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
