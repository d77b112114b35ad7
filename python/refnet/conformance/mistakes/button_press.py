"""Mistakes in chapter button_press."""

from refnet.conformance.mistakes.arithmetic import binary32, flushed, numbers, unsigned
from refnet.conformance.mistakes.mistake import mistake, table

# Chapter rabbit shares these.
SUMS = """
    ARITH-2 fuses the multiplications with the additions
      weighted_sum: d + weights[i] * inputs[i] => fused(weights[i], inputs[i], d)
    SUM-1 adds the products from the last to the first
      weighted_sum: in range(len(inputs)) => in reversed(range(len(inputs)))
    SUM-1 adds the products in halves (pairwise)
      weighted_sum: return d => return in_halves(products(weights, inputs))
    SUM-1 adds in two lanes
      weighted_sum: return d => return in_lanes(2, products(weights, inputs))
    SUM-1 adds in four lanes
      weighted_sum: return d => return in_lanes(4, products(weights, inputs))
    SUM-1 rounds the sum only once (fsum, compensated sum)
      weighted_sum: return d => return compensated(products(weights, inputs))
"""
# Chapter neuron shares these, too.
WEIGHTED_SUMS = """
    SUM-1 adds in a variable of binary32 (float) | products of binary64
      weighted_sum: return d => return in_binary32([bias, *products(weights, inputs)])
    SUM-1 adds in a variable of binary32 (float) | products of binary32
      weighted_sum: return d => return in_binary32(
          map(binary32, [bias, *products(weights, inputs)]))
    SUM-1 adds in a variable of binary32 (float) | rounded at the end only
      weighted_sum: return d => return binary32(d)
    SUM-1 leaves the first input out of the sum
      weighted_sum: in range(len(inputs)) => in range(1, len(inputs))
    SUM-1 leaves the last input out of the sum
      weighted_sum: in range(len(inputs)) => in range(len(inputs) - 1)
    SUM-1 pairs the inputs with the weights from the last to the first
      weighted_sum: weights[i] * => weights[-1 - i] *
    SUM-1 adds the inputs without their weights
      weighted_sum: weights[i] * inputs[i] => inputs[i]
    SUM-1 takes the mean of the products for their sum
      weighted_sum: return d => return bias + (d - bias) / float(len(inputs))
"""

# Those without a bias share these.
SUMS_FROM_ZERO = """
    SUM-1 starts the sum with the first product, which may be -0.0
      weighted_sum: d = bias => d = -0.0
    SUM-1 goes on with the sum of the trial before
      {name}: history = [] => kept.clear(); history = []
      weighted_sum: d = bias => d = kept.get("sum", 0.0)
      weighted_sum: return d => kept["sum"] = d; return d
"""

NUMBERS = [
    mistake("ARITH-1", "calculates in binary32 (float)", real=numbers(binary32)),
    mistake("ARITH-3", "flushes subnormal numbers to zero", real=numbers(flushed)),
    mistake("ARITH-3", "loses the sign of zero", real=numbers(unsigned)),
]

