"""Check that all peers did the same work, and write what run.py measured into RESULTS.md.

`python -m benchmarks.peers.page` does so with an earlier run's build/peers/measured.json.
"""

import json
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.peers.environment import BUILD, PYTHON, run, say
from benchmarks.peers.recurrent import GATES
from benchmarks.peers.workloads import (
    BATCHES,
    CHECKED,
    CONVOLUTIONS,
    EARLY,
    GROWTH,
    LATE,
    LENET,
    LENET_TRAINING,
    MAIN,
    MULTIPLICATIONS,
    PRODUCTS,
    RECURRENT,
    RECURRENT_TRAINING,
    TWO_LAYER,
    Workload,
)
from benchmarks.report import digits, machine_table, processor, publish, show, table
from rich.table import Table

PLOTS = Path("benchmarks")

FLOAT32, FLOAT64, TWO_LAYER_CORE = "refnet, float32", "refnet, float64", "refnet, two_layer"
BASELINE = "NumPy, float64"
BASELINES = (BASELINE, FLOAT64, "NumPy, float32", "PyTorch", "JAX")  # the first that is there
FUSED_PEAK, SEPARATE_PEAK = PEAKS = ("fused peak", "separate peak")
PEAK_OF = {"float32": FUSED_PEAK, "float64": SEPARATE_PEAK}
FANN = "libfann, batch"
NUMPY = (BASELINE, "NumPy, float32")
PYTORCH = (
    "PyTorch",
    "PyTorch, denormals flushed",
    "PyTorch, TorchScript",
    "PyTorch, compiled",
)
JAX = ("JAX", "JAX, all steps in one call", "JAX, patches")
TINY_DNN = "tiny-dnn"
KERAS = ("Keras on JAX", "Keras on TensorFlow")
TRAINERS = (*JAX, *PYTORCH, *KERAS, *NUMPY)
PREDICTORS = (*TRAINERS, "scikit-learn", "ONNX Runtime", "OpenVINO", TINY_DNN)

IN_FLOAT64 = (
    FLOAT64,
    TWO_LAYER_CORE,
    BASELINE,
    FANN,
    "JavaScript port",
    "Go port",
    "go-deep, batch",
)

# How an implementation's work differs from the others': in the workloads named, () for all.
DIFFERENCES: dict[str, tuple[tuple[str, ...], str]] = {
    FANN: (("two_layer",), "keeps its derivatives away from 0"),
    "libfann, example by example": ((), "a step after each example"),
    "brain.js": ((), "a step after each example; its own first weights and last activation"),
    "synaptic": ((), "a step of gradient descent after each example; its own first weights"),
    "go-deep, batch": (("digits",), "its Adam counts epochs, not steps; it shuffles"),
    "go-deep, example by example": ((), "a step after each example; it shuffles"),
}

