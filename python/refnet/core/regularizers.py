"""Chapter regularizers through the C core: refnet.reference.regularizers over NumPy arrays.

The vectors of a variable are one array here, and so are those of all parameters of a network.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from refnet._core import lib
from refnet.core.arrays import Matrix, Vector, as_vector, number_of, pointer
from refnet.core.checks import (
    checked_frozen,
    checked_loss,
    checked_rectangle,
    checked_regularizer,
    checked_regularizers,
    checked_rows,
    checked_training,
    vectors_alike,
)
from refnet.core.frozen import is_frozen
from refnet.core.kinds import KINDS, output_activation
from refnet.core.layers import checked_layers, checked_parts, sizes_of
from refnet.core.structs import CoreNetwork, loss_struct, regularizer_struct, regularizers_struct
from refnet.reference.activations import ACTIVATIONS
from refnet.reference.checks import check_count, check_length
from refnet.reference.frozen import Frozen
from refnet.reference.kinds import Layer
from refnet.reference.losses import Loss
from refnet.reference.readers import as_count, as_number, wrong_type
from refnet.reference.regularizer_checks import as_regularizers, check_regularizers
from refnet.reference.regularizers import VARIABLES, Penalties, Regularizer, Regularizers


def penalty(regularizer: Regularizer, vectors: Any) -> float:
    """Return l1 times the sum of the sizes plus l2 times the sum of the squares (REG-1).

    vectors [size]. Raises RefnetError: wrong_type, not_finite, out_of_range.
    """
    struct = regularizer_struct(checked_regularizer("regularizer", regularizer))
    vectors = as_vector("vectors", vectors)
    total: float = lib.refnet_penalty(struct, pointer(vectors), len(vectors))
    return total


def penalty_gradient(regularizer: Regularizer, x: float) -> float:
    """Return the derivative of a penalty with respect to one of its numbers (REG-2).

    Raises RefnetError: wrong_type, not_finite, out_of_range.
    """
    struct = regularizer_struct(checked_regularizer("regularizer", regularizer))
    gradient: float = lib.refnet_penalty_gradient(struct, as_number("x", x))
    return gradient


def with_penalties(gradients: Any, values: Any, regularizer: Regularizer) -> Vector:
    """Return the gradients of some numbers with those of the numbers' penalty added (REG-2).

    gradients [n], values [n] -> [n].
    Raises RefnetError: wrong_type, empty, shape_mismatch, not_finite, out_of_range.
    """
    struct = regularizer_struct(checked_regularizer("regularizer", regularizer))
    gradients, values = vectors_alike("gradients", gradients, "values", values)
    result: Vector = gradients.copy()
    lib.refnet_with_penalties(pointer(result), pointer(values), struct, len(result))
    return result


def regularized_variables(
    layers: Sequence[Layer], regularizers: Any, frozen: Frozen = None
) -> list[tuple[Vector, Regularizer | None]]:
    """Return the numbers of each variable with what regularizes them (REG-3).

    regularizers: of each layer; frozen: which layers are, whose variables have none (FROZEN-2);
    the variables are in the order of ``network_parameters``.
    Raises RefnetError: what layers and their regularizers cannot be.
    """
    layers = checked_parts(layers)
    frozen, variables = checked_frozen(layers, frozen), []
    for i, (layer, own) in enumerate(zip(layers, _checked(layers, regularizers), strict=True)):
        parts = [part for name, part in VARIABLES if getattr(layer, name, None) is not None]
        ends = np.cumsum(KINDS[layer.kind].variables(layer), dtype=np.int64)
        numbers = np.split(KINDS[layer.kind].parameters(layer), ends[:-1])
        for vector, part in zip(numbers, parts, strict=False):
            variables.append((vector, None if is_frozen(i, frozen) else getattr(own, part)))
    return variables


def network_penalty(layers: Sequence[Layer], regularizers: Any, frozen: Frozen = None) -> float:
    """Return the sum of the penalties of all variables, one after another (REG-3).

    regularizers: of each layer; frozen: which layers are.
    Raises RefnetError: what layers and their regularizers cannot be.
    """
    layers = checked_parts(layers)
    network, structs = CoreNetwork(layers), regularizers_struct(_checked(layers, regularizers))
    network.freeze(checked_frozen(layers, frozen))
    arguments = network.layers, len(layers), pointer(network.weights), structs
    total: float = lib.refnet_network_penalty(*arguments, network.struct.frozen)
    return total


def penalized_gradients(
    gradients: Any, layers: Sequence[Layer], regularizers: Penalties, frozen: Frozen = None
) -> Vector:
    """Return the gradients of the parameters with those of their penalties added (REG-2, REG-3).

    gradients [size]; regularizers: of each layer, or None; frozen: which layers are.
    Raises RefnetError: wrong_type, shape_mismatch, and what layers and their regularizers cannot
    be.
    """
    result: Vector = as_vector("gradients", gradients).copy()
    layers = checked_parts(layers)
    network = CoreNetwork(layers, regularizers=checked_regularizers(layers, regularizers))
    network.freeze(checked_frozen(layers, frozen))
    given: Any = result
    check_length("gradients", given, "the layers' weights", network.weights.size)
    arguments = network.layers, len(layers), pointer(network.weights), network.struct.regularizers
    lib.refnet_penalized_gradients(pointer(result), *arguments, network.struct.frozen)
    return result


def loss_divisor(loss: str | Loss, m: int) -> float:
    """Return by what the losses of a batch are divided: m, or 1 for sum_squared_error (REG-4).

    Raises RefnetError: wrong_type, unknown_name, not_finite, out_of_range.
    """
    struct, m = loss_struct(checked_loss("loss", loss)), as_count("m", m)
    check_count("m", m)
    divisor: float = lib.refnet_loss_divisor(struct, m)
    return divisor


def penalized_total(total: float, layers: Sequence[Layer], training: Any, m: int) -> float:
    """Return the total of the losses with the penalty of the weights for m examples (REG-4).

    training: how the network trains, with its loss, the regularizers of each layer, and which ones
    are frozen.
    Raises RefnetError: wrong_type, out_of_range, and what layers, their regularizers and a Training
    cannot be.
    """
    total, m = as_number("total", total), as_count("m", m)
    check_count("m", m)
    how = checked_training(training)
    layers = checked_parts(layers)
    network = CoreNetwork(layers, regularizers=checked_regularizers(layers, how.regularizers))
    network.freeze(checked_frozen(layers, how.frozen))
    arguments = network.layers, len(layers), pointer(network.weights), network.struct.regularizers
    more = network.struct.frozen, loss_struct(how.loss), m
    penalized: float = lib.refnet_penalized_total(total, *arguments, *more)
    return penalized


def penalized_losses(losses: Any, outputs: Sequence[Any], regularizers: Penalties) -> Vector:
    """Return the losses of the examples with the penalties of their outputs added (REG-5).

    losses [m]; outputs: of each layer, [m][u] -> [m].
    Raises RefnetError: wrong_type, empty, shape_mismatch, not_finite, out_of_range.
    """
    result: Vector = as_vector("losses", losses).copy()
    m: int = len(result)
    if not isinstance(outputs, Sequence):
        raise wrong_type("outputs", "a list of rows for each layer")
    read = as_regularizers("layers", regularizers or [])
    check_regularizers("layers", read)
    for rows, own in zip(outputs, read, strict=False):
        matrix: Any = checked_rectangle("outputs", rows)
        check_length("outputs", matrix, "losses", m)
        struct, u = regularizers_struct([own]), matrix.shape[1]
        lib.refnet_penalized_losses(pointer(result), pointer(matrix), struct, m, u)
    return result


def penalized_deltas(
    deltas: Any,
    layer: Layer,
    preactivations: Any,
    outputs: Any,
    regularizers: Regularizers | None,
    loss: str | Loss,
) -> Matrix:
    """Return the deltas of a layer with those of its outputs' penalty added (REG-6).

    deltas [m][u], preactivations [m][u], outputs [m][u]; regularizers: of the layer -> [m][u].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer, its regularizers and a loss
    cannot be.
    """
    how, layers = loss_struct(checked_loss("loss", loss)), checked_layers([layer])
    own, u = checked_regularizers(layers, [regularizers]), sizes_of(layers[0])[1]
    result: Any = checked_rows("deltas", deltas, "the layer", u).copy()
    arrays: Any = [
        checked_rows("preactivations", preactivations, "the layer", u),
        checked_rows("outputs", outputs, "the layer", u),
    ]
    m = len(result)
    for field, rows in zip(("preactivations", "outputs"), arrays, strict=True):
        check_length(field, rows, "deltas", m)
    activation = number_of(output_activation(layers[0]), ACTIVATIONS)
    numbers = activation, *map(pointer, arrays), regularizers_struct(own), how
    work = pointer(np.empty_like(result))
    lib.refnet_penalized_deltas(pointer(result), *numbers, m, u, m, work)
    matrix: Matrix = result
    return matrix


def _checked(layers: Sequence[Any], regularizers: Any) -> list[Regularizers]:
    """Return the regularizers of each layer, of which there are some."""
    if regularizers is None:
        raise wrong_type("regularizers", "a list of Regularizers")
    checked: list[Regularizers] = checked_regularizers(layers, regularizers)
    return checked
