"""IMDB's reviews: the same words in the same order as in Keras 3.15.1, which gave the numbers."""

import json
from pathlib import Path
from typing import Any

import pytest
from support.data_files import LABELS, TEXTS, write_imdb, write_npz

from refnet import RefnetError
from refnet.datasets import imdb

LEFT_OUT = {"num_words": 12, "oov_char": None, "index_from": 0, "start_char": None, "seed": 7}
SHORT = {"maxlen": 4, "index_from": 5, "start_char": 8, "oov_char": 9, "num_words": 13}


@pytest.mark.parametrize(
    ("arguments", "x_train", "y_train", "x_test", "y_test"),
    [
        (
            {},
            [
                *([1, 9, 4, 13], [1, 10], [1, 15, 8, 6, 6, 6, 5, 4], [1, 8, 5], [1, 4, 17, 6]),
                *([1, 7], [1, 5, 5, 11], [1, 6, 14], [1, 12, 4, 4, 7, 33], [1, 4, 2, 9, 6]),
            ],
            [0, 0, 0, 1, 0, 1, 1, 1, 1, 0],
            [[1, 10], [1, 8, 5], [1, 5, 5, 11], [1, 4, 17, 6], [1, 12, 4, 4, 7, 33]],
            [0, 1, 1, 0, 1],
        ),
        (
            {"num_words": 10, "skip_top": 4},
            [
                *([2, 9, 4, 2], [2, 2], [2, 2, 8, 6, 6, 6, 5, 4], [2, 8, 5], [2, 4, 2, 6], [2, 7]),
                *([2, 5, 5, 2], [2, 6, 2], [2, 2, 4, 4, 7, 2], [2, 4, 2, 9, 6]),
            ],
            [0, 0, 0, 1, 0, 1, 1, 1, 1, 0],
            [[2, 2], [2, 8, 5], [2, 5, 5, 2], [2, 4, 2, 6], [2, 2, 4, 4, 7, 2]],
            [0, 1, 1, 0, 1],
        ),
        (
            LEFT_OUT,
            [
                *([3, 11], [1, 6, 3], [1, 3], [9, 1, 1, 4], [5, 2], [6, 1, 10], [4], [7]),
                *([5, 3, 3, 3, 2, 1], [2, 2, 8]),
            ],
            [1, 0, 0, 1, 1, 0, 1, 0, 0, 1],
            [[7], [5, 2], [1, 3], [2, 2, 8], [9, 1, 1, 4]],
            [0, 1, 0, 1, 1],
        ),
        (SHORT, [[8, 12], [8, 10, 7], [8, 9], [8, 8, 9]], [0, 1, 1, 1], None, [0, 1]),
    ],
)
def test_reviews_as_keras_returns_them(
    arguments: dict[str, Any],
    x_train: list[list[int]],
    y_train: list[int],
    x_test: list[list[int]] | None,
    y_test: list[int],
    tmp_path: Path,
) -> None:
    loaded = imdb.load_data(write_imdb(tmp_path), **arguments)
    assert [x.tolist() for x, _ in loaded] == [x_train, x_test or [[8, 12], [8, 10, 7]]]
    assert [y.tolist() for _, y in loaded] == [y_train, y_test]
    for x, y in loaded:
        assert (str(x.dtype), str(y.dtype), x.shape) == ("object", "int64", y.shape)


def test_reviews_of_one_length_are_lists_too(tmp_path: Path) -> None:
    pair = [[4, 5], [6, 7]]
    path = write_npz(tmp_path / "few.npz", x_train=pair, y_train=[0, 1], x_test=pair, y_test=[1, 0])
    (x_train, _), _ = imdb.load_data(path)
    assert x_train.shape == (2,)
    assert sorted(x_train.tolist()) == [[1, 7, 8], [1, 9, 2]]  # 10, the largest, is replaced


def test_a_seed_of_none_gives_any_order(tmp_path: Path) -> None:
    path = write_npz(
        tmp_path / "few.npz", x_train=TEXTS, y_train=LABELS, x_test=TEXTS, y_test=LABELS
    )
    (x_train, _), _ = imdb.load_data(path, seed=None, start_char=None, index_from=0, num_words=99)
    assert sorted(x_train.tolist()) == sorted(TEXTS)


@pytest.mark.parametrize(
    ("arguments", "code", "field"),
    [
        ({"num_words": 10.5}, "wrong_type", "num_words"),
        ({"num_words": -1}, "out_of_range", "num_words"),
        ({"skip_top": None}, "wrong_type", "skip_top"),
        ({"maxlen": "80"}, "wrong_type", "maxlen"),
        ({"maxlen": 2}, "out_of_range", "maxlen"),
        ({"seed": -1}, "out_of_range", "seed"),
        ({"start_char": "<"}, "wrong_type", "start_char"),
        ({"oov_char": 0.5}, "wrong_type", "oov_char"),
        ({"index_from": None}, "wrong_type", "index_from"),
    ],
)
def test_arguments_that_are_refused(
    arguments: dict[str, Any], code: str, field: str, tmp_path: Path
) -> None:
    with pytest.raises(RefnetError) as caught:
        imdb.load_data(write_imdb(tmp_path), **arguments)
    assert (caught.value.code, caught.value.field) == (code, field)
    assert str(caught.value).startswith(f"{field}: ")


def test_the_numbers_of_words(tmp_path: Path) -> None:
    path = tmp_path / "words.json"
    path.write_text(json.dumps({"the": 1, "café": 2}))
    assert imdb.get_word_index(path) == {"the": 1, "café": 2}
