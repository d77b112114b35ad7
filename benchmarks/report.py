"""Put what was measured into tables: on the terminal, and in RESULTS.md.

RESULTS.md has a part of each command that measures, below a comment that names it. A command writes
its own part anew, and leaves the other one as it is.
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

import cpuinfo  # type: ignore[import-untyped]  # of pytest-benchmark
import numpy as np
from benchmarks.work import WORKS
from rich import box
from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).with_name("RESULTS.md")
BASELINES = ("pure Python", "NumPy")
SAME_BITS = ("pure Python", "C core", "JavaScript", "Go")
TITLE = "# What the benchmarks measured"
COMMANDS = ("make bench", "make bench-peers")
HEAD = """
## The C core beside pure Python, NumPy, JavaScript and Go

`make bench` writes this part. All implementations do the same work on the same numbers, those of
[work.json](work.json). The same run has checked that pure Python, C, JavaScript and Go end with the
same bits, and NumPy with the same numbers to 1e-6. NumPy is written as tutorials write it: see
`with_numpy` in the files here.

Times are medians of all rounds; the spread is the range of the middle half of the rounds, in
percent of the median. A call's checks of its arguments and the memory for its results are part of
its time; Python's garbage collector is off, as in timeit. "times NumPy" is how often an
implementation does the work while NumPy does it once. In the works of 1,000,000 units, pure Python
was timed over the first 20,000, and so was NumPy where it presses the buttons, which it can do only
one trial after another.

On a busy machine the slow implementations, with their long rounds, lose more than the fast ones,
and the ratios come out too high: the spreads of pure Python and NumPy must be small.
"""

Rounds = dict[str, list[float]]  # by implementation: nanoseconds per unit of work in each round


class Target(NamedTuple):
    """What the C core shall reach: so many times the speed of another implementation."""

    work: str
    other: str
    times: int


TARGETS = [
    Target("exp", "NumPy", 1),
    Target("neuron", "pure Python", 80),
    Target("two_layer", "pure Python", 80),
    Target("two_layer", "NumPy", 40),
    Target("dense", "pure Python", 80),
    Target("button_press_add", "pure Python", 150),
    Target("button_press_widrow_hoff", "pure Python", 150),
]


def collect(reports: list[dict[str, Any]]) -> dict[str, Rounds]:
    """Return the rounds of each work, those of all turns together.

    Ends the program where one of SAME_BITS, in one of the turns, has other results.
    """
    works: dict[str, Rounds] = {work: defaultdict(list) for work in WORKS}
    digests: dict[str, set[tuple[str, str]]] = {work: set() for work in WORKS}
    for benchmark in (benchmark for report in reports for benchmark in report["benchmarks"]):
        work, about = benchmark["group"], benchmark["extra_info"]
        nanoseconds = [seconds * 1e9 / about["units"] for seconds in benchmark["stats"]["data"]]
        works[work][about["implementation"]] += nanoseconds
        if "digest" in about:
            digests[work].add((about["implementation"], about["digest"]))
    for work, found in digests.items():
        names, bits = {name for name, _ in found}, {digest for _, digest in found}
        if names != set(SAME_BITS) or len(bits) != 1:
            sys.exit(f"{work}: the same bits are expected of {SAME_BITS}, found {sorted(found)}")
    return works


def times(rounds: Rounds, implementation: str, other: str) -> float:
    """Return how often an implementation does the work while the other does it once."""
    return statistics.median(rounds[other]) / statistics.median(rounds[implementation])


def digits(x: float) -> str:
    """Return a positive number with two or three significant digits, or all before the point."""
    if x < 0.1:
        return f"{x:.2g}"
    return f"{x:,.2f}" if x < 10 else f"{x:,.1f}" if x < 100 else f"{x:,.0f}"


def table(headings: list[str], rows: list[list[str]]) -> Table:
    """Return a table whose first column holds words, the others numbers."""
    shown = Table()
    for i, heading in enumerate(headings):
        shown.add_column(heading, justify="right" if i else "left", no_wrap=i == 0)
    for row in rows:
        shown.add_row(*row)
    return shown


def work_table(unit: str, rounds: Rounds) -> Table:
    """Return a work's implementations, the slowest first, compared with BASELINES."""
    headings = ["implementation", f"ns per {unit}", "spread", "rounds"]
    rows = []
    for name in sorted(rounds, key=lambda name: -statistics.median(rounds[name])):
        low, median, high = statistics.quantiles(rounds[name], method="inclusive")
        spread = f"{(high - low) / median:.0%}"
        compared = [digits(times(rounds, name, baseline)) for baseline in BASELINES]
        rows.append([name, digits(median), spread, f"{len(rounds[name]):,}", *compared])
    return table(headings + [f"times {baseline}" for baseline in BASELINES], rows)


def target_table(works: dict[str, Rounds]) -> Table:
    """Return for each target what was measured."""
    rows = []
    for work, other, wanted in TARGETS:
        reached = times(works[work], "C core", other)
        met = "yes" if reached >= wanted else "no"
        rows.append([work, f"{wanted} times {other}", digits(reached), met])
    return table(["the C core in", "at least", "measured", "met"], rows)


def machine_table(others: dict[str, str]) -> Table:
    """Return what the times depend on, with the versions of others; nothing names the machine."""
    cpu = cpuinfo.get_cpu_info()
    compiler = [*shlex.split(os.environ.get("CC", "cc")), "--version"]
    version = subprocess.run(compiler, check=True, capture_output=True, text=True).stdout
    shown = Table("part", "version")
    for part, value in {
        "processor": f"{cpu.get('brand_raw', 'unknown')}, {cpu['count']} cores",
        "system": f"{platform.system()}, {platform.machine()}",
        "C compiler": version.splitlines()[0],
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "NumPy": np.__version__,
        **others,
    }.items():
        shown.add_row(part, value)
    return shown


def publish(command: str, head: str, sections: Mapping[str, Table | str]) -> None:
    """Write a command's part of RESULTS.md: its head, and titled tables or lines of Markdown.

    The tables are printed on the terminal as well.
    """
    parts = [head.strip()]
    for title, shown in sections.items():
        parts += [f"### {title}", shown if isinstance(shown, str) else markdown(shown)]
    old = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    RESULTS.write_text(with_part(old, command, "\n\n".join(parts)), encoding="utf-8")
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
    """Return the page with a command's part in place of the one that it had, or none."""
    _, *old = re.split(r"^<!-- (make [a-z-]+) writes this part -->$", page, flags=re.MULTILINE)
    parts = {**dict(zip(old[::2], old[1::2], strict=True)), command: part}
    written = [
        f"<!-- {name} writes this part -->\n\n{parts[name].strip()}\n"
        for name in COMMANDS
        if name in parts
    ]
    return "\n".join([f"{TITLE}\n", *written])


def main(folder: Path) -> None:
    """Report on all JSON files of a folder, one for each turn and runtime."""
    reports = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.iterdir())]
    works = collect(reports)
    tables = {"Targets": target_table(works)}
    for work, about in WORKS.items():
        tables[about["title"]] = work_table(about["unit"], works[work])
    runtimes = {key: value for r in reports for key, value in r.get("runtimes", {}).items()}
    tables["Machine"] = machine_table(runtimes)
    publish("make bench", HEAD, tables)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
