"""Texts as numbers of words: what IMDB's reviews and Reuters' news have in common.

A word's number is its rank among all texts: 1 for the most frequent one.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from refnet.errors import RefnetError
from refnet.reference.checks import check_count
from refnet.reference.readers import as_count

Texts = list[list[int]]


class Words(NamedTuple):
    """Which words and texts are taken, and by which numbers; as Keras has these arguments."""

    num_words: int | None
    skip_top: int
    maxlen: int | None
    start_char: int | None
    oov_char: int | None
    index_from: int

    def checked(self) -> "Words":
        """Return them in clean types; raises RefnetError: wrong_type, out_of_range."""
        limits = {name: _count(name, getattr(self, name)) for name in ("num_words", "maxlen")}
        marks = {
            name: None if value is None else as_count(name, value)
            for name, value in (("start_char", self.start_char), ("oov_char", self.oov_char))
        }
        skip_top, index_from = (
            as_count("skip_top", self.skip_top),
            as_count("index_from", self.index_from),
        )
        return self._replace(skip_top=skip_top, index_from=index_from, **limits, **marks)


def _count(name: str, value: Any) -> int | None:
    """Return None for None and 0, with which Keras sets no limit."""
    if value is None:
        return None
    value = as_count(name, value)
    check_count(name, value)
    return value or None


def with_start(texts: Texts, words: Words) -> Texts:
    """Return texts whose numbers are raised by index_from, behind start_char if there is one."""
    start = [] if words.start_char is None else [words.start_char]
    return [start + [word + words.index_from for word in text] for text in texts]


def without_long(texts: Texts, labels: NDArray[Any], words: Words) -> tuple[Texts, NDArray[Any]]:
    """Return the texts that have fewer than maxlen numbers, with their labels.

    Raises RefnetError: out_of_range if there are none.
    """
    if words.maxlen is None:
        return texts, labels
    kept = [i for i, text in enumerate(texts) if len(text) < words.maxlen]
    if not kept:
        shortest = min(map(len, texts))
        message = f"maxlen: expected more than {shortest}, the length of the shortest text"
        raise RefnetError("out_of_range", "maxlen", message)
    return [texts[i] for i in kept], labels[kept]


def with_frequent_words(texts: Texts, words: Words) -> Texts:
    """Return texts whose numbers are from skip_top to num_words - 1.

    Others are replaced by oov_char, or left out if it is None. Without num_words the limit is the
    largest number itself, as in Keras, so that one is replaced, too.
    """
    low, high = words.skip_top, words.num_words
    if high is None:
        high = max(max(text, default=0) for text in texts)
    if words.oov_char is None:
        return [[word for word in text if low <= word < high] for text in texts]
    other = words.oov_char
    return [[word if low <= word < high else other for word in text] for text in texts]


def as_objects(texts: Texts) -> NDArray[Any]:
    """Return an array [m] of lists."""
    array = np.empty(len(texts), object)
    array[:] = texts
    return array
