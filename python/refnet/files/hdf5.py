"""HDF5 files in memory, with the h5py library (the extra ``refnet[keras]``).

What is read is checked: names lead to numbers that are in the file itself, in full.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from refnet.files.extras import extra
from refnet.files.stored_layers import bad_file

Array = NDArray[Any]
HEADER_LIMIT = 64512  # bytes of an attribute, as in Keras
MOST_NAMES = 10_000  # in an attribute
UNREADABLE = (OSError, KeyError, ValueError, RuntimeError, TypeError, AttributeError)


def h5py() -> Any:
    """Return the library; raises ImportError, which says how to install it."""
    return extra("h5py", "h5py", "keras", "a file of Keras")


def written(fill: Callable[[Any], None]) -> bytes:
    """Return the bytes of a file that ``fill`` writes into, given an open h5py.File."""
    content = io.BytesIO()
    with h5py().File(content, "w") as file:
        fill(file)
    return content.getvalue()


@contextmanager
def opened(content: bytes) -> Iterator[Any]:
    """Open the bytes of a file; raises RefnetError: bad_file."""
    library = h5py()
    try:
        file = library.File(io.BytesIO(content), "r")
    except UNREADABLE as error:
        raise bad_file("expected an HDF5 file") from error
    with file:
        yield file


def put(group: Any, name: str, array: Any) -> None:
    """Write numbers under a name, which may have slashes."""
    group.create_dataset(name, data=np.asarray(array))


def group_at(group: Any, path: str) -> Any:
    """Return a group; raises RefnetError: bad_file."""
    found = _at(group, path)
    if not isinstance(found, h5py().Group):
        raise bad_file(f"{path} is missing")
    return found


def has(group: Any, path: str) -> bool:
    """Return whether a group has something of this name."""
    try:
        return path in group
    except UNREADABLE:
        return False


def numbers_at(group: Any, path: str, shape: Sequence[int]) -> Array:
    """Return finite numbers of this shape, which is compared before any of them is read.

    Raises RefnetError: bad_file.
    """
    found = _at(group, path)
    if not isinstance(found, h5py().Dataset):
        raise bad_file(f"{path} is missing")
    if found.dtype.kind not in "fiu" or found.dtype.itemsize not in (1, 2, 4, 8):
        raise bad_file(f"{path} has the type {found.dtype}, expected numbers")
    if tuple(found.shape) != tuple(shape):
        message = f"{path} has shape {tuple(found.shape)}, expected {tuple(shape)}"
        raise bad_file(message)
    if found.is_virtual or found.external:
        raise bad_file(f"{path} is in another file")
    if found.size and not found.id.get_storage_size():
        raise bad_file(f"{path} claims more numbers than it has")
    try:
        array: Array = np.asarray(found[()])
    except UNREADABLE as error:
        raise bad_file(f"{path} cannot be read") from error
    if not np.isfinite(array).all():
        raise bad_file(f"{path} has numbers that are infinite or NaN")
    return array


def text_of(attributes: Any, name: str) -> str | None:
    """Return an attribute that is a text; None if there is none; raises bad_file."""
    try:
        value = attributes.get(name)
    except UNREADABLE as error:
        raise bad_file(f"its attribute {name} cannot be read") from error
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if value is not None and not isinstance(value, str):
        raise bad_file(f"its attribute {name} is not a text")
    return value


def put_names(group: Any, name: str, names: Sequence[str]) -> None:
    """Write a list of names as Keras does: in several attributes if they are long."""
    data = np.asarray([each.encode() for each in names])
    parts = 1
    while any(part.nbytes > HEADER_LIMIT for part in np.array_split(data, parts)):
        parts += 1
    if parts == 1:
        group.attrs[name] = data
        return
    for i, part in enumerate(np.array_split(data, parts)):
        group.attrs[f"{name}{i}"] = part


def names_in(group: Any, name: str) -> list[str]:
    """Return a list of names that ``put_names`` or Keras wrote; raises RefnetError: bad_file."""
    try:
        found: Any = group.attrs
        keys = [name] if name in found else []
        while f"{name}{len(keys)}" in found:
            keys.append(f"{name}{len(keys)}")
        if sum(prod(found.get_id(key).shape) for key in keys) > MOST_NAMES:
            raise ValueError("too many names")
        return [
            each.decode() if isinstance(each, bytes) else str(each)
            for key in keys
            for each in found[key]
        ]
    except (*UNREADABLE, UnicodeDecodeError) as error:
        raise bad_file(f"its attribute {name} cannot be read") from error


def _at(group: Any, path: str) -> Any:
    """Return what a path leads to, step by step, without leaving the file."""
    library = h5py()
    for part in path.split("/"):
        try:
            link = group.get(part, getlink=True) if isinstance(group, library.Group) else None
            if not isinstance(link, library.HardLink):
                raise bad_file(f"{path} is missing")
            group = group[part]
        except UNREADABLE as error:
            if getattr(error, "code", None) == "bad_file":
                raise
            raise bad_file(f"{path} cannot be read") from error
    return group
