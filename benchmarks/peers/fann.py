"""Hold the C core against libfann; `make bench-peers` runs this and writes RESULTS-PEERS.md."""

import os
import shlex
import statistics
import subprocess
import sys
import timeit
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.report import digits, machine_table, publish, table
from benchmarks.work import WORKS
from numpy.typing import NDArray
from rich.table import Table

from refnet import core

SOURCE = Path(__file__).with_name("fann_two_layer.c")
PROGRAM = Path("build/fann_two_layer")
RESULTS = Path(__file__).parents[1] / "RESULTS-PEERS.md"

TURNS = 5  # in each, all have their rounds, one after another
ROUNDS = 50

WORK = WORKS["two_layer"]
ITERATIONS = WORK["units"]
CHECKED = 100  # iterations after which the results are compared
INPUTS, TARGETS, WEIGHTS1, WEIGHTS2 = (
    np.array(WORK[name], dtype=float) for name in ("inputs", "targets", "weights1", "weights2")
)
BIASES = np.zeros(4), np.zeros(1)

Outputs = NDArray[np.float64]
Training = tuple[list[float], Outputs]

HEAD = f"""
# The C core against libfann

`make bench-peers` writes this file, where libfann is installed. It compares the training of a
3-4-1 network of sigmoids on four examples, in float64, from the same weights: {ITERATIONS:,}
iterations a round. An iteration shows each of the four examples once.

- `fann_train` is called for each of the four examples, and learns after each.
- `fann_train_epoch` with FANN_TRAIN_BATCH learns once from all four, as refnet's `two_layer` does.
- FANN always has biases, so refnet has them in one row too, and goes without them in another.

Steps are equally long: refnet's learning rate is 1 and its gradient has the factor 2 of the squared
error, so FANN's rate is 2; in a batch FANN divides it by the number of examples, so there it is 8.
This run has checked that after {CHECKED} iterations FANN's batch and refnet with biases give the
same outputs to 1e-12. Later they part, because in a derivative FANN takes an output beyond 0.01 or
0.99 for that bound.

Times are medians of {TURNS * ROUNDS} rounds, in {TURNS} turns, one training after another in each;
the spread is the range of the middle half of the rounds, in percent of the median. For refnet a
round is one call from Python; for FANN, as the system has it, it is a loop in C.
"""


def build() -> None:
    """Compile the program that calls libfann; where libfann is missing, end with one line."""
    compiler = shlex.split(os.environ.get("CC", "cc"))
    options = ["-std=c11", "-O2", str(SOURCE), "-o", str(PROGRAM), "-ldoublefann", "-lm"]
    built = subprocess.run([*compiler, *options], capture_output=True, text=True)
    if "doublefann" in built.stderr:
        sys.exit(
            "refnet bench-peers: nothing was compared, because libfann is not installed: "
            "install its library and headers (Debian: libfann-dev)"
        )
    if built.returncode != 0:
        sys.exit(built.stderr)


def train_fann(algorithm: str, learning_rate: float, iterations: int) -> Training:
    """Return the seconds of each round of libfann, and the outputs after it."""
    data = [INPUTS, TARGETS, WEIGHTS1, BIASES[0], WEIGHTS2, BIASES[1], np.array(learning_rate)]
    numbers = " ".join(repr(x) for array in data for x in array.ravel().tolist())
    command = [str(PROGRAM), algorithm, str(iterations), str(ROUNDS)]
    ran = subprocess.run(command, input=numbers, capture_output=True, text=True, check=True)
    printed = [float(line) for line in ran.stdout.split()]
    return printed[:ROUNDS], np.array(printed[ROUNDS:])


def train_refnet(bias1: Any, bias2: Any, iterations: int) -> Training:
    """Return the seconds of each round of the C core, and the outputs after it."""

    def train() -> core.TwoLayerRun:
        layers = INPUTS, TARGETS, WEIGHTS1, WEIGHTS2, bias1, bias2
        return core.two_layer(*layers, 1.0, iterations, [iterations])

    run = train()
    hidden_bias = BIASES[0] if run.bias1 is None else run.bias1[-1]
    output_bias = BIASES[1] if run.bias2 is None else run.bias2[-1]
    hidden = core.layer_outputs(INPUTS, run.weights1[-1], hidden_bias)
    outputs = core.layer_outputs(hidden, run.weights2[-1], output_bias)
    return timeit.repeat(train, number=1, repeat=ROUNDS), outputs.ravel()


TRAININGS: dict[str, Callable[[int], Training]] = {
    "fann_train": lambda iterations: train_fann("incremental", 2.0, iterations),
    "fann_train_epoch": lambda iterations: train_fann("batch", 8.0, iterations),
    "refnet with biases": lambda iterations: train_refnet(*BIASES, iterations),
    "refnet without biases": lambda iterations: train_refnet(None, None, iterations),
}


def times_table(seconds: dict[str, list[float]]) -> Table:
    """Return the time of an iteration, which is all four examples, and the ratio to fann_train."""
    baseline = statistics.median(seconds["fann_train"])
    rows = []
    for name, rounds in seconds.items():
        low, median, high = statistics.quantiles(rounds, method="inclusive")
        nanoseconds, spread = digits(median * 1e9 / ITERATIONS), f"{(high - low) / median:.0%}"
        rows.append([name, nanoseconds, spread, digits(baseline / median)])
    return table(["training", "ns per iteration", "spread", "times fann_train"], rows)


def results_table(results: dict[str, Outputs]) -> Table:
    """Return the loss and the outputs to which each training came."""
    rows = []
    for name, outputs in results.items():
        loss = np.sum((TARGETS.ravel() - outputs) ** 2)
        rows.append([name, f"{loss:.5f}", *(f"{output:.4f}" for output in outputs)])
    targets = [f"output for {target:g}" for target in TARGETS.ravel()]
    return table(["training", "loss", *targets], rows)


def fann_version() -> str:
    """Return what pkg-config says; FANN's headers do not say it."""
    try:
        command = ["pkg-config", "--modversion", "fann"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def main() -> None:
    build()
    _, fann_outputs = TRAININGS["fann_train_epoch"](CHECKED)
    _, refnet_outputs = TRAININGS["refnet with biases"](CHECKED)
    np.testing.assert_allclose(fann_outputs, refnet_outputs, rtol=1e-12)
    seconds: dict[str, list[float]] = {name: [] for name in TRAININGS}
    results: dict[str, Outputs] = {}
    for _ in range(TURNS):
        for name, train in TRAININGS.items():
            measured, results[name] = train(ITERATIONS)
            seconds[name] += measured
    tables = {
        WORK["title"]: times_table(seconds),
        f"After {ITERATIONS:,} iterations": results_table(results),
        "Machine": machine_table({"libfann": fann_version()}),
    }
    publish(RESULTS, HEAD, tables)


if __name__ == "__main__":
    main()
