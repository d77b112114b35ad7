"""Reuters' news: the same words in the same order as in Keras 3.15.1, which gave the numbers."""

import json
from pathlib import Path
from typing import Any

import pytest
from support.data_files import write_reuters

from refnet import RefnetError
from refnet.datasets import reuters


@pytest.mark.parametrize(
    ("arguments", "x", "y", "cut"),
    [
        (
            {},
            [
                *([1, 9, 4, 13], [1, 10], [1, 15, 8, 6, 6, 6, 5, 4], [1, 8, 5], [1, 4, 17, 6]),
                *([1, 7], [1, 5, 5, 11], [1, 6, 14], [1, 12, 4, 4, 7, 33], [1, 4, 2, 9, 6]),
            ],
            [9, 3, 6, 1, 0, 7, 4, 8, 2, 5],
            8,
        ),
        (
            {"num_words": 10, "test_split": 0.35, "seed": 7},
            [
                *([1, 6, 2], [1, 4, 2, 9, 6], [1, 4, 2, 6], [1, 2, 4, 4, 7, 2], [1, 8, 5]),
                *([1, 9, 4, 2], [1, 7], [1, 2], [1, 2, 8, 6, 6, 6, 5, 4], [1, 5, 5, 2]),
            ],
            [8, 5, 0, 2, 1, 9, 7, 3, 6, 4],
            6,
        ),
        (
            {"maxlen": 4, "start_char": None, "oov_char": None, "skip_top": 6},
            [[9, 13], [10], [8], [6], [7], [11], [6, 14]],
            [9, 3, 1, 0, 7, 4, 8],
            5,
        ),
    ],
)
def test_news_as_keras_returns_them(
    arguments: dict[str, Any], x: list[list[int]], y: list[int], cut: int, tmp_path: Path
) -> None:
    (x_train, y_train), (x_test, y_test) = reuters.load_data(write_reuters(tmp_path), **arguments)
    assert (x_train.tolist(), y_train.tolist()) == (x[:cut], y[:cut])
    assert (x_test.tolist(), y_test.tolist()) == (x[cut:], y[cut:])
    assert (str(x_test.dtype), str(y_test.dtype)) == ("object", "int64")


@pytest.mark.parametrize(
    ("arguments", "code", "field"),
    [
        ({"test_split": 1}, "out_of_range", "test_split"),
        ({"test_split": "0.2"}, "wrong_type", "test_split"),
        ({"maxlen": 1}, "out_of_range", "maxlen"),
    ],
)
def test_arguments_that_are_refused(
    arguments: dict[str, Any], code: str, field: str, tmp_path: Path
) -> None:
    with pytest.raises(RefnetError) as caught:
        reuters.load_data(write_reuters(tmp_path), **arguments)
    assert (caught.value.code, caught.value.field) == (code, field)


def test_the_names_of_the_topics() -> None:
    names = reuters.get_label_names()
    assert len(names) == len(set(names)) == 46
    assert (names[0], names[3], names[45]) == ("cocoa", "earn", "lead")


def test_the_numbers_of_words(tmp_path: Path) -> None:
    path = tmp_path / "words.json"
    path.write_text(json.dumps({"mdbl": 10996}))
    assert reuters.get_word_index(str(path)) == {"mdbl": 10996}
    for content in ("{", "[1]", '{"the": "first"}', "[" * 100_000):
        path.write_text(content)
        with pytest.raises(RefnetError, match=r"words.json: expected ") as caught:
            reuters.get_word_index(path)
        assert "\n" not in str(caught.value)
