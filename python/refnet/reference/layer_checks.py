"""What a layer of each kind must be: the types of its fields, their shapes, their values.

``KINDS`` lists the kinds; those that work on images are in ``image_checks``, those on sequences in
``sequence_checks``. The three phases are those of ``checks``. A fault inside a layer has a field
such as ``layers[0].kernel``.
"""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

from refnet.reference.activation_layers import ActivationLayer, LeakyReLULayer, SoftmaxLayer
from refnet.reference.activations import ACTIVATIONS
from refnet.reference.batch_normalization import BatchNormalizationLayer
from refnet.reference.checks import (
    MOST_NUMBERS,
    Matrix,
    at_least,
    check_count,
    check_finite,
    check_finite_number,
    check_finite_rows,
    check_fraction,
    check_length,
    check_name,
    check_not_empty,
    check_not_negative,
    check_positive,
    check_range,
    check_row_lengths,
    check_share,
    fault,
)
from refnet.reference.dense import DenseLayer
from refnet.reference.dropout import DropoutLayer
from refnet.reference.flatten import FlattenLayer, ReshapeLayer
from refnet.reference.graph_checks import (
    as_merging_layer,
    placed_add_layer,
    placed_concatenate_layer,
)
from refnet.reference.image_checks import (
    as_conv1d_layer,
    as_conv2d_layer,
    as_global_layer,
    as_pooling_layer,
    as_zero_padding2d_layer,
    check_conv_layer_values,
    placed_conv1d_layer,
    placed_conv2d_layer,
    placed_global_layer,
    placed_pooling_layer,
    placed_zero_padding2d_layer,
)
from refnet.reference.normalization import NormalizationLayer
from refnet.reference.parts import PartLayer
from refnet.reference.readers import (
    as_boolean,
    as_count,
    as_counts,
    as_name,
    as_number,
    as_numbers,
    as_rows,
    optional,
)
from refnet.reference.sequence_checks import (
    as_embedding_layer,
    as_gru_layer,
    as_masking_layer,
    as_recurrent_layer,
    as_repeat_vector_layer,
    as_time_distributed_layer,
    check_bidirectional_layer_values,
    check_embedding_inputs,
    check_embedding_layer_values,
    check_gru_layer_values,
    check_lstm_layer_values,
    check_masking_layer_values,
    check_simple_rnn_layer_values,
    check_time_distributed_layer_values,
    placed_bidirectional_layer,
    placed_embedding_layer,
    placed_gru_layer,
    placed_lstm_layer,
    placed_masking_layer,
    placed_repeat_vector_layer,
    placed_simple_rnn_layer,
    placed_time_distributed_layer,
)
from refnet.reference.shape_checks import (
    Before,
    as_shape,
    check_input_shape,
    check_lengths,
    placed_shape,
)


def check_finite_inputs(field: str, inputs: Matrix, layer: Any) -> None:
    """Raise not_finite for the first infinity or NaN of the inputs.

    inputs [m][n]
    """
    check_finite_rows(field, inputs)


class Kind(NamedTuple):
    """What the checks need to know of a kind of layer; ``field`` is that of the layer.

    before: the shape of its inputs, and the field that says it; None: the one that the layer knows.
    """

    read: Callable[[str, Any], Any]  # the layer with fields of the right types
    placed: Callable[[str, Any, Before | None], Any]  # the layer with a shape that fits its parts
    check_values: Callable[[str, Any], None]
    inputs: str  # the field that says how many inputs it has
    outputs: str  # the field that says how many outputs it has
    # raises for inputs of the network that the layer cannot take as its first
    check_inputs: Callable[[str, Any, Any], None] = check_finite_inputs
    merges: bool = False  # whether it has two sources or more


# Dense layers


def as_dense_layer(
    field: str,
    layer: DenseLayer,
    as_kernel: Callable[[str, Any], Any] = as_rows,
    as_bias: Callable[[str, Any], Any] = as_numbers,
) -> DenseLayer:
    """Return a layer with the types that as_kernel and as_bias read; raises wrong_type."""
    return DenseLayer(
        as_count(f"{field}.units", layer.units),
        as_name(f"{field}.activation", layer.activation),
        as_kernel(f"{field}.kernel", layer.kernel),
        optional(as_bias)(f"{field}.bias", layer.bias),
    )


