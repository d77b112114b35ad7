"""Draw how the time grows with batch, width, depth and samples: from measured.json into an SVG."""

import json
import statistics
import sys
from pathlib import Path
from typing import Any

import matplotlib  # type: ignore[import-not-found]
from benchmarks.peers.works import (
    BATCHES,
    DEEP,
    DEPTHS,
    GROWTH_IMPLEMENTATIONS,
    PREDICTIONS,
    SAMPLES,
    TRAININGS,
    WIDE,
    WIDTHS,
)

matplotlib.use("svg")
matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "refnet", "font.size": 9})

from matplotlib import pyplot  # noqa: E402

PANELS = [
    ("batch", BATCHES, TRAININGS, "µs per step"),
    ("width", WIDTHS, WIDE, "µs per step, batch 32"),
    ("depth", DEPTHS, DEEP, "µs per step, batch 32"),
    ("samples", SAMPLES, list(PREDICTIONS.values()), "µs per prediction"),
]
COLOURS = {name: f"C{number}" for number, name in enumerate(GROWTH_IMPLEMENTATIONS)}
COLOURS |= {"refnet, float32": "black", "refnet, float64": "grey"}


def main(source: Path, target: Path) -> None:
    works = json.loads(source.read_text(encoding="utf-8"))["threads"]["1"]["works"]
    figure, grid = pyplot.subplots(2, 2, figsize=(9, 7), layout="constrained")
    lines: dict[str, Any] = {}
    for axes, (name, values, panel, label) in zip(grid.flat, PANELS, strict=True):
        for implementation, colour in COLOURS.items():
            measured = [works[work.name].get(implementation) for work in panel]
            if None in measured:
                continue
            times = [
                statistics.median(each["seconds"]) / work.units * 1e6
                for each, work in zip(measured, panel, strict=True)
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
