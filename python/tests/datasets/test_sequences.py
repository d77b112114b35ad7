"""pad_sequences; Keras 3.15.1 gave the expected arrays."""

from typing import Any

import numpy as np
import pytest

from refnet import RefnetError
from refnet.datasets.sequences import pad_sequences

COUNTING = [[1], [2, 3], [4, 5, 6]]
PAIRS = [np.array([[1, 2], [3, 4]]), np.array([[5, 6]])]


@pytest.mark.parametrize(
    ("sequences", "arguments", "dtype", "expected"),
    [
        (COUNTING, {}, "int32", [[0, 0, 1], [0, 2, 3], [4, 5, 6]]),
        (COUNTING, {"value": -1}, "int32", [[-1, -1, 1], [-1, 2, 3], [4, 5, 6]]),
        (COUNTING, {"padding": "post"}, "int32", [[1, 0, 0], [2, 3, 0], [4, 5, 6]]),
        (COUNTING, {"maxlen": 2}, "int32", [[0, 1], [2, 3], [5, 6]]),
        (COUNTING, {"maxlen": 2, "truncating": "post"}, "int32", [[0, 1], [2, 3], [4, 5]]),
        (
            COUNTING,
            {"maxlen": 5, "padding": "post", "truncating": "post", "value": 9},
            "int32",
            [[1, 9, 9, 9, 9], [2, 3, 9, 9, 9], [4, 5, 6, 9, 9]],
        ),
        ([[], [7, 8]], {}, "int32", [[0, 0], [7, 8]]),
        ([[], []], {}, "int32", [[], []]),
        ([], {"maxlen": 3}, "int32", []),
        ([[1.7, -2.6], [3.2]], {}, "int32", [[1, -2], [0, 3]]),
        (
            [[1.5, 2.25], [3.0]],
            {"dtype": "float32", "value": 0.5},
            "float32",
            [[1.5, 2.25], [0.5, 3.0]],
        ),
        ([[1], [2, 3]], {"value": 1.9}, "int32", [[1, 1], [2, 3]]),
        (PAIRS, {}, "int32", [[[1, 2], [3, 4]], [[0, 0], [5, 6]]]),
        (
            PAIRS,
            {"maxlen": 3, "padding": "post", "value": -1.0, "dtype": "float64"},
            "float64",
            [[[1, 2], [3, 4], [-1, -1]], [[5, 6], [-1, -1], [-1, -1]]],
        ),
        ([["a", "bc"], ["d"]], {"dtype": object, "value": "-"}, "O", [["a", "bc"], ["-", "d"]]),
        ([["a", "bc"], ["d"]], {"dtype": "U2", "value": "pad"}, "U2", [["a", "bc"], ["pa", "d"]]),
        (
            [(1, 2), np.array([3, 4, 5])],
            {"dtype": "int64", "maxlen": 4},
            "int64",
            [[0, 0, 1, 2], [0, 3, 4, 5]],
        ),
        ([[True, False], [True]], {}, "int32", [[1, 0], [0, 1]]),
    ],
)
def test_arrays_as_keras_returns_them(
    sequences: Any, arguments: dict[str, Any], dtype: str, expected: list[Any]
) -> None:
    padded = pad_sequences(sequences, **arguments)
    assert padded.dtype == np.dtype(dtype)
    assert padded.tolist() == expected


def test_lists_in_an_array_and_the_callers_data() -> None:
    texts = np.empty(2, object)
    texts[:] = [[1, 2, 3], [4]]
    padded = pad_sequences(texts, 2)
    assert padded.tolist() == [[2, 3], [0, 4]]
    padded[:] = 7
    assert texts.tolist() == [[1, 2, 3], [4]]
    assert pad_sequences([[], []], 4).shape == (2, 4)


@pytest.mark.parametrize(
    ("sequences", "arguments", "code", "field"),
    [
        ([], {}, "empty", "sequences"),
        (5, {}, "wrong_type", "sequences"),
        ("ab", {}, "wrong_type", "sequences"),
        ([[1], 2], {}, "wrong_type", "sequences"),
        ([["a"]], {}, "wrong_type", "sequences"),
        ([[[1], [2, 3]]], {}, "wrong_type", "sequences"),
        ([[2**40]], {}, "out_of_range", "sequences"),
        ([[[1, 2]], [[1]]], {}, "shape_mismatch", "sequences"),
        ([[1]], {"padding": "before"}, "unknown_name", "padding"),
        ([[1]], {"truncating": "after"}, "unknown_name", "truncating"),
        ([[1]], {"maxlen": 0}, "out_of_range", "maxlen"),
        ([[1]], {"maxlen": 2.5}, "wrong_type", "maxlen"),
        ([[1]], {"value": "x"}, "wrong_type", "dtype"),
        ([[1]], {"value": float("nan")}, "wrong_type", "dtype"),
        ([[1]], {"dtype": "nonsense"}, "wrong_type", "dtype"),
    ],
)
def test_what_cannot_be_padded(
    sequences: Any, arguments: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(RefnetError) as caught:
        pad_sequences(sequences, **arguments)
    assert (caught.value.code, caught.value.field) == (code, field)
    assert str(caught.value).startswith(field)
