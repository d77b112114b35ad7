"""Finds out why a port is silent.

A scout is a second process of the port, which gets the same request and then the end of its input.
If it answers, and the first process, which had more time, does not, the port holds its answer back:
until its output is flushed, or until it has read all of its input.
"""

import enum
import time

from refnet.conformance.ports import Port
from refnet.conformance.process import PortFailure, PortProcess

PATIENCE = 0.5  # seconds more than a scout took, for a process that began earlier
LOOK = 0.05  # seconds between looks at the two


class Finding(enum.Enum):
    """Why a port was silent."""

    SLOW = enum.auto()  # it has answered now
    HANGS = enum.auto()  # it answers in no other way either
    ANSWERS_ALONE = enum.auto()  # another process answers, with its input open
    NOT_FLUSHED = enum.auto()  # another process answers, but only after its input is closed


def scout(
    port: Port, process: PortProcess, line: bytes, seconds: float
) -> tuple[Finding, bytes | None]:
    """Return why a process does not answer a line, and its answer if it comes within this time.

    Raises PortFailure if the process fails in the meantime, and OSError.
    """
    end = time.monotonic() + seconds
    with PortProcess(port.command, port.folder) as other:
        start = time.monotonic()
        other.send(line)
        other.close_input()
        answers = None
        while answers is None and time.monotonic() < end:
            raw = process.receive(min(LOOK, max(0.0, end - time.monotonic())))
            if raw is not None:
                return Finding.SLOW, raw
            answers = _answers(other)
        took = time.monotonic() - start
    left = max(0.0, end - time.monotonic())
    raw = process.receive(min(left, took + PATIENCE) if answers else left)
    if raw is not None:
        return Finding.SLOW, raw
    return (
        _with_open_input(port, line, 3 * took + 2 * PATIENCE) if answers else Finding.HANGS
    ), None


def _answers(other: PortProcess) -> bool | None:
    """Return whether a scout answers; None if it has not decided yet."""
    try:
        return None if other.receive(0.0) is None else True
    except PortFailure:
        return False


def _with_open_input(port: Port, line: bytes, seconds: float) -> Finding:
    with PortProcess(port.command, port.folder) as other:
        other.send(line)
        try:
            answers = other.receive(seconds) is not None
        except PortFailure:
            answers = False
    return Finding.ANSWERS_ALONE if answers else Finding.NOT_FLUSHED
