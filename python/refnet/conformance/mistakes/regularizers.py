"""Mistakes in chapter regularizers."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    REG-1 halves the squares
      penalty: regularizer.l2 * squares => regularizer.l2 * squares / 2.0
    REG-1 takes the root of the squares
      penalty: regularizer.l2 * squares => regularizer.l2 * math.sqrt(squares)
    REG-1 forgets the sizes
      penalty: regularizer.l1 * sizes + regularizer.l2 * squares => regularizer.l2 * squares
    REG-1 adds the numbers with their signs
      penalty: sizes + abs(x) => sizes + x
    REG-1 takes means for sums
      penalty: return => count = float(len([x for vector in vectors for x in vector]));
          sizes, squares = sizes / count, squares / count; return
    REG-1 multiplies each number by its factor
      penalty: return => return added(regularizer.l1 * abs(x) + regularizer.l2 * x * x
          for vector in vectors for x in vector); return
    REG-1 adds the squares of each vector by themselves
      penalty: return => squares = added(added(x * x for x in v) for v in vectors); return
    REG-1 adds the numbers from the last to the first
      penalty: return => squares = added(x * x for v in reversed(vectors) for x in reversed(v));
          sizes = added(abs(x) for v in reversed(vectors) for x in reversed(v)); return
    ARITH-2 fuses the squares of a penalty with their sum
      penalty: squares + x * x => fused(x, x, squares)
    REG-2 forgets the gradients of penalties
      network_gradients: penalized_gradients(gradients, layers, regularizers, frozen) => gradients
    REG-2 forgets the factor 2
      penalty_gradient: 2.0 * regularizer.l2 => regularizer.l2
    REG-2 takes the number for its sign
      penalty_gradient: sign(x) => x
    REG-2 takes 1 for the sign of 0
      penalty_gradient: sign(x) => (1.0 if x >= 0.0 else -1.0)
    REG-2 adds both parts to the gradient one after another
      with_penalties: g + penalty_gradient(regularizer, x) =>
          g + regularizer.l1 * sign(x) + 2.0 * regularizer.l2 * x
    REG-2 divides the gradients of a penalty by m
      network_gradients: penalized_gradients(gradients, layers, regularizers, frozen) => [
          [g + (new - g) / float(len(inputs)) for g, new in zip(*rows)] for rows in
          zip(gradients, penalized_gradients(gradients, layers, regularizers))]
    REG-2 adds the gradients of penalties after the clipping
      network_gradients: penalized_gradients(gradients, layers, regularizers, frozen) => gradients
      train_batch: parameters = network_parameters(layers) =>
          parameters = network_parameters(layers);
          gradients = penalized_gradients(gradients, layers, training.regularizers)
    REG-2 stops at zero, as a proximal step does
      train_batch: layers = with_states( => parameters = [[0.0 if own is not None and own.kernel
          is not None and own.kernel.l1 and x * w < 0.0 else x for x, w in zip(*rows)]
          for own in (training.regularizers or [None])[:1]
          for rows in zip(parameters, network_parameters(layers))]; layers = with_states(
    REG-3 applies the regularizer of a kernel to the bias too
      regularized_variables: getattr(own, part) =>
          (own.bias or own.kernel if part == "bias" else getattr(own, part))
    REG-3 adds up each layer by itself
      network_penalty: total = 0.0 => return added(added(penalty(each, vectors)
          for vectors, each in regularized_variables([layer], [own]) if each is not None)
          for layer, own in zip(layers, regularizers)); total = 0.0
    REG-4 forgets the penalties of the weights in the loss
      penalized_total: if training.regularizers is None => if True
    REG-4 adds the penalty of an epoch once
      penalized_total: loss_divisor(training.loss, m) * => 1.0 *
    REG-4 takes the weights after the step
      train_epoch: total = penalized_total(total, before => total = penalized_total(total, layers
    REG-4 adds the penalty to each example's loss
      train_epoch: total = total + loss => total = total + loss + (network_penalty(before,
          training.regularizers) if training.regularizers else 0.0)
      train_epoch: total = penalized_total(total, before, training, len(batch)) => total = total
    REG-4 multiplies the penalty by m for a sum too
      penalized_total: loss_divisor(training.loss, m) => float(m)
    REG-5 forgets the penalties of outputs in the loss
      penalized_losses: if own is not None => if False
    REG-5 weighs the penalties of outputs with the examples
      train_batch: losses = weighted_losses(losses, weights) => losses = list(losses)
      train_batch: gradients = network_gradients => losses = weighted_losses(losses, weights);
          gradients = network_gradients
    REG-5 takes the penalty of a batch's outputs divided by m
      penalized_losses: loss + penalty(own.activity, [row]) for loss, row =>
          loss + penalty(own.activity, rows) / float(len(rows)) for loss, row
    REG-6 forgets the gradients of outputs' penalties
      penalized_deltas: if regularizers is None => if True
    REG-6 forgets to divide by m
      penalized_deltas: penalty_gradient(regularizers.activity, y) / divisor =>
          penalty_gradient(regularizers.activity, y)
    REG-6 divides by m for a sum too
      penalized_deltas: loss_divisor(loss, len(outputs)) => float(len(outputs))
    REG-6 takes the gradients of outputs for deltas
      penalized_deltas: layer_deltas(activation, gradients, logits, row) => gradients
    REG-6 takes the preactivations for the outputs
      penalized_deltas: for y in row => for y in logits
    REG-6 regularizes hidden outputs alone
      network_gradients: regularizers[i], loss) =>
          regularizers[i] if i < last else None, loss)
""")

# In networks whose layers have more variables than a kernel and a bias
NETWORK = table("""
    REG-3 applies the regularizer of a kernel to the recurrent kernel too
      regularized_variables: getattr(own, part) =>
          getattr(own, "kernel" if part == "recurrent" else part)
    REG-3 applies the regularizer of gamma to beta too
      regularized_variables: getattr(own, part) =>
          getattr(own, "gamma" if part == "beta" else part)
    REG-3 leaves the second direction alone
      regularized_variables: None if own is None => None if own is None or
          len(parts) > 3 and (len(variables) % len(parts)) >= len(parts) // 2
""")