HEAD = """
## refnet and other libraries

`make bench-peers` writes this part. Every library runs the same workloads with the same first
weights and the same examples in the same order, written as its documentation recommends for speed:
see the in_*.py in [peers](peers). One run measures all of them, in rounds in which each takes its
turn: first on one core with one thread each, then with a thread for each core. Implementations
that have only one thread are left out of the second part.

- A training run starts from the first weights; setting them is not timed, and neither are the 4,000
  steps before the late ones. refnet, Keras and scikit-learn are called once for a run. PyTorch and
  JAX are called for each step; a second row of JAX has all steps in one compiled call. Adam's
  epsilon is 1e-12 everywhere, because PyTorch scales it in the first steps and the others do not.
- Before a run is timed, the examples are arrays of the library's own type, and those of PyTorch and
  JAX are cut into batches. libfann, the ports and the libraries in JavaScript and Go calculate in
  float64, the others in float32 if their row does not say otherwise. ONNX Runtime and OpenVINO only
  predict; their arrays are bound before the calls.
- The loss is calculated over all examples after a training run, or from the outputs of a
  prediction. The run checks that losses of float64 agree with NumPy's to 1e-9, those of float32 to
  1e-3 after a training run and to 1e-6 for predictions, which excludes bfloat16. If the work of an
  implementation differs, the last column says how. libfann is checked after 100 iterations, before
  any of its outputs comes near 0 or 1, and the training of LeNet-5 and of recurrent networks after
  100, 30 and 20 steps: later, differences of rounding have grown.
- LeNet-5 is the one of today's tutorials: Conv2D(6, 5, "same"), AveragePooling2D(2), Conv2D(16, 5),
  AveragePooling2D(2), Dense(120), Dense(84), Dense(10), with relu and a softmax: 61,706 parameters.
  Its images are the digits, enlarged to 28 x 28. Libraries whose images have their channels first
  get reordered weights. "JAX, patches" has all steps in one call, and its convolutions as matrix
  products, because XLA's are slow in a loop. "PyTorch, compiled" is `torch.compile`; PyTorch
  predicts 100 images at a time, which is faster. tiny-dnn runs in one thread; its own Adam is
  replaced by one that does the same as the others'.
- The recurrent networks, LSTM(128) or GRU(128) and Dense(10), read the same images as sequences of
  28 rows; the outputs of the last row go to the dense layer. The reset gate of the GRU is behind
  the product with the recurrent kernel, as in Keras and PyTorch. Of PyTorch's two biases of an LSTM
  one stays 0, as the others have only one. ONNX gets the steps first. JAX trains and predicts with
  `lax.scan`.
- The GFLOP/s of LeNet-5 and of the recurrent networks count the multiply-adds of all kernels,
  forward, for the gradients of the weights and for those of the inputs, except the network's own
  inputs.
- Times are medians; the spread is the interquartile range in percent of the median. "times" is the
  time of a row as a multiple of refnet's in float32.
- A target is compared with the fastest of the rows that it names.
- The peaks are loops in registers, without access to memory: the fused peak of multiply-adds that
  round once, the separate peak of multiplications and additions that each round. float32 is
  compared with the fused peak, float64 with the separate one.
- "PyTorch, denormals flushed" trains with `torch.set_flush_denormal(True)`. Momentums of units that
  no longer learn become subnormal after some 800 steps, and many processors are slow with subnormal
  numbers; JAX and TensorFlow flush them to zero.
- Keras runs on two of its backends. `torch.compile` made neither PyTorch's training nor its
  prediction of one sample faster in the dense networks, so it has no row there; TorchScript has one
  in the predictions. It leaves nn.LSTM and nn.GRU as they are. KANN, a library in C, is in no
  package registry.
- While one program is measured, the others are stopped. Only other load on the machine, or on the
  host of a virtual machine, can take time from it: the times are reliable only if the spreads are
  small.
"""

Runs = dict[str, dict[str, Any]]  # by implementation: "seconds" of each run, and the "loss"


class Target(NamedTuple):
    """The speed that refnet has to reach: a multiple of the fastest of some others."""

    title: str
    workload: str
    implementation: str
    at_least: float
    others: Sequence[str]


