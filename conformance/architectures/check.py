"""Check the Go port and the C core against the fixtures on processors that this machine lacks.

`make check-architectures` runs this. Both are cross-compiled and run under QEMU's user-mode
emulation: the Go port with every fixture, through the conformance runner; the C core, as the
program experiments.c, with every fixture that expects results from it, once with its kernels and
once with the plain text of its chapters. A control shows that the check can fail: the C core
compiled once more with fused multiply-add, which ARITH-2 forbids, must differ. The fixtures are
binary64; the program float32.c compares the products of binary32, which are fused, with the plain
text's, and the plain text's with those of this machine. Its control is built without the rounding
to odd that the plain text needs.

Exit status: 0 if all agree and every control differs, 1 if not, 2 if the check could not run.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from math import prod
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from rich.console import Console
from rich.table import Table
from tools.setup import COMPILER

from refnet import reference
from refnet.conformance.compare import bits, first_difference
from refnet.conformance.fixtures import Case, load_cases
from refnet.conformance.ports import CHECKOUT, Port
from refnet.conformance.process import PortFailure, PortProcess
from refnet.conformance.report.failures import print_failures
from refnet.conformance.runner import run
from refnet.conformance.verdicts import Verdict
from refnet.port.experiments import experiments
from refnet.port.protocol import is_number, read_fields, read_number, read_object
from refnet.reference.activation_layers import ActivationLayer, LeakyReLULayer, SoftmaxLayer
from refnet.reference.batch_normalization import BatchNormalizationLayer
from refnet.reference.conv import Conv1DLayer, Conv2DLayer, kernel_rows, one_row
from refnet.reference.dropout import DropoutLayer
from refnet.reference.flatten import FlattenLayer, ReshapeLayer
from refnet.reference.kinds import Layer
from refnet.reference.losses import Loss
from refnet.reference.network_checks import placed_layers
from refnet.reference.normalization import NormalizationLayer
from refnet.reference.optimizers import Optimizer
from refnet.reference.pooling import (
    GlobalAveragePooling2DLayer,
    MaxPooling2DLayer,
    PoolingLayer,
    whole_image,
)
from refnet.reference.schedules import Schedule
from refnet.reference.zero_padding import ZeroPadding2DLayer, zero_padding2d_shapes

BUILD = CHECKOUT / "build" / "architectures"
ZIG = BUILD / "zig"
CACHE = CHECKOUT / ".venv" / "cache"
ENVIRONMENT = {
    **os.environ,
    "GOCACHE": str(CACHE / "go"),
    "PIP_CACHE_DIR": str(CACHE / "pip"),
    "ZIG_GLOBAL_CACHE_DIR": str(CACHE / "zig"),
    "ZIG_LOCAL_CACHE_DIR": str(CACHE / "zig"),
}

CSRC = CHECKOUT / "csrc"
EXPERIMENTS, FLOAT32 = "experiments", "float32"  # programs in this folder
CFLAGS = ["-std=c11", "-O2", "-pthread", "-static", "-I", str(CSRC)]
EXACT = "-ffp-contract=off"
FUSED = "-ffp-contract=fast"
PLAIN = ("env", "REFNET_ISA=plain")

ROUNDING_TO_ODD = "    bits = (bits - is_too_large) | is_inexact;\n"  # in internal.h

WITHOUT_C = ("model_file", "protocol")  # chapters of the ports that the C core does not have
# the kinds of layers that experiments.c reads, in chains; none on sequences, and no graphs
KINDS = {
    *("dense", "flatten", "reshape", "normalization", "batch_normalization", "dropout"),
    *("activation", "leaky_relu", "softmax", "conv1d", "conv2d", "max_pooling2d"),
    *("average_pooling2d", "global_average_pooling2d", "zero_padding2d"),
}
TIME_LIMIT = 120.0  # seconds that an emulated program may take for an answer
COULD_NOT_RUN = 2
DIFFERS = "differs at"
HASH = "hash"  # what float32.c prints if it does not crash


class Architecture(NamedTuple):
    """A processor: its names in Go, QEMU and Zig, and its title in the table."""

    goarch: str
    emulator: str
    target: str
    title: str


ARCHITECTURES = (
    Architecture("arm64", "qemu-aarch64", "aarch64-linux-musl", "arm64"),
    Architecture("riscv64", "qemu-riscv64", "riscv64-linux-musl", "riscv64"),
    Architecture("s390x", "qemu-s390x", "s390x-linux-musl", "s390x (big-endian)"),
    Architecture("ppc64le", "qemu-ppc64le", "powerpc64le-linux-musl", "ppc64le"),
)


class Outcome(NamedTuple):
    """The verdicts on one architecture."""

    go: list[Verdict]
    c: list[Verdict]
    plain: list[Verdict]
    fused: list[Verdict]  # the control


def main() -> None:
    """Check every architecture and print the table."""
    console = Console()
    check_tools()
    cases = load_cases()
    trajectories = [case for case in cases if is_read_by_c(case)]
    outcomes, float32, rounded_twice = {}, {}, {}
    core_rounding_twice = without_rounding_to_odd()
    here = output_of((str(build_here(FLOAT32)),))
    for architecture in ARCHITECTURES:
        console.print(f"refnet architectures: {architecture.title}", highlight=False)
        outcomes[architecture] = check(architecture, cases, trajectories)
        float32[architecture] = products_of_float32(architecture)
        rounded_twice[architecture] = products_of_float32(architecture, core_rounding_twice)
    without_vectors = (str(build_here(EXPERIMENTS, "-DREFNET_NO_VECTORS")),)
    scalar = [judge("C without vectors", without_vectors, case) for case in trajectories]
    console.print(as_table(outcomes))
    right = sum(verdict.failure is None for verdict in scalar)
    console.print(
        f"C here, built as for a compiler without vectors: {right} of {len(scalar)} cases agree",
        highlight=False,
        soft_wrap=True,
    )
    wrong = [f"{a.title}: {found}" for a, found in float32.items() if found != here]
    if not here.startswith("0 of"):
        wrong.append(f"here: {here}")
    differ = "; ".join(wrong) or "none"
    console.print(f"Products of float32 that differ: {differ}", highlight=False, soft_wrap=True)
    console.print(f"Those of this machine: {here}", highlight=False, soft_wrap=True)
    judged = [
        verdict
        for outcome in outcomes.values()
        for verdict in (*outcome.go, *outcome.c, *outcome.plain)
    ]
    judged += scalar
    print_failures(console, {case.id: case for case in cases}, judged)
    blind = [a.title for a, outcome in outcomes.items() if not any(map(differs, outcome.fused))]
    fused = f"compiled with {FUSED} contrary to ARITH-2,"
    console.print(control_line(fused, blind), highlight=False, soft_wrap=True)
    blind_32 = [a.title for a, found in rounded_twice.items() if found == here or HASH not in found]
    twice = "whose sums of binary32 are rounded twice,"
    console.print(control_line(twice, blind_32), highlight=False, soft_wrap=True)
    is_right = all_agree(judged) and not wrong
    sys.exit(0 if is_right and not blind and not blind_32 else 1)


def is_read_by_c(case: Case) -> bool:
    """Return whether experiments.c takes the request of a case, which has a trajectory."""
    if case.chapter in WITHOUT_C or "error" in case.expected:
        return False
    layers = case.request.get("layers", []) if case.request else []
    kinds = {layer.get("kind", "dense") for layer in layers}
    return kinds <= KINDS and not any(layer.get("sources") for layer in layers)


def check_tools() -> None:
    """End with one line if an emulator is missing; install the cross compiler if it is missing."""
    missing = [a.emulator for a in ARCHITECTURES if shutil.which(a.emulator) is None]
    if missing:
        stop(f"{', '.join(missing)} not found: install QEMU's user mode (Debian: qemu-user)")
    if not (ZIG / f"{COMPILER.replace('==', '-')}.dist-info").is_dir():
        print(f"refnet architectures: installing the cross compiler {COMPILER}", flush=True)
        shutil.rmtree(ZIG, ignore_errors=True)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        build([*pip, "--no-deps", "--target", str(ZIG), COMPILER])


def check(architecture: Architecture, cases: list[Case], trajectories: list[Case]) -> Outcome:
    """Return the verdicts on both ports on one architecture, and on the control."""
    go = emulated(architecture, build_go(architecture))
    exact = emulated(architecture, build_c(architecture, EXACT))
    fused = emulated(architecture, build_c(architecture, FUSED))
    title = architecture.title
    return Outcome(
        list(run(Port(f"Go on {title}", go), cases, TIME_LIMIT)),
        [judge(f"C on {title}", exact, case) for case in trajectories],
        [judge(f"C, plain, on {title}", (*PLAIN, *exact), case) for case in trajectories],
        [judge(f"C, fused, on {title}", fused, case) for case in trajectories],
    )


def products_of_float32(architecture: Architecture, csrc: Path = CSRC) -> str:
    """Return what float32.c prints: how many layers differ, of how many, and their hash."""
    return output_of(emulated(architecture, build_c(architecture, EXACT, FLOAT32, csrc)))


def output_of(command: Sequence[str]) -> str:
    """Return what a program prints, or how it ended."""
    ended = subprocess.run(command, capture_output=True, text=True, timeout=TIME_LIMIT)
    return ended.stdout.strip() or f"ended with status {ended.returncode}"


def emulated(architecture: Architecture, program: Path) -> tuple[str, ...]:
    """Return the command line that runs a program for that architecture."""
    return (architecture.emulator, str(program))


def build_go(architecture: Architecture) -> Path:
    """Cross-compile the Go port."""
    program = BUILD / f"port-go-{architecture.goarch}"
    settings = {"GOOS": "linux", "GOARCH": architecture.goarch, "CGO_ENABLED": "0"}
    settings["XDG_CONFIG_HOME"] = str(CHECKOUT / ".venv" / "config")  # as in the Makefile
    build(["go", "build", "-o", str(program), "./cmd/port"], CHECKOUT / "go", settings)
    return program


def without_rounding_to_odd() -> Path:
    """Return a copy of csrc whose sums of binary32 are rounded twice."""
    copy = BUILD / "csrc-rounding-twice"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(CSRC, copy)
    header = copy / "internal.h"
    text = header.read_text()
    if ROUNDING_TO_ODD not in text:
        stop("csrc/internal.h has no line that rounds to odd: the control would prove nothing")
    header.write_text(text.replace(ROUNDING_TO_ODD, ""))
    return copy


def build_c(
    architecture: Architecture, contraction: str, name: str = EXPERIMENTS, csrc: Path = CSRC
) -> Path:
    """Cross-compile a program of this folder with the C core of a folder."""
    program = BUILD / f"{name}{contraction}-{csrc.name}-{architecture.goarch}"
    compiler = [sys.executable, "-m", "ziglang", "cc", "-target", architecture.target]
    settings = {"PYTHONPATH": str(ZIG)}
    sources = [source_of(name), *core_of(csrc)]
    build([*compiler, *CFLAGS, contraction, *sources, "-o", str(program)], CHECKOUT, settings)
    return program


def source_of(name: str) -> str:
    """Return the path of a program's source."""
    return str(Path(__file__).with_name(f"{name}.c"))


