"""Chapter regularizers: penalties for large weights and large outputs.

A network with large weights can follow its examples exactly, their noise included. So a penalty is
added to the loss: l1 times the sum of the weights' sizes, or l2 times the sum of their squares. The
gradient of the first pulls each weight towards zero with the same force, and many weights become
(almost) zero; that of the second pulls large weights more, which keeps all of them small. A penalty
for the outputs of a layer, its activity, keeps these small, or sparse, in the same way.

Derivation: d/dw l1*|w| = l1 * sign(w), where sign(0) = 0 is a choice, and d/dw l2*w^2 = 2 * l2 * w.

Source: the names are Keras 3's; l2 is A. E. Hoerl and R. W. Kennard's, "Ridge regression: biased
estimation for nonorthogonal problems", 1970, and l1 R. Tibshirani's, "Regression shrinkage and
selection via the lasso", 1996.

Left out on purpose: regularizers of a whole kernel, such as orthogonality. Weight decay, which
changes the weights without a penalty, is a setting of optimizers.

m examples, u outputs of a layer. A variable is a kernel, a bias or a table, as several vectors.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from refnet.reference.activations import layer_deltas
from refnet.reference.frozen import Frozen, is_frozen
from refnet.reference.further_losses import sign
from refnet.reference.kinds import KINDS, Layer, output_activation
from refnet.reference.losses import Loss

Matrix = Sequence[Sequence[float]]
Vectors = list[list[float]]


class Regularizer(NamedTuple):
    """The factors of a penalty, 0 or more: of the sum of the sizes, and of that of the squares."""

    l1: float = 0.0
    l2: float = 0.0


class Regularizers(NamedTuple):
    """The regularizers of a layer, each None where there is none; activity: of its outputs."""

    kernel: Regularizer | None = None
    recurrent: Regularizer | None = None
    bias: Regularizer | None = None
    embeddings: Regularizer | None = None
    gamma: Regularizer | None = None
    beta: Regularizer | None = None
    activity: Regularizer | None = None


# a layer's regularizers in order, or None; of each layer of a network
Penalties = Sequence[Regularizers | None] | None

# The fields with a layer's variables, in the order of its parameters, and what regularizes each
VARIABLES = (
    ("kernel", "kernel"),
    ("recurrent_kernel", "recurrent"),
    ("bias", "bias"),
    ("embeddings", "embeddings"),
    ("gamma", "gamma"),
    ("beta", "beta"),
    ("backward_kernel", "kernel"),
    ("backward_recurrent_kernel", "recurrent"),
    ("backward_bias", "bias"),
)


def penalty(regularizer: Regularizer, vectors: Matrix) -> float:
    """Return l1 times the sum of the sizes plus l2 times the sum of the squares (REG-1).

    vectors: of any lengths
    """
    sizes, squares = 0.0, 0.0
    for vector in vectors:
        for x in vector:
            sizes = sizes + abs(x)
            squares = squares + x * x
    return regularizer.l1 * sizes + regularizer.l2 * squares


def penalty_gradient(regularizer: Regularizer, x: float) -> float:
    """Return the derivative of a penalty with respect to one of its numbers (REG-2)."""
    return regularizer.l1 * sign(x) + 2.0 * regularizer.l2 * x


def with_penalties(
    gradients: Sequence[float], values: Sequence[float], regularizer: Regularizer
) -> list[float]:
    """Return the gradients of some numbers with those of the numbers' penalty added (REG-2).

    gradients [n], values [n] -> [n]
    """
    return [g + penalty_gradient(regularizer, x) for g, x in zip(gradients, values, strict=True)]


def regularized_variables(
    layers: Sequence[Layer],
    regularizers: Sequence[Regularizers | None],
    frozen: Frozen = None,
) -> list[tuple[Vectors, Regularizer | None]]:
    """Return the vectors of each variable with what regularizes them (REG-3).

    regularizers: of each layer; frozen: which layers are, whose variables have none (FROZEN-2);
    the variables are in the order of ``network_parameters``
    """
    variables = []
    for i, (layer, given) in enumerate(zip(layers, regularizers, strict=True)):
        own = None if is_frozen(i, frozen) else given
        kind, start = KINDS[layer.kind], 0
        parts = [part for name, part in VARIABLES if getattr(layer, name, None) is not None]
        for count, part in zip(kind.variables(layer), parts, strict=True):
            vectors = kind.parameters(layer)[start : start + count]
            variables.append((vectors, None if own is None else getattr(own, part)))
            start = start + count
    return variables


def network_penalty(
    layers: Sequence[Layer],
    regularizers: Sequence[Regularizers | None],
    frozen: Frozen = None,
) -> float:
    """Return the sum of the penalties of all variables, one after another (REG-3).

    regularizers: of each layer; frozen: which layers are
    """
    total = 0.0
    for vectors, regularizer in regularized_variables(layers, regularizers, frozen):
        if regularizer is not None:
            total = total + penalty(regularizer, vectors)
    return total


def penalized_gradients(
    gradients: Vectors,
    layers: Sequence[Layer],
    regularizers: Penalties,
    frozen: Frozen = None,
) -> Vectors:
    """Return the gradients of the parameters with those of their penalties added (REG-2, REG-3).

    gradients: vectors, in the order of ``network_parameters``; regularizers: of each layer; frozen:
    which layers are
    """
    if regularizers is None:
        return gradients
    result: Vectors = []
    for vectors, regularizer in regularized_variables(layers, regularizers, frozen):
        for vector in vectors:
            gradient = gradients[len(result)]
            if regularizer is not None:
                gradient = with_penalties(gradient, vector, regularizer)
            result.append(gradient)
    return result


def loss_divisor(loss: str | Loss, m: int) -> float:
    """Return by what the losses of a batch are divided: m, or 1 for sum_squared_error (REG-4)."""
    return 1.0 if Loss.of(loss).name == "sum_squared_error" else float(m)


def penalized_total(total: float, layers: Sequence[Layer], training: Any, m: int) -> float:
    """Return the total of the losses with the penalty of the weights for m examples (REG-4).

    training: how the network trains, with its loss, the regularizers of each layer, and which ones
    are frozen
    """
    if training.regularizers is None:
        return total
    weights = network_penalty(layers, training.regularizers, training.frozen)
    return total + loss_divisor(training.loss, m) * weights


def penalized_losses(
    losses: list[float], outputs: Sequence[Matrix], regularizers: Penalties
) -> list[float]:
    """Return the losses of the examples with the penalties of their outputs added (REG-5).

    losses [m]; outputs: of each layer, [m][u] -> [m]
    """
    for rows, own in zip(outputs, regularizers or [], strict=False):
        if own is not None and own.activity is not None:
            pairs = zip(losses, rows, strict=True)
            losses = [loss + penalty(own.activity, [row]) for loss, row in pairs]
    return losses


def penalized_deltas(
    deltas: list[list[float]],
    layer: Layer,
    preactivations: Matrix,
    outputs: Matrix,
    regularizers: Regularizers | None,
    loss: str | Loss,
) -> list[list[float]]:
    """Return the deltas of a layer with those of its outputs' penalty added (REG-6).

    deltas [m][u], preactivations [m][u], outputs [m][u]; regularizers: of the layer -> [m][u]
    """
    if regularizers is None or regularizers.activity is None:
        return deltas
    divisor, activation = loss_divisor(loss, len(outputs)), output_activation(layer)
    result = []
    for delta, logits, row in zip(deltas, preactivations, outputs, strict=True):
        gradients = [penalty_gradient(regularizers.activity, y) / divisor for y in row]
        others = layer_deltas(activation, gradients, logits, row)
        result.append([own + other for own, other in zip(delta, others, strict=True)])
    return result
