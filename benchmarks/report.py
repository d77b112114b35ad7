"""Write the measurements as tables: on the terminal and in RESULTS.md.

RESULTS.md has one part for each command that measures, below a comment that names the command. A
command replaces its own part and keeps the other one.
"""

import json
import os
import platform
import re
import shlex
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import cpuinfo  # type: ignore[import-untyped]  # a dependency of pytest-benchmark
import numpy as np
from benchmarks.workloads import WORKLOADS
from rich import box
from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).with_name("RESULTS.md")
BASELINES = ("pure Python", "NumPy")
SAME_BITS = ("pure Python", "C core", "JavaScript", "Go")
TITLE = "# Benchmark results"
COMMANDS = ("make bench", "make bench-peers")
HEAD = """
## The C core, pure Python, NumPy, JavaScript and Go

`make bench` writes this part. All implementations run the same workloads on the same data, given in
[workloads.json](workloads.json). The run checks that pure Python, C, JavaScript and Go produce the
same bits, and that NumPy agrees with them to 1e-6. NumPy is used as in common tutorials: see
`with_numpy` in the bench_*.py here.

Times are medians over all rounds; the spread is the interquartile range in percent of the median. A
call's time includes checking its arguments and allocating its results; Python's garbage collector
is off, as in timeit. "times NumPy" is the speed as a multiple of NumPy's. In workloads of 1,000,000
units, pure Python is timed over the first 20,000; so is NumPy in button_press, where it has to run
one trial after another.

On a busy machine, implementations with long rounds lose more time than those with short ones, which
makes the ratios too high: they are reliable only if the spreads of pure Python and NumPy are small.
"""

Rounds = dict[str, list[float]]  # by implementation: nanoseconds per unit in each round


class Target(NamedTuple):
    """The speed that the C core has to reach, as a multiple of another implementation's."""

    workload: str
    other: str
    times: int


TARGETS = [
    Target("exp", "NumPy", 1),
    Target("neuron", "pure Python", 80),
    Target("two_layer", "pure Python", 80),
    Target("two_layer", "NumPy", 40),
    Target("dense", "pure Python", 80),
    Target("lstm", "pure Python", 150),
    Target("button_press_add", "pure Python", 150),
    Target("button_press_widrow_hoff", "pure Python", 150),
]


def collect(reports: list[dict[str, Any]]) -> dict[str, Rounds]:
    """Return the rounds of each workload from all reports.

    Ends the program if the implementations in SAME_BITS do not have the same results in all
    reports.
    """
    workloads: dict[str, Rounds] = {workload: defaultdict(list) for workload in WORKLOADS}
    digests: dict[str, set[tuple[str, str]]] = {workload: set() for workload in WORKLOADS}
    for benchmark in (benchmark for report in reports for benchmark in report["benchmarks"]):
        workload, info = benchmark["group"], benchmark["extra_info"]
        nanoseconds = [seconds * 1e9 / info["units"] for seconds in benchmark["stats"]["data"]]
        workloads[workload][info["implementation"]] += nanoseconds
        if "digest" in info:
            digests[workload].add((info["implementation"], info["digest"]))
    for workload, found in digests.items():
        names, bits = {name for name, _ in found}, {digest for _, digest in found}
        if names != set(SAME_BITS) or len(bits) != 1:
            sys.exit(f"{workload}: expected the same bits from {SAME_BITS}, found {sorted(found)}")
    return workloads


def times(rounds: Rounds, implementation: str, other: str) -> float:
    """Return the speed of an implementation as a multiple of the other's."""
    return statistics.median(rounds[other]) / statistics.median(rounds[implementation])


def digits(x: float) -> str:
    """Return a positive number with two or three significant digits, and all integer digits."""
    if x < 0.1:
        return f"{x:.2g}"
    return f"{x:,.2f}" if x < 10 else f"{x:,.1f}" if x < 100 else f"{x:,.0f}"


def table(headings: list[str], rows: list[list[str]]) -> Table:
    """Return a table with words in its first column and numbers in the others."""
    shown = Table()
    for i, heading in enumerate(headings):
        shown.add_column(heading, justify="right" if i else "left", no_wrap=i == 0)
    for row in rows:
        shown.add_row(*row)
    return shown


