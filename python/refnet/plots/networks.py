"""plot_model: the layers of a network as boxes, and arrows from each to those that see it."""

import os
import sys
from pathlib import Path
from typing import Any, NamedTuple

from refnet.errors import RefnetError
from refnet.files.model_file import as_path
from refnet.files.saving import save_file
from refnet.layers.graphs import sources_of
from refnet.layers.stack import with_shapes
from refnet.models import Model, Sequential
from refnet.plots.dot import SPLINES, dot_source, graphviz
from refnet.plots.figures import check_model
from refnet.plots.layout import DIRECTIONS, Box, Cell, Group, placed
from refnet.plots.shapes import bytes_of, figure_of, svg
from refnet.reference.checks import check_finite_number, check_positive
from refnet.reference.graphs import layer_sources
from refnet.reference.names import check_known
from refnet.reference.readers import as_boolean, as_number

ENDINGS = ("png", "svg", "pdf", "dot")
_TRAINABLE = Cell("Trainable", "#0072B2", "white")
_FROZEN = Cell("Non-trainable", "#E69F00")


class _Shown(NamedTuple):
    """What a box says of its layer."""

    shapes: bool
    dtype: bool
    names: bool
    activations: bool
    trainable: bool
    nested: bool


def plot_model(
    model: Model,
    to_file: str | os.PathLike[str] = "model.png",
    show_shapes: bool = False,
    show_dtype: bool = False,
    show_layer_names: bool = False,
    rankdir: str = "TB",
    expand_nested: bool = False,
    dpi: float = 200,
    show_layer_activations: bool = False,
    show_trainable: bool = False,
    splines: str = "ortho",
) -> Any:
    """Draw the layers of a model in a file.

    to_file: its name, which ends in .png, .svg, .pdf or .dot, without an ending a PNG; show_shapes:
    whether boxes have the shapes of inputs and outputs, "?" as long as the model does not know
    them; show_dtype: the type of the outputs; show_layer_names: the names beside the classes;
    show_layer_activations: the activations, of layers that have one; show_trainable: whether
    training changes the weights, of layers that have some; rankdir: "TB", from top to bottom, "LR",
    from left to right, "BT" or "RL"; expand_nested: whether a model that is a layer is drawn as a
    frame with its own layers; dpi: the pixels per inch of a PNG; splines: "ortho", "curved",
    "polyline", "spline" or "line", how Graphviz draws arrows.

    Graphviz draws the picture where its program ``dot`` is installed. Elsewhere .svg and .dot need
    nothing, .png and .pdf matplotlib (the extra ``refnet[plots]``), and arrows are straight.

    As in Keras, the inputs are a box of a Model, and none of a Sequential. Returns the picture in a
    notebook, which displays it; None elsewhere, and for .pdf and .dot.

    Raises RefnetError: wrong_type, unknown_name, out_of_range, empty for a model without layers;
    OSError if the file cannot be written; ImportError without matplotlib.
    """
    check_model(model, "plot_model(model, to_file)")
    path = as_path("to_file", to_file)
    ending = ending_of("to_file", path)
    check_known("rankdir", rankdir, DIRECTIONS)
    check_known("splines", splines, SPLINES)
    resolution = as_number("dpi", dpi)
    check_finite_number("dpi", resolution)
    check_positive("dpi", resolution)
    shown = _Shown(
        shapes=as_boolean("show_shapes", show_shapes),
        dtype=as_boolean("show_dtype", show_dtype),
        names=as_boolean("show_layer_names", show_layer_names),
        activations=as_boolean("show_layer_activations", show_layer_activations),
        trainable=as_boolean("show_trainable", show_trainable),
        nested=as_boolean("expand_nested", expand_nested),
    )
    group = _group_of(model, shown)
    source = dot_source(group, rankdir, resolution, splines)
    content = source.encode() if ending == "dot" else graphviz(source, ending)
    save_file(path, content or _drawn(group, rankdir, ending, resolution))
    return _displayed(path, ending)


