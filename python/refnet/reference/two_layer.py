"""Chapter two_layer: a hidden layer, and backpropagation.

A layer is a row of sigmoid units that see the same inputs: the hidden layer sees the network's
inputs, the output layer sees the hidden layer's outputs. The loss is the sum of the squared errors,
L = sum of (target - output)^2, and every weight moves one step against its gradient.

Derivation: since S' = S(1 - S), the delta of an output unit is 2 * error * y * (1 - y). A hidden
unit has no target; its error is the sum of the output deltas, each times the weight that connects
the two units. From there on, both layers learn by the same formula. Like its tutorial, this chapter
adds the sums of input times delta, the adjustments, instead of subtracting gradients.

Source: D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning representations by
back-propagating errors", 1986; the 3-4-1 example is from James Loy, "How to build your own neural
network from scratch in Python", 2018.

Left out on purpose: more layers and other activations (chapters activations to network),
mini-batches (chapter training).

The helper functions expect data that ``two_layer`` has checked. m examples, n inputs, h hidden
units, k outputs.
"""

from collections.abc import Sequence
from typing import NamedTuple

from refnet.reference.button_press import output_error
from refnet.reference.checks import check_converging, check_converging_rows, checked_two_layer
from refnet.reference.elementary import sigmoid
from refnet.reference.neuron import gradient_step

Matrix = Sequence[Sequence[float]]


class TwoLayerTrial(NamedTuple):
    """One recorded iteration: loss and outputs [m][k] from before the step, the rest from after.

    iteration counts from 1; weights1 [n][h], weights2 [h][k]; bias1 [h] and bias2 [k] are None for
    a layer without them.
    """

    iteration: int
    loss: float
    outputs: list[list[float]]
    weights1: list[list[float]]
    weights2: list[list[float]]
    bias1: list[float] | None
    bias2: list[float] | None


def layer_outputs(inputs: Matrix, weights: Matrix, bias: Sequence[float]) -> list[list[float]]:
    """Return S(d) for each example and unit, d as SUM-1 has it (LAYER-2).

    inputs [m][n], weights [n][h], bias [h] -> [m][h]
    """
    outputs = []
    for row in inputs:
        sums = list(bias)
        for i in range(len(row)):
            for j in range(len(sums)):
                sums[j] = sums[j] + weights[i][j] * row[i]
        outputs.append([sigmoid(d) for d in sums])
    return outputs


def squared_loss(targets: Matrix, outputs: Matrix) -> float:
    """Return the sum of the squared errors, row by row (LAYER-3).

    targets [m][k], outputs [m][k]
    """
    loss = 0.0
    for i in range(len(targets)):
        for j in range(len(targets[i])):
            error = output_error(targets[i][j], outputs[i][j])
            loss = loss + error * error
    return loss


def output_deltas(targets: Matrix, outputs: Matrix) -> list[list[float]]:
    """Return 2 * error * y * (1 - y), multiplied from left to right (LAYER-4).

    targets [m][k], outputs [m][k] -> [m][k]
    """
    return [
        [2.0 * output_error(target, y) * y * (1.0 - y) for target, y in zip(*rows, strict=True)]
        for rows in zip(targets, outputs, strict=True)
    ]


def hidden_deltas(deltas: Matrix, weights: Matrix, hidden: Matrix) -> list[list[float]]:
    """Return error * y * (1 - y), where a hidden unit's error is a sum over the outputs (LAYER-5).

    deltas [m][k] of the outputs, weights [h][k], hidden [m][h] -> [m][h]
    """
    result = []
    for i in range(len(hidden)):
        row = []
        for j in range(len(hidden[i])):
            error = 0.0
            for o in range(len(deltas[i])):
                error = error + deltas[i][o] * weights[j][o]
            row.append(error * hidden[i][j] * (1.0 - hidden[i][j]))
        result.append(row)
    return result