def placed_dense_layer(field: str, layer: DenseLayer, before: Before | None) -> DenseLayer:
    """Return the layer; raises empty or shape_mismatch where its parts or inputs do not fit."""
    check_not_empty(f"{field}.kernel", layer.kernel)
    if before is not None:
        check_length(f"{field}.kernel", layer.kernel, before.field, math.prod(before.shape))
    check_row_lengths(f"{field}.kernel", layer.kernel, f"{field}.units", layer.units)
    if layer.bias is not None:
        check_length(f"{field}.bias", layer.bias, f"{field}.units", layer.units)
    if before is not None and len(before.shape) > 1:
        expected = "examples that are one row of numbers: put a flatten layer before it"
        raise fault("shape_mismatch", f"{field}.kernel", expected)
    return layer


def check_dense_layer_values(field: str, layer: DenseLayer) -> None:
    """Raise out_of_range, unknown_name or not_finite for a layer that cannot exist."""
    check_count(f"{field}.units", layer.units, 1)
    check_name(f"{field}.activation", layer.activation, ACTIVATIONS)
    check_finite_rows(f"{field}.kernel", layer.kernel)
    if layer.bias is not None:
        check_finite(f"{field}.bias", layer.bias)


# Layers that only change the shape


def as_flatten_layer(field: str, layer: FlattenLayer) -> FlattenLayer:
    """Return a layer with fields of the right types; raises wrong_type."""
    return FlattenLayer(as_shape(field, layer))


def placed_flatten_layer(field: str, layer: FlattenLayer, before: Before | None) -> FlattenLayer:
    """Return the layer with its shape; raises empty, out_of_range or shape_mismatch."""
    return FlattenLayer(placed_shape(field, layer, before))


def as_reshape_layer(field: str, layer: ReshapeLayer) -> ReshapeLayer:
    """Return a layer with fields of the right types; raises wrong_type."""
    return ReshapeLayer(
        tuple(as_counts(f"{field}.target_shape", layer.target_shape)),
        as_shape(field, layer),
    )


def placed_reshape_layer(field: str, layer: ReshapeLayer, before: Before | None) -> ReshapeLayer:
    """Return the layer with its shape; raises empty, out_of_range or shape_mismatch."""
    name = f"{field}.target_shape"
    check_input_shape(name, layer.target_shape)
    shape = placed_shape(field, layer, before)
    if math.prod(layer.target_shape) != math.prod(shape):
        raise fault("shape_mismatch", name, f"as many numbers as inputs, {math.prod(shape)}")
    return layer._replace(input_shape=shape)


def as_part_layer(field: str, layer: PartLayer) -> PartLayer:
    """Return a layer with fields of the right types; raises wrong_type."""
    return PartLayer(
        as_count(f"{field}.first", layer.first),
        tuple(as_counts(f"{field}.target_shape", layer.target_shape)),
        as_shape(field, layer),
    )


def placed_part_layer(field: str, layer: PartLayer, before: Before | None) -> PartLayer:
    """Return the layer with its shape; raises empty, out_of_range or shape_mismatch."""
    name = f"{field}.target_shape"
    check_range(f"{field}.first", layer.first, 0, MOST_NUMBERS)
    check_input_shape(name, layer.target_shape)
    layer = layer._replace(input_shape=placed_shape(field, layer, before))
    n = math.prod(layer.input_shape)
    if layer.first + math.prod(layer.target_shape) > n:
        raise fault("shape_mismatch", name, f"a part that ends within the inputs, {n}")
    return layer


# Dropout layers


def as_dropout_layer(field: str, layer: DropoutLayer) -> DropoutLayer:
    """Return a layer with fields of the right types; raises wrong_type."""
    return DropoutLayer(as_number(f"{field}.rate", layer.rate), as_shape(field, layer))


def check_dropout_layer_values(field: str, layer: DropoutLayer) -> None:
    """Raise not_finite or out_of_range for a layer that cannot exist."""
    check_fraction(f"{field}.rate", layer.rate)


# Layers that are activations


def as_activation_layer(field: str, layer: ActivationLayer) -> ActivationLayer:
    """Return a layer with fields of the right types; raises wrong_type."""
    return ActivationLayer(as_name(f"{field}.activation", layer.activation), as_shape(field, layer))


def placed_activation_layer(
    field: str, layer: ActivationLayer, before: Before | None
) -> ActivationLayer:
    """Return the layer with its shape; raises empty, out_of_range or shape_mismatch."""
    placed = layer._replace(input_shape=placed_shape(field, layer, before))
    if layer.activation == "softmax" and len(placed.input_shape) > 1:
        expected = "examples that are one row of numbers: use a softmax layer"
        raise fault("shape_mismatch", f"{field}.activation", expected)
    return placed


def check_activation_layer_values(field: str, layer: ActivationLayer) -> None:
    """Raise unknown_name for a layer that cannot exist."""
    check_name(f"{field}.activation", layer.activation, ACTIVATIONS)


