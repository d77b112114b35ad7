"""Ctrl-C during ``fit``: noted when it comes, obeyed after the batch."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class _NotingHandler:
    """A handler that notes the first Ctrl-C and raises KeyboardInterrupt at the second."""

    def __init__(self) -> None:
        self.interrupted = threading.Event()

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if self.interrupted.is_set():
            signal.default_int_handler(number, frame)
        self.interrupted.set()


@contextmanager
def noted_interrupts() -> Iterator[threading.Event]:
    """Yield an event that Ctrl-C sets instead of raising; a second Ctrl-C raises.

    A fit inside a callback of another fit shares that one's event. Nothing changes if the program
    has a handler of its own, or outside the main thread, which alone receives signals.
    """
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread():
        yield threading.Event()
    elif isinstance(before, _NotingHandler):
        yield before.interrupted
    elif before is not signal.default_int_handler:
        yield threading.Event()
    else:
        handler = _NotingHandler()
        signal.signal(signal.SIGINT, handler)
        try:
            yield handler.interrupted
        finally:
            signal.signal(signal.SIGINT, before)
        if handler.interrupted.is_set():  # it came after the loop's last check
            raise KeyboardInterrupt("stopped at the end of the training run")
