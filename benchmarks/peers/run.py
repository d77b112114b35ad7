"""Measure refnet and its peers on the same workloads, in rounds: `make bench-peers`.

Everything is measured twice: on one core with one thread, and with a thread for each core. Each
peer is a program of its own (see worker.py), which measures itself and is stopped while others run,
so that its threads do not take their time. The measurements go to build/peers/measured.json;
page.py writes them into RESULTS.md. `python -m benchmarks.peers.run --only predict --rounds 2` only
shows what it measures.

Exit status: 0, or 1 if implementations that do the same work have different results.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

from benchmarks.peers import page
from benchmarks.peers.environment import BUILD, ENVIRONMENT, ONE_THREAD, WITH_THREADS, make, say
from benchmarks.peers.workloads import (
    CHECKED,
    CONVOLUTION_IMPLEMENTATIONS,
    CONVOLUTIONS,
    DIGITS,
    EARLY,
    GROWTH,
    GROWTH_IMPLEMENTATIONS,
    LATE,
    LATE_IMPLEMENTATIONS,
    MAIN,
    MULTIPLICATIONS,
    Workload,
    implementations_of,
)

import refnet

ROUNDS = 5
ROUNDS_OF_GROWTH = 3
ROUNDS_OF_LATE = 3
ROUNDS_OF_SLOW = 2  # of implementations whose runs take more than a second
SECONDS = 0.04  # the least time for each implementation in a round
MEASURED = BUILD / "measured.json"
MEASURED_PART = BUILD / "measured-part.json"

THREAD_VARIABLES = (
    "MKL_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "REFNET_THREADS",
    "TF_NUM_INTEROP_THREADS",
    "TF_NUM_INTRAOP_THREADS",
)


Plan = list[tuple[Workload, list[str] | None, int]]  # implementations (None: all), and rounds


def plan_of(threads: int, only: Sequence[str], rounds: int | None) -> Plan:
    """Return what to measure.

    only: how the names of the workloads begin, empty for all; rounds: of each workload, None for
    those of a whole run.
    """
    plan: Plan = [
        (workload, implementations_of(workload), ROUNDS) for workload in (*MAIN, *MULTIPLICATIONS)
    ]
    if threads == 1:
        plan += [(workload, LATE_IMPLEMENTATIONS, ROUNDS_OF_LATE) for workload in (EARLY, LATE)]
        plan += [(workload, GROWTH_IMPLEMENTATIONS, ROUNDS_OF_GROWTH) for workload in GROWTH]
        plan += [
            (workload, CONVOLUTION_IMPLEMENTATIONS, ROUNDS_OF_GROWTH) for workload in CONVOLUTIONS
        ]
        plan += [(workload, implementations_of(workload), 1) for workload in CHECKED]
    return [
        (workload, names, rounds or usual)
        for workload, names, usual in plan
        if not only or workload.name.startswith(tuple(only))
    ]


class Worker:
    """A program that measures."""

    def __init__(self, name: str, command: tuple[str, ...], variables: dict[str, str]) -> None:
        """Start the program; ``failure`` says why it could not be started."""
        self.name, self.log = name, BUILD / f"{name}.log"
        self.implementations: list[str] = []
        self.versions: dict[str, str] = {}
        self.failure = ""
        self.process: subprocess.Popen[str] | None = None
        with self.log.open("w", encoding="utf-8") as log:
            try:
                self.process = subprocess.Popen(
                    command,
                    env={**ENVIRONMENT, **variables},
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    text=True,
                )
            except OSError as error:
                self.failure = f"{command[0]}: {error.strerror}"

    def introduce(self) -> None:
        """Read the program's first line: its implementations and versions; then stop it."""
        if self.process is None:
            return
        introduction = self.read()
        if introduction is None:
            self.failure = self.last_error()
            return
        self.implementations = introduction["implementations"]
        self.versions = introduction["versions"]
        self.process.send_signal(signal.SIGSTOP)

    def ask(self, implementation: str, workload: Workload, seconds: float) -> dict[str, Any]:
        """Return the program's answer; ends this program if there is none."""
        request = {
            "implementation": implementation,
            "workload": workload._asdict(),
            "seconds": seconds,
        }
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)
        try:
            print(json.dumps(request), file=self.process.stdin, flush=True)
            answer = self.read()
        except BrokenPipeError:  # it ended after its last answer
            answer = None
        if answer is None:
            failed = f"{implementation} failed in {workload.name}"
            sys.exit(f"{failed}: {self.last_error()} (see {self.log})")
        self.process.send_signal(signal.SIGSTOP)
        return answer

    def read(self) -> dict[str, Any] | None:
        """Return the next line that the program prints, None if it has ended."""
        assert self.process is not None
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        return json.loads(line) if line else None

    def last_error(self) -> str:
        """Return the last line of standard error that names an error, or the last line."""
        lines = self.log.read_text(encoding="utf-8").strip().splitlines()
        errors = [line for line in lines if "Error" in line]
        return (errors or lines or ["it ended without a message"])[-1]

    def end(self) -> None:
        """Close the program's standard input, and wait until it ends."""
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)
            self.process.communicate()


