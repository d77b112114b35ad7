"""Wrong numbers with their trial, their quantity and their distance."""

from refnet.conformance.diagnosis.deviations import FAR, SIGN_OF_ZERO, Deviation, deviations

RIGHT = {"trials": [{"output": 1.0, "weights": [0.5, 2]}, {"output": 3.0, "weights": [0.25, 4]}]}


def test_a_right_answer_has_none() -> None:
    assert list(deviations(RIGHT, RIGHT)) == []
    assert list(deviations({"x": "NaN", "y": 1}, {"x": "0xfff8000000000000", "y": 1.0})) == []


def test_numbers_are_told_by_trial_and_quantity() -> None:
    got = {
        "trials": [
            {"output": 1.0, "weights": [0.5, 2.0000000000000004]},
            {"output": 2.9999999999999996, "weights": [0.25, 4.0]},
        ]
    }
    assert list(deviations(RIGHT, got)) == [Deviation(1, "weights", 1), Deviation(2, "output", 1)]


def test_what_is_no_number_or_missing_is_far_and_says_how() -> None:
    assert list(deviations({"x": 1.0}, {"x": "NaN"})) == [Deviation(0, "x", FAR)]
    for expected, got, how in (
        (1.0, None, "is null where a number is expected"),
        (None, 1.0, "is a number where null is expected"),
        (True, False, "is false where true is expected"),
        (True, 1.0, "is a number where true is expected"),
        ([1, 2], [1], "is a list of another length"),
        ([1, 2], "a", "is a text where a list is expected"),
        ("a", "b", "is wrong"),
    ):
        assert list(deviations({"x": expected}, {"x": got})) == [Deviation(0, "x", FAR, how)]
    missing = "is nothing where a number is expected"
    assert list(deviations({"x": 1.0}, {})) == [Deviation(0, "x", FAR, missing)]


def test_a_sign_of_zero_is_no_distance() -> None:
    for expected, got in ((0.0, "-0"), ("-0", 0)):
        assert list(deviations({"x": expected}, {"x": got})) == [Deviation(0, "x", 1, SIGN_OF_ZERO)]
