"""Arrays in NumPy's format npz, read without running what a file could hold."""

import io
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, TypeVar

from numpy.lib import format as npy
from numpy.typing import NDArray

from refnet.datasets.downloads import bad_file
from refnet.datasets.pickles import read_pickle
from refnet.files.formats import BAD_ZIP

_UNPICKLED = (pickle.UnpicklingError, AttributeError, IndexError, OverflowError, TypeError)

T = TypeVar("T")


def read_numbers(path: Path, x: str, y: str) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return two arrays of numbers by their names, as many examples as targets.

    Raises RefnetError: bad_file; OSError.
    """
    examples, targets = (_read(path, name, npy.read_array) for name in (x, y))
    _check_paired(path, (x, examples.shape[:1]), (y, targets.shape[:1]))
    return examples, targets


def read_sequences(path: Path, x: str, y: str) -> tuple[list[list[int]], NDArray[Any]]:
    """Return sequences of whole numbers [m] and their targets [m] by their names.

    Raises RefnetError: bad_file; OSError.
    """
    sequences, targets = _read(path, x, _read_sequences), _read(path, y, npy.read_array)
    _check_paired(path, (x, (len(sequences),)), (y, targets.shape[:1]))
    return sequences, targets


def _read(path: Path, name: str, read: Callable[[IO[bytes]], T]) -> T:
    content = io.BytesIO(path.read_bytes())
    try:
        with zipfile.ZipFile(content) as archive, archive.open(f"{name}.npy") as file:
            return read(file)
    except (*BAD_ZIP, *_UNPICKLED) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise bad_file(
            path.name, f'expected an npz file with the array "{name}" ({reason})'
        ) from error


def _read_sequences(file: IO[bytes]) -> list[list[int]]:
    """Return the lists of an array of objects: NumPy has pickled them behind its header."""
    read_header = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
    shape, _, dtype = read_header[npy.read_magic(file)](file)
    if len(shape) != 1 or dtype.kind != "O":
        raise ValueError(f"an array of {dtype} and of shape {shape}, not of lists")
    sequences = read_pickle(file)
    if not isinstance(sequences, list) or not all(_are_counts(each) for each in sequences):
        raise ValueError("not all are lists of whole numbers")
    return sequences


def _are_counts(values: Any) -> bool:
    return isinstance(values, list) and all(type(value) is int for value in values)


def _check_paired(path: Path, x: tuple[str, tuple[int, ...]], y: tuple[str, Any]) -> None:
    """Raise RefnetError: bad_file unless both, a name and [m], have the same m, 1 or more."""
    (examples, count), (targets, expected) = x, y
    if count != expected or count in ((), (0,)):
        raise bad_file(path.name, f"expected as many {examples} as {targets}, and at least one")
