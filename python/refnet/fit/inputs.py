"""From what users pass as data to the arrays that the backends calculate with.

``prepare`` reads everything that ``fit`` and ``evaluate`` get, ``as_rows`` the examples of
``predict``. Each array is read once, and copied only if C could not read it where it is.
"""

from collections.abc import Callable, Sequence
from math import prod
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from refnet.core.arrays import C_LAYOUT, all_finite
from refnet.errors import RefnetError
from refnet.fit import hints
from refnet.fit.frames import (
    check_order,
    column_names,
    column_of,
    frame_numbers,
    is_frame,
    is_table,
    series_numbers,
)
from refnet.layers import Layer, Shape
from refnet.layers.stack import first_layers, output_shape
from refnet.reference.checks import SPARSE
from refnet.reference.readers import as_number

Array = NDArray[Any]


class Expected(NamedTuple):
    """What a model expects of its data."""

    layers: Sequence[Layer]  # at least one
    input_shape: Shape | None  # of one example; None: not known yet
    dtype: str
    loss: str = ""  # which targets it takes
    columns: Sequence[str] | None = None  # their names, where the model has some


class Data(NamedTuple):
    """Examples [m][n] and their targets [m][k]; shape: of one example before it became a row.

    weights [m]: how much each example counts, None where all count the same
    """

    x: Any
    y: Any
    shape: Shape
    weights: Any = None

    def part(self, rows: slice) -> "Data":
        """Return some of the examples."""
        weights = None if self.weights is None else self.weights[rows]
        return Data(self.x[rows], self.y[rows], self.shape, weights)

    def mapped(self, convert: Callable[[Array], Any]) -> "Data":
        """Return the data with all arrays converted."""
        weights = None if self.weights is None else convert(self.weights)
        return Data(convert(self.x), convert(self.y), self.shape, weights)


def prepare(
    expected: Expected,
    x: Any,
    y: Any,
    validation_split: Any = 0.0,
    validation_data: Any = None,
    sample_weight: Any = None,
) -> tuple[Data, Data | None]:
    """Return what to train on or to evaluate, and what to evaluate after each epoch, if anything.

    The arguments are those of ``Model.fit``.
    Raises RefnetError: wrong_type, empty, shape_mismatch, not_finite, out_of_range.
    """
    data = _data(expected, ("x", "y", "sample_weight"), x, y, sample_weight)
    split = _as_split(validation_split)
    if validation_data is not None:
        columns = expected.columns or column_names(x)
        known = expected._replace(columns=columns)
        return data, prepare_validation(known, data.shape, validation_data)
    if split == 0.0:
        return data, None
    count = len(data.x)
    start = int(count * (1.0 - split))
    if start == 0 or start == count:
        raise RefnetError(
            "out_of_range",
            "validation_split",
            f"validation_split: {split} of {count} examples leaves one part without examples",
        )
    return data.part(slice(start)), data.part(slice(start, None))


def prepare_validation(expected: Expected, shape: Shape, validation_data: Any) -> Data:
    """Return what to evaluate after each epoch; shape: of an example.

    Raises RefnetError: wrong_type, empty, shape_mismatch, not_finite, out_of_range.
    """
    if not isinstance(validation_data, tuple | list) or len(validation_data) not in (2, 3):
        message = "validation_data: expected (x, y) or (x, y, sample_weight)"
        raise RefnetError("wrong_type", "validation_data", message)
    names = [f"validation_data[{i}]" for i in range(3)]
    return _data(expected._replace(input_shape=shape), names, *validation_data)


def as_rows(argument: str, value: Any, expected: Expected) -> Array:
    """Return anything that NumPy reads as examples, as rows [m][n] of the model's dtype.

    Raises RefnetError: wrong_type, empty, shape_mismatch, not_finite.
    """
    value = only_array(argument, value, expected)
    check_order(argument, value, expected.columns)
    return example_rows(argument, as_array(argument, value), expected)


