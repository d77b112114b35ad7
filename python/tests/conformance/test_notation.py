"""Mistakes in how numbers are written and read, which act in all experiments."""

import json
import math
from typing import Any

import pytest
from support.ports import CASES

from refnet.conformance.compare import first_difference
from refnet.conformance.mistakes import MISTAKES, NOTATION, Mistake, with_floats
from refnet.conformance.mistakes.mistake import right_answer
from refnet.conformance.mistakes.notation import READING, WRITING, cut, digit_by_digit, printed

SHORT = [
    case
    for case in CASES.values()
    if case.request is not None
    and case.request["experiment"] in ("button_press", "rabbit", "hebb", "neuron", "elementary")
    and "error" not in case.expected
    and case.request.get("iterations", 1) <= 40
    and len(json.dumps(case.request)) < 3000
]


def named(mistake: Mistake) -> str:
    return f"{mistake.description} {mistake.version}"


@pytest.mark.parametrize("mistake", NOTATION, ids=named)
def test_mistake_is_caught_by_a_fixture_that_cites_its_rule(mistake: Mistake) -> None:
    for case in SHORT:
        if mistake.rule in case.rules:
            wrong = mistake.answer(with_floats(case.request or {}))
            if first_difference(case.expected, wrong) is not None:
                return
    pytest.fail("no fixture catches it")


@pytest.mark.parametrize("mistake", WRITING, ids=named)
def test_writing_changes_the_right_answer_alone(mistake: Mistake) -> None:
    assert mistake.writes is not None
    for case in SHORT[::40]:
        wrong = mistake.writes(case.expected)
        assert first_difference(wrong, mistake.answer(with_floats(case.request or {}))) is None


@pytest.mark.parametrize("mistake", READING, ids=named)
def test_reading_changes_the_request_alone(mistake: Mistake) -> None:
    assert mistake.reads is not None
    for case in SHORT[::40]:
        request = with_floats(case.request or {})
        given = json.dumps(request)
        wrong = right_answer(mistake.reads(request))
        assert json.dumps(request) == given
        assert first_difference(wrong, mistake.answer(request)) is None


def test_mistakes_are_told_apart_by_short_fixtures() -> None:
    found: dict[str, str] = {}
    for mistake in WRITING:
        assert mistake.writes is not None
        answers = json.dumps([mistake.writes(case.expected) for case in SHORT])
        assert answers not in found, (named(mistake), found[answers])
        found[answers] = named(mistake)


def test_names_are_unique_and_not_those_of_other_mistakes() -> None:
    names = [named(mistake) for mistake in NOTATION]
    assert len(names) == len(set(names))
    others = {each.description for mistakes in MISTAKES.values() for each in mistakes}
    assert not others & {each.description for each in NOTATION}


@pytest.mark.parametrize(
    ("x", "written"),
    [
        (0.1, 0.1),
        (1 / 3, 0.333333),
        (123456789.0, 123457000.0),
        (-2e-300, -2e-300),
        (math.inf, "Infinity"),
    ],
)
def test_six_digits(x: float, written: Any) -> None:
    assert printed("%.6g", x) == written


def test_digits_that_are_cut_off_are_not_rounded() -> None:
    assert cut(3, 2.9999) == 2.99
    assert cut(3, -2.9999) == -2.99
    assert cut(17, 0.1) == 0.1
    assert cut(3, 0.0) == 0.0


def test_decimals_are_read_digit_by_digit() -> None:
    assert digit_by_digit(lambda total, exponent: total * 10.0**exponent, 0.3) == 3.0 * 10.0**-1
    assert digit_by_digit(lambda total, exponent: total, -12.5) == -125.0
