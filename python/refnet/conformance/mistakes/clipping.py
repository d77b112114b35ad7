"""Mistakes in chapter clipping."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    ARITH-2 fuses the squares of a norm with their sum
      norm: total + x * x => fused(x, x, total)
    CLIP-1 adds the squares from the last to the first
      norm: total = 0.0 =>
          return math.sqrt(added(x * x for v in reversed(vectors) for x in reversed(v)));
          total = 0.0
    CLIP-1 adds the squares of each vector by themselves
      norm: total = 0.0 =>
          return math.sqrt(added(added(x * x for x in v) for v in vectors)); total = 0.0
    CLIP-1 adds the squares in halves
      norm: total = 0.0 =>
          return math.sqrt(in_halves([x * x for v in vectors for x in v])); total = 0.0
    CLIP-1 adds the squares in four lanes
      norm: total = 0.0 =>
          return math.sqrt(in_lanes(4, [x * x for v in vectors for x in v])); total = 0.0
    CLIP-1 adds the squares with a correction
      norm: total = 0.0 =>
          return math.sqrt(compensated([x * x for v in vectors for x in v])); total = 0.0
    CLIP-1 forgets the root
      norm: math.sqrt(total) => total
    CLIP-1 adds up magnitudes instead of squares
      norm: total + x * x => total + abs(x)
      norm: math.sqrt(total) => total
    CLIP-1 takes squares of at least TINY, as the optimizers do
      norm: total + x * x => total + square(x)
    CLIP-2 clips by value where by norm is meant
      clipped_by_norm: length = norm => return clipped_by_value(gradients, limit); length = norm
    CLIP-2 multiplies by the quotient of limit and norm
      clipped_by_norm: g * limit / divisor => g * (limit / divisor)
    CLIP-2 divides before it multiplies
      clipped_by_norm: g * limit / divisor => g / divisor * limit
    CLIP-2 leaves gradients below the limit as they are
      clipped_by_norm: g * limit / divisor => g * limit / divisor if length > limit else g
    CLIP-2 makes small gradients larger
      clipped_by_norm: length if length > limit else limit => max(length, 5e-324)
    CLIP-2 adds 1e-6 to the norm, as PyTorch does
      clipped_by_norm: length if length > limit => length + 1e-6 if length + 1e-6 > limit
    CLIP-3 cuts off large gradients alone
      clipped_by_value: -limit if g < -limit else => g if g < -limit else
    CLIP-3 makes large gradients zero
      clipped_by_value: -limit if g < -limit else (limit if g > limit else g) =>
          0.0 if abs(g) > limit else g
    CLIP-3 clips by the norm of a variable where by value is meant
      clipped_gradients: clipped_by_value(gradients, => clipped_by_norm(gradients,
    CLIP-4 takes the norm of a row instead of the variable
      clipped_gradients: in variables => in [1] * sum(variables)
    CLIP-4 takes the common norm where that of each variable is meant
      clipped_gradients: clipped: => return clipped_by_norm(gradients, optimizer.clipnorm); clipped:
    CLIP-4 takes the norm of each variable where the common norm is meant
      clipped_gradients: return clipped_by_norm(gradients, optimizer.global_clipnorm) =>
          optimizer = optimizer._replace(clipnorm=optimizer.global_clipnorm)
    CLIP-4 leaves the gradients of a bias as they are
      clipped_gradients: clipped.extend(clipped_by_norm( =>
          limited = clipped_by_norm if count > 1 else lambda part, limit: part;
          clipped.extend(limited(
    CLIP-4 clips the steps of gradient descent, and not the gradients
      train_batch: gradients = clipped_gradients => kept["how"] = network_variables(layers);
          gradients = (lambda all, *others: all)
      optimizer_step: in zip(parameters, gradients, =>
          in zip(parameters, clipped_gradients(
          [[optimizer.learning_rate * x for x in row] for row in gradients],
          kept["how"], optimizer),
""")

# In networks whose layers have more variables than a kernel and a bias
NETWORK = table("""
    CLIP-4 takes both kernels and the bias of a recurrent layer for one variable
      recurrent_variables: kernels = [ => return [len(recurrent_parameters(layer))]; kernels = [
    CLIP-4 takes both kernels and the bias of gru for one variable
      gru_variables: kernels = [ => return [len(gru_parameters(layer))]; kernels = [
    CLIP-4 takes the biases of gru for two variables
      gru_variables: [*kernels, 2] => [*kernels, 1, 1]
    CLIP-4 takes each vector of a table for a variable
      embedding_variables: [len(layer.embeddings)] => [1] * len(layer.embeddings)
    CLIP-4 takes each cell of a kernel for a variable
      conv2d_variables: return => return [1] * len(conv2d_parameters(layer)); return
    CLIP-4 takes the layers of both directions for one
      bidirectional_variables: return [ =>
          return [len(bidirectional_parameters(layer))]; return [
""")
