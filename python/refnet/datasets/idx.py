"""Images and labels in the IDX format, as MNIST and Fashion-MNIST have them: four files.

Source: Y. LeCun, C. Cortes and C. J. C. Burges, "The MNIST database of handwritten digits",
http://yann.lecun.com/exdb/mnist.
"""

import gzip
import math
import struct
import zlib
from pathlib import Path
from typing import BinaryIO, TypeAlias

import numpy as np
from numpy.typing import NDArray

from refnet.datasets.downloads import PIECE, bad_file

FILES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)

Bytes: TypeAlias = NDArray[np.uint8]
Images: TypeAlias = tuple[tuple[Bytes, Bytes], tuple[Bytes, Bytes]]

_TRAIN_IMAGES, _TEST_IMAGES = 60_000, 10_000
_IMAGE = (28, 28)
_UNSIGNED_BYTES = 0x08  # IDX's code for the only type that these files have


def read_folder(
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
        raise bad_file(labels.name, f"expected {len(x)} labels, one for each image, got {len(y)}")
    beyond = np.flatnonzero(y > 9)
    if len(beyond) > 0:
        raise bad_file(labels.name, f"label {beyond[0]} is {y[beyond[0]]}, expected 0 to 9")
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
        raise bad_file(path.name, f"expected a whole gzip file ({error})") from error


def _read_array(
    path: Path, file: BinaryIO | gzip.GzipFile, item: tuple[int, ...], most: int
) -> Bytes:
    dimensions = 1 + len(item)
    magic = bytes((0, 0, _UNSIGNED_BYTES, dimensions))
    start = file.read(len(magic))
    if start != magic:
        raise bad_file(
            path.name, f"expected it to start with {magic.hex(' ')}, got {start.hex(' ')}"
        )
    sizes = file.read(4 * dimensions)
    if len(sizes) < 4 * dimensions:
        raise bad_file(path.name, f"expected {dimensions} sizes, got {len(sizes)} bytes")
    shape = struct.unpack(f">{dimensions}I", sizes)
    if shape[1:] != item:
        raise bad_file(
            path.name, f"expected images of {_times(item)} pixels, got {_times(shape[1:])}"
        )
    if not 1 <= shape[0] <= most:
        raise bad_file(path.name, f"expected 1 to {most} examples, got {shape[0]}")

    # Piece by piece: memory is allocated for the data that is there, not for what the sizes claim.
    length = math.prod(shape)
    data = bytearray()
    while piece := file.read(min(PIECE, length + 1 - len(data))):
        data += piece
    if len(data) != length:
        got = "more" if len(data) > length else str(len(data))
        raise bad_file(path.name, f"expected {length} bytes of data, as its sizes say, got {got}")
    return np.frombuffer(data, np.uint8).reshape(shape)


def _times(sizes: tuple[int, ...]) -> str:
    return " x ".join(str(size) for size in sizes)