def core_of(csrc: Path) -> list[str]:
    """Return the sources of the C core in a folder."""
    return [str(path) for path in csrc.glob("**/*.c")]


def build_here(name: str, *options: str) -> Path:
    """Compile a program of this folder and the C core for this machine."""
    program = BUILD / f"{name}-here"
    compiler = [sys.executable, "-m", "ziglang", "cc", *options]
    command = [*compiler, *CFLAGS, EXACT, source_of(name), *core_of(CSRC), "-o", str(program)]
    build([flag for flag in command if flag != "-static"], settings={"PYTHONPATH": str(ZIG)})
    return program


def build(
    command: Sequence[str], folder: Path = CHECKOUT, settings: dict[str, str] | None = None
) -> None:
    """Run a tool; print its output only if it fails."""
    environment = {**ENVIRONMENT, **(settings or {})}
    try:
        built = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    except OSError as error:
        stop(f"{command[0]} cannot be started: {error}")
    if built.returncode != 0:
        stop(f"this failed: {' '.join(command)}\n{built.stdout}{built.stderr}")


def judge(port: str, command: Sequence[str], case: Case) -> Verdict:
    """Ask experiments.c for a trajectory and compare it with the fixture's."""
    with PortProcess(command, time_limit=TIME_LIMIT) as program:
        try:
            answer = program.ask(" ".join(request_words(case)))
            program.finish()
        except PortFailure as failure:
            return Verdict(port, case.id, failure.kind, failure.detail)
    words = iter(answer.decode(errors="backslashreplace").split())
    got = shaped_like(case.expected, words)
    left_over = list(words)
    difference = first_difference(case.expected, got)
    if difference is not None:
        where = f"{DIFFERS} {difference.path}"
        return Verdict(port, case.id, where, str(difference))
    if left_over:
        return Verdict(port, case.id, "prints too much", f"it also prints {left_over}")
    return Verdict(port, case.id)


