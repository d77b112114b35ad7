"""Calls of the functions that each kind of layer has in C, with checked arguments."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from refnet._core import ffi, lib
from refnet.core.arrays import Matrix, Vector, pointer
from refnet.core.checks import check_layer_inputs, checked_mask, checked_rows
from refnet.core.layers import LayerStructs, checked_layer, sizes_of
from refnet.core.memory import result_buffer
from refnet.core.traces import Trace
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
    structs = LayerStructs([layer])
    gradients = np.empty(lib.refnet_network_parameters(structs.array, 1, ffi.NULL))
    arrays = pointer(inputs), pointer(deltas)
    function(*arrays, structs.array, len(inputs), pointer(gradients))
    return gradients


class _Traced:
    """A recurrent layer for a batch, as C sees it, with its mask and its trace.

    ``struct`` points into memory that this object keeps: do not use it once the object is gone.
    """

    def __init__(self, layer: Any, mask: Any, m: int, is_backward: bool) -> None:
        """Take a layer that has been checked, and the mask [m][t] that it was given, or None."""
        self._structs = LayerStructs([layer])
        self._mask = checked_mask("layer.mask", mask, layer, m)
        self.struct = self._structs.array
        self._trace = Trace(self.struct, m, is_backward, mask is not None)
        self.struct[0].mask, self.struct[0].trace = pointer(self._mask), self._trace.structs


def forward_through_time(
    function: Callable[..., None], inputs: Any, layer: Any, kind: str
) -> Matrix:
    """Do what ``forward`` does for a recurrent layer, whose mask is that of the batch."""
    placed = checked_layer(layer, kind)
    inputs = _checked_inputs(inputs, placed)
    m = len(inputs)
    traced = _Traced(placed, layer.mask, m, is_backward=False)
    preactivations: Matrix = result_buffer("inputs", (m, sizes_of(placed)[1]))
    function(pointer(inputs), traced.struct, m, pointer(preactivations))
    return preactivations


def gradients_through_time(
    functions: Sequence[Callable[..., None]], inputs: Any, deltas: Any, layer: Any, kind: str
) -> tuple[Matrix, Vector]:
    """Return the gradients of inputs and parameters that C functions of a recurrent layer find.

    functions: its forward and backward pass, and those for both gradients; inputs [m][n], deltas
    [m][u] -> [m][n], [size]. Raises RefnetError, and MemoryError.
    """
    forward, backward, *found = functions
    placed = checked_layer(layer, kind)
    inputs, deltas = _checked_pair(inputs, deltas, placed)
    (n, u), m = sizes_of(placed), len(inputs)
    traced = _Traced(placed, layer.mask, m, is_backward=True)
    size = lib.refnet_network_parameters(traced.struct, 1, ffi.NULL)
    results = result_buffer("inputs", (m, n)), np.empty(size)
    forward(pointer(inputs), traced.struct, m, pointer(np.empty((m, u))))
    backward(pointer(deltas), traced.struct, m)
    for function, result in zip(found, results, strict=True):
        function(pointer(inputs), pointer(deltas), traced.struct, m, pointer(result))
    return results


def _checked_inputs(inputs: Any, layer: Any) -> Matrix:
    name = f"layer.{KINDS[layer.kind].inputs}"
    rows = checked_rows("inputs", inputs, name, sizes_of(layer)[0])
    check_layer_inputs(rows, layer)
    return rows


def _checked_pair(inputs: Any, deltas: Any, layer: Any) -> Any:
    inputs, name = _checked_inputs(inputs, layer), f"layer.{KINDS[layer.kind].outputs}"
    deltas = checked_rows("deltas", deltas, name, sizes_of(layer)[1])
    check_length("deltas", deltas, "inputs", len(inputs))
    return inputs, deltas