def as_leaky_relu_layer(field: str, layer: LeakyReLULayer) -> LeakyReLULayer:
    """Return a layer with fields of the right types; raises wrong_type."""
    slope = as_number(f"{field}.negative_slope", layer.negative_slope)
    return LeakyReLULayer(slope, as_shape(field, layer))


def check_leaky_relu_layer_values(field: str, layer: LeakyReLULayer) -> None:
    """Raise not_finite or out_of_range for a layer that cannot exist."""
    check_finite_number(f"{field}.negative_slope", layer.negative_slope)
    if layer.negative_slope < 0.0:
        raise fault("out_of_range", f"{field}.negative_slope", at_least(0))


def as_softmax_layer(field: str, layer: SoftmaxLayer) -> SoftmaxLayer:
    """Return a layer with fields of the right types; raises wrong_type."""
    return SoftmaxLayer(as_shape(field, layer))


def placed_same_shape(field: str, layer: Any, before: Before | None) -> Any:
    """Return a layer with its shape; raises empty, out_of_range or shape_mismatch."""
    return layer._replace(input_shape=placed_shape(field, layer, before))


# Normalization layers


def as_normalization_layer(
    field: str, layer: NormalizationLayer, as_vector: Callable[[str, Any], Any] = as_numbers
) -> NormalizationLayer:
    """Return a layer with the types that as_vector reads; raises wrong_type."""
    return NormalizationLayer(
        as_vector(f"{field}.mean", layer.mean),
        as_vector(f"{field}.variance", layer.variance),
        as_boolean(f"{field}.invert", layer.invert),
        as_shape(field, layer),
    )


def placed_normalization_layer(
    field: str, layer: NormalizationLayer, before: Before | None
) -> NormalizationLayer:
    """Return the layer with its shape, if that is known.

    Raises empty, out_of_range or shape_mismatch where its parts or inputs do not fit.
    """
    check_not_empty(f"{field}.mean", layer.mean)
    if before is not None:
        check_length(f"{field}.mean", layer.mean, before.field, math.prod(before.shape))
    if before is not None or layer.input_shape:
        layer = layer._replace(input_shape=placed_shape(field, layer, before))
        size = math.prod(layer.input_shape)
        check_length(f"{field}.mean", layer.mean, f"{field}.input_shape", size)
    check_length(f"{field}.variance", layer.variance, f"{field}.mean", len(layer.mean))
    return layer


def check_normalization_layer_values(field: str, layer: NormalizationLayer) -> None:
    """Raise not_finite or out_of_range for a layer that cannot exist."""
    check_finite(f"{field}.mean", layer.mean)
    check_not_negative(f"{field}.variance", layer.variance)


def as_batch_normalization_layer(
    field: str,
    layer: BatchNormalizationLayer,
    as_vector: Callable[[str, Any], Any] = as_numbers,
) -> BatchNormalizationLayer:
    """Return a layer with the types that as_vector reads; raises wrong_type."""
    return BatchNormalizationLayer(
        optional(as_vector)(f"{field}.gamma", layer.gamma),
        optional(as_vector)(f"{field}.beta", layer.beta),
        as_vector(f"{field}.moving_mean", layer.moving_mean),
        as_vector(f"{field}.moving_variance", layer.moving_variance),
        as_number(f"{field}.momentum", layer.momentum),
        as_number(f"{field}.epsilon", layer.epsilon),
        as_shape(field, layer),
    )


def placed_batch_normalization_layer(
    field: str, layer: BatchNormalizationLayer, before: Before | None
) -> BatchNormalizationLayer:
    """Return the layer with its shape.

    Raises empty, out_of_range or shape_mismatch where its parts or inputs do not fit.
    """
    layer = layer._replace(input_shape=placed_shape(field, layer, before))
    size = layer.input_shape[-1]
    if layer.gamma is not None:
        check_lengths(f"{field}.gamma", layer.gamma, (size,))
    if layer.beta is not None:
        check_lengths(f"{field}.beta", layer.beta, (size,))
    check_lengths(f"{field}.moving_mean", layer.moving_mean, (size,))
    check_lengths(f"{field}.moving_variance", layer.moving_variance, (size,))
    return layer


def check_batch_normalization_layer_values(field: str, layer: BatchNormalizationLayer) -> None:
    """Raise not_finite or out_of_range for a layer that cannot exist."""
    if layer.gamma is not None:
        check_finite(f"{field}.gamma", layer.gamma)
    if layer.beta is not None:
        check_finite(f"{field}.beta", layer.beta)
    check_finite(f"{field}.moving_mean", layer.moving_mean)
    check_not_negative(f"{field}.moving_variance", layer.moving_variance)
    check_share(f"{field}.momentum", layer.momentum)
    check_positive(f"{field}.epsilon", layer.epsilon)


