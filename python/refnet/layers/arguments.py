"""What the layers read of their arguments, and how they refuse inputs that do not fit.

Every function raises RefnetError with the codes that it names; ``argument`` is its field.
"""

from collections.abc import Callable, Sequence
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

from refnet import activations, initializers, keras_names
from refnet.errors import RefnetError
from refnet.reference.activations import ACTIVATIONS
from refnet.reference.checks import (
    MOST_NUMBERS,
    check_count,
    check_finite_number,
    check_range,
    check_ranges,
)
from refnet.reference.image_checks import PADDINGS
from refnet.reference.names import check_known
from refnet.reference.readers import as_counts, as_number

Array = NDArray[Any]
Shape = tuple[int, ...]
OpenShape = tuple[int | None, ...]  # the first is None for any number of steps
CHANNELS = ("channels_last",)
ALIASES = {"swish": "silu"}  # of activations
Sizes = int | Sequence[int]  # a number for all axes, or one for each
Activates = str | Callable[..., Any] | None  # a name, or a function of refnet.activations
Initializes = str | Callable[..., Any]  # a name, or an initializer of refnet.initializers


def as_shape(argument: str, shape: Sizes) -> Shape:
    """Return the shape of one example as a tuple; raises wrong_type, out_of_range, empty."""
    given = (shape,) if isinstance(shape, int) else shape
    if isinstance(given, Sequence) and any(size is None for size in given):
        message = f"{argument}: expected sizes that are known, got {given}"
        raise RefnetError("wrong_type", argument, message)
    sizes = as_counts(argument, given)
    for size in sizes:
        check_count(argument, size, 1)
    if not sizes:
        raise RefnetError("empty", argument, f"{argument}: expected at least one number")
    return tuple(sizes)


def as_open_shape(argument: str, shape: Any, lengths: Sequence[int] = (1, 2)) -> Any:
    """Return the shape of one example, whose first size is None for sequences of any length.

    lengths: how many sizes such a shape can have. Raises wrong_type, out_of_range, empty.
    """
    is_open = isinstance(shape, Sequence) and len(shape) in lengths and shape[0] is None
    if not is_open:
        return as_shape(argument, shape)
    return (None, *(as_shape(argument, shape[1:]) if shape[1:] else ()))


def as_input_shape(shape: Any, lengths: Sequence[int] = (2,)) -> Any:
    """Return the argument input_shape; raises wrong_type, out_of_range, empty.

    lengths: how many sizes it can have if the first is None.
    """
    return None if shape is None else as_open_shape("input_shape", shape, lengths)


def as_batch_shape(argument: str, shape: Any, lengths: Sequence[int] = (1, 2)) -> tuple[Any, Any]:
    """Return the size of a batch, None if it is open, and the shape of one of its examples.

    lengths: how many sizes the latter can have if its first is None. Raises wrong_type,
    out_of_range, empty.
    """
    if not isinstance(shape, Sequence) or isinstance(shape, str):
        expected = "the sizes of a batch, as in (32, 10, 3)"
        raise RefnetError("wrong_type", argument, f"{argument}: expected {expected}")
    if len(shape) < 2:
        expected = "the number of examples in a batch, then the sizes of one of them"
        raise RefnetError("empty", argument, f"{argument}: expected {expected}, got {shape}")
    size = None if shape[0] is None else as_shape(argument, shape[:1])[0]
    check_range(argument, size or 1, 1, MOST_NUMBERS)
    return size, as_open_shape(argument, tuple(shape[1:]), lengths)


def as_sizes(argument: str, value: Sizes, count: int, low: int = 1) -> Shape:
    """Return a size for each of ``count`` axes; one number is that of all.

    Raises wrong_type, shape_mismatch, out_of_range.
    """
    expected = f"{argument}: expected a whole number" + (f", or {count} of them" * (count > 1))
    try:
        sizes = as_counts(argument, [value] * count if isinstance(value, Integral) else value)
    except RefnetError:
        raise RefnetError("wrong_type", argument, expected) from None
    if len(sizes) != count:
        raise RefnetError("shape_mismatch", argument, f"{expected}, got {tuple(sizes)}")
    check_ranges(argument, sizes, low, MOST_NUMBERS)
    return tuple(sizes)


def as_padding(padding: str) -> str:
    """Return "valid" or "same", which Keras takes in any case; raises wrong_type, unknown_name."""
    lower = padding.lower() if isinstance(padding, str) else padding
    return check_known("padding", lower, PADDINGS, keras_names.PADDINGS)


def as_channels_last(data_format: str | None) -> str:
    """Return "channels_last", the only order of axes there is; raises wrong_type, unknown_name."""
    lower = data_format.lower() if isinstance(data_format, str) else data_format
    if lower == "channels_first":
        raise RefnetError(
            "unknown_name",
            "data_format",
            'data_format: "channels_first" is not supported; move the channels of the examples '
            'to the end, as in np.moveaxis(x, 1, -1), and use "channels_last"',
        )
    return "channels_last" if lower is None else check_known("data_format", lower, CHANNELS)