TARGETS = [
    *(
        Target(f"(a) batch {n}, float32: the fastest", f"batch-{n}", FLOAT32, 1.25, TRAINERS)
        for n in BATCHES
    ),
    Target("(a) batch 32, float64: their float32", "batch-32", FLOAT64, 2, PYTORCH + JAX),
    Target("(a) batch 32, float64: Keras's float32", "batch-32", FLOAT64, 2, KERAS),
    Target("(b) digits, float32: the fastest", "digits", FLOAT32, 1.25, TRAINERS),
    Target(
        "(c) two_layer: libfann",
        "two_layer",
        TWO_LAYER_CORE,
        1.5,
        (FANN, "libfann, example by example"),
    ),
    Target("(c) two_layer: NumPy", "two_layer", TWO_LAYER_CORE, 40, NUMPY),
    Target("(c) two_layer: PyTorch", "two_layer", TWO_LAYER_CORE, 300, PYTORCH),
    Target("(c) two_layer: JAX, a call per step", "two_layer", TWO_LAYER_CORE, 300, JAX[:1]),
    Target("(c) two_layer: JAX, one call", "two_layer", TWO_LAYER_CORE, 300, JAX[1:]),
    Target("(d) one sample, float32: the fastest", "predict-1", FLOAT32, 2, PREDICTORS),
    Target("(d) 10,000 samples, float32: the fastest", "predict-10000", FLOAT32, 1, PREDICTORS),
    *(
        Target(
            f"(f) LeNet-5, batch {workload.batch}: the fastest",
            workload.name,
            FLOAT32,
            2,
            (*TRAINERS, TINY_DNN),
        )
        for workload in LENET_TRAINING
    ),
    Target("(f) LeNet-5, one image: the fastest", "lenet-predict-1", FLOAT32, 1.25, PREDICTORS),
    Target(
        "(f) LeNet-5, 10,000 images: the fastest", "lenet-predict-10000", FLOAT32, 1.25, PREDICTORS
    ),
    *(
        Target(
            f"(g) {layer.upper()}(128), batch {batch}: the fastest",
            f"{layer}-{batch}",
            FLOAT32,
            1.5,
            TRAINERS,
        )
        for layer in GATES
        for batch in (1, 32, 128)
    ),
    *(
        Target(
            f"(g) {layer.upper()}(128), one sequence: the fastest",
            f"{layer}-predict-1",
            FLOAT32,
            2,
            PREDICTORS,
        )
        for layer in GATES
    ),
]
SPEEDS = {  # the networks whose GFLOP/s are shown, by title
    "(f) LeNet-5": LENET,
    **{
        f"(g) {layer.upper()}(128)": [w for w in RECURRENT if w.layers[0][0] == layer]
        for layer in GATES
    },
}
LARGE = [n for n in PRODUCTS if n >= 512]
MIN_SHARE_OF_PEAK = 0.85
MIN_SPEED_PER_THREAD = 0.925  # of several threads, relative to one thread
MAX_TIME_OF_LATE = 1.1  # of late steps, relative to early ones


LATER_THAN_CHECKED = (*LENET_TRAINING, *RECURRENT_TRAINING)  # CHECKED has their first steps


class Measured:
    """Everything that run.py measured."""

    def __init__(self, content: dict[str, Any]) -> None:
        """Take the content of measured.json."""
        self.threads = sorted(int(threads) for threads in content["threads"])
        self.workloads: dict[int, dict[str, Runs]] = {
            threads: content["threads"][str(threads)]["workloads"] for threads in self.threads
        }
        self.versions: dict[str, str] = content["threads"]["1"]["versions"]
        self.left_out: dict[str, str] = content["left_out"]

    def seconds(self, threads: int, workload: str, implementation: str) -> float | None:
        """Return the median time of a run, None if it was not measured."""
        runs = self.workloads[threads].get(workload, {}).get(implementation)
        return statistics.median(runs["seconds"]) if runs else None

    def measured(self, workloads: Sequence[Workload]) -> list[Workload]:
        """Return those of the workloads that were measured."""
        return [workload for workload in workloads if self.workloads[1].get(workload.name)]

    def fastest(
        self, threads: int, workload: str, names: Sequence[str]
    ) -> tuple[float, str] | None:
        """Return the shortest median of some implementations, and the implementation."""
        found = [(self.seconds(threads, workload, name), name) for name in names]
        return min(
            [(seconds, name) for seconds, name in found if seconds is not None], default=None
        )


def differences(measured: Measured) -> list[str]:
    """Return a line for each loss that differs from the expected one."""
    lines = []
    for threads, workloads in measured.workloads.items():
        for workload in (
            *(workload for workload in MAIN if workload not in LATER_THAN_CHECKED),
            *(*MULTIPLICATIONS, EARLY, LATE, *GROWTH, *CONVOLUTIONS, *CHECKED),
        ):
            runs = workloads.get(workload.name, {})
            baseline = next((name for name in BASELINES if name in runs), "")
            for name, measurement in runs.items():
                if name in PEAKS or difference(name, workload):
                    continue
                expected, loss = runs[baseline]["loss"], measurement["loss"]
                tolerance = tolerance_of(name, workload)
                if loss is None or not abs(loss - expected) <= tolerance * abs(expected):
                    lines.append(
                        f"{workload.title}, threads: {threads}: {name}: expected the loss "
                        f"{expected} of {baseline} to a relative {tolerance:g}, got {loss}"
                    )
    return lines


