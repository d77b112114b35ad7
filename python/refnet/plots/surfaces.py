"""The loss around the weights of a model, as a surface over two directions, and a path on it.

The weights of a model are one point among many. ``loss_surface`` draws the loss of the points
around it, in the plane through it in which most of the way lay that training has taken: the first
two principal components of the weights after each epoch, which a ``WeightsPath`` has recorded. The
path runs outside of this plane too; what is drawn is its shadow, so that the loss of the plane
below a point of the path is not exactly that of the point.

Source: Li, Xu, Taylor, Studer and Goldstein, Visualizing the loss landscape of neural nets (2018).
"""

import copy
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from refnet import core
from refnet.callbacks import Callback
from refnet.errors import RefnetError
from refnet.fit.inputs import flat_weights
from refnet.layers.stack import by_layer
from refnet.models import Model
from refnet.plots.figures import check_model, figure_type
from refnet.reference.checks import LARGEST_SEED, check_range
from refnet.reference.readers import as_count

Array = NDArray[Any]

_MARGIN = 0.3  # of the length of the path, on each side
_LEVELS = 20
_RANGE = 1e-4  # the least level is not further below the largest one
_MOST_POINTS = 200


class WeightsPath(Callback):
    """Records the weights of a model before the first epoch and after each, for ``loss_surface``.

    ``weights``: a list of what ``get_weights`` returned; each ``fit`` starts a new one.
    """

    def __init__(self) -> None:
        """Start without weights."""
        self.weights: list[list[Array]] = []

    def on_train_begin(self, logs: Mapping[str, float] | None = None) -> None:
        """Record the first weights, and forget those of earlier runs."""
        self.weights = [self.model.get_weights()]

    def on_epoch_end(self, epoch: int, logs: Mapping[str, float] | None = None) -> None:
        """Record the weights after an epoch."""
        self.weights.append(self.model.get_weights())


class _Plane(NamedTuple):
    """A plane of weights: centre [n], directions [2][n], their names, and the path [e][2] in it."""

    centre: Array
    directions: Array
    names: Sequence[str]
    path: Array


def loss_surface(
    model: Model,
    x: Any,
    y: Any,
    path: WeightsPath | Sequence[Sequence[Any]] | None = None,
    points: int = 25,
    seed: int = 0,
) -> Any:
    """Return a figure with the loss around the weights of a model that is compiled.

    x, y: the examples whose loss it is, as for ``evaluate``; path: a ``WeightsPath`` that was a
    callback of ``fit``, or a list of weights as ``get_weights`` returns them. The plane is that of
    the path's first two principal components, through its end. Without a path, it has two random
    directions, in which each kernel and bias moves in proportion to its own size; seed: of those.
    points: in each direction, so that the loss is calculated points^2 times.

    The weights that no optimizer changes stay as they are, and so does the model.

    Raises RefnetError: wrong_type, empty for a model that is not compiled or has no weights,
    shape_mismatch, not_finite, out_of_range; ImportError without matplotlib.
    """
    check_model(model, "loss_surface(model, x, y, path)")
    count, seed = as_count("points", points), as_count("seed", seed)
    check_range("points", count, 3, _MOST_POINTS)
    check_range("seed", seed, 0, LARGEST_SEED)
    weights = model.get_weights()
    steps = None if path is None else _as_path(path, weights, model.dtype)
    figure = figure_type()(figsize=(6.4, 5.0), layout="constrained")  # before the time is spent
    plane = _plane(weights, _is_trained(model, weights), steps, seed)
    sides = _sides(plane.path, count)
    losses = _losses(model, x, y, plane, sides)
    _draw(figure, plane, sides, losses)
    return figure


def _as_path(path: Any, weights: Sequence[Array], dtype: str) -> Array:
    """Return the path as an array [e][n]; raises RefnetError."""
    given = path.weights if isinstance(path, WeightsPath) else path
    if not isinstance(given, Sequence) or isinstance(given, str):
        message = "path: expected a WeightsPath that was a callback of fit, or a list of weights"
        raise RefnetError("wrong_type", "path", message)
    if not given:
        message = "path: expected the weights of an epoch; give it to fit as a callback before"
        raise RefnetError("empty", "path", message)
    shapes = [each.shape for each in weights]
    return np.array([flat_weights("path", each, shapes, dtype) for each in given], np.float64)


def _is_trained(model: Model, weights: Sequence[Array]) -> Array:
    """Return for each number of all weights [n] whether an optimizer changes it."""
    parts = by_layer(model._layers, model._known_shape(), weights)
    flags = [
        np.full(array.size, i < len(own) - layer.moving_weights)
        for layer, _, own in parts
        for i, array in enumerate(own)
    ]
    return np.concatenate(flags)


