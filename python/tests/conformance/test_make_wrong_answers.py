"""How the table of wrong answers is calculated: only what is new, and what can change."""

import time

import make_wrong_answers as making
import pytest
from support.diagnoses import NEURON, edit, entry, evidence
from support.ports import CASES

from refnet.conformance.diagnosis.digests import digest
from refnet.conformance.diagnosis.table import UNKNOWN, Table
from refnet.conformance.mistakes.mistake import Answer, Mistake, Request, right_answer

NO_BIAS = entry("b", edit("does not train the bias", "neuron", "if bias is not None", "if False"))
UP = entry("u", edit("goes up", "gradient_step", "+ learning_rate", "- learning_rate"))
TWO = [CASES["neuron/no_bias"], CASES["neuron/bias"]]


def done(work: making.Work) -> Table:
    """Do the tasks in this process."""
    for task in work.tasks:
        work.answers[task.entry.id] |= making.wrong_answers(task.entry, task.cases)
        work.finished[task.entry.id] = task.entry.key
    return work.table()


def asked(work: making.Work) -> dict[str, list[str]]:
    return {task.entry.id: [case.id for case in task.cases] for task in work.tasks}


def test_only_what_a_mistake_can_change_is_calculated() -> None:
    listed = {"b": NO_BIAS, "u": UP}
    work = making.planned(Table({}, {}), [*TWO, CASES["rabbit/beep_alone"]], listed)
    assert asked(work)["u"] == [case.id for case in TWO]
    assert asked(work)["b"] == [case.id for case in TWO]  # whose edited line runs in both
    made = done(work)
    assert made.answers["u"].keys() == {case.id for case in TWO}
    assert made.answers["b"].keys() == {"neuron/bias"}
    assert made.rows["rabbit/beep_alone"].answers == {}
    assert made.mistakes == {"b": NO_BIAS.key, "u": UP.key}


def test_only_what_is_new_is_calculated() -> None:
    first = done(making.planned(Table({}, {}), TWO, {"b": NO_BIAS}))
    again = making.planned(first, TWO, {"b": NO_BIAS})
    assert asked(again) == {}
    assert done(again) == first
    with_mistake = making.planned(first, TWO, {"b": NO_BIAS, "u": UP})
    assert asked(with_mistake) == {"u": [case.id for case in TWO]}
    with_case = making.planned(first, [*TWO, CASES["neuron/slope_2"]], {"b": NO_BIAS})
    assert asked(with_case) == {"b": ["neuron/slope_2"]}
    whole = making.planned(Table({}, {}), [*TWO, CASES["neuron/slope_2"]], {"b": NO_BIAS})
    assert done(with_case) == done(whole)
    removed = making.planned(first, TWO[:1], {})
    assert done(removed).mistakes == {}
    assert done(removed).rows.keys() == {"neuron/no_bias"}


def test_an_answer_that_is_no_answer_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(request: Request) -> Answer:
        time.sleep(5)
        return {}

    def fails(request: Request) -> Answer:
        return {"error": {"message": "a list ends"}}

    monkeypatch.setattr(making, "TIME_LIMIT", 0.05)
    for answer in (endless, fails):
        own = entry("x", Mistake("SUM-1", "has no answer", answer))
        assert making.wrong_answer(own, TWO[0]) == UNKNOWN
    right = entry("x", Mistake("SUM-1", "is right", right_answer))
    assert making.wrong_answer(right, TWO[0]) == digest(TWO[0].expected)
    assert making.wrong_answers(right, TWO) == {}


def test_evidence_follows_from_a_calculated_table() -> None:
    made = done(making.planned(Table({}, {}), TWO, {"b": NO_BIAS}))
    found = evidence({"b": made.answers["b"]}, made.answers["b"])
    assert found.explained == {"b": {"neuron/bias"}}
    assert found.contradictions("b") == set()
    assert NEURON[0] == "neuron/bias"
