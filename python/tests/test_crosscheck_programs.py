"""The programs that Keras and refnet both run: how their results are compared, and the page."""

from typing import Any

import pytest
from crosscheck.check_programs import BOUNDS, EXCEPTIONS, PAGE, PROGRAMS, compared, page_text
from crosscheck.page import rows_after

RESULTS: dict[str, Any] = {
    "history": {"accuracy": [0.5, 0.75], "loss": [0.7, 0.6]},
    "weights": [[[0.25, -1.0], [0.5, 0.0]], [0.0, 0.125]],
    "names": ["dense", "dense_1"],
    "same": True,
    "nothing": None,
}


def test_equal_results_have_no_distance() -> None:
    assert compared(RESULTS, RESULTS, 0.0) == (0.0, None)


def test_a_distance_is_relative_to_the_largest_number_of_the_list() -> None:
    distance, fault = compared({"loss": [8.0, 1.0]}, {"loss": [8.0, 1.5]}, 0.1)
    assert (distance, fault) == (0.0625, None)
    assert compared({"loss": [8.0, 1.0]}, {"loss": [8.0, 1.5]}, 0.05)[1] == "loss: 6.2e-02"


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        (
            {"history": {"accuracy": [0.5, 0.75], "loss": [0.7, 0.6 + 1e-9]}},
            "history.loss: 1.4e-09",
        ),
        ({"history": {"loss": [0.7, 0.6], "accuracy": [0.5, 0.75]}}, "history keys: "),
        ({"history": {"accuracy": [0.5, 0.75]}}, "history keys: "),
        ({"weights": [[[0.25, -1.0]], [0.0, 0.125]]}, "weights[0]: shape (2, 2) in Keras, (1, 2)"),
        ({"weights": [[[0.25, -1.0], [0.5, 0.0]], [[0.0, 0.125]]]}, "weights[1]: shape (2,)"),
        ({"weights": [[[0.25, -1.0], [0.5, float("nan")]], [0.0, 0.125]]}, "weights[0]: nan"),
        ({"weights": [[[0.25, -1.0], [0.5, 0.0]]]}, "weights"),
        ({"names": ["dense", "dense_2"]}, 'names[1]: "dense_1" in Keras, "dense_2" here'),
        ({"same": False}, "same: true in Keras, false here"),
        ({"nothing": 0.0}, "nothing: null in Keras, 0.0 here"),
        ({"same": True, "more": 1}, " keys: "),
    ],
)
def test_a_difference_is_found(changed: dict[str, Any], place: str) -> None:
    fault = compared(RESULTS, RESULTS | changed, 1e-12)[1]
    assert fault is not None
    assert fault.startswith(place)


def test_programs_that_fail_in_the_same_way_do_not_agree() -> None:
    failed = {"error": "ImportError: no module pandas"}
    assert compared(failed, failed, 1.0)[1] == "Keras: ImportError: no module pandas"
    assert compared(RESULTS, failed, 1.0)[1] == "refnet: ImportError: no module pandas"


def test_the_page_is_that_of_the_programs() -> None:
    """If this fails, `python -m crosscheck.check_programs` writes the page again."""
    page = PAGE.read_text(encoding="utf-8")
    rows = {cells[0].strip("`"): cells[2:] for cells in rows_after(page, "Programs")}
    assert list(rows) == PROGRAMS
    assert page_text(rows) == page
    for name, cells in rows.items():
        for floatx, cell in zip(BOUNDS, cells, strict=True):
            assert float(cell) <= EXCEPTIONS.get((name, floatx), (BOUNDS[floatx], ""))[0]
