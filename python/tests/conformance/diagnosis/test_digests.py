"""Digests: equal exactly where comparing finds no difference."""

from typing import Any

import pytest
from support.ports import ARTICLE

from refnet.conformance.compare import first_difference
from refnet.conformance.diagnosis.digests import case_key, digest, short


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ({"x": 1}, {"x": 1.0}),
        ({"x": 0.5}, {"x": "0x3fe0000000000000"}),
        ({"x": "NaN"}, {"x": "0xfff8000000000001"}),
        ({"x": "-0"}, {"x": -0.0}),
        ({"x": 1, "y": 2}, {"y": 2, "x": 1}),
        ({"error": {"code": "a", "message": "b"}}, {"error": {"code": "a", "message": "c"}}),
        ({"x": [[1, 2], []]}, {"x": [[1.0, 2.0], []]}),
    ],
)
def test_equal_answers_have_equal_digests(a: dict[str, Any], b: dict[str, Any]) -> None:
    assert first_difference(a, b) is None
    assert digest(a) == digest(b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ({"x": 0.1}, {"x": 0.10000000000000002}),
        ({"x": 0}, {"x": "-0"}),
        ({"x": 1}, {"x": True}),
        ({"x": 0}, {"x": None}),
        ({"x": "1"}, {"x": 1}),
        ({"x": [1, 2]}, {"x": [2, 1]}),
        ({"x": [[1], [2]]}, {"x": [[1, 2]]}),
        ({"x": [1], "y": []}, {"x": [], "y": [1]}),
        ({"x": "Infinity"}, {"x": "NaN"}),
        ({"message": "a"}, {"message": "b"}),
        ({"error": {"code": "a"}}, {"error": {"code": "b"}}),
        ({"error": "a"}, {"error": "b"}),
    ],
)
def test_different_answers_have_different_digests(a: dict[str, Any], b: dict[str, Any]) -> None:
    assert first_difference(a, b) is not None
    assert digest(a) != digest(b)


def test_a_case_has_another_key_when_it_changes() -> None:
    key = case_key(ARTICLE)
    assert len(key) == 8
    assert key == case_key(ARTICLE)
    changed = type(ARTICLE)(**{**vars(ARTICLE), "request": {**(ARTICLE.request or {}), "x": 1}})
    assert case_key(changed) != key


def test_short_texts_need_no_quotes() -> None:
    assert short(b"", 6) == "47DEQp"
