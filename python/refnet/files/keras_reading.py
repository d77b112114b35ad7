"""The weights of a network in Keras's files, in the order of its layers."""

from collections.abc import Iterator, Sequence
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from refnet.errors import RefnetError
from refnet.files import hdf5
from refnet.files.keras_network import keras_order
from refnet.files.keras_variables import groups_of
from refnet.files.stored_layers import bad_file
from refnet.layers import Layer
from refnet.layers.normalization import Normalization
from refnet.layers.stack import with_shapes

Array = NDArray[Any]
SMALL = 1 << 24  # bytes of names and groups
VECTORS = 4  # as long as the weights: themselves, and up to three of an optimizer
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
    rest = [i for i in keras_order(layers) if _shapes(*triples[i][:2])]
    found: dict[int, list[Array]] = {}
    moments: Moments = []
    with hdf5.opened(content) as file:
        for group, names in _legacy_groups(file):
            if not rest:
                raise bad_file("it has weights for more layers than the model has")
            layer, seen, _ = triples[rest[0]]
            own = _named(group, names, layer, _shapes(layer, seen))
            if isinstance(layer, Normalization):
                moments.append((layer, as_dtype(own[:2], "float64")))
            else:
                found[rest[0]] = own
            del rest[0]
    if rest:
        raise _other_weights(triples[rest[0]][0])
    return as_dtype([array for i in sorted(found) for array in found[i]], dtype), moments


def _legacy_groups(file: Any) -> Iterator[tuple[Any, list[str]]]:
    """Yield the groups of layers with weights in the order of the file, and the weights' names."""
    group = file if "layer_names" in file.attrs else hdf5.group_at(file, "model_weights")
    for name in hdf5.names_in(group, "layer_names"):
        own = hdf5.group_at(group, name)
        names = hdf5.names_in(own, "weight_names")
        if names:
            yield own, names


def _named(
    group: Any, names: Sequence[str], layer: Layer, shapes: Sequence[tuple[int, ...]]
) -> list[Array]:
    """Return the numbers of a layer by name; raises bad_file for others than it has."""
    if len(names) != len(shapes):
        raise _other_weights(layer)
    return [hdf5.numbers_at(group, name, each) for name, each in zip(names, shapes, strict=True)]


def _other_weights(layer: Layer) -> RefnetError:
    name = f"{type(layer).__name__} {layer.name!r}"
    return bad_file(f"it does not have the weights of {name}, the next layer with some")


def read_optimizer(
    content: bytes, shapes: Sequence[tuple[int, ...]], is_legacy: bool
) -> list[Array]:
    """Return the variables of the optimizer in a file, none if it has another number of them.

    shapes: of the variables. Raises RefnetError: bad_file.
    """
    path = "optimizer_weights" if is_legacy else "optimizer/vars"
    with hdf5.opened(content) as file:
        if not hdf5.has(file, path):
            return []
        group = hdf5.group_at(file, path)
        if is_legacy:
            names = hdf5.names_in(group, "weight_names")
        else:
            names = [str(i) for i in range(len(group))]
        if len(names) != len(shapes):
            return []
        return [
            hdf5.numbers_at(group, name, each) for name, each in zip(names, shapes, strict=True)
        ]


def bytes_needed(layers: Sequence[Layer], shape: Any) -> int:
    """Return how large a file of the weights of layers is at most, with an optimizer's state."""
    numbers = sum(
        prod(sizes)
        for layer, seen, _ in with_shapes(layers, shape)
        for sizes in _shapes(layer, seen)
    )
    return SMALL + VECTORS * 8 * numbers


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
