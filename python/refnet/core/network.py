"""Chapter network through the C core: refnet.reference.network over NumPy arrays.

The parameters of a network are one array here, and so are their gradients: layer by layer, each in
the order of its kind.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from refnet._core import ffi, lib
from refnet.core.arrays import Array, Booleans, Matrix, Vector, pointer
from refnet.core.batches import Batch, attached, block_of, is_traced, moments_in, moves
from refnet.core.checks import (
    checked_examples,
    checked_forward,
    checked_frozen,
    checked_inputs,
    checked_loss,
    checked_regularizers,
    checked_weights,
)
from refnet.core.frozen import frozen_layer, is_frozen
from refnet.core.graphs import layer_inputs, layer_sources
from refnet.core.kinds import KINDS
from refnet.core.layers import checked_layers, checked_sources, sizes_of
from refnet.core.structs import CoreNetwork, loss_struct
from refnet.core.traces import Trace
from refnet.reference.checks import check_count
from refnet.reference.frozen import Frozen
from refnet.reference.graphs import Sources
from refnet.reference.kinds import Layer, is_stateful
from refnet.reference.losses import Loss
from refnet.reference.network_checks import outputs_of
from refnet.reference.readers import as_count
from refnet.reference.regularizers import Penalties


class Forward(NamedTuple):
    """What a layer calculates for a batch: preactivations [m][u] and outputs [m][u].

    mask [m][t]: which steps of its inputs are real, None where all are; states: with which it
    begins the next batch, [m][s] or two vectors [c], None where it does not remember; output_mask
    [m][t]: which steps of its outputs are real
    """

    preactivations: Matrix
    outputs: Matrix
    mask: Booleans | None
    states: Matrix | list[Vector] | None
    output_mask: Booleans | None = None


def network_parameters(layers: Sequence[Layer]) -> Array:
    """Return a copy of the parameters of all layers [size], layer by layer."""
    return np.concatenate([np.empty(0), *(KINDS[each.kind].parameters(each) for each in layers)])


def network_variables(layers: Sequence[Layer]) -> list[int]:
    """Return how many parameters each variable has, in the order of ``network_parameters``.

    A variable is a kernel, a bias or a table.
    """
    variables = []
    for layer in layers:
        variables.extend(KINDS[layer.kind].variables(layer))
    return variables


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


def drawn_layers(
    layers: Sequence[Layer], m: int, generator: Any, frozen: Frozen = None
) -> list[Any]:
    """Return the layers for a batch of m examples in training, first to last (DROP-1).

    frozen: which layers are (FROZEN-4).
    Raises RefnetError: wrong_type, out_of_range.
    """
    frozen = checked_frozen(layers, frozen)
    drawn = [KINDS[layer.kind].drawn(layer, m, generator) for layer in layers]
    return [frozen_layer(each) if is_frozen(i, frozen) else each for i, each in enumerate(drawn)]


def with_states(layers: Sequence[Any], forward: Sequence[Forward]) -> list[Any]:
    """Return the layers for the batch that follows the one of ``forward`` (RNN-6, BNORM-4)."""
    return [
        layer if each.states is None else KINDS[layer.kind].with_states(layer, each.states)
        for layer, each in zip(layers, forward, strict=True)
    ]


def without_states(layers: Sequence[Any]) -> list[Any]:
    """Return the layers as they begin: the states of stateful ones are zeros again (RNN-6)."""
    return [layer._replace(state=None) if is_stateful(layer) else layer for layer in layers]


def watched_vectors(layers: Sequence[Layer]) -> Array:
    """Return a copy of what must stay finite: parameters, then what else batches move (BNORM-4)."""
    moving = (KINDS[each.kind].moving(each) for each in layers)
    return np.concatenate([network_parameters(layers), *moving])


def network_forward(inputs: Any, layers: Sequence[Layer], sources: Sources = None) -> list[Forward]:
    """Return what every layer calculates, first to last (DENSE-1).

    inputs [m][n]; sources: of each layer, None for the layer before it (GRAPH-1).
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what a layer cannot be.
    """
    sources = checked_sources(sources)
    given, layers = layers, checked_layers(layers, sources)
    inputs = checked_inputs(inputs, layers, sources)
    m, network = len(inputs), CoreNetwork(layers, sources=sources)
    batches = attached(network, given, layers, m)
    forward: list[Forward] = []
    for i, layer in enumerate(layers):
        mask = _layer_mask(i, forward, sources, network.struct.layers[i].steps)
        shape = (m, sizes_of(layer)[1])
        states = batches[i].state if is_stateful(layer) else None
        has_mask = lib.refnet_has_mask(network.struct.layers + i, mask is not None)
        after = np.empty((m, network.struct.layers[i].steps), np.bool_) if has_mask else None
        forward.append(Forward(np.empty(shape), np.empty(shape), mask, states, after))
    traces = _traces(network, forward, batches, m, is_backward=False)
    joined = [
        np.empty((m, sizes_of(layer)[0])) if len(layer_sources(i, sources)) > 1 else None
        for i, layer in enumerate(layers)
    ]
    structs = _forward_structs(network, forward, traces, joined)
    lib.refnet_network_forward(pointer(inputs), network.struct, m, structs)
    for i, batch in enumerate(batches):
        if moves(batch, forward[i].mask, m):
            forward[i] = forward[i]._replace(states=moments_in(network.layers[i]))
    return forward


def _layer_mask(
    i: int, forward: Sequence[Forward], sources: Sources, steps: int
) -> Booleans | None:
    """Return the mask of what layer i sees; that of several sources is left to C."""
    own = layer_sources(i, sources)
    masks: list[Any] = [None if j < 0 else forward[j].output_mask for j in own]
    if len(masks) == 1:
        mask: Booleans | None = masks[0]
        return mask
    is_masked = masks[0] is not None and all(mask is not None for mask in masks)
    return np.empty((len(masks[0]), steps), np.bool_) if is_masked else None


def network_outputs(inputs: Any, layers: Sequence[Layer], sources: Sources = None) -> Matrix:
    """Return the outputs of the last layer.

    inputs [m][n]; sources: of each layer -> [m][k].
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what a layer cannot be.
    """
    sources = checked_sources(sources)
    given, layers = layers, checked_layers(layers, sources)
    inputs = checked_inputs(inputs, layers, sources)
    network = CoreNetwork(layers, sources=sources)
    batches = attached(network, given, layers, len(inputs))
    return _outputs(inputs, network, layers, block_of(batches, len(inputs)))


def _outputs(inputs: Matrix, network: CoreNetwork, layers: Sequence[Any], block: int) -> Matrix:
    m, space = len(inputs), network.workspace("forward", block)
    outputs = np.empty((m, outputs_of("layers", layers)[1]))
    arguments = pointer(inputs), network.struct, m, block
    lib.refnet_network_outputs(*arguments, pointer(space), pointer(outputs))
    return outputs


def outputs_in_batches(
    inputs: Any, layers: Sequence[Layer], batch_size: int, sources: Sources = None
) -> Matrix:
    """Return the outputs of all examples, calculated batch after batch (RNN-6).

    Without stateful layers, they are those of one batch. inputs [m][n]; sources: of each layer
    -> [m][k].
    Raises RefnetError: wrong_type, empty, shape_mismatch, out_of_range, and what a layer cannot be.
    """
    sources = checked_sources(sources)
    given, layers = layers, checked_layers(layers, sources)
    inputs = checked_inputs(inputs, layers, sources)
    batch_size = as_count("batch_size", batch_size)
    check_count("batch_size", batch_size, 1)
    network = CoreNetwork(layers, sources=sources)
    block = max(min(batch_size, len(inputs)), 1)
    attached(network, given, layers, min(batch_size, len(inputs)))
    return _outputs(inputs, network, layers, block)


def network_gradients(
    inputs: Any,
    targets: Any,
    layers: Sequence[Layer],
    forward: Any,
    loss: str | Loss,
    weights: Any = None,
    regularizers: Penalties = None,
    sources: Sources = None,
    frozen: Frozen = None,
) -> Vector:
    """Return the gradients of all parameters, in the order of ``network_parameters`` (DENSE-12).

    inputs [m][n], targets [m][k]; forward: what ``network_forward`` returned for the inputs;
    weights [m]: of the examples, None for 1 (WEIGHT-4); regularizers: of each layer, None for none,
    whose penalties have gradients too (REG-2, REG-6); sources: of each layer (GRAPH-1); frozen:
    which layers are, whose gradients are zeros here (FROZEN-1).
    Raises RefnetError: wrong_type, empty, shape_mismatch, unknown_name, not_finite, out_of_range,
    and what a layer cannot be.
    """
    struct, given = loss_struct(checked_loss("loss", loss)), layers
    sources = checked_sources(sources)
    layers = checked_layers(layers, sources)
    inputs, targets = checked_examples(inputs, targets, layers, sources)
    m, network = len(inputs), CoreNetwork(layers, sources=sources)
    weights = checked_weights("weights", weights, "inputs", m)
    network.regularize(checked_regularizers(layers, regularizers))
    network.freeze(checked_frozen(layers, frozen))
    batches = attached(network, given, layers, m)
    forward = [Forward(*each) for each in checked_forward(forward, layers, m)]
    gradients, space = np.zeros(network.weights.size), network.workspace("gradients", m)
    traces = _traces(network, forward, batches, m, is_backward=True)
    seen = [
        np.ascontiguousarray(layer_inputs(i, inputs, forward, sources)) for i in range(len(layers))
    ]
    joined = [each if len(layer_sources(i, sources)) > 1 else None for i, each in enumerate(seen)]
    structs = _forward_structs(network, forward, traces, joined)
    for i, trace in enumerate(traces):
        if trace.size > 0:  # the forward pass again, of which nothing but the trace is wanted
            numbers = pointer(np.empty_like(forward[i].outputs))
            scratch = ffi.new("refnet_forward *", structs[i])
            scratch.preactivations = scratch.outputs = numbers
            arguments = pointer(seen[i]), network.struct.layers + i, m, scratch
            lib.refnet_layer_forward(*arguments, ffi.NULL)
    lib.refnet_network_gradients(
        pointer(inputs),
        pointer(targets),
        pointer(weights),
        network.struct,
        structs,
        struct,
        m,
        ffi.cast("double *", pointer(space)),
        pointer(gradients),
        ffi.NULL,
    )
    return gradients


def _traces(
    network: CoreNetwork,
    forward: Sequence[Forward],
    batches: Sequence[Batch],
    m: int,
    is_backward: bool,
) -> list[Trace]:
    """Return the traces of all layers, which the caller keeps."""
    traces = []
    for i, (each, batch) in enumerate(zip(forward, batches, strict=True)):
        copies_features = each.mask is not None or batch.factors is not None
        keeps = is_traced(batch, is_backward)
        traces.append(Trace(network.struct.layers + i, m, keeps, copies_features))
    return traces


def _forward_structs(
    network: CoreNetwork,
    forward: Sequence[Forward],
    traces: Sequence[Trace],
    joined: Sequence[Matrix | None],
) -> Any:
    """Return structs that point into the arrays and traces, which the caller keeps."""
    parts = [
        [
            pointer(each.preactivations),
            pointer(each.outputs),
            pointer(each.mask),
            network.layers[i].state,
            network.layers[i].factors,
            list(trace.structs),
            pointer(each.output_mask),
            pointer(joined[i]),
        ]
        for i, (each, trace) in enumerate(zip(forward, traces, strict=True))
    ]
    return ffi.new("refnet_forward[]", parts)
