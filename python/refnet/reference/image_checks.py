"""What a layer on images or sequences must be: the part of ``layer_checks`` for those kinds."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from refnet.reference.checks import (
    ACTIVATIONS,
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
    Before,
    Shape,
    check_product,
    numbers_of,
    placed_shape,
)
from refnet.reference.zero_padding import ZeroPadding2DLayer, zero_padding2d_shapes

CONV_ACTIVATIONS = tuple(name for name in ACTIVATIONS if name != "softmax")
PADDINGS = ("valid", "same")

ConvLayer = Conv2DLayer | Conv1DLayer
PoolingLayer = MaxPooling2DLayer | AveragePooling2DLayer


# Shapes that several kinds have


def as_shape(field: str, layer: Any) -> Shape:
    """Return the shape that a layer knows, () for none; raises wrong_type."""
    return tuple(as_counts(f"{field}.input_shape", layer.input_shape))


def placed_image(field: str, layer: Any, before: Before | None, sizes: str, count: int) -> Shape:
    """Return the shape of a layer's inputs; raises shape_mismatch for one without these sizes."""
    shape = placed_shape(field, layer, before)
    if len(shape) != count:
        raise fault("shape_mismatch", f"{field}.input_shape", f"examples of the shape {sizes}")
    return shape


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
    return Conv2DLayer(
        as_count(f"{field}.filters", layer.filters),
        tuple(as_counts(f"{field}.kernel_size", layer.kernel_size)),
        tuple(as_counts(f"{field}.strides", layer.strides)),
        as_name(f"{field}.padding", layer.padding),
        as_name(f"{field}.activation", layer.activation),
        as_kernel(f"{field}.kernel", layer.kernel, 4),
        optional(as_bias)(f"{field}.bias", layer.bias),
        optional(as_boolean_rows)(f"{field}.connections", layer.connections),
        as_shape(field, layer),
    )


def as_conv1d_layer(
    field: str,
    layer: Conv1DLayer,
    as_kernel: Callable[[str, Any, int], Any] = as_nested,
    as_bias: Callable[[str, Any], Any] = as_numbers,
) -> Conv1DLayer:
    """Return a layer with the types that as_kernel and as_bias read; raises wrong_type."""
    return Conv1DLayer(
        as_count(f"{field}.filters", layer.filters),
        tuple(as_counts(f"{field}.kernel_size", layer.kernel_size)),
        tuple(as_counts(f"{field}.strides", layer.strides)),
        as_name(f"{field}.padding", layer.padding),
        as_name(f"{field}.activation", layer.activation),
        as_kernel(f"{field}.kernel", layer.kernel, 3),
        optional(as_bias)(f"{field}.bias", layer.bias),
        as_shape(field, layer),
    )


def placed_conv2d_layer(field: str, layer: Conv2DLayer, before: Before | None) -> Conv2DLayer:
    """Return the layer with its shape.

    Raises empty, shape_mismatch, out_of_range or unknown_name where its parts or inputs do not fit.
    """
    check_filters(field, layer, 2)
    layer = layer._replace(
        input_shape=placed_image(field, layer, before, "[rows][columns][channels]", 3)
    )
    check_inside(f"{field}.kernel_size", layer.kernel_size, layer.input_shape, layer.padding)
    _, after = conv2d_shapes(layer)
    check_covered(f"{field}.kernel_size", layer.kernel_size, after[:2])
    check_product(f"{field}.filters", after)
    check_conv_parts(field, layer)
    if layer.connections is not None:
        lengths = (layer.input_shape[2], layer.filters)
        check_lengths(f"{field}.connections", layer.connections, lengths)
    return layer


def placed_conv1d_layer(field: str, layer: Conv1DLayer, before: Before | None) -> Conv1DLayer:
    """Return the layer with its shape.

    Raises empty, shape_mismatch, out_of_range or unknown_name where its parts or inputs do not fit.
    """
    check_filters(field, layer, 1)
    layer = layer._replace(input_shape=placed_image(field, layer, before, "[steps][features]", 2))
    check_inside(f"{field}.kernel_size", layer.kernel_size, layer.input_shape, layer.padding)
    _, after = conv1d_shapes(layer)
    check_covered(f"{field}.kernel_size", layer.kernel_size, after[:1])
    check_product(f"{field}.filters", after)
    check_conv_parts(field, layer)
    return layer


def check_filters(field: str, layer: ConvLayer, count: int) -> None:
    """Raise shape_mismatch, out_of_range or unknown_name for filters that cannot exist."""
    check_window(field, layer.kernel_size, layer.strides, layer.padding, count, "kernel_size")
    check_range(f"{field}.filters", layer.filters, 1, MOST_NUMBERS)


def check_conv_parts(field: str, layer: ConvLayer) -> None:
    """Raise shape_mismatch for a kernel or a bias of another shape than the layer needs."""
    lengths = (*layer.kernel_size, layer.input_shape[-1], layer.filters)
    check_lengths(f"{field}.kernel", layer.kernel, lengths)
    if layer.bias is not None:
        check_length(f"{field}.bias", layer.bias, f"{field}.filters", layer.filters)


def check_lengths(field: str, nested: Any, lengths: Sequence[int]) -> None:
    """Raise shape_mismatch for nested lists that do not have these lengths, outermost first."""
    if not has_lengths(nested, lengths):
        shape = "".join(f"[{length}]" for length in lengths)
        raise fault("shape_mismatch", field, f"the shape {shape}")


def has_lengths(nested: Any, lengths: Sequence[int]) -> bool:
    """Return whether nested lists, or an array, have these lengths, outermost first."""
    if len(nested) != lengths[0]:
        return False
    return len(lengths) == 1 or all(has_lengths(part, lengths[1:]) for part in nested)


def check_conv_layer_values(field: str, layer: ConvLayer) -> None:
    """Raise unknown_name, not_finite or out_of_range for a layer that cannot exist."""
    check_name(f"{field}.activation", layer.activation, CONV_ACTIVATIONS)
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
    strides = layer.pool_size if layer.strides is None else layer.strides
    check_window(field, layer.pool_size, strides, layer.padding, 2, "pool_size")
    shape = placed_image(field, layer, before, "[rows][columns][channels]", 3)
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
    shape = placed_image(field, layer, before, "[rows][columns][channels]", 3)
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
    shape = placed_image(field, layer, before, "[rows][columns][channels]", 3)
    layer = layer._replace(input_shape=shape)
    check_product(f"{field}.columns", zero_padding2d_shapes(layer)[1])
    return layer
