"""Layers of every kind: as callers give them, checked, and as C sees them.

``KINDS`` has what a kind of layer needs besides the functions of its chapter.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from refnet._core import ffi, lib
from refnet.core.arrays import (
    C_LAYOUT,
    as_matrix_or_rows,
    as_vector,
    check_status,
    matrix_of,
    pointer,
)
from refnet.reference.checks import ACTIVATIONS, at_least, one_of
from refnet.reference.dense import DenseLayer
from refnet.reference.flatten import FlattenLayer
from refnet.reference.layer_checks import KINDS as CHECKS_OF
from refnet.reference.layer_checks import (
    as_dense_layer,
    as_flatten_layer,
    as_normalization_layer,
)
from refnet.reference.network import KINDS as REFERENCE_KINDS
from refnet.reference.network import Layer
from refnet.reference.network_checks import placed_layers
from refnet.reference.normalization import NormalizationLayer
from refnet.reference.readers import wrong_type

# what refnet_check_layers expects of a layer
LAYER_WORDS = {
    "layers[].units": at_least(1),
    "layers[].activation": one_of(ACTIVATIONS),
    "layers[].variance": at_least(0),
}


class Kind(NamedTuple):
    """What the core needs to know of a kind of layer."""

    number: int  # in C
    read: Callable[[str, Any], Any]  # the layer with fields of the right types
    with_arrays: Callable[[Any], Any]  # the layer with arrays, its shapes being checked
    # write a layer into a struct; return what the struct points into: the parameters, and the rest
    fill: Callable[[Any, Any, Any], tuple[list[Any], list[Any]]]


def _read_dense(field: str, layer: DenseLayer) -> DenseLayer:
    return as_dense_layer(field, layer, as_matrix_or_rows, as_vector)


def _dense_with_arrays(layer: DenseLayer) -> DenseLayer:
    return layer._replace(kernel=matrix_of(layer.kernel, layer.units))


def _fill_dense(struct: Any, layer: DenseLayer, dtype: Any) -> tuple[list[Any], list[Any]]:
    arrays = [
        None if part is None else np.require(part, dtype, C_LAYOUT)
        for part in (layer.kernel, layer.bias)
    ]
    struct.kernel, struct.bias = (pointer(array) for array in arrays)
    return arrays, []


def _fill_flatten(struct: Any, layer: FlattenLayer, dtype: Any) -> tuple[list[Any], list[Any]]:
    shape = ffi.new("size_t[]", layer.input_shape)
    struct.input_shape, struct.rank = shape, len(layer.input_shape)
    return [], [shape]


def _read_normalization(field: str, layer: NormalizationLayer) -> NormalizationLayer:
    return as_normalization_layer(field, layer, as_vector)


def _fill_normalization(
    struct: Any, layer: NormalizationLayer, dtype: Any
) -> tuple[list[Any], list[Any]]:
    mean, variance = np.array(layer.mean, dtype), np.array(layer.variance, dtype)
    struct.mean, struct.variance = pointer(mean), pointer(variance)
    struct.invert = layer.invert
    return [], [mean, variance]


KINDS = {
    "dense": Kind(lib.REFNET_KIND_DENSE, _read_dense, _dense_with_arrays, _fill_dense),
    "flatten": Kind(lib.REFNET_KIND_FLATTEN, as_flatten_layer, lambda layer: layer, _fill_flatten),
    "normalization": Kind(
        lib.REFNET_KIND_NORMALIZATION,
        _read_normalization,
        lambda layer: layer,
        _fill_normalization,
    ),
}


def sizes_of(layer: Any) -> tuple[int, int]:
    """Return how many numbers one example has before and after a layer of any kind."""
    before, after = REFERENCE_KINDS[layer.kind].shapes(layer)
    return math.prod(before), math.prod(after)


def read_layers(field: str, layers: Any) -> list[Any]:
    """Return layers with fields of the right types; raises wrong_type."""
    if not isinstance(layers, Sequence) or not all(isinstance(each, Layer) for each in layers):
        raise wrong_type(field, "a list of layers")
    return [KINDS[layer.kind].read(f"{field}[{i}]", layer) for i, layer in enumerate(layers)]


def with_arrays(layers: Sequence[Any]) -> list[Any]:
    """Return layers with arrays, whose shapes have been checked."""
    return [KINDS[layer.kind].with_arrays(layer) for layer in layers]


def checked_layers(layers: Any) -> list[Any]:
    """Return layers with arrays; raises RefnetError for layers that cannot exist or do not fit."""
    read = read_layers("layers", layers)
    result = with_arrays(placed_layers("layers", read, None))
    _check_values(result)
    return result


def checked_layer(layer: Any, kind: str) -> Any:
    """Return a layer with arrays; raises RefnetError for another kind and what cannot exist."""
    if not isinstance(layer, Layer) or layer.kind != kind:
        raise wrong_type("layer", f"a {kind} layer")
    read = KINDS[kind].read("layer", layer)
    [result] = with_arrays([CHECKS_OF[kind].placed("layer", read, None)])
    _check_values([result], rename=lambda field: field.replace("layers[0]", "layer"))
    return result


def _check_values(layers: Sequence[Any], rename: Callable[[str], str] = str) -> None:
    structs = LayerStructs(layers)
    check_status(lib.refnet_check_layers(structs.array, len(layers)), LAYER_WORDS, rename)


def core_name(name: str, dtype: Any) -> str:
    """Return what C calls a struct or function for float64 or float32."""
    return f"refnet_{name}" if dtype == np.float64 else f"refnet_{name}_f32"


class LayerStructs:
    """Layers as an array of C structs, ``array``, over the layers' own arrays if those fit.

    The structs point into memory that this object keeps: do not use them once it is gone.
    """

    def __init__(self, layers: Sequence[Any], dtype: Any = np.float64) -> None:
        """Take layers whose shapes have been checked."""
        self.array = ffi.new(core_name("layer", dtype) + "[]", len(layers))
        self._parameters, self.others = [], []
        for struct, layer in zip(self.array, layers, strict=True):
            kind = KINDS[layer.kind]
            struct.kind = kind.number
            struct.activation = number_of(layer.activation, ACTIVATIONS)
            struct.n, struct.u = sizes_of(layer)
            parameters, others = kind.fill(struct, layer, dtype)
            self._parameters.append(parameters)
            self.others.append(others)


def number_of(name: str, names: Sequence[str]) -> int:
    """Return the number of a name in C, its index; an unknown name gets one that C refuses."""
    return names.index(name) if name in names else len(names)
