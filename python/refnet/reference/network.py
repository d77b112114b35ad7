"""Chapter network: layers one after another, forward and backward.

A layer is of a kind, and what a kind does is in the file of its chapter; ``kinds`` lists them.

In the forward pass, each layer turns the outputs of the layer before it into preactivations, and
its activation turns these into outputs. The backward pass starts with the gradients of the loss
with respect to the last outputs. In each layer, from last to first, the activation turns the
gradients of the outputs into deltas, and the layer turns its deltas into the gradients of its
parameters and of its inputs, which are the outputs of the layer before it. The gradients of a
crossentropy after its own activation are already those with respect to the logits (chapter losses),
so that activation is skipped. A recurrent layer needs its activation at each step, and applies it
itself.

Source: D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning representations by
back-propagating errors", 1986.

What a layer sees is decided in chapter graphs: in a chain, which is the common case, the outputs of
the layer before it. There, layers can have other and several sources.

Left out on purpose: the gradients of the network's inputs.

m examples, n inputs of the first layer, k outputs of the last one. An example is one row of
numbers, whatever its shape.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from refnet.reference.activations import activate, layer_deltas
from refnet.reference.example_weights import Weights, weighted_gradients
from refnet.reference.frozen import Frozen, frozen_layer, is_frozen
from refnet.reference.graphs import (
    Sources,
    add_gradients,
    layer_inputs,
    layer_mask,
    sees_layers,
)
from refnet.reference.kinds import KINDS, Layer, Vectors, is_stateful, output_activation
from refnet.reference.losses import Loss, is_of_logits, loss_gradients
from refnet.reference.random import Generator
from refnet.reference.regularizers import Penalties, penalized_deltas, penalized_gradients
from refnet.reference.sequences import Mask

Matrix = Sequence[Sequence[float]]


class Forward(NamedTuple):
    """What a layer calculates for a batch: preactivations [m][u] and outputs [m][u].

    mask [m][t]: which steps of its inputs are real, None where all are; states: with which it
    begins the next batch, [m][s] or other vectors, None where it does not remember; output_mask
    [m][t]: which steps of its outputs are real
    """

    preactivations: list[list[float]]
    outputs: list[list[float]]
    mask: Mask
    states: Vectors | None
    output_mask: Mask


def network_parameters(layers: Sequence[Layer]) -> Vectors:
    """Return the parameters of all layers as vectors, layer by layer."""
    vectors = []
    for layer in layers:
        vectors.extend(KINDS[layer.kind].parameters(layer))
    return vectors


def network_variables(layers: Sequence[Layer]) -> list[int]:
    """Return how many vectors each variable has, in the order of ``network_parameters``.

    A variable is a kernel, a bias or a table.
    """
    variables = []
    for layer in layers:
        variables.extend(KINDS[layer.kind].variables(layer))
    return variables


def with_parameters(layers: Sequence[Layer], vectors: Vectors) -> list[Any]:
    """Return the layers with other parameters, in the order of ``network_parameters``."""
    result = []
    start = 0
    for layer in layers:
        kind = KINDS[layer.kind]
        end = start + len(kind.parameters(layer))
        result.append(kind.with_parameters(layer, vectors[start:end]))
        start = end
    return result


def drawn_layers(
    layers: Sequence[Layer], m: int, generator: Generator, frozen: Frozen = None
) -> list[Any]:
    """Return the layers for a batch of m examples in training, first to last (DROP-1).

    frozen: which layers are (FROZEN-4)
    """
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


def watched_vectors(layers: Sequence[Layer]) -> Vectors:
    """Return what must stay finite: all parameters, then what else batches move (BNORM-4)."""
    moving = []
    for layer in layers:
        moving.extend(KINDS[layer.kind].moving(layer))
    return [*network_parameters(layers), *moving]


def network_forward(
    inputs: Matrix, layers: Sequence[Layer], sources: Sources = None
) -> list[Forward]:
    """Return what every layer calculates, first to last (DENSE-1).

    inputs [m][n]; sources: of each layer, None for the layer before it (GRAPH-1)
    """
    forward: list[Forward] = []
    for i, layer in enumerate(layers):
        kind = KINDS[layer.kind]
        seen, mask = layer_inputs(i, inputs, forward, sources), layer_mask(i, forward, sources)
        masked = kind.masked(layer, mask)
        preactivations = kind.forward(seen, masked)
        outputs = [activate(output_activation(layer), row) for row in preactivations]
        states = kind.final_states(seen, masked)
        after = kind.mask(seen, layer, mask)
        forward.append(Forward(preactivations, outputs, mask, states, after))
    return forward


def network_outputs(
    inputs: Matrix, layers: Sequence[Layer], sources: Sources = None
) -> list[list[float]]:
    """Return the outputs of the last layer.

    inputs [m][n]; sources: of each layer -> [m][k]
    """
    return network_forward(inputs, layers, sources)[-1].outputs


def outputs_in_batches(
    inputs: Matrix, layers: Sequence[Layer], batch_size: int, sources: Sources = None
) -> list[list[float]]:
    """Return the outputs of all examples, calculated batch after batch (RNN-6).

    Without stateful layers, they are those of one batch. inputs [m][n]; sources: of each layer
    -> [m][k]
    """
    result = []
    for start in range(0, len(inputs), batch_size):
        forward = network_forward(inputs[start : start + batch_size], layers, sources)
        layers = with_states(layers, forward)
        result.extend(forward[-1].outputs)
    return result


def network_gradients(
    inputs: Matrix,
    targets: Matrix,
    layers: Sequence[Layer],
    forward: Sequence[Forward],
    loss: str | Loss,
    weights: Weights = None,
    regularizers: Penalties = None,
    sources: Sources = None,
    frozen: Frozen = None,
) -> Vectors:
    """Return the gradients of all parameters, in the order of ``network_parameters`` (DENSE-12).

    inputs [m][n], targets [m][k]; forward: what ``network_forward`` returned for the inputs;
    weights [m]: of the examples, None for 1 (WEIGHT-4); regularizers: of each layer, None for none,
    whose penalties have gradients too (REG-2, REG-6); sources: of each layer (GRAPH-1); frozen:
    which layers are, whose gradients are empty vectors (FROZEN-1)
    """
    last = len(layers) - 1
    gradients: Vectors = []
    activation = output_activation(layers[last])
    by_outputs = loss_gradients(loss, activation, targets, forward[last].outputs)
    output_gradients: list[Any] = [None] * last + [weighted_gradients(by_outputs, weights)]
    for i in range(last, -1, -1):
        kind = KINDS[layers[i].kind]
        layer = kind.masked(layers[i], forward[i].mask)
        if i == last and is_of_logits(loss, activation):
            deltas = output_gradients[i]
        else:
            own = output_gradients[i]
            rows = zip(own, forward[i].preactivations, forward[i].outputs, strict=True)
            deltas = [layer_deltas(output_activation(layer), *row) for row in rows]
        if regularizers is not None:
            logits, outputs = forward[i].preactivations, forward[i].outputs
            deltas = penalized_deltas(deltas, layer, logits, outputs, regularizers[i], loss)
        seen = layer_inputs(i, inputs, forward, sources)
        if is_frozen(i, frozen):
            gradients = [*([] for _ in kind.parameters(layer)), *gradients]
        else:
            gradients = [*kind.parameter_gradients(seen, deltas, layer), *gradients]
        if sees_layers(i, sources):
            by_inputs = kind.input_gradients(seen, deltas, layer)
            add_gradients(output_gradients, i, by_inputs, inputs, forward, sources)
    return penalized_gradients(gradients, layers, regularizers, frozen)
