"""Mistakes in chapter two_layer."""

from refnet.conformance.mistakes.arithmetic import binary32, numbers
from refnet.conformance.mistakes.mistake import mistake, table
from refnet.conformance.mistakes.neuron import STEPS

MISTAKES = [
    mistake("LAYER-2", "calculates in binary32 (float)", real=numbers(binary32)),
    *table(STEPS),
    *table("""
    ARITH-2 fuses the multiplications with the additions
      layer_outputs: sums[j] + weights[i][j] * row[i] => fused(weights[i][j], row[i], sums[j])
      hidden_deltas: error + deltas[i][o] * weights[j][o] =>
          fused(deltas[i][o], weights[j][o], error)
      weight_adjustments: adjustments[j][o] + inputs[i][j] * deltas[i][o] =>
          fused(inputs[i][j], deltas[i][o], adjustments[j][o])
    LAYER-2 uses its language's own exp
      layer_outputs: sigmoid(d) => library_sigmoid(d)
    SUM-1 adds the weighted sum in another order
      layer_outputs: sums[j] = sums[j] + weights[i][j] * row[i] => pass
      layer_outputs: for d in sums =>
          for d in [in_halves([b, *products(w, row)]) for b, w in zip(sums, columns(weights))]
    LAYER-1 shows the outputs from after learning
      two_layer: history.append( => hidden = layer_outputs(inputs, weights1, bias1 or no_bias1);
          outputs = layer_outputs(hidden, weights2, bias2 or no_bias2);
          loss = squared_loss(targets, outputs); history.append(
    LAYER-2 calculates the sigmoid as 1/(1 + exp(-x))
      layer_outputs: sigmoid(d) => 1.0 / (1.0 + exp(-d))
    LAYER-2 calculates the sigmoid by its language's own tanh
      layer_outputs: sigmoid(d) => 0.5 * (1.0 + library_tanh(0.5 * d))
    SUM-1 adds the bias last
      layer_outputs: sums = list(bias) => sums = [0.0] * len(bias)
      layer_outputs: sigmoid(d) for d in sums => sigmoid(d + b) for d, b in zip(sums, bias)
    LAYER-1 counts the iterations from 0
      two_layer: TwoLayerTrial(iteration => TwoLayerTrial(iteration - 1
    NEURON-6 multiplies the learning rate into every delta
      two_layer: deltas1 = hidden_deltas(deltas2, weights2, hidden) =>
          deltas1, deltas2 = ([[learning_rate * d for d in row] for row in deltas]
          for deltas in (hidden_deltas(deltas2, weights2, hidden), deltas2))
      two_layer: , learning_rate) => , 1.0)
    LAYER-1 runs one iteration too few
      two_layer: for iteration in range(1, iterations + 1) => for iteration in range(1, iterations)
    LAYER-1 learns from one example after another
      two_layer: weights1 = gradient_step_rows(weights1, weight_adjustments(inputs, deltas1),
          learning_rate) => for x, t in zip(inputs, targets):
          [(_, _, _, weights1, weights2, bias1, bias2)] = reference.two_layer(
          [x], [t], weights1, weights2, bias1, bias2, learning_rate)
      two_layer: weights2 = gradient_step_rows(weights2, weight_adjustments(hidden, deltas2),
          learning_rate) => pass
      two_layer: if bias1 is not None => if False
      two_layer: if bias2 is not None => if False
    LAYER-6 adds the gradient from the last example
      weight_adjustments: in range(len(inputs)) => in reversed(range(len(inputs)))
      bias_adjustments: in deltas: => in reversed(deltas):
    LAYER-6 rounds the gradient only once
      weight_adjustments: return adjustments => return [[compensated(products(x, d))
          for d in columns(deltas)] for x in columns(inputs)]
      bias_adjustments: return adjustments => return list(map(compensated, columns(deltas)))
    LAYER-6 takes the mean over the examples as the gradient
      weight_adjustments: return adjustments =>
          return [[each / len(deltas) for each in row] for row in adjustments]
      bias_adjustments: return adjustments => return [each / len(deltas) for each in adjustments]
    NEURON-6 does not train the bias
      two_layer: if bias1 is not None => if False
      two_layer: if bias2 is not None => if False
    LAYER-1 moves the output layer before the hidden layer has learned
      two_layer: hidden_deltas(deltas2, weights2, => hidden_deltas(deltas2, gradient_step_rows(
          weights2, weight_adjustments(hidden, deltas2), learning_rate),
    LAYER-3 takes the mean of the squared errors
      squared_loss: return loss => return loss / (len(targets) * len(targets[0]))
    LAYER-3 halves the loss
      squared_loss: return loss => return loss / 2.0
    LAYER-4 forgets the derivative of the output's sigmoid
      output_deltas: output_error(target, y) * y * (1.0 - y) => output_error(target, y)
    LAYER-4 forgets the factor 2 of the gradient
      output_deltas: 2.0 * output_error => output_error
    LAYER-4 multiplies the delta in another order
      output_deltas: (target, y) * y * (1.0 - y) => (target, y) * (y * (1.0 - y))
    LAYER-4 takes output - target as the error
      output_error: desired - output => output - desired
    LAYER-5 forgets the derivative of the hidden sigmoid
      hidden_deltas: error * hidden[i][j] * (1.0 - hidden[i][j]) => error
    LAYER-5 multiplies the hidden delta in another order
      hidden_deltas: error * hidden[i][j] * (1.0 - hidden[i][j]) =>
          error * (hidden[i][j] * (1.0 - hidden[i][j]))
    """),
]
