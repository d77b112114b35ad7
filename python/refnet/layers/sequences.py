"""The layers Masking, RepeatVector and TimeDistributed, which work on each step by itself."""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, ClassVar

import numpy as np

from refnet.errors import RefnetError
from refnet.layers import configs
from refnet.layers.arguments import Array, OpenShape, Shape, as_activation, as_input_shape
from refnet.layers.base import Layer, Misfit, SequenceLayer
from refnet.layers.dense import Dense
from refnet.reference.activations import UNIT_ACTIVATIONS
from refnet.reference.checks import MOST_NUMBERS, check_finite_number, check_range
from refnet.reference.kinds import KINDS
from refnet.reference.readers import as_count, as_number
from refnet.reference.regularizers import Regularizers


@dataclass(unsafe_hash=True)
class Masking(SequenceLayer):
    """Masks the steps whose features all equal mask_value (SEQ-1).

    (steps, features) -> (steps, features). mask_value: that number; a recurrent layer after it
    skips these steps. input_shape: of one example, for the first layer of a model;
    batch_input_shape: the same after the batch size; None: that of the data; name: what the summary
    calls the layer.
    """

    kind: ClassVar[str] = "masking"

    mask_value: float = 0.0
    _: KW_ONLY
    input_shape: OpenShape | None = None
    batch_input_shape: OpenShape | None = None
    name: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, not_finite, out_of_range, empty."""
        self._set(mask_value=as_number("mask_value", self.mask_value))
        check_finite_number("mask_value", self.mask_value)
        self._read_shapes()

    @classmethod
    def described(cls, layer: Any, shape: Shape) -> Layer:
        """Return the description of a layer of refnet.reference."""
        return cls(float(layer.mask_value))

    def mask_after(self, is_masked: bool) -> bool:
        """Return whether the outputs have a mask: always."""
        return True

    def outputs(self, shape: Shape) -> Shape:
        """Return the shape of the outputs, that of the inputs."""
        return shape

    def reference_layer(self, shape: Shape, weights: Sequence[Array], dtype: Any) -> Any:
        """Return the layer of refnet.reference."""
        value = np.dtype(dtype or "float64").type(self.mask_value)  # as the examples are rounded
        return KINDS[self.kind].layer(value, shape)


@dataclass(unsafe_hash=True)
class RepeatVector(Layer):
    """Repeats an example n times, as the steps of a sequence (SEQ-2): (u,) -> (n, u).

    n: how many steps; input_shape: of one example, for the first layer of a model; None: that of
    the data; name: what the summary calls the layer.
    """

    kind: ClassVar[str] = "repeat_vector"
    ndim: ClassVar[int] = 1

    n: int
    _: KW_ONLY
    input_shape: OpenShape | None = None
    name: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, out_of_range, empty."""
        self._set(n=as_count("n", self.n), input_shape=as_input_shape(self.input_shape))
        check_range("n", self.n, 1, MOST_NUMBERS)

    @classmethod
    def described(cls, layer: Any, shape: Shape) -> Layer:
        """Return the description of a layer of refnet.reference."""
        return cls(layer.n)

    def misfit(self, shape: Shape) -> Misfit | None:
        """Return why the layer cannot take inputs of this shape; None if it can."""
        if len(shape) == 1:
            return None
        return Misfit("examples that are one row of numbers", "; put a Flatten before it")

    def reference_layer(self, shape: Shape, weights: Sequence[Array], dtype: Any) -> Any:
        """Return the layer of refnet.reference."""
        return KINDS[self.kind].layer(self.n, shape)


@dataclass(unsafe_hash=True)
class TimeDistributed(SequenceLayer):
    """Applies a Dense to each step by itself (SEQ-3): (steps, features) -> (steps, units).

    layer: a Dense, whose activation is not "softmax"; input_shape: of one example, for the first
    layer of a model; batch_input_shape: the same after the batch size; None: that of the data;
    name: what the summary calls the layer. Weights: those of the Dense. A Dense on sequences is
    this layer too.
    """

    weight_names: ClassVar[tuple[str, ...]] = ("kernel", "bias")
    kind: ClassVar[str] = "time_distributed"

    layer: Dense
    _: KW_ONLY
    input_shape: OpenShape | None = None
    batch_input_shape: OpenShape | None = None
    name: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, unknown_name, out_of_range, empty."""
        if not isinstance(self.layer, Dense):
            given = type(self.layer).__name__
            message = f"layer: expected a Dense, got {given}; other layers see whole sequences"
            raise RefnetError("wrong_type", "layer", message)
        instead = "put a Softmax after the layer"
        as_activation("activation", self.layer.activation, UNIT_ACTIVATIONS, instead)
        self._read_shapes()

    @classmethod
    def from_config(cls, config: Any) -> Any:
        """Return a layer with the settings that ``get_config`` returns."""
        return super().from_config(configs.with_layer(config, [Dense]))

    @classmethod
    def described(cls, layer: Any, shape: Shape) -> Layer:
        """Return the description of a layer of refnet.reference."""
        return cls(Dense(layer.units, layer.activation, layer.bias is not None))

    @property
    def output_activation(self) -> str:
        """The activation that a loss sees."""
        return self.layer.output_activation

    @property
    def title(self) -> str:
        """What the summary calls the layer."""
        return f"TimeDistributed, {self.layer.title}"

    def mask_after(self, is_masked: bool) -> bool:
        """Return whether the outputs have a mask, for inputs that have one or have none."""
        return is_masked

    def outputs(self, shape: Shape) -> Shape:
        """Return the shape of the outputs."""
        return (shape[0], self.layer.units)

    def weight_shapes(self, shape: Shape) -> list[Shape]:
        """Return the shapes of the kernel and, if there is one, of the bias."""
        return self.layer.weight_shapes(shape[1:])

    def first_weights(self, shape: Shape, generator: Any) -> list[Array]:
        """Return the weights before training (DENSE-18)."""
        return self.layer.first_weights(shape[1:], generator)

    @property
    def regularizers(self) -> Regularizers:
        """The penalties for the weights and outputs of the Dense."""
        return self.layer.regularizers

    def reference_layer(self, shape: Shape, weights: Sequence[Array], dtype: Any) -> Any:
        """Return the layer of refnet.reference."""
        kernel, bias = (*weights, None, None)[:2]
        activation = self.layer.activation
        return KINDS[self.kind].layer(self.layer.units, activation, kernel, bias, shape)
