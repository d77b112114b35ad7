"""What all pictures have in common: matplotlib's Figure, the colours, and rows of images."""

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from refnet.errors import RefnetError
from refnet.files.extras import extra
from refnet.models import Model
from refnet.reference.checks import check_range
from refnet.reference.names import check_known

Array = NDArray[Any]

# Colours that people with any kind of colour blindness can tell apart (Okabe and Ito, 2008).
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#F0E442")
DIVERGING = "RdBu_r"  # from blue over white, which is zero, to red
FORMATS = ("png", "svg", "pdf")  # of files with pictures, and how their names end
_INCHES = 1.1  # the sides of one kernel or map
_MARGIN = 0.9  # inches around all of them
_MOST_PICTURES = 1024  # in one figure


def figure_type() -> Any:
    """Return matplotlib's Figure; raises ImportError without matplotlib."""
    return extra("matplotlib.figure", "matplotlib", "plots", "refnet.plots").Figure


def layer_names(model: Model) -> list[str]:
    """Return a name for each layer: the one given, or its kind, as in conv2d, conv2d_1, conv2d_2.

    The numbers count the layers of a kind in this model, also those of models inside, but not its
    Input. The automatic names of layers count those of all models.
    """
    names: list[str] = []
    seen: dict[str, int] = {}
    for layer in model._layers:
        count = seen.get(layer.kind, 0)
        seen[layer.kind] = count + 1
        names.append(layer.given_name or (f"{layer.kind}_{count}" if count else layer.kind))
    return names


def find_layer(model: Model, layer: int | str) -> int:
    """Return the index of a layer among those of ``layer_names``, given this index or its name.

    layer: a name as ``layer_names`` returns it, or the layer's own ``name``, which goes first.
    Raises RefnetError: wrong_type, unknown_name, out_of_range.
    """
    if isinstance(layer, int) and not isinstance(layer, bool):
        check_range("layer", layer, 0, len(model._layers) - 1)
        return layer
    own = [each.name for each in model._layers]
    if layer in own:
        return own.index(layer)
    names = layer_names(model)
    return names.index(check_known("layer", layer, names))


def check_model(model: Any, order: str) -> None:
    """Raise wrong_type for anything but a model; order: how the function is called."""
    if not isinstance(model, Model):
        got = type(model).__name__
        message = f"model: expected a Model or a Sequential, got {got}; the order is {order}"
        raise RefnetError("wrong_type", "model", message)


def images_figure(
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
    if "cmap" in scale:
        figure.colorbar(shown, ax=grid, shrink=0.8)
    return figure


def counted(count: int, noun: str) -> str:
    """Return a number with its noun, as in "2 filters"."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
