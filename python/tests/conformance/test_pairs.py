"""Answers side by side, and answers that are close."""

from dataclasses import replace
from typing import Any

import pytest
from support.ports import CASES

from refnet.conformance.pairs import MISSING, Pair, as_close, distance, in_words, pairs
from refnet.conformance.verdicts import Verdict

ARTICLE = CASES["button_press/article"]


def test_values_come_in_the_order_of_the_expected_answer() -> None:
    found = pairs({"a": [1.0, {"b": 2.0}], "c": []}, {"d": True, "a": [1.0, {"b": 3.0}]})
    assert [(pair.path, pair.expected, pair.given) for pair in found] == [
        ("a[0]", 1.0, 1.0),
        ("a[1].b", 2.0, 3.0),
        ("c", [], MISSING),
        ("d", MISSING, True),
    ]
    assert [pair.differs for pair in found] == [False, True, True, True]


def test_nan_and_messages_do_not_differ() -> None:
    same = [("a", "NaN", "0x7ff0000000000001"), ("error.message", "x", "y"), ("a", 1, 1.0)]
    assert not any(Pair(*each).differs for each in same)
    assert Pair("a", 0.0, "-0").differs


@pytest.mark.parametrize(
    ("expected", "given", "steps", "words"),
    [
        (1.0, 1.0 + 2.0**-51, 2, "2 ULP too high"),
        (-1.0, -1.0 - 2.0**-52, -1, "1 ULP too low"),
        (1.0, 1.5, None, "1.5 times as much"),
        (1e-5, 3.0, None, "300000 times as much"),
        (0.0, "-0", None, "the sign of zero differs"),
        (0.5, -0.5, None, "the sign differs"),
        (5e-324, -5e-324, None, "the sign differs"),
        (1.7976931348623157e308, "Infinity", None, ""),
        ("NaN", 1.0, None, ""),
        (0.0, 1e-9, None, ""),
        (7, 9.0, None, "1.28571 times as much"),
        (True, 1.0, None, ""),
        (1.0, MISSING, None, ""),
    ],
)
def test_ulp_are_told_where_they_mean_something(
    expected: Any, given: Any, steps: int | None, words: str
) -> None:
    pair = Pair("a", expected, given)
    assert (distance(pair), in_words(pair)) == (steps, words)


def judged(expected: Any, given: Any, limit: int) -> int | str | None:
    """Return the greatest distance of an answer that is close, else its failure."""
    case = replace(ARTICLE, expected=expected)
    verdict = as_close(Verdict("test", case.id, "differs at a", answer=given), case, limit)
    return verdict.close if verdict.failure is None else verdict.failure


def test_close_numbers_agree_within_the_limit() -> None:
    expected = {"a": [1.0, 2.0, "-0"], "id": 7}
    given = {"a": [1.0 + 2.0**-52, 2.0 - 2.0**-50, 0.0]}
    assert judged(expected, given, 4) == 4
    assert judged(expected, given, 3) == "differs at a"


@pytest.mark.parametrize(
    ("expected", "given"),
    [
        ({"a": 1}, {"a": 1.0 + 2.0**-52}),  # a whole number
        ({"a": 1.0}, {"b": 1.0}),
        ({"a": 1.0}, {"a": 1.0, "b": 1.0}),
        ({"a": [1.0]}, {"a": [1.0, 1.0]}),
        ({"a": "text"}, {"a": "texu"}),
        ({"a": True}, {"a": 1.0}),
        ({"a": 1.7976931348623157e308}, {"a": "Infinity"}),
        ({"a": "NaN"}, {"a": 1.0}),
        ({"a": 1.0}, {"error": {"code": "empty"}}),
    ],
)
def test_everything_else_is_exact(expected: Any, given: Any) -> None:
    assert judged(expected, given, 2**60) == "differs at a"


def test_without_an_answer_nothing_is_close() -> None:
    for verdict in (
        Verdict("test", ARTICLE.id),
        Verdict("test", ARTICLE.id, "crashed", ending="crashed"),
        Verdict("test", ARTICLE.id, "no message", answer=ARTICLE.expected),
    ):
        assert as_close(verdict, ARTICLE, 5) is verdict
