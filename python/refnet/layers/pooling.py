"""The layers that make an image smaller: MaxPooling2D, AveragePooling2D, GlobalAveragePooling2D."""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field
from math import prod
from typing import Any, ClassVar, cast

from refnet.errors import RefnetError
from refnet.layers.arguments import (
    Array,
    Shape,
    Sizes,
    as_channels_last,
    as_input_shape,
    as_padding,
    as_sizes,
)
from refnet.layers.base import IMAGE_AXES, ImageLayer, Layer, Misfit, window_misfit
from refnet.reference.kinds import KINDS
from refnet.reference.readers import as_boolean


@dataclass(unsafe_hash=True)
class Pooling2D(ImageLayer):
    """The base of the layers with a pool that moves over the image."""

    pool_size: Sizes = (2, 2)
    strides: Sizes | None = None
    padding: str = "valid"
    data_format: str | None = None
    name: str | None = field(default=None, compare=False)
    _: KW_ONLY
    input_shape: Shape | None = None

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, shape_mismatch, out_of_range, unknown_name, empty."""
        self._set(
            pool_size=as_sizes("pool_size", self.pool_size, 2),
            strides=None if self.strides is None else as_sizes("strides", self.strides, 2),
            padding=as_padding(self.padding),
            data_format=as_channels_last(self.data_format),
            input_shape=as_input_shape(self.input_shape),
        )

    @classmethod
    def described(cls, layer: Any, shape: Shape) -> Layer:
        """Return the description of a layer of refnet.reference."""
        return cls(layer.pool_size, layer.strides, layer.padding)

    def misfit(self, shape: Shape) -> Misfit | None:
        """Return why the layer cannot take inputs of this shape; None if it can."""
        pool = cast(Shape, self.pool_size)
        return super().misfit(shape) or window_misfit(pool, self.padding, shape, IMAGE_AXES)

    def covered(self, outputs: Shape) -> int:
        """Return how many cells all windows cover together, for outputs of this shape."""
        return prod(cast(Shape, self.pool_size)) * prod(outputs[:2])

    def reference_layer(self, shape: Shape, weights: Sequence[Array], dtype: Any) -> Any:
        """Return the layer of refnet.reference."""
        return KINDS[self.kind].layer(self.pool_size, self.strides, self.padding, shape)


@dataclass(unsafe_hash=True)
class MaxPooling2D(Pooling2D):
    """Keeps the largest number of each pool and channel (POOL-1): (r, s, c) -> (p, q, c).

    pool_size: rows and columns, or one number for both; strides: by how many cells the pool moves
    down and to the right; None: by its size; padding: "valid" for pools inside the image, "same"
    for those over its edge too, whose missing cells are not compared; data_format: None or
    "channels_last"; name: what the summary calls the layer; input_shape: of one example, for the
    first layer of a model; None: that of the data.
    """

    kind: ClassVar[str] = "max_pooling2d"


@dataclass(unsafe_hash=True)
class AveragePooling2D(Pooling2D):
    """Keeps the mean of each pool and channel (POOL-3): (r, s, c) -> (p, q, c).

    The arguments are those of MaxPooling2D; with "same", missing cells are not counted.
    """

    kind: ClassVar[str] = "average_pooling2d"


@dataclass(unsafe_hash=True)
class GlobalAveragePooling2D(ImageLayer):
    """Keeps the mean of each channel (POOL-3): (r, s, c) -> (c,).

    data_format: None or "channels_last"; keepdims: only False; input_shape: of one example, for the
    first layer of a model; None: that of the data; name: what the summary calls the layer.
    """

    kind: ClassVar[str] = "global_average_pooling2d"

    data_format: str | None = None
    keepdims: bool = False
    _: KW_ONLY
    input_shape: Shape | None = None
    name: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, out_of_range, unknown_name, empty."""
        if as_boolean("keepdims", self.keepdims):
            raise RefnetError(
                "out_of_range",
                "keepdims",
                "keepdims: expected False; a Reshape((1, 1, -1)) after the layer keeps the axes",
            )
        self._set(
            data_format=as_channels_last(self.data_format),
            input_shape=as_input_shape(self.input_shape),
        )

    @classmethod
    def described(cls, layer: Any, shape: Shape) -> Layer:
        """Return the description of a layer of refnet.reference."""
        return cls()

    def reference_layer(self, shape: Shape, weights: Sequence[Array], dtype: Any) -> Any:
        """Return the layer of refnet.reference."""
        return KINDS[self.kind].layer(shape)


MaxPool2D = MaxPooling2D
AvgPool2D = AveragePooling2D
GlobalAvgPool2D = GlobalAveragePooling2D
