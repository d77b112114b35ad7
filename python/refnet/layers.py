"""The layers of a model, with the names and arguments that Keras gives them.

An object here describes a layer; ``build`` makes the layer of refnet.reference that a network
calculates with. Every kind has the same methods, whose shapes are those of one input and one output
of the layer; the functions at the end of this file work with any kind.
"""

from collections.abc import Iterator, Sequence
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

    def build(self, shape: Shape, weights: Sequence[Array]) -> Any:
        """Return the layer of refnet.reference; None for examples that are one row already."""
        return KINDS["flatten"].layer(shape) if len(shape) > 1 else None

    def describe(self) -> dict[str, Any]:
        """Return nothing: model files of version 1 list layers with weights only (FILE-2)."""
        return {}


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

    def build(self, shape: Shape, weights: Sequence[Array]) -> Any:
        """Return the layer of refnet.reference; weights: like ``weight_shapes``."""
        return KINDS["dense"].layer(self.units, self.activation, *weights)

    def describe(self) -> dict[str, Any]:
        """Return the layer's entry in a model file of version 1 (FILE-2)."""
        return {"units": self.units, "activation": self.activation, "bias": self.use_bias}


Layer = Dense | Flatten


def as_layer(argument: str, value: Any) -> Layer:
    """Return a layer; raises RefnetError: wrong_type."""
    if not isinstance(value, Dense | Flatten):
        raise RefnetError(
            "wrong_type",
            argument,
            f"{argument}: expected a Dense, a Flatten or an Input, got {type(value).__name__}",
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
    ends = np.cumsum([prod(sizes) for sizes in shapes])
    parts = zip(np.split(weights, ends[:-1]), shapes, strict=True)
    return [part.reshape(sizes) for part, sizes in parts]


def output_size(layers: Sequence[Layer], shape: Shape) -> int:
    """Return the number of outputs for one example; raises shape_mismatch."""
    *_, (_, _, outputs) = with_shapes(layers, shape)
    return prod(outputs)


def last_activation(layers: Sequence[Layer]) -> str:
    """Return the activation of the outputs; raises RefnetError: empty."""
    for layer in reversed(layers):
        if layer.activation is not None:
            return layer.activation
    raise RefnetError("empty", "layers", "layers: expected at least one Dense")


def network(layers: Sequence[Layer], shape: Shape, weights: Array) -> list[Any]:
    """Return the layers of refnet.reference for examples of this shape.

    weights [size]: all weights, of which the layers have views
    """
    parts = iter(split_weights(layers, shape, weights))
    built = [
        layer.build(seen, [next(parts) for _ in layer.weight_shapes(seen)])
        for layer, seen, _ in with_shapes(layers, shape)
    ]
    return [layer for layer in built if layer is not None]


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


def described(layer: Any) -> Layer:
    """Return the description of a layer of refnet.reference, of kind "dense"."""
    return Dense(layer.units, layer.activation, layer.bias is not None)


def _title(layer: Layer) -> str:
    kind = type(layer).__name__
    title = kind if layer.activation is None else f"{kind}, {layer.activation}"
    return f"{layer.name}: {title}" if layer.name else title
