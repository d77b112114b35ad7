"""CIFAR-10: 60,000 small colour pictures of ten kinds.

Source: A. Krizhevsky, "Learning multiple layers of features from tiny images", 2009,
https://www.cs.toronto.edu/~kriz/cifar.html.
"""

import os

import numpy as np

from refnet.datasets.cifar import read_batches
from refnet.datasets.downloads import Download
from refnet.datasets.splits import Parts

# The checksum is that in keras/src/datasets/cifar10.py of Keras 3.15.
FILE = Download(
    "cifar-10-python.tar.gz",
    "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",
    "sha256:6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
    ("cifar-10-batches-py-target_archive", "cifar-10-batches-py.tar.gz"),
)
_TRAIN = [f"data_batch_{number}" for number in range(1, 6)]
_TEST = "test_batch"


def load_data(path: str | os.PathLike[str] | None = None) -> Parts:
    """Return CIFAR-10 as (x_train, y_train), (x_test, y_test).

    x: [50000][32][32][3] and [10000][32][32][3], red, green and blue from 0 to 255; y: [50000][1]
    and [10000][1], the classes: 0 airplane, 1 automobile, 2 bird, 3 cat, 4 deer, 5 dog, 6 frog,
    7 horse, 8 ship, 9 truck. All in uint8.

    path: the data set's archive for Python, or a folder with its files, which may hold fewer
    examples. They are read without executing what they could hold. Without a path the archive is
    downloaded once, 163 MB, into the user's cache, unless Keras has downloaded it before.
    Raises RefnetError: wrong_type, bad_file; OSError for files that are missing, cannot be
    downloaded or cannot be read; ImportError for a download without pooch or tqdm.
    """
    *train, test = read_batches("cifar10", FILE, path, (*_TRAIN, _TEST), b"labels")
    x, y = (np.concatenate(arrays) for arrays in zip(*train, strict=True))
    return (x, y.astype(np.uint8)), (test[0], test[1].astype(np.uint8))