def request_words(case: Case) -> Iterator[str]:
    """Yield a request as experiments.c reads it.

    C has train for dense, too, layers that know their shapes, and the learning rate of optimizers.
    """
    request = read_object(json.dumps(case.request).encode())
    name = request.pop("experiment")
    fields = read_fields(name, experiments(reference)[name].fields, request)
    if name in ("train", "dense"):
        name, shape = "train", fields.pop("input_shape", None)
        layers, regularizers, _, frozen = fields["layers"]
        fields["layers"] = placed_layers("layers", layers, shape)
        fields["frozen"] = [int(each) for each in frozen or []]
        parts = [each for own in regularizers or [] for each in own]
        fields["regularizers"] = [None if each is None else list(each) for each in parts]
        fields["loss"] = Loss.of(fields["loss"])
    if name == "learning_rates":
        fields["learning_rate"] = Optimizer("sgd", fields["learning_rate"])
    yield name
    for field, value in fields.items():
        if field == "regularizers":  # of each layer, or none at all
            yield from words_of(len(value))
            for factors in value:
                yield from words_of(factors)
        else:
            yield from words_of(value)


def words_of(value: Any) -> Iterator[str]:
    """Yield a field's value as experiments.c reads it: rows with one length for all.

    A layer, a loss and an optimizer are tuples: their fields, without a length; the kind of a layer
    first.
    """
    if isinstance(value, Layer):
        yield "conv2d" if value.kind == "conv1d" else value.kind
    if isinstance(value, FlattenLayer | ReshapeLayer):
        yield from words_of(list(value.input_shape))
    elif isinstance(value, ZeroPadding2DLayer):
        (above, _), (left, _) = value.rows, value.columns
        after = zero_padding2d_shapes(value)[1]
        yield from words_of((*value.input_shape, above, left, *after[:2]))
    elif isinstance(value, GlobalAveragePooling2DLayer):
        yield from words_of_windows(whole_image(value))
    elif isinstance(value, PoolingLayer):
        yield from words_of_windows(value)
    elif isinstance(value, Conv1DLayer):
        yield from words_of_convolution(one_row(value))
    elif isinstance(value, Conv2DLayer):
        yield from words_of_convolution(value)
    elif isinstance(value, DropoutLayer):
        yield from words_of((value.rate, prod(value.input_shape)))
    elif isinstance(value, LeakyReLULayer):
        yield from words_of((value.negative_slope, prod(value.input_shape)))
    elif isinstance(value, ActivationLayer):
        yield from words_of((value.activation, prod(value.input_shape)))
    elif isinstance(value, SoftmaxLayer):
        shape = value.input_shape
        yield from words_of((value.activation, prod(shape), shape[-1]))
    elif isinstance(value, NormalizationLayer):
        for item in (value.mean, value.variance, value.invert):
            yield from words_of(item)
    elif isinstance(value, BatchNormalizationLayer):
        positions = prod(value.input_shape[:-1])
        for item in (*value[:6], positions):
            yield from words_of(item)
    elif isinstance(value, Optimizer):
        yield value.name
        yield from words_of_rate(value.learning_rate)
        yield from words_of(value[2:])
    elif isinstance(value, tuple):
        for item in value:
            yield from words_of(item)
    elif isinstance(value, list):
        yield str(len(value))
        if value and isinstance(value[0], list):
            yield str(len(value[0]))
            value = [item for row in value for item in row]
        for item in value:
            yield from words_of(item)
    elif isinstance(value, float):
        yield bits(value).removeprefix("0x")
    elif value is None:
        yield "none"
    else:
        yield str(int(value)) if isinstance(value, bool) else str(value)


