"""Pictures drawn by matplotlib: of a convolutional network, and of a Hopfield network's capacity.

``kernels`` shows the small patterns that a layer looks for, ``feature_maps`` where it finds them in
one image, and ``capacity`` how many patterns a Hopfield network remembers. All return a matplotlib
Figure, which nothing displays by itself: ``figure.savefig("kernels.png")`` writes it to a file. The
extra ``refnet[plots]`` installs matplotlib.
"""

import copy
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from refnet.capacity import CAPACITY, Curve
from refnet.errors import RefnetError
from refnet.files.extras import extra
from refnet.layers.stack import by_layer
from refnet.models import Sequential
from refnet.reference.checks import check_range
from refnet.reference.names import check_known

Array = NDArray[Any]

_INCHES = 1.1  # the sides of one kernel or map
_MARGIN = 0.9  # inches around all of them
_CURVES = (6.4, 4.2)  # inches of a figure with curves
_MOST_PICTURES = 1024  # in one figure


def kernels(model: Sequential, layer: int | str) -> Any:
    """Return a figure with the kernels of a Conv2D: filters from left to right, channels downwards.

    layer: as for ``find_layer``. Zero is white, positive weights are red, negative ones blue, and
    the scale is that of the whole layer. The place of a connection that is missing stays empty.
    Raises RefnetError: empty for a model without weights, wrong_type, unknown_name, out_of_range;
    ImportError without matplotlib.
    """
    _check_model(model, "kernels(model, layer)")
    number = find_layer(model, layer)
    name, found = layer_names(model)[number], model.layers[number]
    if found.kind != "conv2d":
        message = f"layer: expected a Conv2D, which has kernels, but {name} is a {found.title}"
        raise RefnetError("wrong_type", "layer", message)
    kernel = _kernel_of(model, number)
    rows, columns, channels, filters = kernel.shape
    connections: Any = getattr(found, "connections", None) or [[True] * filters] * channels
    pictures = [
        [kernel[:, :, c, f] if connections[c][f] else None for f in range(filters)]
        for c in range(channels)
    ]
    extreme = float(np.abs(kernel).max()) or 1.0
    return _figure(
        f"{name}: kernels of {rows} x {columns}, {_counted(filters, 'filter')}, "
        f"{_counted(channels, 'channel')}",
        pictures,
        [f"filter {f}" for f in range(filters)],
        [f"channel {c}" for c in range(channels)],
        {"cmap": "RdBu_r", "vmin": -extreme, "vmax": extreme},
    )


def feature_maps(model: Sequential, image: ArrayLike, layer: int | str) -> Any:
    """Return a figure with the outputs of a layer for one image, a picture for each channel.

    image: as one example of the model, without the number of examples, and maybe without a last
    axis of one channel; layer: one whose outputs are images, as for ``find_layer``. The scale is
    that of all maps together.
    Raises RefnetError: empty for a model without weights, wrong_type, unknown_name, out_of_range,
    shape_mismatch, not_finite; ImportError without matplotlib.
    """
    order = "feature_maps(model, image, layer)"
    _check_model(model, order)
    if isinstance(image, int | str) and not isinstance(layer, int | str):
        message = f"image: expected an image, got {image!r}; the order is {order}"
        raise RefnetError("wrong_type", "image", message)
    number = find_layer(model, layer)
    name = layer_names(model)[number]
    maps = _outputs(model, image, number)
    if maps.ndim != 3:
        message = f"layer: expected images as outputs, but {name} has outputs of shape {maps.shape}"
        raise RefnetError("shape_mismatch", "layer", message)
    rows, columns, channels = maps.shape
    across = math.ceil(math.sqrt(channels))
    pictures: list[list[Array | None]] = [
        [maps[:, :, c] if c < channels else None for c in range(first, first + across)]
        for first in range(0, channels, across)
    ]
    return _figure(
        f"{name}: {_counted(channels, 'feature map')} of {rows} x {columns}",
        pictures,
        [],
        [],
        {"cmap": "gray", "vmin": float(maps.min()), "vmax": float(maps.max())},
        [[f"channel {r * across + c}" for c in range(across)] for r in range(len(pictures))],
    )


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


