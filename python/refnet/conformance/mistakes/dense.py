"""Mistakes in the chapters dense and network."""

from refnet.conformance.mistakes.arithmetic import binary32, flushed, numbers
from refnet.conformance.mistakes.mistake import mistake, table

MISTAKES = [
    mistake("ARITH-3", "flushes subnormal numbers to zero", real=numbers(flushed)),
    mistake("DENSE-2", "calculates in binary32 (float)", real=numbers(binary32)),
    *table("""
    ARITH-2 fuses the sums' multiplications with the additions
      dense_forward: sums[j] + layer.kernel[i][j] * row[i] =>
          fused(layer.kernel[i][j], row[i], sums[j])
      dense_parameter_gradients: kernel[i][j] + row[i] * delta[j] =>
          fused(row[i], delta[j], kernel[i][j])
      dense_input_gradients: total + delta[j] * weights[j] => fused(delta[j], weights[j], total)
    SUM-1 adds the bias last
      dense_forward: [0.0] * layer.units if layer.bias is None else list(layer.bias) =>
          [0.0] * layer.units
      dense_forward: append(sums) => append(
          [d + b for d, b in zip(sums, layer.bias or [0.0] * len(sums))])
    SUM-1 adds the weighted sum in halves
      dense_forward: sums[j] = sums[j] + layer.kernel[i][j] * row[i] => pass
      dense_forward: append(sums) => append(
          [in_halves([b, *products(w, row)]) for b, w in zip(sums, columns(layer.kernel))])
    SUM-1 adds the weighted sum from the last product
      dense_forward: in range(len(row)) => in reversed(range(len(row)))
    SUM-1 adds the weighted sum in four lanes
      dense_forward: sums[j] = sums[j] + layer.kernel[i][j] * row[i] => pass
      dense_forward: append(sums) => append(
          [in_lanes(4, [b, *products(w, row)]) for b, w in zip(sums, columns(layer.kernel))])
    DENSE-11 adds over the units or filters from the last
      dense_input_gradients: in range(len(delta)) => in reversed(range(len(delta)))
    DENSE-11 adds the input gradients in halves
      dense_input_gradients: append(total) => append(in_halves(products(delta, weights)))
    DENSE-12 adds the gradient from the last example
      dense_parameter_gradients: zip(inputs, deltas, => zip(inputs[::-1], deltas[::-1],
    DENSE-12 rounds the gradient only once
      dense_parameter_gradients: bias[j] + delta[j] => compensated(columns(deltas)[j])
      dense_parameter_gradients: kernel[i][j] + row[i] * delta[j] =>
          compensated(products(columns(inputs)[i], columns(deltas)[j]))
    DENSE-1 does not train the biases
      dense_parameter_gradients: bias[j] + delta[j] => 0.0
    DENSE-1 moves a layer before the gradients pass through it
      train_batch: gradients = network => kept["how"] = state, training.optimizer;
          gradients = network
      network_gradients: *gradients] => *gradients];
          early = [*network_parameters(layers[:i]), *gradients]
      network_gradients: by_inputs = kind => early, _ = optimizer_step(
          network_parameters(layers), early, *kept["how"]); by_inputs = kind
      network_gradients: input_gradients(seen, deltas, layer) =>
          input_gradients(seen, deltas, with_parameters(layers, early)[i])
    """),
]
