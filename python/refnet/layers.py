"""The layers of a model, with the names and arguments that Keras gives them.

An object here describes a layer; ``build`` makes the layer of refnet.reference that a network
calculates with. Every kind has the same methods, whose shapes are those of one input and one output
of the layer; the functions at the end of this file work with any kind.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from refnet import core, keras_names
from refnet.errors import RefnetError
from refnet.reference.checks import ACTIVATIONS, INITIALIZERS, check_count
from refnet.reference.names import check_known
from refnet.reference.network import KINDS
from refnet.reference.readers import as_boolean, as_count, as_counts

Array = NDArray[Any]
Shape = tuple[int, ...]


@dataclass(frozen=True)
class Input:
    """The shape of one example, for a model whose first layer does not state it."""

    shape: Shape
    name: str | None = None

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, out_of_range, empty."""
        object.__setattr__(self, "shape", as_shape("shape", self.shape))


@dataclass(frozen=True)
class Flatten:
    """Turns an example of any shape into one row of numbers, the last index running fastest.

    input_shape: of one example, without the number of examples; None: that of the data; name: what
    the summary calls the layer.
    """

    ndim: ClassVar[None] = None  # takes examples of any number of dimensions
    activation: ClassVar[None] = None  # the outputs keep that of the layer before
    title: ClassVar[str] = "Flatten"

    input_shape: Shape | None = None
    name: str | None = None

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, out_of_range, empty."""
        if self.input_shape is not None:
            object.__setattr__(self, "input_shape", as_shape("input_shape", self.input_shape))

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape of the outputs."""
        return (prod(shape),)

    def weight_shapes(self, shape: Shape) -> list[Shape]:
        """Return no shapes: the layer has no weights."""
        return []

    def first_weights(self, shape: Shape, generator: Any) -> list[Array]:
        """Return no weights."""
        return []

    def build(self, shape: Shape, weights: Sequence[Array], dtype: Any) -> Any:
        """Return the layer of refnet.reference."""
        return KINDS["flatten"].layer(shape)


@dataclass(frozen=True)
class Dense:
    """A row of units that all see the whole input (DENSE-2).

    units: how many; activation: "linear" (or None), "sigmoid", "tanh", "relu" or "softmax";
    kernel_initializer: "glorot_uniform", "uniform" or "zeros" (DENSE-18), biases start at zero;
    input_shape or input_dim: of one example, for the first layer of a model; None: that of the
    data; name: what the summary calls the layer.
    """

    ndim: ClassVar[int] = 1  # dimensions of an example

    units: int
    activation: str | None = None
    use_bias: bool = True
    kernel_initializer: str = "glorot_uniform"
    input_shape: Shape | None = None
    input_dim: int | None = None
    name: str | None = None

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, out_of_range, unknown_name, empty."""
        object.__setattr__(self, "units", as_count("units", self.units))
        check_count("units", self.units, 1)
        activation = "linear" if self.activation is None else self.activation
        check_known("activation", activation, ACTIVATIONS, keras_names.ACTIVATIONS)
        object.__setattr__(self, "activation", activation)
        as_boolean("use_bias", self.use_bias)
        check_known(
            "kernel_initializer", self.kernel_initializer, INITIALIZERS, keras_names.INITIALIZERS
        )
        if self.input_dim is not None:
            object.__setattr__(self, "input_shape", as_shape("input_dim", (self.input_dim,)))
        if self.input_shape is not None:
            object.__setattr__(self, "input_shape", as_shape("input_shape", self.input_shape))

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape of the outputs; raises RefnetError: shape_mismatch."""
        if len(shape) != 1:
            raise RefnetError(
                "shape_mismatch",
                "layers",
                f"layers: Dense expected examples that are one row of numbers, got shape {shape}; "
                "put a Flatten before it",
            )
        return (self.units,)

    def weight_shapes(self, shape: Shape) -> list[Shape]:
        """Return the shapes of the kernel and, if there is one, of the bias."""
        kernel, bias = (shape[0], self.units), (self.units,)
        return [kernel, bias] if self.use_bias else [kernel]

    def first_weights(self, shape: Shape, generator: Any) -> list[Array]:
        """Return the weights before training (DENSE-18).

        generator: one of refnet.core.seeded, from which the kernel is drawn
        """
        kernel = core.initial_kernel(self.kernel_initializer, shape[0], self.units, generator)
        return [kernel, np.zeros(self.units)] if self.use_bias else [kernel]

    @property
    def title(self) -> str:
        """What the summary calls the layer."""
        return f"Dense, {self.activation}"

    def build(self, shape: Shape, weights: Sequence[Array], dtype: Any) -> Any:
        """Return the layer of refnet.reference; weights: like ``weight_shapes``."""
        return KINDS["dense"].layer(self.units, self.activation, *weights)