def as_activation(
    argument: str, value: Any, known: Sequence[str] = ACTIVATIONS, instead: str = ""
) -> str:
    """Return the name of an activation; None is "linear".

    value: a name, or a function of refnet.activations; known: those that a layer can have; instead:
    what helps with the others. Raises wrong_type, unknown_name.
    """
    name = "linear" if value is None else value
    if callable(value):
        name = _name_of(argument, value)
    elif isinstance(value, str):
        name = ALIASES.get(value, value)
    if name in ACTIVATIONS and name not in known:
        message = f'{argument}: "{name}" is not supported here; {instead}'
        raise RefnetError("unknown_name", argument, message)
    return check_known(argument, name, known, keras_names.ACTIVATIONS)


def _name_of(argument: str, value: Any) -> str:
    """Return the name of a function of refnet.activations; raises wrong_type for other objects."""
    for name, function in activations.FUNCTIONS.items():
        if value is function:
            return name
    raise RefnetError(
        "wrong_type",
        argument,
        f'{argument}: expected a name, such as "relu", or a function of refnet.activations, got '
        f"{type(value).__name__}; a layer, such as LeakyReLU, comes after this one instead",
    )


def as_axis(axis: Any) -> int:
    """Return the number of an axis, which may be below 0; raises RefnetError: wrong_type."""
    if isinstance(axis, bool) or not isinstance(axis, Integral):
        raise RefnetError("wrong_type", "axis", "axis: expected a whole number")
    return int(axis)


def check_last_axis(axis: int, last: int, hint: str = "") -> None:
    """Raise RefnetError: out_of_range for an axis that is neither -1 nor the last one."""
    if axis not in (-1, last):
        message = f"axis: expected -1 or {last}, the last axis of the data, got {axis}{hint}"
        raise RefnetError("out_of_range", "axis", message)


def check_initializer(argument: str, value: Any, axes: int = 2) -> None:
    """Raise RefnetError: wrong_type, unknown_name, out_of_range for what is no initializer.

    value: a name, an initializer or a callable; axes: of the weights
    """
    initializers.check_axes(argument, initializers.named(argument, value), axes)


def as_ones(argument: str, value: Sizes, count: int, instead: str) -> Shape:
    """Return the value of an option that Keras has and that is 1 here; instead: what helps.

    Raises wrong_type, shape_mismatch, out_of_range.
    """
    sizes = as_sizes(argument, value, count)
    if any(size != 1 for size in sizes):
        raise RefnetError(
            "out_of_range", argument, f"{argument}: expected 1, got {value}; {instead}"
        )
    return sizes


def as_only(argument: str, value: Any, accepted: Any, instead: str) -> None:
    """Raise out_of_range for another value of an option that Keras has; instead: what helps."""
    if isinstance(value, np.ndarray) or value != accepted:
        message = f"{argument}: expected {accepted}, got {value}; {instead}"
        raise RefnetError("out_of_range", argument, message)


def as_rate(argument: str, value: Any) -> float:
    """Return the probability of leaving a number out.

    Raises wrong_type, not_finite, out_of_range.
    """
    rate = as_number(argument, value)
    check_finite_number(argument, rate)
    if not 0.0 <= rate < 1.0:
        expected = "at least 0 and less than 1, because a rate of 1 leaves nothing to learn from"
        message = f"{argument}: expected {expected}, got {value}"
        raise RefnetError("out_of_range", argument, message)
    return rate


def rounded_rate(argument: str, rate: float, dtype: Any) -> Any:
    """Return a rate as a number of a model's dtype; raises out_of_range for one that becomes 1."""
    rounded = np.dtype(dtype or "float64").type(rate)
    if rounded == 1.0:
        message = f"layers: the {argument} {rate} is 1 in {dtype}, expected less than 1"
        raise RefnetError("out_of_range", "layers", message)
    return rounded


def check_no_seed(value: Any) -> None:
    """Raise out_of_range for a seed of a layer."""
    instead = (
        "the model has one generator for all layers; give its seed to the model, as in "
        "Sequential([...], seed=1)"
    )
    as_only("seed", value, None, instead)


def as_finite(argument: str, value: Any) -> Array:
    """Return finite numbers as an array of float64; raises wrong_type, not_finite."""
    try:
        given = np.asarray(value)
    except ValueError:
        given = np.empty(0, object)
    if given.dtype.kind not in "fiub":
        raise RefnetError("wrong_type", argument, f"{argument}: expected an array of numbers")
    array: Array = given.astype(np.float64)
    if not np.isfinite(array).all():
        raise RefnetError("not_finite", argument, f"{argument}: expected finite numbers")
    return array
