"""What splits failing cases from those that pass."""

from dataclasses import replace
from typing import Any

import pytest
from support.ports import ARTICLE, CASES

from refnet.conformance.diagnosis.features import features_of, told_apart

ONLY = "fail, and only these"


def test_a_feature_that_all_failing_cases_have_alone() -> None:
    features = {"a": {"x", "y"}, "b": {"x", "z"}, "c": {"y", "z"}}
    assert told_apart(features, {"a", "b"}, {"c"}) == f"all cases with x {ONLY}"


def test_a_feature_that_only_those_lack_that_fail() -> None:
    features = {"a": {"y"}, "b": {"z"}, "c": {"y", "z", "x"}}
    assert told_apart(features, {"a", "b"}, {"c"}) == f"all cases without x {ONLY}"


def test_two_features_together() -> None:
    features = {"a": {"x", "y"}, "b": {"x", "y"}, "c": {"y"}, "d": {"x"}}
    assert told_apart(features, {"a", "b"}, {"c", "d"}) == f"all cases with x and y {ONLY}"


def test_a_feature_that_few_others_have() -> None:
    features = {"a": {"x", "y"}, "b": {"x", "y"}, "c": {"y", "x"}, "d": {"y"}}
    told = told_apart(features, {"a", "b"}, {"c", "d"})
    assert told == "all of them have x, as have 1 that are right"


def test_nothing_tells_them_apart() -> None:
    features = {"a": {"x"}, "b": {"x"}, "c": {"x"}, "d": {"x"}, "e": set[str]()}
    assert told_apart(features, {"a", "b"}, {"c", "d"}) is None
    assert told_apart(features, {"a", "b"}, set()) is None
    assert told_apart(features, set(), {"a"}) is None
    assert told_apart(features, {"a"}, {"e"}) is None  # one case has too much of its own


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
