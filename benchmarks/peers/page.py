"""What run.py measured, as a part of RESULTS.md, after a check that all did the same work.

`python -m benchmarks.peers.page` makes it again from build/peers/measured.json.
"""

import json
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.peers.environment import BUILD, PYTHON, run, say
from benchmarks.peers.works import (
    CHECKED,
    GROWTH,
    MAIN,
    MULTIPLICATIONS,
    PRODUCTS,
    TWO_LAYER,
    Work,
)
from benchmarks.report import digits, machine_table, publish, table
from rich.table import Table

PLOT = Path("benchmarks/growth.svg")

FLOAT32, FLOAT64, TWO_LAYER_CORE = "refnet, float32", "refnet, float64", "refnet, two_layer"
BASELINE = "NumPy, float64"
PEAK = "multiply-add peak"
FANN = "libfann, batch"
PYTORCH = ("PyTorch", "PyTorch, TorchScript")
JAX = ("JAX", "JAX, all steps in one call")
KERAS = ("Keras on JAX", "Keras on TensorFlow")

# How far a loss may be from that of float64, relative to it.
TOLERANCES = {"float32": 1e-3, "float64": 1e-9}
IN_FLOAT64 = (
    FLOAT64,
    TWO_LAYER_CORE,
    BASELINE,
    FANN,
    "JavaScript port",
    "Go port",
    "go-deep, batch",
)

# What does not do the same work, and why: in the works named, or in all.
NOT_THE_SAME: dict[str, tuple[tuple[str, ...], str]] = {
    FANN: (("two_layer",), "its derivatives keep away from 0"),
    "libfann, example by example": ((), "learns after each example"),
    "brain.js": ((), "learns after each example; first weights and last activation of its own"),
    "synaptic": ((), "learns after each example, by gradient descent; first weights of its own"),
    "go-deep, batch": (("digits",), "its Adam counts epochs, not steps; shuffles"),
    "go-deep, example by example": ((), "learns after each example; shuffles"),
}

HEAD = """
## refnet beside other libraries

`make bench-peers` writes this part. Every library does the same work, from the same first weights,
on the same examples in the same order, each in the way that its documentation recommends for speed:
see the in_*.py in [peers](peers). One run has measured all of them in rounds, in each of which they
came one after another: once all on one core, with one thread each, and once with the threads of all
cores. What has but one thread was left out of the second.

- A training begins with the first weights, which are put there outside of the time. refnet, Keras
  and scikit-learn are called once for it. PyTorch and JAX have a call for each step, and JAX a
  second row, where all steps are one compiled call. Adam's epsilon is 1e-12 for all, because
  PyTorch takes a larger one than the others in the first steps.
- Examples are arrays of the library's own before the time begins, and so are the batches of PyTorch
  and JAX. PyTorch, JAX, Keras and scikit-learn calculate in float32; libfann, the ports and the
  libraries in JavaScript and Go in float64.
- The loss is that of the examples after the training, which NumPy calculates from the weights; in a
  prediction it is that of the outputs. The run has checked that losses of float64 are NumPy's to
  1e-9, and those of float32 to 1e-3. Where a row does not do the same work, its last column says
  why. libfann was checked after 100 iterations, before an output of it comes near 0 or 1.
- Times are medians; the spread is the range of the middle half of a row's runs, in percent of the
  median. "times" is how often refnet does the work in float32 while the row does it once.
- A target is held against the fastest of the rows that it means.
- The multiply-add peak is a loop of fused multiply-adds in registers, which touches no memory.
- Keras is there with two of its backends. `torch.compile` made neither PyTorch's training nor its
  prediction of one sample faster, so it has no row; in predictions TorchScript has one.
- While one is measured, the programs of the others are stopped. Only other work on the machine, or
  beside it where it is a virtual one, can take its time: the spreads must be small.
"""

Runs = dict[str, dict[str, Any]]  # by implementation: "seconds" of each run, and the "loss"


class Target(NamedTuple):
    """What refnet shall reach in a work: so many times the speed of the fastest of some others."""

    words: str
    work: str
    mine: str
    least: float
    others: Sequence[str]


TARGETS = [
    Target("(a) batch 1, float32: PyTorch or JAX", "batch-1", FLOAT32, 5, PYTORCH + JAX),
    Target("(a) batch 32, float32: PyTorch or JAX", "batch-32", FLOAT32, 4, PYTORCH + JAX),
    Target("(a) batch 32, float32: Keras", "batch-32", FLOAT32, 8, KERAS),
    Target("(a) batch 32, float64: their float32", "batch-32", FLOAT64, 2, PYTORCH + JAX),
    Target("(a) batch 32, float64: Keras's float32", "batch-32", FLOAT64, 2, KERAS),
    Target("(a) batch 512, float32: PyTorch or JAX", "batch-512", FLOAT32, 2, PYTORCH + JAX),
    Target(
        "(c) two_layer: libfann",
        "two_layer",
        TWO_LAYER_CORE,
        1.5,
        (FANN, "libfann, example by example"),
    ),
    Target("(c) two_layer: NumPy", "two_layer", TWO_LAYER_CORE, 40, (BASELINE, "NumPy, float32")),
    Target("(c) two_layer: PyTorch", "two_layer", TWO_LAYER_CORE, 300, PYTORCH),
    Target("(c) two_layer: JAX, a call a step", "two_layer", TWO_LAYER_CORE, 300, JAX[:1]),
    Target("(c) two_layer: JAX, one call", "two_layer", TWO_LAYER_CORE, 300, JAX[1:]),
    Target(
        "(d) one sample: the fastest call",
        "predict-1",
        FLOAT32,
        10,
        (*PYTORCH, *JAX, *KERAS, "scikit-learn"),
    ),
]
LARGE = [n for n in PRODUCTS if n >= 512]
LEAST_OF_PEAK = 0.85
LEAST_OF_A_THREAD = 0.9  # of the speed of one, for each of several


