"""The ends of error messages: what was given instead of numbers, and what helps.

A hint is given only where it is true for the value at hand; finding out may take a while, because
the call ends with an error anyway.
"""

from collections.abc import Iterator
from math import isfinite, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from refnet.layers import Shape
from refnet.reference.checks import SPARSE

Array = NDArray[Any]


def not_numbers(place: str, value: Any, array: Array, loss: str = "") -> str:
    """Return what a value is instead of numbers, and how it becomes numbers.

    place: how messages name the value; array: as NumPy reads it; loss: that of the labels, if the
    value may be labels
    """
    if array.dtype.kind not in "OUS":
        return f"got an array of {array.dtype}"
    if array.dtype.kind == "O" and array.ndim == 0:
        return _not_an_array(place, value)
    numbers = _as_floats(array)
    if numbers is not None and np.isfinite(numbers).all():
        of = "objects" if array.dtype.kind == "O" else "texts"
        return f"got an array of {of}; np.asarray({place}, float) converts it"
    index = _first_that_is_no_number(array)
    found = array[index]
    where = f" at [{', '.join(str(i) for i in index)}]" if index else ""
    if not isinstance(found, str | bytes):
        return f"got {found if found is None else type(found).__name__}{where}"
    return f"got the text {found.item() if isinstance(found, np.generic) else found!r}{where}" + (
        _label_hint(place, array, loss)
    )


def of_shapes(got: Shape, shape: Shape | None, ndim: int | None) -> str:
    """Return what to do about examples [m][...] of the wrong shape, if that is known.

    shape: of one example; ndim: that of the first layer
    """
    if got == shape:
        return "; a single example is x[None]"
    if got and shape == (1,) and prod(got) == max(got):
        return "; if each number is an example, use x.ravel()"
    if shape is None and ndim is not None and ndim > 1 and len(got) == ndim:
        return "; x[..., None] gives them a last axis, of one channel"
    if len(got) == 4 and shape == (got[2], got[3], got[1]):
        return "; np.moveaxis(x, 1, -1) moves the channels to the end"
    if shape is not None and len(shape) > 1 and got[1:] == (prod(shape),):
        return f"; x.reshape{(-1, *shape)} gives them this shape"
    fits = shape in (None, (prod(got[1:]),))
    return "; put a Flatten first" if len(got) > 2 and fits and ndim == 1 else ""


def of_targets(array: Array, loss: str, shape: Shape) -> str:
    """Return the loss that takes these targets, if there is one; shape: (examples, units)."""
    if loss == "categorical_crossentropy" and array.ndim == 1:
        classes = (array >= 0) & (array < shape[1]) & (array == np.floor(array))
        return f'; for class numbers the loss is "{SPARSE}"' if classes.all() else ""
    if loss == SPARSE and array.shape == shape:
        return '; for rows it is "categorical_crossentropy"'
    return ""


def _not_an_array(place: str, value: Any) -> str:
    if value is None:
        return "got None"
    if hasattr(value, "toarray"):
        return f"got the sparse matrix {type(value).__name__}; {place}.toarray() is an array"
    if isinstance(value, Iterator):
        return (
            f"got a {type(value).__name__}, which can be read only once; if it yields examples one "
            f"by one, use list({place})"
        )
    return f"got {type(value).__name__}"


def _as_floats(array: Array) -> Array | None:
    try:
        return array.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        return None


def _first_that_is_no_number(array: Array) -> tuple[int, ...]:
    """Return the index of the first element that is not finite, or no number at all."""
    numbers = (_is_number(each) for each in array.flat)
    first = next((i for i, is_number in enumerate(numbers) if not is_number), 0)
    return tuple(int(i) for i in np.unravel_index(first, array.shape))


def _is_number(value: Any) -> bool:
    try:
        return isfinite(float(value))
    except (TypeError, ValueError, OverflowError):
        return False


def _label_hint(place: str, array: Array, loss: str) -> str:
    """Return how class names become class numbers, for losses that take those."""
    if array.ndim != 1 or not all(isinstance(each, str) for each in array):
        return ""
    if loss == "categorical_crossentropy":
        numbers = f"np.unique({place}, return_inverse=True)[1]"
        return (
            f"; refnet.utils.to_categorical({numbers}) gives each class in it a column; use the "
            "same columns for all data"
        )
    if loss == SPARSE or (loss == "binary_crossentropy" and len(set(array)) == 2):
        return (
            f"; np.unique({place}, return_inverse=True)[1] gives each class in it a number; use "
            "the same numbers for all data"
        )
    return ""
