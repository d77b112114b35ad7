"""What a layer on sequences must be: the part of ``layer_checks`` for those kinds."""

from collections.abc import Callable
from typing import Any, NamedTuple

from refnet.reference.activations import STEP_ACTIVATIONS, UNIT_ACTIVATIONS
from refnet.reference.bidirectional import BidirectionalLayer
from refnet.reference.checks import (
    MOST_NUMBERS,
    Matrix,
    check_finite,
    check_finite_number,
    check_finite_rows,
    check_fraction,
    check_length,
    check_name,
    check_range,
    fault,
    from_to,
)
from refnet.reference.embedding import EmbeddingLayer, embedding_shapes
from refnet.reference.gru import GRULayer
from refnet.reference.lstm import LSTMLayer
from refnet.reference.merge_modes import MERGE_MODES, merged_units
from refnet.reference.readers import (
    as_boolean,
    as_count,
    as_name,
    as_number,
    as_numbers,
    as_rows,
    optional,
)
from refnet.reference.recurrent import SimpleRNNLayer, recurrent_shapes
from refnet.reference.sequences import (
    MaskingLayer,
    RepeatVectorLayer,
    TimeDistributedLayer,
    repeat_vector_shapes,
    time_distributed_shapes,
)
from refnet.reference.shape_checks import (
    SEQUENCE,
    Before,
    as_shape,
    check_lengths,
    check_product,
    placed_axes,
)

RecurrentLayer = SimpleRNNLayer | LSTMLayer | GRULayer | BidirectionalLayer
Weights = tuple[Any, Any, Any]  # kernel, recurrent kernel, and bias or None
READ = {  # types of the fields of recurrent layers, of which not every kind has all
    "units": as_count,
    "activation": as_name,
    "recurrent_activation": as_name,
    "return_sequences": as_boolean,
    "go_backwards": as_boolean,
    "dropout": as_number,
    "recurrent_dropout": as_number,
    "stateful": as_boolean,
    "reset_after": as_boolean,
    "return_state": as_boolean,
    "merge_mode": as_name,
}


# Layers that handle each step by itself


def as_masking_layer(field: str, layer: MaskingLayer) -> MaskingLayer:
    """Return a layer with fields of the right types; raises wrong_type."""
    return MaskingLayer(as_number(f"{field}.mask_value", layer.mask_value), as_shape(field, layer))


def placed_masking_layer(field: str, layer: MaskingLayer, before: Before | None) -> MaskingLayer:
    """Return the layer with its shape; raises empty, out_of_range or shape_mismatch."""
    return layer._replace(input_shape=placed_axes(field, layer, before, SEQUENCE))


def check_masking_layer_values(field: str, layer: MaskingLayer) -> None:
    """Raise not_finite for a layer that cannot exist."""
    check_finite_number(f"{field}.mask_value", layer.mask_value)


def as_repeat_vector_layer(field: str, layer: RepeatVectorLayer) -> RepeatVectorLayer:
    """Return a layer with fields of the right types; raises wrong_type."""
    return RepeatVectorLayer(as_count(f"{field}.n", layer.n), as_shape(field, layer))


def placed_repeat_vector_layer(
    field: str, layer: RepeatVectorLayer, before: Before | None
) -> RepeatVectorLayer:
    """Return the layer with its shape; raises empty, out_of_range or shape_mismatch."""
    check_range(f"{field}.n", layer.n, 1, MOST_NUMBERS)
    layer = layer._replace(input_shape=placed_axes(field, layer, before, SEQUENCE[1:]))
    check_product(f"{field}.n", repeat_vector_shapes(layer)[1])
    return layer


def as_time_distributed_layer(
    field: str,
    layer: TimeDistributedLayer,
    as_kernel: Callable[[str, Any], Any] = as_rows,
    as_bias: Callable[[str, Any], Any] = as_numbers,
) -> TimeDistributedLayer:
    """Return a layer with the types that as_kernel and as_bias read; raises wrong_type."""
    return TimeDistributedLayer(
        as_count(f"{field}.units", layer.units),
        as_name(f"{field}.activation", layer.activation),
        as_kernel(f"{field}.kernel", layer.kernel),
        optional(as_bias)(f"{field}.bias", layer.bias),
        as_shape(field, layer),
    )