def weight_adjustments(inputs: Matrix, deltas: Matrix) -> list[list[float]]:
    """Return the sum of x * delta over the examples, first to last, for each weight (LAYER-6).

    inputs [m][n], deltas [m][h] -> [n][h]
    """
    adjustments = [[0.0] * len(deltas[0]) for _ in inputs[0]]
    for i in range(len(inputs)):
        for j in range(len(inputs[i])):
            for o in range(len(deltas[i])):
                adjustments[j][o] = adjustments[j][o] + inputs[i][j] * deltas[i][o]
    return adjustments


def bias_adjustments(deltas: Matrix) -> list[float]:
    """Return the sum of each unit's deltas over the examples, first to last (LAYER-6).

    deltas [m][h] -> [h]
    """
    adjustments = [0.0] * len(deltas[0])
    for row in deltas:
        for j in range(len(row)):
            adjustments[j] = adjustments[j] + row[j]
    return adjustments


def gradient_step_rows(
    weights: Matrix, adjustments: Matrix, learning_rate: float
) -> list[list[float]]:
    """Return all weights of a layer after a step (NEURON-6).

    weights [n][h], adjustments [n][h] -> [n][h]
    """
    return [gradient_step(weights[i], adjustments[i], learning_rate) for i in range(len(weights))]


def two_layer(
    inputs: Matrix,
    targets: Matrix,
    weights1: Matrix,
    weights2: Matrix,
    bias1: Sequence[float] | None = None,
    bias2: Sequence[float] | None = None,
    learning_rate: float = 1.0,
    iterations: int = 1,
    record: Sequence[int] | None = None,
) -> list[TwoLayerTrial]:
    """Train both layers; an iteration learns from all examples at once (LAYER-1).

    inputs [m][n], targets [m][k], weights1 [n][h], weights2 [h][k], bias1 [h], bias2 [k] (None: the
    layer has none); record: the iterations to report, ascending from 1, or None for all; returns a
    TwoLayerTrial for each.

    Raises RefnetError with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range,
    and diverged when an output, the loss, a weight or a bias becomes infinite or NaN.
    """
    inputs, targets, weights1, weights2, bias1, bias2, learning_rate, iterations, record = (
        checked_two_layer(
            inputs, targets, weights1, weights2, bias1, bias2, learning_rate, iterations, record
        )
    )
    no_bias1, no_bias2 = [0.0] * len(weights2), [0.0] * len(targets[0])
    recorded = range(1, iterations + 1) if record is None else set(record)
    history = []
    for iteration in range(1, iterations + 1):
        hidden = layer_outputs(inputs, weights1, no_bias1 if bias1 is None else bias1)
        outputs = layer_outputs(hidden, weights2, no_bias2 if bias2 is None else bias2)
        check_converging_rows("outputs", outputs, iteration)
        loss = squared_loss(targets, outputs)
        check_converging("loss", [loss], iteration)

        # The deltas are calculated from the weights that gave the outputs, before any weight moves.
        deltas2 = output_deltas(targets, outputs)
        deltas1 = hidden_deltas(deltas2, weights2, hidden)
        weights1 = gradient_step_rows(weights1, weight_adjustments(inputs, deltas1), learning_rate)
        weights2 = gradient_step_rows(weights2, weight_adjustments(hidden, deltas2), learning_rate)
        check_converging_rows("weights1", weights1, iteration)
        check_converging_rows("weights2", weights2, iteration)
        if bias1 is not None:
            bias1 = gradient_step(bias1, bias_adjustments(deltas1), learning_rate)
            check_converging("bias1", bias1, iteration)
        if bias2 is not None:
            bias2 = gradient_step(bias2, bias_adjustments(deltas2), learning_rate)
            check_converging("bias2", bias2, iteration)
        if iteration in recorded:
            history.append(
                TwoLayerTrial(iteration, loss, outputs, weights1, weights2, bias1, bias2)
            )
    return history
