"""Mistakes in chapter rabbit."""

from refnet.conformance.mistakes.button_press import NUMBERS, SUMS, SUMS_FROM_ZERO, WEIGHTED_SUMS
from refnet.conformance.mistakes.mistake import table

MISTAKES = [
    *NUMBERS,
    *table(SUMS),
    *table(WEIGHTED_SUMS),
    *table(SUMS_FROM_ZERO.format(name="rabbit")),
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
    RABBIT-1 begins every trial with the first weights
      rabbit: history = [] => history, first = [], weights
      rabbit: total = => weights = first; total =
    RABBIT-1 presents the stimuli from the last to the first
      rabbit: enumerate(stimuli, => enumerate(stimuli[::-1],
    RABBIT-1 presents the first stimulus in every trial
      rabbit: total = => stimulus = stimuli[0]; total =
    RABBIT-1 reports the trials from the last to the first
      rabbit: return history => return history[::-1]
    RABBIT-1 rounds the sum to two decimals before it is used
      weighted_sum: return d => return round(d, 2)
    RABBIT-1 rounds the sum that it reports to two decimals
      rabbit: RabbitTrial(total, => RabbitTrial(round(total, 2),
    RABBIT-2 compares the absolute value of the sum
      blinks: total >= => abs(total) >=
    RABBIT-2 compares with one half whatever the threshold
      blinks: >= threshold => >= 0.5
    RABBIT-2 compares in binary32
      blinks: total >= threshold => binary32(total) >= binary32(threshold)
    RABBIT-2 blinks below the threshold
      blinks: total >= threshold => total < threshold
    RABBIT-2 keeps blinking once it has blinked
      rabbit: blink = blinks(total, threshold) =>
          blink = blinks(total, threshold) or bool(history) and history[-1].blink
    RABBIT-2 subtracts the threshold from the sum that it reports
      rabbit: RabbitTrial(total, => RabbitTrial(total - threshold,
    RABBIT-3 squares the learning rate
      reinforce: + learning_rate => + learning_rate * learning_rate
    RABBIT-3 subtracts the learning rate
      reinforce: + learning_rate => - learning_rate
    RABBIT-3 leaves the learning rate out
      reinforce: + learning_rate => + 1.0
    RABBIT-3 multiplies the learning rate by the stimulus
      reinforce: + learning_rate => + learning_rate * stimulus[i]
    RABBIT-3 keeps the weights from rising above the threshold
      rabbit: learned, learning_rate) => learned, learning_rate); weights = [
          min(w, threshold) if is_learned else w for w, is_learned in zip(weights, learned)]
    RABBIT-3 keeps the weights from rising above 1
      reinforce: weights[i] + learning_rate => min(weights[i] + learning_rate, 1.0)
    RABBIT-3 lets the innate weights learn in place of the others
      reinforce: learned[i] and => not learned[i] and
    RABBIT-3 lets learned weights alone that are not 0
      reinforce: learned[i] and => learned[i] and weights[i] == 0.0 and
    RABBIT-3 learns without a blink only
      rabbit: if blink: => if not blink:
    RABBIT-3 does not train the first weight
      reinforce: in range(len(stimulus)) => in range(1, len(stimulus))
    RABBIT-3 does not train the last weight
      reinforce: in range(len(stimulus)) => in range(len(stimulus) - 1)
    RABBIT-3 trains the first active stimulus alone
      reinforce: grown[i] = weights[i] + learning_rate =>
          grown[i] = weights[i] + learning_rate; break
    RABBIT-3 learns by the blink of the trial before
      rabbit: if blink: => if history and history[-1].blink:
    ARITH-4 does not refuse what becomes infinite or NaN
      rabbit: check_converging( => (lambda *_: None)(
    ARITH-4 counts the trials of a refusal from 0
      rabbit: [total], trial) => [total], trial - 1)
      rabbit: weights, trial) => weights, trial - 1)
    ARITH-4 watches the weights alone
      rabbit: check_converging("sum", => (lambda *_: None)("sum",
    """),
]