def placed_time_distributed_layer(
    field: str, layer: TimeDistributedLayer, before: Before | None
) -> TimeDistributedLayer:
    """Return the layer with its shape.

    Raises empty, shape_mismatch or out_of_range where its parts or inputs do not fit.
    """
    check_range(f"{field}.units", layer.units, 1, MOST_NUMBERS)
    layer = layer._replace(input_shape=placed_axes(field, layer, before, SEQUENCE))
    check_product(f"{field}.units", time_distributed_shapes(layer)[1])
    check_lengths(f"{field}.kernel", layer.kernel, (layer.input_shape[1], layer.units))
    if layer.bias is not None:
        check_length(f"{field}.bias", layer.bias, f"{field}.units", layer.units)
    return layer


def check_time_distributed_layer_values(field: str, layer: TimeDistributedLayer) -> None:
    """Raise unknown_name or not_finite for a layer that cannot exist."""
    check_name(f"{field}.activation", layer.activation, UNIT_ACTIVATIONS)
    check_finite_rows(f"{field}.kernel", layer.kernel)
    if layer.bias is not None:
        check_finite(f"{field}.bias", layer.bias)


# Embeddings


def as_embedding_layer(
    field: str, layer: EmbeddingLayer, as_table: Callable[[str, Any], Any] = as_rows
) -> EmbeddingLayer:
    """Return a layer with the types that as_table reads; raises wrong_type."""
    return EmbeddingLayer(
        as_count(f"{field}.input_dim", layer.input_dim),
        as_count(f"{field}.output_dim", layer.output_dim),
        as_table(f"{field}.embeddings", layer.embeddings),
        as_boolean(f"{field}.mask_zero", layer.mask_zero),
        as_shape(field, layer),
    )


def placed_embedding_layer(
    field: str, layer: EmbeddingLayer, before: Before | None
) -> EmbeddingLayer:
    """Return the layer with its shape.

    Raises empty, shape_mismatch or out_of_range where its parts or inputs do not fit.
    """
    if before is not None and before.field != "input_shape":
        raise fault("shape_mismatch", f"{field}.input_dim", "an embedding to be the first layer")
    check_range(f"{field}.input_dim", layer.input_dim, 1, MOST_NUMBERS)
    check_range(f"{field}.output_dim", layer.output_dim, 1, MOST_NUMBERS)
    layer = layer._replace(input_shape=placed_axes(field, layer, before, SEQUENCE[:1]))
    check_product(f"{field}.output_dim", embedding_shapes(layer)[1])
    check_lengths(f"{field}.embeddings", layer.embeddings, (layer.input_dim, layer.output_dim))
    return layer


def check_embedding_layer_values(field: str, layer: EmbeddingLayer) -> None:
    """Raise not_finite for a layer that cannot exist."""
    check_finite_rows(f"{field}.embeddings", layer.embeddings)


def check_embedding_inputs(field: str, inputs: Matrix, layer: EmbeddingLayer) -> None:
    """Raise not_finite or out_of_range for inputs that do not number rows of the table.

    inputs [m][t]
    """
    check_finite_rows(field, inputs)
    high = layer.input_dim - 1
    for i, row in enumerate(inputs):
        for j, number in enumerate(row):
            if not 0.0 <= number <= high or number != int(number):
                raise fault("out_of_range", field, f"a whole number, {from_to(0, high)}", i, j)


# Recurrent layers


def as_recurrent_layer(
    field: str,
    layer: RecurrentLayer,
    as_kernel: Callable[[str, Any], Any] = as_rows,
    as_bias: Callable[[str, Any], Any] = as_numbers,
) -> Any:
    """Return a layer with the types that as_kernel and as_bias read; raises wrong_type."""
    read = {**READ, "kernel": as_kernel, "recurrent_kernel": as_kernel, "bias": optional(as_bias)}
    read |= {f"backward_{name}": read[name] for name in ("kernel", "recurrent_kernel", "bias")}
    values = {name: value for name, value in layer._asdict().items() if name in read}
    # in the order in which the layer has them
    clean = {name: read[name](f"{field}.{name}", value) for name, value in values.items()}
    fresh: dict[str, Any] = {"mask": None, "state": None, "factors": None}  # those of a batch
    return layer._replace(**clean, input_shape=as_shape(field, layer), **fresh)


