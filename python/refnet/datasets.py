"""Images to train on: scikit-learn's digits, Fashion-MNIST, and MNIST from its files.

All are returned as Keras returns its data sets: ``(x_train, y_train), (x_test, y_test)``. The
extra ``refnet[datasets]`` installs what they need.

Sources: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine
Learning Repository, 1998; H. Xiao, K. Rasul and R. Vollgraf, "Fashion-MNIST: a novel image dataset
for benchmarking machine learning algorithms", 2017; for the IDX format Y. LeCun, C. Cortes and
C. J. C. Burges, "The MNIST database of handwritten digits", http://yann.lecun.com/exdb/mnist.
"""

import gzip
import math
import os
import struct
import zlib
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import ArrayLike, NDArray

from refnet.errors import RefnetError
from refnet.files.extras import extra
from refnet.reference import permutation, seeded
from refnet.reference.checks import LARGEST_SEED, check_fraction, check_range
from refnet.reference.readers import as_count, as_number

FASHION_MNIST_ADDRESS = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"

# The files and their MD5 sums from the data set's repository, github.com/zalandoresearch/
# fashion-mnist. The sums detect damage in transit; they do not authenticate a file.
FASHION_MNIST_FILES = {
    "train-images-idx3-ubyte.gz": "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
    "train-labels-idx1-ubyte.gz": "25c81989df183df01b3e8a0aad5dffbe",
    "t10k-images-idx3-ubyte.gz": "bef4ecab320f06d8554ea6380940ec79",
    "t10k-labels-idx1-ubyte.gz": "bb300cfdad3c16e7a12a480ee83cd310",
}
FILES = tuple(FASHION_MNIST_FILES)  # MNIST's files have the same names

Pixels = NDArray[np.float64]
Classes = NDArray[np.int64]
Bytes = NDArray[np.uint8]

_TRAIN_IMAGES, _TEST_IMAGES = 60_000, 10_000
_IMAGE = (28, 28)
_DIGIT, _ENLARGED, _EDGE = (8, 8), 3, 2  # 8 · 3 + 2 · 2 = 28
_UNSIGNED_BYTES = 0x08  # IDX's code for the only type that these files have
_PIECE = 2**20  # bytes per read


def digits(
    test_fraction: float = 0.2, seed: int = 0
) -> tuple[tuple[Pixels, Classes], tuple[Pixels, Classes]]:
    """Return scikit-learn's 1,797 handwritten digits as (x_train, y_train), (x_test, y_test).

    x: [m][64], the 8 rows of 8 pixels of an image one after another, from 0.0 to 1.0 in
    sixteenths; ``x.reshape(-1, 8, 8)`` gives the images. y: [m], the digits, 0 to 9.

    The split is the same in every language: a permutation of 0 to 1796 with the seed (DENSE-17) is
    the order of the examples; the last 1797 · test_fraction of them, rounded down, are the test
    part.
    test_fraction: 0 or more and less than 1; seed: 0 to 2^32 - 1.
    Raises RefnetError: wrong_type, not_finite, out_of_range; ImportError without scikit-learn.
    """
    test_fraction = as_number("test_fraction", test_fraction)
    seed = as_count("seed", seed)
    check_fraction("test_fraction", test_fraction)
    check_range("seed", seed, 0, LARGEST_SEED)
    bundled = extra("sklearn.datasets", "scikit-learn", "datasets", "refnet.datasets").load_digits()

    x: Pixels = np.asarray(bundled.data, np.float64) / 16.0
    y: Classes = np.asarray(bundled.target, np.int64)
    order = permutation(len(x), seeded(seed))
    cut = len(x) - int(len(x) * test_fraction)
    train, test = order[:cut], order[cut:]
    return (x[train], y[train]), (x[test], y[test])


def enlarge(x: ArrayLike) -> Pixels:
    """Return the digits [m][64] of ``digits`` as images [m][28][28][1], the size of MNIST's.

    Each pixel becomes 3 × 3 equal ones, and two rows or columns of zeros surround the image. No
    number is calculated, so the images have the same bits everywhere.
    Raises RefnetError: shape_mismatch.
    """
    digits = np.asarray(x, np.float64)
    if digits.ndim != 2 or digits.shape[1] != math.prod(_DIGIT):
        message = f"x: expected digits of 64 pixels, got shape {digits.shape}"
        raise RefnetError("shape_mismatch", "x", message)
    images = digits.reshape(-1, *_DIGIT).repeat(_ENLARGED, axis=1).repeat(_ENLARGED, axis=2)
    edge = (_EDGE, _EDGE)
    return np.pad(images, ((0, 0), edge, edge))[..., np.newaxis]


def mnist(path: str | os.PathLike[str]) -> tuple[tuple[Bytes, Bytes], tuple[Bytes, Bytes]]:
    """Return MNIST as (x_train, y_train), (x_test, y_test).

    x: [60000][28][28] and [10000][28][28], gray pixels from 0 to 255; y: [60000] and [10000], the
    digits, 0 to 9.

    path: a folder with the data set's four files, gzipped as they are distributed, or unpacked and
    without the .gz; if both are there, the gzipped file is read. They may hold fewer examples.
    Nothing is downloaded.
    Raises RefnetError: bad_file; OSError for files that are missing or cannot be read.
    """
    return _read_folder("mnist", Path(path))


