"""Chapter activations: from a unit's weighted sum to its output, with the derivatives.

An activation turns the weighted sums of a layer, the preactivations d, into its outputs y. Each one
comes with its backward form: given dL/dy, the gradients of the loss with respect to y, it returns
dL/dd. The backward forms are written in terms of y, which the forward pass has already computed;
three activations of chapter further_activations need d.

Derivation: with y = f(d), dL/dd = dL/dy * f'(d), where f' is y(1 - y) for the sigmoid, 1 - y^2 for
tanh, and 1 or 0 for relu. Softmax mixes the units of a layer: dy_i/dd_j = y_i(1[i = j] - y_j), so
dL/dd_j = y_j * (dL/dy_j - sum of dL/dy_i * y_i).

Source: the formulas are standard; softmax is J. S. Bridle's, "Probabilistic interpretation of
feedforward classification network outputs", 1990, here with the largest value subtracted so that
nothing overflows.

Left out on purpose: the many relatives of these, which are in chapter further_activations.

u units in a layer; one example at a time.
"""

from collections.abc import Sequence

from refnet.reference.elementary import exp, log, sigmoid, tanh
from refnet.reference.further_activations import (
    FROM_OUTPUTS,
    FROM_PREACTIVATIONS,
    backward_from_output,
    backward_from_preactivation,
    further_activation,
)

FIRST_FOUR = ("linear", "sigmoid", "tanh", "relu")
STEP_ACTIVATIONS = (*FIRST_FOUR, *FROM_OUTPUTS)  # of recurrent layers
UNIT_ACTIVATIONS = (*STEP_ACTIVATIONS, *FROM_PREACTIVATIONS)  # of each unit by itself
ACTIVATIONS = (*FIRST_FOUR, "softmax", *FROM_OUTPUTS, *FROM_PREACTIVATIONS)

LEAST_EXPONENT = -644.0  # powers below e^-644 count as zero, so that none is subnormal


def relu(d: float) -> float:
    """Return d, or 0 where d is negative (DENSE-2)."""
    return 0.0 if d < 0.0 else d


def argmax(values: Sequence[float]) -> int:
    """Return the index of the largest value, the first one where several are equal.

    values [n], n > 0
    """
    place = 0
    for i in range(len(values)):
        if values[i] > values[place]:
            place = i
    return place


def softmax_power(d: float, largest: float) -> float:
    """Return e^(d - largest), or 0 where the exponent is below LEAST_EXPONENT (DENSE-21)."""
    exponent = d - largest
    return 0.0 if exponent < LEAST_EXPONENT else exp(exponent)


def softmax(preactivations: Sequence[float]) -> list[float]:
    """Return e^d for each preactivation, divided by the sum of all of them (DENSE-3).

    preactivations [u] -> [u]
    """
    largest = preactivations[argmax(preactivations)]
    powers = [softmax_power(d, largest) for d in preactivations]  # at most 1, so none overflows
    total = 0.0
    for power in powers:
        total = total + power
    return [power / total for power in powers]


def log_softmax(logits: Sequence[float]) -> list[float]:
    """Return the logarithms of the softmax, finite even where the softmax underflows (DENSE-6).

    logits [u] -> [u]
    """
    largest = logits[argmax(logits)]
    total = 0.0
    for d in logits:
        total = total + softmax_power(d, largest)
    log_total = log(total)
    return [(d - largest) - log_total for d in logits]


def activate(activation: str, preactivations: Sequence[float]) -> list[float]:
    """Return the outputs of a layer for one example (DENSE-2).

    preactivations [u] -> [u]
    """
    if activation == "sigmoid":
        return [sigmoid(d) for d in preactivations]
    if activation == "tanh":
        return [tanh(d) for d in preactivations]
    if activation == "relu":
        return [relu(d) for d in preactivations]
    if activation == "softmax":
        return softmax(preactivations)
    if activation == "linear":
        return list(preactivations)
    return [further_activation(activation, d) for d in preactivations]


def activation_backward(
    activation: str, output_gradients: Sequence[float], outputs: Sequence[float]
) -> list[float]:
    """Return the gradients with respect to the preactivations, the deltas of one example (DENSE-9).

    Not for activations in FROM_PREACTIVATIONS. output_gradients [u], outputs [u] -> [u]
    """
    pairs = list(zip(output_gradients, outputs, strict=True))
    if activation == "sigmoid":
        return [gradient * y * (1.0 - y) for gradient, y in pairs]
    if activation == "tanh":
        return [gradient * (1.0 - y * y) for gradient, y in pairs]
    if activation == "relu":
        return [gradient if y > 0.0 else 0.0 for gradient, y in pairs]
    if activation == "softmax":
        total = 0.0
        for gradient, y in pairs:
            total = total + gradient * y
        return [y * (gradient - total) for gradient, y in pairs]
    if activation == "linear":
        return list(output_gradients)
    return [backward_from_output(activation, gradient, y) for gradient, y in pairs]


def layer_deltas(
    activation: str,
    output_gradients: Sequence[float],
    preactivations: Sequence[float],
    outputs: Sequence[float],
) -> list[float]:
    """Return the deltas of one example, for any activation (DENSE-9, ACT-12).

    output_gradients [u], preactivations [u], outputs [u] -> [u]
    """
    if activation not in FROM_PREACTIVATIONS:
        return activation_backward(activation, output_gradients, outputs)
    pairs = zip(output_gradients, preactivations, strict=True)
    return [backward_from_preactivation(activation, gradient, d) for gradient, d in pairs]
