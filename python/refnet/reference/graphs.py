"""Chapter graphs: layers that see something else than the outputs of the layer before.

In a chain, each layer sees the outputs of the layer before it. In a graph, each layer may name its
sources: earlier layers, or the inputs of the network. So a path can lead around some layers, and
several paths can meet in a layer that adds its sources or puts them side by side. The layers stand
in such an order that each comes after its sources; forward and backward go through them as before.

Derivation: where several layers use the same outputs, the loss depends on these in several ways,
and by the chain rule the gradients of all ways are added. A sum passes its gradient on to each of
its terms.

Source: the layers Add and Concatenate of Keras; paths around layers that meet in a sum are those of
K. He et al., "Deep residual learning for image recognition", 2015.

Left out on purpose: several inputs or outputs of the network, and layers that share weights.

m examples. A layer with several sources sees the numbers of all of them in one row, source after
source.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from refnet.reference.conv import cell_rows
from refnet.reference.sequences import Mask, joined

Matrix = Sequence[Sequence[float]]
# of each layer: numbers of earlier layers, -1 for the inputs of the network; None: the one before
Sources = Sequence[Sequence[int] | None] | None


class AddLayer(NamedTuple):
    """A sum of sources of the same shape; input_shapes: one for each, () until they are known."""

    input_shapes: tuple[tuple[int, ...], ...] = ()

    @property
    def kind(self) -> str:
        """The name of this kind of layer."""
        return "add"

    @property
    def activation(self) -> str:
        """The activation, which changes nothing."""
        return "linear"


class ConcatenateLayer(NamedTuple):
    """Sources side by side in the last axis; input_shapes as in ``AddLayer``."""

    input_shapes: tuple[tuple[int, ...], ...] = ()

    @property
    def kind(self) -> str:
        """The name of this kind of layer."""
        return "concatenate"

    @property
    def activation(self) -> str:
        """The activation, which changes nothing."""
        return "linear"


def source_sizes(layer: AddLayer | ConcatenateLayer) -> list[int]:
    """Return how many numbers of an example come from each source."""
    sizes = []
    for shape in layer.input_shapes:
        n = 1
        for size in shape:
            n = n * size
        sizes.append(n)
    return sizes


def split_row(row: Sequence[float], sizes: Sequence[int]) -> list[list[float]]:
    """Return the parts of a row, which have these sizes.

    row [the sum of the sizes]
    """
    parts, start = [], 0
    for size in sizes:
        parts.append(list(row[start : start + size]))
        start = start + size
    return parts


def features_of(layer: ConcatenateLayer) -> list[int]:
    """Return the last sizes of the shapes of all sources."""
    return [shape[-1] for shape in layer.input_shapes]


def add_shapes(layer: AddLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before the layer, one row, and after it."""
    return (sum(source_sizes(layer)),), layer.input_shapes[0]


def add_forward(inputs: Matrix, layer: AddLayer) -> list[list[float]]:
    """Return the sums of the sources, added in order (GRAPH-4).

    inputs [m][sources * n] -> [m][n]
    """
    sums = []
    for row in inputs:
        total, *others = split_row(row, source_sizes(layer))
        for part in others:
            total = [x + y for x, y in zip(total, part, strict=True)]
        sums.append(total)
    return sums


def add_input_gradients(inputs: Matrix, deltas: Matrix, layer: AddLayer) -> list[list[float]]:
    """Return the gradients of all sources: the deltas for each (GRAPH-4).

    inputs [m][sources * n], deltas [m][n] -> [m][sources * n]
    """
    return [joined([delta] * len(layer.input_shapes)) for delta in deltas]