class Workers:
    """All programs, each with the same number of threads."""

    def __init__(self, threads: int) -> None:
        """Start the programs on as many cores as threads."""
        variables = dict.fromkeys(THREAD_VARIABLES, str(threads))
        programs = WITH_THREADS | ONE_THREAD if threads == 1 else WITH_THREADS
        cores = os.sched_getaffinity(0)
        os.sched_setaffinity(0, sorted(cores)[:threads])  # inherited by the programs
        self.workers = [
            Worker(name, command, {**variables, **more})
            for name, (command, more) in programs.items()
        ]
        os.sched_setaffinity(0, cores)
        for worker in self.workers:
            worker.introduce()
        self.by_implementation = {
            name: worker for worker in self.workers for name in worker.implementations
        }

    def measure(self, workload: Workload, names: list[str] | None, rounds: int) -> dict[str, Any]:
        """Return for each implementation the seconds of its runs, and the loss after one."""
        measured: dict[str, Any] = {}
        for name in self.by_implementation:
            if names is not None and name not in names:
                continue
            answer = self.by_implementation[name].ask(name, workload, 0.0)
            if answer:
                last = answer["seconds"][-1]
                measured[name] = {"seconds": [], "loss": answer["loss"], "last": last}
        for number in range(rounds):
            rows = list(measured.items())
            first = number % len(rows)  # each round begins with another implementation
            for name, runs in rows[first:] + rows[:first]:
                if runs["last"] > 1.0 and number >= ROUNDS_OF_SLOW:
                    continue
                seconds = self.by_implementation[name].ask(name, workload, SECONDS)["seconds"]
                runs["seconds"] += seconds
                runs["last"] = seconds[-1]
        return measured

    def end(self) -> None:
        """End all programs."""
        for worker in self.workers:
            worker.end()


def measure_all(threads: int, only: Sequence[str], rounds: int | None) -> dict[str, Any]:
    """Return the measurements of a plan, the versions, and what was left out."""
    say(f"threads: {threads}")
    workers = Workers(threads)
    try:
        return measure_with(workers, plan_of(threads, only, rounds))
    finally:
        workers.end()


def measure_with(workers: Workers, plan: Plan) -> dict[str, Any]:
    """Return what these programs have measured."""
    left_out = {worker.name: worker.failure for worker in workers.workers if worker.failure}
    for name in ("refnet", "NumPy"):
        if name in left_out:
            sys.exit(f"refnet bench-peers: {name} could not be measured: {left_out[name]}")
    workloads = {}
    for workload, names, rounds in plan:
        began = time.perf_counter()
        workloads[workload.name] = workers.measure(workload, names, rounds)
        took = time.perf_counter() - began
        say(f"  {workload.title}: {len(workloads[workload.name])} implementations, {took:.0f} s")
    versions = {key: text for worker in workers.workers for key, text in worker.versions.items()}
    return {"workloads": workloads, "versions": versions, "left_out": left_out}


def write_digits() -> None:
    """Write the training examples of the digits, in refnet's order."""
    (inputs, classes), _ = refnet.datasets.digits.load_data()
    digits = {"inputs": inputs.tolist(), "classes": classes.tolist()}
    DIGITS.write_text(json.dumps(digits), encoding="utf-8")


def main() -> None:
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=layout)
    parser.add_argument(
        "--only", metavar="NAME", nargs="+", default=[], help="workloads whose names begin so"
    )
    parser.add_argument("--rounds", metavar="N", type=int, help="rounds of each workload")
    options = parser.parse_args()
    missing = make()
    write_digits()
    counts = sorted({1, len(os.sched_getaffinity(0))})
    measured = {
        str(threads): measure_all(threads, options.only, options.rounds) for threads in counts
    }
    left_out = missing | {
        name: failure
        for name, failure in measured["1"]["left_out"].items()
        if not name.startswith(tuple(missing))  # not installed: that is the reason to report
    }
    content = {"threads": measured, "left_out": left_out}
    is_whole = not options.only and options.rounds is None
    path = MEASURED if is_whole else MEASURED_PART
    path.write_text(json.dumps(content), encoding="utf-8")
    page.main(path, is_whole)


if __name__ == "__main__":
    main()
