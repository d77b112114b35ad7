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

Left out on purpose: weights for examples or classes, label smoothing.

m examples, k outputs.
"""

from collections.abc import Sequence

from refnet.reference.activations import log_softmax, relu
from refnet.reference.elementary import exp, log

Matrix = Sequence[Sequence[float]]

# the losses whose gradients are taken with respect to the logits
FROM_LOGITS = (
    "binary_crossentropy",
    "categorical_crossentropy",
    "sparse_categorical_crossentropy",
)


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


def example_loss(
    loss: str, targets: Sequence[float], logits: Sequence[float], outputs: Sequence[float]
) -> float:
    """Return the loss of one example; mse and binary_crossentropy are means over its outputs.

    targets [k], logits [k], outputs [k]; DENSE-4 to DENSE-7
    """
    if loss == "mse":
        return squared_error(targets, outputs) / float(len(targets))
    if loss == "sum_squared_error":
        return squared_error(targets, outputs)
    if loss == "binary_crossentropy":
        return binary_crossentropy(targets, logits) / float(len(targets))
    return categorical_crossentropy(targets, logits)  # sparse targets are one-hot rows here


def loss_gradients(loss: str, targets: Matrix, outputs: Matrix) -> list[list[float]]:
    """Return the gradients of a batch's loss (DENSE-10).

    targets [m][k], outputs [m][k] -> [m][k], with respect to the logits for the losses in
    FROM_LOGITS
    """
    m, k = float(len(targets)), float(len(targets[0]))
    gradients = []
    for row in zip(targets, outputs, strict=True):
        if loss == "mse":
            gradients.append([g / (m * k) for g in squared_error_gradient(*row)])
        elif loss == "sum_squared_error":
            gradients.append(squared_error_gradient(*row))
        elif loss == "binary_crossentropy":
            gradients.append([g / (m * k) for g in binary_crossentropy_gradient(*row)])
        else:
            gradients.append([g / m for g in categorical_crossentropy_gradient(*row)])
    return gradients


def reduce_loss(loss: str, total: float, count: int) -> float:
    """Return the loss of ``count`` examples: the mean, or the sum for sum_squared_error (DENSE-8).

    total: the sum of their losses
    """
    return total if loss == "sum_squared_error" else total / float(count)
