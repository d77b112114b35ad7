"""Functions called in several threads at the same time."""

import threading
from collections.abc import Callable
from typing import Any


def in_threads(calls: list[Callable[[], Any]]) -> list[Any]:
    """Return the results of the calls, made at the same time, each in its own thread."""
    results: list[Any] = [None] * len(calls)
    together = threading.Barrier(len(calls))

    def run(i: int) -> None:
        together.wait()
        try:
            results[i] = calls[i]()
        except BaseException as error:
            results[i] = error

    threads = [threading.Thread(target=run, args=(i,)) for i in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
