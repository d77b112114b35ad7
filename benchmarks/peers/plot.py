"""Plot how the time grows with batch, width, depth and others, from measured.json to SVGs."""

import json
import statistics
import sys
from pathlib import Path
from typing import Any

import matplotlib
from benchmarks.peers.workloads import (
    BATCHES,
    BY_BATCH,
    BY_CHANNELS,
    BY_DEPTH,
    BY_SAMPLES,
    BY_SIDE,
    BY_WIDTH,
    CHANNELS,
    DEPTHS,
    GROWTH_IMPLEMENTATIONS,
    SAMPLES,
    SIDES,
    WIDTHS,
)

matplotlib.use("svg")
matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "refnet", "font.size": 9})

from matplotlib import pyplot  # noqa: E402

DENSE_PANELS = [
    ("batch", BATCHES, BY_BATCH, "µs per step"),
    ("width", WIDTHS, BY_WIDTH, "µs per step, batch 32"),
    ("depth", DEPTHS, BY_DEPTH, "µs per step, batch 32"),
    ("samples", SAMPLES, list(BY_SAMPLES.values()), "µs per prediction"),
]
CONVOLUTION_PANELS = [
    ("channels", CHANNELS, BY_CHANNELS, "µs per step"),
    ("side", SIDES, BY_SIDE, "µs per step"),
]
COLOURS = {
    name: f"C{number}" for number, name in enumerate([*GROWTH_IMPLEMENTATIONS, "JAX, patches"])
}
COLOURS |= {"refnet, float32": "black", "refnet, float64": "grey"}


def main(source: Path, folder: Path) -> None:
    workloads = json.loads(source.read_text(encoding="utf-8"))["threads"]["1"]["workloads"]
    draw(workloads, DENSE_PANELS, folder / "growth.svg")
    draw(workloads, CONVOLUTION_PANELS, folder / "growth-convolutions.svg")


def draw(workloads: dict[str, Any], panels: list[Any], target: Path) -> None:
    """Draw two panels in each row."""
    rows = len(panels) // 2
    figure, grid = pyplot.subplots(rows, 2, figsize=(9, 3.5 * rows), layout="constrained")
    lines: dict[str, Any] = {}
    for axes, (name, values, panel, label) in zip(grid.flat, panels, strict=True):
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
    names = [name for name in COLOURS if name in lines]
    figure.legend([lines[name] for name in names], names, loc="outside lower center", ncols=4)
    figure.savefig(target, metadata={"Date": None})


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
