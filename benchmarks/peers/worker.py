"""Measure one peer: `python -m benchmarks.peers.worker MODULE`, as run.py starts it.

A worker is a program that first prints a line of JSON with its implementations and versions. It
then answers each request, a line {"implementation", "workload", "seconds"}, by measuring for at
least that long and printing {"seconds": the time of each run}, or {} if the implementation does not
run the workload. The first request for a workload prepares it and runs it once; its answer also has
the "loss".

The module, one of in_*.py, has IMPLEMENTATIONS, ``versions()`` and ``prepare()``, which returns the
Task for an implementation's name and a workload.
"""

import gc
import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from benchmarks.peers.workloads import Workload, loss_of


class Task(NamedTuple):
    """A prepared workload: run is timed, after a reset; result returns what the last run left."""

    run: Callable[[], object]
    result: Callable[[], Any]  # for workloads.loss_of, None if there is none
    reset: Callable[[], object] = lambda: None


def prediction(call: Callable[[], Any], calls: int, to_array: Callable[[Any], Any]) -> Task:
    """Return the task of calling a prediction this many times."""
    outputs: list[Any] = [None]

    def run() -> None:
        for _ in range(calls):
            outputs[0] = call()

    return Task(run, lambda: to_array(outputs[0]))


def training(
    workload: Workload,
    train: Callable[[int], object],
    result: Callable[[], Any],
    reset: Callable[[], object],
) -> Task:
    """Return the task of training; train takes the number of epochs."""

    def start() -> None:
        reset()
        if workload.epochs_before > 0:
            train(workload.epochs_before)

    return Task(lambda: train(workload.epochs), result, start)


def measure(task: Task, seconds: float) -> list[float]:
    """Return the seconds of each run; the first one counts only if it is the only one."""
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
    os.dup2(2, 1)  # keep what a library prints out of the answers

    def answer(content: dict[str, Any]) -> None:
        print(json.dumps(content), file=answers, flush=True)

    peer = importlib.import_module(f"benchmarks.peers.in_{name}")
    answer({"implementations": peer.IMPLEMENTATIONS, "versions": peer.versions()})
    tasks: dict[tuple[str, str], Task | None] = {}
    for line in sys.stdin:
        request = json.loads(line)
        workload = Workload(**request["workload"])
        key = request["implementation"], workload.name
        if key not in tasks:
            tasks[key] = task = peer.prepare(request["implementation"], workload)
            if task is None:
                answer({})
                continue
            seconds = measure(task, 0.0)
            result = task.result()
            loss = None if result is None else loss_of(workload, result)
            answer({"seconds": seconds, "loss": loss})
        elif (task := tasks[key]) is not None:
            answer({"seconds": measure(task, request["seconds"])})


if __name__ == "__main__":
    main(sys.argv[1])
