"""Mistakes in chapter neuron."""

from refnet.conformance.mistakes.arithmetic import binary32, numbers
from refnet.conformance.mistakes.button_press import WEIGHTED_SUMS
from refnet.conformance.mistakes.elementary import IN_SIGMOIDS
from refnet.conformance.mistakes.mistake import mistake, table

# Chapter two_layer shares these.
STEPS = """
    NEURON-6 leaves the learning rate out
      gradient_step: learning_rate * adjustment[i] => adjustment[i]
    NEURON-6 goes up the gradient, not down
      gradient_step: weights[i] + learning_rate => weights[i] - learning_rate
    NEURON-6 squares the learning rate | rate * rate * adjustment
      gradient_step: learning_rate * adjustment[i] => learning_rate * learning_rate * adjustment[i]
    NEURON-6 squares the learning rate | rate * (rate * adjustment)
      gradient_step: learning_rate * adjustment[i] =>
          learning_rate * (learning_rate * adjustment[i])
    NEURON-6 fuses the step with the weight
      gradient_step: weights[i] + learning_rate * adjustment[i] =>
          fused(learning_rate, adjustment[i], weights[i])
    NEURON-6 does not train the first weight
      gradient_step: for i in range(len(weights)) => if i > 0 or len(weights) == 1 else weights[i]
          for i in range(len(weights))
    NEURON-6 does not train the last weight
      gradient_step: for i in range(len(weights)) => if i < len(weights) - 1 or i == 0
          else weights[i] for i in range(len(weights))
"""

