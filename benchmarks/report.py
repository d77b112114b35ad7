"""Print what pytest-benchmark measured per unit of work, with the ratios to pure Python."""

import json
import sys
from itertools import groupby
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

BASELINE = "pure Python"


def per_unit(benchmark: dict[str, Any]) -> float:
    """Return the median seconds of a unit of work."""
    seconds: float = benchmark["stats"]["median"] / benchmark["extra_info"]["units"]
    return seconds


def group_of(benchmark: dict[str, Any]) -> str:
    """Return the work that a benchmark does, which only its implementation sets apart."""
    return str(benchmark["group"])


def table(group: str, benchmarks: list[dict[str, Any]]) -> Table:
    """Return a group's implementations, the slowest first."""
    unit = benchmarks[0]["extra_info"]["unit"]
    shown = Table(title=group)
    for heading in ("implementation", f"ns per {unit}", "rounds", f"times {BASELINE}"):
        shown.add_column(heading, justify="left" if heading == "implementation" else "right")
    names = {b["extra_info"]["implementation"]: b for b in benchmarks}
    baseline = per_unit(names[BASELINE])
    for name, benchmark in sorted(names.items(), key=lambda item: -per_unit(item[1])):
        shown.add_row(
            name,
            f"{per_unit(benchmark) * 1e9:,.1f}",
            str(benchmark["stats"]["rounds"]),
            f"{baseline / per_unit(benchmark):,.0f}",
        )
    return shown


def main(path: Path) -> None:
    """Print a table for each group in pytest-benchmark's JSON file."""
    measured = json.loads(path.read_text(encoding="utf-8"))["benchmarks"]
    console = Console()
    for group, benchmarks in groupby(sorted(measured, key=group_of), key=group_of):
        console.print(table(group, list(benchmarks)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
