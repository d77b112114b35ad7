"""Layers on sequences as C sees them: the part of ``layers`` for those kinds."""

from typing import Any

import numpy as np

from refnet._core import lib
from refnet.core.arrays import C_LAYOUT, as_matrix_or_rows, as_vector, matrix_of, number_of, pointer
from refnet.reference.checks import ACTIVATIONS
from refnet.reference.embedding import EmbeddingLayer
from refnet.reference.gru import GRULayer
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


def read_gru(field: str, layer: GRULayer) -> GRULayer:
    return as_gru_layer(field, layer, as_matrix_or_rows)


def recurrent_with_arrays(layer: Any) -> Any:
    columns = len(layer.recurrent_kernel[0])
    kernel, recurrent_kernel = layer.kernel, layer.recurrent_kernel
    return layer._replace(
        kernel=matrix_of(kernel, columns), recurrent_kernel=matrix_of(recurrent_kernel, columns)
    )


def gru_with_arrays(layer: GRULayer) -> GRULayer:
    bias = None if layer.bias is None else matrix_of(layer.bias, 3 * layer.units)
    placed: GRULayer = recurrent_with_arrays(layer)._replace(bias=bias)
    return placed


def fill_recurrent(struct: Any, layer: Any, dtype: Any) -> Filled:
    """Write a layer whose own activation is that of a step; what follows sees "linear"."""
    struct.steps, struct.features = layer.input_shape
    struct.units = layer.units
    struct.gates = len(layer.recurrent_kernel[0]) // layer.units
    struct.return_sequences, struct.go_backwards = layer.return_sequences, layer.go_backwards
    struct.step_activation, struct.activation = struct.activation, lib.REFNET_ACTIVATION_LINEAR
    gates = getattr(layer, "recurrent_activation", "linear")  # a simple layer has no gates
    struct.recurrent_activation = number_of(gates, ACTIVATIONS)
    arrays = arrays_of(dtype, layer.kernel, layer.recurrent_kernel, layer.bias)
    struct.kernel, struct.recurrent_kernel, struct.bias = map(pointer, arrays)
    return arrays, []
