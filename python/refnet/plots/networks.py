"""plot_model: the layers of a network as boxes, and arrows from each to those that see it."""

import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from refnet.errors import RefnetError
from refnet.files.model_file import as_path
from refnet.files.saving import save_file
from refnet.keras_names.arguments import explained
from refnet.layers.graphs import sources_in_full
from refnet.layers.stack import with_shapes
from refnet.models import Model, Sequential
from refnet.plots.dot import SPLINES, dot_source, graphviz
from refnet.plots.figures import FORMATS, check_model
from refnet.plots.layout import DIRECTIONS, Box, Cell, Group, placed
from refnet.plots.shapes import bytes_of, figure_of, svg
from refnet.reference.checks import check_finite_number, check_positive
from refnet.reference.names import check_known
from refnet.reference.readers import as_boolean, as_number

ENDINGS = (*FORMATS, "dot")
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


@partial(explained, table="plot_model", name="plot_model")
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
    if not model._layers:
        raise RefnetError("empty", "model", "model: expected at least one layer to draw")
    return _Network(model, shown).group(model, "", list(range(len(model._layers))), 0)


class _Network:
    """The layers of a model as boxes, and those of each model inside as one box, or as a group.

    layers: all, also those of models inside; paths: in which of these each stands
    """

    def __init__(self, model: Model, shown: _Shown) -> None:
        """Find out the shapes, as far as they are known."""
        self.layers, self.paths, self.shown = model._layers, model._paths, shown
        self.sources = sources_in_full(model._layers)
        self.size, self.dtype = model._batch_size, model.dtype
        shape = model._shape()
        self.seen: list[Any] = [None] * len(self.layers)
        self.outputs: list[Any] = [*self.seen, shape]  # the inputs of the network are the last
        if shape is not None:
            found = list(with_shapes(self.layers, shape))
            self.seen = [seen for _, seen, _ in found]
            self.outputs = [*(outputs for *_, outputs in found), shape]

    def group(self, model: Model, title: str, numbers: Sequence[int], depth: int) -> Group:
        """Return the layers of a model, which have these numbers, in their order.

        depth: of the model, in how many others it stands
        """
        parts: dict[Any, list[int]] = {}  # the layers of each member
        for i in numbers:
            inside = len(self.paths[i]) > depth
            parts.setdefault(id(self.paths[i][depth]) if inside else (i,), []).append(i)
        members = [self._member(own, depth) for own in parts.values()]
        places = {i: place for place, own in enumerate(parts.values()) for i in own}
        if not isinstance(model, Sequential):
            outside = next(j for i in numbers for j in self.sources[i] if j not in places)
            members.insert(0, self._entry(model, self.outputs[outside]))
            places = {i: place + 1 for i, place in places.items()}
        pairs = [(places.get(j, 0), places[i]) for i in numbers for j in self.sources[i]]
        arrows = dict.fromkeys((start, end) for start, end in pairs if start < end)
        return Group(title, members, list(arrows))

    def _member(self, own: Sequence[int], depth: int) -> Box | Group:
        """Return the box of a layer, or of the model inside that has these layers."""
        first, path = own[0], self.paths[own[0]]
        if len(path) == depth:
            return self._box(self.layers[first], own)
        model = path[depth].model
        if not self.shown.nested:
            return self._box(model, own)
        return self.group(model, model.name, own, depth + 1)

    def _entry(self, model: Model, shape: Any) -> Box:
        """Return the box of the inputs of a Model, examples of this shape."""
        cells = [Cell(f"Output shape: {_batch(self.size, shape)}")] if self.shown.shapes else []
        cells += [Cell(f"Output dtype: {self.dtype}")] if self.shown.dtype else []
        name = "input_layer" if model._shape() is None else model.input.name
        title = f"{name} (InputLayer)" if self.shown.names else "InputLayer"
        return Box(title, [cells] if cells else [])

    def _box(self, part: Any, own: Sequence[int]) -> Box:
        """Return the box of a layer or a model; own: the numbers of its layers."""
        title, rows = type(part).__name__, []
        if self.shown.activations and _has_activation(part):
            rows.append([Cell(f"Activation: {part.activation}")])
        seen, outputs = self.seen[own[0]], self.outputs[own[-1]]
        cells = []
        if self.shown.shapes:
            several = getattr(part, "merges", False) and seen is not None
            inputs = [_batch(self.size, each) for each in seen] if several else []
            text = f"[{', '.join(inputs)}]" if several else _batch(self.size, seen)
            cells.append(Cell(f"Input shape: {text}"))
            cells.append(Cell(f"Output shape: {_batch(self.size, outputs)}"))
        if self.shown.dtype:
            cells.append(Cell(f"Output dtype: {self.dtype}"))
        if self.shown.trainable and any(self._has_weights(i) for i in own):
            cells.append(_TRAINABLE if part.trainable else _FROZEN)
        rows += [cells] if cells else []
        return Box(f"{part.name} ({title})" if self.shown.names else title, rows)

    def _has_weights(self, i: int) -> bool:
        return self.seen[i] is not None and bool(self.layers[i].weight_shapes(self.seen[i]))


def _batch(size: Any, shape: Any) -> str:
    """Return the shape of a batch of examples of this shape, "?" if it is unknown."""
    return "?" if shape is None else str((size, *shape))


def _has_activation(layer: Any) -> bool:
    """Return whether a layer has an activation of its own choice; all have one for the losses."""
    return "activation" in getattr(layer, "__dataclass_fields__", {})