def only_array(argument: str, value: Any, expected: Expected) -> Any:
    """Return the array out of a list of one array, Keras's form of a model's inputs.

    Other values are returned as they are, also such a list if it is one example. Raises
    RefnetError: wrong_type where it may be either, because the shape of an example is not known.
    """
    if type(value) not in (list, tuple) or len(value) != 1:
        return value
    array = value[0]
    if type(array) is not np.ndarray or array.ndim < 2:
        return value
    if expected.input_shape is None and expected.layers[0].ndim is None:
        message = f"{argument}: expected an array, not a list with one; give {argument}[0] itself"
        raise RefnetError("wrong_type", argument, message)
    is_example = example_shape(array[None], expected) is not None
    return value if is_example or example_shape(array, expected) is None else array


def example_rows(argument: str, array: Array, expected: Expected) -> Array:
    """Return examples [m][...] as rows [m][n] of the model's dtype.

    array: without the last axis of an example if that has one number, as in Keras 3.
    Raises RefnetError: empty, shape_mismatch, not_finite, out_of_range.
    """
    shape = example_shape(array, expected)
    if shape is None:
        ndim = expected.layers[0].ndim
        raise RefnetError(
            "shape_mismatch",
            argument,
            f"{argument}: expected examples {_described(expected.input_shape, ndim)}, got an array "
            f"of shape {array.shape}{hints.of_shapes(array.shape, expected.input_shape, ndim)}",
        )
    if 0 in shape:
        raise RefnetError(
            "empty",
            argument,
            f"{argument}: expected at least one number in an example, got an array of shape "
            f"{array.shape}",
        )
    rows = _finite(argument, array, array.reshape(len(array), prod(shape)), expected.dtype)
    for layer in first_layers(expected.layers):
        layer.check_inputs(argument, rows)
    return rows


def example_shape(array: Array, expected: Expected) -> Shape | None:
    """Return the shape of one of the examples [m][...], None if the model cannot take them."""
    given, ndim = array.shape[1:], expected.layers[0].ndim
    if array.ndim == 0:
        return None
    if expected.input_shape is None:
        shape = given or (1,)
        return shape if ndim in (None, len(shape)) else None
    fits = expected.input_shape in (given, (*given, 1))
    return expected.input_shape if fits else None


def check_whole_batches(argument: str, count: int, batch_size: int) -> None:
    """Raise RefnetError: shape_mismatch for examples that stateful layers cannot take."""
    if count % batch_size != 0:
        expected = f"a multiple of {batch_size} examples, the batch size of the stateful layers"
        message = f"{argument}: expected {expected}, got {count}"
        raise RefnetError("shape_mismatch", argument, message)


def fits_as_it_is(value: Any, shape: Shape | None, dtype: "np.dtype[Any]") -> bool:
    """Return whether ``example_rows`` would return this array's memory if its numbers are finite.

    A prediction for one example takes microseconds, and ``example_rows`` adds several.
    """
    return (
        type(value) is np.ndarray
        and value.ndim > 1
        and value.shape[1:] == shape
        and value.dtype == dtype
        and value.flags.carray  # contiguous, aligned, and writable, which is asked at no cost
    )


def target_rows(argument: str, array: Array, loss: str, shape: Shape, dtype: str) -> Array:
    """Return targets as rows [m][k] of dtype; class numbers [m] become rows (DENSE-7).

    shape: m, and then that of one output. Raises RefnetError: shape_mismatch, not_finite,
    out_of_range.
    """
    examples, outputs = shape[0], shape[1:]
    if array.ndim == 0 or len(array) != examples:
        count = "one number" if array.ndim == 0 else f"{len(array)}"
        raise RefnetError(
            "shape_mismatch",
            argument,
            f"{argument}: expected one target for each of {examples} examples, got {count}",
        )
    if loss == SPARSE:
        return _one_hot(argument, array, shape, dtype)
    if array.shape != shape and (array.ndim > 1 or outputs != (1,)):
        raise RefnetError(
            "shape_mismatch",
            argument,
            f"{argument}: expected shape {shape}, a row for each example and a number "
            f"for each unit of the last layer, got shape {array.shape}"
            f"{hints.of_targets(array, loss, shape)}",
        )
    return _finite(argument, array, array.reshape(examples, prod(outputs)), dtype)


