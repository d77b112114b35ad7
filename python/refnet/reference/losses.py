"""Chapter losses: how wrong an output is, each loss beside its derivative.

A loss compares the outputs y of one example with its targets t; the loss of a batch is the mean
over its examples (for "sum_squared_error", the sum). The crossentropies are computed from the
logits d, the preactivations of the last layer, so that nothing overflows (``log_softmax`` of
chapter activations subtracts the largest), and their derivatives are taken with respect to the
logits. The derivatives of the other losses are taken with respect to the outputs.

Derivation: d/dy (t - y)^2 = 2(y - t). The binary crossentropy after a sigmoid is
-(t ln y + (1 - t) ln(1 - y)) = relu(d) - d*t + ln(1 + e^-|d|), and its derivative with respect to d
is y - t. The categorical crossentropy after a softmax is -(sum of t ln y), and its derivative with
respect to d is y*T - t, where T is the sum of the targets, which is 1 if they are probabilities.

Source: the losses and their names are Keras 3's; "sum_squared_error" is that of chapter two_layer.

Left out on purpose: weighted sums of several losses. Other losses, and crossentropies of outputs
that come from other activations, are in chapter further_losses, weights in example_weights.

m examples, k outputs.
"""

from collections.abc import Sequence
from typing import NamedTuple

from refnet.reference.activations import log_softmax, relu, softmax
from refnet.reference.elementary import exp, log, sigmoid
from refnet.reference.further_losses import (
    are_binary,
    further_loss,
    further_loss_gradient,
    signed_targets,
    smoothed_targets,
)

Matrix = Sequence[Sequence[float]]

# the activations after which the crossentropies are calculated from the preactivations
ACTIVATION_OF = {
    "binary_crossentropy": "sigmoid",
    "categorical_crossentropy": "softmax",
    "sparse_categorical_crossentropy": "softmax",
}
# the losses whose targets label smoothing moves
SMOOTHED = ("binary_crossentropy", "categorical_crossentropy")
# the losses that are means over the outputs of an example; the others are sums
MEANS = (
    "mse",
    "binary_crossentropy",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "huber",
    "log_cosh",
    "hinge",
)


class Loss(NamedTuple):
    """The name and settings of a loss; each one uses only its own settings."""

    name: str
    delta: float = 1.0  # huber
    from_logits: bool = False  # the crossentropies
    label_smoothing: float = 0.0  # binary_crossentropy, categorical_crossentropy
    binary_targets: bool = False  # hinge: all targets are 0 or 1; loss_of_targets sets it

    @staticmethod
    def of(loss: "str | Loss") -> "Loss":
        """Return a loss with its settings, the defaults where only its name is given."""
        return Loss(loss) if isinstance(loss, str) else loss


def one_hot(classes: Sequence[int], units: int) -> list[list[float]]:
    """Return a row for each class number, with 1 at its index and 0 elsewhere (DENSE-7).

    classes [m], from 0 to units - 1 -> [m][units]
    """
    return [[1.0 if j == number else 0.0 for j in range(units)] for number in classes]


def squared_error(targets: Sequence[float], outputs: Sequence[float]) -> float:
    """Return the sum of the squared errors of one example (DENSE-4).

    targets [k], outputs [k]
    """
    total = 0.0
    for t, y in zip(targets, outputs, strict=True):
        total = total + (t - y) * (t - y)
    return total


def squared_error_gradient(targets: Sequence[float], outputs: Sequence[float]) -> list[float]:
    """Return the derivative of ``squared_error`` with respect to each output (DENSE-10).

    targets [k], outputs [k] -> [k]
    """
    return [2.0 * (y - t) for t, y in zip(targets, outputs, strict=True)]


def binary_crossentropy(targets: Sequence[float], logits: Sequence[float]) -> float:
    """Return the sum of -(t ln y + (1 - t) ln(1 - y)) of one example (DENSE-5).

    targets [k], logits [k]
    """
    total = 0.0
    for t, d in zip(targets, logits, strict=True):
        total = total + (relu(d) - d * t + log(1.0 + exp(-abs(d))))
    return total


def binary_crossentropy_gradient(targets: Sequence[float], outputs: Sequence[float]) -> list[float]:
    """Return the derivative of ``binary_crossentropy`` with respect to each logit (DENSE-10).

    targets [k], outputs [k], the sigmoids of the logits -> [k]
    """
    return [y - t for t, y in zip(targets, outputs, strict=True)]


def categorical_crossentropy(targets: Sequence[float], logits: Sequence[float]) -> float:
    """Return -(sum of t ln y) of one example (DENSE-6).

    targets [k], logits [k]
    """
    total = 0.0
    for t, logarithm in zip(targets, log_softmax(logits), strict=True):
        total = total - t * logarithm
    return total


