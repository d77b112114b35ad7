"""The digits: their contents, how they are split, and their enlarged images."""

import importlib
from typing import Any

import numpy as np
import pytest

from refnet import RefnetError, reference
from refnet.datasets import digits


def test_digits() -> None:
    (x_train, y_train), (x_test, y_test) = digits.load_data()
    assert (x_train.shape, y_train.shape) == ((1438, 64), (1438,))
    assert (x_test.shape, y_test.shape) == ((359, 64), (359,))
    for x, y in ((x_train, y_train), (x_test, y_test)):
        assert x.dtype == np.float64
        assert y.dtype == np.int64
        assert x.flags.c_contiguous
        assert (x.min(), x.max()) == (0.0, 1.0)
        assert np.array_equal(x * 16, np.round(x * 16))
        assert set(y) == set(range(10))


@pytest.mark.parametrize(
    ("test_split", "seed", "held"),
    [(0.2, 0, 359), (0.2, 2**32 - 1, 359), (0.25, 1, 449), (0, 2, 0), (0.999999, 3, 1796)],
)
def test_the_split_is_the_shuffled_order(test_split: float, seed: int, held: int) -> None:
    bundled = importlib.import_module("sklearn.datasets").load_digits()
    (x_train, y_train), (x_test, y_test) = digits.load_data(test_split, seed)
    order = reference.permutation(1797, reference.seeded(seed))
    assert sorted(order) == list(range(1797))  # so the parts are disjoint and cover all
    assert len(y_test) == held
    assert np.array_equal(np.concatenate([x_train, x_test]) * 16, bundled.data[order])
    assert np.array_equal(np.concatenate([y_train, y_test]), bundled.target[order])


def test_a_seed_gives_the_same_split_again() -> None:
    again = [digits.load_data(seed=seed)[1][1].tolist() for seed in (0, 0, 1)]
    assert again[0] == again[1] != again[2]
    assert again[0][:12] == [0, 0, 4, 4, 8, 1, 9, 5, 9, 5, 3, 6]


def test_the_digits_are_the_callers_to_change() -> None:
    (x, y), _ = digits.load_data()
    first = x[0].tolist()
    x[:], y[:] = 42.0, 42
    assert digits.load_data()[0][0][0].tolist() == first


@pytest.mark.parametrize(
    ("arguments", "code", "field"),
    [
        ({"test_split": "a fifth", "seed": -1}, "wrong_type", "test_split"),
        ({"test_split": 2.0, "seed": 0.5}, "wrong_type", "seed"),
        ({"test_split": float("nan")}, "not_finite", "test_split"),
        ({"test_split": 1}, "out_of_range", "test_split"),
        ({"test_split": -0.1}, "out_of_range", "test_split"),
        ({"seed": -1}, "out_of_range", "seed"),
        ({"seed": 2**32}, "out_of_range", "seed"),
    ],
)
def test_splits_that_are_refused(arguments: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(RefnetError) as caught:
        digits.load_data(**arguments)
    assert (caught.value.code, caught.value.field) == (code, field)


# The digits, enlarged.


def test_an_enlarged_digit() -> None:
    x = np.arange(64.0)[np.newaxis] + 1.0
    [image] = digits.enlarge(x)
    assert image.shape == (28, 28, 1)
    assert image.dtype == np.float64
    for row, column in np.ndindex(28, 28):
        inside = 2 <= row < 26 and 2 <= column < 26
        expected = x[0, 8 * ((row - 2) // 3) + (column - 2) // 3] if inside else 0.0
        assert image[row, column, 0] == expected


def test_enlarged_digits_are_in_their_order_and_the_callers_to_change() -> None:
    x = digits.load_data()[0][0][:5]
    before = x.copy()
    images = digits.enlarge(x.tolist())
    assert images.shape == (5, 28, 28, 1)
    assert images[:, 3:26:3, 3:26:3, 0].reshape(5, 64).tolist() == x.tolist()
    images[:] = 7.0
    assert x.tolist() == before.tolist()
    assert digits.enlarge(x[:0]).shape == (0, 28, 28, 1)


@pytest.mark.parametrize("shape", [(64,), (2, 63), (1, 8, 8)])
def test_other_images_cannot_be_enlarged(shape: tuple[int, ...]) -> None:
    with pytest.raises(RefnetError) as caught:
        digits.enlarge(np.zeros(shape))
    assert (caught.value.code, caught.value.field) == ("shape_mismatch", "x")
    assert str(caught.value) == f"x: expected digits of 64 pixels, got shape {shape}"
