"""Which requests an edit can change."""

from support.ports import ARTICLE, CASES

from refnet.conformance.diagnosis.reach import edited_lines, lines_run
from refnet.conformance.mistakes import with_floats
from refnet.conformance.mistakes.mistake import right_answer
from refnet.conformance.mistakes.variant import source_of

STEP = {"gradient_step": [("weights[i] + learning_rate", "weights[i] - learning_rate")]}
SUM = {"weighted_sum": [("in range(len(inputs))", "in reversed(range(len(inputs)))")]}
INVERSE = {"normalization_forward": [("layer.mean[i] + row[i] * deviation[i]", "0.0")]}


def reached(edits: dict[str, list[tuple[str, str]]], case: str) -> bool:
    request = with_floats(CASES[case].request or {})
    lines, _ = lines_run(lambda: right_answer(request), edited_lines(edits))
    return bool(lines)


def test_lines_are_those_of_the_edited_statement() -> None:
    lines = edited_lines(SUM)
    assert {module for module, _ in lines} == {"refnet.reference.button_press"}
    assert len(edited_lines({**SUM, **STEP})) > len(lines)
    whole = edited_lines({"weighted_sum": [("def weighted_sum", "def weighted_sum")]})
    assert len(whole) == len(source_of("weighted_sum").splitlines())


def test_an_edit_reaches_the_cases_that_run_it() -> None:
    assert reached(SUM, ARTICLE.id)
    assert not reached(STEP, ARTICLE.id)
    assert reached(STEP, "neuron/bias")


def test_a_branch_that_is_not_taken_is_not_reached() -> None:
    forward = "dense/flatten_after_a_normalization"
    assert not reached(INVERSE, forward)
    assert reached({"normalization_forward": [("layer.mean[i]) / deviation[i]", "")]}, forward)
    assert reached(INVERSE, "normalization/inverse_last_layer")


def test_calls_are_counted() -> None:
    request = with_floats(ARTICLE.request or {})
    _, calls = lines_run(lambda: right_answer(request), [])
    _, again = lines_run(lambda: right_answer(request), edited_lines(SUM))
    assert 50 < calls == again < 2000
