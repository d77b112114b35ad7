"""Calls of the functions that each kind of layer has in C, with checked arguments."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from refnet._core import ffi, lib
from refnet.core.arrays import Matrix, Vector, pointer
from refnet.core.batches import (
    Batch,
    attach,
    batch_sizes,
    checked_batch,
    is_traced,
    moments_in,
    moves,
)
from refnet.core.checks import check_layer_inputs, checked_generator, checked_mask, checked_rows
from refnet.core.layers import LayerStructs, checked_layer, sizes_of
from refnet.core.memory import result_buffer
from refnet.core.traces import Trace
from refnet.reference.checks import check_count, check_length
from refnet.reference.layer_checks import KINDS
from refnet.reference.readers import as_count


def forward(function: Callable[..., None], inputs: Any, layer: Any, kind: str) -> Matrix:
    """Return the preactivations that a C function calculates.

    inputs [m][n] -> [m][u]. Raises RefnetError, and MemoryError for results that do not fit.
    """
    placed = checked_layer(layer, kind)
    inputs = _checked_inputs(inputs, placed)
    structs, m = LayerStructs([placed]), len(inputs)
    batch = checked_batch("layer", layer, placed, m)
    attach(structs.array[0], batch)
    preactivations: Matrix = result_buffer("inputs", (m, sizes_of(placed)[1]))
    function(pointer(inputs), structs.array, m, pointer(preactivations))
    return preactivations


def input_gradients(
    function: Callable[..., None], inputs: Any, deltas: Any, layer: Any, kind: str
) -> Matrix:
    """Return the gradients of the inputs that a C function calculates.

    inputs [m][n], deltas [m][u] -> [m][n]. Raises RefnetError, and MemoryError for results that do
    not fit.
    """
    placed = checked_layer(layer, kind)
    inputs, deltas = _checked_pair(inputs, deltas, placed)
    structs, m = LayerStructs([placed]), len(inputs)
    batch = checked_batch("layer", layer, placed, m)
    attach(structs.array[0], batch)
    gradients: Matrix = result_buffer("inputs", (m, sizes_of(placed)[0]))
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
    """A layer with a trace for a batch, as C sees it, with its mask, states, factors and trace.

    ``struct`` points into memory that this object keeps: do not use it once the object is gone.
    """

    def __init__(self, layer: Any, given: Any, m: int, is_backward: bool) -> None:
        """Take a layer that has been checked, and the same as it was given."""
        self._structs = LayerStructs([layer])
        self.mask = checked_mask("layer.mask", given.mask, layer, m)
        self.batch = checked_batch("layer", given, layer, m)
        self.struct = self._structs.array
        copies_features = self.mask is not None or self.batch.factors is not None
        is_backward = is_traced(self.batch, is_backward)
        self._trace = Trace(self.struct, m, is_backward, copies_features)
        self.struct[0].mask, self.struct[0].trace = pointer(self.mask), self._trace.structs
        attach(self.struct[0], self.batch)


def forward_through_time(
    function: Callable[..., None], inputs: Any, layer: Any, kind: str
) -> Matrix:
    """Do what ``forward`` does for a layer with a trace, whose mask is that of the batch."""
    return _through_time(function, inputs, layer, kind)[0]


def drawn(function: Callable[..., Any], layer: Any, m: Any, generator: Any, kind: str) -> Any:
    """Return the layer as it was given, with the factors of m examples that a C function draws.

    The same layer where nothing is dropped. Raises RefnetError, and MemoryError.
    """
    placed, m = checked_layer(layer, kind), as_count("m", m)
    generator = checked_generator("generator", generator)
    check_count("m", m)
    structs = LayerStructs([placed])
    factors: Matrix = result_buffer("m", (m, batch_sizes(placed)[1]))
    attach(structs.array[0], Batch(None, factors))
    if function(structs.array, m, generator) > 0:
        return layer._replace(factors=factors)
    return layer


def final_states(
    functions: Sequence[Callable[..., Any]], inputs: Any, layer: Any, kind: str
) -> Matrix | None:
    """Return the states after the last step that C functions of a recurrent layer calculate.

    None if the layer does not keep them. functions: its forward pass, and that for the states;
    inputs [m][n] -> [m][s]. Raises RefnetError, and MemoryError.
    """
    forward, final = functions
    preactivations, traced = _through_time(forward, inputs, layer, kind)
    final(pointer(preactivations), traced.struct, len(preactivations))
    return traced.batch.state if layer.stateful else None


def moved(
    functions: Sequence[Callable[..., Any]], inputs: Any, layer: Any, kind: str
) -> list[Vector] | None:
    """Return the moving moments after a batch that C functions calculate; None where they stay.

    functions: the forward pass of the layer, and that which moves them; inputs [m][n] -> two
    vectors [c]. Raises RefnetError, and MemoryError.
    """
    forward, final = functions
    preactivations, traced = _through_time(forward, inputs, layer, kind)
    if not moves(traced.batch, traced.mask, len(preactivations)):
        return None
    final(pointer(preactivations), traced.struct, len(preactivations))
    return moments_in(traced.struct[0])


def _through_time(
    function: Callable[..., None], inputs: Any, layer: Any, kind: str
) -> tuple[Matrix, _Traced]:
    placed = checked_layer(layer, kind)
    inputs = _checked_inputs(inputs, placed)
    m = len(inputs)
    traced = _Traced(placed, layer, m, is_backward=False)
    preactivations: Matrix = result_buffer("inputs", (m, sizes_of(placed)[1]))
    function(pointer(inputs), traced.struct, m, pointer(preactivations))
    return preactivations, traced


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
    traced = _Traced(placed, layer, m, is_backward=True)
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
