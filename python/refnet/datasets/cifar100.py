"""CIFAR-100: 60,000 small colour pictures of a hundred kinds in twenty groups.

Source: A. Krizhevsky, "Learning multiple layers of features from tiny images", 2009,
https://www.cs.toronto.edu/~kriz/cifar.html.
"""

import os

from refnet.datasets.cifar import read_batches
from refnet.datasets.downloads import Download
from refnet.datasets.splits import Parts
from refnet.reference.names import check_known

# The checksum is that in keras/src/datasets/cifar100.py of Keras 3.15.
FILE = Download(
    "cifar-100-python.tar.gz",
    "https://www.cs.toronto.edu/~kriz/cifar-100-python.tar.gz",
    "sha256:85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7",
    ("cifar-100-python-target_archive", "cifar-100-python.tar.gz"),
)


def load_data(label_mode: str = "fine", path: str | os.PathLike[str] | None = None) -> Parts:
    """Return CIFAR-100 as (x_train, y_train), (x_test, y_test).

    x: [50000][32][32][3] and [10000][32][32][3], red, green and blue from 0 to 255, in uint8; y:
    [50000][1] and [10000][1], in int64 as in Keras, whatever its documentation says.

    label_mode: "fine" for the kinds, 0 to 99, "coarse" for the groups, 0 to 19. path: the data
    set's archive for Python, or a folder with its files, which may hold fewer examples. They are
    read without executing what they could hold. Without a path the archive is downloaded once,
    161 MB, into the user's cache, unless Keras has downloaded it before.
    Raises RefnetError: wrong_type, unknown_name, bad_file; OSError for files that are missing,
    cannot be downloaded or cannot be read; ImportError for a download without pooch or tqdm.
    """
    check_known("label_mode", label_mode, ("fine", "coarse"))
    key = f"{label_mode}_labels".encode()
    train, test = read_batches("cifar100", FILE, path, ("train", "test"), key)
    return train, test
