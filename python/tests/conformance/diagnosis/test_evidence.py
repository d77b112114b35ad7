"""What a port's answers say of each mistake."""

from dataclasses import replace

from support.diagnoses import NEURON, PRESS, edit, entry, evidence, table
from support.ports import CASES

from refnet.conformance.diagnosis.digests import digest
from refnet.conformance.diagnosis.evidence import Evidence, collected, experiment_of, is_in
from refnet.conformance.diagnosis.table import UNKNOWN
from refnet.conformance.mistakes import with_floats
from refnet.conformance.mistakes.mistake import Mistake, right_answer
from refnet.conformance.verdicts import Verdict

A, B, C, D = NEURON


def test_a_mistake_explains_equal_answers_and_is_contradicted_by_others() -> None:
    found = evidence(
        {"m": {A: "1", B: "1", C: "1"}, "n": {D: "1"}}, {A: "1", B: "2", C: None, D: None}
    )
    assert found.wrong == {A, B}
    assert found.explained == {"m": {A}}
    assert found.contradictions("m") == {B, C}
    assert found.contradictions("n") == {D}


def test_what_is_unknown_says_nothing() -> None:
    found = evidence({"m": {A: UNKNOWN, B: "1"}}, {A: "2", B: "1"})
    assert found.contradictions("m") == set()
    assert found.explained == {"m": {B}}


def test_cases_without_an_answer_say_nothing() -> None:
    made = table({"m": {A: "1", B: "1", C: "1", D: "1"}})
    verdicts = [
        Verdict("p", A, "differs", answer={"x": 1}),
        Verdict("p", B, "crashed", ending="crashed"),
        Verdict("p", C, skipped="no time", answer={"unsupported": "no time"}),
        Verdict("p", "protocol/end_of_input"),
    ]
    found = collected(CASES, verdicts, made, {"m": entry("m")})
    assert found.given == {A: digest({"x": 1})}
    assert found.contradictions("m") == {A}


def test_a_case_that_has_changed_is_not_in_the_table() -> None:
    made = table({"m": {A: "1"}})
    assert is_in(made, CASES[A])
    assert not is_in(made, replace(CASES[A], rules=("SUM-1",)))
    assert not is_in(made, CASES[B])
    assert not is_in(made, CASES["neuron/no_iterations"])


def test_cases_are_told_apart_by_experiment() -> None:
    found = evidence({}, {A: None, PRESS[0]: "1"})
    assert found.by_experiment == {"neuron": {A}, "button_press": {PRESS[0]}}
    assert experiment_of(replace(CASES[A], request=None, line="{}")) == ""


def test_a_mistake_is_calculated_for_a_case() -> None:
    wrong = edit("adds the bias last", "weighted_sum", "return d", "return -d")
    answer = digest(wrong.answer(with_floats(CASES[A].request or {})))
    assert evidence({}, {A: answer}).fits(wrong, A)
    assert not evidence({}, {A: "1"}).fits(wrong, A)
    assert not evidence({}, {A: None}).fits(wrong, A)
    assert evidence({}, {A: None}).fits(Mistake("SUM-1", "is right", right_answer), A)
    failing = edit("fails", "weighted_sum", "return d", "return d.missing")
    endless = edit("never ends", "weighted_sum", "return d", "return weighted_sum([], [], d)")
    assert not evidence({}, {A: "1"}).fits(failing, A)
    assert not evidence({}, {A: "1"}).fits(endless, A)


def test_mistakes_in_writing_are_calculated_when_they_are_needed() -> None:
    whole = Mistake("NUM-1", "writes no trials", right_answer, writes=lambda answer: {})
    listed = {"w": entry("w", whole)}
    given = {A: digest({}), B: digest({}), PRESS[0]: "1"}
    found = Evidence(CASES, given, table({}, list(given)), listed)
    assert found.explained == {"w": {A, B}}
    assert found.contradictions("w") == {PRESS[0]}
