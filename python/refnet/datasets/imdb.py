"""Reviews of films from IMDB, 25,000 to train and 25,000 to test with: good or bad.

Source: A. L. Maas et al., "Learning word vectors for sentiment analysis", ACL 2011.
"""

import os

from refnet.datasets.downloads import find_file, from_storage
from refnet.datasets.npz import read_sequences
from refnet.datasets.splits import Parts, generator, shuffled_order
from refnet.datasets.texts import (
    Words,
    as_objects,
    with_frequent_words,
    with_start,
    without_long,
)
from refnet.datasets.word_index import read_word_index

FILE = from_storage(
    "imdb.npz",
    "sha256:69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f",
)
WORD_INDEX = from_storage("imdb_word_index.json", "md5:bfafd718b763782e994055a2d397834f")


def load_data(
    path: str | os.PathLike[str] = FILE.name,
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    seed: int | None = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int = 3,
) -> Parts:
    """Return IMDB's reviews as (x_train, y_train), (x_test, y_test).

    x: [25000] and [25000] of lists, the numbers of a review's words; y: [25000] and [25000], 1 for
    a good review and 0 for a bad one. The numbers are those of ``get_word_index`` raised by
    index_from; ``pad_sequences`` makes a table of them.

    path: a name without a folder, as Keras has it, is that of the file in the user's cache, where
    it is downloaded once, 17 MB, unless Keras has downloaded it before. Another path is that of a
    file of the same format, which is read without executing what it could hold.
    num_words: words with this number or a higher one are replaced by oov_char; None for the largest
    number (which is replaced too, in Keras as here). skip_top: so are those with a lower one. If
    oov_char is None, they are left out. maxlen: only reviews with fewer numbers are kept; None for
    all. start_char: the first number of each review, or None for none. seed: for the order of the
    reviews, 0 to 2^32 - 1, or None for another one each time.
    x is always an array of lists; Keras makes a table if all happen to have the same length.
    Raises RefnetError: wrong_type, out_of_range, bad_file; OSError for a file that is missing,
    cannot be downloaded or cannot be read; ImportError for a download without pooch or tqdm.
    """
    words = Words(num_words, skip_top, maxlen, start_char, oov_char, index_from).checked()
    random = generator(seed)
    file = find_file("imdb", FILE, path)
    texts, labels = [], []
    for x, y in (("x_train", "y_train"), ("x_test", "y_test")):
        part, part_labels = read_sequences(file, x, y)
        order = shuffled_order(len(part), random)
        part = with_start([part[i] for i in order], words)
        part, part_labels = without_long(part, part_labels[order], words)
        texts.append(part)
        labels.append(part_labels)
    frequent = with_frequent_words(texts[0] + texts[1], words)
    cut = len(texts[0])
    return (as_objects(frequent[:cut]), labels[0]), (as_objects(frequent[cut:]), labels[1])


def get_word_index(path: str | os.PathLike[str] = WORD_INDEX.name) -> dict[str, int]:
    """Return the number of each word, its rank: 1 for the most frequent.

    ``load_data`` raises them by its index_from. path: as in ``load_data``, 1.6 MB.
    Raises RefnetError: wrong_type, bad_file; OSError; ImportError for a download without pooch or
    tqdm.
    """
    return read_word_index(find_file("imdb", WORD_INDEX, path))