class Measured:
    """All that run.py measured."""

    def __init__(self, content: dict[str, Any]) -> None:
        """Take what measured.json has."""
        self.threads = sorted(int(threads) for threads in content["threads"])
        self.works: dict[int, dict[str, Runs]] = {
            threads: content["threads"][str(threads)]["works"] for threads in self.threads
        }
        self.versions: dict[str, str] = content["threads"]["1"]["versions"]
        self.left_out: dict[str, str] = content["left_out"]

    def seconds(self, threads: int, work: str, implementation: str) -> float | None:
        """Return the median of a run, None where it was not measured."""
        of_it = self.works[threads].get(work, {}).get(implementation)
        return statistics.median(of_it["seconds"]) if of_it else None

    def fastest(self, threads: int, work: str, names: Sequence[str]) -> tuple[float, str] | None:
        """Return the shortest median of some implementations, and whose it is."""
        found = [(self.seconds(threads, work, name), name) for name in names]
        return min(
            [(seconds, name) for seconds, name in found if seconds is not None], default=None
        )


def differences(measured: Measured) -> list[str]:
    """Return a line for each loss that is not what it must be."""
    lines = []
    for threads, works in measured.works.items():
        for work in (*MAIN, *GROWTH, *MULTIPLICATIONS, *CHECKED):
            runs = works.get(work.name, {})
            baselines = (BASELINE, FLOAT64, "NumPy, float32")  # the first that does the work
            baseline = next((name for name in baselines if name in runs), "")
            for name, of_it in runs.items():
                if name == PEAK or remark(name, work):
                    continue
                expected, loss = runs[baseline]["loss"], of_it["loss"]
                tolerance = TOLERANCES["float64" if name in IN_FLOAT64 else "float32"]
                if loss is None or not abs(loss - expected) <= tolerance * abs(expected):
                    lines.append(
                        f"{work.title}, threads: {threads}: {name} has the loss {loss}, and not "
                        f"{expected}, as {baseline}, to {tolerance:g} of it"
                    )
    return lines


def remark(name: str, work: Work) -> str:
    """Return why an implementation does not do the same work, or nothing."""
    works, words = NOT_THE_SAME.get(name, ((), ""))
    return words if not works or work.name in works else ""


def work_table(measured: Measured, work: Work) -> Table:
    """Return a work's implementations, the slowest first, with one thread and with several."""
    scale, unit = (1e9, "ns") if work is TWO_LAYER else (1e6, "µs")
    headings = ["implementation"]
    for threads in measured.threads:
        headings += [f"{thread_words(threads)}: {unit} per {work.unit}", "spread", "times"]
    rows = []
    slowest_first = sorted(
        measured.works[1][work.name], key=lambda name: -(measured.seconds(1, work.name, name) or 0)
    )
    for name in slowest_first:
        cells = [name]
        for threads in measured.threads:
            median = measured.seconds(threads, work.name, name)
            mine = measured.seconds(threads, work.name, FLOAT32)
            if median is None or mine is None:
                cells += ["", "", ""]
                continue
            spread = spread_of(measured.works[threads][work.name][name]["seconds"])
            cells += [digits(median / work.units * scale), spread, digits(median / mine)]
        loss = measured.works[1][work.name][name]["loss"]
        rows.append([*cells, "" if loss is None else f"{loss:.6f}", remark(name, work)])
    shown = table([*headings, "loss", "not the same work"], rows)
    shown.columns[-1].justify = "left"
    return shown


def spread_of(seconds: list[float]) -> str:
    """Return the range of the middle half of some times, in percent of their median."""
    if len(seconds) < 2:
        return ""
    low, median, high = statistics.quantiles(seconds, method="inclusive")
    return f"{(high - low) / median:.0%}"


