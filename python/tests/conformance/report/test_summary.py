"""The counts, the reasons for skipping, and the level reached."""

from dataclasses import replace

from support.ports import CASES
from support.reports import printed

from refnet.conformance.levels import Reached, reached
from refnet.conformance.report.summary import counts, level_in_words, print_matrix, print_summary
from refnet.conformance.verdicts import Verdict

PASSED = Verdict("test", "rabbit/a")
FAILED = Verdict("test", "rabbit/b", "refused")
CRASHED = Verdict("test", "rabbit/c", "crashed", ending="crashed")
HUNG = Verdict("test", "rabbit/d", "timed out", ending="timed out")
SKIPPED = Verdict("test", "hebb/e", skipped="no hebb")
KNOWN = Verdict("test", "hebb/f", skipped="known: refused", known="refused")
ALL = [PASSED, FAILED, CRASHED, CRASHED, HUNG, SKIPPED, KNOWN]


def test_failed_skipped_and_what_gave_no_answer_are_counted_apart() -> None:
    assert counts(ALL) == "1 passed, 4 failed (2 crashed, 1 timed out), 1 skipped, 1 known to fail"
    assert counts([PASSED]) == "1 passed, 0 failed"
    close = [replace(PASSED, close=2), replace(PASSED, close=7), PASSED]
    assert counts(close) == "3 passed (2 close, up to 7 ULP), 0 failed"


def test_the_matrix_has_the_chapters_and_ports() -> None:
    text = printed(lambda console: print_matrix(console, [*ALL, replace(PASSED, port="other")]))
    [_, title, _, head, _, rabbit, hebb, *_] = text.splitlines()
    assert title == "Cases with the expected bits"
    assert [head.split()[i] for i in (3, 5)] == ["test", "other"]
    assert rabbit.split()[3::2] == ["1/5", "1/1"]
    assert "0/2 (2 skipped)" in hebb
    close = printed(lambda console: print_matrix(console, [replace(PASSED, close=1)]))
    assert close.splitlines()[1] == "Cases with the expected bits or close to them"


def test_reasons_are_counted() -> None:
    more = [replace(SKIPPED, skipped=f"reason {i}") for i in range(20)]
    text = printed(lambda console: print_summary(console, [*ALL, SKIPPED, *more], {}, 0))
    lines = text.splitlines()
    assert lines[1] == "  2 skipped: no hebb"
    assert lines[-1] == "  13 skipped for 13 other reasons"
    assert "known: refused" not in text


def test_the_level_is_printed_with_what_the_next_one_lacks() -> None:
    verdicts = [Verdict("test", case) for case in CASES]
    found = reached(CASES.values(), verdicts)
    assert level_in_words(found).startswith("level 6 (")
    assert level_in_words(found).endswith("bit-exact")
    found = Reached(0, 0, {1: 3}, {1: 144})
    assert level_in_words(found) == (
        "no level bit-exact; level 1 (first units) lacks 3 of 144 cases"
    )
    found = Reached(1, 2, {3: 1}, {3: 9})
    assert level_in_words(found, [replace(PASSED, close=4)]) == (
        "level 1 (first units) bit-exact and "
        "level 2 (elementary functions and random numbers) within 4 ULP; "
        "level 3 (networks with one and two layers) lacks 1 of 9 cases"
    )


def test_a_required_level_that_is_not_reached_is_told() -> None:
    levels = {"test": Reached(1, 2, {3: 1}, {3: 9})}

    def told(required: int) -> bool:
        text = printed(lambda console: print_summary(console, [PASSED], levels, required))
        return f"level {required} is required" in text

    assert [told(2), told(3)] == [False, True]
