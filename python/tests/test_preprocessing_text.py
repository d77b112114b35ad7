"""Words as numbers: the values are those of Keras's own Tokenizer, worked out by hand."""

import numpy as np
import pytest

from refnet import RefnetError
from refnet.preprocessing.text import Tokenizer, text_to_word_sequence

TEXTS = ["The cat, the dog.", "the cat sat", "a bird"]


def test_words_are_numbered_by_frequency() -> None:
    tokenizer = Tokenizer()
    tokenizer.fit_on_texts(TEXTS)
    assert tokenizer.word_index == {"the": 1, "cat": 2, "dog": 3, "sat": 4, "a": 5, "bird": 6}
    assert tokenizer.texts_to_sequences(["The bird flew", "dog"]) == [[1, 6], [3]]
    assert tokenizer.sequences_to_texts([[1, 6], [9]]) == ["the bird", ""]
    assert (tokenizer.document_count, tokenizer.word_docs["the"]) == (3, 2)


def test_rare_and_unknown_words() -> None:
    tokenizer = Tokenizer(num_words=3, oov_token="?")
    tokenizer.fit_on_texts(TEXTS)
    assert tokenizer.word_index["?"] == 1
    assert tokenizer.texts_to_sequences(["the cat flew"]) == [[2, 1, 1]]
    few = Tokenizer(num_words=3)
    few.fit_on_texts(TEXTS)
    assert few.texts_to_sequences(["the cat sat"]) == [[1, 2]]


def test_matrices() -> None:
    tokenizer = Tokenizer(num_words=4)
    assert tokenizer.sequences_to_matrix([[1, 1, 3, 7]]).tolist() == [[0.0, 1.0, 0.0, 1.0]]
    assert tokenizer.sequences_to_matrix([[1, 1, 3, 7]], "count")[0].tolist() == [0, 2, 0, 1]
    assert tokenizer.sequences_to_matrix([[1, 1, 3, 7]], "freq")[0].tolist() == [0, 0.5, 0, 0.25]
    tokenizer.fit_on_sequences([[1, 2], [1]])
    found = tokenizer.sequences_to_matrix([[1, 1, 2]], "tfidf")[0]
    one, two = (1 + np.log(2)) * np.log(1 + 2 / 3), np.log(1 + 2 / 2)
    assert found == pytest.approx([0.0, one, two, 0.0])


def test_splitting_and_refusals() -> None:
    assert text_to_word_sequence("A-b\tC", lower=False) == ["A", "b", "C"]
    letters = Tokenizer(char_level=True)
    letters.fit_on_texts(["aab"])
    assert letters.texts_to_sequences(["ba"]) == [[2, 1]]
    for call in (
        lambda: letters.fit_on_texts("text"),
        lambda: letters.texts_to_matrix(["a"], "none"),
        lambda: Tokenizer().sequences_to_matrix([[1]]),
        lambda: text_to_word_sequence(3),  # type: ignore[arg-type]
    ):
        with pytest.raises(RefnetError):
            call()