def ending_of(argument: str, path: Path) -> str:
    """Return the format of a picture of this name; raises RefnetError: unknown_name."""
    ending = path.suffix[1:].lower() if path.suffix else "png"
    if ending not in ENDINGS:
        names = ", ".join(f".{each}" for each in ENDINGS)
        message = f"{argument}: expected a name that ends in {names}, got {str(path)!r}"
        raise RefnetError("unknown_name", argument, message)
    return ending


def _drawn(group: Group, rankdir: str, ending: str, dpi: float) -> bytes:
    """Return the picture as a file, drawn without Graphviz."""
    width, height, shapes, *_ = placed(group, rankdir)
    if ending == "svg":
        return svg(width, height, shapes)
    figure = figure_of(width, height, shapes, f"plot_model to .{ending}")
    return bytes_of(figure, ending, dpi)


def _displayed(path: Path, ending: str) -> Any:
    """Return what a notebook displays; None elsewhere."""
    display = sys.modules.get("IPython.display") or sys.modules.get("IPython.core.display")
    if display is None or ending not in ("png", "svg"):
        return None
    kind = display.Image if ending == "png" else display.SVG
    return kind(filename=str(path))


def _group_of(model: Model, shown: _Shown) -> Group:
    """Return the boxes and arrows of a model; raises RefnetError: empty."""
    layers, shape = model._layers, model._shape()
    if not layers:
        raise RefnetError("empty", "model", "model: expected at least one layer to draw")
    known: list[Any] = [(None, None)] * len(layers)
    if shape is not None:
        known = [(seen, outputs) for _, seen, outputs in with_shapes(layers, shape)]
    size = model._batch_size
    members: list[Box | Group] = [
        _box_of(layer, size, seen, outputs, model.dtype, shown)
        for layer, (seen, outputs) in zip(layers, known, strict=True)
    ]
    sources = [layer_sources(i, sources_of(layers)) for i in range(len(layers))]
    arrows = [(j, i) for i, own in enumerate(sources) for j in sorted(set(own))]
    if isinstance(model, Sequential):
        return Group("", members, [arrow for arrow in arrows if arrow[0] >= 0])
    entry = _input_box(model, shape, shown)
    return Group("", [entry, *members], [(j + 1, i + 1) for j, i in arrows])


def _input_box(model: Model, shape: Any, shown: _Shown) -> Box:
    """Return the box of the inputs of a Model."""
    title = "input_layer (InputLayer)" if shown.names else "InputLayer"
    size = model._batch_size
    cells = [Cell(f"Output shape: {_batch(size, shape)}")] if shown.shapes else []
    cells += [Cell(f"Output dtype: {model.dtype}")] if shown.dtype else []
    return Box(title, [cells] if cells else [])


def _box_of(layer: Any, size: Any, seen: Any, outputs: Any, dtype: str, shown: _Shown) -> Box:
    """Return the box of a layer.

    size: of a batch; seen, outputs: the shapes of an example, None if they are unknown
    """
    title, rows = type(layer).__name__, []
    if shown.activations and _has_activation(layer):
        rows.append([Cell(f"Activation: {layer.activation}")])
    cells = []
    if shown.shapes:
        several = layer.merges and seen is not None
        inputs = [_batch(size, each) for each in seen] if several else _batch(size, seen)
        text = f"[{', '.join(inputs)}]" if several else inputs
        cells += [Cell(f"Input shape: {text}"), Cell(f"Output shape: {_batch(size, outputs)}")]
    if shown.dtype:
        cells.append(Cell(f"Output dtype: {dtype}"))
    if shown.trainable and seen is not None and layer.weight_shapes(seen):
        cells.append(_TRAINABLE if layer.trainable else _FROZEN)
    rows += [cells] if cells else []
    return Box(f"{layer.name} ({title})" if shown.names else title, rows)


def _batch(size: Any, shape: Any) -> str:
    """Return the shape of a batch of examples of this shape, "?" if it is unknown."""
    return "?" if shape is None else str((size, *shape))


def _has_activation(layer: Any) -> bool:
    """Return whether a layer has an activation of its own choice; all have one for the losses."""
    return "activation" in getattr(layer, "__dataclass_fields__", {})
