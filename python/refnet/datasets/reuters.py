"""11,228 news of Reuters from 1987, of 46 topics.

Source: D. D. Lewis, "Reuters-21578 text categorization test collection", 1997, as Keras has it.
"""

import os

from refnet.datasets.downloads import find_file, from_storage
from refnet.datasets.npz import read_sequences
from refnet.datasets.splits import Parts, check_split, generator, shuffled_order, split_at
from refnet.datasets.texts import (
    Words,
    as_objects,
    with_frequent_words,
    with_start,
    without_long,
)
from refnet.datasets.word_index import read_word_index

FILE = from_storage(
    "reuters.npz",
    "sha256:d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916",
)
WORD_INDEX = from_storage("reuters_word_index.json", "md5:4d44cc38712099c9e383dc6e5f11a921")

_TOPICS = """
    cocoa grain veg-oil earn acq wheat copper housing money-supply coffee sugar trade reserves ship
    cotton carcass crude nat-gas cpi money-fx interest gnp meal-feed alum oilseed gold tin
    strategic-metal livestock retail ipi iron-steel rubber heat jobs lei bop zinc orange pet-chem
    dlr gas silver wpi hog lead
"""


def load_data(
    path: str | os.PathLike[str] = FILE.name,
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    test_split: float = 0.2,
    seed: int | None = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int = 3,
) -> Parts:
    """Return Reuters' news as (x_train, y_train), (x_test, y_test).

    x: [8982] and [2246] of lists, the numbers of an item's words; y: [8982] and [2246], the topics,
    0 to 45, whose names ``get_label_names`` has. The numbers are those of ``get_word_index`` raised
    by index_from; ``pad_sequences`` makes a table of them.

    test_split: the share of the items that are for testing, 0 or more and less than 1. The other
    arguments are those of ``imdb.load_data``, which says what they mean; the file has 2 MB.
    Raises RefnetError: wrong_type, not_finite, out_of_range, bad_file; OSError for a file that is
    missing, cannot be downloaded or cannot be read; ImportError for a download without pooch or
    tqdm.
    """
    words = Words(num_words, skip_top, maxlen, start_char, oov_char, index_from).checked()
    test_split, random = check_split(test_split), generator(seed)
    texts, labels = read_sequences(find_file("reuters", FILE, path), "x", "y")
    order = shuffled_order(len(texts), random)
    texts = with_start([texts[i] for i in order], words)
    texts, labels = without_long(texts, labels[order], words)
    x, cut = with_frequent_words(texts, words), split_at(len(texts), test_split)
    return (as_objects(x[:cut]), labels[:cut]), (as_objects(x[cut:]), labels[cut:])


def get_word_index(path: str | os.PathLike[str] = WORD_INDEX.name) -> dict[str, int]:
    """Return the number of each word, its rank: 1 for the most frequent.

    ``load_data`` raises them by its index_from. path: as in ``load_data``, 550 KB.
    Raises RefnetError: wrong_type, bad_file; OSError; ImportError for a download without pooch or
    tqdm.
    """
    return read_word_index(find_file("reuters", WORD_INDEX, path))


def get_label_names() -> tuple[str, ...]:
    """Return the names of the 46 topics in the order of their numbers."""
    return tuple(_TOPICS.split())
