"""Mistakes in chapter further_losses."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    LOSS-1 gives the absolute error a gradient of 1 at the target
      absolute_error_gradient: sign(y - t) => (1.0 if y >= t else -1.0)
    LOSS-1 has the sign of the absolute error's gradient wrong
      absolute_error_gradient: sign(y - t) => sign(t - y)
    LOSS-1 does not divide the absolute error by the number of outputs
      example_loss: if loss.name in MEANS =>
          if loss.name in MEANS and loss.name != "mean_absolute_error"
    LOSS-2 forgets the factor 100 of the percentage error
      absolute_percentage_error: 100.0 * abs(t - y) => abs(t - y)
      absolute_percentage_error_gradient: 100.0 * sign(y - t) => sign(y - t)
    LOSS-2 multiplies the percentage error by 100 after the division
      absolute_percentage_error: 100.0 * abs(t - y) / max(abs(t), EPSILON) =>
          100.0 * (abs(t - y) / max(abs(t), EPSILON))
      absolute_percentage_error_gradient: 100.0 * sign(y - t) / max(abs(t), EPSILON) =>
          100.0 * (sign(y - t) / max(abs(t), EPSILON))
    LOSS-2 adds 1e-7 to the target in place of a least target
      absolute_percentage_error: max(abs(t), EPSILON) => (abs(t) + EPSILON)
      absolute_percentage_error_gradient: max(abs(t), EPSILON) => (abs(t) + EPSILON)
    LOSS-2 divides the error by the output
      absolute_percentage_error: max(abs(t), EPSILON) => max(abs(y), EPSILON)
      absolute_percentage_error_gradient: max(abs(t), EPSILON) => max(abs(y), EPSILON)
    LOSS-2 divides by the target without its absolute value
      absolute_percentage_error: max(abs(t), EPSILON) => max(t, EPSILON)
      absolute_percentage_error_gradient: max(abs(t), EPSILON) => max(t, EPSILON)
    LOSS-3 subtracts delta squared without the half
      huber: 0.5 * (delta * delta) => delta * delta
    LOSS-3 takes delta out of the bracket
      huber: (delta * error - 0.5 * (delta * delta)) => delta * (error - 0.5 * delta)
    LOSS-3 does not halve the square
      huber: 0.5 * (error * error) => error * error
    LOSS-3 always has a delta of 1
      further_loss: huber(targets, outputs, delta) => huber(targets, outputs, 1.0)
      further_loss_gradient: huber_gradient(targets, outputs, delta) =>
          huber_gradient(targets, outputs, 1.0)
    LOSS-3 has a gradient of 1 or -1 beyond delta
      huber_gradient: delta * sign(error) => sign(error)
    LOSS-3 divides by delta, as the smooth absolute error does
      huber: return total => return total / delta
      huber_gradient: return [error if => return [error / delta if
      huber_gradient: delta * sign(error) => sign(error)
    LOSS-4 calculates the hyperbolic cosine first
      log_cosh: (error + log1p(exp(-2.0 * error)) - LN_2) =>
          log(0.5 * (exp(error) + exp(-error)))
    LOSS-4 forgets the absolute value, as the sum of x and softplus(-2x) does
      log_cosh: abs(y - t) => y - t
    LOSS-4 forgets to subtract ln 2
      log_cosh: - LN_2 => - 0.0
    LOSS-5 has no gradient where an output just reaches its target
      hinge_gradient: >= 0.0 else 0.0 => > 0.0 else 0.0
    LOSS-5 squares the hinge
      hinge: total + max(1.0 - t * y, 0.0) => total + max(1.0 - t * y, 0.0) ** 2
      hinge_gradient: -t if => -2.0 * t * (1.0 - t * y) if
    LOSS-5 fuses the product with the difference
      hinge: 1.0 - t * y => fused(-t, y, 1.0)
    LOSS-6 takes targets of 0 as they are
      loss_of_targets: and are_binary(targets) => and False
    LOSS-6 doubles all targets and subtracts 1, whatever they are
      loss_of_targets: and are_binary(targets) => and True
    LOSS-6 counts every 0 as -1, whatever the other targets are
      loss_of_targets: and are_binary(targets) => and True
      signed_targets: 2.0 * t - 1.0 => -1.0 if t == 0.0 else t
    LOSS-6 looks at the targets of each batch by itself
      train_batch: drawn = drawn_layers( =>
          training = training._replace(loss=loss_of_targets(training.loss, targets)); drawn =
          drawn_layers(
    LOSS-7 does not clip the targets
      kl_divergence: clipped(t, 1.0) => t
      kl_divergence_gradient: clipped(t, 1.0) => t
    LOSS-7 clips to 1 - 1e-7 in place of 1
      kl_divergence: 1.0 => 0.9999999
      kl_divergence_gradient: 1.0 => 0.9999999
    LOSS-7 does not clip at all, but for infinite logarithms
      kl_divergence: clipped(t, 1.0), clipped(y, 1.0) => max(t, 1e-300), max(y, 1e-300)
      kl_divergence_gradient: unless_clipped(-clipped(t, 1.0) / clipped(y, 1.0), y, 1.0) =>
          -max(t, 1e-300) / max(y, 1e-300)
    LOSS-7 has a gradient where an output is clipped
      kl_divergence_gradient: unless_clipped(-clipped(t, 1.0) / clipped(y, 1.0), y, 1.0) =>
          -clipped(t, 1.0) / clipped(y, 1.0)
    LOSS-7 has no gradient where an output is at a bound
      unless_clipped: y < EPSILON or y > high => y <= EPSILON or y >= high
    LOSS-7 divides the divergence by the number of outputs
      example_loss: if loss.name in MEANS => if loss.name in (*MEANS, "kl_divergence")
      loss_gradients: if loss.name in MEANS => if loss.name in (*MEANS, "kl_divergence")
    LOSS-8 ignores from_logits
      takes_logits: return loss.from_logits and => return False and
      is_of_logits: return not loss.from_logits and => return
    LOSS-8 leaves out the activation's derivative
      network_gradients: and is_of_logits(loss, activation) =>
          and (is_of_logits(loss, activation) or loss.from_logits)
    LOSS-8 takes the preactivations as logits for the loss
      example_loss: logits = outputs => logits = list(logits)
    LOSS-9 clips to 1e-15 and 1 - 1e-15
      binary_crossentropy_of_outputs: clipped(y, HIGHEST) => min(max(y, 1e-15), 1.0 - 1e-15)
    LOSS-9 adds 1e-7 inside the logarithms
      binary_crossentropy_of_outputs: log(y) => log(y + EPSILON)
      binary_crossentropy_of_outputs: log(1.0 - y) => log(1.0 - y + EPSILON)
    LOSS-9 has a gradient where an output or its share is clipped
      unless_clipped: 0.0 if y < EPSILON or y > high else gradient => gradient
    LOSS-9 calculates from the preactivations whatever the activation
      is_of_logits: ACTIVATION_OF.get(loss.name) == activation => loss.name in ACTIVATION_OF
    LOSS-10 does not divide the outputs by their sum
      sum_of_outputs: return NAN if total == 0.0 else total => return 1.0
    LOSS-10 clips the outputs before it divides them
      sum_of_outputs: total + y => total + clipped(y, HIGHEST)
      categorical_crossentropy_of_outputs: clipped(y / divisor, HIGHEST) =>
          clipped(y, HIGHEST) / divisor
    LOSS-10 takes the sum of the outputs as a constant
      categorical_crossentropy_of_outputs_gradient: (gradient - total) / divisor =>
          gradient / divisor
    LOSS-10 has a gradient where an output or its share is clipped
      unless_clipped: 0.0 if y < EPSILON or y > high else gradient => gradient
    LOSS-10 calculates from the preactivations whatever the activation
      is_of_logits: ACTIVATION_OF.get(loss.name) == activation => loss.name in ACTIVATION_OF
    LOSS-11 spreads all of the smoothing over each class
      loss_targets: loss.label_smoothing / float(len(targets)) => loss.label_smoothing
    LOSS-11 adds all of the smoothing to binary targets
      loss_targets: 0.5 * loss.label_smoothing => loss.label_smoothing
    LOSS-11 spreads the smoothing of binary targets over the outputs
      loss_targets: 0.5 * loss.label_smoothing => loss.label_smoothing / float(len(targets))
    LOSS-11 does not take the smoothing from the targets
      smoothed_targets: 1.0 - label_smoothing => 1.0
    LOSS-11 spreads the smoothing over the other classes only
      smoothed_targets: t * kept + share =>
          t * kept + (1.0 - t) * label_smoothing / float(max(len(targets) - 1, 1))
    LOSS-11 smooths the targets of the loss, but not of its gradient
      example_loss_gradient: targets = loss_targets(loss, targets) => targets = list(targets)
    LOSS-11 smooths the targets of the gradient, but not of the loss
      example_loss: targets = loss_targets(loss, targets) => targets = list(targets)
    LOSS-11 fuses the smoothed targets
      smoothed_targets: t * kept + share => fused(t, kept, share)
""")