def fashion_mnist(
    path: str | os.PathLike[str] | None = None,
) -> tuple[tuple[Bytes, Bytes], tuple[Bytes, Bytes]]:
    """Return Fashion-MNIST as (x_train, y_train), (x_test, y_test).

    x: [60000][28][28] and [10000][28][28], gray pixels from 0 to 255; y: [60000] and [10000], the
    classes: 0 T-shirt/top, 1 trouser, 2 pullover, 3 dress, 4 coat, 5 sandal, 6 shirt, 7 sneaker,
    8 bag, 9 ankle boot.

    path: a folder with the data set's four files, gzipped as they are distributed, or unpacked and
    without the .gz; if both are there, the gzipped file is read. They may hold fewer examples.
    Without a path the files are downloaded once, 30 MB, into the user's cache.
    Raises RefnetError: bad_file; OSError for files that are missing, cannot be downloaded or cannot
    be read; ImportError for a download without pooch or tqdm.
    """
    folder = _downloaded() if path is None else Path(path)
    return _read_folder("fashion_mnist", folder, f": get them from {FASHION_MNIST_ADDRESS}")


fashion_mnist.load_data = fashion_mnist  # type: ignore[attr-defined]  # as Keras calls it


def _downloaded() -> Path:
    """Return the cache folder with the four files, their sums checked; raises OSError."""
    pooch = extra("pooch", "pooch", "datasets", "refnet.datasets")
    extra("tqdm", "tqdm", "datasets", "refnet.datasets")  # pooch's progress bar
    folder = Path(pooch.os_cache("refnet")) / "fashion-mnist"
    for name, md5 in FASHION_MNIST_FILES.items():
        try:
            pooch.retrieve(
                FASHION_MNIST_ADDRESS + name,
                known_hash=f"md5:{md5}",
                fname=name,
                path=folder,
                progressbar=True,
            )
        except (OSError, ValueError) as error:  # ValueError: the sum differs
            names = ", ".join(FASHION_MNIST_FILES)
            reason = " ".join(str(error).split()) or type(error).__name__
            raise OSError(
                f"fashion_mnist: cannot download {name}: get {names} from {FASHION_MNIST_ADDRESS} "
                f'and put them into {folder}, or into another folder for fashion_mnist(path="...") '
                f"({reason})"
            ) from error
    return folder


def _read_folder(
    data_set: str, folder: Path, hint: str = ""
) -> tuple[tuple[Bytes, Bytes], tuple[Bytes, Bytes]]:
    """Return what four IDX files hold; raises RefnetError: bad_file; OSError.

    hint: for the message about files that are missing
    """
    train_images, train_labels, test_images, test_labels = _found(data_set, folder, hint)
    train = _read_part(train_images, train_labels, _TRAIN_IMAGES)
    return train, _read_part(test_images, test_labels, _TEST_IMAGES)


def _found(data_set: str, folder: Path, hint: str) -> list[Path]:
    """Return the paths of the four files in their order; raises FileNotFoundError."""
    paths, missing = [], []
    for name in FILES:
        gzipped, unpacked = folder / name, folder / name.removesuffix(".gz")
        if gzipped.is_file() or unpacked.is_file():
            paths.append(gzipped if gzipped.is_file() else unpacked)
        else:
            missing.append(name)
    if missing:
        raise FileNotFoundError(
            f"{data_set}: expected {', '.join(missing)}, with or without .gz, in {folder}{hint}"
        )
    return paths


def _read_part(images: Path, labels: Path, most: int) -> tuple[Bytes, Bytes]:
    """Return images [m][28][28] and their labels [m]; raises RefnetError: bad_file."""
    x, y = _read_idx(images, _IMAGE, most), _read_idx(labels, (), most)
    if len(x) != len(y):
        raise _bad(labels, f"expected {len(x)} labels, one for each image, got {len(y)}")
    beyond = np.flatnonzero(y > 9)
    if len(beyond) > 0:
        raise _bad(labels, f"label {beyond[0]} is {y[beyond[0]]}, expected 0 to 9")
    return x, y


def _read_idx(path: Path, item: tuple[int, ...], most: int) -> Bytes:
    """Return the array [m][item] of unsigned bytes in an IDX file, gzipped if it ends in .gz.

    An IDX file: two zero bytes, the type, the number of dimensions, their sizes as big-endian words
    of 32 bits, the data. item: all sizes but the first; most: the largest allowed first size.
    Raises RefnetError: bad_file.
    """
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            return _read_array(path, file, item, most)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise _bad(path, f"expected a whole gzip file ({error})") from error


def _read_array(
    path: Path, file: BinaryIO | gzip.GzipFile, item: tuple[int, ...], most: int
) -> Bytes:
    dimensions = 1 + len(item)
    magic = bytes((0, 0, _UNSIGNED_BYTES, dimensions))
    start = file.read(len(magic))
    if start != magic:
        raise _bad(path, f"expected it to start with {magic.hex(' ')}, got {start.hex(' ')}")
    sizes = file.read(4 * dimensions)
    if len(sizes) < 4 * dimensions:
        raise _bad(path, f"expected {dimensions} sizes, got {len(sizes)} bytes")
    shape = struct.unpack(f">{dimensions}I", sizes)
    if shape[1:] != item:
        raise _bad(path, f"expected images of {_times(item)} pixels, got {_times(shape[1:])}")
    if not 1 <= shape[0] <= most:
        raise _bad(path, f"expected 1 to {most} examples, got {shape[0]}")

    # Piece by piece: memory is allocated for the data that is there, not for what the sizes claim.
    length = math.prod(shape)
    data = bytearray()
    while piece := file.read(min(_PIECE, length + 1 - len(data))):
        data += piece
    if len(data) != length:
        got = "more" if len(data) > length else str(len(data))
        raise _bad(path, f"expected {length} bytes of data, as its sizes say, got {got}")
    return np.frombuffer(data, np.uint8).reshape(shape)


def _times(sizes: tuple[int, ...]) -> str:
    return " x ".join(str(size) for size in sizes)


def _bad(path: Path, reason: str) -> RefnetError:
    return RefnetError("bad_file", path.name, f"{path.name}: {reason}")
