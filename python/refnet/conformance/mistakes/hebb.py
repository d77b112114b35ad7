"""Mistakes in chapter hebb."""

from refnet.conformance.mistakes.button_press import NUMBERS, SUMS, SUMS_FROM_ZERO, WEIGHTED_SUMS
from refnet.conformance.mistakes.mistake import table

MISTAKES = [
    *NUMBERS,
    *table(SUMS),
    *table(WEIGHTED_SUMS),
    *table(SUMS_FROM_ZERO.format(name="hebb")),
    *table("""
    HEBB-1 shows the weights from before the trial
      hebb: output = => before = weights; output =
      hebb: (output, weights) => (output, before)
    HEBB-1 shows the last weights in every trial (one array)
      hebb: return history => return [trial._replace(weights=weights) for trial in history]
    HEBB-1 shows the last weights in every trial (one array) | by Hebb's rule alone
      hebb_rule: learned = list(weights) => learned = weights
    HEBB-1 shows the last weights in every trial (one array) | by Oja's rule alone
      oja_rule: learned = list(weights) => learned = weights
    HEBB-1 shows the output from after learning
      hebb: history.append( => output = weighted_sum(row, weights, 0.0); history.append(
    HEBB-1 runs one trial too few
      hebb: enumerate(inputs, => enumerate(inputs[:-1],
    HEBB-1 takes the absolute value of the learning rate
      hebb: learning_rate * output => abs(learning_rate) * output
    HEBB-1 learns only from outputs above 0
      hebb: learning_rate * output => learning_rate * max(output, 0.0)
    HEBB-2 leaves the output out of the step
      hebb: learning_rate * output => learning_rate
    HEBB-2 leaves the learning rate out of the step
      hebb: learning_rate * output => output
    HEBB-2 leaves the input out
      hebb_rule: step * inputs[i] => step
    HEBB-2 multiplies the output by the input first
      hebb: hebb_rule(row, weights, step) =>
          [w + learning_rate * (output * x) for w, x in zip(weights, row)]
    HEBB-2 multiplies the learning rate by the input first
      hebb: hebb_rule(row, weights, step) =>
          [w + learning_rate * x * output for w, x in zip(weights, row)]
    HEBB-2 fuses the step with the weight
      hebb_rule: weights[i] + step * inputs[i] => fused(step, inputs[i], weights[i])
    HEBB-2 subtracts the step
      hebb_rule: weights[i] + step => weights[i] - step
    HEBB-2 takes Oja's rule for Hebb's
      hebb: rule == "hebb" => False
    HEBB-3 takes Hebb's rule for Oja's
      hebb: rule == "hebb" => True
    HEBB-3 leaves the output out of the decay
      oja_rule: output * weights[i] => weights[i]
    HEBB-3 takes the step for the output in the decay
      oja_rule: output * weights[i] => step * weights[i]
    HEBB-3 lets the weights grow in place of decay
      oja_rule: inputs[i] - output => inputs[i] + output
    HEBB-3 leaves the learning rate out of the decay
      hebb: oja_rule(row, weights, step, output) =>
          [w + step * x - output * output * w for w, x in zip(weights, row)]
    HEBB-3 subtracts the decay last
      oja_rule: weights[i] + step * (inputs[i] - output * weights[i]) =>
          weights[i] + step * inputs[i] - step * output * weights[i]
    HEBB-3 fuses the decay with the input
      oja_rule: inputs[i] - output * weights[i] => fused(-output, weights[i], inputs[i])
    HEBB-3 fuses the step with the weight
      oja_rule: weights[i] + step * (inputs[i] - output * weights[i]) =>
          fused(step, inputs[i] - output * weights[i], weights[i])
    HEBB-3 divides the weights by their length after Hebb's rule
      hebb: oja_rule(row, weights, step, output) => [w / math.sqrt(sum(v * v for v in
          hebb_rule(row, weights, step))) for w in hebb_rule(row, weights, step)]
    HEBB-1 begins every trial with the first weights
      hebb: history = [] => history, first = [], weights
      hebb: output = => weights = first; output =
    HEBB-1 presents the inputs from the last to the first
      hebb: enumerate(inputs, => enumerate(inputs[::-1],
    HEBB-1 presents the first inputs in every trial
      hebb: output = => row = inputs[0]; output =
    HEBB-1 reports the trials from the last to the first
      hebb: return history => return history[::-1]
    HEBB-1 rounds the sum to two decimals before it is used
      weighted_sum: return d => return round(d, 2)
    HEBB-1 takes the sigmoid of the sum for the output
      hebb: check_converging("output" => output = reference.sigmoid(output);
          check_converging("output"
    HEBB-1 takes the output of the trial before | which is 0 at first
      hebb: step = learning_rate * output =>
          step = learning_rate * (history[-1].output if history else 0.0)
    HEBB-1 takes the output of the trial before | but in the first trial
      hebb: step = learning_rate * output =>
          step = learning_rate * (history[-1].output if history else output)
    HEBB-2 takes the absolute value of the output
      hebb: learning_rate * output => learning_rate * abs(output)
    HEBB-2 squares the output
      hebb: learning_rate * output => learning_rate * output * output
    HEBB-2 squares the learning rate | rate * rate * output * x
      hebb: learning_rate * output => learning_rate * learning_rate * output
    HEBB-2 squares the learning rate | rate * (rate * output) * x
      hebb: learning_rate * output => learning_rate * (learning_rate * output)
    HEBB-2 squares the input
      hebb_rule: step * inputs[i] => step * inputs[i] * inputs[i]
    HEBB-2 does not train the first weight
      hebb_rule: in range(len(inputs)) => in range(1, len(inputs))
    HEBB-2 does not train the last weight
      hebb_rule: in range(len(inputs)) => in range(len(inputs) - 1)
    HEBB-2 lets active inputs alone learn
      hebb_rule: + step * inputs[i] => + (step * inputs[i] if inputs[i] > 0.0 else 0.0)
    HEBB-3 does not train the first weight
      oja_rule: in range(len(inputs)) => in range(1, len(inputs))
    HEBB-3 does not train the last weight
      oja_rule: in range(len(inputs)) => in range(len(inputs) - 1)
    HEBB-3 takes the decay from the weights that Hebb's rule has moved
      oja_rule: weights[i] + step * (inputs[i] - output * weights[i]) =>
          (weights[i] + step * inputs[i]) - step * output * (weights[i] + step * inputs[i])
    HEBB-3 squares the output first in the decay
      oja_rule: weights[i] + step * (inputs[i] - output * weights[i]) =>
          weights[i] + (step * inputs[i] - step * (output * weights[i]))
    HEBB-3 squares the weight in the decay
      oja_rule: output * weights[i] => output * weights[i] * weights[i]
    HEBB-3 multiplies the learning rate by the rest last
      hebb: oja_rule(row, weights, step, output) =>
          [w + learning_rate * (output * (x - output * w)) for w, x in zip(weights, row)]
    HEBB-3 multiplies the output by the rest last
      hebb: oja_rule(row, weights, step, output) =>
          [w + learning_rate * (x - output * w) * output for w, x in zip(weights, row)]
    HEBB-3 decays by the sum that the weights of before the step give
      oja_rule: output * weights[i] => output * learned[i - 1]
    ARITH-4 does not refuse what becomes infinite or NaN
      hebb: check_converging( => (lambda *_: None)(
    ARITH-4 counts the trials of a refusal from 0
      hebb: [output], trial) => [output], trial - 1)
      hebb: weights, trial) => weights, trial - 1)
    ARITH-4 watches the weights alone
      hebb: check_converging("output", => (lambda *_: None)("output",
    """),
]
