"""The helpers of refnet.utils."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from support.bad_arguments import Bad, check_not_made

import refnet


def test_to_categorical() -> None:
    expected = [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    for classes in (
        [1, 2, 0],
        (1, 2, 0),
        np.array([1, 2, 0], np.uint8),
        [[1], [2], [0]],
        [1.0, 2, 0],
    ):
        rows = refnet.utils.to_categorical(classes)
        assert rows.tolist() == expected
        assert rows.dtype == np.float64
    assert refnet.utils.to_categorical([0], 3).tolist() == [[1.0, 0.0, 0.0]]


ONE_HOT = refnet.utils.to_categorical
INVALID: list[tuple[Callable[..., Any], Bad]] = [
    (ONE_HOT, Bad("x", [], "empty", "expected at least one class number")),
    (ONE_HOT, Bad("x", [0.5], "wrong_type", "whole numbers")),
    (ONE_HOT, Bad("x", [np.nan], "wrong_type", "whole numbers")),
    (ONE_HOT, Bad("x", [[1, 2]], "wrong_type", "whole numbers")),
    (ONE_HOT, Bad("x", ["a"], "wrong_type")),
    (ONE_HOT, Bad("x", [[1], [1, 2]], "wrong_type")),
    (ONE_HOT, Bad("x", [np.inf], "wrong_type")),
    (ONE_HOT, Bad("x", [1, -1], "out_of_range")),
    (partial(ONE_HOT, num_classes=2), Bad("x", [3], "out_of_range")),
    (partial(ONE_HOT, [0]), Bad("num_classes", 1.5, "wrong_type", "expected a whole number")),
    (partial(ONE_HOT, [0]), Bad("num_classes", 0, "out_of_range")),
]


@pytest.mark.parametrize(("make", "bad"), INVALID)
def test_invalid_arguments_are_refused(make: Callable[..., Any], bad: Bad) -> None:
    check_not_made(make, bad)
