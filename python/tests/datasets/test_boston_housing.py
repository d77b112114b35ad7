"""Boston's houses: the same ones in the same parts as in Keras 3.15.1."""

from pathlib import Path
from typing import Any

import pytest
from support.data_files import write_houses

from refnet import RefnetError
from refnet.datasets import boston_housing


@pytest.mark.parametrize(
    ("arguments", "y_train", "y_test"),
    [
        ({}, [4, 3, 8, 7, 1, 0, 10, 6], [9, 2, 5]),
        ({"test_split": 0.33, "seed": 0}, [4, 9, 2, 10, 6, 1, 7], [8, 3, 0, 5]),
        ({"test_split": 0}, [4, 3, 8, 7, 1, 0, 10, 6, 9, 2, 5], []),
    ],
)
def test_houses_as_keras_returns_them(
    arguments: dict[str, Any], y_train: list[int], y_test: list[int], tmp_path: Path
) -> None:
    loaded = boston_housing.load_data(write_houses(tmp_path, 11, 13), **arguments)
    for (x, y), expected in zip(loaded, (y_train, y_test), strict=True):
        assert y.tolist() == expected
        assert x.shape == (len(expected), 13)
        assert x[:, 0].tolist() == [13 * each for each in expected]
        assert (str(x.dtype), str(y.dtype)) == ("float64", "float64")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"test_split": 1.0}, "out_of_range"),
        ({"test_split": -0.1}, "out_of_range"),
        ({"test_split": float("nan")}, "not_finite"),
        ({"seed": 2**32}, "out_of_range"),
        ({"seed": 0.5}, "wrong_type"),
    ],
)
def test_splits_that_are_refused(arguments: dict[str, Any], code: str, tmp_path: Path) -> None:
    with pytest.raises(RefnetError) as caught:
        boston_housing.load_data(write_houses(tmp_path, 11, 13), **arguments)
    assert (caught.value.code, caught.value.field) == (code, *arguments)
