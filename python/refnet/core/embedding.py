"""Chapter embedding through the C core: refnet.reference.embedding over NumPy arrays."""

from typing import Any

import numpy as np

from refnet._core import lib
from refnet.core import layer_calls
from refnet.core.arrays import Array, Booleans, Matrix, Vector
from refnet.core.checks import check_layer_inputs, checked_rows
from refnet.core.layers import checked_layer, sizes_of
from refnet.reference.embedding import EmbeddingLayer
from refnet.reference.embedding import embedding_shapes as reference_embedding_shapes
from refnet.reference.sequences import Mask


def embedding_shapes(layer: EmbeddingLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer: (t,) and (t, output_dim)."""
    return reference_embedding_shapes(layer)


def embedding_parameters(layer: EmbeddingLayer) -> Array:
    """Return a copy of the parameters: the table row by row."""
    return np.array(layer.embeddings).ravel()


def embedding_variables(layer: EmbeddingLayer) -> list[int]:
    """Return how many of the parameters belong to the table: all."""
    return [np.size(layer.embeddings)]


def embedding_with_parameters(layer: EmbeddingLayer, vectors: Array) -> EmbeddingLayer:
    """Return the layer with another table, a view of ``vectors`` [size], float64 or float32."""
    return layer._replace(embeddings=vectors.reshape(layer.input_dim, layer.output_dim))


def embedding_mask(inputs: Any, layer: EmbeddingLayer, mask: Mask) -> Booleans | None:
    """Return which steps have a number other than 0, with mask_zero (EMBED-1).

    inputs [m][t], mask: None, because no layer comes before this one -> [m][t].
    Raises RefnetError: wrong_type, shape_mismatch, not_finite, out_of_range, and what a layer
    cannot be.
    """
    layer = checked_layer(layer, "embedding")
    inputs = checked_rows("inputs", inputs, "layer.input_shape", sizes_of(layer)[0])
    check_layer_inputs(inputs, layer)
    return inputs != 0.0 if layer.mask_zero else None


def embedding_forward(inputs: Any, layer: EmbeddingLayer) -> Matrix:
    """Return the vector of each number (EMBED-1).

    inputs [m][t] -> [m][t * output_dim].
    Raises RefnetError: wrong_type, shape_mismatch, not_finite, out_of_range, and what a layer
    cannot be; and MemoryError.
    """
    return layer_calls.forward(lib.refnet_embedding_forward, inputs, layer, "embedding")


def embedding_parameter_gradients(inputs: Any, deltas: Any, layer: EmbeddingLayer) -> Vector:
    """Return the gradients of the table: for each number the sum of its deltas, in order (EMBED-2).

    inputs [m][t], deltas [m][t * output_dim] -> [size], in the order of ``embedding_parameters``.
    Raises RefnetError: wrong_type, shape_mismatch, not_finite, out_of_range, and what a layer
    cannot be.
    """
    function = lib.refnet_embedding_parameter_gradients
    return layer_calls.parameter_gradients(function, inputs, deltas, layer, "embedding")


def embedding_input_gradients(inputs: Any, deltas: Any, layer: EmbeddingLayer) -> Matrix:
    """Return zeros: numbers that stand for something have no gradients (EMBED-2).

    inputs [m][t], deltas [m][t * output_dim] -> [m][t].
    Raises RefnetError: wrong_type, shape_mismatch, not_finite, out_of_range, and what a layer
    cannot be; and MemoryError.
    """
    function = lib.refnet_embedding_input_gradients
    return layer_calls.input_gradients(function, inputs, deltas, layer, "embedding")
