"""Mistakes in chapter rabbit."""

from refnet.conformance.mistakes.button_press import NUMBERS, SUMS
from refnet.conformance.mistakes.mistake import table

MISTAKES = [
    *NUMBERS,
    *table(SUMS),
    *table("""
    RABBIT-1 shows the weights from before the trial
      rabbit: total = => before = weights; total =
      rabbit: list(weights) => list(before)
    RABBIT-1 shows the last weights in every trial (one array)
      rabbit: return history => return [trial._replace(weights=weights) for trial in history]
    RABBIT-1 learns before it evaluates
      rabbit: history.append( => total = weighted_sum(stimulus, weights, 0.0); history.append(
    RABBIT-1 runs one trial too few
      rabbit: enumerate(stimuli, => enumerate(stimuli[:-1],
    RABBIT-3 lets inputs that are not active learn
      reinforce: stimulus[i] > 0.0 => True
    RABBIT-3 takes negative inputs as active
      reinforce: stimulus[i] > 0.0 => stimulus[i] != 0.0
    RABBIT-3 takes only inputs of 1 as active
      reinforce: stimulus[i] > 0.0 => stimulus[i] == 1.0
    RABBIT-3 takes inputs of 0 as active
      reinforce: stimulus[i] > 0.0 => stimulus[i] >= 0.0
    RABBIT-2 needs more than the threshold
      blinks: total >= threshold => total > threshold
    RABBIT-2 allows a tolerance at the threshold
      blinks: total >= threshold => total >= threshold - 1e-9
    RABBIT-1 decides on the blink after learning
      rabbit: history.append( => blink = blinks(weighted_sum(stimulus, weights, 0.0), threshold);
          history.append(
    RABBIT-3 takes the absolute value of the learning rate
      reinforce: + learning_rate => + abs(learning_rate)
    RABBIT-3 keeps the weights from falling below zero
      reinforce: weights[i] + learning_rate => max(weights[i] + learning_rate, 0.0)
    RABBIT-3 learns without a blink
      rabbit: if blink: => if True:
    RABBIT-3 lets innate weights learn
      reinforce: learned[i] and stimulus[i] > 0.0 => stimulus[i] > 0.0
    """),
]