def words_of_rate(rate: float | list[float] | Schedule) -> Iterator[str]:
    """Yield a learning rate, and before it which of the three it is."""
    if isinstance(rate, Schedule):
        yield "schedule"
        rate = rate._replace(boundaries=list(rate.boundaries), values=list(rate.values))
    else:
        yield "rates" if isinstance(rate, list) else "number"
    yield from words_of(rate)


def words_of_windows(layer: PoolingLayer) -> Iterator[str]:
    """Yield what there is of a layer on images: the image, the windows, strides and padding."""
    strides = layer.pool_size if layer.strides is None else layer.strides
    yield from words_of((*layer.input_shape, *layer.pool_size, *strides, layer.padding))


def words_of_convolution(layer: Conv2DLayer) -> Iterator[str]:
    """Yield a convolution, its kernel as rows and its connections as one list."""
    pool = MaxPooling2DLayer(layer.kernel_size, layer.strides, layer.padding, layer.input_shape)
    yield from words_of_windows(pool)
    yield from words_of((layer.activation, kernel_rows(layer.kernel), layer.bias))
    yield from words_of([flag for row in layer.connections or [] for flag in row])


def shaped_like(expected: Any, words: Iterator[str]) -> Any:
    """Return an answer with the shape of the expected one and the values that the words give."""
    if isinstance(expected, dict):
        return {key: shaped_like(value, words) for key, value in expected.items()}
    if isinstance(expected, list):
        return [shaped_like(value, words) for value in expected]
    if expected is None:
        return None
    word = next(words, "the end")
    if not is_number(f"0x{word}"):
        return word
    number = read_number("", f"0x{word}")
    return number != 0.0 if isinstance(expected, bool) else number


