"""Chapter graphs through the C core: refnet.reference.graphs over NumPy arrays.

Inside a network, C looks up sources and adds gradients by itself.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from refnet._core import lib
from refnet.core import layer_calls
from refnet.core.arrays import Booleans, Matrix, Vector, as_vector
from refnet.reference.chapters import graphs as reference
from refnet.reference.checks import check_length
from refnet.reference.graphs import AddLayer, ConcatenateLayer, Sources


def source_sizes(layer: AddLayer | ConcatenateLayer) -> list[int]:
    """Return how many numbers of an example come from each source."""
    sizes: list[int] = reference.source_sizes(layer)
    return sizes


def split_row(row: Any, sizes: Sequence[int]) -> list[Vector]:
    """Return the parts of a row, which have these sizes.

    row [the sum of the sizes]. Raises RefnetError: wrong_type, shape_mismatch.
    """
    row = as_vector("row", row)
    check_length("row", row, "sizes", sum(sizes))
    return np.split(np.array(row), np.cumsum(sizes)[:-1])


def features_of(layer: ConcatenateLayer) -> list[int]:
    """Return the last sizes of the shapes of all sources."""
    features: list[int] = reference.features_of(layer)
    return features


def add_shapes(layer: AddLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before the layer, one row, and after it."""
    shapes: tuple[tuple[int, ...], tuple[int, ...]] = reference.add_shapes(layer)
    return shapes


def add_forward(inputs: Any, layer: AddLayer) -> Matrix:
    """Return the sums of the sources, added in order (GRAPH-4).

    inputs [m][sources * n] -> [m][n].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    return layer_calls.forward(lib.refnet_add_forward, inputs, layer, "add")


def add_input_gradients(inputs: Any, deltas: Any, layer: AddLayer) -> Matrix:
    """Return the gradients of all sources: the deltas for each (GRAPH-4).

    inputs [m][sources * n], deltas [m][n] -> [m][sources * n].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    function = lib.refnet_add_input_gradients
    return layer_calls.input_gradients(function, inputs, deltas, layer, "add")


def concatenate_shapes(layer: ConcatenateLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before the layer, one row, and after it."""
    shapes: tuple[tuple[int, ...], tuple[int, ...]] = reference.concatenate_shapes(layer)
    return shapes


def concatenate_forward(inputs: Any, layer: ConcatenateLayer) -> Matrix:
    """Return the numbers of the sources, in each cell source after source (GRAPH-5).

    inputs [m][n] -> [m][n].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    return layer_calls.forward(lib.refnet_concatenate_forward, inputs, layer, "concatenate")


def concatenate_input_gradients(inputs: Any, deltas: Any, layer: ConcatenateLayer) -> Matrix:
    """Return the gradients of all sources: the deltas in the order of the inputs (GRAPH-5).

    inputs [m][n], deltas [m][n] -> [m][n].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    function = lib.refnet_concatenate_input_gradients
    return layer_calls.input_gradients(function, inputs, deltas, layer, "concatenate")


def layer_sources(i: int, sources: Sources) -> list[int]:
    """Return the sources of layer i: its own, or the layer before it (GRAPH-1)."""
    own: list[int] = reference.layer_sources(i, sources)
    return own


def source_rows(i: int, inputs: Any, forward: Sequence[Any], sources: Sources) -> list[Matrix]:
    """Return what each source gives to layer i (GRAPH-1).

    inputs [m][n]: of the network; forward: what the layers before it have calculated
    """
    return [inputs if j < 0 else forward[j].outputs for j in layer_sources(i, sources)]


def layer_inputs(i: int, inputs: Any, forward: Sequence[Any], sources: Sources) -> Matrix:
    """Return what layer i sees: the numbers of its sources, one after another (GRAPH-1).

    inputs [m][n]: of the network; forward: what the layers before it have calculated
    """
    parts = source_rows(i, inputs, forward, sources)
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)


def layer_mask(i: int, forward: Sequence[Any], sources: Sources) -> Booleans | None:
    """Return the mask of what layer i sees: a step is real where one of its sources is (GRAPH-6).

    forward: what the layers before it have calculated -> [m][t], None where a source has no mask
    """
    masks: list[Any] = [
        None if j < 0 else forward[j].output_mask for j in layer_sources(i, sources)
    ]
    if len(masks) == 1 or any(mask is None for mask in masks):
        return masks[0] if len(masks) == 1 else None
    mask: Booleans = np.any(masks, axis=0)
    return mask


def sees_layers(i: int, sources: Sources) -> bool:
    """Return whether layer i uses the outputs of a layer, not only the network's inputs."""
    return bool(reference.sees_layers(i, sources))


def add_gradients(
    output_gradients: list[Any],
    i: int,
    gradients: Any,
    inputs: Any,
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
        end = start + np.shape(each)[1]
        if j >= 0:
            own = np.array(gradients)[:, start:end]
            output_gradients[j] = plus(output_gradients[j], own)
        start = end


def plus(gradients: Any, more: Any) -> Matrix:
    """Return the sums of gradients, or the others where there are none yet (GRAPH-3).

    gradients [m][u], more [m][u] -> [m][u]
    """
    sums: Matrix = np.array(more, np.float64)
    return sums if gradients is None else np.asarray(gradients, np.float64) + sums
