"""What a classifier predicts: ``confusion_matrix`` and ``decision_boundary``.

A model with several outputs predicts the class of the largest one. With one output, it is the
second class above the middle between the two targets, 1/2 for 0 and 1, and above 0 for logits.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from refnet.errors import RefnetError
from refnet.fit.inputs import as_array
from refnet.models import Model
from refnet.plots.figures import COLOURS, check_model, figure_type
from refnet.reference.readers import as_names

Array = NDArray[Any]

_CELL = 0.55  # inches of a cell of a confusion matrix
_WITH_TEXTS = 24  # classes up to which the cells have texts
_MOST_CLASSES = 100  # in a confusion matrix
_STEPS = 200  # of a grid in each direction
_MARKERS = "os^Dv<>P"


class _Classes(NamedTuple):
    """The classes of examples: targets [m], their numbers; values: what 0, 1 ... are in y."""

    targets: Array
    values: Array
    threshold: float  # of a single output


def confusion_matrix(model: Model, x: Any, y: Any, classes: Sequence[str] | None = None) -> Any:
    """Return a figure that counts the predictions of each class, a row for each class of y.

    x, y: as for ``evaluate``, y as class numbers [m] or as rows [m][k] with 1 for the class;
    classes: names, None for ``model.classes``, or else for the class numbers. Below a count is its
    share of the row, which is also the darkness of the cell.

    Raises RefnetError: wrong_type, empty, shape_mismatch, not_finite, out_of_range;
    ImportError without matplotlib.
    """
    check_model(model, "confusion_matrix(model, x, y)")
    outputs = model.predict(x, verbose=0)
    found = _classes_of(model, y, outputs)
    count = len(found.values)
    if count > _MOST_CLASSES:
        message = f"y: expected at most {_MOST_CLASSES} classes, got {count}"
        raise RefnetError("out_of_range", "y", message)
    names = _names_of(model, classes, found.values)
    counts = np.zeros((count, count), int)
    np.add.at(counts, (found.targets, _predicted(outputs, found.threshold)), 1)
    return _drawn_counts(counts, names)


def decision_boundary(model: Model, x: Any, y: Any) -> Any:
    """Return a figure with the class that a model of two inputs predicts at each place.

    x [m][2], y: the examples and their classes, as for ``confusion_matrix``, drawn as points. The
    axes have the names of ``model.columns``, if there are any. With two classes, a line is where
    the prediction changes.

    Raises RefnetError: wrong_type, empty, shape_mismatch, not_finite; ImportError without
    matplotlib.
    """
    check_model(model, "decision_boundary(model, x, y)")
    points = as_array("x", x)
    if points.ndim != 2 or points.shape[1] != 2:
        message = f"x: expected examples of two numbers, so (m, 2), got shape {points.shape}"
        raise RefnetError("shape_mismatch", "x", message)
    found = _classes_of(model, y, model.predict(x, verbose=0))
    across, down = (_steps(points[:, axis]) for axis in (0, 1))
    grid = np.stack(np.meshgrid(across, down), axis=-1)
    outputs = model.predict(grid.reshape(-1, 2).astype(model.dtype), verbose=0)
    figure = figure_type()(figsize=(6.0, 4.8), layout="constrained")
    axes = figure.subplots()
    predicted = _predicted(outputs, found.threshold).reshape(grid.shape[:2])
    _draw_areas(axes, (across, down), predicted, len(found.values))
    if outputs.shape[1] == 1 and predicted.min() != predicted.max():
        lines = outputs.reshape(grid.shape[:2])
        axes.contour(across, down, lines, levels=[found.threshold], colors="black", linewidths=1)
    _draw_points(axes, points, found.targets, _names_of(model, None, found.values))
    names = model.columns or ("first input", "second input")
    axes.set_xlabel(names[0], parse_math=False)
    axes.set_ylabel(names[1], parse_math=False)
    axes.set_title("predicted class at each place, and the examples")
    return figure


def _classes_of(model: Model, y: Any, outputs: Array) -> _Classes:
    """Return the classes of the targets; raises RefnetError: wrong_type, empty, shape_mismatch.

    outputs: the predictions for the same examples
    """
    if outputs.ndim != 2:
        message = f"model: expected outputs of one row of numbers, got {outputs.shape[1:]}"
        raise RefnetError("shape_mismatch", "model", message)
    if len(outputs) == 0:
        raise RefnetError("empty", "x", "x: expected at least one example")
    labels, (count, units) = as_array("y", y), outputs.shape
    rows = labels.ndim == 2 and labels.shape[1] == units > 1
    if not rows and labels.shape not in ((count,), (count, 1)):
        message = f"y: expected a class for each of {count} examples, got shape {labels.shape}"
        raise RefnetError("shape_mismatch", "y", message)
    numbers = labels.argmax(axis=1) if rows else labels.reshape(count)
    if units == 1:
        return _two_classes(model, numbers)
    wrong = (numbers != np.floor(numbers)) | (numbers < 0) | (numbers >= units)
    if wrong.any():
        place = int(np.argmax(wrong))
        message = f"y[{place}]: expected a class number from 0 to {units - 1}, got {numbers[place]}"
        raise RefnetError("wrong_type", "y", message)
    return _Classes(numbers.astype(np.int64), np.arange(units), 0.0)


def _two_classes(model: Model, labels: Array) -> _Classes:
    """Return the classes of a model with one output: 0 and 1, or -1 and 1."""
    for values in (np.array([0, 1]), np.array([-1, 1])):
        if np.isin(labels, values).all():
            middle = 0.0 if getattr(model.loss, "from_logits", False) else float(values.mean())
            return _Classes((labels == values[1]).astype(np.int64), values, middle)
    message = "y: expected the classes 0 and 1, or -1 and 1, for a model with one output"
    raise RefnetError("wrong_type", "y", message)


def _predicted(outputs: Array, threshold: float) -> Array:
    """Return the class numbers [m] of outputs [m][k]."""
    if outputs.shape[1] == 1:
        return (outputs[:, 0] > threshold).astype(np.int64)
    largest: Array = outputs.argmax(axis=1)
    return largest


def _names_of(model: Model, given: Any, values: Array) -> list[str]:
    """Return the names of the classes; raises RefnetError: wrong_type, shape_mismatch."""
    if given is None:
        known = model.classes if model.classes is not None else []
        return known if len(known) == len(values) else [str(value) for value in values]
    names = as_names("classes", given)
    if len(names) != len(values):
        message = f"classes: expected {len(values)} names, got {len(names)}"
        raise RefnetError("shape_mismatch", "classes", message)
    return names


def _drawn_counts(counts: Array, names: Sequence[str]) -> Any:
    """Return the figure of a confusion matrix [k][k] with a row for each class."""
    count = len(counts)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    side = max(3.4, count * _CELL)
    figure = figure_type()(figsize=(side + 1.8, side + 0.6), layout="constrained")
    axes = figure.subplots()
    shown = axes.imshow(shares, cmap="Blues", vmin=0.0, vmax=1.0)
    places = range(count)
    turned = {"rotation": 90} if max(map(len, names)) > 3 else {}
    axes.set_xticks(places, names, parse_math=False, **turned)
    axes.set_yticks(places, names, parse_math=False)
    right = f"{np.trace(counts) / counts.sum():.1%} of {counts.sum()} examples are right"
    axes.set(xlabel="predicted class", ylabel="class", title=right)
    for row, column in np.ndindex(counts.shape) if count <= _WITH_TEXTS else ():
        share = shares[row, column]
        text = f"{counts[row, column]}\n{share:.0%}" if counts[row, column] else "0"
        middle = {"horizontalalignment": "center", "verticalalignment": "center"}
        colour = "white" if share > 0.5 else "black"
        axes.text(column, row, text, color=colour, fontsize="small", **middle)
    figure.colorbar(shown, ax=axes, label="share of the row", shrink=0.8)
    return figure


def _steps(values: Array) -> Array:
    """Return numbers from a little below the least of the values to a little above the largest."""
    low, high = float(values.min()), float(values.max())
    margin = 0.08 * (high - low) or 0.5
    return np.linspace(low - margin, high + margin, _STEPS)


def _draw_areas(axes: Any, sides: tuple[Array, Array], predicted: Array, count: int) -> None:
    """Draw a pale area for the places where each class is predicted."""
    from matplotlib.colors import to_rgba

    colours = np.array([to_rgba(COLOURS[i % len(COLOURS)], alpha=0.25) for i in range(count)])
    extent = [each for side in sides for each in (side[0], side[-1])]
    axes.imshow(colours[predicted], extent=extent, origin="lower", aspect="auto")


def _draw_points(axes: Any, points: Array, targets: Array, names: Sequence[str]) -> None:
    for number, name in enumerate(names):
        own = points[targets == number]
        colour, marker = COLOURS[number % len(COLOURS)], _MARKERS[number % len(_MARKERS)]
        look = {"color": colour, "marker": marker, "edgecolor": "black", "linewidth": 0.5}
        axes.scatter(own[:, 0], own[:, 1], s=24, label=name, **look)
    for text in axes.legend(title="class").get_texts():
        text.set_parse_math(False)
