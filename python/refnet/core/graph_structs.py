"""Layers with several sources, and sources, as C sees them: the part of ``layers`` for graphs."""

from typing import Any
from weakref import WeakKeyDictionary

from refnet._core import ffi
from refnet.reference.graphs import AddLayer, ConcatenateLayer, Sources

_KEPT: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()  # what structs point to, while they live


def fill_add(struct: Any, layer: AddLayer, dtype: Any) -> tuple[list[Any], list[Any]]:
    struct.steps = _steps_of(layer)
    return [], []


def fill_concatenate(
    struct: Any, layer: ConcatenateLayer, dtype: Any
) -> tuple[list[Any], list[Any]]:
    struct.steps = _steps_of(layer)
    features = ffi.new("size_t[]", [shape[-1] for shape in layer.input_shapes])
    struct.input_shape, struct.rank = features, len(features)
    return [], [features]


def _steps_of(layer: Any) -> int:
    """Return how many steps a mask of all sources has, or 0."""
    shape = layer.input_shapes[0]
    return shape[0] if len(shape) > 1 else 0


def sources_struct(sources: Sources) -> Any:
    """Return the sources of each layer as an array of structs, NULL for None.

    Nothing is checked. What the array points to lives as long as the array itself.
    """
    if sources is None:
        return ffi.NULL
    numbers = [ffi.new("int64_t[]", [] if own is None else own) for own in sources]
    struct = ffi.new("refnet_sources[]", [[each, len(each)] for each in numbers])
    _KEPT[struct] = numbers
    return struct
