"""Chapter button_press: the four-button perceptron.

A machine has n buttons and a lamp. Each button is an input x (1 if pressed, otherwise 0) with a
weight w, and the brightness of the lamp is the weighted sum of the inputs. In each trial the
network produces an output, compares it with the desired output, and adjusts the weights of the
pressed buttons.

Source: "Making a Simple Neural Network", whose learning rule is "add"
(becominghuman.ai/making-a-simple-neural-network-2ea1de81ec20). The rule "widrow_hoff" is from
B. Widrow and M. E. Hoff, "Adaptive switching circuits", 1960.

Left out on purpose: a bias, a threshold (chapter rabbit), a sigmoid (chapter neuron).

The helper functions expect data that ``button_press`` has checked. n is the number of inputs.
"""

from collections.abc import Sequence
from typing import NamedTuple

from refnet.reference.checks import check_converging, checked_button_press


class ButtonPressTrial(NamedTuple):
    """One trial: output and error from before the weights change, weights [n] from after."""

    output: float
    error: float
    weights: list[float]


def weighted_sum(inputs: Sequence[float], weights: Sequence[float], bias: float) -> float:
    """Return d = bias + w1*x1 + ... + wn*xn, added from left to right (SUM-1).

    inputs [n], weights [n]
    """
    d = bias
    for i in range(len(inputs)):
        d = d + weights[i] * inputs[i]
    return d


def output_error(desired: float, output: float) -> float:
    """Return the error, desired - output (PRESS-2)."""
    return desired - output


def add_rule(
    inputs: Sequence[float], weights: Sequence[float], learning_rate: float
) -> list[float]:
    """Return the weights after the article's rule: an active input's weight grows (PRESS-3).

    inputs [n], weights [n] -> weights [n]

    The rule ignores the error, so the weights keep growing even when the output is already right.
    """
    learned = list(weights)
    for i in range(len(inputs)):
        if inputs[i] > 0.0:
            learned[i] = weights[i] + learning_rate
    return learned


def widrow_hoff_rule(
    inputs: Sequence[float], weights: Sequence[float], learning_rate: float, error: float
) -> list[float]:
    """Return the weights after w = w + learning_rate*error*x (PRESS-4).

    inputs [n], weights [n] -> weights [n]

    The steps shrink with the error, so the weights settle where the output is right.
    """
    learned = list(weights)
    step = learning_rate * error
    for i in range(len(inputs)):
        learned[i] = weights[i] + step * inputs[i]
    return learned


def button_press(
    inputs: Sequence[float],
    weights: Sequence[float],
    desired: float,
    learning_rate: float,
    trials: int,
    rule: str = "add",
) -> list[ButtonPressTrial]:
    """Press the same buttons in every trial, and return a record of each trial (PRESS-1).

    inputs [n], weights [n]; rule: "add" or "widrow_hoff"; returns a ButtonPressTrial per trial.

    Raises RefnetError with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range,
    unknown_name, and diverged when an output, an error or a weight becomes infinite or NaN.
    """
    inputs, weights, desired, learning_rate, trials, rule = checked_button_press(
        inputs, weights, desired, learning_rate, trials, rule
    )
    history = []
    for trial in range(1, trials + 1):
        output = weighted_sum(inputs, weights, 0.0)
        check_converging("output", [output], trial)
        error = output_error(desired, output)
        check_converging("error", [error], trial)
        if rule == "add":
            weights = add_rule(inputs, weights, learning_rate)
        else:
            weights = widrow_hoff_rule(inputs, weights, learning_rate, error)
        check_converging("weights", weights, trial)
        history.append(ButtonPressTrial(output, error, weights))
    return history
