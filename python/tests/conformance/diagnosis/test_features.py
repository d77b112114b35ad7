"""What splits failing cases from those that pass."""

from dataclasses import replace
from typing import Any

import pytest
from support.ports import ARTICLE, CASES

from refnet.conformance.diagnosis.features import features_of, told_apart

ONLY = "fail, and only these"


def told(failing: list[str], passing: list[str]) -> str | None:
    """Return what is said of cases, each given as its features."""
    own = {f"{i}": set(each) for i, each in enumerate([*failing, *passing])}
    first = {f"{i}" for i in range(len(failing))}
    return told_apart(own, first, own.keys() - first)


def test_a_feature_that_all_failing_cases_have_alone() -> None:
    assert told(["xy", "xz"], ["yz", "yz", "yz"]) == f"all cases with x {ONLY}"


def test_a_feature_that_only_those_lack_that_fail() -> None:
    assert told(["y", "z", "z"], ["xyz"] * 3) == f"all cases without x {ONLY}"


def test_two_features_together() -> None:
    assert told(["xy", "xy"], ["y", "x", "x", "x", "y"]) == f"all cases with x and y {ONLY}"


def test_a_feature_that_few_others_have() -> None:
    few = "all of them have x, as have 1 that are right"
    assert told(["xy", "xy"], ["xy", "y", "y", "y", "y"]) == few
    assert told(["xy", "xy"], ["xy", "y", "y", "y"]) is None  # a quarter is not few


def test_what_every_case_has_is_no_hint() -> None:
    assert told(["xi", "yi", "i"], ["i"] * 12) is None
    assert told(["i"] * 33, ["i", "i"]) is None


def test_few_cases_on_a_side_are_told_apart_by_chance() -> None:
    assert told(["xy", "xz"], ["yz", "yz"]) is None
    assert told(["y", "z"], ["xyz"] * 3) is None
    assert told(["xy", "xy"], ["y", "x", "x", "x"]) is None
    assert told(["x"], ["y", "y", "y"]) is None  # one case has too much of its own
    assert told(["xy", "xy"], []) is None
    assert told([], ["x"]) is None


def test_what_the_request_says_is_named_rather_than_what_the_answer_has() -> None:
    features = {"a": {"NaN in the answer", "function of a long name"}, "c": set[str]()}
    features |= {"b": features["a"], "d": set(), "e": set()}
    said = told_apart(features, {"a", "b"}, {"c", "d", "e"})
    assert said == f"all cases with function of a long name {ONLY}"


@pytest.mark.parametrize(
    ("case", "some"),
    [
        ("neuron/bias", {"bias", "more than one iteration", "more than one example"}),
        ("dense/momentum", {"optimizer.momentum", "optimizer sgd", "more than one batch"}),
        ("dense/momentum", {"a last batch that is smaller", "activation tanh", "a layer dense"}),
        ("button_press/article", {"a 0 in inputs", "more than one trial", "more than two inputs"}),
        ("elementary/erf_special", {"NaN in values", "-0 in values", "NaN in the answer"}),
    ],
)
def test_features_of_cases(case: str, some: set[str]) -> None:
    assert some <= features_of(CASES[case])


def test_a_request_of_any_shape_has_features() -> None:
    strange: list[dict[str, Any]] = [
        {},
        {"inputs": []},
        {"inputs": 7, "layers": [3], "epochs": "x"},
    ]
    for request in (*strange, None):
        assert isinstance(features_of(replace(ARTICLE, request=request)), frozenset)


def test_usual_numbers_in_the_answer_are_no_feature() -> None:
    assert not any(each.startswith("a ") and "answer" in each for each in features_of(ARTICLE))
