"""Layers on sequences as C sees them: the part of ``layers`` for those kinds."""

from typing import Any

import numpy as np

from refnet._core import lib
from refnet.core.arrays import C_LAYOUT, as_matrix_or_rows, as_vector, matrix_of, number_of, pointer
from refnet.reference.activations import ACTIVATIONS
from refnet.reference.bidirectional import BidirectionalLayer
from refnet.reference.embedding import EmbeddingLayer
from refnet.reference.gru import GRULayer
from refnet.reference.merge_modes import MERGE_MODES
from refnet.reference.sequence_checks import (
    RecurrentLayer,
    as_embedding_layer,
    as_gru_layer,
    as_recurrent_layer,
    as_time_distributed_layer,
)
from refnet.reference.sequences import MaskingLayer, RepeatVectorLayer, TimeDistributedLayer

Filled = tuple[list[Any], list[Any]]  # what a struct points into: the parameters, and the rest


def arrays_of(dtype: Any, *parts: Any) -> list[Any]:
    """Return arrays of these numbers as C reads them, the same memory if it fits; None for None."""
    return [None if part is None else np.require(part, dtype, C_LAYOUT) for part in parts]


def fill_masking(struct: Any, layer: MaskingLayer, dtype: Any) -> Filled:
    struct.steps, struct.features = layer.input_shape
    struct.mask_value = layer.mask_value
    return [], []


def fill_repeat_vector(struct: Any, layer: RepeatVectorLayer, dtype: Any) -> Filled:
    struct.steps, (struct.features,) = layer.n, layer.input_shape
    return [], []


def read_time_distributed(field: str, layer: TimeDistributedLayer) -> TimeDistributedLayer:
    return as_time_distributed_layer(field, layer, as_matrix_or_rows, as_vector)


def time_distributed_with_arrays(layer: TimeDistributedLayer) -> TimeDistributedLayer:
    return layer._replace(kernel=matrix_of(layer.kernel, layer.units))


def fill_time_distributed(struct: Any, layer: TimeDistributedLayer, dtype: Any) -> Filled:
    struct.steps, struct.features = layer.input_shape
    struct.units = layer.units
    arrays = arrays_of(dtype, layer.kernel, layer.bias)
    struct.kernel, struct.bias = map(pointer, arrays)
    return arrays, []


def read_embedding(field: str, layer: EmbeddingLayer) -> EmbeddingLayer:
    return as_embedding_layer(field, layer, as_matrix_or_rows)


def embedding_with_arrays(layer: EmbeddingLayer) -> EmbeddingLayer:
    return layer._replace(embeddings=matrix_of(layer.embeddings, layer.output_dim))


def fill_embedding(struct: Any, layer: EmbeddingLayer, dtype: Any) -> Filled:
    (struct.steps,) = layer.input_shape
    struct.rows, struct.units = layer.input_dim, layer.output_dim
    struct.mask_zero = layer.mask_zero
    arrays = arrays_of(dtype, layer.embeddings)
    struct.kernel = pointer(arrays[0])
    return arrays, []


def read_recurrent(field: str, layer: RecurrentLayer) -> Any:
    return as_recurrent_layer(field, layer, as_matrix_or_rows, as_vector)


def read_gru(field: str, layer: GRULayer | BidirectionalLayer) -> Any:
    return as_gru_layer(field, layer, as_matrix_or_rows, as_vector)


def recurrent_with_arrays(layer: Any) -> Any:
    return layer._replace(**_weights(layer, ""))


def bidirectional_with_arrays(layer: BidirectionalLayer) -> BidirectionalLayer:
    placed: BidirectionalLayer = recurrent_with_arrays(layer)
    return placed._replace(**_weights(layer, "backward_"))


def _weights(layer: Any, prefix: str) -> dict[str, Any]:
    """Return the weights of a direction as arrays, by name; several biases have a row each."""
    names = [f"{prefix}{name}" for name in ("kernel", "recurrent_kernel", "bias")]
    kernel, recurrent_kernel, bias = (getattr(layer, name) for name in names)
    columns = len(recurrent_kernel[0])
    if bias is not None and np.ndim(bias[0]) == 1:
        bias = matrix_of(bias, columns)
    arrays = matrix_of(kernel, columns), matrix_of(recurrent_kernel, columns), bias
    return dict(zip(names, arrays, strict=True))


def fill_recurrent(struct: Any, layer: Any, dtype: Any) -> Filled:
    """Write a layer whose own activation is that of a step; what follows sees "linear"."""
    struct.go_backwards, struct.return_state = layer.go_backwards, layer.return_state
    return _fill_one_direction(struct, layer, dtype), []


def fill_bidirectional(struct: Any, layer: BidirectionalLayer, dtype: Any) -> Filled:
    second = layer.backward_kernel, layer.backward_recurrent_kernel, layer.backward_bias
    arrays = arrays_of(dtype, *second)
    struct.backward_kernel, struct.backward_recurrent_kernel, struct.backward_bias = map(
        pointer, arrays
    )
    struct.merge_mode = number_of(layer.merge_mode, MERGE_MODES)
    return [*_fill_one_direction(struct, layer, dtype), *arrays], []


def _fill_one_direction(struct: Any, layer: Any, dtype: Any) -> list[Any]:
    struct.steps, struct.features = layer.input_shape
    struct.units = layer.units
    struct.gates = len(layer.recurrent_kernel[0]) // layer.units
    struct.return_sequences, struct.stateful = layer.return_sequences, layer.stateful
    struct.rate, struct.recurrent_rate = layer.dropout, layer.recurrent_dropout
    struct.reset_before = not getattr(layer, "reset_after", True)  # of gru alone
    struct.step_activation, struct.activation = struct.activation, lib.REFNET_ACTIVATION_LINEAR
    gates = getattr(layer, "recurrent_activation", "") or "linear"  # a simple layer has no gates
    struct.recurrent_activation = number_of(gates, ACTIVATIONS)
    arrays = arrays_of(dtype, layer.kernel, layer.recurrent_kernel, layer.bias)
    struct.kernel, struct.recurrent_kernel, struct.bias = map(pointer, arrays)
    return arrays