def as_gru_layer(
    field: str,
    layer: GRULayer | BidirectionalLayer,
    as_kernel: Callable[[str, Any], Any] = as_rows,
    as_bias: Callable[[str, Any], Any] = as_numbers,
) -> Any:
    """Return a layer with the types that as_kernel and as_bias read; raises wrong_type.

    Two biases are read by as_kernel, as they have a row each.
    """
    as_biases = as_bias if layer.reset_after is False else as_kernel
    return as_recurrent_layer(field, layer, as_kernel, as_biases)


def placed_simple_rnn_layer(
    field: str, layer: SimpleRNNLayer, before: Before | None
) -> SimpleRNNLayer:
    """Return the layer with its shape.

    Raises empty, shape_mismatch or out_of_range where its parts or inputs do not fit.
    """
    placed: SimpleRNNLayer = placed_recurrent(field, layer, before, 1, ())
    return placed


def placed_lstm_layer(field: str, layer: LSTMLayer, before: Before | None) -> LSTMLayer:
    """Return the layer with its shape.

    Raises empty, shape_mismatch or out_of_range where its parts or inputs do not fit.
    """
    placed: LSTMLayer = placed_recurrent(field, layer, before, 4, ())
    return placed


def placed_gru_layer(field: str, layer: GRULayer, before: Before | None) -> GRULayer:
    """Return the layer with its shape.

    Raises empty, shape_mismatch or out_of_range where its parts or inputs do not fit.
    """
    biases = (2,) if layer.reset_after else ()
    placed: GRULayer = placed_recurrent(field, layer, before, 3, biases)
    return placed


def placed_recurrent(
    field: str, layer: RecurrentLayer, before: Before | None, gates: int, biases: tuple[int, ...]
) -> Any:
    """Return a layer with its shape, whose weights have a column for each gate and unit.

    biases: how many biases there are, () where it is one that stands alone. Raises empty,
    shape_mismatch or out_of_range.
    """
    check_range(f"{field}.units", layer.units, 1, MOST_NUMBERS)
    placed = layer._replace(input_shape=placed_axes(field, layer, before, SEQUENCE))
    t, n = placed.input_shape
    sizes = n, placed.units, gates * placed.units
    check_product(f"{field}.units", (t, gates * placed.units))
    if getattr(placed, "return_state", False):
        check_product(f"{field}.units", recurrent_shapes(placed)[1])
    weights = placed.kernel, placed.recurrent_kernel, placed.bias
    check_weights_fit(f"{field}.", weights, sizes, biases)
    return placed


def check_weights_fit(
    place: str, weights: Weights, sizes: tuple[int, int, int], biases: tuple[int, ...]
) -> None:
    """Raise shape_mismatch for weights of other shapes; place: what stands before their names.

    sizes: features, units and columns of the kernels
    """
    kernel, recurrent_kernel, bias = weights
    n, u, columns = sizes
    check_lengths(f"{place}kernel", kernel, (n, columns))
    check_lengths(f"{place}recurrent_kernel", recurrent_kernel, (u, columns))
    if bias is not None:
        check_lengths(f"{place}bias", bias, (*biases, columns))


def check_simple_rnn_layer_values(field: str, layer: SimpleRNNLayer | BidirectionalLayer) -> None:
    """Raise unknown_name, not_finite or out_of_range for a layer that cannot exist."""
    check_name(f"{field}.activation", layer.activation, STEP_ACTIVATIONS)
    check_rates(field, layer)
    weights = layer.kernel, layer.recurrent_kernel, layer.bias
    check_recurrent_weights(f"{field}.", weights, check_finite)


