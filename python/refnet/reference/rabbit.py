"""Chapter rabbit: classical conditioning.

A puff of air makes a rabbit blink: an innate weight that is large enough from birth. A beep does
not: its weight is 0, but it can be learned. Whenever the rabbit blinks, the learned weights of all
stimuli that are active just then grow, so after some pairings of beep and puff the beep alone is
enough.

Source: "Making a Simple Neural Network: Classical Conditioning" (the sequel of button_press's
article); the experiment is Pavlov's.

Left out on purpose: forgetting; a weight never shrinks.

The small functions take data that ``rabbit`` has checked. n is the number of stimuli.
"""

from collections.abc import Sequence
from typing import NamedTuple

from refnet.errors import (
    as_booleans,
    as_number,
    as_numbers,
    as_rows,
    check_converging,
    check_finite,
    check_finite_number,
    check_finite_rows,
    check_length,
    check_not_empty,
    check_row_lengths,
)
from refnet.reference.button_press import weighted_sum


class RabbitTrial(NamedTuple):
    """One trial: the weighted sum, whether the rabbit blinked, and weights [n] after the trial."""

    sum: float
    blink: bool
    weights: list[float]


def blinks(total: float, threshold: float) -> bool:
    """Return whether the weighted sum reaches the threshold (RABBIT-2)."""
    return total >= threshold


def reinforce(
    stimulus: Sequence[float],
    weights: Sequence[float],
    learned: Sequence[bool],
    learning_rate: float,
) -> list[float]:
    """Return the weights after a blink: each active learned one has grown (RABBIT-3).

    stimulus [n], weights [n], learned [n] -> weights [n]
    """
    grown = list(weights)
    for i in range(len(stimulus)):
        if learned[i] and stimulus[i] > 0.0:
            grown[i] = weights[i] + learning_rate
    return grown


def rabbit(
    weights: Sequence[float],
    learned: Sequence[bool],
    threshold: float,
    learning_rate: float,
    stimuli: Sequence[Sequence[float]],
) -> list[RabbitTrial]:
    """Present the stimuli one after another, and return what each trial gave (RABBIT-1).

    weights [n], learned [n] (False: innate, never changes), stimuli [trials][n]; returns a
    RabbitTrial per row of stimuli.

    Raises RefnetError with the codes wrong_type, empty, shape_mismatch, not_finite, and diverged
    when a sum or a weight becomes infinite or NaN.
    """
    weights = as_numbers("weights", weights)
    learned = as_booleans("learned", learned)
    threshold = as_number("threshold", threshold)
    learning_rate = as_number("learning_rate", learning_rate)
    stimuli = as_rows("stimuli", stimuli)
    check_not_empty("weights", weights)
    check_length("learned", learned, "weights", len(weights))
    check_row_lengths("stimuli", stimuli, "weights", len(weights))
    check_finite("weights", weights)
    check_finite_number("threshold", threshold)
    check_finite_number("learning_rate", learning_rate)
    check_finite_rows("stimuli", stimuli)

    history = []
    for trial, stimulus in enumerate(stimuli, start=1):
        total = weighted_sum(stimulus, weights, 0.0)
        check_converging("sum", [total], trial)
        blink = blinks(total, threshold)
        if blink:
            weights = reinforce(stimulus, weights, learned, learning_rate)
        check_converging("weights", weights, trial)
        history.append(RabbitTrial(total, blink, list(weights)))
    return history
