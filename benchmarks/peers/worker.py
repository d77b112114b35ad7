"""Measure one peer: `python -m benchmarks.peers.worker MODULE`, as run.py starts it.

A worker is a program that first prints a line of JSON with its implementations and versions, and
then answers each line of JSON with one: {"implementation", "work", "seconds"}, which is how long it
shall measure, with {"seconds": those of each run}, or with {} where the implementation does not do
that work. The first answer about a work is about the run that got everything ready, and has its
"loss", too.

The module, one of in_*.py, has IMPLEMENTATIONS, ``versions()`` and ``prepare()``, which makes a
Task of an implementation's name and a work.
"""

import gc
import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from benchmarks.peers.works import Work, loss_of


class Task(NamedTuple):
    """A work that is ready: run is what is measured, after a reset, and result what it left."""

    run: Callable[[], object]
    result: Callable[[], Any]  # as works.loss_of takes it
    reset: Callable[[], object] = lambda: None


def prediction(call: Callable[[], Any], calls: int, to_array: Callable[[Any], Any]) -> Task:
    """Return the task of calling a prediction so many times."""
    outputs: list[Any] = [None]

    def run() -> None:
        for _ in range(calls):
            outputs[0] = call()

    return Task(run, lambda: to_array(outputs[0]))


def measure(task: Task, seconds: float) -> list[float]:
    """Return the seconds of each run; the first one counts only where there is no other."""
    measured: list[float] = []
    began = time.perf_counter()
    while True:
        task.reset()
        gc.disable()
        start = time.perf_counter()
        task.run()
        stop = time.perf_counter()
        gc.enable()
        measured.append(stop - start)
        if stop - began >= seconds:
            return measured[1:] or measured


def main(name: str) -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever a library prints is no answer

    def answer(content: dict[str, Any]) -> None:
        print(json.dumps(content), file=answers, flush=True)

    peer = importlib.import_module(f"benchmarks.peers.in_{name}")
    answer({"implementations": peer.IMPLEMENTATIONS, "versions": peer.versions()})
    tasks: dict[tuple[str, str], Task | None] = {}
    for line in sys.stdin:
        request = json.loads(line)
        work = Work(**request["work"])
        key = request["implementation"], work.name
        if key not in tasks:
            tasks[key] = task = peer.prepare(request["implementation"], work)
            if task is None:
                answer({})
                continue
            seconds = measure(task, 0.0)
            answer({"seconds": seconds, "loss": loss_of(work, task.result())})
        elif (task := tasks[key]) is not None:
            answer({"seconds": measure(task, request["seconds"])})


if __name__ == "__main__":
    main(sys.argv[1])