def example_weights(argument: str, value: Any, count: int, dtype: str) -> Array:
    """Return a weight for each of ``count`` examples, [m] of dtype, finite and at least 0.

    Raises RefnetError: wrong_type, shape_mismatch, not_finite, out_of_range.
    """
    array = as_array(argument, value)
    if array.shape not in ((count,), (count, 1)):
        message = f"{argument}: expected a number for each of {count} examples"
        raise RefnetError("shape_mismatch", argument, f"{message}, got shape {array.shape}")
    weights = _finite(argument, array, array.reshape(count), dtype)
    if (weights < 0).any():
        place = int(np.argmax(weights < 0))
        message = f"{argument}[{place}]: expected at least 0, got {weights[place]}"
        raise RefnetError("out_of_range", argument, message)
    return weights


def as_array(argument: str, value: Any, place: str | None = None, loss: str = "") -> Array:
    """Return anything that NumPy reads as an array of numbers.

    place: how a message names the value, if it is a part of the argument; loss: that of labels.
    Raises RefnetError: wrong_type.
    """
    place = place or argument
    if hasattr(value, "to_numpy") and is_table(value):
        return _of_table(argument, place, value, loss)
    try:
        array = np.asarray(value)
    except ValueError as error:
        expected = "rows of the same length" if "inhomogeneous" in str(error) else "an array"
        message = f"{place}: expected {expected}"
        raise RefnetError("wrong_type", argument, message) from error
    except (TypeError, RuntimeError) as error:  # tensors with gradients, or of a GPU
        reason = str(error).partition("\n")[0]
        message = f"{place}: expected an array, but {type(value).__name__} says: {reason}"
        raise RefnetError("wrong_type", argument, message) from error
    if isinstance(value, np.ma.MaskedArray) and np.any(value.mask):
        message = f"{place}: expected numbers everywhere, got masked ones; fill them"
        raise RefnetError("wrong_type", argument, message)
    if array.dtype.kind not in "fiub":
        message = f"{place}: expected numbers, {hints.not_numbers(place, value, array, loss)}"
        raise RefnetError("wrong_type", argument, message)
    return array


def _of_table(argument: str, place: str, value: Any, loss: str) -> Array:
    """Return a table or a column of pandas or polars as an array; see ``as_array``."""
    frame = is_frame(value)
    if frame and not (loss and value.shape[1] == 1):
        return frame_numbers(argument, place, value)
    array = series_numbers(argument, place, column_of(value, 0) if frame else value)
    if array.dtype.kind not in "fiub":
        message = f"{place}: expected numbers, {hints.not_numbers(place, value, array, loss)}"
        raise RefnetError("wrong_type", argument, message)
    labels: Array = array.reshape(value.shape)
    return labels


def as_numbers_of(array: Array, dtype: str) -> Array:
    """Return an array that C can read, rounded to dtype; what is beyond its range is infinite."""
    with np.errstate(over="ignore"):
        return np.require(array, dtype, C_LAYOUT)