def tolerance_of(name: str, workload: Workload) -> float:
    """Return the largest difference of a loss from the one in float64, relative to it."""
    if name in IN_FLOAT64:
        return 1e-9
    return 1e-6 if workload.kind == "predict" else 1e-3


def difference(name: str, workload: Workload) -> str:
    """Return how an implementation's work differs from the others', "" if it does not."""
    workloads, words = DIFFERENCES.get(name, ((), ""))
    return words if not workloads or workload.name in workloads else ""


def workload_table(measured: Measured, workload: Workload) -> Table:
    """Return the implementations of a workload, slowest first, with one thread and with several."""
    scale, unit = (1e9, "ns") if workload is TWO_LAYER else (1e6, "µs")
    headings = ["implementation"]
    for threads in measured.threads:
        headings += [f"{thread_words(threads)}: {unit} per {workload.unit}", "spread", "times"]
    rows = []
    slowest_first = sorted(
        (name for name in measured.workloads[1][workload.name] if name not in PEAKS),
        key=lambda name: -(measured.seconds(1, workload.name, name) or 0),
    )
    for name in slowest_first:
        cells = [name]
        for threads in measured.threads:
            median = measured.seconds(threads, workload.name, name)
            ours = measured.seconds(threads, workload.name, FLOAT32)
            if median is None:
                cells += ["", "", ""]
                continue
            spread = spread_of(measured.workloads[threads][workload.name][name]["seconds"])
            cells += [digits(median / workload.units * scale), spread, ratio(median, ours)]
        loss = measured.workloads[1][workload.name][name]["loss"]
        rows.append([*cells, "" if loss is None else f"{loss:.6f}", difference(name, workload)])
    shown = table([*headings, "loss", "difference in the work"], rows)
    shown.columns[-1].justify = "left"
    return shown


def late_table(measured: Measured) -> Table:
    """Return the time of early and of late steps, those with the slowest late steps first."""
    headings = ["implementation"]
    for workload in (EARLY, LATE):
        headings += [f"{workload.title}: µs per step", "spread"]
    rows = []
    runs = measured.workloads[1][LATE.name]
    for name in sorted(runs, key=lambda name: -statistics.median(runs[name]["seconds"])):
        cells = [name]
        for workload in (EARLY, LATE):
            seconds = measured.workloads[1][workload.name][name]["seconds"]
            cells += [digits(statistics.median(seconds) / workload.units * 1e6), spread_of(seconds)]
        rows.append([*cells, figure(time_of_late(measured, name)), f"{runs[name]['loss']:.6f}"])
    return table([*headings, "late/early", "loss"], rows)


def time_of_late(measured: Measured, name: str) -> float | None:
    """Return the time of an implementation's late steps, relative to its early ones."""
    early, late = (measured.seconds(1, workload.name, name) for workload in (EARLY, LATE))
    return None if early is None or late is None else late / LATE.units / (early / EARLY.units)


def spread_of(seconds: list[float]) -> str:
    """Return the interquartile range of some times in percent of their median."""
    if len(seconds) < 2:
        return ""
    low, median, high = statistics.quantiles(seconds, method="inclusive")
    return f"{(high - low) / median:.0%}"


def product_table(measured: Measured, dtype: str) -> Table:
    """Return the GFLOP/s of the matrix products of a dtype."""
    ours, blas = f"refnet, {dtype}", f"NumPy, {dtype}"
    headings = ["size", *PEAKS, "refnet", f"of the {PEAK_OF[dtype]}", "NumPy", "times NumPy"]
    several = measured.threads[-1]
    if several > 1:
        words = thread_words(several)
        headings += [f"refnet, {words}", "times 1 thread", f"NumPy, {words}"]
    rows = []
    for n in PRODUCTS:
        workload = f"multiply-{n}-{dtype}"
        if workload not in measured.workloads[1]:
            continue

        def speed(threads: int, name: str, n: int = n, workload: str = workload) -> float | None:
            seconds = measured.seconds(threads, workload, name)
            return None if seconds is None else 2e-9 * n**3 / seconds

        one, numpy = speed(1, ours), speed(1, blas)
        cells = [figure(speed(1, peak)) for peak in PEAKS]
        cells += [figure(one), percent(one, speed(1, PEAK_OF[dtype]))]
        cells += [figure(numpy), ratio(one, numpy)]
        if several > 1:
            threaded = speed(several, ours)
            cells += [figure(threaded), ratio(threaded, one), figure(speed(several, blas))]
        rows.append([f"{n:,}", *cells])
    return table(headings, rows)