def product_table(measured: Measured, dtype: str) -> Table:
    """Return GFLOP/s of the products of a type."""
    mine, blas = f"refnet, {dtype}", f"NumPy, {dtype}"
    headings = ["size", "multiply-add peak", "refnet", "of the peak", "NumPy", "times NumPy"]
    several = measured.threads[-1]
    if several > 1:
        words = thread_words(several)
        headings += [f"refnet, {words}", "times 1 thread", f"NumPy, {words}"]
    rows = []
    for n in PRODUCTS:
        work = f"multiply-{n}-{dtype}"

        def speed(threads: int, name: str, n: int = n, work: str = work) -> float | None:
            seconds = measured.seconds(threads, work, name)
            return None if seconds is None else 2e-9 * n**3 / seconds

        peak, one, numpy = (speed(1, name) for name in (PEAK, mine, blas))
        cells = [figure(peak), figure(one), percent(one, peak), figure(numpy), ratio(one, numpy)]
        if several > 1:
            both = speed(several, mine)
            cells += [figure(both), ratio(both, one), figure(speed(several, blas))]
        rows.append([f"{n:,}", *cells])
    return table(headings, rows)


def figure(number: float | None) -> str:
    return "" if number is None else digits(number)


def ratio(number: float | None, other: float | None) -> str:
    return "" if number is None or other is None else digits(number / other)


def percent(number: float | None, other: float | None) -> str:
    return "" if number is None or other is None else f"{number / other:.0%}"


def target_table(measured: Measured) -> Table:
    """Return for each target what was measured, with one thread and with several."""
    headings = ["refnet in", "at least"]
    for threads in measured.threads:
        headings += [thread_words(threads), "beside", "met"]
    rows = []
    for target in TARGETS:
        cells = [target.words, f"{target.least:g} times"]
        for threads in measured.threads:
            mine = measured.seconds(threads, target.work, target.mine)
            other = measured.fastest(threads, target.work, target.others)
            if mine is None or other is None:
                cells += ["", "", ""]
            else:
                seconds, name = other
                cells += [digits(seconds / mine), name, met(seconds / mine, target.least)]
        rows.append(cells)
    for dtype in ("float32", "float64"):
        rows += product_targets(measured, dtype)
    shown = table(headings, rows)
    for column in shown.columns[3::3]:
        column.justify = "left"
    return shown


def product_targets(measured: Measured, dtype: str) -> list[list[str]]:
    """Return the rows about the products of a type: the least that a large one reached."""
    name, several = f"refnet, {dtype}", measured.threads[-1]
    of_peak, of_one = [], []
    for n in LARGE:
        work = f"multiply-{n}-{dtype}"
        one, peak = measured.seconds(1, work, name), measured.seconds(1, work, PEAK)
        all_threads = measured.seconds(several, work, name)
        if one and peak:
            of_peak.append(peak / one)
        if one and all_threads and several > 1:
            of_one.append(one / all_threads)
    words = f"(e) {LARGE[0]} and above, {dtype}"
    rows = []
    if of_peak:
        cells = [f"{min(of_peak):.0%}", PEAK, met(min(of_peak), LEAST_OF_PEAK)]
        rest = [""] * (3 * len(measured.threads) - 3)
        rows.append([words, f"{LEAST_OF_PEAK:.0%}", *cells, *rest])
    if of_one:
        wanted = LEAST_OF_A_THREAD * several
        cells = [digits(min(of_one)), f"{name}, 1 thread", met(min(of_one), wanted)]
        rows.append([words, f"{wanted:g} times", "", "", "", *cells])
    return rows


def thread_words(threads: int) -> str:
    return f"{threads} thread{'s' * (threads > 1)}"


def met(reached: float, wanted: float) -> str:
    return "yes" if reached >= wanted else "no"


def draw(measured: Path) -> str:
    """Draw the plot, in the environment that has matplotlib; return what the page has of it."""
    if not run([str(PYTHON), "-m", "benchmarks.peers.plot", str(measured), str(PLOT)]):
        return "There is no plot, because matplotlib could not be had."
    return (
        "One thread; the axes are logarithmic. Batch and samples: 784-128-10; width: 784-width-10; "
        "depth: so many layers of 64 between 64 inputs and 10 outputs.\n"
        f"\n![Time by batch, width, depth and samples]({PLOT.name})"
    )


def main(path: Path) -> None:
    """Write the page; end with an error where the losses differ."""
    measured = Measured(json.loads(path.read_text(encoding="utf-8")))
    lines = differences(measured)
    if lines:
        sys.exit("\n".join(["refnet bench-peers: not the same work:", *lines]))
    sections: dict[str, Table | str] = {"Targets against other libraries": target_table(measured)}
    for work in MAIN:
        sections[work.title] = work_table(measured, work)
    for dtype in ("float32", "float64"):
        sections[f"(e) product of two square matrices, {dtype}, GFLOP/s"] = product_table(
            measured, dtype
        )
    sections["How the time grows"] = draw(path)
    lines = [f"{name}: {why_not}" for name, why_not in measured.left_out.items()]
    if lines:
        sections["Left out"] = "\n".join(f"- {line}" for line in lines)
    sections["Machine and versions"] = machine_table(measured.versions)
    publish("make bench-peers", HEAD, sections)
    for line in lines:
        say(f"left out: {line}")


if __name__ == "__main__":
    main(BUILD / "measured.json")
