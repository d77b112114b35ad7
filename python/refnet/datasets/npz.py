"""Arrays in NumPy's format npz, read without running what a file could hold."""

import pickle
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, TypeVar

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from refnet.datasets.pickles import read_pickle
from refnet.errors import RefnetError

_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError),
    *(RuntimeError, MemoryError),  # an unknown compression, a header that claims too much
)
_UNPICKLED = (pickle.UnpicklingError, AttributeError, IndexError, OverflowError, TypeError)

T = TypeVar("T")


def read_numbers(path: Path, x: str, y: str) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return two arrays of numbers by their names, as many examples as targets.

    Raises RefnetError: bad_file; OSError.
    """
    examples, targets = (_read(path, name, npy.read_array) for name in (x, y))
    return _paired(path, (x, examples), (y, targets))


def read_sequences(path: Path, x: str, y: str) -> tuple[list[list[int]], NDArray[Any]]:
    """Return sequences of whole numbers [m] and their targets [m] by their names.

    Raises RefnetError: bad_file; OSError.
    """
    sequences = _read(path, x, _read_sequences)
    return _paired(path, (x, sequences), (y, _read(path, y, npy.read_array)))


def _read(path: Path, name: str, read: Callable[[IO[bytes]], T]) -> T:
    try:
        with zipfile.ZipFile(path) as archive, archive.open(f"{name}.npy") as file:
            return read(file)
    except (*_UNREADABLE, *_UNPICKLED) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise _bad(path, f'expected an npz file with the array "{name}" ({reason})') from error


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


def _paired(path: Path, x: tuple[str, T], y: tuple[str, Any]) -> tuple[T, Any]:
    (name, examples), (name_of_targets, targets) = x, y
    lengths = [np.shape(targets)[:1], (len(examples),)]  # type: ignore[arg-type]
    if lengths[0] != lengths[1] or len(targets) == 0:
        raise _bad(path, f"expected as many {name} as {name_of_targets}, and at least one")
    return examples, targets


def _bad(path: Path, reason: str) -> RefnetError:
    return RefnetError("bad_file", path.name, f"{path.name}: {reason}")
