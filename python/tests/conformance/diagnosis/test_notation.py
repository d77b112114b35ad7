"""Mistakes in writing: their answers follow from the right ones."""

from support.diagnoses import NEURON
from support.ports import CASES

from refnet.conformance.diagnosis.digests import digest
from refnet.conformance.diagnosis.notation import written_answers
from refnet.conformance.mistakes.mistake import Answer, Mistake, right_answer

A, B, C, _ = NEURON


def rounded(answer: Answer) -> Answer:
    return {"trials": len(answer["trials"])}


MISTAKE = Mistake("NUM-1", "writes how many trials there are", right_answer, writes=rounded)


def test_all_answers_are_there_if_the_port_gives_them() -> None:
    wrong = {case: digest(rounded(CASES[case].expected)) for case in (A, B, C)}
    assert written_answers(MISTAKE, CASES, wrong, {A, B, C}) == wrong


def test_the_first_that_contradicts_is_the_last() -> None:
    given = {A: None, B: "1", C: digest(rounded(CASES[C].expected))}
    found = written_answers(MISTAKE, CASES, given, {A, B, C})
    assert B in found
    assert A not in found  # a right answer, which comes later


def test_what_it_does_not_change_is_left_out() -> None:
    same = Mistake("NUM-1", "writes 1 for 1.0", right_answer, writes=lambda answer: answer)
    assert written_answers(same, CASES, {A: "1", B: None}, {A, B}) == {}
