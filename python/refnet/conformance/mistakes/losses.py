"""Mistakes in chapter losses."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    ARITH-2 fuses the squared errors with their sum
      squared_error: total + (t - y) * (t - y) => fused(t - y, t - y, total)
    DENSE-4 does not divide mse by the number of outputs
      example_loss: if loss.name in MEANS => if loss.name in MEANS and loss.name != "mse"
    DENSE-4 halves the squared error
      squared_error: return total => return 0.5 * total
    DENSE-5 calculates the log loss from probabilities, kept 1e-7 away from 0 and 1
      binary_crossentropy: in zip(targets, logits, =>
          in zip(targets, [min(max(sigmoid(d), 1e-7), 1.0 - 1e-7) for d in logits],
      binary_crossentropy: + (relu(d) - d * t + log(1.0 + exp(-abs(d)))) =>
          - (t * log(d) + (1.0 - t) * log(1.0 - d))
    DENSE-5 calculates the log loss from probabilities
      binary_crossentropy: in zip(targets, logits, => in zip(targets, map(sigmoid, logits),
      binary_crossentropy: + (relu(d) - d * t + log(1.0 + exp(-abs(d)))) =>
          - (t * log(d) + (1.0 - t) * log(1.0 - d))
    DENSE-5 uses its language's own log
      binary_crossentropy: log( => library_log(
      log_softmax: log( => library_log(
    DENSE-5 uses its language's own log1p
      binary_crossentropy: log(1.0 + exp(-abs(d))) => library_log1p(exp(-abs(d)))
    DENSE-5 adds the log losses of the outputs, without dividing
      example_loss: if loss.name in MEANS =>
          if loss.name in MEANS and loss.name != "binary_crossentropy"
    DENSE-6 takes the logarithm of probabilities, kept 1e-7 away from 0 and 1
      categorical_crossentropy: log_softmax(logits) =>
          [log(min(max(y, 1e-7), 1.0 - 1e-7)) for y in softmax(logits)]
    DENSE-6 takes the logarithm of the probabilities
      categorical_crossentropy: log_softmax(logits) => map(log, softmax(logits))
    DENSE-6 subtracts the largest sum together with the logarithm
      log_softmax: (d - largest) - log_total => d - (largest + log_total)
    DENSE-6 divides the crossentropy by the number of classes
      example_loss: if loss.name in MEANS =>
          if loss.name in (*MEANS, "categorical_crossentropy", "sparse_categorical_crossentropy")
    DENSE-7 counts the classes from 1
      one_hot: j == number => j + 1 == number
    DENSE-8 divides sum_squared_error by the number of examples
      reduce_loss: total if is_sum else total / float(count) => total / float(count)
    DENSE-10 forgets the factor 2 of the squared error
      squared_error_gradient: 2.0 * (y - t) => y - t
    DENSE-10 multiplies by 2 / (m * k), a factor
      loss_gradients: g / (m * k) for g in gradient =>
          2.0 / (m * k) * (y - t) if loss.name == "mse" else (y - t) / (m * k)
          for t, y in zip(*row)
    DENSE-10 forgets to divide mse's gradient by the number of outputs
      loss_gradients: if loss.name in MEANS: => if loss.name in MEANS and loss.name != "mse":
    DENSE-10 has the sign of the loss's gradient wrong
      loss_gradients: return gradients => return [[-g for g in row] for row in gradients]
    DENSE-10 forgets to divide the loss's gradient by the batch's size
      loss_gradients: float(len(targets)), => 1.0,
    DENSE-10 divides by batch_size in the short last batch
      train: training = => kept["m"] = min(batch_size, len(inputs)); training =
      loss_gradients: float(len(targets)), => float(kept["m"]),
    DENSE-10 divides by the number of all examples
      train: training = => kept["m"] = len(inputs); training =
      loss_gradients: float(len(targets)), => float(kept["m"]),
    DENSE-10 divides the parameters' gradients instead of the loss's gradient
      loss_gradients: float(len(targets)), => 1.0,
      network_gradients: return penalized_gradients(gradients, =>
          return penalized_gradients([[g / len(inputs) for g in vector] for vector in gradients],
    DENSE-10 forgets to divide binary_crossentropy's gradient by the number of outputs
      loss_gradients: if loss.name in MEANS: =>
          if loss.name in MEANS and loss.name != "binary_crossentropy":
    DENSE-10 multiplies a crossentropy's gradient by the activation's derivative, too
      network_gradients: if i == last and is_of_logits(loss, activation): => if False:
    DENSE-10 assumes that the targets add up to 1
      categorical_crossentropy_gradient: y * total - t => y - t
    DENSE-10 takes the largest class as the whole target
      categorical_crossentropy_gradient: y * total - t => y - (1.0 if t > 0.5 else 0.0)
    DENSE-6 divides the crossentropy by the number of classes, and its gradient
      example_loss: if loss.name in MEANS =>
          if loss.name in (*MEANS, "categorical_crossentropy", "sparse_categorical_crossentropy")
      loss_gradients: if loss.name in MEANS =>
          if loss.name in (*MEANS, "categorical_crossentropy", "sparse_categorical_crossentropy")
    DENSE-10 divides a crossentropy's gradient by the number of classes
      loss_gradients: if loss.name in MEANS =>
          if loss.name in (*MEANS, "categorical_crossentropy", "sparse_categorical_crossentropy")
    DENSE-4 takes the absolute error for the squared one
      squared_error: (t - y) * (t - y) => abs(t - y)
    DENSE-4 takes the root of the squared error
      squared_error: return total => return math.sqrt(total)
    DENSE-4 halves the squared error, and its gradient
      squared_error: return total => return 0.5 * total
      squared_error_gradient: 2.0 * (y - t) => y - t
    DENSE-4 adds the squared errors from the last output
      squared_error: zip(targets, outputs, strict=True) =>
          list(zip(targets, outputs, strict=True))[::-1]
    DENSE-5 leaves the loss of targets of 0 out
      binary_crossentropy: (relu(d) - d * t + log(1.0 + exp(-abs(d)))) =>
          (relu(d) - d * t + log(1.0 + exp(-abs(d)))) * t
    DENSE-5 takes the log loss to the base 2
      binary_crossentropy: return total => return total / log(2.0)
    DENSE-5 adds the logarithm first
      binary_crossentropy: (relu(d) - d * t + log(1.0 + exp(-abs(d)))) =>
          (log(1.0 + exp(-abs(d))) + relu(d) - d * t)
    DENSE-5 adds each term to the total by itself
      binary_crossentropy: total + (relu(d) - d * t + log(1.0 + exp(-abs(d)))) =>
          total + relu(d) - d * t + log(1.0 + exp(-abs(d)))
    DENSE-6 takes the logarithm of the probability of the largest target alone
      categorical_crossentropy: total - t * logarithm =>
          total - (logarithm if t == max(targets) else 0.0)
    DENSE-6 takes the logarithm to the base 2
      categorical_crossentropy: return total => return total / log(2.0)
    DENSE-6 adds a small number to the probabilities
      categorical_crossentropy: log_softmax(logits) => [log(y + 1e-7) for y in softmax(logits)]
    DENSE-7 counts the classes from the last
      one_hot: j == number => units - 1 - j == number
    DENSE-8 takes the sum for the mean
      reduce_loss: total if is_sum else total / float(count) => total
    DENSE-8 halves the mean
      reduce_loss: total / float(count) => total / float(2 * count)
    DENSE-10 divides sum_squared_error's gradient by the number of examples
      loss_gradients: append(gradient) => append([g / m for g in gradient])
    DENSE-10 divides twice, by m and then by k
      loss_gradients: g / (m * k) => g / m / k
    DENSE-10 multiplies by the reciprocal of m and k
      loss_gradients: g / (m * k) => g * (1.0 / (m * k))
      loss_gradients: g / m for => g * (1.0 / m) for
    DENSE-10 takes the absolute value of the error
      squared_error_gradient: 2.0 * (y - t) => 2.0 * abs(y - t)
""")
