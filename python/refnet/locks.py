"""Locks that a forked process finds open: no thread of it holds one."""

import os
import threading
import weakref
from contextlib import AbstractContextManager
from typing import Any


class Lock:
    """A reentrant lock, for ``with lock():``."""

    def __init__(self) -> None:
        """Be open."""
        self._lock = threading.RLock()
        _locks.add(self)

    def __call__(self) -> AbstractContextManager[Any]:
        return self._lock

    def renew(self) -> None:
        """Forget who holds it."""
        self._lock = threading.RLock()


_locks: "weakref.WeakSet[Lock]" = weakref.WeakSet()


def _renew_all() -> None:
    for lock in _locks:
        lock.renew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_all)
