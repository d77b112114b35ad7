"""The weights of a network in Keras's files, in the order of its layers."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from refnet.files import hdf5
from refnet.files.keras_network import keras_order
from refnet.files.keras_variables import groups_of
from refnet.files.stored_layers import bad_file
from refnet.layers import Layer
from refnet.layers.graphs import Graph
from refnet.layers.normalization import Normalization
from refnet.layers.stack import with_shapes

Array = NDArray[Any]
Moments = list[tuple[Normalization, list[Array]]]  # what normalizations have adapted to


def read_weights(
    content: bytes, layers: Sequence[Layer], shape: Any, paths: Sequence[str], dtype: str
) -> tuple[list[Array], Moments]:
    """Return the weights in a file .weights.h5, and the moments; raises RefnetError: bad_file.

    shape: of an example; paths: where the weights of each layer are
    """
    arrays: list[Array] = []
    moments: Moments = []
    with hdf5.opened(content) as file:
        for (layer, seen, _), path in zip(with_shapes(layers, shape), paths, strict=True):
            shapes = _shapes(layer, seen)
            own = _grouped(file, layer, path, shapes)
            if isinstance(layer, Normalization):
                moments += [(layer, as_dtype(own[:2], "float64"))] if own else []
            else:
                arrays += own
    return as_dtype(arrays, dtype), moments


def _shapes(layer: Layer, seen: Any) -> list[tuple[int, ...]]:
    """Return the shapes of the numbers that Keras keeps of a layer."""
    if not isinstance(layer, Normalization):
        return layer.weight_shapes(seen)
    sizes = layer.moment_shape(seen)
    return [] if layer.has_given_moments else [sizes, sizes, ()]


def _grouped(file: Any, layer: Layer, path: str, shapes: Sequence[tuple[int, ...]]) -> list[Array]:
    """Return the numbers of a layer; raises bad_file for others than it has."""
    arrays: list[Array] = []
    rest = iter(shapes)
    for group, count in groups_of(layer, path, len(shapes)):
        found = len(hdf5.group_at(file, group)) if hdf5.has(file, group) else 0
        if found != count:
            expected = f"expected {count} arrays for {type(layer).__name__} {layer.name!r}"
            raise bad_file(f"{group}: {expected}, got {found}")
        arrays += [hdf5.numbers_at(file, f"{group}/{i}", next(rest)) for i in range(count)]
    return arrays


def read_legacy_weights(
    content: bytes, layers: Sequence[Layer], shape: Any, dtype: str
) -> tuple[list[Array], Moments]:
    """Return the weights in a file .h5, and the moments; raises RefnetError: bad_file.

    As in Keras, the layers with weights belong together in their order, whatever their names are.
    """
    triples = list(with_shapes(layers, shape))
    rest = [arrays for arrays in _legacy_groups(content) if arrays]
    found: dict[int, list[Array]] = {}
    moments: Moments = []
    for i in keras_order(layers) if isinstance(layers, Graph) else range(len(layers)):
        layer, seen, _ = triples[i]
        shapes = _shapes(layer, seen)
        if not shapes:
            continue
        own = rest.pop(0) if rest else []
        if [array.shape for array in own] != shapes:
            name = f"{type(layer).__name__} {layer.name!r}"
            raise bad_file(f"it does not have the weights of {name}, the next layer with some")
        if isinstance(layer, Normalization):
            moments.append((layer, as_dtype(own[:2], "float64")))
        else:
            found[i] = own
    if rest:
        raise bad_file("it has weights for more layers than the model has")
    return as_dtype([array for i in sorted(found) for array in found[i]], dtype), moments


def _legacy_groups(content: bytes) -> list[list[Array]]:
    """Return the weights of each layer in the order of the file."""
    with hdf5.opened(content) as file:
        group = file if "layer_names" in file.attrs else hdf5.group_at(file, "model_weights")
        groups = [hdf5.group_at(group, name) for name in hdf5.names_in(group, "layer_names")]
        return [
            [hdf5.numbers_at(own, name) for name in hdf5.names_in(own, "weight_names")]
            for own in groups
        ]


def read_optimizer(content: bytes, is_legacy: bool) -> list[Array]:
    """Return the variables of the optimizer in a file; raises RefnetError: bad_file."""
    with hdf5.opened(content) as file:
        if not is_legacy:
            return hdf5.numbered(file, "optimizer/vars")
        if not hdf5.has(file, "optimizer_weights"):
            return []
        group = hdf5.group_at(file, "optimizer_weights")
        names = hdf5.names_in(group, "weight_names")
        return [hdf5.numbers_at(group, name) for name in names]


def take_moments(moments: Moments) -> None:
    """Let normalizations have the moments that were read; raises RefnetError: bad_file."""
    for _, (_, variance) in moments:
        if (variance < 0.0).any():
            raise bad_file("a normalization has a variance below 0")
    for layer, (mean, variance) in moments:
        layer.set_moments(mean, variance)


def as_dtype(arrays: Sequence[Array], dtype: str) -> list[Array]:
    """Return numbers of a model's dtype; raises bad_file for those beyond its range."""
    with np.errstate(over="ignore"):
        result = [np.asarray(array, dtype) for array in arrays]
    if not all(np.isfinite(array).all() for array in result):
        raise bad_file(f"it has numbers beyond the range of {dtype}")
    return result
