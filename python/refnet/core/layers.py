"""Layers of every kind: as callers give them, checked, and as C sees them.

``KINDS`` has what a kind of layer needs besides the functions of its chapter.
"""

import math
from collections.abc import Callable, Collection, Sequence
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
from refnet.reference.checks import (
    ACTIVATIONS,
    MOST_NUMBERS,
    as_dense_layer,
    at_least,
    check_dense_layer_shapes,
    check_not_empty,
    check_range,
    check_ranges,
    fault,
    one_of,
)
from refnet.reference.dense import DenseLayer
from refnet.reference.flatten import FlattenLayer
from refnet.reference.network import KINDS as REFERENCE_KINDS
from refnet.reference.readers import as_counts, wrong_type

Before = tuple[str, int] | None  # the field that says how many inputs there are, and how many

# what refnet_check_layers expects of a layer
LAYER_WORDS = {"layers[].units": at_least(1), "layers[].activation": one_of(ACTIVATIONS)}


class Kind(NamedTuple):
    """What the core needs to know of a kind of layer."""

    number: int  # in C
    read: Callable[[str, Any], Any]  # the layer with fields of the right types
    with_arrays: Callable[[str, Any, Before], Any]  # the layer with arrays, its shapes checked
    inputs: str  # the field that says how many inputs there are
    outputs: str  # the field that says how many outputs there are
    # write a layer into a struct; return the arrays and other memory that the struct points into
    fill: Callable[[Any, Any, Any], tuple[list[Any], Any]]


def _read_dense(field: str, layer: DenseLayer) -> DenseLayer:
    return as_dense_layer(field, layer, as_matrix_or_rows, as_vector)


def _dense_with_arrays(field: str, layer: DenseLayer, before: Before) -> DenseLayer:
    check_dense_layer_shapes(field, layer, before)
    return layer._replace(kernel=matrix_of(layer.kernel, layer.units))


def _fill_dense(struct: Any, layer: DenseLayer, dtype: Any) -> tuple[list[Any], Any]:
    arrays = [
        None if part is None else np.require(part, dtype, C_LAYOUT)
        for part in (layer.kernel, layer.bias)
    ]
    struct.kernel, struct.bias = (pointer(array) for array in arrays)
    return arrays, None


def _read_flatten(field: str, layer: FlattenLayer) -> FlattenLayer:
    return FlattenLayer(tuple(as_counts(f"{field}.input_shape", layer.input_shape)))


def _flatten_with_arrays(field: str, layer: FlattenLayer, before: Before) -> FlattenLayer:
    name, shape = f"{field}.input_shape", layer.input_shape
    check_not_empty(name, shape)
    check_ranges(name, shape, 1, MOST_NUMBERS)
    check_range(name, math.prod(shape), 1, MOST_NUMBERS)
    if before is not None and math.prod(shape) != before[1]:
        raise fault("shape_mismatch", name, f"{before[1]} numbers, as {before[0]} has")
    return layer


def _fill_flatten(struct: Any, layer: FlattenLayer, dtype: Any) -> tuple[list[Any], Any]:
    shape = ffi.new("size_t[]", layer.input_shape)
    struct.input_shape, struct.rank = shape, len(layer.input_shape)
    return [], shape


KINDS = {
    "dense": Kind(
        lib.REFNET_KIND_DENSE, _read_dense, _dense_with_arrays, "kernel", "units", _fill_dense
    ),
    "flatten": Kind(
        lib.REFNET_KIND_FLATTEN,
        _read_flatten,
        _flatten_with_arrays,
        "input_shape",
        "input_shape",
        _fill_flatten,
    ),
}


def sizes_of(layer: Any) -> tuple[int, int]:
    """Return how many numbers one example has before and after a layer of any kind."""
    before, after = REFERENCE_KINDS[layer.kind].shapes(layer)
    return math.prod(before), math.prod(after)


def inputs_of(layers: Sequence[Any]) -> tuple[str, int]:
    """Return the field that says how many inputs a network has, and their number."""
    return f"layers[0].{KINDS[layers[0].kind].inputs}", sizes_of(layers[0])[0]


def outputs_of(layers: Sequence[Any]) -> tuple[str, int]:
    """Return the field that says how many outputs a network has, and their number."""
    last = layers[-1]
    return f"layers[{len(layers) - 1}].{KINDS[last.kind].outputs}", sizes_of(last)[1]


def read_layers(field: str, layers: Any, kinds: Collection[str] = tuple(KINDS)) -> list[Any]:
    """Return layers of these kinds with fields of the right types; raises wrong_type."""
    if not isinstance(layers, Sequence) or not all(_kind(each) in kinds for each in layers):
        raise wrong_type(field, "a list of layers")
    return [KINDS[layer.kind].read(f"{field}[{i}]", layer) for i, layer in enumerate(layers)]


def checked_layers(layers: Any) -> list[Any]:
    """Return layers with arrays; raises RefnetError for layers that cannot exist or do not fit."""
    read = read_layers("layers", layers)
    check_not_empty("layers", read, "layer")
    result: list[Any] = []
    before: Before = None
    for i, layer in enumerate(read):
        result.append(KINDS[layer.kind].with_arrays(f"layers[{i}]", layer, before))
        before = outputs_of(result)
    _check_values(result)
    return result


def checked_layer(layer: Any, kind: str) -> Any:
    """Return a layer with arrays; raises RefnetError for another kind and what cannot exist."""
    if _kind(layer) != kind:
        raise wrong_type("layer", f"a {kind} layer")
    result = KINDS[kind].with_arrays("layer", KINDS[kind].read("layer", layer), None)
    _check_values([result], rename=lambda field: field.replace("layers[0]", "layer"))
    return result


def _kind(layer: Any) -> str | None:
    """Return the kind of a layer, None for what is not a layer."""
    return layer.kind if isinstance(layer, (DenseLayer, FlattenLayer)) else None


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
        self._parameters, self.shapes = [], []
        for struct, layer in zip(self.array, layers, strict=True):
            kind = KINDS[layer.kind]
            struct.kind = kind.number
            struct.activation = number_of(layer.activation, ACTIVATIONS)
            struct.n, struct.u = sizes_of(layer)
            parameters, shape = kind.fill(struct, layer, dtype)
            self._parameters.append(parameters)
            self.shapes.append(shape)


def number_of(name: str, names: Sequence[str]) -> int:
    """Return the number of a name in C, its index; an unknown name gets one that C refuses."""
    return names.index(name) if name in names else len(names)