def as_table(outcomes: dict[Architecture, Outcome]) -> Table:
    """Return how many cases agree, architecture by port."""
    table = Table(title="Cases with the expected bits, under emulation")
    table.add_column("architecture")
    for column in ("Go", "C", "C, plain", "control: C, fused"):
        table.add_column(column, justify="right")
    for architecture, outcome in outcomes.items():
        ports = (outcome.go, outcome.c, outcome.plain)
        cells = [cell(verdicts, all_agree(verdicts)) for verdicts in ports]
        fused = cell(outcome.fused, any(map(differs, outcome.fused)))
        table.add_row(architecture.title, *cells, fused)
    return table


def cell(verdicts: Sequence[Verdict], good: bool) -> str:
    """Return agreed/total."""
    colour = "green" if good else "red"
    return f"[{colour}]{agreed(verdicts)}/{len(verdicts)}[/]"


def agreed(verdicts: Sequence[Verdict]) -> int:
    """Return how many cases have the expected bits."""
    return sum(verdict.failure is None for verdict in verdicts)


def all_agree(verdicts: Sequence[Verdict]) -> bool:
    """Return whether no case differs."""
    return agreed(verdicts) == len(verdicts)


def differs(verdict: Verdict) -> bool:
    """Return whether the bits differ; a program that crashes does not count as a control."""
    return verdict.failure is not None and verdict.failure.startswith(DIFFERS)


def control_line(what: str, blind: Sequence[str]) -> str:
    """Return what a control has shown; what: how its C core differs."""
    control = f"The control, the C core {what}"
    if blind:
        return f"{control} does not differ on {', '.join(blind)}: the check proves nothing there."
    return f"{control} differs on every architecture, as it must."


def stop(reason: str) -> NoReturn:
    """Print the reason and exit: the check could not run."""
    print(f"refnet architectures: {reason}", file=sys.stderr)
    sys.exit(COULD_NOT_RUN)


if __name__ == "__main__":
    main()
