"""The result of a run in numbers and in a few words."""

from dataclasses import replace
from pathlib import Path

import pytest
from support.results import CRASHED, KNOWN, NAMES, RABBIT, UNSUPPORTED, WRONG, result, together

from refnet.conformance.machines.result import Counts, printable, provenance, standing
from refnet.conformance.verdicts import Verdict


def test_every_case_is_counted_once() -> None:
    [port] = result(WRONG, CRASHED, UNSUPPORTED, KNOWN).ports
    assert port.counts == Counts(len(RABBIT) - 4, 1, 1, 2)
    assert port.by_chapter == {"rabbit": port.counts}
    assert port.by_level == {1: port.counts}
    assert port.seconds == 0.25


def test_the_standing_of_a_port() -> None:
    close = Verdict("port", NAMES[0], close=3)
    assert standing(result()) == "bit-exact, level 1"
    assert standing(result(close)) == "close, level 1"
    assert standing(result(UNSUPPORTED)) == "no level yet"
    assert standing(result(KNOWN)) == "no level yet"
    assert standing(result(WRONG, CRASHED)) == "2 failing"
    assert standing(result(whole=False)) == "some chapters pass"
    assert standing(result(WRONG, whole=False)) == "1 failing"


def test_of_several_ports_the_worst_counts() -> None:
    assert standing(together(result(), result(UNSUPPORTED, port="other"))) == "no level yet"
    assert standing(together(result(WRONG), result(port="other"))) == "1 failing"


def test_a_level_that_is_reached_beside_failures_above_it() -> None:
    [port] = result(WRONG).ports
    assert port.reached is not None
    reached = replace(port.reached, exact=3, close=3)
    above = replace(result(), ports=(replace(port, reached=reached),))
    assert standing(above) == "bit-exact, level 3, 1 failing"


def test_which_fixtures_a_result_is_about(tmp_path: Path) -> None:
    assert provenance(result()) == f"Fixtures 1.0.0 ({len(RABBIT)} cases), contract 1.0.0."
    (tmp_path / "version.json").write_text('{"fixtures": "1.20.3", "contract": "2.0.0"}')
    for folder in (tmp_path, tmp_path / "fixtures"):
        told = provenance(result(fixtures=folder))
        assert told == f"Fixtures 1.20.3 ({len(RABBIT)} cases), contract 2.0.0."
    assert (
        provenance(result(fixtures=tmp_path / "x")) == f"{len(RABBIT)} fixtures without a version."
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\tb\né\U0001f600", "a\tb\né\U0001f600"), ("\x00\x1b\ud800\ufffe", r"\x00\x1b\ud800\ufffe")],
)
def test_what_xml_cannot_hold_is_escaped(text: str, shown: str) -> None:
    assert printable(text) == shown
