"""Mistakes in chapter neuron."""

from refnet.conformance.mistakes.arithmetic import binary32, numbers
from refnet.conformance.mistakes.mistake import mistake, table

# Chapter two_layer shares these.
STEPS = """
    NEURON-6 leaves the learning rate out
      gradient_step: learning_rate * adjustment[i] => adjustment[i]
    NEURON-6 goes up the gradient, not down
      gradient_step: weights[i] + learning_rate => weights[i] - learning_rate
"""

MISTAKES = [
    mistake("NEURON-2", "calculates in binary32 (float)", real=numbers(binary32)),
    *table(STEPS),
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
    NEURON-1 counts the iterations from 0
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
    NEURON-4 doubles the delta
      neuron_deltas: errors[j] * slope * outputs[j] * (1.0 - outputs[j]) =>
          2.0 * (errors[j] * slope * outputs[j] * (1.0 - outputs[j]))
    """),
]
