"""Which mistakes hold in an experiment, and which are named."""

from support.diagnoses import NEURON, PRESS, entry, evidence

from refnet.conformance.diagnosis.naming import holding, solve
from refnet.conformance.diagnosis.pairs import Budget

A, B, C, D = NEURON


def test_what_an_answer_contradicts_does_not_hold() -> None:
    found = evidence(
        {"all": {A: "1", B: "1"}, "part": {A: "1"}, "more": {A: "1", C: "1"}, "other": {A: "2"}},
        {A: "1", B: "1", C: None},
    )
    assert holding(found, "neuron") == {"all": {A, B}, "part": {A}}


def test_the_one_that_explains_most_is_named_alone() -> None:
    found = evidence({"part": {A: "1"}, "all": {A: "1", B: "1"}}, {A: "1", B: "1"})
    named = solve(found, "neuron", Budget())
    assert named is not None
    assert named.chosen == ("all",)
    assert named.others == {"all": ()}
    assert named.cases == {A, B}


def test_two_that_explain_different_answers_are_both_named() -> None:
    found = evidence({"m": {A: "1", B: "1"}, "n": {C: "1"}}, {A: "1", B: "1", C: "1", D: None})
    named = solve(found, "neuron", Budget())
    assert named is not None
    assert named.chosen == ("m", "n")


def test_a_coincidence_is_not_named() -> None:
    found = evidence({"m": {A: "1"}}, {A: "1", B: "2", C: "2", D: "2"})
    assert holding(found, "neuron") == {"m": {A}}
    assert solve(found, "neuron", Budget()) is None


def test_what_no_answer_tells_apart_are_alternatives() -> None:
    found = evidence({"m": {A: "1", B: "1"}, "n": {A: "1", B: "1"}}, {A: "1", B: "1"})
    named = solve(found, "neuron", Budget())
    assert named is not None
    assert (named.chosen, named.others) == (("m",), {"m": ("n",)})


def test_a_mistake_of_this_experiment_comes_before_one_of_others() -> None:
    answers = {"foreign": {A: "1", B: "1"}, "own": {A: "1", B: "1"}}
    foreign = entry("foreign", None, "rabbit")
    named = solve(evidence(answers, {A: "1", B: "1"}, [foreign]), "neuron", Budget())
    assert named is not None
    assert named.chosen == ("own",)


def test_a_mistake_that_holds_everywhere_comes_before_one_that_does_not() -> None:
    answers = {
        "here": {A: "1", B: "1", PRESS[0]: "1"},
        "everywhere": {A: "1", B: "1", PRESS[1]: "1"},
    }
    given = {A: "1", B: "1", PRESS[0]: None, PRESS[1]: "1"}
    named = solve(evidence(answers, given), "neuron", Budget())
    assert named is not None
    assert (named.chosen, named.others) == (("everywhere",), {"everywhere": ()})


def test_a_port_that_makes_a_mistake_in_one_experiment_only() -> None:
    found = evidence({"m": {A: "1", B: "1", PRESS[0]: "1"}}, {A: "1", B: "1", PRESS[0]: None})
    named = solve(found, "neuron", Budget())
    assert named is not None
    assert named.chosen == ("m",)
