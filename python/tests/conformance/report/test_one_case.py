"""A case in full, with both answers side by side."""

import json
from dataclasses import replace
from functools import partial
from typing import Any

from support.ports import CASES, ORDER
from support.reports import printed

from refnet.conformance.report.one_case import (
    print_answers,
    print_case,
    print_expected,
    print_verdict,
)
from refnet.conformance.verdicts import Verdict


def side_by_side(expected: Any, given: Any) -> tuple[list[list[str]], str]:
    """Return the cells of the table, and the line below it."""
    text = printed(lambda console: print_answers(console, expected, given, "port"))
    *table, below = text.splitlines()
    rows = [line[1:-1].replace("┃", "│").split("│") for line in table]
    return [[cell.strip() for cell in row] for row in rows if len(row) == 4], below.strip()


def test_a_case_has_its_description_rules_and_request() -> None:
    text = printed(lambda console: print_case(console, ORDER))
    assert text.splitlines()[0] == ORDER.id
    assert ORDER.description in text
    assert f"reason: {ORDER.reason}" in text
    assert "level 1: first units" in text
    assert "A weighted sum starts at the bias, or at 0.0 where there is none" in text
    assert '"weights": [0.1, 0.2, 0.3, 0.6, 0.7]' in text
    assert '{"trials": [' in printed(lambda console: print_expected(console, ORDER))


def test_a_long_request_is_cut_and_a_line_is_shown_as_it_is() -> None:
    long = replace(ORDER, request={"experiment": "x" * 9000})
    text = printed(lambda console: print_case(console, long))
    assert "... (9018 characters)" in text
    assert len(text) < 5000
    line = CASES["protocol/no_json"]
    assert "  press the third button\n" in printed(lambda console: print_case(console, line))
    several = CASES["protocol/no_last_line_feed"]
    text = printed(lambda console: print_case(console, several))
    assert json.dumps(several.input) in text
    text = printed(lambda console: print_expected(console, several))
    assert json.dumps(several.answers) in text


def test_the_first_difference_is_marked() -> None:
    rows, below = side_by_side(
        {"a": 1.0, "b": [2.0, 3.0], "c": 4.0}, {"a": 1.0, "b": [2.0 + 2.0**-51, 9.0], "d": "x"}
    )
    assert rows == [
        ["value", "expected", "port", "difference"],
        ["a", "1.0", "1.0", ""],
        ["b[0]", "2.0", "2.0000000000000004", "1 ULP too high <- first"],
        ["b[1]", "3.0", "9.0", "3 times as much"],
        ["c", "4.0", "nothing", ""],
        ["d", "nothing", '"x"', ""],
    ]
    assert below == "4 of 5 values differ"


def test_of_long_answers_the_rows_that_tell_are_shown() -> None:
    expected = {"a": [float(i) for i in range(200)]}
    given = {"a": [float(i) if i % 10 else 0.5 for i in range(200)]}
    rows, below = side_by_side(expected, given)
    assert [row[0] for row in rows[1:4]] == ["a[0]", "a[10]", "a[20]"]
    assert below == "20 of 200 values differ; 180 of them are not shown"
    given = {"a": [*expected["a"][:150], 7.5, *expected["a"][151:]]}
    rows, below = side_by_side(expected, given)
    assert [row[0] for row in rows[1:]] == ["a[147]", "a[148]", "a[149]", "a[150]"]
    assert rows[-1][3].endswith("<- first")


def test_a_verdict_without_an_answer_shows_the_expected_one() -> None:
    crashed = Verdict("port", ORDER.id, "crashed", "status \x1b 3", ending="crashed")
    text = printed(lambda console: print_verdict(console, ORDER, crashed))
    assert "port: crashed\n  status \\x1b 3\n" in text
    assert '{"trials": [' in text


def test_what_agrees_or_is_skipped_is_told_in_a_line() -> None:
    for verdict, words in (
        (Verdict("port", ORDER.id), "port: agrees bit for bit"),
        (Verdict("port", ORDER.id, skipped="no buttons"), "port: skipped, no buttons"),
    ):
        text = printed(partial(print_verdict, case=ORDER, verdict=verdict))
        assert text.strip() == words


def test_a_close_answer_is_shown() -> None:
    close = Verdict("port", ORDER.id, answer=ORDER.expected, close=3)
    text = printed(lambda console: print_verdict(console, ORDER, close))
    assert "port: agrees within 3 ULP" in text
    assert "trials[0].output" in text
