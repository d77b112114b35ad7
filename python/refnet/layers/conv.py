"""The layers Conv2D and Conv1D: the same small patterns looked for everywhere."""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field
from math import prod
from typing import Any, ClassVar, cast

import numpy as np

from refnet.errors import RefnetError
from refnet.initializers import drawn
from refnet.layers.arguments import (
    Activates,
    Array,
    Initializes,
    OpenShape,
    Shape,
    Sizes,
    as_activation,
    as_channels_last,
    as_input_shape,
    as_ones,
    as_padding,
    as_sizes,
    check_initializer,
)
from refnet.layers.base import (
    IMAGE_AXES,
    ImageLayer,
    Layer,
    Misfit,
    count_known,
    sequence_misfit,
    window_misfit,
)
from refnet.reference.activations import UNIT_ACTIVATIONS
from refnet.reference.checks import MOST_NUMBERS, check_range
from refnet.reference.kinds import KINDS
from refnet.reference.readers import as_boolean, as_boolean_rows, as_count
from refnet.regularizers import Regularizes

Connections = tuple[tuple[bool, ...], ...]  # [channels][filters]


@dataclass(unsafe_hash=True)
class Convolution(Layer):
    """The base of the convolutions, which differ in the number of axes of their window."""

    weight_names: ClassVar[tuple[str, ...]] = ("kernel", "bias")
    axes: ClassVar[int]

    filters: int
    kernel_size: Sizes
    strides: Sizes = 1
    padding: str = "valid"
    data_format: str | None = None
    dilation_rate: Sizes = 1
    groups: int = 1
    activation: Activates = None
    use_bias: bool = True
    kernel_initializer: Initializes = "glorot_uniform"
    bias_initializer: Initializes = "zeros"
    _: KW_ONLY
    kernel_regularizer: Regularizes = None
    bias_regularizer: Regularizes = None
    activity_regularizer: Regularizes = None
    input_shape: OpenShape | None = None
    name: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, shape_mismatch, out_of_range, unknown_name, empty."""
        self._set(filters=as_count("filters", self.filters))
        check_range("filters", self.filters, 1, MOST_NUMBERS)
        self._set(
            kernel_size=as_sizes("kernel_size", self.kernel_size, self.axes),
            strides=as_sizes("strides", self.strides, self.axes),
            padding=as_padding(self.padding),
            data_format=as_channels_last(self.data_format),
            dilation_rate=as_ones("dilation_rate", self.dilation_rate, self.axes, NO_HOLES),
            groups=as_ones("groups", self.groups, 1, NO_GROUPS)[0],
            activation=as_activation("activation", self.activation, UNIT_ACTIVATIONS, NO_SOFTMAX),
            use_bias=as_boolean("use_bias", self.use_bias),
            input_shape=as_input_shape(self.input_shape),
        )
        check_initializer("kernel_initializer", self.kernel_initializer, self.axes + 2)
        check_initializer("bias_initializer", self.bias_initializer, 1)
        self._read_regularizers()

    @classmethod
    def described(cls, layer: Any, shape: Shape) -> "Convolution":
        """Return the description of a layer of refnet.reference."""
        return cls(
            layer.filters,
            layer.kernel_size,
            layer.strides,
            layer.padding,
            activation=layer.activation,
            use_bias=layer.bias is not None,
        )

    @property
    def title(self) -> str:
        """What the summary calls the layer."""
        return f"{type(self).__name__}, {self.activation}"

    def covered(self, outputs: Shape) -> int:
        """Return how many cells all windows cover together, for outputs of this shape."""
        return prod(cast(Shape, self.kernel_size)) * count_known(outputs[:-1])

    def weight_shapes(self, shape: Shape) -> list[Shape]:
        """Return the shapes of the kernel and, if there is one, of the bias."""
        kernel = (*cast(Shape, self.kernel_size), shape[-1], self.filters)
        return [kernel, (self.filters,)] if self.use_bias else [kernel]

    def first_weights(self, shape: Shape, generator: Any) -> list[Array]:
        """Return the weights before training (DENSE-18)."""
        names = "kernel_initializer", "bias_initializer"
        return [
            drawn(name, getattr(self, name), weights, generator)
            for name, weights in zip(names, self.weight_shapes(shape), strict=False)
        ]

    def reference_layer(self, shape: Shape, weights: Sequence[Array], dtype: Any) -> Any:
        """Return the layer of refnet.reference."""
        kernel, bias = (*weights, None, None)[:2]
        return KINDS[self.kind].layer(
            self.filters,
            self.kernel_size,
            self.strides,
            self.padding,
            self.activation,
            kernel,
            bias,
            input_shape=shape,
        )


@dataclass(unsafe_hash=True)
class Conv2D(Convolution, ImageLayer):
    """Filters that move over an image (CONV-1): (r, s, c) -> (windows down, to the right, filters).

    filters: how many; kernel_size: rows and columns of their window, or one number for both;
    strides: by how many cells it moves down and to the right; padding: "valid" for windows inside
    the image, "same" for those over its edge too, where the image is continued with zeros;
    data_format: None or "channels_last"; dilation_rate, groups: only 1; activation: as for Dense,
    but not "softmax"; kernel_initializer, bias_initializer: as for Dense, with the fans of a window
    and without "identity"; kernel_regularizer, bias_regularizer, activity_regularizer: as for
    Dense; input_shape: of one example, for the first layer of a model; None: that of the data;
    name: what the summary calls the layer. Weights: kernel [rows][columns][channels][filters], bias
    [filters].

    connections is not an argument of Keras: [channels][filters], whether a filter sees a channel;
    None: all see all. The other weights are 0.0, stay so, and do not count (CONV-4). With it, the
    layer is the third one of LeNet-5, or a depthwise or grouped convolution.
    """

    kind: ClassVar[str] = "conv2d"
    axes: ClassVar[int] = 2

    connections: Any = field(default=None, kw_only=True)  # as given, then a tuple of tuples

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, shape_mismatch, out_of_range, unknown_name, empty."""
        super().__post_init__()
        if self.connections is not None:
            self._set(connections=as_connections(self.connections, self.filters))

    @classmethod
    def described(cls, layer: Any, shape: Shape) -> Convolution:
        """Return the description of a layer of refnet.reference."""
        own = cast(Conv2D, super().described(layer, shape))
        if layer.connections is not None:
            own._set(connections=as_connections(layer.connections, layer.filters))
        return own

    def misfit(self, shape: Shape) -> Misfit | None:
        """Return why the layer cannot take inputs of this shape; None if it can."""
        window = cast(Shape, self.kernel_size)
        misfit = super().misfit(shape) or window_misfit(window, self.padding, shape, IMAGE_AXES)
        if misfit or self.connections is None or len(self.connections) == shape[2]:
            return misfit
        return Misfit(f"images of {len(self.connections)} channels, as many as its connections")

    def count_parameters(self, shape: Shape) -> int:
        """Return how many numbers training can change: weights without a connection stay 0.0."""
        count = super().count_parameters(shape)
        if self.connections is None:
            return count
        missing = int(np.size(self.connections) - np.sum(self.connections))
        return count - missing * prod(cast(Shape, self.kernel_size))

    def first_weights(self, shape: Shape, generator: Any) -> list[Array]:
        """Return the weights before training (DENSE-18): drawn, then 0.0 without a connection."""
        kernel, *bias = super().first_weights(shape, generator)
        if self.connections is not None:
            kernel[..., ~np.array(self.connections)] = 0.0
        return [kernel, *bias]

    def unconnected(self, kernel: Array) -> Array:
        """Return the weights of a kernel that belong to no connection, and so are always 0.0."""
        return kernel[:0] if self.connections is None else kernel[..., ~np.array(self.connections)]

    def reference_layer(self, shape: Shape, weights: Sequence[Array], dtype: Any) -> Any:
        """Return the layer of refnet.reference."""
        connections = None if self.connections is None else [list(r) for r in self.connections]
        return super().reference_layer(shape, weights, dtype)._replace(connections=connections)


