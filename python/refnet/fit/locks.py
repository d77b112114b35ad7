"""Locks that are open in a forked process, where the thread that held one does not exist."""

import os
import threading
import weakref
from contextlib import AbstractContextManager
from typing import Any


class Lock:
    """A reentrant lock, used as ``with lock.held:``."""

    held: AbstractContextManager[Any]

    def __init__(self) -> None:
        self.renew()
        _locks.add(self)

    def renew(self) -> None:
        """Open the lock, whoever holds it."""
        self.held = threading.RLock()


_locks: "weakref.WeakSet[Lock]" = weakref.WeakSet()


def _renew_all() -> None:
    for lock in _locks:
        lock.renew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_all)