def concatenate_shapes(layer: ConcatenateLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before the layer, one row, and after it."""
    axes = layer.input_shapes[0][:-1]
    return (sum(source_sizes(layer)),), (*axes, sum(features_of(layer)))


def concatenate_forward(inputs: Matrix, layer: ConcatenateLayer) -> list[list[float]]:
    """Return the numbers of the sources, in each cell source after source (GRAPH-5).

    inputs [m][n] -> [m][n]
    """
    features = features_of(layer)
    rows = []
    for row in inputs:
        parts = split_row(row, source_sizes(layer))
        cells = [cell_rows(part, n) for part, n in zip(parts, features, strict=True)]
        rows.append(joined([joined(cell) for cell in zip(*cells, strict=True)]))
    return rows


def concatenate_input_gradients(
    inputs: Matrix, deltas: Matrix, layer: ConcatenateLayer
) -> list[list[float]]:
    """Return the gradients of all sources: the deltas in the order of the inputs (GRAPH-5).

    inputs [m][n], deltas [m][n] -> [m][n]
    """
    features = features_of(layer)
    gradients = []
    for delta in deltas:
        cells = [split_row(cell, features) for cell in cell_rows(delta, sum(features))]
        gradients.append(joined([joined(part) for part in zip(*cells, strict=True)]))
    return gradients


def layer_sources(i: int, sources: Sources) -> list[int]:
    """Return the sources of layer i: its own, or the layer before it (GRAPH-1)."""
    own = None if sources is None else sources[i]
    return [i - 1] if own is None else list(own)


def source_rows(i: int, inputs: Matrix, forward: Sequence[Any], sources: Sources) -> list[Matrix]:
    """Return what each source gives to layer i (GRAPH-1).

    inputs [m][n]: of the network; forward: what the layers before it have calculated
    """
    return [inputs if j < 0 else forward[j].outputs for j in layer_sources(i, sources)]


def layer_inputs(i: int, inputs: Matrix, forward: Sequence[Any], sources: Sources) -> Matrix:
    """Return what layer i sees: the numbers of its sources, one after another (GRAPH-1).

    inputs [m][n]: of the network; forward: what the layers before it have calculated
    """
    parts = source_rows(i, inputs, forward, sources)
    return parts[0] if len(parts) == 1 else [joined(rows) for rows in zip(*parts, strict=True)]


def layer_mask(i: int, forward: Sequence[Any], sources: Sources) -> Mask:
    """Return the mask of what layer i sees: a step is real where one of its sources is (GRAPH-6).

    forward: what the layers before it have calculated -> [m][t], None where a source has no mask
    """
    masks = [None if j < 0 else forward[j].output_mask for j in layer_sources(i, sources)]
    if len(masks) == 1 or any(mask is None for mask in masks):
        return masks[0] if len(masks) == 1 else None
    return [[any(steps) for steps in zip(*rows, strict=True)] for rows in zip(*masks, strict=True)]


def sees_layers(i: int, sources: Sources) -> bool:
    """Return whether layer i uses the outputs of a layer, not only the network's inputs."""
    return any(j >= 0 for j in layer_sources(i, sources))


def add_gradients(
    output_gradients: list[Any],
    i: int,
    gradients: Matrix,
    inputs: Matrix,
    forward: Sequence[Any],
    sources: Sources,
) -> None:
    """Add the gradients of what layer i sees to those of its sources, in their order (GRAPH-3).

    output_gradients: of each layer [m][u], None where there are none yet, which this changes;
    gradients [m][all numbers of the sources]; inputs [m][n]: of the network
    """
    rows = source_rows(i, inputs, forward, sources)
    start = 0
    for j, each in zip(layer_sources(i, sources), rows, strict=True):
        end = start + len(each[0])
        if j >= 0:
            own = [list(row[start:end]) for row in gradients]
            output_gradients[j] = plus(output_gradients[j], own)
        start = end


def plus(gradients: Matrix | None, more: list[list[float]]) -> list[list[float]]:
    """Return the sums of gradients, or the others where there are none yet (GRAPH-3).

    gradients [m][u], more [m][u] -> [m][u]
    """
    if gradients is None:
        return more
    pairs = zip(gradients, more, strict=True)
    return [[x + y for x, y in zip(row, own, strict=True)] for row, own in pairs]
