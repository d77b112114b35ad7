"""Chapter hebb: a unit that learns without being told what is right.

A nerve cell that often helps to excite another one becomes better at it: their connection grows
stronger. So D. O. Hebb supposed that animals learn. In each trial the unit's output is the weighted
sum of its inputs, and each weight grows by a step in the direction of its input; the step is the
learning rate times the output. There is no desired output and no error: the unit finds what its
inputs have in common.

By Hebb's rule alone, the weights grow without end. By E. Oja's rule each weight also forgets, in
proportion to the square of the output: the weights then approach the length 1, and the direction in
which the inputs vary most, their first principal component.

Source: D. O. Hebb, "The Organization of Behavior", 1949; E. Oja, "A simplified neuron model as a
principal component analyzer", 1982.

Left out on purpose: several units, and weights that only decay.

n inputs.
"""

from collections.abc import Sequence
from typing import NamedTuple

from refnet.reference.button_press import weighted_sum
from refnet.reference.checks import check_converging, checked_hebb


class HebbTrial(NamedTuple):
    """One trial: the output from before the weights change, weights [n] from after."""

    output: float
    weights: list[float]


def hebb_rule(inputs: Sequence[float], weights: Sequence[float], step: float) -> list[float]:
    """Return the weights after w = w + step*x (HEBB-2).

    inputs [n], weights [n] -> weights [n]
    """
    learned = list(weights)
    for i in range(len(inputs)):
        learned[i] = weights[i] + step * inputs[i]
    return learned


def oja_rule(
    inputs: Sequence[float], weights: Sequence[float], step: float, output: float
) -> list[float]:
    """Return the weights after w = w + step*(x - output*w) (HEBB-3).

    inputs [n], weights [n] -> weights [n]
    """
    learned = list(weights)
    for i in range(len(inputs)):
        learned[i] = weights[i] + step * (inputs[i] - output * weights[i])
    return learned


def hebb(
    inputs: Sequence[Sequence[float]],
    weights: Sequence[float],
    learning_rate: float,
    rule: str = "hebb",
) -> list[HebbTrial]:
    """Show the unit one input vector in each trial, and return a record of each (HEBB-1).

    inputs [trials][n], weights [n]; rule: "hebb" or "oja"; returns a HebbTrial per trial.

    Raises RefnetError with the codes wrong_type, empty, shape_mismatch, not_finite, unknown_name,
    and diverged when an output or a weight becomes infinite or NaN.
    """
    inputs, weights, learning_rate, rule = checked_hebb(inputs, weights, learning_rate, rule)
    history = []
    for trial, row in enumerate(inputs, start=1):
        output = weighted_sum(row, weights, 0.0)
        check_converging("output", [output], trial)
        step = learning_rate * output
        if rule == "hebb":
            weights = hebb_rule(row, weights, step)
        else:
            weights = oja_rule(row, weights, step, output)
        check_converging("weights", weights, trial)
        history.append(HebbTrial(output, weights))
    return history
