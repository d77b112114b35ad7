"""What sources a layer can have, and the shapes that it takes from them.

The three phases are those of ``checks``. A fault has a field such as ``layers[0].sources``.
"""

from collections.abc import Sequence
from typing import Any

from refnet.reference.checks import (
    MOST_NUMBERS,
    check_length,
    check_range,
    check_ranges,
    fault,
)
from refnet.reference.graphs import AddLayer, ConcatenateLayer, Sources, layer_sources
from refnet.reference.readers import as_counts, wrong_type
from refnet.reference.shape_checks import Before, Shape, check_product, numbers_of

INPUTS = "input_shape"  # the field that says the shape of the network's inputs


def as_sources(field: str, sources: Any) -> list[list[int] | None] | None:
    """Return the sources of each layer, None where no layer has any of its own; wrong_type.

    field: the layers
    """
    if not isinstance(sources, Sequence) or isinstance(sources, str):
        raise wrong_type("sources", "a list with the sources of each layer, or null")
    read = [
        None if each is None else as_counts(f"{field}[{i}].sources", each)
        for i, each in enumerate(sources)
    ]
    return read if any(each is not None for each in read) else None


def as_merging_layer(field: str, layer: Any) -> Any:
    """Return a layer of several sources with fields of the right types; raises wrong_type."""
    name = f"{field}.input_shapes"
    shapes = layer.input_shapes
    if not isinstance(shapes, Sequence):
        raise wrong_type(name, "a list of shapes")
    return layer._replace(input_shapes=tuple(tuple(as_counts(name, shape)) for shape in shapes))


def check_source_shapes(field: str, layers: Sequence[Any], sources: Sources) -> None:
    """Raise shape_mismatch for sources of more or fewer layers than these."""
    if sources is not None:
        check_length("sources", sources, field, len(layers))


def check_own_sources(field: str, i: int, merges: bool, sources: Sources) -> None:
    """Raise shape_mismatch or out_of_range for sources that layer i cannot have (GRAPH-1).

    merges: whether a layer of its kind has several
    """
    own = layer_sources(i, sources)
    if merges and len(own) < 2:
        raise fault("shape_mismatch", f"{field}.sources", "two or more for a layer of this kind")
    if not merges and len(own) != 1:
        raise fault("shape_mismatch", f"{field}.sources", "one for a layer of this kind")
    check_ranges(f"{field}.sources", own, -1, i - 1)


def before_first(layers: Sequence[Any], input_shape: Shape | None) -> Before | None:
    """Return the shape of a network's inputs: this one, or the one of its first layer's sources.

    None: the first layer has one source, whose shape it knows itself
    """
    if input_shape is None:
        known = getattr(layers[0], "input_shapes", ())
        return Before(INPUTS, known[0]) if known else None
    return Before(INPUTS, input_shape)


def joined_before(befores: Sequence[Before]) -> Before:
    """Return the shapes of all sources as one: that of the first, with the others beside it."""
    first, *others = befores
    return Before(first.field, first.shape, tuple(each.shape for each in others))


def check_all_used(field: str, count: int, sources: Sources) -> None:
    """Raise out_of_range for the first layer, but the last, that no layer sees (GRAPH-2)."""
    used = {j for i in range(count) for j in layer_sources(i, sources)}
    for i in range(count - 1):
        if i not in used:
            raise fault("out_of_range", f"{field}[{i}]", "a later layer that has it as a source")


def placed_sources(field: str, layer: Any, before: Before | None) -> Any:
    """Return a layer of several sources with their shapes; raises empty, out_of_range or other.

    before: the shapes of all its sources; None: they are not known
    """
    if before is None:
        raise fault("empty", INPUTS, "at least one number")
    shapes = (before.shape, *before.others)
    if layer.input_shapes and layer.input_shapes != shapes:
        raise fault("shape_mismatch", f"{field}.input_shapes", "the shapes of the layer's sources")
    total = 0
    for shape in shapes:
        check_product(f"{field}.sources", shape)
        total = total + numbers_of(shape)
    check_range(f"{field}.sources", total, 1, MOST_NUMBERS)
    return layer._replace(input_shapes=shapes)


def placed_add_layer(field: str, layer: AddLayer, before: Before | None) -> AddLayer:
    """Return the layer with its shapes; raises empty, out_of_range or shape_mismatch (GRAPH-4)."""
    placed: AddLayer = placed_sources(field, layer, before)
    first, *others = placed.input_shapes
    if any(shape != first for shape in others):
        raise fault("shape_mismatch", f"{field}.sources", "sources of the same shape")
    return placed


def placed_concatenate_layer(
    field: str, layer: ConcatenateLayer, before: Before | None
) -> ConcatenateLayer:
    """Return the layer with its shapes; raises empty, out_of_range or shape_mismatch (GRAPH-5)."""
    placed: ConcatenateLayer = placed_sources(field, layer, before)
    first, *others = placed.input_shapes
    if any(len(shape) != len(first) or shape[:-1] != first[:-1] for shape in others):
        expected = "sources of the same shape but for the last axis"
        raise fault("shape_mismatch", f"{field}.sources", expected)
    return placed
