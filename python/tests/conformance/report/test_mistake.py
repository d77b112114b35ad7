"""Mistakes of the catalogue, explained."""

import pytest
from support.ports import CASES
from support.reports import printed

from refnet.conformance.mistakes import MISTAKES
from refnet.conformance.report.mistake import (
    NoMistake,
    changed_lines,
    find_mistake,
    print_mistake,
    showing_case,
)

ALL = list(CASES.values())
BACKWARDS = "adds the products from the last to the first"


def test_a_mistake_is_found_by_its_name_or_a_part_of_it() -> None:
    for text in ("takes output - desired as the error", "OUTPUT - DESIRED", "error (PRESS-2)"):
        [(experiment, mistake), *_] = find_mistake(text)
        assert (experiment, mistake.rule) == ("button_press", "PRESS-2")
    found = find_mistake(BACKWARDS)  # which is a part of other names, too
    assert {mistake.description for _, mistake in found} == {BACKWARDS}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("SUM-1", "several mistakes have 'SUM-1': "),
        ("", "no mistake has '' in its name"),
        ("adds the product from the last to first", f"did you mean {BACKWARDS}"),
        ("writes poems", "no mistake has 'writes poems' in its name"),
    ],
)
def test_other_texts_are_refused(text: str, reason: str) -> None:
    with pytest.raises(NoMistake) as caught:
        find_mistake(text)
    assert reason in str(caught.value)


def test_an_explanation_has_the_rule_both_texts_and_a_case() -> None:
    text = printed(lambda console: print_mistake(console, "output - desired", ALL))
    lines = text.splitlines()
    assert lines[0] == "A port that takes output - desired as the error"
    assert "The error is the desired value minus the output" in lines[1]
    assert "  -    return desired - output" in lines
    assert "  +    return output - desired" in lines
    assert "A case that shows it: button_press/" in text
    assert "with the mistake" in text
    assert "the sign differs <- first" in text


def test_mistakes_that_are_no_edits_are_explained_by_a_case() -> None:
    [name] = [m.description for m in MISTAKES["neuron"] if m.real is not None]
    text = printed(lambda console: print_mistake(console, f"{name} (NEURON-2)", ALL))
    assert "right (-) and wrong (+)" not in text
    assert "A case that shows it: neuron/" in text


def test_a_case_that_shows_a_mistake_cites_its_rule_and_is_short() -> None:
    found = find_mistake(BACKWARDS)
    shows = showing_case(found, ALL)
    assert shows is not None
    case, answer = shows
    assert found[0][1].rule in case.rules
    assert answer != case.expected


def test_only_the_lines_around_a_change_are_shown() -> None:
    text = "def f(a):\n    b = a\n    c = b\n    return c\n"
    assert list(changed_lines(text, [("return c", "return -c")])) == [
        "     c = b",
        "-    return c",
        "+    return -c",
    ]
