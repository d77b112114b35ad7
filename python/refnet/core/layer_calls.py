"""Calls of the functions that each kind of layer has in C, with checked arguments."""

from collections.abc import Callable
from typing import Any

import numpy as np

from refnet.core.arrays import Matrix, Vector, pointer
from refnet.core.checks import checked_rows
from refnet.core.layers import LayerStructs, checked_layer, sizes_of
from refnet.core.memory import result_buffer
from refnet.reference.checks import check_length
from refnet.reference.layer_checks import KINDS


def forward(function: Callable[..., None], inputs: Any, layer: Any, kind: str) -> Matrix:
    """Return the preactivations that a C function calculates.

    inputs [m][n] -> [m][u]. Raises RefnetError, and MemoryError for results that do not fit.
    """
    layer = checked_layer(layer, kind)
    inputs = _checked_inputs(inputs, layer)
    structs, m = LayerStructs([layer]), len(inputs)
    preactivations: Matrix = result_buffer("inputs", (m, sizes_of(layer)[1]))
    function(pointer(inputs), structs.array, m, pointer(preactivations))
    return preactivations


def input_gradients(
    function: Callable[..., None], inputs: Any, deltas: Any, layer: Any, kind: str
) -> Matrix:
    """Return the gradients of the inputs that a C function calculates.

    inputs [m][n], deltas [m][u] -> [m][n]. Raises RefnetError, and MemoryError for results that do
    not fit.
    """
    layer = checked_layer(layer, kind)
    inputs, deltas = _checked_pair(inputs, deltas, layer)
    structs, m = LayerStructs([layer]), len(inputs)
    gradients: Matrix = result_buffer("inputs", (m, sizes_of(layer)[0]))
    function(pointer(inputs), pointer(deltas), structs.array, m, pointer(gradients))
    return gradients


def parameter_gradients(
    function: Callable[..., None], inputs: Any, deltas: Any, layer: Any, kind: str
) -> Vector:
    """Return the gradients of the parameters that a C function calculates.

    inputs [m][n], deltas [m][u] -> [size]. Raises RefnetError.
    """
    layer = checked_layer(layer, kind)
    inputs, deltas = _checked_pair(inputs, deltas, layer)
    structs, size = LayerStructs([layer]), layer.kernel.size
    gradients = np.empty(size if layer.bias is None else size + len(layer.bias))
    arrays = pointer(inputs), pointer(deltas)
    function(*arrays, structs.array, len(inputs), pointer(gradients))
    return gradients


def _checked_inputs(inputs: Any, layer: Any) -> Matrix:
    return checked_rows("inputs", inputs, f"layer.{KINDS[layer.kind].inputs}", sizes_of(layer)[0])


def _checked_pair(inputs: Any, deltas: Any, layer: Any) -> Any:
    inputs, name = _checked_inputs(inputs, layer), f"layer.{KINDS[layer.kind].outputs}"
    deltas = checked_rows("deltas", deltas, name, sizes_of(layer)[1])
    check_length("deltas", deltas, "inputs", len(inputs))
    return inputs, deltas