class Normalization:
    """Subtracts a mean from each input and divides it by a standard deviation (NORM-2).

    ``adapt`` takes both from data, before or after the model is built; until then the mean is 0 and
    the variance 1. Training changes neither, so they are not among ``get_weights``. A model takes
    what is adapted while it trains after that.

    axis: which numbers of an example have a mean and a variance of their own: -1 for each index of
    the last axis, other axes of the data (the examples are axis 0) or several of them, or None for
    one mean and one variance of all numbers; mean, variance: instead of ``adapt``, numbers for all
    inputs or an array; invert: whether to multiply and add instead, which undoes the layer;
    input_shape: of one example, for the first layer of a model; name: what the summary calls the
    layer.

    Attributes: ``mean`` and ``variance``, arrays with the axes that ``axis`` names, or None.
    """

    ndim: ClassVar[None] = None
    activation: ClassVar[str] = "linear"

    def __init__(
        self,
        axis: int | Sequence[int] | None = -1,
        mean: Any = None,
        variance: Any = None,
        invert: bool = False,
        input_shape: Sequence[int] | None = None,
        name: str | None = None,
    ) -> None:
        """Raises RefnetError: wrong_type, not_finite, out_of_range, empty."""
        axes = [axis] if isinstance(axis, int) else axis
        if axes is not None and (
            not isinstance(axes, Sequence) or any(type(each) is not int for each in axes)
        ):
            raise RefnetError(
                "wrong_type", "axis", "axis: expected a whole number, several of them, or None"
            )
        self.axis, self.invert, self.name = axis, as_boolean("invert", invert), name
        self.input_shape = None if input_shape is None else as_shape("input_shape", input_shape)
        if (mean is None) != (variance is None):
            missing = "mean" if mean is None else "variance"
            raise RefnetError(
                "wrong_type", missing, f"{missing}: expected both a mean and a variance, or neither"
            )
        self.mean: Any = None if mean is None else _finite("mean", mean)
        self.variance: Any = None if variance is None else _finite("variance", variance)
        if self.variance is not None and (self.variance < 0.0).any():
            raise RefnetError("out_of_range", "variance", "variance: expected 0 or more")

    def __repr__(self) -> str:
        """Return how the layer is made, without its numbers."""
        return f"Normalization(axis={self.axis}, invert={self.invert}, name={self.name!r})"

    @property
    def title(self) -> str:
        """What the summary calls the layer."""
        return "Normalization, inverse" if self.invert else "Normalization"

    def adapt(self, data: Any) -> None:
        """Take the mean and the variance of data [m][...], or [m] if an example is one number.

        Raises RefnetError: wrong_type, empty, shape_mismatch, not_finite, out_of_range for an axis
        that the data do not have.
        """
        array = _finite("data", data)
        examples = array[:, None] if array.ndim == 1 else array
        shape = examples.shape[1:]
        if examples.size == 0:
            raise RefnetError("empty", "data", "data: expected at least one number")
        if array.ndim == 0 or self.input_shape not in (None, shape):
            raise RefnetError(
                "shape_mismatch",
                "data",
                f"data: expected examples of shape {self.input_shape or '(...)'}, got an array of "
                f"shape {array.shape}",
            )
        kept = self._kept(shape)
        last = np.moveaxis(examples, kept, range(examples.ndim - len(kept), examples.ndim))
        sizes = [examples.shape[axis] for axis in kept]
        mean, variance = core.moments(last.reshape(-1, prod(sizes)))
        if not np.isfinite([mean, variance]).all():
            raise RefnetError(
                "not_finite", "data", "data: numbers so large that their variance is not finite"
            )
        self.mean, self.variance = np.reshape(mean, sizes), np.reshape(variance, sizes)

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape of the outputs, that of the inputs."""
        return shape

    def weight_shapes(self, shape: Shape) -> list[Shape]:
        """Return no shapes: training changes nothing in the layer."""
        return []

    def first_weights(self, shape: Shape, generator: Any) -> list[Array]:
        """Return no weights."""
        return []

    def build(self, shape: Shape, weights: Sequence[Array], dtype: Any) -> Any:
        """Return the layer of refnet.reference, with arrays of dtype.

        Raises RefnetError: shape_mismatch, out_of_range, not_finite.
        """
        mean = self._for_each_input("mean", 0.0 if self.mean is None else self.mean, shape)
        variance = 1.0 if self.variance is None else self.variance
        each = mean, self._for_each_input("variance", variance, shape)
        with np.errstate(over="ignore"):
            rounded = [numbers.astype(dtype) for numbers in each]
        if not np.isfinite(rounded).all():
            message = f"layers: the moments of a Normalization are beyond the range of {dtype}"
            raise RefnetError("not_finite", "layers", message)
        return KINDS["normalization"].layer(*rounded, self.invert, shape)

    def _kept(self, shape: Shape) -> list[int]:
        """Return ``axis`` as axes of the data, ascending; raises out_of_range."""
        axes = [self.axis] if isinstance(self.axis, int) else self.axis or []
        ndim = len(shape) + 1
        kept = sorted(axis + ndim if axis < 0 else axis for axis in axes)
        if not all(1 <= axis < ndim for axis in kept) or len(set(kept)) < len(kept):
            raise RefnetError(
                "out_of_range",
                "axis",
                f"axis: expected axes of the examples, 1 to {ndim - 1}, got {self.axis}",
            )
        return kept

    def _for_each_input(self, name: str, value: Any, shape: Shape) -> Array:
        """Return the mean or the variance of every number of an example, [n]."""
        kept = self._kept(shape)
        sizes = [shape[axis - 1] for axis in kept]
        try:
            numbers = np.broadcast_to(value, sizes)
        except ValueError:
            raise RefnetError(
                "shape_mismatch",
                "layers",
                f"layers: the {name} of a Normalization has shape {np.shape(value)}, expected "
                f"{tuple(sizes)}",
            ) from None
        ones = [size if axis in kept else 1 for axis, size in enumerate(shape, start=1)]
        return np.broadcast_to(numbers.reshape(ones), shape).reshape(-1)


Layer = Dense | Flatten | Normalization


def as_layer(argument: str, value: Any) -> Layer:
    """Return a layer; raises RefnetError: wrong_type."""
    if not isinstance(value, Layer):
        raise RefnetError(
            "wrong_type",
            argument,
            f"{argument}: expected a layer of refnet.layers, got {type(value).__name__}",
        )
    return value


def as_shape(argument: str, shape: Sequence[int]) -> Shape:
    """Return the shape of one example as a tuple; raises wrong_type, out_of_range, empty."""
    sizes = as_counts(argument, (shape,) if isinstance(shape, int) else shape)
    for size in sizes:
        check_count(argument, size, 1)
    if not sizes:
        raise RefnetError("empty", argument, f"{argument}: expected at least one number")
    return tuple(sizes)


def with_shapes(layers: Sequence[Layer], shape: Shape) -> Iterator[tuple[Layer, Shape, Shape]]:
    """Yield each layer with the shapes of its inputs and outputs, for examples of this shape.

    Raises RefnetError: shape_mismatch.
    """
    for layer in layers:
        seen, shape = shape, layer.output_shape(shape)
        yield layer, seen, shape


def weight_shapes(layers: Sequence[Layer], shape: Shape) -> list[Shape]:
    """Return the shapes of all weights, layer by layer, for examples of this shape."""
    pairs = with_shapes(layers, shape)
    return [sizes for layer, seen, _ in pairs for sizes in layer.weight_shapes(seen)]


def count_weights(layers: Sequence[Layer], shape: Shape) -> int:
    """Return the number of weights for examples of this shape."""
    return sum(prod(sizes) for sizes in weight_shapes(layers, shape))


def split_weights(layers: Sequence[Layer], shape: Shape, weights: Array) -> list[Array]:
    """Return views of all weights [size] with the shapes that ``weight_shapes`` returns."""
    shapes = weight_shapes(layers, shape)
    ends = np.cumsum([0, *(prod(sizes) for sizes in shapes)])
    places = zip(ends[:-1], ends[1:], shapes, strict=True)
    return [weights[start:end].reshape(sizes) for start, end, sizes in places]


def output_size(layers: Sequence[Layer], shape: Shape) -> int:
    """Return the number of outputs for one example; raises shape_mismatch."""
    *_, (_, _, outputs) = with_shapes(layers, shape)
    return prod(outputs)


def last_activation(layers: Sequence[Layer]) -> str:
    """Return the activation of the outputs; raises RefnetError: empty."""
    if not layers:
        raise RefnetError("empty", "layers", "layers: expected at least one layer")
    activations = (layer.activation for layer in reversed(layers))
    return next((each for each in activations if each is not None), "linear")


def network(layers: Sequence[Layer], shape: Shape, weights: Array, dtype: str) -> list[Any]:
    """Return the layers of refnet.reference for examples of this shape.

    weights [size]: all weights, of which the layers have views; dtype: of all other numbers.
    Raises RefnetError: shape_mismatch, out_of_range, not_finite.
    """
    parts = iter(split_weights(layers, shape, weights))
    return [
        layer.build(seen, [next(parts) for _ in layer.weight_shapes(seen)], dtype)
        for layer, seen, _ in with_shapes(layers, shape)
    ]


def moments_of(layers: Sequence[Layer]) -> list[Any]:
    """Return the arrays that ``adapt`` replaces, so that a model can tell whether it has."""
    adapted = (layer for layer in layers if isinstance(layer, Normalization))
    return [array for layer in adapted for array in (layer.mean, layer.variance)]


def summary_lines(layers: Sequence[Layer], shape: Shape | None) -> list[str]:
    """Return the lines of ``Sequential.summary``; shape: of one example, None if it is unknown."""
    if shape is None:
        rows = [(_title(layer), "?", "?") for layer in layers]
        total = "unknown until the model knows its input shape"
    else:
        rows = [
            (_title(layer), str((None, *outputs)), f"{count_weights([layer], seen):,}")
            for layer, seen, outputs in with_shapes(layers, shape)
        ]
        total = f"{count_weights(layers, shape):,}"
    rows.insert(0, ("Layer", "Output shape", "Params"))
    widths = [max(len(row[i]) for row in rows) for i in range(3)]
    lines = [
        f"{title:<{widths[0]}}  {outputs:<{widths[1]}}  {params:>{widths[2]}}"
        for title, outputs, params in rows
    ]
    return [*lines, f"Total params: {total}"]


def described(layers: Sequence[Any], shape: Shape) -> list[Layer]:
    """Return the descriptions of layers of refnet.reference, for examples of this shape.

    Raises RefnetError: shape_mismatch.
    """
    result: list[Layer] = []
    for layer in layers:
        result.append(DESCRIBED[layer.kind](layer, shape))
        shape = result[-1].output_shape(shape)
    return result


def _described_normalization(layer: Any, shape: Shape) -> Layer:
    axes = tuple(range(1, len(shape) + 1)) if len(shape) > 1 else -1
    mean, variance = (np.reshape(each, shape) for each in (layer.mean, layer.variance))
    return Normalization(axes, mean, variance, layer.invert)


DESCRIBED: dict[str, Callable[[Any, Shape], Layer]] = {
    "dense": lambda layer, shape: Dense(layer.units, layer.activation, layer.bias is not None),
    "flatten": lambda layer, shape: Flatten(),
    "normalization": _described_normalization,
}


def _title(layer: Layer) -> str:
    return f"{layer.name}: {layer.title}" if layer.name else layer.title


def _finite(argument: str, value: Any) -> Array:
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
