"""The layers Flatten and Reshape, which only change the shape of an example, and Input, its shape.

The numbers of an example are in a row, the last index running fastest, and stay as they are.
"""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field
from math import prod
from typing import Any, ClassVar

from refnet.errors import RefnetError
from refnet.layers.arguments import Array, Shape, as_batch_shape, as_input_shape, as_open_shape
from refnet.layers.base import Layer, Misfit
from refnet.layers.naming import automatic_name
from refnet.layers.tensors import Place
from refnet.reference.checks import MOST_NUMBERS, check_range
from refnet.reference.kinds import KINDS
from refnet.reference.readers import as_count, as_counts

REST = -1  # the size in a target_shape that follows from the others


@dataclass(frozen=True)
class Input(Place):
    """The shape of one example, for a model whose first layer does not state it.

    The first of one or two sizes is None for sequences that can have any number of steps: those of
    one call of ``fit``, ``evaluate`` or ``predict`` have equally many. batch_size: how many
    examples a batch has, which stateful layers need, or None; batch_shape: both, as in (32, 10, 3),
    instead of the other two; dtype: of the examples, which a model turns into its own; name: that
    of the InputLayer in ``layers`` of a model.
    """

    shape: Any = None
    batch_size: int | None = None
    _: KW_ONLY
    batch_shape: Any = None
    dtype: str | None = field(default=None, compare=False)
    name: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, out_of_range, empty."""
        if self.batch_shape is None:
            shape = as_open_shape("shape", self.shape)
            size = None if self.batch_size is None else as_count("batch_size", self.batch_size)
            check_range("batch_size", 1 if size is None else size, 1, MOST_NUMBERS)
        elif self.shape is None and self.batch_size is None:
            size, shape = as_batch_shape("batch_shape", self.batch_shape)
        else:
            message = "batch_shape: expected no other shape or batch_size beside it"
            raise RefnetError("wrong_type", "batch_shape", message)
        for name, value in {
            "shape": (size, *shape),
            "batch_size": size,
            "batch_shape": (size, *shape),
            "name": automatic_name("InputLayer") if self.name is None else self.name,
        }.items():
            object.__setattr__(self, name, value)

    @property
    def example_shape(self) -> Any:
        """The shape of one example, which may begin with None."""
        return self.shape[1:]

    def __repr__(self) -> str:
        """Return how an equal Input is made."""
        return f"Input(batch_shape={self.batch_shape}, name={self.name!r})"


class InputLayer(Layer):
    """The Input as the first of a Model's layers; a Sequential takes one instead of an Input.

    shape, batch_size, batch_shape, name: as for Input; input_shape: another name of shape.
    """

    kind: ClassVar[str] = "input"

    def __init__(
        self,
        shape: Any = None,
        batch_size: int | None = None,
        *,
        batch_shape: Any = None,
        input_shape: Any = None,
        name: str | None = None,
    ) -> None:
        """Raises RefnetError: wrong_type, out_of_range, empty."""
        given = input_shape if shape is None else shape
        self.place = Input(given, batch_size, batch_shape=batch_shape, name=name)
        self.name = self.place.name

    def __call__(self, inputs: Any, training: bool | None = None) -> Any:
        """Raise RefnetError: wrong_type; only a model begins with an InputLayer."""
        message = "layers: an InputLayer is not called; call other layers on its output"
        raise RefnetError("wrong_type", "layers", message)

    @classmethod
    def of(cls, place: Input) -> "InputLayer":
        """Return the layer of an Input."""
        layer: InputLayer = cls(batch_shape=place.batch_shape, name=place.name)
        layer._set(place=place)
        return layer

    def get_config_in(self, dtype: str | None) -> dict[str, Any]:
        """Return the shape of a batch and the name, under Keras's keys."""
        shape = list(self.place.batch_shape)
        kinds = {"dtype": dtype or "float64", "sparse": False, "ragged": False}
        return {"batch_shape": shape, **kinds, "name": self.name, "optional": False}

    def __repr__(self) -> str:
        """Return how the layer is made."""
        return f"InputLayer(batch_shape={self.place.batch_shape}, name={self.name!r})"

    @property
    def input(self) -> Input:
        """The Input, on which layers can be called."""
        return self.place

    output = input

    @property
    def built(self) -> bool:
        """Always: the shape is known."""
        return True

    @classmethod
    def described(cls, layer: Any, shape: Shape) -> Layer:
        """Return a layer for inputs of this shape."""
        return cls(shape)

    def outputs(self, shape: Shape) -> Shape:
        """Return the shape of the outputs, that of the inputs."""
        return shape

    def reference_layer(self, shape: Shape, weights: Sequence[Array], dtype: Any) -> Any:
        """Raise RefnetError: wrong_type; no network has such a layer."""
        raise RefnetError("wrong_type", "layers", "layers: an InputLayer calculates nothing")


@dataclass(unsafe_hash=True)
class Flatten(Layer):
    """Turns an example of any shape into one row of numbers: (rows, columns, channels) -> (n,).

    input_shape: of one example, for the first layer of a model; None: that of the data; name: what
    the summary calls the layer.
    """

    kind: ClassVar[str] = "flatten"

    input_shape: Shape | None = None
    name: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, out_of_range, empty."""
        self._set(input_shape=as_input_shape(self.input_shape))

    @classmethod
    def described(cls, layer: Any, shape: Shape) -> Layer:
        """Return the description of a layer of refnet.reference."""
        return cls()

    def reference_layer(self, shape: Shape, weights: Sequence[Array], dtype: Any) -> Any:
        """Return the layer of refnet.reference."""
        return KINDS[self.kind].layer(shape)


@dataclass(unsafe_hash=True)
class Reshape(Layer):
    """Gives an example another shape of as many numbers: (784,) -> (28, 28, 1).

    target_shape: of an example after it; one of its sizes may be -1, which is what remains;
    input_shape: of one example, for the first layer of a model; None: that of the data; name: what
    the summary calls the layer.
    """

    kind: ClassVar[str] = "reshape"

    target_shape: Sequence[int]
    _: KW_ONLY
    input_shape: Shape | None = None
    name: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, empty, out_of_range."""
        argument = "target_shape"
        sizes = tuple(as_counts(argument, self.target_shape))
        if not sizes:
            raise RefnetError("empty", argument, f"{argument}: expected at least one number")
        if sizes.count(REST) > 1:
            message = f"{argument}: expected at most one -1, got {sizes}"
            raise RefnetError("out_of_range", argument, message)
        for size in sizes:
            if size != REST:
                check_range(argument, size, 1, MOST_NUMBERS)
        self._set(target_shape=sizes, input_shape=as_input_shape(self.input_shape))

    @classmethod
    def described(cls, layer: Any, shape: Shape) -> Layer:
        """Return the description of a layer of refnet.reference."""
        return cls(layer.target_shape)

    def misfit(self, shape: Shape) -> Misfit | None:
        """Return why the layer cannot take inputs of this shape; None if it can."""
        known, numbers = prod(size for size in self.target_shape if size != REST), prod(shape)
        has_rest = REST in self.target_shape
        if numbers % known == 0 and (has_rest or numbers == known):
            return None
        expected = f"a multiple of {known}" if has_rest else f"{known}"
        return Misfit(f"{expected} numbers for its target_shape {self.target_shape}")

    def reference_layer(self, shape: Shape, weights: Sequence[Array], dtype: Any) -> Any:
        """Return the layer of refnet.reference."""
        rest = prod(shape) // prod(size for size in self.target_shape if size != REST)
        target = tuple(rest if size == REST else size for size in self.target_shape)
        return KINDS[self.kind].layer(target, shape)
