"""Failures by their cause."""

import json

from support.ports import CASES

from refnet.conformance.process import PortFailure, after_the_last_answer
from refnet.conformance.report.groups import Group, grouped, last_words, place_of
from refnet.conformance.verdicts import Verdict

TRACEBACK = (
    "it ended with exit status 1; on standard error: "
    "Traceback (most recent call last):\n  File x\nKeyError: 'a'"
)
LUA = (
    "it ended with exit status 1; on standard error: "
    "lua5.4: a.lua:16: attempt to call a nil value\nstack traceback:\n...\n    [C]: in ?"
)


def wrong(case: str, place: str) -> Verdict:
    return Verdict("test", case, f"differs at {place}", f"at {place}", answer={"trials": []})


def ended(case: str, kind: str, detail: str) -> Verdict:
    return Verdict("test", case, kind, detail, ending=kind)


def titles(*verdicts: Verdict) -> list[str]:
    return [group.title for group in grouped(CASES, verdicts)]


def test_wrong_answers_are_grouped_by_folder_large_groups_first() -> None:
    groups = grouped(
        CASES,
        [
            Verdict("test", "button_press/cancellation"),
            wrong("button_press/order_of_the_sum", "trials[0].output"),
            wrong("hebb/length_1_from_above", "trials[0].output"),
            wrong("button_press/thousand_inputs", "trials[7].weights[12]"),
            wrong("button_press/cancellation", "trials[2].output"),
        ],
    )
    assert [(group.folder, len(group.verdicts)) for group in groups] == [
        ("button_press", 3),
        ("hebb", 1),
    ]
    assert groups[0].places() == [("trials[].output", 2), ("trials[].weights[]", 1)]
    assert groups[0].verdicts[-1].case == "button_press/thousand_inputs"  # the longest
    assert groups[0].rules(CASES) == ["SUM-1"]
    assert Group("answer", "", (wrong("gone/gone", "a"),)).rules(CASES) == []


def test_what_gave_no_answer_comes_last_and_apart() -> None:
    assert titles(
        ended("rabbit/no_weights", "crashed", TRACEBACK),
        ended("button_press/article", "crashed", TRACEBACK),
        ended("button_press/no_inputs", "timed out", "no answer within 30 seconds"),
        wrong("button_press/order_of_the_sum", "trials[0].output"),
        Verdict("test", "rabbit/a", "wrote rubbish", "it is no JSON: hello", raw=b"hello"),
        Verdict("test", "rabbit/b", "wrote rubbish", "it is no JSON: world", raw=b"world"),
    ) == [
        "1 wrong answer",
        "2 cases without an answer: crashed: it ended with exit status 1; KeyError: 'a'",
        "2 cases without an answer: wrote rubbish: it is no JSON",
        "1 case without an answer: timed out: no answer within 30 seconds",
    ]


def test_refusals_are_grouped_by_code_and_field() -> None:
    def refused(case: str, field: object) -> Verdict:
        error = {"code": "wrong_type", "field": field, "message": "x"}
        return Verdict("test", case, "refused", answer={"error": error})

    assert titles(
        refused("button_press/article", "layers[0].kernel"),
        refused("button_press/cancellation", "layers[1].kernel"),
        refused("button_press/order_of_the_sum", None),
        Verdict("test", "button_press/no_inputs", "accepted", answer={"trials": []}),
        Verdict("test", "rabbit/no_weights", "refused", answer={"error": 7}),
    ) == [
        "2 valid requests refused: wrong_type of layers[].kernel",
        "1 valid request refused: wrong_type",
        "1 valid request refused: the error is no object, but 7",
        "1 request accepted that must be refused: empty of inputs",
    ]


def test_the_rule_of_a_refusal_and_of_an_ending() -> None:
    refusal = Verdict("test", "rabbit/a", "refused", answer={"error": {"code": "empty"}})
    [group] = grouped(CASES, [refusal])
    assert group.own_rules() == ["ERR-6"]
    for ending, rules in (
        ("timed out", ["PORT-3"]),
        ("crashed", []),
        ("not asked", []),
        ("wrong id", ["PORT-2"]),
    ):
        [group] = grouped(CASES, [ended("rabbit/a", ending, "")])
        assert group.own_rules() == rules
    [group] = grouped(CASES, [Verdict("test", "rabbit/a", "wrote rubbish", "an empty line: ")])
    assert group.own_rules() == ["PORT-1"]
    [group] = grouped(CASES, [wrong("rabbit/a", "output")])
    assert group.own_rules() == []


