"""MNIST: 70,000 handwritten digits.

Source: Y. LeCun, C. Cortes and C. J. C. Burges, "The MNIST database of handwritten digits",
http://yann.lecun.com/exdb/mnist; as one file, mnist.npz, from Keras.
"""

import os

from refnet.datasets.downloads import find_file, from_storage
from refnet.datasets.idx import Images, read_folder
from refnet.datasets.npz import read_numbers

FILE = from_storage(
    "mnist.npz",
    "sha256:731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
)


def load_data(path: str | os.PathLike[str] = FILE.name) -> Images:
    """Return MNIST as (x_train, y_train), (x_test, y_test).

    x: [60000][28][28] and [10000][28][28], grey pixels from 0 to 255; y: [60000] and [10000], the
    digits, 0 to 9.

    path: a name without a folder, as Keras has it, is that of the file in the user's cache, where
    it is downloaded once, 11 MB, unless Keras has downloaded it before. Another path is that of a
    file of the same format, or of a folder with the data set's four files in the IDX format,
    gzipped as they are distributed, or unpacked and without the .gz. They may hold fewer examples.
    Raises RefnetError: wrong_type, bad_file; OSError for files that are missing, cannot be
    downloaded or cannot be read; ImportError for a download without pooch or tqdm.
    """
    file = find_file("mnist", FILE, path)
    if file.is_dir():
        return read_folder("mnist", file)
    x_train, y_train = read_numbers(file, "x_train", "y_train")
    x_test, y_test = read_numbers(file, "x_test", "y_test")
    return (x_train, y_train), (x_test, y_test)
