"""The layers that a model is made of, as Keras has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from refnet.errors import RefnetError
from refnet.names import check_known
from refnet.reference.checks import ACTIVATIONS, INITIALIZERS, check_count
from refnet.reference.readers import as_boolean, as_count, as_counts

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Input:
    """The shape of one example, for a model whose first layer does not say it."""

    shape: Shape
    name: str | None = None

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, out_of_range."""
        object.__setattr__(self, "shape", as_shape("shape", self.shape))


@dataclass(frozen=True)
class Flatten:
    """Makes one row of numbers of an example of any shape, the last index running fastest.

    input_shape: that of one example, without the number of examples; None: that of the data; name:
    what the summary calls it.
    """

    input_shape: Shape | None = None
    name: str | None = None

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, out_of_range."""
        if self.input_shape is not None:
            object.__setattr__(self, "input_shape", as_shape("input_shape", self.input_shape))

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape of what the layer makes of one example."""
        return (prod(shape),)

    def count_params(self, shape: Shape) -> int:
        """Return how many weights the layer has for examples of this shape."""
        return 0


@dataclass(frozen=True)
class Dense:
    """A row of units that all see the whole input (conformance/SPEC.md, DENSE-2).

    units: how many; activation: "linear" (or None), "sigmoid", "tanh", "relu" or "softmax";
    kernel_initializer: "glorot_uniform", "uniform" or "zeros" (DENSE-18), biases start at zero;
    input_shape or input_dim: what the first layer of a model sees, None: what the data have; name:
    what the summary calls it.
    """

    units: int
    activation: str | None = None
    use_bias: bool = True
    kernel_initializer: str = "glorot_uniform"
    input_shape: Shape | None = None
    input_dim: int | None = None
    name: str | None = None

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, out_of_range, unknown_name."""
        object.__setattr__(self, "units", as_count("units", self.units))
        check_count("units", self.units, 1)
        activation = "linear" if self.activation is None else self.activation
        object.__setattr__(self, "activation", check_known("activation", activation, ACTIVATIONS))
        as_boolean("use_bias", self.use_bias)
        check_known("kernel_initializer", self.kernel_initializer, INITIALIZERS)
        if self.input_dim is not None:
            object.__setattr__(self, "input_shape", as_shape("input_dim", (self.input_dim,)))
        if self.input_shape is not None:
            object.__setattr__(self, "input_shape", as_shape("input_shape", self.input_shape))

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape of what the layer makes of one example; raises shape_mismatch."""
        if len(shape) != 1:
            raise RefnetError(
                "shape_mismatch",
                "layers",
                f"layers: Dense expected examples that are one row of numbers, got shape {shape}; "
                "put a Flatten before it",
            )
        return (self.units,)

    def count_params(self, shape: Shape) -> int:
        """Return how many weights the layer has for examples of this shape."""
        return shape[0] * self.units + (self.units if self.use_bias else 0)


Layer = Dense | Flatten


def as_shape(argument: str, shape: Sequence[int]) -> Shape:
    """Return the shape of one example as a tuple; raises RefnetError: wrong_type, out_of_range."""
    sizes = as_counts(argument, (shape,) if isinstance(shape, int) else shape)
    for size in sizes:
        check_count(argument, size, 1)
    if not sizes:
        raise RefnetError("empty", argument, f"{argument}: expected at least one number")
    return tuple(sizes)