def figure_type() -> Any:
    """Return matplotlib's Figure; raises ImportError without matplotlib."""
    return extra("matplotlib.figure", "matplotlib", "plots", "refnet.plots").Figure


def layer_names(model: Sequential) -> list[str]:
    """Return a name for each layer: its own, or its kind, such as conv2d, conv2d_1, conv2d_2.

    The numbers count the layers of a kind, like the names that Keras gives.
    """
    names: list[str] = []
    seen: dict[str, int] = {}
    for layer in model.layers:
        count = seen.get(layer.kind, 0)
        seen[layer.kind] = count + 1
        names.append(layer.given_name or (f"{layer.kind}_{count}" if count else layer.kind))
    return names


def find_layer(model: Sequential, layer: int | str) -> int:
    """Return the index of a layer, given its index, or its name as ``layer_names`` returns it.

    Raises RefnetError: wrong_type, unknown_name, out_of_range.
    """
    if isinstance(layer, int) and not isinstance(layer, bool):
        check_range("layer", layer, 0, len(model.layers) - 1)
        return layer
    names = layer_names(model)
    return names.index(check_known("layer", layer, names))


def _check_model(model: Any, order: str) -> None:
    """Raise wrong_type for anything but a model; order: how the function is called."""
    if not isinstance(model, Sequential):
        got = type(model).__name__
        message = f"model: expected a Sequential, got {got}; the order is {order}"
        raise RefnetError("wrong_type", "model", message)


def _kernel_of(model: Sequential, number: int) -> Array:
    """Return the kernel of a layer that has one."""
    parts = list(by_layer(model.layers, model.input_shape[1:], model.get_weights()))
    return parts[number][2][0]


def _outputs(model: Sequential, image: ArrayLike, number: int) -> Array:
    """Return what a layer makes of one image; raises shape_mismatch, wrong_type, not_finite."""
    shape = model.input_shape[1:]
    example = np.asarray(image)
    if shape not in (example.shape, (*example.shape, 1)):
        several = example.ndim and shape in (example.shape[1:], (*example.shape[1:], 1))
        hint = "; give one image, such as image[0]" if several else ""
        message = f"image: expected shape {shape}, that of the model, got {example.shape}{hint}"
        raise RefnetError("shape_mismatch", "image", message)
    part = copy.copy(model)
    while len(part.layers) > number + 1:
        part.pop()
    outputs: Array = part.predict(example[np.newaxis], verbose=0)[0]
    return outputs


def _figure(
    title: str,
    pictures: Sequence[Sequence[Array | None]],
    columns: Sequence[str],
    rows: Sequence[str],
    scale: dict[str, Any],
    titles: Sequence[Sequence[str]] = (),
) -> Any:
    """Return a figure with pictures in rows and columns; None leaves a place empty.

    columns, rows: names above and beside them; or titles: one for each picture.
    """
    down, across = len(pictures), len(pictures[0])
    if down * across > _MOST_PICTURES:
        message = f"layer: expected at most {_MOST_PICTURES} pictures, got {down * across}"
        raise RefnetError("out_of_range", "layer", message)
    size = (across * _INCHES + 2 * _MARGIN, down * _INCHES + _MARGIN)
    figure = figure_type()(figsize=size, layout="constrained")
    figure.suptitle(title)
    grid = figure.subplots(down, across, squeeze=False)
    shown = None
    for r, line in enumerate(pictures):
        for c, picture in enumerate(line):
            axes = grid[r, c]
            axes.set(xticks=[], yticks=[])
            if r == 0 and columns:
                axes.set_title(columns[c], fontsize="small")
            if c == 0 and rows:
                axes.set_ylabel(rows[r], fontsize="small")
            if picture is None:
                axes.set_frame_on(False)
                continue
            if titles:
                axes.set_title(titles[r][c], fontsize="small")
            shown = axes.imshow(picture, interpolation="nearest", **scale)
    figure.colorbar(shown, ax=grid, shrink=0.8)
    return figure


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
