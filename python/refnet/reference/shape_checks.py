"""What the shape of an example must be, and how a layer takes the shape of its inputs."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from refnet.reference.checks import (
    MOST_NUMBERS,
    check_not_empty,
    check_range,
    check_ranges,
    fault,
)
from refnet.reference.readers import as_counts

Shape = tuple[int, ...]  # of one example
SEQUENCE = ("steps", "features")  # the axes of an example


class Before(NamedTuple):
    """The shape of a layer's inputs, and the field that says it.

    others: the shapes of its further sources, if it has several
    """

    field: str
    shape: Shape
    others: tuple[Shape, ...] = ()


def as_shape(field: str, layer: Any) -> Shape:
    """Return the shape that a layer knows, () for none; raises wrong_type."""
    return tuple(as_counts(f"{field}.input_shape", layer.input_shape))


def check_input_shape(field: str, shape: Sequence[int]) -> None:
    """Raise empty or out_of_range for what cannot be the shape of an example."""
    check_not_empty(field, shape)
    check_ranges(field, shape, 1, MOST_NUMBERS)
    check_product(field, shape)


def check_product(field: str, sizes: Sequence[int]) -> None:
    """Raise out_of_range for sizes of more numbers than a request may ask for."""
    check_range(field, numbers_of(sizes), 1, MOST_NUMBERS)


def numbers_of(sizes: Sequence[int]) -> int:
    """Return the product of the sizes, or MOST_NUMBERS + 1 where it is larger."""
    count = 1
    for size in sizes:  # the exact product of many sizes would take its time
        count = min(count * size, MOST_NUMBERS + 1)
    return count


def placed_shape(field: str, layer: Any, before: Before | None) -> Shape:
    """Return the shape of a layer's inputs: this one, or where it is None the one that it knows.

    Raises empty, out_of_range or shape_mismatch where there is none, for one that cannot be, and
    for a layer that knows another shape than this one.
    """
    name = f"{field}.input_shape"
    known: Shape = layer.input_shape
    if known:
        check_input_shape(name, known)
    if before is None:
        check_not_empty("input_shape", known)
        return known
    if known and known != before.shape:
        raise fault("shape_mismatch", name, "the shape of the layer's inputs")
    check_input_shape(name, before.shape)
    return before.shape


def placed_axes(field: str, layer: Any, before: Before | None, axes: Sequence[str]) -> Shape:
    """Return the shape of a layer's inputs; raises shape_mismatch for one without these axes."""
    shape = placed_shape(field, layer, before)
    if len(shape) != len(axes):
        sizes = "".join(f"[{axis}]" for axis in axes)
        raise fault("shape_mismatch", f"{field}.input_shape", f"examples of the shape {sizes}")
    return shape


def check_lengths(field: str, nested: Any, lengths: Sequence[int]) -> None:
    """Raise shape_mismatch for nested lists that do not have these lengths, outermost first."""
    if not has_lengths(nested, lengths):
        shape = "".join(f"[{length}]" for length in lengths)
        raise fault("shape_mismatch", field, f"the shape {shape}")


def has_lengths(nested: Any, lengths: Sequence[int]) -> bool:
    """Return whether nested lists, or an array, have these lengths, outermost first."""
    if len(nested) != lengths[0]:
        return False
    return len(lengths) == 1 or all(has_lengths(part, lengths[1:]) for part in nested)
