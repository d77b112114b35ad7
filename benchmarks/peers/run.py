"""Let refnet and its peers do the same works, one after another, in rounds: `make bench-peers`.

Twice, with one thread on one core and with the threads of all cores. Each peer is a program of its
own, see worker.py, which measures itself and is stopped while others work, so that none of its
threads takes their time. What they measured goes to
build/peers/measured.json, of which page.py makes a part of RESULTS.md.

Exit status: 0, or 1 where two that do the same work come to different results.
"""

import json
import os
import signal
import subprocess
import sys
import time
from typing import Any

from benchmarks.peers import page
from benchmarks.peers.environment import BUILD, ENVIRONMENT, ONE_THREAD, WITH_THREADS, make, say
from benchmarks.peers.works import (
    CHECKED,
    DIGITS,
    GROWTH,
    GROWTH_IMPLEMENTATIONS,
    MAIN,
    MULTIPLICATIONS,
    Work,
)

import refnet

ROUNDS = 9
ROUNDS_OF_GROWTH = 5
ROUNDS_OF_SLOW = 2  # where a run takes more than a second
SECONDS = 0.04  # each has at least, in a round
MEASURED = BUILD / "measured.json"

THREAD_VARIABLES = (
    "MKL_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "REFNET_THREADS",
    "TF_NUM_INTEROP_THREADS",
    "TF_NUM_INTRAOP_THREADS",
)


class Worker:
    """A program that measures."""

    def __init__(self, name: str, command: tuple[str, ...], variables: dict[str, str]) -> None:
        """Start it; ``why_not`` says why it has not started."""
        self.name, self.log = name, BUILD / f"{name}.log"
        self.implementations: list[str] = []
        self.versions: dict[str, str] = {}
        self.why_not = ""
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
                self.why_not = f"{command[0]}: {error.strerror}"

    def begin(self) -> None:
        """Read what it says of itself."""
        if self.process is None:
            return
        said = self.read()
        if said is None:
            self.why_not = self.last_words()
            return
        self.implementations, self.versions = said["implementations"], said["versions"]
        self.process.send_signal(signal.SIGSTOP)

    def ask(self, implementation: str, work: Work, seconds: float) -> dict[str, Any]:
        """Return its answer; ends the program where it has none."""
        request = {"implementation": implementation, "work": work._asdict(), "seconds": seconds}
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)
        print(json.dumps(request), file=self.process.stdin, flush=True)
        answer = self.read()
        if answer is None:
            sys.exit(f"{implementation} broke off in {work.name}: {self.last_words()}; {self.log}")
        self.process.send_signal(signal.SIGSTOP)
        return answer

    def read(self) -> dict[str, Any] | None:
        """Return the next line that it prints, None where it has ended."""
        assert self.process is not None
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        return json.loads(line) if line else None

    def last_words(self) -> str:
        """Return the line of its standard error that says most."""
        written = self.log.read_text(encoding="utf-8").strip().splitlines()
        errors = [line for line in written if "Error" in line]
        return (errors or written or ["it ended without a word"])[-1]

    def end(self) -> None:
        """Let it end."""
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)
            self.process.communicate()


class Workers:
    """All programs, each with so many threads."""

    def __init__(self, threads: int) -> None:
        """Start them; with one thread, all on one core."""
        variables = dict.fromkeys(THREAD_VARIABLES, str(threads))
        programs = WITH_THREADS | ONE_THREAD if threads == 1 else WITH_THREADS
        cores = os.sched_getaffinity(0)
        os.sched_setaffinity(0, sorted(cores)[:threads])  # the programs inherit it
        self.workers = [
            Worker(name, command, {**variables, **more})
            for name, (command, more) in programs.items()
        ]
        os.sched_setaffinity(0, cores)
        for worker in self.workers:
            worker.begin()
        self.by_implementation = {
            name: worker for worker in self.workers for name in worker.implementations
        }

    def measure(self, work: Work, names: list[str], rounds: int) -> dict[str, Any]:
        """Return for each implementation the seconds of its runs, and the loss after one."""
        found: dict[str, Any] = {}
        for name in names:
            answer = self.by_implementation[name].ask(name, work, 0.0)
            if answer:
                found[name] = {"seconds": [], "loss": answer["loss"], "last": answer["seconds"][-1]}
        for turn in range(rounds):
            rows = list(found.items())
            first = turn % len(rows)  # each round begins with another one
            for name, of_it in rows[first:] + rows[:first]:
                if of_it["last"] > 1.0 and turn >= ROUNDS_OF_SLOW:
                    continue
                seconds = self.by_implementation[name].ask(name, work, SECONDS)["seconds"]
                of_it["seconds"] += seconds
                of_it["last"] = seconds[-1]
        return found

    def end(self) -> None:
        """Let all of them end."""
        for worker in self.workers:
            worker.end()


def measure_all(threads: int) -> dict[str, Any]:
    """Return what was measured of all works, and who measured."""
    say(f"threads: {threads}")
    workers = Workers(threads)
    try:
        return measure_with(workers, threads)
    finally:
        workers.end()


def measure_with(workers: Workers, threads: int) -> dict[str, Any]:
    """Return what these programs have measured with so many threads."""
    left_out = {worker.name: worker.why_not for worker in workers.workers if worker.why_not}
    for name in ("refnet", "NumPy"):
        if name in left_out:
            sys.exit(f"refnet bench-peers: {name} could not be measured: {left_out[name]}")
    every = list(workers.by_implementation)
    growing = [name for name in GROWTH_IMPLEMENTATIONS if name in every]
    plan = [(work, every, ROUNDS) for work in (*MAIN, *MULTIPLICATIONS)]
    if threads == 1:
        plan += [(work, growing, ROUNDS_OF_GROWTH) for work in GROWTH]
        plan += [(work, every, 1) for work in CHECKED]
    works = {}
    for work, names, rounds in plan:
        began = time.perf_counter()
        works[work.name] = workers.measure(work, names, rounds)
        took = time.perf_counter() - began
        say(f"  {work.title}: {len(works[work.name])} implementations, {took:.0f} s")
    versions = {key: text for each in workers.workers for key, text in each.versions.items()}
    return {"works": works, "versions": versions, "left_out": left_out}


def write_digits() -> None:
    """Write the training part of the digits, in the order that refnet has them."""
    (inputs, classes), _ = refnet.datasets.digits()
    digits = {"inputs": inputs.tolist(), "classes": classes.tolist()}
    DIGITS.write_text(json.dumps(digits), encoding="utf-8")


def main() -> None:
    missing = make()
    write_digits()
    counts = sorted({1, len(os.sched_getaffinity(0))})
    measured = {str(threads): measure_all(threads) for threads in counts}
    left_out = missing | {
        name: why_not
        for name, why_not in measured["1"]["left_out"].items()
        if not name.startswith(tuple(missing))  # what is not there cannot start
    }
    content = {"threads": measured, "left_out": left_out}
    MEASURED.write_text(json.dumps(content), encoding="utf-8")
    page.main(MEASURED)


if __name__ == "__main__":
    main()
