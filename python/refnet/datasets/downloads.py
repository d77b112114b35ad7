"""Files of data sets: where Keras has put them, in the user's cache, or downloaded into it."""

import hashlib
import os
from pathlib import Path
from typing import NamedTuple

from refnet.errors import RefnetError
from refnet.files.extras import extra

STORAGE = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"  # Keras's
PIECE = 2**20  # bytes per read


class Download(NamedTuple):
    """A file that can be downloaded.

    name: in the user's cache; address: its URL; checksum: "sha256:..." or "md5:...", and the
    digits; in_keras: the paths that it can have in Keras's folder of data sets
    """

    name: str
    address: str
    checksum: str
    in_keras: tuple[str, ...]


def from_storage(name: str, checksum: str) -> Download:
    """Return the file of that name in Keras's storage; the checksums are those in Keras's source.

    They are the ``file_hash`` in keras/src/datasets of Keras 3.15.
    """
    return Download(name, STORAGE + name, checksum, (name,))


def find_file(data_set: str, file: Download, path: str | os.PathLike[str] | None) -> Path:
    """Return the path of a data set's file, downloaded if it is not there yet.

    path: of another file, which is taken as it is; or a name without a folder, and with the file's
    ending, as Keras has it: that of the file in the user's cache, which is checked. The name of the
    file itself, and None, always mean the cache.
    Raises RefnetError: wrong_type; OSError; ImportError for a download without pooch or tqdm.
    """
    if not isinstance(path, (str, os.PathLike, type(None))):
        raise RefnetError("wrong_type", "path", "path: expected a name or a path")
    name = file.name if path is None else os.fspath(path)
    if name != file.name and Path(name).exists():
        return Path(name)
    if os.path.dirname(name) or Path(name).suffix != Path(file.name).suffix:
        raise FileNotFoundError(
            f"{data_set}: there is no file {name}: get it from {file.address}, or leave path out"
        )
    named = file._replace(name=name, in_keras=(*file.in_keras, name))
    kept = kept_by_keras(named)
    if kept is not None:
        return kept
    folder = cache()
    places = f'put it into {folder}, or give its place as path="..."'
    return downloaded(data_set, named, folder, f"get it from {file.address} and {places}")


def kept_by_keras(file: Download) -> Path | None:
    """Return the path of a file that Keras has downloaded, if its checksum fits; else None."""
    home = os.environ.get("KERAS_HOME")
    folder = (Path(home) if home else Path.home() / ".keras") / "datasets"
    for name in dict.fromkeys(file.in_keras):
        path = folder / name
        if path.is_file() and checksum_fits(path, file.checksum):
            return path
    return None


def checksum_fits(path: Path, checksum: str) -> bool:
    """Return whether a file has a checksum such as "sha256:..."; raises OSError."""
    algorithm, _, expected = checksum.partition(":")
    digest = hashlib.new(algorithm, usedforsecurity=False)
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest() == expected


def cache() -> Path:
    """Return the folder of the user's cache; raises ImportError without pooch."""
    pooch = extra("pooch", "pooch", "datasets", "refnet.datasets")
    return Path(pooch.os_cache("refnet"))


def downloaded(data_set: str, file: Download, folder: Path, instruction: str) -> Path:
    """Return the path of a file in a folder, where it is downloaded unless its checksum fits.

    instruction: for the message of an error, what the user can do instead
    Raises OSError; ImportError without pooch or tqdm.
    """
    pooch = extra("pooch", "pooch", "datasets", "refnet.datasets")
    extra("tqdm", "tqdm", "datasets", "refnet.datasets")  # pooch's progress bar
    try:
        pooch.retrieve(
            file.address,
            known_hash=file.checksum,
            fname=file.name,
            path=folder,
            progressbar=True,
        )
    except (OSError, ValueError) as error:  # ValueError: the checksum differs
        reason = " ".join(str(error).split()) or type(error).__name__
        raise OSError(
            f"{data_set}: cannot download {file.name}: {instruction} ({reason})"
        ) from error
    return folder / file.name


def bad_file(name: str, reason: str) -> RefnetError:
    """Return the error of a file whose contents are not those of the data set."""
    return RefnetError("bad_file", name, f"{name}: {reason}")
