"""How commands end: one line on standard error, and an exit status."""

import errno
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn

import click

from refnet.errors import RefnetError

COULD_NOT_RUN = 2
INTERRUPTED = 130  # as a shell reports SIGINT
TERMINATED = 143  # and SIGTERM
OUTPUT_CLOSED = 141  # and SIGPIPE
OUTPUT_FULL = (errno.ENOSPC, errno.EFBIG)  # of other files, the error has the name


class Terminated(KeyboardInterrupt):
    """SIGTERM, in a context of ``raised_at_sigterm``."""


class Commands(click.Group):
    """A group whose commands end with one line and status 2 for faults of their users."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command; texts that the output's encoding lacks are written as escapes."""
        _escape_in_output()
        with _reported():  # what click writes itself, such as the help
            return super().main(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command, before click handles its exceptions."""
        with _reported():
            try:
                return super().invoke(ctx)
            finally:
                if sys.stdout is not None:
                    sys.stdout.flush()  # at exit it would be too late to handle a failure


def stop(reason: str, status: int = COULD_NOT_RUN) -> NoReturn:
    """Print the reason on one line and exit."""
    click.echo(f"refnet: {' '.join(reason.splitlines())}", err=True)
    sys.exit(status)


def note(text: str) -> None:
    """Print what a user should know, and what the results do not say, on standard error."""
    click.echo(f"refnet: {' '.join(text.splitlines())}", err=True)


def reason_of(error: OSError) -> str:
    """Return what a user should know of an error of the system: the file, and no number."""
    if error.strerror is None:
        return str(error)
    reason = error.strerror[:1].lower() + error.strerror[1:]
    if error.filename is not None:
        return f"{os.fsdecode(error.filename)}: {reason}"
    return f"standard output: {reason}" if error.errno in OUTPUT_FULL else reason


@contextmanager
def raised_at_sigterm() -> Iterator[None]:
    """Raise Terminated at SIGTERM, unless the program has a handler of its own or ignores it.

    SIGTERM is handled as Ctrl-C is: ``fit`` notes it and stops after the batch. An exception that
    is raised wherever the program happens to be would be lost in Python's own clean-up, in which
    all exceptions are ignored.
    """
    main = threading.current_thread() is threading.main_thread()  # which alone may set handlers
    if not main or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return
    terminated = threading.Event()

    def terminate(number: int, frame: FrameType | None) -> None:
        terminated.set()
        interrupt = signal.getsignal(signal.SIGINT)
        if not callable(interrupt):  # Ctrl-C is ignored
            raise KeyboardInterrupt
        interrupt(signal.SIGINT, frame)

    signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    except KeyboardInterrupt:
        if not terminated.is_set():
            raise
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if terminated.is_set():
        raise Terminated("terminated")


@contextmanager
def _reported() -> Iterator[None]:
    """Exit with one line for faults in data, files and options, and after Ctrl-C."""
    try:
        yield
    except BrokenPipeError:
        _discard_output()
        sys.exit(OUTPUT_CLOSED)
    except MemoryError as error:
        stop(str(error) or "not enough memory")
    except OSError as error:
        _discard_output()
        stop(reason_of(error))
    except (RefnetError, ImportError) as error:
        _discard_output()
        stop(str(error))
    except Terminated as error:
        stop(str(error), TERMINATED)
    except KeyboardInterrupt as error:
        stop(str(error) or "interrupted", INTERRUPTED)


def _discard_output() -> None:
    """Drop what standard output holds but cannot write, or Python would fail with it at exit."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _escape_in_output() -> None:
    """Make print write what standard output cannot encode as escapes, as standard error does."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is None:
        return
    # In UTF-8, "surrogateescape" prints the bytes of a file's name as they are.
    utf_8 = sys.stdout.encoding.lower().replace("-", "") == "utf8"
    if sys.stdout.errors == "strict" or (sys.stdout.errors == "surrogateescape" and not utf_8):
        reconfigure(errors="backslashreplace")