def speed_table(measured: Measured, workloads: Sequence[Workload]) -> Table:
    """Return the GFLOP/s of networks with one thread, and the share of the fused peak."""
    rows = []
    names = {name: None for workload in workloads for name in measured.workloads[1][workload.name]}
    for name in names:
        cells = []
        for workload in workloads:
            seconds = measured.seconds(1, workload.name, name)
            peak = measured.seconds(1, workload.name, FUSED_PEAK)
            speed = (
                None if seconds is None else workload.operations * workload.units / seconds / 1e9
            )
            share = "" if name == FUSED_PEAK else percent(peak, seconds)
            cells.append(f"{figure(speed)} {share}".rstrip())
        rows.append([name, *cells])
    return table(["implementation", *(w.title.partition(": ")[2] for w in workloads)], rows)


def cost_of_rounding(measured: Measured) -> str:
    """Return what it costs, on this processor, that float64 does not fuse."""
    workload = MULTIPLICATIONS[-1].name
    fused, separate = (measured.seconds(1, workload, peak) for peak in PEAKS)
    if fused is None or separate is None:
        return "The peaks could not be measured."
    reached = min(1.0, fused / separate)
    return (
        "In float64, every product is rounded before it is added, which rules out fused "
        f"multiply-adds. On this processor ({processor()}), separate multiplications and additions "
        f"reach {reached:.0%} of the fused peak in float64: the rule costs {1 - reached:.0%} of it."
    )


def figure(number: float | None) -> str:
    return "" if number is None else digits(number)


def ratio(number: float | None, other: float | None) -> str:
    return "" if number is None or other is None else digits(number / other)


def percent(number: float | None, other: float | None) -> str:
    return "" if number is None or other is None else f"{number / other:.0%}"


def target_table(measured: Measured) -> Table:
    """Return each target and what was measured, with one thread and with several."""
    headings = ["refnet in", "target"]
    for threads in measured.threads:
        headings += [thread_words(threads), "compared with", "met"]
    rows = []
    for target in TARGETS:
        if target.workload not in measured.workloads[1]:
            continue
        cells = [target.title, f"at least {target.at_least:g} times"]
        for threads in measured.threads:
            ours = measured.seconds(threads, target.workload, target.implementation)
            other = measured.fastest(threads, target.workload, target.others)
            if ours is None or other is None:
                cells += ["", "", ""]
            else:
                seconds, name = other
                cells += [digits(seconds / ours), name, met(seconds / ours, target.at_least)]
        rows.append(cells)
    for dtype in ("float32", "float64"):
        rows += late_targets(measured, dtype)
    for dtype in ("float32", "float64"):
        rows += product_targets(measured, dtype)
    shown = table(headings, rows)
    for column in shown.columns[3::3]:
        column.justify = "left"
    return shown


def late_targets(measured: Measured, dtype: str) -> list[list[str]]:
    """Return the target row of late steps."""
    time = time_of_late(measured, f"refnet, {dtype}")
    if time is None:
        return []
    cells = [digits(time), "the first 400 steps", "yes" if time <= MAX_TIME_OF_LATE else "no"]
    rest = [""] * (3 * len(measured.threads) - 3)
    title = f"(a) batch 1, {dtype}: {LATE.title}"
    return [[title, f"at most {MAX_TIME_OF_LATE:g} times", *cells, *rest]]


