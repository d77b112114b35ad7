"""Files of images and labels in the IDX format, as MNIST and Fashion-MNIST have them."""

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from refnet.datasets.idx import FILES

Bytes = NDArray[np.uint8]


def idx(array: Bytes, *, start: bytes | None = None, sizes: tuple[int, ...] | None = None) -> bytes:
    """Return an IDX file with an array of bytes; start, sizes: what its header claims instead."""
    if start is None:
        start = bytes((0, 0, 8, array.ndim))
    sizes = array.shape if sizes is None else sizes
    return start + struct.pack(f">{len(sizes)}I", *sizes) + array.tobytes()


def random_images(count: int, seed: int) -> tuple[Bytes, Bytes]:
    """Return images [count][28][28] and their labels, which are 0 to 9 in turn."""
    images = np.random.RandomState(seed).randint(0, 256, (count, 28, 28)).astype(np.uint8)
    return images, (np.arange(count) % 10).astype(np.uint8)


def write_folder(folder: Path, train: tuple[Bytes, Bytes], test: tuple[Bytes, Bytes]) -> Path:
    """Write a data set's four files, unpacked, and return the folder."""
    folder.mkdir(exist_ok=True)
    for name, array in zip(FILES, (*train, *test), strict=True):
        (folder / name.removesuffix(".gz")).write_bytes(idx(array))
    return folder
