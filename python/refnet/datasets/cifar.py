"""Files of CIFAR-10 and CIFAR-100: an archive of batches, each a pickle of Python 2."""

import io
import os
import pickle
import tarfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from refnet.datasets.downloads import Download, bad_file, find_file
from refnet.datasets.pickles import read_pickle

_BROKEN = (tarfile.TarError, EOFError, zlib.error)
_UNPICKLED = (
    *(pickle.UnpicklingError, AttributeError, EOFError, IndexError, KeyError),
    *(MemoryError, OverflowError, RecursionError, TypeError, ValueError),
)
_IMAGE = (3, 32, 32)  # as the files have it: colours, rows, columns


def read_batches(
    data_set: str,
    file: Download,
    path: str | os.PathLike[str] | None,
    names: Sequence[str],
    labels: bytes,
) -> list[tuple[NDArray[np.uint8], NDArray[np.int64]]]:
    """Return images [m][32][32][3] and labels [m][1] of each batch.

    path: of the archive, or of a folder with its files; None for the one in the user's cache;
    names: of the batches; labels: their key
    Raises RefnetError: bad_file; OSError; ImportError for a download without pooch or tqdm.
    """
    place = find_file(data_set, file, path)
    if place.is_dir():
        contents = {name: (place / name).read_bytes() for name in names}
    else:
        contents = _unpacked(place, names)
    return [_read_batch(name, contents[name], labels) for name in names]


def _unpacked(path: Path, names: Sequence[str]) -> dict[str, bytes]:
    """Return files of an archive by their names, whatever their folder."""
    found = {}
    try:
        with tarfile.open(path) as archive:
            for member in archive:
                name = member.name.rpartition("/")[2]
                content = archive.extractfile(member) if name in names else None
                if content is not None:
                    found[name] = content.read()
    except _BROKEN as error:
        raise bad_file(path.name, f"expected a whole tar file ({error})") from error
    missing = [name for name in names if name not in found]
    if missing:
        raise bad_file(path.name, f"expected files {', '.join(missing)} in it")
    return found


def _read_batch(
    name: str, content: bytes, key: bytes
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    try:
        batch = read_pickle(io.BytesIO(content))
        data: NDArray[Any] = np.asarray(batch[b"data"])
        labels: NDArray[Any] = np.asarray(batch[key])
    except _UNPICKLED as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise bad_file(name, f"expected a pickle with images and labels ({reason})") from error
    count = len(data)
    if data.dtype != np.uint8 or data.shape != (count, np.prod(_IMAGE)):
        raise bad_file(name, f"expected images of 3 x 32 x 32 bytes, got {data.dtype}{data.shape}")
    if labels.dtype != np.int64 or labels.shape != (count,):
        raise bad_file(name, f"expected {count} labels, one for each image")
    images = data.reshape(count, *_IMAGE).transpose(0, 2, 3, 1)
    return np.ascontiguousarray(images), labels.reshape(count, 1)