def product_targets(measured: Measured, dtype: str) -> list[list[str]]:
    """Return the target rows of the matrix products of a dtype: the minimum over the large ones."""
    name, limit, several = f"refnet, {dtype}", PEAK_OF[dtype], measured.threads[-1]
    of_peak, of_one = [], []
    for n in LARGE:
        workload = f"multiply-{n}-{dtype}"
        one, peak = (measured.seconds(1, workload, each) for each in (name, limit))
        all_threads = measured.seconds(several, workload, name)
        if one and peak:
            of_peak.append(peak / one)
        if one and all_threads and several > 1:
            of_one.append(one / all_threads)
    title = f"(e) {LARGE[0]} and above, {dtype}"
    rows = []
    if of_peak:
        cells = [f"{min(of_peak):.0%}", limit, met(min(of_peak), MIN_SHARE_OF_PEAK)]
        rest = [""] * (3 * len(measured.threads) - 3)
        rows.append([title, f"at least {MIN_SHARE_OF_PEAK:.0%}", *cells, *rest])
    if of_one:
        at_least = MIN_SPEED_PER_THREAD * several
        cells = [digits(min(of_one)), f"{name}, 1 thread", met(min(of_one), at_least)]
        rows.append([title, f"at least {at_least:g} times", "", "", "", *cells])
    return rows


def thread_words(threads: int) -> str:
    return f"{threads} thread{'s' * (threads > 1)}"


def met(reached: float, at_least: float) -> str:
    return "yes" if reached >= at_least else "no"


def draw(measured: Path) -> str:
    """Draw the plots in the environment that has matplotlib; return Markdown that shows them."""
    if not run([str(PYTHON), "-m", "benchmarks.peers.plot", str(measured), str(PLOTS)]):
        return "No plots: matplotlib could not be installed."
    return (
        "One thread; both axes are logarithmic. Batch and samples: 784-128-10; width: "
        "784-width-10; depth: the number of layers of 64 units between 64 inputs and 10 outputs.\n"
        "\n![Time by batch, width, depth and samples](growth.svg)\n"
        "\nA training step of a 3 x 3 convolution, global average pooling and a dense layer of 10 "
        "units, batch 32; channels: of the inputs and of the convolution, at 16 x 16; side: of "
        "images with 16 channels.\n"
        "\n![Time by channels and side](growth-convolutions.svg)"
    )


def tables(measured: Measured) -> dict[str, Table | str]:
    """Return the tables of what was measured, by their titles."""
    shown: dict[str, Table | str] = {"Targets, other libraries": target_table(measured)}
    for workload in measured.measured(MAIN):
        shown[workload.title] = workload_table(measured, workload)
    if len(measured.measured([EARLY, LATE])) == 2:
        shown["(a) 784-128-10, batch 1, early and late in a run"] = late_table(measured)
    for dtype in ("float32", "float64"):
        if measured.measured([w for w in MULTIPLICATIONS if w.dtype == dtype]):
            title = f"(e) product of two square matrices, {dtype}, GFLOP/s"
            shown[title] = product_table(measured, dtype)
    for title, networks in SPEEDS.items():
        workloads = measured.measured(networks)
        if workloads:
            words = f"{title}, 1 thread: GFLOP/s, and percent of the fused peak"
            shown[words] = speed_table(measured, workloads)
    return shown


def main(path: Path, is_whole: bool = True) -> None:
    """Write the part of RESULTS.md, or only show it; end with an error if the losses differ.

    is_whole: whether all workloads were measured, which the part needs.
    """
    measured = Measured(json.loads(path.read_text(encoding="utf-8")))
    lines = differences(measured)
    if lines:
        sys.exit("\n".join(["refnet bench-peers: the losses differ:", *lines]))
    sections = tables(measured)
    if not is_whole:
        show(sections)
        return
    sections["What rounding each product costs"] = cost_of_rounding(measured)
    sections["How the time grows"] = draw(path)
    lines = [f"{name}: {reason}" for name, reason in measured.left_out.items()]
    if lines:
        sections["Left out"] = "\n".join(f"- {line}" for line in lines)
    sections["Machine and versions"] = machine_table(measured.versions)
    publish("make bench-peers", HEAD, sections)
    for line in lines:
        say(f"left out: {line}")


if __name__ == "__main__":
    main(BUILD / "measured.json")
