"""A limit on what is calculated, by the number of calls: the same on every machine."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, TypeVar

T = TypeVar("T")


class TooLong(Exception):
    """A calculation makes more calls of functions than it may."""


def limited(run: Callable[[], T], calls: int) -> T:
    """Return what a function returns; raises TooLong at the call that is one too many."""
    made = 0

    def count(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal made
        if event == "call":
            made += 1
            if made > calls:
                raise TooLong

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        return run()
    finally:
        sys.setprofile(before)
