"""Curves: a training run epoch by epoch, and the capacity of Hopfield networks."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from refnet.callbacks.history import History
from refnet.capacity import CAPACITY, Curve
from refnet.errors import RefnetError
from refnet.models import Model
from refnet.plots.figures import COLOURS, figure_type

_PANEL = (4.6, 3.4)  # inches of one of several curves
_MOST_ACROSS = 3
_FEW = 30  # epochs, up to which each has a point
_CURVES = (6.4, 4.2)  # inches of a figure with curves


def history(history: History | Mapping[str, Sequence[float]] | Model) -> Any:
    """Return a figure with the loss and each metric of a training run, epoch by epoch.

    history: what ``fit`` returned, its ``history``, or a model, whose last ``fit`` is drawn. The
    values of the training examples are a line, those of the validation examples a dashed one.
    Raises RefnetError: wrong_type, empty without an epoch; ImportError without matplotlib.
    """
    epochs, logs = _epochs_and_logs(history)
    names = list(dict.fromkeys(name.removeprefix("val_") for name in logs))
    across = min(len(names), _MOST_ACROSS)
    down = math.ceil(len(names) / across)
    size = (across * _PANEL[0], down * _PANEL[1])
    figure = figure_type()(figsize=size, layout="constrained")
    panels = figure.subplots(down, across, squeeze=False).ravel()
    for axes, name in zip(panels, names, strict=False):
        _draw_log(axes, name, epochs, logs)
    for axes in panels[len(names) :]:
        axes.set_axis_off()
    return figure


def _epochs_and_logs(given: Any) -> tuple[list[int], dict[str, list[float]]]:
    """Return the epochs, counted from 1, and a list of numbers for each log."""
    run = given.history if isinstance(given, Model) else given
    logs = run.history if isinstance(run, History) else run
    if not isinstance(logs, Mapping):
        got = type(given).__name__
        message = f"history: expected what fit returned, its history, or a model, got {got}"
        raise RefnetError("wrong_type", "history", message)
    try:
        numbers = {str(name): [float(each) for each in values] for name, values in logs.items()}
    except (TypeError, ValueError) as error:
        message = "history: expected a list of numbers for each name"
        raise RefnetError("wrong_type", "history", message) from error
    count = max(map(len, numbers.values()), default=0)
    if count == 0:
        raise RefnetError("empty", "history", "history: expected at least one epoch")
    own = [epoch + 1 for epoch in run.epoch] if isinstance(run, History) else []
    return own if len(own) == count else list(range(1, count + 1)), numbers


def _draw_log(axes: Any, name: str, epochs: list[int], logs: dict[str, list[float]]) -> None:
    """Draw a log of the training examples, and that of the validation examples if there is one."""
    kinds = ((name, "training", "-"), (f"val_{name}", "validation", "--"))
    point = "o" if len(epochs) <= _FEW else ""
    for (key, label, line), colour in zip(kinds, COLOURS, strict=False):
        values = logs.get(key, [])
        if values:
            style = {"color": colour, "marker": point, "markersize": 3, "label": label}
            axes.plot(epochs[-len(values) :], np.array(values), line, **style)
    axes.set_xlabel("epoch")
    axes.set_ylabel(name, parse_math=False)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.grid(alpha=0.3)
    axes.legend()


def capacity(curves: Sequence[Curve]) -> Any:
    """Return a figure with curves of ``refnet.capacity.measure``, beside the theoretical capacity.

    Raises ImportError without matplotlib.
    """
    figure = figure_type()(figsize=_CURVES, layout="constrained")
    axes = figure.subplots()
    for curve in curves:
        start = f"{curve.spoiled:.0%} spoiled" if curve.spoiled else "as stored"
        style = "o--" if curve.spoiled else "o-"
        label = f"{curve.units} units, {start}"
        axes.plot(curve.loads, curve.wrong, style, markersize=3, label=label)
    axes.axvline(CAPACITY, color="gray", linestyle=":", label=f"{CAPACITY} n, the theory")
    axes.set(
        title="What a Hopfield network remembers",
        xlabel="patterns a unit, p / n",
        ylabel="share of wrong units at rest",
        ylim=(0.0, None),
    )
    axes.legend()
    return figure
