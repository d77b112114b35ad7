"""Chapter activations: what a unit makes of its weighted sum, with the derivatives.

A layer turns its weighted sums, the preactivations d, into its outputs y. Each activation comes
with its backward form: given the gradient of the loss by y, it returns the gradient by d. All of
them are written in terms of y, which the layer has at hand anyway.

Derivation: with y = f(d), dL/dd = dL/dy * f'(d); and f' = y(1 - y) for the sigmoid, 1 - y^2 for
tanh, 1 or 0 for relu. Softmax mixes the units of a layer: dy_i/dd_j = y_i(1[i = j] - y_j), so
dL/dd_j = y_j * (dL/dy_j - sum of dL/dy_i * y_i).

Source: the formulas are standard; softmax with the largest value subtracted is J. S. Bridle's,
"Probabilistic interpretation of feedforward classification network outputs", 1990, in the form
that does not overflow.

Left out on purpose: activations with parameters of their own.

u is the number of units of a layer; one example at a time.
"""

from collections.abc import Sequence

from refnet.reference.elementary import exp, log, sigmoid, tanh


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


def softmax(preactivations: Sequence[float]) -> list[float]:
    """Return e^d of each preactivation, divided by the sum of them all (DENSE-3).

    preactivations [u] -> [u]
    """
    largest = preactivations[argmax(preactivations)]
    powers = [exp(d - largest) for d in preactivations]  # at most 1, so that none overflows
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
        total = total + exp(d - largest)
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
    return list(preactivations)  # linear


def activation_backward(
    activation: str, output_gradients: Sequence[float], outputs: Sequence[float]
) -> list[float]:
    """Return the gradients by the preactivations, the deltas of one example (DENSE-9).

    output_gradients [u], outputs [u] -> [u]
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
    return list(output_gradients)  # linear