@dataclass(unsafe_hash=True)
class Conv1D(Convolution):
    """Filters that move along a sequence (CONV-5): (steps, features) -> (windows, filters).

    The arguments are those of Conv2D, with one number in the place of two, and without connections.
    Weights: kernel [steps][features][filters], bias [filters].
    """

    kind: ClassVar[str] = "conv1d"
    ndim: ClassVar[int] = 2
    takes_open: ClassVar[bool] = True
    axes: ClassVar[int] = 1

    def misfit(self, shape: Shape) -> Misfit | None:
        """Return why the layer cannot take inputs of this shape; None if it can."""
        if len(shape) == 2:
            return window_misfit(cast(Shape, self.kernel_size), self.padding, shape, ("steps",))
        return sequence_misfit(shape)

    def outputs(self, shape: Any) -> Any:
        """Return the shape of the outputs: as many steps as windows, None if that is not known."""
        return (None, self.filters) if shape[0] is None else super().outputs(shape)


NO_SOFTMAX = "put a Softmax after the layer"
NO_HOLES = "windows have no holes here; a larger kernel_size sees as far"
NO_GROUPS = "the connections of a Conv2D say which channels a filter sees"


def as_connections(connections: Any, filters: int) -> Connections:
    """Return connections as tuples; raises RefnetError: wrong_type, empty, shape_mismatch."""
    rows = as_boolean_rows("connections", connections)
    if not rows:
        raise RefnetError("empty", "connections", "connections: expected a row for each channel")
    for i, row in enumerate(rows):
        if len(row) != filters:
            raise RefnetError(
                "shape_mismatch",
                "connections",
                f"connections[{i}]: expected length {filters}, that of filters, got {len(row)}",
            )
    return tuple(tuple(row) for row in rows)
