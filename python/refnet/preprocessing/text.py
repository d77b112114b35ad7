"""Words as numbers, as Keras 2 and tf.keras have them: ``Tokenizer``, ``text_to_word_sequence``."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from refnet.errors import RefnetError
from refnet.reference.names import check_known
from refnet.reference.readers import as_count

__all__ = ["Tokenizer", "text_to_word_sequence"]

FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'
MODES = ("binary", "count", "tfidf", "freq")


def text_to_word_sequence(
    text: str, filters: str = FILTERS, lower: bool = True, split: str = " "
) -> list[str]:
    """Return the words of a text, between which there are ``split`` or characters of ``filters``.

    Raises RefnetError: wrong_type.
    """
    if not isinstance(text, str):
        message = f"text: expected a text, got {type(text).__name__}"
        raise RefnetError("wrong_type", "text", message)
    text = text.lower() if lower else text
    words = text.translate({ord(character): split for character in filters}).split(split)
    return [word for word in words if word]


class Tokenizer:
    """Numbers words by how often they occur: 1 is the most frequent one.

    num_words: only words with smaller numbers are counted, None for all; filters, lower, split: as
    for ``text_to_word_sequence``; char_level: whether each character is a word; oov_token: what
    stands for words that are not known, with the number 1, None to leave them out.

    Attributes: ``word_index`` and ``index_word``, the numbers and the words; ``word_counts`` and
    ``word_docs``, in how many places and texts a word is; ``document_count``, of texts.
    """

    def __init__(
        self,
        num_words: int | None = None,
        filters: str = FILTERS,
        lower: bool = True,
        split: str = " ",
        char_level: bool = False,
        oov_token: str | None = None,
    ) -> None:
        """Raises RefnetError: wrong_type."""
        self.num_words = None if num_words is None else as_count("num_words", num_words)
        self.filters, self.lower, self.split = filters, lower, split
        self.char_level, self.oov_token = char_level, oov_token
        self.word_counts: Counter[str] = Counter()
        self.word_docs: Counter[str] = Counter()
        self.index_docs: Counter[int] = Counter()
        self.word_index: dict[str, int] = {}
        self.index_word: dict[int, str] = {}
        self.document_count = 0

    def fit_on_texts(self, texts: Iterable[Any]) -> None:
        """Count the words of texts, or of lists of words; words of equal frequency as they came.

        Raises RefnetError: wrong_type.
        """
        for words in map(self._words, _listed(texts)):
            self.document_count += 1
            self.word_counts.update(words)
            self.word_docs.update(set(words))
        ordered = sorted(self.word_counts, key=lambda word: -self.word_counts[word])
        known = [*([] if self.oov_token is None else [self.oov_token]), *ordered]
        self.word_index = {word: i + 1 for i, word in enumerate(known)}
        self.index_word = {i: word for word, i in self.word_index.items()}
        self.index_docs = Counter({self.word_index[w]: n for w, n in self.word_docs.items()})

    def fit_on_sequences(self, sequences: Iterable[Sequence[int]]) -> None:
        """Count in how many sequences of numbers each number is, for the mode "tfidf"."""
        for sequence in sequences:
            self.document_count += 1
            self.index_docs.update(set(sequence))

    def texts_to_sequences(self, texts: Iterable[Any]) -> list[list[int]]:
        """Return the numbers of the words of each text."""
        return [self._numbers(self._words(text)) for text in _listed(texts)]

    def sequences_to_texts(self, sequences: Iterable[Iterable[int]]) -> list[str]:
        """Return the words of numbers as texts; numbers that are not known are left out."""
        found = [[self.index_word.get(int(i), self.oov_token) for i in each] for each in sequences]
        return [" ".join(word for word in words if word is not None) for words in found]

    def texts_to_matrix(self, texts: Iterable[Any], mode: str = "binary") -> NDArray[np.float64]:
        """Return a row for each text; see ``sequences_to_matrix``."""
        return self.sequences_to_matrix(self.texts_to_sequences(texts), mode)

    def sequences_to_matrix(
        self, sequences: Iterable[Sequence[int]], mode: str = "binary"
    ) -> NDArray[np.float64]:
        """Return a row of numbers for each sequence, one for each word: [m][num_words].

        mode: "binary" for 1 where a word occurs; "count": how often; "freq": divided by the length;
        "tfidf": (1 + ln count) * ln(1 + texts / (1 + texts with the word)).
        Raises RefnetError: unknown_name, empty for a Tokenizer without num_words and words.
        """
        check_known("mode", mode, MODES)
        if self.num_words is None and not self.word_index:
            message = "num_words: expected a number, or texts given to fit_on_texts before"
            raise RefnetError("empty", "num_words", message)
        size = self.num_words or len(self.word_index) + 1
        each = list(sequences)
        matrix = np.zeros((len(each), size))
        for row, sequence in zip(matrix, each, strict=True):
            for number, count in Counter(int(i) for i in sequence).items():
                if 0 <= number < size:
                    row[number] = self._value(mode, number, count, len(sequence))
        return matrix

    def _value(self, mode: str, number: int, count: int, length: int) -> float:
        if mode == "tfidf":
            rarity = np.log(1 + self.document_count / (1 + self.index_docs.get(number, 0)))
            return float((1 + np.log(count)) * rarity)
        return {"binary": 1.0, "count": float(count), "freq": count / length}[mode]

    def _words(self, text: Any) -> list[str]:
        if isinstance(text, list | tuple):
            return [word.lower() if self.lower else word for word in text]
        if self.char_level:
            return list(text.lower() if self.lower else text)
        return text_to_word_sequence(text, self.filters, self.lower, self.split)

    def _numbers(self, words: Iterable[str]) -> list[int]:
        """Return the numbers of words, as far as they are known and frequent enough."""
        unknown = None if self.oov_token is None else self.word_index.get(self.oov_token)
        numbers = []
        for word in words:
            number = self.word_index.get(word)
            if number is None or (self.num_words is not None and number >= self.num_words):
                number = unknown
            if number is not None:
                numbers.append(number)
        return numbers


def _listed(texts: Any) -> Iterable[Any]:
    """Return texts; raises RefnetError: wrong_type for a single one."""
    if isinstance(texts, str):
        raise RefnetError("wrong_type", "texts", "texts: expected a list of texts, got one")
    each: Iterable[Any] = texts
    return each
