"""Wrong numbers with their trial, their quantity and their distance."""

from refnet.conformance.diagnosis.deviations import FAR, Deviation, deviations

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


def test_what_is_no_number_or_missing_is_far() -> None:
    assert list(deviations({"x": 1.0}, {"x": "NaN"})) == [Deviation(0, "x", FAR)]
    assert list(deviations({"x": 1.0}, {})) == [Deviation(0, "x", FAR)]
    assert list(deviations({"x": True}, {"x": False})) == [Deviation(0, "x", FAR)]
    assert list(deviations({"x": [1, 2]}, {"x": [1]})) == [Deviation(0, "x", FAR)]
