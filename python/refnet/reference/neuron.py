"""Chapter neuron: one sigmoid unit that learns by gradient descent.

The neuron computes the weighted sum of its inputs, d = w0 + w1*x1 + ... + wn*xn, and its output is
y = S(slope * d), where S is the sigmoid. Each iteration computes the outputs for all examples and
then moves the weights one step against the gradient of the squared error,
E = 1/2 * sum of (target - y)^2.

Derivation: since S' = S(1 - S), dE/dw = -(sum of x * delta), where
delta = error * slope * y * (1 - y). Like its tutorial, this chapter adds the sum, which it calls
the adjustment, instead of subtracting the gradient.

Source: D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning representations by
back-propagating errors", 1986, here for a single unit; the three-input example and its numbers are
from Milo Spencer-Harper, "How to build a simple neural network in 9 lines of Python code", 2015.

Left out on purpose: a hidden layer (chapter two_layer), mini-batches (chapter training).

The helper functions expect data that ``neuron`` has checked. m examples, n inputs.
"""

from collections.abc import Sequence
from typing import NamedTuple

from refnet.reference.button_press import output_error, weighted_sum
from refnet.reference.checks import check_converging, checked_neuron
from refnet.reference.elementary import sigmoid


class NeuronTrial(NamedTuple):
    """One recorded iteration: outputs [m] and errors [m] from before the step, the rest from after.

    iteration counts from 1; weights [n]; bias is None for a neuron without one.
    """

    iteration: int
    outputs: list[float]
    errors: list[float]
    weights: list[float]
    bias: float | None


def neuron_outputs(
    inputs: Sequence[Sequence[float]], weights: Sequence[float], bias: float, slope: float
) -> list[float]:
    """Return y = S(slope * d) for each example (NEURON-2).

    inputs [m][n], weights [n] -> [m]
    """
    return [sigmoid(slope * weighted_sum(row, weights, bias)) for row in inputs]


def neuron_errors(targets: Sequence[float], outputs: Sequence[float]) -> list[float]:
    """Return target - output for each example (NEURON-3).

    targets [m], outputs [m] -> [m]
    """
    return [output_error(targets[j], outputs[j]) for j in range(len(targets))]


def neuron_deltas(errors: Sequence[float], outputs: Sequence[float], slope: float) -> list[float]:
    """Return delta = error * slope * y * (1 - y), multiplied from left to right (NEURON-4).

    errors [m], outputs [m] -> [m]
    """
    return [errors[j] * slope * outputs[j] * (1.0 - outputs[j]) for j in range(len(errors))]


def neuron_adjustment(inputs: Sequence[Sequence[float]], deltas: Sequence[float]) -> list[float]:
    """Return the sum of x * delta over the examples, first to last, for each weight (NEURON-5).

    inputs [m][n], deltas [m] -> [n]
    """
    adjustment = [0.0] * len(inputs[0])
    for j in range(len(deltas)):
        for i in range(len(adjustment)):
            adjustment[i] = adjustment[i] + inputs[j][i] * deltas[j]
    return adjustment


def bias_adjustment(deltas: Sequence[float]) -> float:
    """Return the sum of the deltas, first to last: a bias is a weight whose input is 1 (NEURON-5).

    deltas [m]
    """
    adjustment = 0.0
    for delta in deltas:
        adjustment = adjustment + delta
    return adjustment


def gradient_step(
    weights: Sequence[float], adjustment: Sequence[float], learning_rate: float
) -> list[float]:
    """Return the weights after a step of gradient descent (NEURON-6).

    w = w + learning_rate * adjustment, where the adjustment is minus the gradient.
    weights [n], adjustment [n] -> [n]
    """
    return [weights[i] + learning_rate * adjustment[i] for i in range(len(weights))]


def neuron(
    inputs: Sequence[Sequence[float]],
    targets: Sequence[float],
    weights: Sequence[float],
    bias: float | None = None,
    slope: float = 1.0,
    learning_rate: float = 1.0,
    iterations: int = 1,
    record: Sequence[int] | None = None,
) -> list[NeuronTrial]:
    """Train the neuron; an iteration learns from all examples at once (NEURON-1).

    inputs [m][n], targets [m], weights [n]; record: the iterations to report, ascending from 1, or
    None for all; returns a NeuronTrial for each.

    Raises RefnetError with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range,
    and diverged when an output, a weight or the bias becomes infinite or NaN.
    """
    inputs, targets, weights, bias, slope, learning_rate, iterations, record = checked_neuron(
        inputs, targets, weights, bias, slope, learning_rate, iterations, record
    )
    recorded = range(1, iterations + 1) if record is None else set(record)
    history = []
    for iteration in range(1, iterations + 1):
        outputs = neuron_outputs(inputs, weights, 0.0 if bias is None else bias, slope)
        check_converging("outputs", outputs, iteration)
        errors = neuron_errors(targets, outputs)
        deltas = neuron_deltas(errors, outputs, slope)
        weights = gradient_step(weights, neuron_adjustment(inputs, deltas), learning_rate)
        check_converging("weights", weights, iteration)
        if bias is not None:
            [bias] = gradient_step([bias], [bias_adjustment(deltas)], learning_rate)
            check_converging("bias", [bias], iteration)
        if iteration in recorded:
            history.append(NeuronTrial(iteration, outputs, errors, weights, bias))
    return history
