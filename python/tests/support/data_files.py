"""Small files of the formats in which Keras's data sets are distributed."""

import struct
from pathlib import Path
from typing import Any

import numpy as np

TEXTS = [
    *([1, 14, 3], [5, 2], [9, 1, 1, 4, 30], [7], [2, 2, 8], [1, 40, 6, 3]),
    *([12, 5, 3, 3, 3, 2, 1], [4], [3, 11], [6, 1, 10]),
]
LABELS = [0, 1, 1, 0, 1, 0, 0, 1, 1, 0]


def write_npz(path: Path, **arrays: Any) -> Path:
    """Write arrays by their names, lists of lists as arrays of objects; return the path."""
    np.savez(path, **{name: as_stored(value) for name, value in arrays.items()})
    return path


def as_stored(value: Any) -> Any:
    """Return lists of lists as an array of objects, as the files have them; others unchanged."""
    if not (isinstance(value, list) and isinstance(value[0], list)):
        return np.asarray(value)
    array = np.empty(len(value), object)
    array[:] = value
    return array


def write_imdb(folder: Path) -> Path:
    """Write ten reviews to train and five to test with."""
    train = {"x_train": TEXTS, "y_train": LABELS}
    return write_npz(folder / "few.npz", **train, x_test=TEXTS[:5], y_test=LABELS[:5])


def write_reuters(folder: Path) -> Path:
    """Write ten items of the topics 0 to 9."""
    return write_npz(folder / "few.npz", x=TEXTS, y=list(range(10)))


def write_houses(folder: Path, count: int, columns: int) -> Path:
    """Write houses [count][columns], whose numbers and prices count up."""
    x = np.arange(float(count * columns)).reshape(count, columns)
    return write_npz(folder / "few.npz", x=x, y=np.arange(float(count)))


def python2_batch(images: Any, labels: dict[bytes, list[int]]) -> bytes:
    """Return a batch of CIFAR as Python 2 has pickled it.

    images: [m][3072] of bytes; labels: by their key. Less than 256 images.
    """

    def text(content: bytes) -> bytes:
        return b"U" + bytes([len(content)]) + content

    data = images.tobytes()
    array = (
        *(b"cnumpy.core.multiarray\n_reconstruct\n", b"cnumpy\nndarray\n", b"K\0\x85", text(b"b")),
        *(b"\x87R", b"(K\1", b"K", bytes([len(images)]), b"M\0\x0c", b"\x86"),
        *(b"cnumpy\ndtype\n", text(b"u1"), b"K\0K\1\x87R", b"(K\3", text(b"|"), b"NNN"),
        *(b"J\xff\xff\xff\xff" * 2, b"K\0tb", b"\x89", b"T", struct.pack("<I", len(data)), data),
        b"tb",
    )
    lists = b"".join(
        text(key) + b"](" + b"".join(b"K" + bytes([label]) for label in values) + b"e"
        for key, values in labels.items()
    )
    return b"\x80\x02}(" + text(b"data") + b"".join(array) + lists + b"u."