def flat_weights(argument: str, value: Any, shapes: Sequence[Shape], dtype: str) -> Array:
    """Return a list of arrays of these shapes as one array [size] of dtype.

    Raises RefnetError: wrong_type, shape_mismatch, not_finite.
    """
    if not isinstance(value, Sequence):
        raise RefnetError("wrong_type", argument, f"{argument}: expected a list of arrays")
    if len(value) != len(shapes):
        raise RefnetError(
            "shape_mismatch",
            argument,
            f"{argument}: expected {len(shapes)} arrays, got {len(value)}",
        )
    names = [f"{argument}[{i}]" for i in range(len(value))]
    arrays = [as_array(argument, each, name) for each, name in zip(value, names, strict=True)]
    for name, array, shape in zip(names, arrays, shapes, strict=True):
        if array.shape != shape:
            raise RefnetError(
                "shape_mismatch",
                argument,
                f"{name}: expected shape {shape}, got shape {array.shape}",
            )
    numbers = [as_numbers_of(array, dtype) for array in arrays]
    for name, array in zip(names, numbers, strict=True):
        if not np.isfinite(array).all():
            message = f"{name}: expected finite numbers of {dtype}"
            raise RefnetError("not_finite", argument, message)
    return np.concatenate([np.ravel(array) for array in numbers])


def _data(expected: Expected, names: Sequence[str], x: Any, y: Any, weights: Any = None) -> Data:
    """Return examples, their targets and their weights, at least one example."""
    x_name, y_name, weights_name = names
    x = only_array(x_name, x, expected)
    check_order(x_name, x, expected.columns)
    examples = as_array(x_name, x)
    rows = example_rows(x_name, examples, expected)
    if len(rows) == 0:
        raise RefnetError("empty", x_name, f"{x_name}: expected at least one example")
    shape = cast(Shape, example_shape(examples, expected))
    outputs = output_shape(expected.layers, shape)
    wanted = (len(rows), *outputs)
    labels = as_array(y_name, y, loss=expected.loss)
    targets = target_rows(y_name, labels, expected.loss, wanted, expected.dtype)
    if weights is not None:
        weights = example_weights(weights_name, weights, len(rows), expected.dtype)
    return Data(rows, targets, shape, weights)


def _as_split(value: Any) -> float:
    split = as_number("validation_split", value)
    if not 0.0 <= split < 1.0:
        raise RefnetError(
            "out_of_range",
            "validation_split",
            "validation_split: expected 0 or more and less than 1",
        )
    return split


def _one_hot(argument: str, array: Array, shape: Shape, dtype: str) -> Array:
    units = shape[1]
    hint = hints.of_targets(array, SPARSE, shape)
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim != 1:
        raise RefnetError(
            "shape_mismatch",
            argument,
            f'{argument}: expected class numbers, one for each example, for the loss "{SPARSE}", '
            f"got shape {array.shape}{hint}",
        )
    wrong = ~((array >= 0) & (array < units) & (array == np.floor(array)))
    if wrong.any():
        place = int(np.argmax(wrong))
        raise RefnetError(
            "out_of_range",
            argument,
            f"{argument}[{place}]: expected a class number from 0 to {units - 1}, "
            f"got {array[place]}",
        )
    rows = np.zeros((len(array), units), dtype)
    rows[np.arange(len(array)), array.astype(np.int64)] = 1.0
    return rows


def _finite(argument: str, array: Array, rows: Array, dtype: str) -> Array:
    """Return the rows of an array as C reads them; raises not_finite with the array's index."""
    rows = as_numbers_of(rows, dtype)
    if array.dtype.kind == "f" and not all_finite(rows):
        place = np.unravel_index(int(np.argmin(np.isfinite(rows))), array.shape)
        index, value = ", ".join(str(i) for i in place), array[place]
        more = f" of {dtype}, got {value}" if np.isfinite(value) else ""
        message = f"{argument}[{index}]: expected a finite number{more}"
        raise RefnetError("not_finite", argument, message)
    return rows


def _described(shape: Shape | None, ndim: int | None) -> str:
    if shape is None:
        return {2: "[examples][steps][features]", 3: "[examples][rows][columns][channels]"}.get(
            ndim or 1, "[examples][numbers]"
        )
    return f"of shape {shape}, so an array of shape (m, {', '.join(str(n) for n in shape)})"