def check_lstm_layer_values(field: str, layer: LSTMLayer | BidirectionalLayer) -> None:
    """Raise unknown_name, not_finite or out_of_range for a layer that cannot exist."""
    check_gate_activations(field, layer)
    check_rates(field, layer)
    weights = layer.kernel, layer.recurrent_kernel, layer.bias
    check_recurrent_weights(f"{field}.", weights, check_finite)


def check_gru_layer_values(field: str, layer: GRULayer | BidirectionalLayer) -> None:
    """Raise unknown_name, not_finite or out_of_range for a layer that cannot exist."""
    check_gate_activations(field, layer)
    check_rates(field, layer)
    weights = layer.kernel, layer.recurrent_kernel, layer.bias
    check_bias = check_finite_rows if layer.reset_after else check_finite
    check_recurrent_weights(f"{field}.", weights, check_bias)


def check_gate_activations(field: str, layer: LSTMLayer | GRULayer | BidirectionalLayer) -> None:
    """Raise unknown_name for an activation that a layer with gates cannot have."""
    check_name(f"{field}.activation", layer.activation, STEP_ACTIVATIONS)
    check_name(f"{field}.recurrent_activation", layer.recurrent_activation, STEP_ACTIVATIONS)


def check_rates(field: str, layer: RecurrentLayer) -> None:
    """Raise not_finite or out_of_range for probabilities of leaving a number out."""
    check_fraction(f"{field}.dropout", layer.dropout)
    check_fraction(f"{field}.recurrent_dropout", layer.recurrent_dropout)


def check_recurrent_weights(
    place: str, weights: Weights, check_bias: Callable[[str, Any], None]
) -> None:
    """Raise not_finite for the first infinity or NaN; place: what stands before their names."""
    kernel, recurrent_kernel, bias = weights
    check_finite_rows(f"{place}kernel", kernel)
    check_finite_rows(f"{place}recurrent_kernel", recurrent_kernel)
    if bias is not None:
        check_bias(f"{place}bias", bias)


# Both directions


def placed_bidirectional_layer(
    field: str, layer: BidirectionalLayer, before: Before | None
) -> BidirectionalLayer:
    """Return the layer with its shape.

    Raises empty, shape_mismatch or out_of_range where its parts or inputs do not fit.
    """
    gates, biases, _, _ = cell_of(layer)
    check_name(f"{field}.merge_mode", layer.merge_mode, MERGE_MODES)
    placed: BidirectionalLayer = placed_recurrent(field, layer, before, gates, biases)
    t, n = placed.input_shape
    check_product(f"{field}.units", (t, merged_units(placed.units, placed.merge_mode)))
    sizes = n, placed.units, gates * placed.units
    check_weights_fit(f"{field}.backward_", backward_weights(placed), sizes, biases)
    return placed


def check_bidirectional_layer_values(field: str, layer: BidirectionalLayer) -> None:
    """Raise unknown_name, not_finite or out_of_range for a layer that cannot exist."""
    _, _, check_values, check_bias = cell_of(layer)
    check_values(field, layer)
    check_recurrent_weights(f"{field}.backward_", backward_weights(layer), check_bias)


def backward_weights(layer: BidirectionalLayer) -> Weights:
    """Return kernel, recurrent kernel and bias of the layer that reads backwards."""
    return layer.backward_kernel, layer.backward_recurrent_kernel, layer.backward_bias


class Cell(NamedTuple):
    """What the checks need to know of a recurrent kind in both directions."""

    gates: int
    biases: tuple[int, ...]
    check_values: Callable[[str, Any], None]
    check_bias: Callable[[str, Any], None]


CELLS = {
    "simple_rnn": Cell(1, (), check_simple_rnn_layer_values, check_finite),
    "lstm": Cell(4, (), check_lstm_layer_values, check_finite),
    "gru": Cell(3, (2,), check_gru_layer_values, check_finite_rows),
}
ONE_BIAS = Cell(3, (), check_gru_layer_values, check_finite)  # of gru without reset_after


def cell_of(layer: BidirectionalLayer) -> Cell:
    """Return what the checks need to know of the layer's recurrent kind."""
    return CELLS[layer.cell] if layer.cell != "gru" or layer.reset_after else ONE_BIAS