MISTAKES = [
    *NUMBERS,
    *table(SUMS),
    *table(WEIGHTED_SUMS),
    *table(SUMS_FROM_ZERO.format(name="button_press")),
    *table("""
    PRESS-1 shows the weights from before the trial
      button_press: output = => before = weights; output =
      button_press: (output, error, weights) => (output, error, before)
    PRESS-1 shows the last weights in every trial (one array)
      button_press: return history => return [trial._replace(weights=weights) for trial in history]
    PRESS-1 shows the last weights in every trial (one array) | by the rule add alone
      add_rule: learned = list(weights) => learned = weights
    PRESS-1 learns before it evaluates
      button_press: history.append( => output = weighted_sum(inputs, weights, 0.0);
          error = output_error(desired, output); history.append(
    PRESS-1 runs one trial too few
      button_press: trials + 1 => trials
    PRESS-3 lets inputs that are not active learn
      add_rule: inputs[i] > 0.0 => True
    PRESS-3 takes negative inputs as active
      add_rule: inputs[i] > 0.0 => inputs[i] != 0.0
    PRESS-3 takes only inputs of 1 as active
      add_rule: inputs[i] > 0.0 => inputs[i] == 1.0
    PRESS-3 takes inputs of 0 as active
      add_rule: inputs[i] > 0.0 => inputs[i] >= 0.0
    PRESS-1 runs one trial too many
      button_press: trials + 1 => trials + 2
    PRESS-1 rounds the sum to two decimals before it is used
      weighted_sum: return d => return round(d, 2)
    PRESS-2 takes output - target as the error
      output_error: desired - output => output - desired
    PRESS-3 scales the step by the error (the other rule)
      button_press: rule == "add" => False
    PRESS-4 shows the last weights in every trial (one array) | by the rule widrow_hoff alone
      widrow_hoff_rule: learned = list(weights) => learned = weights
    PRESS-4 leaves the error out
      widrow_hoff_rule: learning_rate * error => learning_rate
    PRESS-4 leaves the learning rate out
      widrow_hoff_rule: learning_rate * error => error
    PRESS-4 leaves the input out
      widrow_hoff_rule: step * inputs[i] => step
    PRESS-4 multiplies the error by the input first
      widrow_hoff_rule: step * inputs[i] => learning_rate * (error * inputs[i])
    PRESS-4 fuses the step with the weight
      widrow_hoff_rule: weights[i] + step * inputs[i] => fused(step, inputs[i], weights[i])
    PRESS-4 subtracts the step
      widrow_hoff_rule: weights[i] + step => weights[i] - step
    PRESS-1 begins every trial with the first weights
      button_press: history = [] => history, first = [], weights
      button_press: output = weighted_sum => weights = first; output = weighted_sum
    PRESS-1 reports the trials from the last to the first
      button_press: return history => return history[::-1]
    PRESS-1 stops as soon as the error is 0
      button_press: return history => return [trial for i, trial in enumerate(history)
          if 0.0 not in [each.error for each in history[:i]]]
    PRESS-1 rounds the output that it reports to two decimals
      button_press: ButtonPressTrial(output, => ButtonPressTrial(round(output, 2),
    PRESS-2 takes the absolute value of the error
      output_error: desired - output => abs(desired - output)
    PRESS-2 squares the error
      output_error: desired - output => (desired - output) * (desired - output)
    PRESS-2 takes the error of the trial before | which is 0 at first
      button_press: history = [] => history, before = [], 0.0
      button_press: learning_rate, error) => learning_rate, before)
      button_press: history.append( => before = error; history.append(
    PRESS-2 takes the error of the trial before | but in the first trial
      button_press: history = [] => history, before = [], None
      button_press: learning_rate, error) =>
          learning_rate, error if before is None else before)
      button_press: history.append( => before = error; history.append(
    PRESS-2 takes the error of the trial before | and reports it, 0 at first
      button_press: history = [] => history, new = [], 0.0
      button_press: error = output_error(desired, output) =>
          error, new = new, output_error(desired, output)
    PRESS-2 reports the error from after learning
      button_press: history.append( =>
          error = output_error(desired, weighted_sum(inputs, weights, 0.0)); history.append(
    PRESS-3 does not learn when the output is right
      button_press: add_rule(inputs, weights, learning_rate) => list(weights)
          if error == 0.0 else add_rule(inputs, weights, learning_rate)
    PRESS-3 squares the learning rate
      add_rule: + learning_rate => + learning_rate * learning_rate
    PRESS-3 subtracts the learning rate
      add_rule: + learning_rate => - learning_rate
    PRESS-3 leaves the learning rate out
      add_rule: + learning_rate => + 1.0
    PRESS-3 takes the absolute value of the learning rate
      add_rule: + learning_rate => + abs(learning_rate)
    PRESS-3 takes the sign of the error for the direction
      button_press: add_rule(inputs, weights, learning_rate) => add_rule(
          inputs, weights, learning_rate if error >= 0.0 else -learning_rate)
    PRESS-3 multiplies the learning rate by the input
      add_rule: + learning_rate => + learning_rate * inputs[i]
    PRESS-3 does not train the first weight
      add_rule: in range(len(inputs)) => in range(1, len(inputs))
    PRESS-3 does not train the last weight
      add_rule: in range(len(inputs)) => in range(len(inputs) - 1)
    PRESS-3 trains the first active input alone
      add_rule: learned[i] = weights[i] + learning_rate =>
          learned[i] = weights[i] + learning_rate; break
    PRESS-4 squares the learning rate | rate * rate * error * x
      widrow_hoff_rule: learning_rate * error => learning_rate * learning_rate * error
    PRESS-4 squares the learning rate | rate * (rate * error) * x
      widrow_hoff_rule: learning_rate * error => learning_rate * (learning_rate * error)
    PRESS-4 squares the learning rate | rate * (rate * error * x)
      widrow_hoff_rule: + step * inputs[i] => + learning_rate * (step * inputs[i])
    PRESS-4 multiplies the learning rate by the input first | rate * x * error
      widrow_hoff_rule: step * inputs[i] => learning_rate * inputs[i] * error
    PRESS-4 takes the absolute value of the error
      widrow_hoff_rule: learning_rate * error => learning_rate * abs(error)
    PRESS-4 takes the sign of the error
      widrow_hoff_rule: learning_rate * error =>
          learning_rate * (1.0 if error > 0.0 else -1.0 if error < 0.0 else 0.0)
    PRESS-4 doubles the step, as the derivative of the squared error does | 2 * rate * error
      widrow_hoff_rule: learning_rate * error => 2.0 * learning_rate * error
    PRESS-4 lets active inputs alone learn
      widrow_hoff_rule: + step * inputs[i] => + (step * inputs[i] if inputs[i] > 0.0 else 0.0)
    PRESS-4 divides the step by the sum of the squared inputs
      widrow_hoff_rule: learning_rate * error =>
          learning_rate * error / (sum(x * x for x in inputs) or 1.0)
    PRESS-4 divides the step by the number of inputs
      widrow_hoff_rule: learning_rate * error => learning_rate * error / float(len(inputs))
    PRESS-4 does not train the first weight
      widrow_hoff_rule: in range(len(inputs)) => in range(1, len(inputs))
    PRESS-4 does not train the last weight
      widrow_hoff_rule: in range(len(inputs)) => in range(len(inputs) - 1)
    PRESS-4 adds the step to all weights at once, by the last input
      widrow_hoff_rule: step * inputs[i] => step * inputs[-1]
    ARITH-4 does not refuse what becomes infinite or NaN
      button_press: check_converging( => (lambda *_: None)(
    ARITH-4 counts the trials of a refusal from 0
      button_press: [output], trial) => [output], trial - 1)
      button_press: [error], trial) => [error], trial - 1)
      button_press: weights, trial) => weights, trial - 1)
    ARITH-4 watches the weights alone
      button_press: check_converging("output", => (lambda *_: None)("output",
    """),
]
