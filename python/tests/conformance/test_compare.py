"""Where two answers first differ, and by how much."""

from typing import Any

import pytest

from refnet.conformance.compare import first_difference, ulps


@pytest.mark.parametrize(
    ("expected", "got", "told"),
    [
        ({"a": [1.0, {"b": 2.0}]}, {"a": [1.0, {"b": 2.5}]}, "a[1].b"),
        ({"a": 1.0, "b": 2.0}, {"b": 3.0}, "a"),
        ({"a": [1.0, 2.0]}, {"a": [1.0]}, "a"),
        ({"a": [1.0]}, {"a": [2.0, 3.0]}, "a[0]"),
        ({"a": 1.0}, {"a": 1.0, "c": 2.0, "b": 3.0}, "b"),
        ({"a": True}, {"a": 1.0}, "a"),
        ({"a": "text"}, {"a": "another"}, "a"),
        ({"a": 0.0}, {"a": "-0"}, "a"),
        ({"error": {"code": "empty", "message": "x"}}, {"error": {"code": "other"}}, "error.code"),
    ],
)
def test_the_first_difference_in_the_order_of_the_expected_answer(
    expected: Any, got: Any, told: str
) -> None:
    difference = first_difference(expected, got)
    assert difference is not None
    assert difference.path == told


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        ({"a": 1}, {"a": 1.0}),
        ({"a": 0.1}, {"a": "0x3fb999999999999a"}),
        ({"a": "NaN"}, {"a": "0x7ff0000000000001"}),
        ({"a": "-0"}, {"a": "0x8000000000000000"}),
        (
            {"error": {"code": "empty", "message": "x"}},
            {"error": {"code": "empty", "message": "y"}},
        ),
        ({"error": {"code": "empty", "message": "x"}}, {"error": {"code": "empty"}}),
    ],
)
def test_answers_that_are_the_same(expected: Any, got: Any) -> None:
    assert first_difference(expected, got) is None


def test_distances() -> None:
    assert [ulps(1.0, 1.0 + 2.0**-52), ulps(1.0, 1.0 - 2.0**-53), ulps(0.0, -0.0)] == [1, -1, -1]
    assert [ulps(-0.0, 5e-324), ulps(-5e-324, 5e-324)] == [2, 3]
    far = first_difference({"a": 1.0}, {"a": 1.0 + 2.0**-30})
    assert str(far).splitlines() == [
        "at a",
        "  expected 1.0 (0x3ff0000000000000)",
        "  got      1.0000000009313226 (0x3ff0000000400000)",
    ]
    for other in ("Infinity", "NaN", -1.0):  # the largest number's neighbour is no number
        none = first_difference({"a": 1.7976931348623157e308}, {"a": other})
        assert len(str(none).splitlines()) == 3
    assert len(str(first_difference({"a": 5e-324}, {"a": -5e-324})).splitlines()) == 3
    zero = first_difference({"a": 0.0}, {"a": "-0"})
    assert str(zero).splitlines()[-1] == "  the sign of zero differs"
    difference = first_difference({"a": 1.0}, {"a": 1.0 + 2.0**-51})
    assert str(difference).splitlines() == [
        "at a",
        "  expected 1.0 (0x3ff0000000000000)",
        "  got      1.0000000000000004 (0x3ff0000000000002)",
        "  2 ULP too high",
    ]


def test_values_are_told_in_the_words_of_json() -> None:
    for value, word in ((None, "null"), (True, "true"), ("a", '"a"'), ({"b": None}, '{"b": null}')):
        told = str(first_difference({"a": value}, {"a": 1.0})).splitlines()
        assert told[1] == f"  expected {word}"