MISTAKES = [
    mistake("NEURON-2", "calculates in binary32 (float)", real=numbers(binary32)),
    *table(STEPS),
    *table(WEIGHTED_SUMS),
    *table(IN_SIGMOIDS.format(rule="NEURON-2")),
    *table("""
    ARITH-2 fuses the multiplications with the additions
      weighted_sum: d + weights[i] * inputs[i] => fused(weights[i], inputs[i], d)
      neuron_adjustment: adjustment[i] + inputs[j][i] * deltas[j] =>
          fused(inputs[j][i], deltas[j], adjustment[i])
    NEURON-2 uses its language's own exp
      neuron_outputs: sigmoid( => library_sigmoid(
    SUM-1 adds the weighted sum in another order
      weighted_sum: return d => return in_halves([bias, *products(weights, inputs)])
    NEURON-1 shows the outputs from after learning
      neuron: history.append( => outputs = neuron_outputs(inputs, weights, bias or 0.0, slope);
          errors = neuron_errors(targets, outputs); history.append(
    NEURON-2 calculates the sigmoid as 1/(1 + exp(-x))
      neuron_outputs: sigmoid(slope => 1.0 / (1.0 + exp(-slope
      neuron_outputs: bias)) => bias)))
    NEURON-2 calculates the sigmoid by its language's own tanh
      neuron_outputs: sigmoid(slope => 0.5 * (1.0 + library_tanh(0.5 * (slope
      neuron_outputs: bias)) => bias))))
    SUM-1 adds the bias last
      weighted_sum: d = bias => d = 0.0
      weighted_sum: return d => return d + bias
    NEURON-1 counts the trials from 0
      neuron: NeuronTrial(iteration => NeuronTrial(iteration - 1
    NEURON-6 multiplies the learning rate into every delta
      neuron: neuron_deltas(errors, outputs, slope) =>
          [learning_rate * d for d in neuron_deltas(errors, outputs, slope)]
      neuron: , learning_rate) => , 1.0)
    NEURON-1 runs one iteration too few
      neuron: for iteration in range(1, iterations + 1) => for iteration in range(1, iterations)
    NEURON-1 learns from one example after another
      neuron: weights = gradient_step(weights, neuron_adjustment(inputs, deltas), learning_rate) =>
          for x, t in zip(inputs, targets): [(_, _, _, weights, bias)] =
          reference.neuron([x], [t], weights, bias, slope, learning_rate)
      neuron: if bias is not None => if False
    NEURON-5 adds the gradient from the last example
      neuron_adjustment: in range(len(deltas)) => in reversed(range(len(deltas)))
      bias_adjustment: in deltas: => in reversed(deltas):
    NEURON-5 rounds the gradient only once
      neuron_adjustment: return adjustment =>
          return [compensated(products(column, deltas)) for column in columns(inputs)]
      bias_adjustment: return adjustment => return compensated(deltas)
    NEURON-5 takes the mean over the examples as the gradient
      neuron_adjustment: return adjustment => return [each / len(deltas) for each in adjustment]
      bias_adjustment: return adjustment => return adjustment / len(deltas)
    NEURON-6 does not train the bias
      neuron: if bias is not None => if False
    NEURON-2 leaves the slope out of the output
      neuron_outputs: slope * weighted_sum => weighted_sum
    NEURON-2 adds the bias after the slope
      neuron_outputs: weights, bias) => weights, 0.0) + bias
    NEURON-4 takes the derivative of tanh, 1 - y*y
      neuron_deltas: outputs[j] * (1.0 - outputs[j]) => (1.0 - outputs[j] * outputs[j])
    NEURON-3 takes output - target as the error
      output_error: desired - output => output - desired
    NEURON-4 forgets the derivative of the sigmoid
      neuron_deltas: slope * outputs[j] * (1.0 - outputs[j]) => slope
    NEURON-4 forgets the slope in the delta
      neuron_deltas: errors[j] * slope => errors[j]
    NEURON-4 takes the derivative at the output instead of at the sum
      neuron_deltas: outputs[j] * (1.0 - outputs[j]) =>
          sigmoid(outputs[j]) * (1.0 - sigmoid(outputs[j]))
    NEURON-4 multiplies the delta in another order
      neuron_deltas: slope * outputs[j] * (1.0 - outputs[j]) =>
          (slope * (outputs[j] * (1.0 - outputs[j])))
    NEURON-4 multiplies the delta in another order | error * slope * (y * (1 - y))
      neuron_deltas: slope * outputs[j] * (1.0 - outputs[j]) =>
          slope * (outputs[j] * (1.0 - outputs[j]))
    NEURON-4 doubles the delta
      neuron_deltas: errors[j] * slope * outputs[j] * (1.0 - outputs[j]) =>
          2.0 * (errors[j] * slope * outputs[j] * (1.0 - outputs[j]))
    NEURON-1 records the iteration after those that are asked for
      neuron: if iteration in recorded => if iteration - 1 in recorded
    NEURON-1 runs one iteration too few | in what it records
      neuron: if iteration in recorded => if iteration + 1 in recorded
    NEURON-1 records all trials whatever is asked for
      neuron: if iteration in recorded => if True
    NEURON-1 begins every iteration with the first weights
      neuron: history = [] => history, first = [], (weights, bias)
      neuron: outputs = neuron_outputs => weights, bias = first; outputs = neuron_outputs
    NEURON-1 reports the weights from before learning
      neuron: history = [] => history, before = [], weights
      neuron: outputs = neuron_outputs => before = weights; outputs = neuron_outputs
      neuron: errors, weights, bias) => errors, before, bias)
    NEURON-1 reports the trials from the last to the first
      neuron: return history => return history[::-1]
    NEURON-1 learns from the first example alone
      neuron: neuron_adjustment(inputs, deltas) => neuron_adjustment(inputs[:1], deltas[:1])
      neuron: bias_adjustment(deltas) => bias_adjustment(deltas[:1])
    NEURON-1 learns from the last example alone
      neuron: neuron_adjustment(inputs, deltas) => neuron_adjustment(inputs[-1:], deltas[-1:])
      neuron: bias_adjustment(deltas) => bias_adjustment(deltas[-1:])
    NEURON-1 trains the bias by the outputs of the weights that have moved
      neuron: bias_adjustment(deltas) => bias_adjustment((lambda moved: neuron_deltas(
          neuron_errors(targets, moved), moved, slope))(
          neuron_outputs(inputs, weights, bias, slope)))
    NEURON-2 takes the output for 0 or 1, by one half
      neuron_outputs: sigmoid(slope * weighted_sum(row, weights, bias)) =>
          1.0 if slope * weighted_sum(row, weights, bias) > 0.0 else 0.0
    NEURON-2 calculates the output by tanh, from -1 to 1
      neuron_outputs: sigmoid( => tanh(
    NEURON-2 divides the weighted sum by the slope
      neuron_outputs: slope * weighted_sum(row, weights, bias) =>
          weighted_sum(row, weights, bias) / (slope or 1.0)
    NEURON-2 multiplies each weight by the slope
      neuron_outputs: slope * weighted_sum(row, weights, bias) =>
          weighted_sum(row, [slope * w for w in weights], slope * bias)
    NEURON-2 leaves the bias out
      neuron_outputs: weights, bias) => weights, 0.0)
    NEURON-2 subtracts the bias
      neuron_outputs: weights, bias) => weights, -bias)
    NEURON-2 rounds the output to two decimals
      neuron_outputs: sigmoid(slope * weighted_sum(row, weights, bias)) =>
          round(sigmoid(slope * weighted_sum(row, weights, bias)), 2)
    NEURON-3 takes the absolute value of the error
      output_error: desired - output => abs(desired - output)
    NEURON-3 squares the error
      output_error: desired - output => (desired - output) * (desired - output)
    NEURON-3 takes the error of the trial before | which is 0 at first
      neuron: history = [] => history, before = [], [0.0] * len(targets)
      neuron: neuron_deltas(errors, outputs, slope) =>
          neuron_deltas(before, outputs, slope); before = errors
    NEURON-3 takes the error of the trial before | but in the first trial
      neuron: history = [] => history, before = [], None
      neuron: neuron_deltas(errors, outputs, slope) =>
          neuron_deltas(before or errors, outputs, slope); before = errors
    NEURON-3 compares each output with the target of the next example
      neuron_errors: output_error(targets[j], => output_error(targets[(j + 1) % len(targets)],
    NEURON-4 takes the absolute value of the error
      neuron_deltas: errors[j] * slope => abs(errors[j]) * slope
    NEURON-4 takes the sign of the error
      neuron_deltas: errors[j] * slope =>
          (1.0 if errors[j] > 0.0 else -1.0 if errors[j] < 0.0 else 0.0) * slope
    NEURON-4 takes d(1 - d), with the sum d, for the derivative of the sigmoid | slope * sum
      neuron_outputs: return => kept["sums"] = [slope * weighted_sum(row, weights, bias)
          for row in inputs]; return
      neuron_deltas: outputs[j] * (1.0 - outputs[j]) => kept["sums"][j] * (1.0 - kept["sums"][j])
    NEURON-4 takes d(1 - d), with the sum d, for the derivative of the sigmoid | sum
      neuron_outputs: return => kept["sums"] = [weighted_sum(row, weights, bias)
          for row in inputs]; return
      neuron_deltas: outputs[j] * (1.0 - outputs[j]) => kept["sums"][j] * (1.0 - kept["sums"][j])
    NEURON-4 calculates the derivative of the sigmoid from the sum d | e^-d / (1 + e^-d)^2
      neuron_outputs: return => kept["sums"] = [slope * weighted_sum(row, weights, bias)
          for row in inputs]; return
      neuron_deltas: outputs[j] * (1.0 - outputs[j]) => (library_exp(-kept["sums"][j])
          / ((1.0 + library_exp(-kept["sums"][j])) * (1.0 + library_exp(-kept["sums"][j]))))
    NEURON-4 calculates the derivative of the sigmoid from the sum d | its sigmoid without slope
      neuron_outputs: return => kept["sums"] = [sigmoid(weighted_sum(row, weights, bias))
          for row in inputs]; return
      neuron_deltas: outputs[j] * (1.0 - outputs[j]) => kept["sums"][j] * (1.0 - kept["sums"][j])
    NEURON-4 calculates the derivative as y - y*y
      neuron_deltas: slope * outputs[j] * (1.0 - outputs[j]) =>
          slope * (outputs[j] - outputs[j] * outputs[j])
    NEURON-4 multiplies the derivative by the error last
      neuron_deltas: errors[j] * slope * outputs[j] * (1.0 - outputs[j]) =>
          slope * outputs[j] * (1.0 - outputs[j]) * errors[j]
    NEURON-4 multiplies by the slope last
      neuron_deltas: errors[j] * slope * outputs[j] * (1.0 - outputs[j]) =>
          errors[j] * outputs[j] * (1.0 - outputs[j]) * slope
    NEURON-4 multiplies by the target in place of the output
      neuron: neuron_deltas(errors, outputs, slope) => neuron_deltas(errors, targets, slope)
    NEURON-4 squares the slope
      neuron_deltas: errors[j] * slope => errors[j] * slope * slope
    NEURON-5 goes on with the adjustments of the trial before
      neuron: history = [] => kept.clear(); history = []
      neuron_adjustment: adjustment = [0.0] * len(inputs[0]) =>
          adjustment = kept.setdefault("sums", [0.0] * len(inputs[0]))
      bias_adjustment: adjustment = 0.0 => adjustment = kept.get("bias", 0.0)
      bias_adjustment: return adjustment => kept["bias"] = adjustment; return adjustment
    NEURON-5 leaves the first example out
      neuron_adjustment: for j in range(len(deltas)) => for j in range(1, len(deltas))
      bias_adjustment: in deltas: => in deltas[1:]:
    NEURON-5 leaves the last example out
      neuron_adjustment: for j in range(len(deltas)) => for j in range(len(deltas) - 1)
      bias_adjustment: in deltas: => in deltas[:-1]:
    NEURON-5 leaves the input out
      neuron_adjustment: inputs[j][i] * deltas[j] => deltas[j]
    NEURON-5 adds the gradient in halves
      neuron_adjustment: return adjustment =>
          return [in_halves(products(column, deltas)) for column in columns(inputs)]
      bias_adjustment: return adjustment => return in_halves(deltas)
    NEURON-5 adds the gradient in four lanes
      neuron_adjustment: return adjustment =>
          return [in_lanes(4, products(column, deltas)) for column in columns(inputs)]
      bias_adjustment: return adjustment => return in_lanes(4, deltas)
    NEURON-5 adds in a variable of binary32 (float)
      neuron_adjustment: return adjustment =>
          return [in_binary32(products(column, deltas)) for column in columns(inputs)]
      bias_adjustment: return adjustment => return in_binary32(deltas)
    NEURON-5 trains the bias by the errors
      neuron: bias_adjustment(deltas) => bias_adjustment(errors)
    NEURON-5 takes the mean for the bias alone
      bias_adjustment: return adjustment => return adjustment / len(deltas)
    NEURON-6 moves each weight after every example
      neuron_adjustment: adjustment[i] + inputs[j][i] * deltas[j] =>
          adjustment[i] + kept["rate"] * inputs[j][i] * deltas[j]
      bias_adjustment: + delta => + kept["rate"] * delta
      neuron: history = [] => kept["rate"] = learning_rate; history = []
      neuron: , learning_rate) => , 1.0)
    NEURON-6 leaves the learning rate out for the bias
      neuron: [bias_adjustment(deltas)], learning_rate) => [bias_adjustment(deltas)], 1.0)
    NEURON-1 trains a bias of 0 where there is none
      neuron: history = [] => history = []; had, bias = bias, bias or 0.0
      neuron: weights, bias)) => weights, None if had is None else bias))
    NEURON-1 trains a bias of 0 where there is none | and shows it
      neuron: history = [] => history = []; bias = 0.0 if bias is None else bias
    NEURON-1 shows a bias of 0 where there is none
      neuron: weights, bias)) => weights, 0.0 if bias is None else bias))
    NEURON-1 shows the last weights in every trial (one array)
      neuron: return history => return [trial._replace(weights=weights) for trial in history]
    NEURON-6 divides the learning rate by the number of examples for the weights alone
      neuron: neuron_adjustment(inputs, deltas), learning_rate) =>
          neuron_adjustment(inputs, deltas), learning_rate / float(len(inputs)))
    ARITH-4 does not refuse what becomes infinite or NaN
      neuron: check_converging( => (lambda *_: None)(
    ARITH-4 counts the trials of a refusal from 0
      neuron: "outputs", outputs, iteration) => "outputs", outputs, iteration - 1)
      neuron: "weights", weights, iteration) => "weights", weights, iteration - 1)
      neuron: [bias], iteration) => [bias], iteration - 1)
    ARITH-4 watches the weights alone
      neuron: check_converging("outputs", => (lambda *_: None)("outputs",
    """),
]
