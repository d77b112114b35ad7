"""The layer Dense: every unit sees all inputs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from refnet.initializers import drawn
from refnet.layers.arguments import (
    Activates,
    Array,
    Initializes,
    OpenShape,
    Shape,
    as_activation,
    as_input_shape,
    as_shape,
    check_initializer,
)
from refnet.layers.base import Layer, Misfit
from refnet.reference.checks import check_count
from refnet.reference.kinds import KINDS
from refnet.reference.readers import as_boolean, as_count
from refnet.regularizers import Regularizes


@dataclass(unsafe_hash=True)
class Dense(Layer):
    """A row of units that all see the whole input (DENSE-2): (n,) -> (units,).

    On sequences it works on each step by itself (SEQ-3): (steps, features) -> (steps, units).

    units: how many; activation: a name, such as "relu", or a function of ``refnet.activations``,
    which has all of them; None: "linear"; kernel_initializer, bias_initializer: a name, such as
    "he_normal", or an initializer of ``refnet.initializers``, which has all of them;
    kernel_regularizer, bias_regularizer, activity_regularizer: None, "l1", "l2" or an object of
    ``refnet.regularizers``, for the weights and the outputs; input_shape or
    input_dim: of one example, for the first layer of a model; None: that of the data; name: what
    the summary calls the layer. Weights: kernel [n][units], bias [units]. On sequences "softmax" is
    a layer of its own, ``Softmax``.
    """

    weight_names: ClassVar[tuple[str, ...]] = ("kernel", "bias")
    kind: ClassVar[str] = "dense"
    ndim: ClassVar[int] = 1
    takes_open: ClassVar[bool] = True
    is_limited: ClassVar[bool] = False

    units: int
    activation: Activates = None
    use_bias: bool = True
    kernel_initializer: Initializes = "glorot_uniform"
    bias_initializer: Initializes = "zeros"
    input_shape: OpenShape | None = None
    input_dim: int | None = None
    name: str | None = field(default=None, compare=False)
    kernel_regularizer: Regularizes = field(default=None, kw_only=True)
    bias_regularizer: Regularizes = field(default=None, kw_only=True)
    activity_regularizer: Regularizes = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, out_of_range, unknown_name, empty."""
        self._set(units=as_count("units", self.units))
        check_count("units", self.units, 1)
        self._set(activation=as_activation("activation", self.activation))
        as_boolean("use_bias", self.use_bias)
        check_initializer("kernel_initializer", self.kernel_initializer)
        check_initializer("bias_initializer", self.bias_initializer, 1)
        self._read_regularizers()
        if self.input_dim is not None:
            self._set(input_shape=as_shape("input_dim", (self.input_dim,)))
        self._set(input_shape=as_input_shape(self.input_shape))

    @classmethod
    def described(cls, layer: Any, shape: Shape) -> Layer:
        """Return the description of a layer of refnet.reference."""
        return cls(layer.units, layer.activation, layer.bias is not None)

    @property
    def title(self) -> str:
        """What the summary calls the layer."""
        return f"Dense, {self.activation}"

    def misfit(self, shape: Any) -> Misfit | None:
        """Return why the layer cannot take inputs of this shape; None if it can."""
        if shape == (None,):
            return Misfit("a number of inputs that is known")
        if len(shape) == 1 or (len(shape) == 2 and self.activation != "softmax"):
            return None
        hint = "; put a Flatten before it"
        if len(shape) == 2:
            hint += ", or give it no activation and put a Softmax after it; the "
            hint += (
                "crossentropies take one row of probabilities for an example, as after a Flatten "
            )
            hint += "or a recurrent layer without return_sequences"
        return Misfit("examples that are one row of numbers", hint)

    def mask_after(self, is_masked: bool) -> bool:
        """Return whether the outputs have a mask, for inputs that have one or have none."""
        return is_masked

    def outputs(self, shape: Shape) -> Shape:
        """Return the shape of the outputs."""
        return (*shape[:-1], self.units)

    def weight_shapes(self, shape: Shape) -> list[Shape]:
        """Return the shapes of the kernel and, if there is one, of the bias."""
        kernel, bias = (shape[-1], self.units), (self.units,)
        return [kernel, bias] if self.use_bias else [kernel]

    def first_weights(self, shape: Shape, generator: Any) -> list[Array]:
        """Return the weights before training (DENSE-18)."""
        names = "kernel_initializer", "bias_initializer"
        return [
            drawn(name, getattr(self, name), weights, generator)
            for name, weights in zip(names, self.weight_shapes(shape), strict=False)
        ]

    def reference_layer(self, shape: Shape, weights: Sequence[Array], dtype: Any) -> Any:
        """Return the layer of refnet.reference."""
        if len(shape) == 1:
            return KINDS[self.kind].layer(self.units, self.activation, *weights)
        kernel, bias = (*weights, None, None)[:2]
        layer = KINDS["time_distributed"].layer
        return layer(self.units, self.activation, kernel, bias, shape)
