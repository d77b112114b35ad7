"""Chapter neuron: one sigmoid unit that learns by gradient descent.

The neuron weighs its inputs, d = w0 + w1*x1 + ... + wn*xn, and answers y = S(slope * d) with the
sigmoid S. In every iteration it answers all examples, and then its weights go a step down the
gradient of the squared error, E = 1/2 * sum of (target - y)^2.

Derivation: with S' = S(1 - S), the derivative of E by a weight is -sum of x * delta, where
delta = error * slope * y * (1 - y); the step is against it.

Source: D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning representations by
back-propagating errors", 1986, for a single unit; the three-input example and its numbers are from
Milo Spencer-Harper, "How to build a simple neural network in 9 lines of Python code", 2015.

Left out on purpose: a hidden layer (chapter two_layer), mini-batches (chapter dense).

The small functions take data that ``neuron`` has checked. m examples, n inputs.
"""

from collections.abc import Sequence
from typing import NamedTuple

from refnet.errors import (
    as_count,
    as_counts,
    as_number,
    as_numbers,
    as_rows,
    check_ascending,
    check_converging,
    check_count,
    check_finite,
    check_finite_number,
    check_finite_rows,
    check_length,
    check_not_empty,
    check_row_lengths,
)
from refnet.reference.button_press import output_error, weighted_sum
from refnet.reference.elementary import sigmoid


class NeuronTrial(NamedTuple):
    """One recorded iteration: outputs [m] and errors [m] before learning, the rest after.

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
    """Return how much each output lacks (NEURON-3).

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
    gradient = [0.0] * len(inputs[0])
    for j in range(len(deltas)):
        for i in range(len(gradient)):
            gradient[i] = gradient[i] + inputs[j][i] * deltas[j]
    return gradient


def bias_adjustment(deltas: Sequence[float]) -> float:
    """Return the sum of the deltas, first to last: a bias is a weight whose input is 1 (NEURON-5).

    deltas [m]
    """
    gradient = 0.0
    for delta in deltas:
        gradient = gradient + delta
    return gradient


def gradient_step(
    weights: Sequence[float], gradient: Sequence[float], learning_rate: float
) -> list[float]:
    """Return the weights after a step, w = w + learning_rate * gradient (NEURON-6).

    weights [n], gradient [n] -> [n]
    """
    return [weights[i] + learning_rate * gradient[i] for i in range(len(weights))]


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
    """Train the neuron on all examples at once, again and again (NEURON-1).

    inputs [m][n], targets [m], weights [n]; record: the iterations to report, ascending from 1, or
    None for all; returns a NeuronTrial for each.

    Raises RefnetError with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range,
    and diverged when an output, a weight or the bias becomes infinite or NaN.
    """
    inputs = as_rows("inputs", inputs)
    targets = as_numbers("targets", targets)
    weights = as_numbers("weights", weights)
    bias = None if bias is None else as_number("bias", bias)
    slope = as_number("slope", slope)
    learning_rate = as_number("learning_rate", learning_rate)
    iterations = as_count("iterations", iterations)
    record = None if record is None else as_counts("record", record)
    check_not_empty("inputs", inputs)
    check_row_lengths("inputs", inputs, "weights", len(weights))
    check_length("targets", targets, "inputs", len(inputs))
    check_not_empty("weights", weights)
    check_finite_rows("inputs", inputs)
    check_finite("targets", targets)
    check_finite("weights", weights)
    if bias is not None:
        check_finite_number("bias", bias)
    check_finite_number("slope", slope)
    check_finite_number("learning_rate", learning_rate)
    check_count("iterations", iterations)
    if record is not None:
        check_ascending("record", record, iterations)

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
