"""Saving a file: completely or not at all, whatever ends the program."""

import errno
import os
import secrets
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

# what ends a program from outside; SIGHUP is missing on Windows
ENDING = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


def save_file(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file atomically: under another name, flushed to the disk, then renamed.

    The target of a link is replaced, not the link, and an existing file's mode is kept.
    SIGINT, SIGTERM and SIGHUP wait until it is done.
    Raises OSError, also for a folder, a pipe or a device; the old file is then still there.
    """
    place = Path(os.path.realpath(path))
    try:
        _check_place(path, place)
        with held_signals():
            _replace(place, content)
    except OSError as error:
        # The temporary name would tell the user nothing.
        raise OSError(error.errno, error.strerror, os.fspath(path)) from error


def _check_place(path: str | os.PathLike[str], place: Path) -> None:
    """Raise OSError for a path that cannot become a file; place: where its links lead."""
    if not os.fspath(path) or place.is_dir():
        raise OSError(errno.EISDIR, "expected a file, not a folder")
    # a device is looked up by its own name: /dev/stdout leads to the pipe's name, which is no path
    if os.path.exists(path) and not os.path.isfile(path):
        raise OSError(errno.EINVAL, "expected a file, not a pipe or a device")
    if place.is_symlink():  # what is left of links that lead in a circle
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    if not place.parent.exists():
        raise OSError(errno.ENOENT, "its folder does not exist")


def _replace(place: Path, content: bytes) -> None:
    # no longer than other names, so that every name which the file system allows can be saved
    beside = place.with_name(f".refnet-{secrets.token_hex(8)}")
    try:
        with beside.open("xb") as file:
            if place.exists():
                shutil.copymode(place, beside)  # before there is anything to read
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, place)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def held_signals() -> Iterator[None]:
    """Let the signals that end a program take effect only after this context.

    Outside the main thread, which alone may set handlers, nothing changes.
    """
    held: list[int] = []

    def hold(number: int, frame: FrameType | None) -> None:
        held.append(number)

    before = {}
    if threading.current_thread() is threading.main_thread():
        before = {number: signal.getsignal(number) for number in ENDING}
    try:
        for number, handler in before.items():
            if handler not in (None, signal.SIG_IGN):  # None: not set by Python
                signal.signal(number, hold)
        yield
    finally:
        for number, handler in before.items():
            if handler is not None:
                signal.signal(number, handler)
        for number in held:
            signal.raise_signal(number)
