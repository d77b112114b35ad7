"""Chapter network through the C core: refnet.reference.network over NumPy arrays.

The parameters of a network are one array here, and so are their gradients: layer by layer, each in
the order of its kind.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from refnet._core import ffi, lib
from refnet.core.arrays import Array, Booleans, Matrix, Vector, pointer
from refnet.core.checks import (
    checked_examples,
    checked_forward,
    checked_inputs,
    checked_loss,
)
from refnet.core.kinds import KINDS
from refnet.core.layers import checked_layers, sizes_of
from refnet.core.structs import BLOCK, CoreNetwork
from refnet.core.traces import Trace
from refnet.reference.kinds import Layer
from refnet.reference.network_checks import outputs_of


class Forward(NamedTuple):
    """What a layer calculates for a batch: preactivations [m][u] and outputs [m][u].

    mask [m][t]: which steps of its inputs are real, None where all are
    """

    preactivations: Matrix
    outputs: Matrix
    mask: Booleans | None


def network_parameters(layers: Sequence[Layer]) -> Array:
    """Return a copy of the parameters of all layers [size], layer by layer."""
    return np.concatenate([np.empty(0), *(KINDS[each.kind].parameters(each) for each in layers)])


def with_parameters(layers: Sequence[Layer], vectors: Array) -> list[Any]:
    """Return the layers with other parameters, views of ``vectors`` [size].

    They are in the order of ``network_parameters``, float64 or float32.
    """
    result = []
    start = 0
    for layer in layers:
        kind = KINDS[layer.kind]
        end = start + len(kind.parameters(layer))
        result.append(kind.with_parameters(layer, vectors[start:end]))
        start = end
    return result


def network_forward(inputs: Any, layers: Sequence[Layer]) -> list[Forward]:
    """Return what every layer calculates, first to last (DENSE-1).

    inputs [m][n].
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what a layer cannot be.
    """
    layers = checked_layers(layers)
    inputs = checked_inputs(inputs, layers)
    m, network = len(inputs), CoreNetwork(layers)
    forward, is_masked = [], False
    for i, layer in enumerate(layers):
        mask = np.empty((m, network.struct.layers[i - 1].steps), np.bool_) if is_masked else None
        shape = (m, sizes_of(layer)[1])
        forward.append(Forward(np.empty(shape), np.empty(shape), mask))
        is_masked = bool(lib.refnet_has_mask(network.struct.layers + i, is_masked))
    traces = _traces(network, forward, m, is_backward=False)
    structs = _forward_structs(forward, traces)
    lib.refnet_network_forward(pointer(inputs), network.struct, m, structs)
    return forward


def network_outputs(inputs: Any, layers: Sequence[Layer]) -> Matrix:
    """Return the outputs of the last layer.

    inputs [m][n] -> [m][k].
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what a layer cannot be.
    """
    layers = checked_layers(layers)
    inputs = checked_inputs(inputs, layers)
    m, network = len(inputs), CoreNetwork(layers)
    outputs, space = (
        np.empty((m, outputs_of("layers", layers)[1])),
        network.workspace("forward", BLOCK),
    )
    arguments = pointer(inputs), network.struct, m, BLOCK
    lib.refnet_network_outputs(*arguments, pointer(space), pointer(outputs))
    return outputs


def network_gradients(
    inputs: Any, targets: Any, layers: Sequence[Layer], forward: Any, loss: str
) -> Vector:
    """Return the gradients of all parameters, in the order of ``network_parameters`` (DENSE-12).

    inputs [m][n], targets [m][k]; forward: what ``network_forward`` returned for the inputs.
    Raises RefnetError: wrong_type, empty, shape_mismatch, unknown_name, and what a layer cannot be.
    """
    number, layers = checked_loss(loss), checked_layers(layers)
    inputs, targets = checked_examples(inputs, targets, layers)
    m, network = len(inputs), CoreNetwork(layers)
    forward = [Forward(*each) for each in checked_forward(forward, layers, m)]
    gradients, space = np.empty(network.weights.size), network.workspace("gradients", m)
    traces = _traces(network, forward, m, is_backward=True)
    structs = _forward_structs(forward, traces)
    for i, trace in enumerate(traces):
        if trace.size > 0:  # the forward pass again, of which nothing but the trace is wanted
            seen = inputs if i == 0 else forward[i - 1].outputs
            numbers = pointer(np.empty_like(forward[i].outputs))
            scratch = ffi.new("refnet_forward *", structs[i])
            scratch.preactivations = scratch.outputs = numbers
            arguments = pointer(seen), network.struct.layers + i, m, scratch
            lib.refnet_layer_forward(*arguments, ffi.NULL)
    lib.refnet_network_gradients(
        pointer(inputs),
        pointer(targets),
        network.struct,
        structs,
        number,
        m,
        ffi.cast("double *", pointer(space)),
        pointer(gradients),
        ffi.NULL,
    )
    return gradients


def _traces(
    network: CoreNetwork, forward: Sequence[Forward], m: int, is_backward: bool
) -> list[Trace]:
    """Return the traces of all layers, which the caller keeps."""
    return [
        Trace(network.struct.layers + i, m, is_backward, each.mask is not None)
        for i, each in enumerate(forward)
    ]


def _forward_structs(forward: Sequence[Forward], traces: Sequence[Trace]) -> Any:
    """Return structs that point into the arrays and traces, which the caller keeps."""
    parts = [
        [
            pointer(each.preactivations),
            pointer(each.outputs),
            pointer(each.mask),
            list(trace.structs),
        ]
        for each, trace in zip(forward, traces, strict=True)
    ]
    return ffi.new("refnet_forward[]", parts)
