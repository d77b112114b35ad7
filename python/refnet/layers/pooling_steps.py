"""Pooling along a sequence: MaxPooling1D, AveragePooling1D, GlobalMaxPooling1D and the like.

A sequence (steps, features) is an image of as many rows and one column, whose channels are the
features; its numbers are in the same order. The layers here are those of ``pooling`` on it.
"""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, ClassVar, cast

from refnet.errors import RefnetError
from refnet.layers.arguments import (
    Array,
    OpenShape,
    Shape,
    Sizes,
    as_channels_last,
    as_input_shape,
    as_padding,
    as_sizes,
)
from refnet.layers.base import Layer, Misfit, SequenceLayer, window_misfit
from refnet.reference.kinds import KINDS
from refnet.reference.readers import as_boolean


class Pooling(SequenceLayer):
    """The base of the layers here; a mask ends at them, as in Keras."""

    own_format: ClassVar[bool] = False

    @classmethod
    def described(cls, layer: Any, shape: Shape) -> Layer:
        """Return nothing: in refnet's own format there are only pools on images."""
        raise NotImplementedError


@dataclass(unsafe_hash=True)
class Pooling1D(Pooling):
    """The base of the layers with a pool that moves along the sequence."""

    pool_size: Sizes = 2
    strides: Sizes | None = None
    padding: str = "valid"
    data_format: str | None = None
    name: str | None = field(default=None, compare=False)
    _: KW_ONLY
    input_shape: OpenShape | None = None

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, shape_mismatch, out_of_range, unknown_name, empty."""
        self._set(
            pool_size=as_sizes("pool_size", self.pool_size, 1),
            strides=None if self.strides is None else as_sizes("strides", self.strides, 1),
            padding=as_padding(self.padding),
            data_format=as_channels_last(self.data_format),
            input_shape=as_input_shape(self.input_shape),
        )

    def misfit(self, shape: Shape) -> Misfit | None:
        """Return why the layer cannot take inputs of this shape; None if it can."""
        pool = cast(Shape, self.pool_size)
        return super().misfit(shape) or window_misfit(pool, self.padding, shape, ("steps",))

    def outputs(self, shape: Any) -> Any:
        """Return the shape of the outputs: as many steps as pools, None if that is not known."""
        if shape[0] is None:
            return shape
        _, (pools, _, features) = KINDS[self.kind].shapes(self.reference_layer(shape, [], None))
        return (pools, features)

    def covered(self, outputs: Any) -> int:
        """Return how many cells all windows cover together, for outputs of this shape."""
        return cast(Shape, self.pool_size)[0] * (outputs[0] or 1)

    def reference_layer(self, shape: Shape, weights: Sequence[Array], dtype: Any) -> Any:
        """Return the layer of refnet.reference."""
        pool, strides = cast(Shape, self.pool_size), cast("Shape | None", self.strides)
        step = None if strides is None else (strides[0], 1)
        return KINDS[self.kind].layer((pool[0], 1), step, self.padding, (shape[0], 1, shape[1]))


@dataclass(unsafe_hash=True)
class MaxPooling1D(Pooling1D):
    """Keeps the largest number of each pool and feature (POOL-1): (t, f) -> (p, f).

    pool_size: steps; strides: by how many steps the pool moves; None: by its size; padding: "valid"
    for pools inside the sequence, "same" for those over its end too, whose missing steps are not
    compared; data_format: None or "channels_last"; name: what the summary calls the layer;
    input_shape: of one example, for the first layer of a model; None: that of the data.
    """

    kind: ClassVar[str] = "max_pooling2d"


@dataclass(unsafe_hash=True)
class AveragePooling1D(Pooling1D):
    """Keeps the mean of each pool and feature (POOL-3): (t, f) -> (p, f).

    The arguments are those of MaxPooling1D; with "same", missing steps are not counted.
    """

    kind: ClassVar[str] = "average_pooling2d"


@dataclass(unsafe_hash=True)
class GlobalPooling1D(Pooling):
    """The base of the layers that keep one number of each feature."""

    data_format: str | None = None
    keepdims: bool = False
    _: KW_ONLY
    input_shape: OpenShape | None = None
    name: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, out_of_range, unknown_name, empty."""
        if as_boolean("keepdims", self.keepdims):
            message = "keepdims: expected False; a Reshape((1, -1)) after the layer keeps the axis"
            raise RefnetError("out_of_range", "keepdims", message)
        self._set(
            data_format=as_channels_last(self.data_format),
            input_shape=as_input_shape(self.input_shape),
        )

    def outputs(self, shape: Any) -> Any:
        """Return the shape of the outputs."""
        return (shape[1],)


@dataclass(unsafe_hash=True)
class GlobalMaxPooling1D(GlobalPooling1D):
    """Keeps the largest number of each feature (POOL-1): (t, f) -> (f,).

    data_format: None or "channels_last"; keepdims: only False; input_shape: of one example, for the
    first layer of a model; None: that of the data; name: what the summary calls the layer.
    """

    kind: ClassVar[str] = "max_pooling2d"

    def reference_layer(self, shape: Shape, weights: Sequence[Array], dtype: Any) -> Any:
        """Return the layer of refnet.reference."""
        return KINDS[self.kind].layer((shape[0], 1), None, "valid", (shape[0], 1, shape[1]))


@dataclass(unsafe_hash=True)
class GlobalAveragePooling1D(GlobalPooling1D):
    """Keeps the mean of each feature (POOL-3): (t, f) -> (f,); the arguments: GlobalMaxPooling1D.

    Inputs with a mask are refused: the mean is that of all steps.
    """

    kind: ClassVar[str] = "global_average_pooling2d"

    def mask_after(self, is_masked: bool) -> bool:
        """Return False; raises RefnetError: shape_mismatch for inputs with a mask."""
        if is_masked:
            message = (
                "layers: GlobalAveragePooling1D expected inputs without a mask, because it takes "
                "the mean of all steps; use an Embedding without mask_zero, and no Masking"
            )
            raise RefnetError("shape_mismatch", "layers", message)
        return False

    def reference_layer(self, shape: Shape, weights: Sequence[Array], dtype: Any) -> Any:
        """Return the layer of refnet.reference."""
        return KINDS[self.kind].layer((shape[0], 1, shape[1]))


MaxPool1D = MaxPooling1D
AvgPool1D = AveragePooling1D
GlobalMaxPool1D = GlobalMaxPooling1D
GlobalAvgPool1D = GlobalAveragePooling1D