def test_other_failures_have_a_title_too() -> None:
    unsupported = Verdict("test", "rabbit/a", "unsupported", answer={"unsupported": "no rabbit"})
    assert titles(
        Verdict("test", "rabbit/a", "listed"),
        unsupported,
        Verdict("test", "rabbit/b", "no message", answer={}),
        Verdict("test", "rabbit/c", "too few answers"),
        Verdict("test", "protocol/a", "answer 3: differs at error.code", "at error.code"),
        Verdict("test", "protocol/b", "answer 4: differs at id", "at id"),
        Verdict("test", "protocol/c", "answer 4: wrote rubbish", "instead of an answer: x"),
    ) == [
        "2 wrong answers",
        "1 wrong answer: too few answers",
        "1 case not supported: no rabbit",
        "1 refusal without a message",
        "1 entry of the known failures out of date",
        "1 case without an answer: wrote rubbish: instead of an answer",
    ]


def test_wrong_ids_are_one_group() -> None:
    assert titles(
        Verdict("test", "rabbit/a", "wrong id", 'expected 7, got {"id": 8}'),
        Verdict("test", "rabbit/b", "wrong id", 'expected 8, got {"id": 9}'),
        Verdict("test", "protocol/a", "answer 3: wrong id", 'expected "a", got {"id": 1}'),
    ) == ["3 cases without an answer: wrong id"]


def test_what_was_not_asked_is_told_once() -> None:
    why = "not asked, after 3 answers of neuron in a row had failed (crashed)"
    verdict = Verdict("test", "neuron/a", "crashed", why, ending="not asked")
    assert titles(verdict) == [f"1 case without an answer: {why}"]


def test_numbers_come_before_refusals_and_then_short_cases() -> None:
    [group] = grouped(
        CASES,
        [
            wrong("button_press/no_inputs", "error.code"),
            wrong("button_press/thousand_inputs", "trials[0].output"),
            wrong("button_press/order_of_the_sum", "trials[0].output"),
        ],
    )
    assert [verdict.case.split("/")[1] for verdict in group.verdicts] == [
        "order_of_the_sum",
        "thousand_inputs",
        "no_inputs",
    ]


def test_places_and_last_words() -> None:
    assert place_of(wrong("a/b", "layers[10].kernel[0][3]")) == "layers[].kernel[][]"
    assert place_of(Verdict("test", "a/b", "answer 3: differs at error.code")) == "error.code"
    assert place_of(Verdict("test", "a/b", "crashed")) is None
    assert last_words(TRACEBACK) == "it ended with exit status 1; KeyError: 'a'"
    assert last_words(LUA) == (
        "it ended with exit status 1; lua5.4: a.lua:16: attempt to call a nil value"
    )
    assert last_words("one") == "one"
    assert last_words("") == ""


def test_a_refusal_of_one_among_several_requests_is_named() -> None:
    error = {"code": "wrong_type", "field": "values[3]", "message": "no"}
    told = f"the port refuses a valid request: {json.dumps(error)}"
    refused = Verdict("p", "protocol/bits_of_an_answer", "answer 2: refused", told)
    must = "the port accepts a request that it must refuse (diverged, weights)"
    accepted = Verdict("p", "protocol/refusals", "answer 3: accepted", must)
    no_object = Verdict("p", "rabbit/a", "refused", "", answer={"error": None})
    titles = [group.title for group in grouped(CASES, [refused, accepted, no_object])]
    assert titles == [
        "1 valid request refused: wrong_type of values[]",
        "1 valid request refused: the error is no object, but null",
        "1 request accepted that must be refused: diverged of weights",
    ]


def test_a_wrong_exit_status_after_all_answers_is_no_crash() -> None:
    crash = PortFailure("crashed", "it ended with exit status 12; on standard error: oh")
    told = after_the_last_answer(crash)
    assert told.kind == "wrong exit status"
    verdict = ended("protocol/end_of_input", told.kind, told.detail)
    assert titles(verdict) == [
        "1 case at whose end it ended with exit status 12 after its last answer (PORT-3); oh"
    ]
    for other in (PortFailure("timed out", "no end"), PortFailure("crashed", "by signal 6")):
        assert after_the_last_answer(other) is other