def categorical_crossentropy_gradient(
    targets: Sequence[float], outputs: Sequence[float]
) -> list[float]:
    """Return the derivative of ``categorical_crossentropy`` with respect to each logit (DENSE-10).

    targets [k], outputs [k], the softmax of the logits -> [k]
    """
    total = 0.0
    for t in targets:
        total = total + t
    return [y * total - t for t, y in zip(targets, outputs, strict=True)]


def loss_of_targets(loss: str | Loss, targets: Matrix) -> Loss:
    """Return the loss for a run with these targets, all that there are (LOSS-6).

    targets [m][k]
    """
    loss = Loss.of(loss)
    return loss._replace(binary_targets=loss.name == "hinge" and are_binary(targets))


def loss_targets(loss: Loss, targets: Sequence[float]) -> Sequence[float]:
    """Return the targets of one example as the loss takes them (LOSS-6, LOSS-11).

    targets [k] -> [k]
    """
    if loss.name == "hinge" and loss.binary_targets:
        return signed_targets(targets)
    if loss.label_smoothing == 0.0:
        return targets
    if loss.name == "binary_crossentropy":
        return smoothed_targets(targets, loss.label_smoothing, 0.5 * loss.label_smoothing)
    if loss.name == "categorical_crossentropy":
        share = loss.label_smoothing / float(len(targets))
        return smoothed_targets(targets, loss.label_smoothing, share)
    return targets


def is_of_logits(loss: str | Loss, activation: str) -> bool:
    """Return whether the loss is calculated from the last preactivations (DENSE-10).

    Its gradients are taken with respect to them then, else with respect to the outputs.
    activation: the last one
    """
    loss = Loss.of(loss)
    return not loss.from_logits and ACTIVATION_OF.get(loss.name) == activation


def takes_logits(loss: Loss) -> bool:
    """Return whether the loss takes the outputs as logits, whatever the activation (LOSS-8)."""
    return loss.from_logits and loss.name in ACTIVATION_OF


def example_loss(
    loss: str | Loss,
    activation: str,
    targets: Sequence[float],
    logits: Sequence[float],
    outputs: Sequence[float],
) -> float:
    """Return the loss of one example; those in MEANS are means over its outputs.

    activation: the last one; targets [k], logits [k], outputs [k]; DENSE-4 to DENSE-7, LOSS-8
    """
    loss = Loss.of(loss)
    targets = loss_targets(loss, targets)
    if takes_logits(loss):
        logits = outputs
    if loss.name in ("mse", "sum_squared_error"):
        total = squared_error(targets, outputs)
    elif not takes_logits(loss) and not is_of_logits(loss, activation):
        total = further_loss(loss.name, targets, outputs, loss.delta)
    elif loss.name == "binary_crossentropy":
        total = binary_crossentropy(targets, logits)
    else:
        total = categorical_crossentropy(targets, logits)  # sparse targets are one-hot rows here
    return total / float(len(targets)) if loss.name in MEANS else total


def example_loss_gradient(
    loss: Loss, activation: str, targets: Sequence[float], outputs: Sequence[float]
) -> list[float]:
    """Return the derivative of the loss of one example, before any division (DENSE-10, LOSS-8).

    activation: the last one; targets [k], outputs [k] -> [k]
    """
    targets = loss_targets(loss, targets)
    if loss.name in ("mse", "sum_squared_error"):
        return squared_error_gradient(targets, outputs)
    if not takes_logits(loss) and not is_of_logits(loss, activation):
        return further_loss_gradient(loss.name, targets, outputs, loss.delta)
    if loss.name == "binary_crossentropy":
        if loss.from_logits:
            outputs = [sigmoid(y) for y in outputs]
        return binary_crossentropy_gradient(targets, outputs)
    if loss.from_logits:
        outputs = softmax(outputs)
    return categorical_crossentropy_gradient(targets, outputs)


def loss_gradients(
    loss: str | Loss, activation: str, targets: Matrix, outputs: Matrix
) -> list[list[float]]:
    """Return the gradients of a batch's loss (DENSE-10, LOSS-8).

    activation: the last one; targets [m][k], outputs [m][k] -> [m][k], with respect to the
    preactivations where ``is_of_logits`` says so, else to the outputs
    """
    loss = Loss.of(loss)
    m, k = float(len(targets)), float(len(targets[0]))
    gradients = []
    for row in zip(targets, outputs, strict=True):
        gradient = example_loss_gradient(loss, activation, *row)
        if loss.name in MEANS:
            gradients.append([g / (m * k) for g in gradient])
        elif loss.name == "sum_squared_error":
            gradients.append(gradient)
        else:
            gradients.append([g / m for g in gradient])
    return gradients


def reduce_loss(loss: str | Loss, total: float, count: int) -> float:
    """Return the loss of ``count`` examples: the mean, or the sum for sum_squared_error (DENSE-8).

    total: the sum of their losses
    """
    is_sum = Loss.of(loss).name == "sum_squared_error"
    return total if is_sum else total / float(count)
