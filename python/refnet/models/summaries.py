"""The table that ``summary`` prints, as Keras's: layers, shapes of outputs, numbers of weights."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import prod
from typing import Any, NamedTuple

from refnet.layers import Layer
from refnet.layers.graphs import sources_of
from refnet.layers.stack import with_shapes
from refnet.layers.tensors import Path
from refnet.reference.graphs import layer_sources

UNITS = ("B", "KB", "MB", "GB", "TB")
GAP = "  "
NARROWEST = 65  # characters of a line, as in Keras
INDENT = 4 * " "  # of the layers of a model inside


class Network(NamedTuple):
    """What the summary tells of a model."""

    name: str
    entering: Sequence[Any]  # its InputLayer, or nothing
    layers: Sequence[Layer]
    paths: Sequence[Path]
    shape: Any  # of an example, None if it is unknown
    batch_size: int | None
    item_size: int  # bytes of a number


class Part(NamedTuple):
    """A layer in its place."""

    number: int  # among all, from 0
    layer: Layer
    path: Path
    outputs: Any = None  # the shape of an example's outputs, None if it is unknown
    params: int = 0
    trained: int = 0  # those of the params that an optimizer changes


class Row(NamedTuple):
    """A line of the table."""

    title: str
    outputs: str
    params: str
    trainable: str
    connected: str


def summary_lines(
    network: Network, line_length: int | None, expand_nested: bool, show_trainable: bool
) -> list[str]:
    """Return the lines of the summary; the arguments are those of ``summary``."""
    parts = _parts(network)
    rows = [*_entering_rows(network), *_rows(network, parts, expand_nested)]
    head = Row("Layer (type)", "Output Shape", "Param #", "Trainable", "Connected to")
    shown = ["title", "outputs", "params"]
    if show_trainable:
        shown.append("trainable")
    if not _is_chain(network, parts):
        shown.append("connected")
    cells = [[getattr(row, name) for name in shown] for row in (head, *rows)]
    first, *table = _aligned(cells, line_length)
    width = max(map(len, (first, *table)))
    title = f'Model: "{network.name}"'
    return [title, width * "_", first, width * "=", *table, width * "=", *_totals(network, parts)]


def readable_size(count: float) -> str:
    """Return a number of bytes as text, as in "1.25 KB"."""
    for unit in UNITS[:-1]:
        if count < 1024:
            return f"{count:.2f} {unit}"
        count /= 1024
    return f"{count:.2f} {UNITS[-1]}"


def _parts(network: Network) -> list[Part]:
    """Return the layers with their shapes and numbers of weights, as far as they are known."""
    places = zip(network.layers, network.paths, strict=True)
    parts = [Part(i, layer, path) for i, (layer, path) in enumerate(places)]
    if network.shape is None:
        return parts
    known = []
    for part, (layer, seen, outputs) in zip(
        parts, with_shapes(network.layers, network.shape), strict=True
    ):
        sizes = [prod(each) for each in layer.weight_shapes(seen)]
        moving = sum(sizes[len(sizes) - layer.moving_weights :])
        params = layer.count_parameters(seen)
        trained = params - moving if layer.trainable else 0
        known.append(part._replace(outputs=outputs, params=params, trained=trained))
    return known


def _entering_rows(network: Network) -> list[Row]:
    sizes = str((network.batch_size, *network.shape)) if network.entering else ""
    return [Row(f"{each.name} (InputLayer)", sizes, "0", "-", "-") for each in network.entering]


def _rows(
    network: Network, parts: Sequence[Part], expand_nested: bool, depth: int = 0
) -> Iterator[Row]:
    """Yield the rows of layers, those of a model inside as one, or also one by one."""
    for inside, group in groupby(parts, lambda part: _model_at(part, depth)):
        members = list(group)
        if inside is None:
            for part in members:
                yield _row(network, part.layer, [part], depth)
            continue
        yield _row(network, inside.model, members, depth)
        if expand_nested:
            yield from _rows(network, members, expand_nested, depth + 1)


def _row(network: Network, layer: Any, parts: Sequence[Part], depth: int) -> Row:
    """Return the row of a layer, or of a model with these parts."""
    is_known = network.shape is not None
    params = sum(part.params for part in parts)
    outputs = (network.batch_size, *parts[-1].outputs) if is_known else "?"
    return Row(
        f"{depth * INDENT}{layer.name} ({class_name(layer)})",
        str(outputs),
        f"{params:,}" if is_known else "?",
        ("Y" if layer.trainable else "N") if params else "-",
        "-" if depth else ", ".join(_sources(network, parts)),
    )


def class_name(layer: Any) -> str:
    """Return the type of a layer or model as Keras calls it: a Model of layers is Functional."""
    name = type(layer).__name__
    return "Functional" if name == "Model" else name


def _model_at(part: Part, depth: int) -> Any:
    """Return the call of the model in which a layer stands at this depth, None if in none."""
    return part.path[depth] if len(part.path) > depth else None


def _sources(network: Network, parts: Sequence[Part]) -> list[str]:
    """Return the names of the layers and models whose outputs some layers see, once each."""
    own = {part.number for part in parts}
    sources = sources_of(network.layers)
    seen = (j for part in parts for j in layer_sources(part.number, sources))
    return list(dict.fromkeys(_name(network, j) for j in seen if j not in own))


def _name(network: Network, index: int) -> str:
    if index < 0:
        return ", ".join(each.name for each in network.entering) or "input"
    path = network.paths[index]
    name: str = path[0].model.name if path else network.layers[index].name
    return name


def _is_chain(network: Network, parts: Sequence[Part]) -> bool:
    """Return whether each layer, or model inside, sees the one before it and nothing else."""
    if sources_of(network.layers) is None:
        return True
    before = -1
    for inside, group in groupby(parts, lambda part: _model_at(part, 0)):
        members = list(group)
        blocks = [[part] for part in members] if inside is None else [members]
        for block in blocks:
            if _sources(network, block) != [_name(network, before)]:
                return False
            before = block[-1].number
    return True


def _aligned(cells: Sequence[Sequence[str]], line_length: int | None) -> list[str]:
    """Return the lines of a table, whose first column takes what a line has left."""
    columns = list(zip(*cells, strict=True))
    widths = [max(map(len, column)) for column in columns]
    length = line_length or max(NARROWEST, sum(widths) + len(GAP) * (len(widths) - 1))
    rest = length - sum(widths[1:]) - len(GAP) * (len(widths) - 1)
    widths[0] = max(len("Layer (type)"), rest)
    return [
        GAP.join(
            f"{_cut(cell, width):>{width}}" if i == 2 else f"{_cut(cell, width):<{width}}"
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 3] + "..."


def _totals(network: Network, parts: Sequence[Part]) -> list[str]:
    if network.shape is None:
        return ["Total params: unknown until the model knows its input shape"]
    total, trained = sum(part.params for part in parts), sum(part.trained for part in parts)
    named = {"Total": total, "Trainable": trained, "Non-trainable": total - trained}
    return [
        f"{name} params: {count:,} ({readable_size(count * network.item_size)})"
        for name, count in named.items()
    ]
