"""Fashion-MNIST: 70,000 grey pictures of clothes.

Source: H. Xiao, K. Rasul and R. Vollgraf, "Fashion-MNIST: a novel image dataset for benchmarking
machine learning algorithms", 2017.
"""

import os
from pathlib import Path

from refnet.datasets import idx
from refnet.datasets.downloads import Download, cache, downloaded, kept_by_keras
from refnet.datasets.idx import Images, read_folder
from refnet.errors import RefnetError

ADDRESS = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"

# The MD5 sums of the files, from the data set's repository, github.com/zalandoresearch/
# fashion-mnist. They detect damage in transit; they do not authenticate a file.
_MD5 = (
    "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
    "25c81989df183df01b3e8a0aad5dffbe",
    "bef4ecab320f06d8554ea6380940ec79",
    "bb300cfdad3c16e7a12a480ee83cd310",
)
FILES = dict(zip(idx.FILES, _MD5, strict=True))
_FOLDER = "fashion-mnist"  # in Keras's folder of data sets, and in the user's cache


def load_data(path: str | os.PathLike[str] | None = None) -> Images:
    """Return Fashion-MNIST as (x_train, y_train), (x_test, y_test).

    x: [60000][28][28] and [10000][28][28], grey pixels from 0 to 255; y: [60000] and [10000], the
    classes: 0 T-shirt/top, 1 trouser, 2 pullover, 3 dress, 4 coat, 5 sandal, 6 shirt, 7 sneaker,
    8 bag, 9 ankle boot.

    path: a folder with the data set's four files, gzipped as they are distributed, or unpacked and
    without the .gz; if both are there, the gzipped file is read. They may hold fewer examples.
    Without a path the files are downloaded once, 30 MB, into the user's cache, unless Keras has
    downloaded the same files before.
    Raises RefnetError: wrong_type, bad_file; OSError for files that are missing, cannot be
    downloaded or cannot be read; ImportError for a download without pooch or tqdm.
    """
    if not isinstance(path, (str, os.PathLike, type(None))):
        raise RefnetError("wrong_type", "path", "path: expected a folder")
    folder = _found() if path is None else Path(path)
    return read_folder("fashion_mnist", folder, f": get them from {ADDRESS}")


def _found() -> Path:
    """Return a folder with the four files, their sums checked; raises OSError, ImportError."""
    files = [
        Download(name, ADDRESS + name, f"md5:{md5}", (f"{_FOLDER}/{name}",))
        for name, md5 in FILES.items()
    ]
    kept = [kept_by_keras(file) for file in files]
    if kept[0] is not None and None not in kept:
        return kept[0].parent
    folder = cache() / _FOLDER
    instruction = (
        f"get {', '.join(FILES)} from {ADDRESS} and put them into {folder}, or into another folder "
        'for fashion_mnist.load_data(path="...")'
    )
    for file in files:
        downloaded("fashion_mnist", file, folder, instruction)
    return folder