def check_nothing(field: str, layer: Any) -> None:
    """Accept a layer whose fields are all shapes, which have been checked."""


KINDS = {
    "dense": Kind(as_dense_layer, placed_dense_layer, check_dense_layer_values, "kernel", "units"),
    "flatten": Kind(
        as_flatten_layer, placed_flatten_layer, check_nothing, "input_shape", "input_shape"
    ),
    "reshape": Kind(
        as_reshape_layer, placed_reshape_layer, check_nothing, "input_shape", "target_shape"
    ),
    "normalization": Kind(
        as_normalization_layer,
        placed_normalization_layer,
        check_normalization_layer_values,
        "mean",
        "mean",
    ),
    "batch_normalization": Kind(
        as_batch_normalization_layer,
        placed_batch_normalization_layer,
        check_batch_normalization_layer_values,
        "input_shape",
        "input_shape",
    ),
    "dropout": Kind(
        as_dropout_layer,
        placed_same_shape,
        check_dropout_layer_values,
        "input_shape",
        "input_shape",
    ),
    "activation": Kind(
        as_activation_layer,
        placed_activation_layer,
        check_activation_layer_values,
        "input_shape",
        "input_shape",
    ),
    "leaky_relu": Kind(
        as_leaky_relu_layer,
        placed_same_shape,
        check_leaky_relu_layer_values,
        "input_shape",
        "input_shape",
    ),
    "softmax": Kind(
        as_softmax_layer, placed_same_shape, check_nothing, "input_shape", "input_shape"
    ),
    "conv2d": Kind(
        as_conv2d_layer, placed_conv2d_layer, check_conv_layer_values, "input_shape", "filters"
    ),
    "conv1d": Kind(
        as_conv1d_layer, placed_conv1d_layer, check_conv_layer_values, "input_shape", "filters"
    ),
    "max_pooling2d": Kind(
        as_pooling_layer, placed_pooling_layer, check_nothing, "input_shape", "pool_size"
    ),
    "average_pooling2d": Kind(
        as_pooling_layer, placed_pooling_layer, check_nothing, "input_shape", "pool_size"
    ),
    "global_average_pooling2d": Kind(
        as_global_layer, placed_global_layer, check_nothing, "input_shape", "input_shape"
    ),
    "zero_padding2d": Kind(
        as_zero_padding2d_layer,
        placed_zero_padding2d_layer,
        check_nothing,
        "input_shape",
        "columns",
    ),
    "masking": Kind(
        as_masking_layer,
        placed_masking_layer,
        check_masking_layer_values,
        "input_shape",
        "input_shape",
    ),
    "repeat_vector": Kind(
        as_repeat_vector_layer, placed_repeat_vector_layer, check_nothing, "input_shape", "n"
    ),
    "time_distributed": Kind(
        as_time_distributed_layer,
        placed_time_distributed_layer,
        check_time_distributed_layer_values,
        "input_shape",
        "units",
    ),
    "embedding": Kind(
        as_embedding_layer,
        placed_embedding_layer,
        check_embedding_layer_values,
        "input_shape",
        "output_dim",
        check_embedding_inputs,
    ),
    "simple_rnn": Kind(
        as_recurrent_layer,
        placed_simple_rnn_layer,
        check_simple_rnn_layer_values,
        "input_shape",
        "units",
    ),
    "lstm": Kind(
        as_recurrent_layer, placed_lstm_layer, check_lstm_layer_values, "input_shape", "units"
    ),
    "gru": Kind(as_gru_layer, placed_gru_layer, check_gru_layer_values, "input_shape", "units"),
    "bidirectional_simple_rnn": Kind(
        as_recurrent_layer,
        placed_bidirectional_layer,
        check_bidirectional_layer_values,
        "input_shape",
        "units",
    ),
    "bidirectional_lstm": Kind(
        as_recurrent_layer,
        placed_bidirectional_layer,
        check_bidirectional_layer_values,
        "input_shape",
        "units",
    ),
    "bidirectional_gru": Kind(
        as_gru_layer,
        placed_bidirectional_layer,
        check_bidirectional_layer_values,
        "input_shape",
        "units",
    ),
    "add": Kind(
        as_merging_layer, placed_add_layer, check_nothing, "sources", "sources", merges=True
    ),
    "concatenate": Kind(
        as_merging_layer, placed_concatenate_layer, check_nothing, "sources", "sources", merges=True
    ),
    "part": Kind(as_part_layer, placed_part_layer, check_nothing, "input_shape", "target_shape"),
}
