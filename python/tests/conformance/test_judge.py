"""How one answer is judged: the short cut and the long way agree."""

import json
from dataclasses import replace
from typing import Any

import pytest
from support.ports import ARTICLE

from refnet.conformance.answers import read_line
from refnet.conformance.judge import Question, judge
from refnet.conformance.ports import Port
from refnet.conformance.verdicts import Verdict

EXPECTED = {"rows": [[0.5, -1.0], ["-0", "NaN"]], "is_known": True, "steps": 3, "inner": {"x": 0.0}}
QUESTION = Question(replace(ARTICLE, expected=EXPECTED), 7)


def judged(answer: dict[str, Any], may_skip: bool = True) -> Verdict:
    raw = json.dumps({"id": 7, **answer}).encode()
    return judge(Port("test", (), may_skip=may_skip), QUESTION, read_line(raw), raw)


@pytest.mark.parametrize(
    "answer",
    [
        EXPECTED,
        dict(reversed(EXPECTED.items())),
        {**EXPECTED, "steps": 3.0},
        {**EXPECTED, "rows": [["0x3fe0000000000000", -1], ["0x8000000000000000", "NaN"]]},
    ],
)
def test_right_answers(answer: dict[str, Any]) -> None:
    assert judged(answer).failure is None


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ({**EXPECTED, "rows": [[0.5, -1.0], [0.0, "NaN"]]}, "differs at rows[1][0]"),
        ({**EXPECTED, "rows": [[0.5, -1.0]]}, "differs at rows"),
        ({**EXPECTED, "rows": [[0.5, True], ["-0", "NaN"]]}, "differs at rows[0][1]"),
        ({**EXPECTED, "is_known": 1}, "differs at is_known"),
        ({**EXPECTED, "steps": 3.0000000000000004}, "differs at steps"),
        ({**EXPECTED, "inner": {"x": "-0"}}, "differs at inner.x"),
        ({**EXPECTED, "inner": {}}, "differs at inner.x"),
        ({**EXPECTED, "more": 1}, "differs at more"),
        ({"unsupported": 7}, "wrote rubbish"),
        ({"unsupported": None}, "wrote rubbish"),
        ({**EXPECTED, "unsupported": "no"}, "wrote rubbish"),
    ],
)
def test_wrong_answers(answer: dict[str, Any], failure: str) -> None:
    assert judged(answer).failure == failure


def test_a_verdict_has_the_answer_and_the_line() -> None:
    verdict = judged({**EXPECTED, "steps": 4})
    assert verdict.answer == {**EXPECTED, "steps": 4.0}
    assert verdict.raw.startswith(b'{"id": 7')
    faulty = judge(Port("test", ()), QUESTION, read_line(b'{"id": 7, "x": NaN}'), b"x", 0.5)
    assert (faulty.failure, faulty.answer, faulty.seconds) == ("wrote rubbish", None, 0.5)


def test_what_is_not_supported_is_skipped_or_fails() -> None:
    assert judged({"unsupported": "no buttons"}).skipped == "no buttons"
    assert judged({"unsupported": "no buttons"}, may_skip=False).failure == "unsupported"


@pytest.mark.parametrize("code", ["malformed_request", "unknown_experiment", "wrong_type"])
def test_no_port_may_lack_what_names_no_experiment(code: str) -> None:
    error = {"code": code, "field": None, "message": ""}
    question = Question(replace(ARTICLE, expected={"error": error}), 7)
    raw = b'{"id": 7, "unsupported": "no gold"}'
    verdict = judge(Port("test", (), may_skip=True), question, read_line(raw), raw)
    if code == "wrong_type":
        assert (verdict.failure, verdict.skipped) == (None, "no gold")
    else:
        assert (verdict.failure, verdict.skipped) == ("unsupported", None)
        assert f"expected the error {code}, got unsupported: no gold" in verdict.detail
