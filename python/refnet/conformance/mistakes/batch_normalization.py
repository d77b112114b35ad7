"""Mistakes in chapter batch_normalization."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    BNORM-1 divides the variance by one less than the count
      moments: variance[i] / count => variance[i] / (count - 1.0)
    BNORM-1 takes the variance as the mean of the squares less the square of the mean
      moments: distance = row[i] - mean[i] => distance = row[i]
      moments: variance[i] / count => max(variance[i] / count - mean[i] * mean[i], 0.0)
    BNORM-1 adds from the last example or position
      moments: for row in inputs => for row in inputs[::-1]
    BNORM-1 adds in halves
      moments: mean[i] = mean[i] + row[i] => pass
      moments: mean[i] / count => in_halves(columns(inputs)[i]) / count
      moments: variance[i] = variance[i] + distance * distance => pass
      moments: variance[i] / count =>
          in_halves([(x - mean[i]) * (x - mean[i]) for x in columns(inputs)[i]]) / count
    BNORM-1 adds in four lanes
      moments: mean[i] = mean[i] + row[i] => pass
      moments: mean[i] / count => in_lanes(4, columns(inputs)[i]) / count
      moments: variance[i] = variance[i] + distance * distance => pass
      moments: variance[i] / count =>
          in_lanes(4, [(x - mean[i]) * (x - mean[i]) for x in columns(inputs)[i]]) / count
    BNORM-1 adds position by position for all examples
      real_cells: return cells => return cells if layer.mask is not None else [
          cells[j] for i in range(len(cells) // len(inputs))
          for j in range(i, len(cells), len(cells) // len(inputs))]
    BNORM-1 takes the steps that the mask leaves out too
      real_cells: layer.mask is None or layer.mask[i][j] => True
    BNORM-1 takes the examples of the batch in the order of their inputs
      real_cells: return cells => return sorted(cells)
    BNORM-2 adds epsilon to the root
      roots: math.sqrt(each + epsilon) => math.sqrt(each) + epsilon
    BNORM-2 takes a variance of at least epsilon
      roots: math.sqrt(each + epsilon) => math.sqrt(max(each, epsilon))
    BNORM-2 adds the square of epsilon
      roots: math.sqrt(each + epsilon) => math.sqrt(each + epsilon * epsilon)
    BNORM-2 forgets epsilon
      roots: math.sqrt(each + epsilon) => math.sqrt(each)
    BNORM-2 has an epsilon of 0.00001
      roots: math.sqrt(each + epsilon) => math.sqrt(each + 0.00001)
    BNORM-2 divides by the variance
      roots: math.sqrt(each + epsilon) => each + epsilon
    BNORM-2 multiplies by the reciprocal of the root
      normalized_rows: (row[i] - used.mean[i % c]) / root[i % c] =>
          (row[i] - used.mean[i % c]) * (1.0 / root[i % c])
    BNORM-2 divides the input and the mean separately
      normalized_rows: (row[i] - used.mean[i % c]) / root[i % c] =>
          row[i] / root[i % c] - used.mean[i % c] / root[i % c]
    BNORM-2 multiplies by one scale and adds one shift
      batch_normalization_forward: return outputs => used = used_moments(inputs, layer);
          scale = scales(used, layer); shift = layer.beta or [0.0] * c; return [[row[i]
          * scale[i % c] + (shift[i % c] - used.mean[i % c] * scale[i % c])
          for i in range(len(row))] for row in inputs]
    BNORM-2 adds beta before it multiplies by gamma
      batch_normalization_forward: layer.gamma[i % c] * row[i] =>
          layer.gamma[i % c] * (row[i] + (layer.beta or [0.0] * c)[i % c])
      batch_normalization_forward: if layer.beta is not None =>
          if layer.beta is not None and layer.gamma is None
    BNORM-2 forgets gamma
      batch_normalization_forward: if layer.gamma is not None => if False
    BNORM-2 forgets beta
      batch_normalization_forward: if layer.beta is not None => if False
    ARITH-2 fuses the multiplication with gamma with the addition of beta
      batch_normalization_forward: layer.gamma[i % c] * row[i] =>
          row[i] if layer.beta is not None else layer.gamma[i % c] * row[i]
      batch_normalization_forward: row[i] + layer.beta[i % c] =>
          fused((layer.gamma or [1.0] * c)[i % c], row[i], layer.beta[i % c])
    BNORM-3 normalizes by the moving moments in training
      used_moments: if own is None => if True
    BNORM-3 normalizes by the moments of the batch outside training
      used_moments: batch_moments(inputs, layer) =>
          batch_moments(inputs, layer._replace(training=True))
    BNORM-3 leaves the steps that the mask leaves out as they are
      batch_normalization_forward: return outputs => return outputs if layer.mask is None else [
          [outputs[e][i] if layer.mask[e][i // c] else inputs[e][i] for i in range(len(outputs[e]))]
          for e in range(len(outputs))]
    BNORM-3 has zeros for the moments of a batch without real steps
      batch_moments: if len(cells) > 0 else None => if len(cells) > 0 else Moments(
          [0.0] * layer.input_shape[-1], [0.0] * layer.input_shape[-1]) if layer.training else None
    BNORM-4 moves by the momentum in place of 1 - momentum
      moved_average: average[i] * momentum + values[i] * rest =>
          average[i] * rest + values[i] * momentum
    BNORM-4 adds a part of the difference
      moved_average: average[i] * momentum + values[i] * rest =>
          average[i] + (values[i] - average[i]) * rest
    BNORM-4 rounds 1 - momentum to decimal digits
      moved_average: 1.0 - momentum => round(1.0 - momentum, 12)
    BNORM-4 has a momentum of 0.9
      moved_average: momentum + values[i] * rest => 0.9 + values[i] * 0.1
    BNORM-4 moves the moving variance by that of a sample
      batch_normalization_final_states: own.variance => [each * len(real_cells(inputs, layer))
          / max(len(real_cells(inputs, layer)) - 1.0, 1.0) for each in own.variance]
    BNORM-4 moves by the new root in place of the variance
      batch_normalization_final_states: own.variance => roots(own.variance, layer.epsilon)
    BNORM-4 never moves them
      batch_normalization_final_states: if own is None => if True
    BNORM-4 moves them outside training too
      batch_normalization_final_states: batch_moments(inputs, layer) =>
          batch_moments(inputs, layer._replace(training=True))
    BNORM-4 calculates the outputs with those from before the training
      train: without_states(trained.layers) =>
          with_parameters(layers, network_parameters(trained.layers))
    BNORM-4 begins every epoch with those from before the training
      train_epochs: recorded = => kept["first"] = layers; recorded =
      train_epoch: correct = 0 => correct = 0; layers = [each._replace(
          moving_mean=first.moving_mean, moving_variance=first.moving_variance)
          if hasattr(each, "moving_mean") else each
          for each, first in zip(layers, kept.get("first", layers))]
    ARITH-2 fuses the moving moments
      moved_average: average[i] * momentum + values[i] * rest =>
          fused(average[i], momentum, values[i] * rest)
    BNORM-5 divides the gradients of gamma and beta by the number of examples
      batch_normalization_parameter_gradients: sums = delta_sums( =>
          sums = DeltaSums(*([x / len(inputs) for x in each] for each in delta_sums(
      batch_normalization_parameter_gradients: layer.input_shape[-1]) => layer.input_shape[-1])))
    BNORM-5 multiplies by the inputs in place of z
      batch_normalization_parameter_gradients: normalized = => normalized = inputs or
    BNORM-5 adds the products of the outputs
      batch_normalization_parameter_gradients: normalized = normalized_rows(inputs, =>
          normalized = batch_normalization_forward(inputs, layer) or normalized_rows(inputs,
    BNORM-5 leaves out the steps that the mask leaves out
      batch_normalization_parameter_gradients: (normalized, deltas, => (normalized, [
          [each if layer.mask is None or layer.mask[e][i // layer.input_shape[-1]] else 0.0
          for i, each in enumerate(delta)] for e, delta in enumerate(deltas)],
    BNORM-5 adds from the last example
      delta_sums: zip(normalized, deltas, => zip(normalized[::-1], deltas[::-1],
    BNORM-5 fuses the products with the additions
      delta_sums: products[i % c] + delta[i] * row[i] => fused(delta[i], row[i], products[i % c])
    BNORM-6 takes mean and variance as constants
      batch_normalization_input_gradients: moves = => moves = False and
    BNORM-6 takes the mean as a constant
      batch_normalization_input_gradients: row[k] - through_mean - through_variance =>
          row[k] - through_variance
    BNORM-6 takes the variance as a constant
      batch_normalization_input_gradients: row[k] - through_mean - through_variance =>
          row[k] - through_mean
    BNORM-6 forgets gamma
      scales: if layer.gamma is None => if True
    BNORM-6 divides by the number of examples
      batch_normalization_input_gradients: float(len(real_cells(inputs, layer))) =>
          float(len(inputs))
    BNORM-6 divides by the number of all steps
      batch_normalization_input_gradients: float(len(real_cells(inputs, layer))) =>
          float(len(real_cells(inputs, layer._replace(mask=None))))
    BNORM-6 divides by N - 1
      batch_normalization_input_gradients: moves = => count = max(count - 1.0, 1.0); moves =
    BNORM-6 passes all gradients of steps that are not real through mean and variance
      batch_normalization_input_gradients: layer.mask is None or layer.mask[i][k // c] => True
    BNORM-6 has gradients of 0 for steps that are not real
      batch_normalization_input_gradients: row[k] = scale[k % c] * row[k] =>
          row[k] = 0.0 if layer.mask and not layer.mask[i][k // c] else scale[k % c] * row[k]
    BNORM-6 adds the deltas of the real steps alone
      batch_normalization_input_gradients: (normalized, deltas, c) => (normalized, [
          [each if layer.mask is None or layer.mask[e][i // c] else 0.0
          for i, each in enumerate(delta)] for e, delta in enumerate(deltas)], c)
    BNORM-6 subtracts both parts at once
      batch_normalization_input_gradients: row[k] - through_mean - through_variance =>
          row[k] - (through_mean + through_variance)
    BNORM-6 divides by N at the end
      batch_normalization_input_gradients: row[k] - through_mean - through_variance =>
          (count * row[k] - sums.deltas[k % c] - normalized[i][k] * sums.products[k % c]) / count
    BNORM-6 multiplies z by the sum before it divides
      batch_normalization_input_gradients: * (sums.products[k % c] / count) =>
          * sums.products[k % c] / count
    BNORM-6 divides by the root at the end
      scales: return [layer.gamma[i] / root[i] for i in range(len(root))] => return layer.gamma
      batch_normalization_input_gradients: gradients.append(row) => gradients.append(
          row if layer.gamma is None else [x / root for x, root in zip(
          row, [*roots(used.variance, layer.epsilon)] * (len(row) // c))])
    BNORM-6 fuses the product of z with the subtraction
      batch_normalization_input_gradients: row[k] - through_mean - through_variance =>
          fused(-normalized[i][k], sums.products[k % c] / count, row[k] - through_mean)
    CLIP-4 clips gamma and beta as one variable
      batch_normalization_variables: [1 for _ in batch_normalization_parameters(layer)] =>
          [len(batch_normalization_parameters(layer))]
""")
