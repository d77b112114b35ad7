"""What a layer on images or sequences must be: the part of ``layer_checks`` for those kinds."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from refnet.reference.activations import UNIT_ACTIVATIONS
from refnet.reference.checks import (
    FINITE,
    MOST_NUMBERS,
    check_finite,
    check_length,
    check_name,
    check_range,
    check_ranges,
    fault,
)
from refnet.reference.conv import Conv1DLayer, Conv2DLayer, conv1d_shapes, conv2d_shapes
from refnet.reference.pooling import (
    AveragePooling2DLayer,
    GlobalAveragePooling2DLayer,
    MaxPooling2DLayer,
    pool_strides,
    pooling_shapes,
)
from refnet.reference.readers import (
    as_boolean_rows,
    as_count,
    as_counts,
    as_name,
    as_nested,
    as_numbers,
    optional,
)
from refnet.reference.shape_checks import (
    SEQUENCE,
    Before,
    as_shape,
    check_lengths,
    check_product,
    numbers_of,
    placed_axes,
)
from refnet.reference.zero_padding import ZeroPadding2DLayer, zero_padding2d_shapes

PADDINGS = ("valid", "same")
IMAGE = ("rows", "columns", "channels")  # the axes of an example

ConvLayer = Conv2DLayer | Conv1DLayer
PoolingLayer = MaxPooling2DLayer | AveragePooling2DLayer


# Shapes that several kinds have


def check_sizes(field: str, sizes: Sequence[int], count: int) -> None:
    """Raise shape_mismatch or out_of_range for what cannot be the sizes along some axes."""
    if len(sizes) != count:
        raise fault("shape_mismatch", field, "one size" if count == 1 else f"{count} sizes")
    check_ranges(field, sizes, 1, MOST_NUMBERS)


def check_window(
    field: str, window: Sequence[int], strides: Sequence[int], padding: str, count: int, name: str
) -> None:
    """Raise shape_mismatch, out_of_range or unknown_name for what is no window on ``count`` axes.

    name: of the window's field
    """
    check_sizes(f"{field}.{name}", window, count)
    check_sizes(f"{field}.strides", strides, count)
    check_name(f"{field}.padding", padding, PADDINGS)


def check_inside(field: str, window: Sequence[int], image: Sequence[int], padding: str) -> None:
    """Raise shape_mismatch for a window that does not fit into the image, without padding."""
    if padding == "same":
        return
    for i in range(len(window)):
        if window[i] > image[i]:
            raise fault("shape_mismatch", field, f"at most the size of the image, {image[i]}", i)


def check_covered(field: str, window: Sequence[int], windows: Sequence[int]) -> None:
    """Raise out_of_range for windows that cover more cells than a request may ask for."""
    if numbers_of((*window, *windows)) > MOST_NUMBERS:
        raise fault("out_of_range", field, f"at most {MOST_NUMBERS} cells in all windows together")


# Convolutions


def as_conv2d_layer(
    field: str,
    layer: Conv2DLayer,
    as_kernel: Callable[[str, Any, int], Any] = as_nested,
    as_bias: Callable[[str, Any], Any] = as_numbers,
) -> Conv2DLayer:
    """Return a layer with the types that as_kernel and as_bias read; raises wrong_type."""
    read: Conv2DLayer = with_filters(field, layer, 4, as_kernel, as_bias)
    return read._replace(
        connections=optional(as_boolean_rows)(f"{field}.connections", layer.connections),
        input_shape=as_shape(field, layer),
    )


def as_conv1d_layer(
    field: str,
    layer: Conv1DLayer,
    as_kernel: Callable[[str, Any, int], Any] = as_nested,
    as_bias: Callable[[str, Any], Any] = as_numbers,
) -> Conv1DLayer:
    """Return a layer with the types that as_kernel and as_bias read; raises wrong_type."""
    read: Conv1DLayer = with_filters(field, layer, 3, as_kernel, as_bias)
    return read._replace(input_shape=as_shape(field, layer))


def with_filters(
    field: str,
    layer: ConvLayer,
    depth: int,
    as_kernel: Callable[[str, Any, int], Any],
    as_bias: Callable[[str, Any], Any],
) -> Any:
    """Return a layer whose fields up to the bias have the right types; raises wrong_type.

    depth: of the kernel's lists
    """
    return layer._replace(
        filters=as_count(f"{field}.filters", layer.filters),
        kernel_size=tuple(as_counts(f"{field}.kernel_size", layer.kernel_size)),
        strides=tuple(as_counts(f"{field}.strides", layer.strides)),
        padding=as_name(f"{field}.padding", layer.padding),
        activation=as_name(f"{field}.activation", layer.activation),
        kernel=as_kernel(f"{field}.kernel", layer.kernel, depth),
        bias=optional(as_bias)(f"{field}.bias", layer.bias),
    )


def placed_conv2d_layer(field: str, layer: Conv2DLayer, before: Before | None) -> Conv2DLayer:
    """Return the layer with its shape.

    Raises empty, shape_mismatch, out_of_range or unknown_name where its parts or inputs do not fit.
    """
    placed: Conv2DLayer = placed_filters(field, layer, before, IMAGE, conv2d_shapes)
    if placed.connections is not None:
        lengths = (placed.input_shape[2], placed.filters)
        check_lengths(f"{field}.connections", placed.connections, lengths)
    return placed


def placed_conv1d_layer(field: str, layer: Conv1DLayer, before: Before | None) -> Any:
    """Return the layer with its shape.

    Raises empty, shape_mismatch, out_of_range or unknown_name where its parts or inputs do not fit.
    """
    return placed_filters(field, layer, before, SEQUENCE, conv1d_shapes)


def placed_filters(
    field: str, layer: ConvLayer, before: Before | None, axes: Sequence[str], shapes: Any
) -> Any:
    """Return a layer with its shape, and filters, kernel and bias that fit it.

    axes: of its inputs, of which the last one is that of the channels; shapes: of the kind. Raises
    empty, shape_mismatch, out_of_range or unknown_name.
    """
    name, count = f"{field}.kernel_size", len(axes) - 1
    check_window(field, layer.kernel_size, layer.strides, layer.padding, count, "kernel_size")
    check_range(f"{field}.filters", layer.filters, 1, MOST_NUMBERS)
    layer = layer._replace(input_shape=placed_axes(field, layer, before, axes))
    check_inside(name, layer.kernel_size, layer.input_shape, layer.padding)
    _, after = shapes(layer)
    check_covered(name, layer.kernel_size, after[:count])
    check_product(f"{field}.filters", after)
    check_conv_parts(field, layer)
    return layer


def check_conv_parts(field: str, layer: ConvLayer) -> None:
    """Raise shape_mismatch for a kernel or a bias of another shape than the layer needs."""
    lengths = (*layer.kernel_size, layer.input_shape[-1], layer.filters)
    check_lengths(f"{field}.kernel", layer.kernel, lengths)
    if layer.bias is not None:
        check_length(f"{field}.bias", layer.bias, f"{field}.filters", layer.filters)


def check_conv_layer_values(field: str, layer: ConvLayer) -> None:
    """Raise unknown_name, not_finite or out_of_range for a layer that cannot exist."""
    check_name(f"{field}.activation", layer.activation, UNIT_ACTIVATIONS)
    check_finite_nested(f"{field}.kernel", layer.kernel, 3 if layer.kind == "conv1d" else 4)
    if layer.bias is not None:
        check_finite(f"{field}.bias", layer.bias)
    if isinstance(layer, Conv2DLayer) and layer.connections is not None:
        check_unconnected(f"{field}.kernel", layer)


def check_finite_nested(field: str, nested: Any, depth: int, *indices: int) -> None:
    """Raise not_finite for the first infinity or NaN of nested lists."""
    for i, part in enumerate(nested):
        if depth > 1:
            check_finite_nested(field, part, depth - 1, *indices, i)
        elif not math.isfinite(part):
            raise fault("not_finite", field, FINITE, *indices, i)


def check_unconnected(field: str, layer: Conv2DLayer) -> None:
    """Raise out_of_range for a weight other than 0.0 without a connection (CONV-4)."""
    for a, row in enumerate(layer.kernel):
        for b, cell in enumerate(row):
            for i, weights in enumerate(cell):
                for j, weight in enumerate(weights):
                    if not layer.connections[i][j] and weight != 0.0:
                        raise fault("out_of_range", field, "0 without a connection", a, b, i, j)


# Pooling and padding


def as_pooling_layer(field: str, layer: PoolingLayer) -> Any:
    """Return a layer with fields of the right types; raises wrong_type."""
    strides = optional(as_counts)(f"{field}.strides", layer.strides)
    return layer._replace(
        pool_size=tuple(as_counts(f"{field}.pool_size", layer.pool_size)),
        strides=None if strides is None else tuple(strides),
        padding=as_name(f"{field}.padding", layer.padding),
        input_shape=as_shape(field, layer),
    )


def placed_pooling_layer(field: str, layer: PoolingLayer, before: Before | None) -> Any:
    """Return the layer with its shape; raises empty, shape_mismatch, out_of_range, unknown_name."""
    check_window(field, layer.pool_size, pool_strides(layer), layer.padding, 2, "pool_size")
    shape = placed_axes(field, layer, before, IMAGE)
    check_inside(f"{field}.pool_size", layer.pool_size, shape, layer.padding)
    layer = layer._replace(input_shape=shape)
    check_covered(f"{field}.pool_size", layer.pool_size, pooling_shapes(layer)[1][:2])
    return layer


def as_global_layer(field: str, layer: GlobalAveragePooling2DLayer) -> GlobalAveragePooling2DLayer:
    """Return a layer with fields of the right types; raises wrong_type."""
    return GlobalAveragePooling2DLayer(as_shape(field, layer))


def placed_global_layer(
    field: str, layer: GlobalAveragePooling2DLayer, before: Before | None
) -> GlobalAveragePooling2DLayer:
    """Return the layer with its shape; raises empty, out_of_range or shape_mismatch."""
    shape = placed_axes(field, layer, before, IMAGE)
    return GlobalAveragePooling2DLayer(shape)


def as_zero_padding2d_layer(field: str, layer: ZeroPadding2DLayer) -> ZeroPadding2DLayer:
    """Return a layer with fields of the right types; raises wrong_type."""
    return ZeroPadding2DLayer(
        tuple(as_counts(f"{field}.rows", layer.rows)),
        tuple(as_counts(f"{field}.columns", layer.columns)),
        as_shape(field, layer),
    )


def placed_zero_padding2d_layer(
    field: str, layer: ZeroPadding2DLayer, before: Before | None
) -> ZeroPadding2DLayer:
    """Return the layer with its shape; raises empty, out_of_range or shape_mismatch."""
    for name, widths in ((f"{field}.rows", layer.rows), (f"{field}.columns", layer.columns)):
        if len(widths) != 2:
            raise fault("shape_mismatch", name, "two widths")
        check_ranges(name, widths, 0, MOST_NUMBERS)
    shape = placed_axes(field, layer, before, IMAGE)
    layer = layer._replace(input_shape=shape)
    check_product(f"{field}.columns", zero_padding2d_shapes(layer)[1])
    return layer
