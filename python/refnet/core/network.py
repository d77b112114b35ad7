"""Chapter network through the C core: refnet.reference.network over NumPy arrays.

The parameters of a network are one array here, and so are their gradients: layer by layer, each in
the order of its kind.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from refnet._core import ffi, lib
from refnet.core.arrays import Array, Matrix, Vector, pointer
from refnet.core.checks import checked_examples, checked_forward, checked_loss, checked_rows
from refnet.core.conv import (
    conv1d_parameters,
    conv1d_with_parameters,
    conv2d_parameters,
    conv2d_with_parameters,
)
from refnet.core.dense import dense_parameters, dense_with_parameters
from refnet.core.layers import checked_layers, sizes_of
from refnet.core.structs import BLOCK, CoreNetwork
from refnet.reference.kinds import Layer
from refnet.reference.network_checks import inputs_of, outputs_of


def no_parameters(layer: Any) -> Array:
    """Return the parameters of a layer that has none."""
    return np.empty(0)


def same_layer(layer: Any, vectors: Array) -> Any:
    """Return a layer without parameters as it is."""
    return layer


def no_parameter_gradients(inputs: Any, deltas: Any, layer: Any) -> Vector:
    """Return the gradients of the parameters of a layer that has none.

    inputs [m][n], deltas [m][u]
    """
    return np.empty(0)


class Kind(NamedTuple):
    """The functions of a kind of layer that do not run in C."""

    parameters: Callable[[Any], Array] = no_parameters
    with_parameters: Callable[[Any, Array], Any] = same_layer


KINDS = {
    "dense": Kind(dense_parameters, dense_with_parameters),
    "flatten": Kind(),
    "reshape": Kind(),
    "normalization": Kind(),
    "conv2d": Kind(conv2d_parameters, conv2d_with_parameters),
    "conv1d": Kind(conv1d_parameters, conv1d_with_parameters),
    "max_pooling2d": Kind(),
    "average_pooling2d": Kind(),
    "global_average_pooling2d": Kind(),
    "zero_padding2d": Kind(),
}


class Forward(NamedTuple):
    """What a layer calculates for a batch: preactivations [m][u] and outputs [m][u]."""

    preactivations: Matrix
    outputs: Matrix


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
    inputs = checked_rows("inputs", inputs, *inputs_of("layers", layers))
    m, network = len(inputs), CoreNetwork(layers)
    shapes = [(m, sizes_of(layer)[1]) for layer in layers]
    forward = [Forward(np.empty(shape), np.empty(shape)) for shape in shapes]
    structs = _forward_structs(forward)
    lib.refnet_network_forward(pointer(inputs), network.struct, m, structs)
    return forward


def network_outputs(inputs: Any, layers: Sequence[Layer]) -> Matrix:
    """Return the outputs of the last layer.

    inputs [m][n] -> [m][k].
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what a layer cannot be.
    """
    layers = checked_layers(layers)
    inputs = checked_rows("inputs", inputs, *inputs_of("layers", layers))
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
    pairs = checked_forward(forward, layers, m)
    gradients, space = np.empty(network.weights.size), network.workspace("gradients", m)
    lib.refnet_network_gradients(
        pointer(inputs),
        pointer(targets),
        network.struct,
        _forward_structs(pairs),
        number,
        m,
        ffi.cast("double *", pointer(space)),
        pointer(gradients),
        ffi.NULL,
    )
    return gradients


def _forward_structs(forward: Sequence[tuple[Matrix, Matrix]]) -> Any:
    """Return structs that point into the arrays, which the caller keeps."""
    pairs = [[pointer(preactivations), pointer(outputs)] for preactivations, outputs in forward]
    return ffi.new("refnet_forward[]", pairs)