def workload_table(unit: str, rounds: Rounds) -> Table:
    """Return the implementations of a workload, slowest first, compared with BASELINES."""
    headings = ["implementation", f"ns per {unit}", "spread", "rounds"]
    rows = []
    for name in sorted(rounds, key=lambda name: -statistics.median(rounds[name])):
        low, median, high = statistics.quantiles(rounds[name], method="inclusive")
        spread = f"{(high - low) / median:.0%}"
        compared = [digits(times(rounds, name, baseline)) for baseline in BASELINES]
        rows.append([name, digits(median), spread, f"{len(rounds[name]):,}", *compared])
    return table(headings + [f"times {baseline}" for baseline in BASELINES], rows)


def target_table(workloads: dict[str, Rounds]) -> Table:
    """Return each target and what was measured."""
    rows = []
    for workload, other, at_least in TARGETS:
        reached = times(workloads[workload], "C core", other)
        met = "yes" if reached >= at_least else "no"
        rows.append([workload, f"{at_least} times {other}", digits(reached), met])
    return table(["the C core in", "at least", "measured", "met"], rows)


def processor() -> str:
    """Return the processor's name."""
    return str(cpuinfo.get_cpu_info().get("brand_raw", "unknown"))


def machine_table(others: dict[str, str]) -> Table:
    """Return what the times depend on, and the versions of others; the host's name is left out."""
    compiler = [*shlex.split(os.environ.get("CC", "cc")), "--version"]
    version = subprocess.run(compiler, check=True, capture_output=True, text=True).stdout
    shown = Table("part", "version")
    for part, value in {
        "processor": f"{processor()}, {os.cpu_count()} cores",
        "system": f"{platform.system()}, {platform.machine()}",
        "C compiler": version.splitlines()[0],
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "NumPy": np.__version__,
        **others,
    }.items():
        shown.add_row(part, value)
    return shown


def publish(command: str, head: str, sections: Mapping[str, Table | str]) -> None:
    """Write a command's part of RESULTS.md: its head, then titled sections; and show them.

    A section is a table or Markdown.
    """
    parts = [head.strip()]
    for title, shown in sections.items():
        parts += [f"### {title}", shown if isinstance(shown, str) else markdown(shown)]
    old = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    RESULTS.write_text(with_part(old, command, "\n\n".join(parts)), encoding="utf-8")
    show(sections)


def show(sections: Mapping[str, Table | str]) -> None:
    """Print the tables on the terminal."""
    width = None if sys.stdout.isatty() else 200
    terminal = Console(width=width, markup=False, highlight=False)
    for title, shown in sections.items():
        if isinstance(shown, Table):
            terminal.print(f"\n{title}", style="bold")
            shown.box = box.HEAVY_HEAD
            terminal.print(shown)


def markdown(shown: Table) -> str:
    """Return a table in Markdown."""
    console = Console(width=400, markup=False, highlight=False)
    shown.box = box.MARKDOWN
    with console.capture() as captured:
        console.print(shown)
    return "\n".join(line.rstrip() for line in captured.get().strip().splitlines())


def with_part(page: str, command: str, part: str) -> str:
    """Return the page with a command's part added, or replaced if it has one."""
    _, *old = re.split(r"^<!-- (make [a-z-]+) writes this part -->$", page, flags=re.MULTILINE)
    parts = {**dict(zip(old[::2], old[1::2], strict=True)), command: part}
    written = [
        f"<!-- {name} writes this part -->\n\n{parts[name].strip()}\n"
        for name in COMMANDS
        if name in parts
    ]
    return "\n".join([f"{TITLE}\n", *written])


def main(folder: Path) -> None:
    """Report on all JSON files of a folder: one for each turn and runtime."""
    reports = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.iterdir())]
    workloads = collect(reports)
    tables = {"Targets": target_table(workloads)}
    for workload, description in WORKLOADS.items():
        rounds = workloads[workload]
        tables[description["title"]] = workload_table(description["unit"], rounds)
    runtimes = {key: value for r in reports for key, value in r.get("runtimes", {}).items()}
    tables["Machine"] = machine_table(runtimes)
    publish("make bench", HEAD, tables)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
