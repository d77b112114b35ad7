"""Mistakes of the catalogue, explained."""

import pytest
from support.ports import CASES
from support.reports import printed

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
    for text in ("takes output - target as the error", "OUTPUT - TARGET", "as the error (press-2)"):
        found = find_mistake(text)
        assert [(experiment, mistake.rule) for experiment, mistake in found] == [
            ("button_press", "PRESS-2"),
            ("neuron", "NEURON-3"),
            ("two_layer", "LAYER-4"),
        ]
    found = find_mistake(BACKWARDS)  # which is a part of other names, too
    assert {mistake.description for _, mistake in found} == {BACKWARDS}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("rounds", "several mistakes have 'rounds': "),
        ("", "no mistake has '' in its name"),
        ("adds the product from the last to first", f"did you mean {BACKWARDS}"),
        ("libm", "did you mean uses its language's own exp"),
        ("libm tanh", "uses its language's own tanh; "),
        ("fused", "did you mean fuses the multiplications with the additions"),
        ("multiply-add", "did you mean fuses "),
        ("FMA (sum-1)", "did you mean fuses the "),
        ("isinf", "no mistake has 'isinf' in its name"),
        ("writes poems", "no mistake has 'writes poems' in its name"),
    ],
)
def test_other_texts_are_refused(text: str, reason: str) -> None:
    with pytest.raises(NoMistake) as caught:
        find_mistake(text)
    assert reason in str(caught.value)


def test_an_explanation_has_the_rule_both_texts_and_a_case() -> None:
    text = printed(lambda console: print_mistake(console, "output - target", ALL))
    lines = text.splitlines()
    assert lines[0] == "A port that takes output - target as the error"
    assert "The error is the desired value minus the output" in lines[1]
    assert "  -    return desired - output" in lines
    assert "  +    return output - desired" in lines
    assert "A case that shows it: button_press/" in text
    assert "with the mistake" in text
    assert "the sign differs <- first" in text


def test_mistakes_that_are_no_edits_are_explained_by_a_case() -> None:
    found = find_mistake("loses the sign of zero")
    assert [mistake.edits for _, mistake in found if mistake.edits] == []
    text = printed(lambda console: print_mistake(console, "loses the sign of zero", ALL))
    assert "right (-) and wrong (+)" not in text
    assert "A case that shows it: " in text


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
