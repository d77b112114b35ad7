"""Mistakes in chapter activations."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    ARITH-2 fuses y * y with 1 in the derivative of tanh
      activation_backward: (1.0 - y * y) => fused(-y, y, 1.0)
    DENSE-2 turns relu's -0.0 into 0.0, by max(0, d)
      relu: 0.0 if d < 0.0 else d => d if d > 0.0 else 0.0
    DENSE-2 lets a hundredth of negative sums through relu
      relu: 0.0 if d < 0.0 else d => d if d > 0.0 else 0.01 * d
    DENSE-2 uses its language's own tanh
      activate: tanh(d) => library_tanh(d)
    DENSE-2 calculates tanh as 2 * sigmoid(2d) - 1
      activate: tanh(d) => 2.0 * sigmoid(2.0 * d) - 1.0
    DENSE-2 uses its language's own exp in the sigmoid
      activate: sigmoid(d) => library_sigmoid(d)
    DENSE-2 calculates the sigmoid as 1/(1 + exp(-x))
      activate: sigmoid(d) => 1.0 / (1.0 + exp(-d))
    DENSE-3 uses its language's own exp in softmax
      softmax_power: exp( => library_exp(
      binary_crossentropy: exp( => library_exp(
    DENSE-3 does not subtract the largest sum in softmax
      softmax: softmax_power(d, largest) => exp(d)
    DENSE-3 multiplies by the reciprocal of softmax's total
      softmax: power / total => power * (1.0 / total)
    DENSE-3 adds softmax's powers from the last
      softmax: in powers: => in reversed(powers):
      log_softmax: in logits: => in reversed(logits):
    DENSE-9 multiplies the derivative of the sigmoid in another order
      activation_backward: gradient * y * (1.0 - y) => gradient * (y * (1.0 - y))
    DENSE-9 takes the derivative of the sigmoid at the output
      activation_backward: y * (1.0 - y) for => sigmoid(y) * (1.0 - sigmoid(y)) for
    DENSE-9 calculates the derivative of tanh as (1 - y)(1 + y)
      activation_backward: (1.0 - y * y) => ((1.0 - y) * (1.0 + y))
    DENSE-9 forgets the square in the derivative of tanh
      activation_backward: (1.0 - y * y) => (1.0 - y)
    DENSE-9 takes 1 as the derivative of relu at 0
      relu: 0.0 if d < 0.0 else d => 0.0 if d < 0.0 else AtZero(d) if d == 0.0 else d
      activation_backward: y > 0.0 => y > 0.0 or isinstance(y, AtZero)
    DENSE-9 forgets the derivative of relu
      activation_backward: gradient if y > 0.0 else 0.0 => gradient
    DENSE-9 takes y(1 - y) as the derivative of softmax
      activation_backward: y * (gradient - total) => gradient * y * (1.0 - y)
    DENSE-9 expands softmax's derivative
      activation_backward: y * (gradient - total) => y * gradient - y * total
    DENSE-21 keeps softmax's powers however small they are
      softmax_power: 0.0 if exponent < LEAST_EXPONENT else exp(exponent) => exp(exponent)
    DENSE-21 compares softmax's powers with TINY
      softmax_power: exponent < LEAST_EXPONENT => exp(exponent) < 1e-280
    DENSE-21 takes the power of the exponent -644 for zero
      softmax_power: < LEAST_EXPONENT => <= LEAST_EXPONENT
    DENSE-2 gives the sigmoid for tanh
      activate: tanh(d) => sigmoid(d)
    DENSE-2 takes the absolute value in relu
      relu: 0.0 if d < 0.0 else d => abs(d)
    DENSE-3 subtracts the first sum in softmax
      softmax: preactivations[argmax(preactivations)] => preactivations[0]
    DENSE-3 subtracts the mean in softmax
      softmax: preactivations[argmax(preactivations)] =>
          added(preactivations) / float(len(preactivations))
    DENSE-3 calculates softmax from its logarithm
      softmax: return [power / total for power in powers] =>
          return [exp(each) for each in log_softmax(preactivations)]
    DENSE-3 adds softmax's powers in halves
      softmax: total = total + power => total = in_halves(powers)
      log_softmax: log_total = => total = in_halves([softmax_power(d, largest) for d in logits]);
          log_total =
    DENSE-3 takes sigmoids that are divided by their sum for softmax
      softmax: softmax_power(d, largest) => sigmoid(d)
    DENSE-9 calculates the derivative of the sigmoid as y - y*y
      activation_backward: gradient * y * (1.0 - y) => gradient * (y - y * y)
    DENSE-9 takes d(1 - d), with the sum d, for the derivative of the sigmoid
      layer_deltas: return activation_backward(activation, output_gradients, outputs) =>
          return activation_backward(activation, output_gradients,
          preactivations if activation == "sigmoid" else outputs)
    DENSE-9 takes 1 - d*d, with the sum d, for the derivative of tanh
      layer_deltas: return activation_backward(activation, output_gradients, outputs) =>
          return activation_backward(activation, output_gradients,
          preactivations if activation == "tanh" else outputs)
    DENSE-9 calculates the derivative of the sigmoid from the sum d | e^-d / (1 + e^-d)^2
      layer_deltas: return activation_backward(activation, output_gradients, outputs) =>
          return activation_backward(activation, output_gradients, outputs)
          if activation != "sigmoid" else [g * (library_exp(-d) / ((1.0 + library_exp(-d))
          * (1.0 + library_exp(-d)))) for g, d in zip(output_gradients, preactivations)]
    DENSE-9 forgets the derivative of the sigmoid
      activation_backward: gradient * y * (1.0 - y) for => gradient for
    DENSE-9 forgets the derivative of tanh
      activation_backward: gradient * (1.0 - y * y) for => gradient for
    DENSE-9 forgets the derivative of softmax
      activation_backward: y * (gradient - total) => gradient
    DENSE-9 multiplies the gradient by relu's output
      activation_backward: gradient if y > 0.0 else 0.0 => gradient * y
""")
