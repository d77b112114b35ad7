"""Chapter sequences through the C core: refnet.reference.sequences over NumPy arrays.

The parameters of a layer are one array here, and so are their gradients.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from refnet._core import lib
from refnet.core import layer_calls
from refnet.core.arrays import Array, Booleans, Matrix, Vector, as_vector, pointer
from refnet.core.checks import checked_rows
from refnet.core.dense import dense_parameters, dense_variables, dense_with_parameters
from refnet.core.layers import LayerStructs, checked_layer, sizes_of
from refnet.core.memory import result_buffer
from refnet.reference.checks import check_length
from refnet.reference.dense import DenseLayer
from refnet.reference.sequences import (
    Mask,
    MaskingLayer,
    RepeatVectorLayer,
    TimeDistributedLayer,
)
from refnet.reference.sequences import each_step_layer as reference_each_step_layer
from refnet.reference.sequences import masking_shapes as reference_masking_shapes
from refnet.reference.sequences import repeat_vector_shapes as reference_repeat_vector_shapes
from refnet.reference.sequences import (
    time_distributed_shapes as reference_time_distributed_shapes,
)


def joined(rows: Sequence[Any]) -> Vector:
    """Return the numbers of all rows, one row after another.

    rows [t][n] -> [t * n]. Raises RefnetError: wrong_type.
    """
    return np.concatenate([np.empty(0), *(as_vector("rows", row) for row in rows)])


def masking_shapes(layer: MaskingLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer: (t, n), twice."""
    return reference_masking_shapes(layer)


def masking_mask(inputs: Any, layer: MaskingLayer, mask: Mask) -> Booleans:
    """Return which steps have a feature other than mask_value (SEQ-1).

    inputs [m][t * n], mask: that of the inputs, which is dropped -> [m][t].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    layer = checked_layer(layer, "masking")
    inputs = checked_rows("inputs", inputs, "layer.input_shape", sizes_of(layer)[0])
    structs, m = LayerStructs([layer]), len(inputs)
    result: Booleans = result_buffer("inputs", (m, layer.input_shape[0]), np.bool_)
    none = pointer(None)
    lib.refnet_masking_mask(pointer(inputs), structs.array, none, m, pointer(result))
    return result


def masking_forward(inputs: Any, layer: MaskingLayer) -> Matrix:
    """Return the inputs, with zeros in the steps that are left out (SEQ-1).

    inputs [m][t * n] -> [m][t * n].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    return layer_calls.forward(lib.refnet_masking_forward, inputs, layer, "masking")


def masking_input_gradients(inputs: Any, deltas: Any, layer: MaskingLayer) -> Matrix:
    """Return the deltas, with zeros in the steps that are left out (SEQ-1).

    inputs [m][t * n], deltas [m][t * n] -> [m][t * n].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    function = lib.refnet_masking_input_gradients
    return layer_calls.input_gradients(function, inputs, deltas, layer, "masking")


def masked_steps(inputs: Any, numbers: Any, layer: MaskingLayer) -> Matrix:
    """Return numbers, with zeros in the steps that are left out (SEQ-1).

    inputs [m][t * n], numbers [m][t * n] -> [m][t * n].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    layer = checked_layer(layer, "masking")
    numbers = checked_rows("numbers", numbers, "layer.input_shape", sizes_of(layer)[0])
    inputs = checked_rows("inputs", inputs, "layer.input_shape", sizes_of(layer)[0])
    check_length("numbers", numbers, "inputs", len(inputs))
    function = lib.refnet_masking_input_gradients
    return layer_calls.input_gradients(function, inputs, numbers, layer, "masking")


def repeat_vector_shapes(layer: RepeatVectorLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer: (u,) and (n, u)."""
    return reference_repeat_vector_shapes(layer)


def repeat_vector_forward(inputs: Any, layer: RepeatVectorLayer) -> Matrix:
    """Return each example as often as there are steps (SEQ-2).

    inputs [m][u] -> [m][n * u].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    return layer_calls.forward(lib.refnet_repeat_vector_forward, inputs, layer, "repeat_vector")


def repeat_vector_input_gradients(inputs: Any, deltas: Any, layer: RepeatVectorLayer) -> Matrix:
    """Return the sums of the deltas over the steps, in order (SEQ-2).

    inputs [m][u], deltas [m][n * u] -> [m][u].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    function = lib.refnet_repeat_vector_input_gradients
    return layer_calls.input_gradients(function, inputs, deltas, layer, "repeat_vector")


def time_distributed_shapes(
    layer: TimeDistributedLayer,
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer: (t, n) and (t, u)."""
    return reference_time_distributed_shapes(layer)


def each_step_layer(layer: TimeDistributedLayer) -> DenseLayer:
    """Return the dense layer whose examples are the steps."""
    return reference_each_step_layer(layer)


def time_distributed_parameters(layer: TimeDistributedLayer) -> Array:
    """Return a copy of the parameters: the kernel row by row, then the bias if there is one."""
    return dense_parameters(each_step_layer(layer))


def time_distributed_variables(layer: TimeDistributedLayer) -> list[int]:
    """Return how many of the parameters belong to the kernel, and how many to the bias."""
    return dense_variables(each_step_layer(layer))


def time_distributed_with_parameters(
    layer: TimeDistributedLayer, vectors: Array
) -> TimeDistributedLayer:
    """Return the layer with other parameters, views of ``vectors`` [size].

    They are in the order of ``time_distributed_parameters``, float64 or float32.
    """
    moved = dense_with_parameters(each_step_layer(layer), vectors)
    return layer._replace(kernel=moved.kernel, bias=moved.bias)


def time_distributed_forward(inputs: Any, layer: TimeDistributedLayer) -> Matrix:
    """Return the preactivations of each step (SEQ-3).

    inputs [m][t * n] -> [m][t * u].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    function = lib.refnet_time_distributed_forward
    return layer_calls.forward(function, inputs, layer, "time_distributed")


def time_distributed_parameter_gradients(
    inputs: Any, deltas: Any, layer: TimeDistributedLayer
) -> Vector:
    """Return the gradients of the parameters, summed over all steps in order (SEQ-3).

    inputs [m][t * n], deltas [m][t * u] -> [size], in the order of ``time_distributed_parameters``.
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    function = lib.refnet_time_distributed_parameter_gradients
    return layer_calls.parameter_gradients(function, inputs, deltas, layer, "time_distributed")


def time_distributed_input_gradients(
    inputs: Any, deltas: Any, layer: TimeDistributedLayer
) -> Matrix:
    """Return the gradients of the inputs of each step (SEQ-3).

    inputs [m][t * n], deltas [m][t * u] -> [m][t * n].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    function = lib.refnet_time_distributed_input_gradients
    return layer_calls.input_gradients(function, inputs, deltas, layer, "time_distributed")
