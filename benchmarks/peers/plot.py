"""Plot how the time grows with batch, width, depth and samples, from measured.json to an SVG."""

import json
import statistics
import sys
from pathlib import Path
from typing import Any

import matplotlib  # type: ignore[import-not-found]
from benchmarks.peers.workloads import (
    BATCHES,
    BY_BATCH,
    BY_DEPTH,
    BY_SAMPLES,
    BY_WIDTH,
    DEPTHS,
    GROWTH_IMPLEMENTATIONS,
    SAMPLES,
    WIDTHS,
)

matplotlib.use("svg")
matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "refnet", "font.size": 9})

from matplotlib import pyplot  # noqa: E402

PANELS = [
    ("batch", BATCHES, BY_BATCH, "µs per step"),
    ("width", WIDTHS, BY_WIDTH, "µs per step, batch 32"),
    ("depth", DEPTHS, BY_DEPTH, "µs per step, batch 32"),
    ("samples", SAMPLES, list(BY_SAMPLES.values()), "µs per prediction"),
]
COLOURS = {name: f"C{number}" for number, name in enumerate(GROWTH_IMPLEMENTATIONS)}
COLOURS |= {"refnet, float32": "black", "refnet, float64": "grey"}


def main(source: Path, target: Path) -> None:
    workloads = json.loads(source.read_text(encoding="utf-8"))["threads"]["1"]["workloads"]
    figure, grid = pyplot.subplots(2, 2, figsize=(9, 7), layout="constrained")
    lines: dict[str, Any] = {}
    for axes, (name, values, panel, label) in zip(grid.flat, PANELS, strict=True):
        for implementation, colour in COLOURS.items():
            measured = [workloads[workload.name].get(implementation) for workload in panel]
            if None in measured:
                continue
            times = [
                statistics.median(runs["seconds"]) / workload.units * 1e6
                for runs, workload in zip(measured, panel, strict=True)
            ]
            is_ours = implementation.startswith("refnet")
            [lines[implementation]] = axes.loglog(
                values,
                times,
                marker="o" if is_ours else ".",
                linewidth=2 if is_ours else 1,
                color=colour,
            )
        axes.set(xlabel=name, ylabel=label)
        axes.set_xticks(values, [f"{value:,}" for value in values])
        axes.minorticks_off()
        axes.grid(alpha=0.3)
    names = [name for name in GROWTH_IMPLEMENTATIONS if name in lines]
    figure.legend([lines[name] for name in names], names, loc="outside lower center", ncols=4)
    figure.savefig(target, metadata={"Date": None})


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
