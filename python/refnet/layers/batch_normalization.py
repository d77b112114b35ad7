"""The layer BatchNormalization: each feature with the mean and deviation of its batch."""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, ClassVar

import numpy as np

from refnet.errors import RefnetError
from refnet.initializers import drawn
from refnet.layers.arguments import (
    Array,
    Initializes,
    OpenShape,
    Shape,
    as_axis,
    as_only,
    check_initializer,
    check_last_axis,
)
from refnet.layers.base import Layer, Misfit
from refnet.reference.checks import check_finite_number, check_positive, check_share
from refnet.reference.kinds import KINDS
from refnet.reference.readers import as_boolean, as_number
from refnet.regularizers import Regularizes

VARIANCES = "moving_variance_initializer"


@dataclass(unsafe_hash=True)
class BatchNormalization(Layer):
    """Normalizes each feature by the batch that the model trains on (BNORM-1 to BNORM-4).

    A feature is an index of the last axis: of an image, a channel. ``fit`` uses mean and variance
    of the batch, and moves the layer's own ones; ``evaluate`` and ``predict`` use those.

    axis: only the last one; momentum: the part of the moving mean and variance that a batch leaves;
    epsilon: added to a variance, above 0; center: whether there is a beta; scale: whether there is
    a gamma; beta_initializer, gamma_initializer, moving_mean_initializer and
    moving_variance_initializer: as for Dense; gamma_regularizer, beta_regularizer: as for Dense;
    constraints: only None; synchronized: only False; input_shape: of one example, for the first
    layer of a model; batch_input_shape: the same after the batch size; None: that of the data;
    name: what the summary calls the layer.
    Weights: gamma [c], beta [c], moving_mean [c] and moving_variance [c], the last two of which no
    optimizer changes.
    """

    weight_names: ClassVar[tuple[str, ...]] = ("gamma", "beta", "moving_mean", "moving_variance")
    kind: ClassVar[str] = "batch_normalization"
    takes_open: ClassVar[bool] = True
    moving_weights: ClassVar[int] = 2

    axis: int = -1
    momentum: float = 0.99
    epsilon: float = 0.001
    center: bool = True
    scale: bool = True
    beta_initializer: Initializes = "zeros"
    gamma_initializer: Initializes = "ones"
    moving_mean_initializer: Initializes = "zeros"
    moving_variance_initializer: Initializes = "ones"
    beta_regularizer: Regularizes = None
    gamma_regularizer: Regularizes = None
    beta_constraint: Any = None
    gamma_constraint: Any = None
    synchronized: Any = False
    _: KW_ONLY
    input_shape: OpenShape | None = None
    batch_input_shape: OpenShape | None = None
    name: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, not_finite, out_of_range, unknown_name, empty."""
        self._set(axis=as_axis(self.axis))
        for name in ("momentum", "epsilon"):
            self._set(**{name: as_number(name, getattr(self, name))})
            check_finite_number(name, getattr(self, name))
        check_share("momentum", self.momentum)
        check_positive("epsilon", self.epsilon)
        as_boolean("center", self.center)
        as_boolean("scale", self.scale)
        for name in ("beta", "gamma", "moving_mean", "moving_variance"):
            check_initializer(f"{name}_initializer", getattr(self, f"{name}_initializer"), 1)
        for name in ("beta_constraint", "gamma_constraint"):
            as_only(name, getattr(self, name), None, "leave it out")
        self._read_regularizers()
        as_only("synchronized", self.synchronized, False, "one process has the whole batch")
        self._read_shapes((1, 2))

    @classmethod
    def described(cls, layer: Any, shape: Shape) -> Layer:
        """Return the description of a layer of refnet.reference."""
        numbers = float(layer.momentum), float(layer.epsilon)
        return cls(-1, *numbers, layer.beta is not None, layer.gamma is not None)

    def mask_after(self, is_masked: bool) -> bool:
        """Return whether the outputs have a mask: that of the inputs."""
        return is_masked

    def misfit(self, shape: Any) -> Misfit | None:
        """Return why the layer cannot take inputs of this shape; raises out_of_range for axis."""
        hint = "; np.moveaxis(x, axis, -1) moves another one to the end"
        check_last_axis(self.axis, len(shape), hint)
        return None if shape[-1] is not None else Misfit("a number of inputs that is known")

    def outputs(self, shape: Shape) -> Shape:
        """Return the shape of the outputs, that of the inputs."""
        return shape

    def weight_shapes(self, shape: Shape) -> list[Shape]:
        """Return the shapes of gamma and beta, if there are such, and of the moving moments."""
        return [(shape[-1],)] * (self.scale + self.center + self.moving_weights)

    def own_weight_names(self, count: int) -> list[str]:
        """Return the names of the weights."""
        given = ["gamma"] * self.scale + ["beta"] * self.center
        return [*given, "moving_mean", "moving_variance"][:count]

    def first_weights(self, shape: Shape, generator: Any) -> list[Array]:
        """Return the weights before training; raises out_of_range for a variance below 0."""
        names = ["gamma"] * self.scale + ["beta"] * self.center
        arguments = [f"{name}_initializer" for name in (*names, "moving_mean", "moving_variance")]
        features = (shape[-1],)
        weights = [drawn(each, getattr(self, each), features, generator) for each in arguments]
        if (weights[-1] < 0.0).any():
            message = f"{VARIANCES}: expected variances of 0 or more, got {weights[-1].min():g}"
            raise RefnetError("out_of_range", VARIANCES, message)
        return weights

    def variances(self, weights: Sequence[Array]) -> Sequence[Array]:
        """Return those of the layer's weights that cannot be below 0."""
        return weights[-1:]

    def reference_layer(self, shape: Shape, weights: Sequence[Array], dtype: Any) -> Any:
        """Return the layer of refnet.reference.

        Raises RefnetError: out_of_range for an epsilon that rounds to 0.
        """
        kind = np.dtype(dtype or "float64").type
        momentum, epsilon = kind(self.momentum), kind(self.epsilon)
        if epsilon == 0.0:
            message = f"layers: the epsilon {self.epsilon} is 0 in {dtype}, expected more than 0"
            raise RefnetError("out_of_range", "layers", message)
        gamma = weights[0] if self.scale else None
        beta = weights[int(self.scale)] if self.center else None
        return KINDS[self.kind].layer(gamma, beta, *weights[-2:], momentum, epsilon, shape)