def _plane(weights: Sequence[Array], trained: Array, path: Array | None, seed: int) -> _Plane:
    """Return the plane of a path [e][n], or a random one."""
    now = np.concatenate([array.ravel() for array in weights]).astype(np.float64)
    random = _random_directions(weights, trained, seed)
    names = ["random direction 1", "random direction 2"]
    if path is None:
        return _Plane(now, random, names, np.zeros((1, 2)))
    centre = np.where(trained, path[-1], now)
    steps = np.where(trained, path - path[-1], 0.0)
    _, sizes, components = np.linalg.svd(steps, full_matrices=False)
    variances = sizes**2 / max(float((sizes**2).sum()), np.finfo(np.float64).tiny)
    for i in range(min(2, len(sizes))):
        if sizes[i] > 1e-9 * sizes[0] > 0.0:
            sign = -1.0 if steps[0] @ components[i] > 0.0 else 1.0  # the path begins on the left
            random[i] = sign * components[i]
            names[i] = f"principal component {i + 1} of the path ({variances[i]:.0%})"
    if not names[0].startswith("random") and names[1].startswith("random"):
        random[1] -= random[1] @ random[0] * random[0]  # a principal component has the length 1
        random[1] /= np.linalg.norm(random[1]) or 1.0
    return _Plane(centre, random, names, steps @ random.T)


def _random_directions(weights: Sequence[Array], trained: Array, seed: int) -> Array:
    """Return two directions [2][n], each array's part as long as the array itself.

    Weights that are 0 stay so: they are first biases, or belong to no connection.
    """
    count = sum(array.size for array in weights)
    numbers = np.asarray(core.random(seed, 2 * count, "normal")).reshape(2, count)
    numbers = np.where(trained, numbers, 0.0)
    start = 0
    for array in weights:
        flat = array.ravel().astype(np.float64)
        part = numbers[:, start : start + flat.size]
        part *= flat != 0.0
        lengths = np.linalg.norm(part, axis=1, keepdims=True)
        largest = float(np.abs(flat).max(initial=0.0)) or 1.0  # whose square may overflow
        length = largest * np.linalg.norm(flat / largest)
        part *= length / np.where(lengths > 0.0, lengths, 1.0)
        start += flat.size
    return numbers


def _sides(path: Array, count: int) -> list[Array]:
    """Return the coordinates of the points in each direction, around those of a path [e][2]."""
    low, high = path.min(axis=0), path.max(axis=0)
    spans = high - low
    spans = np.where(spans > 0.0, spans, spans.max() or 2.0 / (1.0 + 2.0 * _MARGIN))
    middles = (low + high) / 2.0
    halves = spans * (0.5 + _MARGIN)
    return [np.linspace(m - h, m + h, count) for m, h in zip(middles, halves, strict=True)]


def _losses(model: Model, x: Any, y: Any, plane: _Plane, sides: Sequence[Array]) -> Array:
    """Return the losses [rows][columns] of the points; infinite or NaN where a sum overflows."""
    own = copy.copy(model)  # with layers and weights of its own
    shapes = [array.shape for array in own.get_weights()]
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1]
    losses = np.empty((len(sides[1]), len(sides[0])))
    for row, column in np.ndindex(losses.shape):
        place = np.array([sides[0][column], sides[1][row]])
        arrays = np.split(plane.centre + place @ plane.directions, ends)
        own.set_weights([a.reshape(shape) for a, shape in zip(arrays, shapes, strict=True)])
        losses[row, column] = own.evaluate(x, y, verbose=0, return_dict=True)["loss"]
    return losses


def _draw(figure: Any, plane: _Plane, sides: Sequence[Array], losses: Array) -> None:
    """Draw contours whose levels are closer for smaller losses, and the path over them."""
    axes = figure.subplots()
    finite = losses[np.isfinite(losses)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    if high > low:
        least = max(low, _RANGE * high)
        levels = np.geomspace(least, high, _LEVELS) if least > 0.0 else _LEVELS
        norm = "log" if least > 0.0 else "linear"
        shown = np.where(np.isfinite(losses), np.maximum(losses, least), np.nan)
        filled = axes.contourf(*sides, shown, levels=levels, cmap="viridis", norm=norm)
        axes.contour(*sides, shown, levels=levels, colors="white", linewidths=0.4, alpha=0.6)
        figure.colorbar(filled, ax=axes, label="loss", format="%.3g", ticks=filled.levels[::2])
    if len(plane.path) > 1:
        look = {"color": "white", "markeredgecolor": "black", "markersize": 4, "linewidth": 1.5}
        axes.plot(*plane.path.T, "o-", label="after each epoch", **look)
        axes.plot(*plane.path[0], "s", label="first weights", color="#E69F00", markersize=8)
    axes.plot(*plane.path[-1], "*", label="last weights", color="#D55E00", markersize=14)
    axes.set(xlabel=plane.names[0], ylabel=plane.names[1], title="loss around the last weights")
    axes.legend(facecolor="lightgray")
