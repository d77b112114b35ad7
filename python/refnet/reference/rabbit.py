"""Chapter rabbit: classical conditioning.

A puff of air makes a rabbit blink, because its innate weight is large enough from birth. A beep
does not, because its weight starts at 0; but this weight can be learned. Whenever the rabbit
blinks, the learned weights of all active stimuli grow, so after a few pairings of beep and puff the
beep alone is enough.

Source: "Making a Simple Neural Network: Classical Conditioning" (the sequel to the article of
button_press); the experiment is Pavlov's.

Left out on purpose: forgetting; a weight never shrinks.

The helper functions expect data that ``rabbit`` has checked. n is the number of stimuli.
"""

from collections.abc import Sequence
from typing import NamedTuple

from refnet.reference.button_press import weighted_sum
from refnet.reference.checks import check_converging, checked_rabbit


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
    """Return the weights after a blink: the learned ones of active stimuli have grown (RABBIT-3).

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
    """Present the stimuli one after another, and return a record of each trial (RABBIT-1).

    weights [n], learned [n] (False: innate, never changes), stimuli [trials][n]; returns a
    RabbitTrial per row of stimuli.

    Raises RefnetError with the codes wrong_type, empty, shape_mismatch, not_finite, and diverged
    when a sum or a weight becomes infinite or NaN.
    """
    weights, learned, threshold, learning_rate, stimuli = checked_rabbit(
        weights, learned, threshold, learning_rate, stimuli
    )
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
