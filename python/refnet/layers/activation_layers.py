"""The layers Activation, ReLU, ELU, LeakyReLU and Softmax: activations after any other layer."""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, ClassVar

import numpy as np

from refnet.errors import RefnetError
from refnet.layers.arguments import (
    Activates,
    Array,
    OpenShape,
    Shape,
    as_activation,
    as_only,
)
from refnet.layers.base import Layer
from refnet.reference.checks import check_finite_number
from refnet.reference.kinds import KINDS
from refnet.reference.readers import as_number

DEFAULT_SLOPE = 0.3
ONLY_ELU = 'there is no other one; "selu" has a slope of its own on either side of zero'
ONLY_RELU = "there is no other threshold"
NO_LIMIT = "there is no largest output"
WITH_SLOPE = "LeakyReLU(negative_slope) has a slope below zero"
LAST_AXIS = "a softmax is over the last axis, that of the features or channels"


@dataclass(unsafe_hash=True)
class SameShape(Layer):
    """The base of the layers here: they take inputs of any shape and keep it, and the mask."""

    takes_open: ClassVar[bool] = True
    takes_row: ClassVar[bool] = True

    _: KW_ONLY
    input_shape: OpenShape | None = None
    batch_input_shape: OpenShape | None = None
    name: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, out_of_range, empty."""
        self._read_shapes((1, 2))

    def mask_after(self, is_masked: bool) -> bool:
        """Return whether the outputs have a mask: that of the inputs."""
        return is_masked

    def outputs(self, shape: Shape) -> Shape:
        """Return the shape of the outputs, that of the inputs."""
        return shape


class Activated(SameShape):
    """The base of the layers that are nothing but one of the activations (ACT-13)."""

    kind: ClassVar[str] = "activation"

    @classmethod
    def described(cls, layer: Any, shape: Shape) -> Layer:
        """Return the description of a layer of refnet.reference."""
        return Activation(layer.activation)

    def reference_layer(self, shape: Shape, weights: Sequence[Array], dtype: Any) -> Any:
        """Return the layer of refnet.reference; a softmax of several axes is that of the last."""
        if self.activation == "softmax" and len(shape) > 1:
            return KINDS[Softmax.kind].layer(shape)
        return KINDS[self.kind].layer(self.activation, shape)


@dataclass(unsafe_hash=True)
class Activation(Activated):
    """Applies an activation to its inputs, whose shape stays (ACT-13).

    activation: a name, such as "relu", or a function of ``refnet.activations``; "softmax" is that
    of the last axis (ACT-15); input_shape: of one example, for the first layer of a model;
    batch_input_shape: the same after the batch size; None: that of the data; name: what the summary
    calls the layer.
    """

    activation: Activates

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, unknown_name, out_of_range, empty."""
        self._set(activation=as_activation("activation", self.activation))
        super().__post_init__()

    @property
    def title(self) -> str:
        """What the summary calls the layer."""
        return f"Activation, {self.activation}"


@dataclass(unsafe_hash=True)
class ReLU(Activated):
    """The layer Activation("relu") (DENSE-2).

    max_value: only None; negative_slope, threshold: only 0.0; the other arguments are those of
    Activation.
    """

    activation: ClassVar[str] = "relu"  # type: ignore[misc]

    max_value: Any = None
    negative_slope: Any = 0.0
    threshold: Any = 0.0

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, out_of_range, empty."""
        as_only("max_value", self.max_value, None, NO_LIMIT)
        as_only("negative_slope", self.negative_slope, 0.0, WITH_SLOPE)
        as_only("threshold", self.threshold, 0.0, ONLY_RELU)
        super().__post_init__()


@dataclass(unsafe_hash=True)
class ELU(Activated):
    """The layer Activation("elu") (ACT-2).

    alpha: only 1.0, minus the limit of the outputs far below zero; the other arguments are those of
    Activation.
    """

    activation: ClassVar[str] = "elu"  # type: ignore[misc]

    alpha: Any = 1.0

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, out_of_range, empty."""
        as_only("alpha", self.alpha, 1.0, ONLY_ELU)
        super().__post_init__()


@dataclass(unsafe_hash=True)
class LeakyReLU(SameShape):
    """Multiplies inputs that are not above zero by a slope; the shape stays (ACT-14).

    negative_slope: 0 or more; the activation "leaky_relu" of other layers has 0.2, as in Keras;
    alpha: its name in Keras 2; the other arguments are those of Activation.
    """

    kind: ClassVar[str] = "leaky_relu"

    negative_slope: float = DEFAULT_SLOPE
    _: KW_ONLY
    alpha: float | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, not_finite, out_of_range, empty."""
        argument = "negative_slope" if self.alpha is None else "alpha"
        if self.alpha is not None and self.negative_slope != DEFAULT_SLOPE:
            message = f"alpha: expected no other slope beside it, {self.negative_slope}"
            raise RefnetError("wrong_type", "alpha", message)
        slope = as_number(argument, getattr(self, argument))
        check_finite_number(argument, slope)
        if slope < 0.0:
            message = f"{argument}: expected 0 or more, got {slope}"
            raise RefnetError("out_of_range", argument, message)
        self._set(negative_slope=slope)
        super().__post_init__()

    @classmethod
    def described(cls, layer: Any, shape: Shape) -> Layer:
        """Return the description of a layer of refnet.reference."""
        return cls(float(layer.negative_slope))

    @property
    def title(self) -> str:
        """What the summary calls the layer."""
        return f"LeakyReLU, {self.negative_slope:g}"

    def reference_layer(self, shape: Shape, weights: Sequence[Array], dtype: Any) -> Any:
        """Return the layer of refnet.reference; raises not_finite for a slope beyond dtype."""
        with np.errstate(over="ignore"):
            slope = np.dtype(dtype or "float64").type(self.negative_slope)
        if not np.isfinite(slope):
            message = f"layers: the slope {self.negative_slope} is beyond the range of {dtype}"
            raise RefnetError("not_finite", "layers", message)
        return KINDS[self.kind].layer(slope, shape)


@dataclass(unsafe_hash=True)
class Softmax(SameShape):
    """Turns the numbers of the last axis into probabilities; the shape stays (ACT-15).

    axis: only -1; the other arguments are those of Activation. A crossentropy can follow it if an
    example is one row of numbers.
    """

    kind: ClassVar[str] = "softmax"
    activation: ClassVar[str] = "softmax"  # type: ignore[misc]

    axis: Any = -1

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, out_of_range, empty."""
        as_only("axis", self.axis, -1, LAST_AXIS)
        super().__post_init__()

    @classmethod
    def described(cls, layer: Any, shape: Shape) -> Layer:
        """Return the description of a layer of refnet.reference."""
        return cls()

    def reference_layer(self, shape: Shape, weights: Sequence[Array], dtype: Any) -> Any:
        """Return the layer of refnet.reference."""
        return KINDS[self.kind].layer(shape)
