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
NUMBERS = [
    mistake("ARITH-1", "calculates in binary32 (float)", real=numbers(binary32)),
    mistake("ARITH-3", "flushes subnormal numbers to zero", real=numbers(flushed)),
    mistake("ARITH-3", "loses the sign of zero", real=numbers(unsigned)),
]

MISTAKES = [
    *NUMBERS,
    *table(SUMS),
    *table("""
    PRESS-1 shows the weights from before the trial
      button_press: output = => before = weights; output =
      button_press: (output, error, weights) => (output, error, before)
    PRESS-1 shows the last weights in every trial (one array)
      button_press: return history => return [trial._replace(weights=weights) for trial in history]
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
    PRESS-1 rounds the output to two decimals before it is used
      weighted_sum: return d => return round(d, 2)
    PRESS-2 takes output - target as the error
      output_error: desired - output => output - desired
    PRESS-3 scales the step by the error (the other rule)
      button_press: rule == "add" => False
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
    """),
]
