"""Mistakes in the chapters dense and network."""

from refnet.conformance.mistakes.arithmetic import binary32, flushed, numbers
from refnet.conformance.mistakes.elementary import IN_SIGMOIDS
from refnet.conformance.mistakes.mistake import mistake, table

MISTAKES = [
    mistake("ARITH-3", "flushes subnormal numbers to zero", real=numbers(flushed)),
    mistake("DENSE-2", "calculates in binary32 (float)", real=numbers(binary32)),
    *table(IN_SIGMOIDS.format(rule="DENSE-2")),
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
    SUM-1 adds the products from the last to the first
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
    DENSE-1 does not train the bias
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
    SUM-1 adds in a variable of binary32 (float) | products of binary64
      dense_forward: sums[j] = sums[j] + => sums[j] = binary32(sums[j]) +
      dense_forward: append(sums) => append(list(map(binary32, sums)))
    SUM-1 adds in a variable of binary32 (float) | products of binary32
      dense_forward: sums[j] + layer.kernel[i][j] * row[i] =>
          binary32(binary32(sums[j]) + binary32(layer.kernel[i][j] * row[i]))
    SUM-1 adds in a variable of binary32 (float) | rounded at the end only
      dense_forward: append(sums) => append(list(map(binary32, sums)))
    SUM-1 rounds the sum only once (fsum, compensated sum)
      dense_forward: sums[j] = sums[j] + layer.kernel[i][j] * row[i] => pass
      dense_forward: append(sums) => append(
          [compensated([b, *products(w, row)]) for b, w in zip(sums, columns(layer.kernel))])
    SUM-1 leaves the first input out of the sum
      dense_forward: in range(len(row)) => in range(1, len(row))
    SUM-1 leaves the last input out of the sum
      dense_forward: in range(len(row)) => in range(len(row) - 1)
    SUM-1 goes on with the sums of the example before
      dense_forward: preactivations = [] => preactivations, sums = [], list(
          layer.bias or [0.0] * layer.units)
      dense_forward: [0.0] * layer.units if layer.bias is None else list(layer.bias) =>
          list(sums)
    SUM-1 starts the sum with the first product, which may be -0.0
      dense_forward: [0.0] * layer.units => [-0.0] * layer.units
    DENSE-2 reads the kernels column by column
      dense_forward: preactivations = [] => preactivations = []; n = len(layer.kernel);
          kernel = [[[w for row in layer.kernel for w in row][j * n + i]
          for j in range(layer.units)] for i in range(n)]
      dense_forward: layer.kernel[i][j] => kernel[i][j]
    DENSE-2 leaves the bias out
      dense_forward: [0.0] * layer.units if layer.bias is None else list(layer.bias) =>
          [0.0] * layer.units
    DENSE-2 takes the first bias for all units
      dense_forward: list(layer.bias) => [layer.bias[0]] * layer.units
    DENSE-11 reads the kernels column by column
      dense_input_gradients: gradients = [] => gradients = []; n = len(layer.kernel);
          flat = [w for row in layer.kernel for w in row]
      dense_input_gradients: for weights in layer.kernel => for i in range(n)
      dense_input_gradients: weights[j] => flat[j * n + i]
    DENSE-11 adds the input gradients in four lanes
      dense_input_gradients: append(total) => append(in_lanes(4, products(delta, weights)))
    DENSE-11 rounds the input gradients only once
      dense_input_gradients: append(total) => append(compensated(products(delta, weights)))
    DENSE-11 adds the input gradients in a variable of binary32 (float)
      dense_input_gradients: append(total) => append(in_binary32(products(delta, weights)))
    DENSE-11 takes the gradient of the last unit alone
      dense_input_gradients: total + delta[j] => delta[j]
    DENSE-11 goes on with the gradient of the input before
      dense_input_gradients: total = 0.0 => total = row[-1] if row else 0.0
    DENSE-12 adds the gradient in halves
      dense_parameter_gradients: bias[j] + delta[j] => in_halves(columns(deltas)[j])
      dense_parameter_gradients: kernel[i][j] + row[i] * delta[j] =>
          in_halves(products(columns(inputs)[i], columns(deltas)[j]))
    DENSE-12 adds the gradient in four lanes
      dense_parameter_gradients: bias[j] + delta[j] => in_lanes(4, columns(deltas)[j])
      dense_parameter_gradients: kernel[i][j] + row[i] * delta[j] =>
          in_lanes(4, products(columns(inputs)[i], columns(deltas)[j]))
    DENSE-12 adds the gradient in a variable of binary32 (float)
      dense_parameter_gradients: bias[j] + delta[j] => in_binary32(columns(deltas)[j])
      dense_parameter_gradients: kernel[i][j] + row[i] * delta[j] =>
          in_binary32(products(columns(inputs)[i], columns(deltas)[j]))
    DENSE-12 keeps the gradient of the last example
      dense_parameter_gradients: bias[j] + delta[j] => delta[j]
      dense_parameter_gradients: kernel[i][j] + row[i] * delta[j] => row[i] * delta[j]
    DENSE-12 leaves the inputs out
      dense_parameter_gradients: row[i] * delta[j] => delta[j]
    DENSE-12 divides the gradients by the number of examples once more
      network_gradients: return penalized_gradients(gradients, =>
          return penalized_gradients([[g / len(inputs) for g in vector] for vector in gradients],
    DENSE-12 does not train the first layer
      train_batch: gradients = clipped => first = len(network_parameters(layers[:1]));
          gradients = [[0.0 * g for g in v] if i < first else v for i, v in enumerate(gradients)];
          gradients = clipped
    DENSE-1 adds the gradients to those of the batch before
      train: training = => kept.clear(); training =
      train_batch: gradients = clipped => gradients = [[a + b for a, b in zip(*rows)] for rows in
          zip(kept.get("sums", [[0.0] * len(v) for v in gradients]), gradients)];
          kept["sums"] = gradients; gradients = clipped
    DENSE-1 learns by the gradients of the batch before
      train: training = => kept.clear(); training =
      train_batch: gradients = clipped => new = gradients;
          gradients = kept.get("old", [[0.0 * g for g in v] for v in new]); kept["old"] = new;
          gradients = clipped
    """),
]
