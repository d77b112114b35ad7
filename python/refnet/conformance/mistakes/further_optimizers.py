"""Mistakes in chapter further_optimizers."""

from refnet.conformance.mistakes.mistake import table
from refnet.conformance.mistakes.optimizers import defaults

MISTAKES = [
    *table("""
    OPT-1 starts Adagrad's sums at 0
      initial_state: start = optimizer.initial_accumulator_value if => start = 0.0 if
    OPT-1 adds epsilon outside the root
      adagrad_step: math.sqrt(velocities[i] + optimizer.epsilon) =>
          (math.sqrt(velocities[i]) + optimizer.epsilon)
    OPT-1 takes means of the squares, as RMSprop does
      adagrad_step: velocities[i] + square(gradients[i]) =>
          0.9 * velocities[i] + (1.0 - 0.9) * square(gradients[i])
    OPT-1 divides by the sum before it has grown
      adagrad_step: velocities[i] = velocities[i] + square =>
          old = velocities[i]; velocities[i] = velocities[i] + square
      adagrad_step: math.sqrt(velocities[i] + => math.sqrt(old +
    OPT-1 multiplies the learning rate last
      adagrad_step: optimizer.learning_rate * gradients[i] /
          math.sqrt(velocities[i] + optimizer.epsilon) =>
          optimizer.learning_rate * (gradients[i] / math.sqrt(velocities[i] + optimizer.epsilon))
    OPT-2 leaves the learning rate out
      adadelta_step: optimizer.learning_rate * step => step
    OPT-2 adds epsilon outside the roots
      adadelta_step: math.sqrt(velocities[i] + epsilon) => (math.sqrt(velocities[i]) + epsilon)
      adadelta_step: math.sqrt(momentums[i] + epsilon) => (math.sqrt(momentums[i]) + epsilon)
    OPT-2 remembers the squares of steps that have the learning rate in them
      adadelta_step: square(step) => square(optimizer.learning_rate * step)
    OPT-2 takes the mean of the squared steps with the newest
      adadelta_step: step = math.sqrt(momentums[i] + epsilon) * =>
          newest = optimizer.rho * momentums[i] + rest * square(gradients[i]);
          step = math.sqrt(newest + epsilon) *
    OPT-2 takes one root of the quotient
      adadelta_step: math.sqrt(momentums[i] + epsilon) * gradients[i] / root =>
          math.sqrt((momentums[i] + epsilon) / (velocities[i] + epsilon)) * gradients[i]
    OPT-2 gives no step a mean of its own
      adadelta_step: optimizer.rho * momentums[i] + rest * square(step) => momentums[i]
    OPT-3 takes the larger of the squares
      adamax_step: size, before = abs(gradients[i]) => size, before = square(gradients[i])
      adamax_step: (velocities[i] + optimizer.epsilon) =>
          (math.sqrt(velocities[i]) + optimizer.epsilon)
    OPT-3 takes the largest gradient of all steps
      adamax_step: flushed(optimizer.beta_2 * velocities[i]) => velocities[i]
    OPT-3 takes the larger of the signed gradients
      adamax_step: abs(gradients[i]) => gradients[i]
    OPT-3 forgets to correct the momentums for their start at zero
      optimizer_step: optimizer.learning_rate / (1.0 - power_1) => optimizer.learning_rate
    OPT-3 corrects the largest gradients too, as if they were means
      optimizer_step: optimizer.learning_rate / (1.0 - power_1) => rate
    OPT-3 adds epsilon to the gradient instead
      adamax_step: size, before = abs(gradients[i]) =>
          size, before = abs(gradients[i]) + optimizer.epsilon
      adamax_step: (velocities[i] + optimizer.epsilon) => velocities[i]
    OPT-3 multiplies by the correction below the line
      optimizer_step: optimizer.learning_rate / (1.0 - power_1) => 1.0 - power_1
      adamax_step: momentums[i] * rate / (velocities[i] + optimizer.epsilon) =>
          optimizer.learning_rate * momentums[i] /
          max(rate * (velocities[i] + optimizer.epsilon), 5e-324)
    OPT-4 leaves the schedule of the momentum out
      nadam_momentum: optimizer.beta_1 * (1.0 - 0.5 * decay_power) => optimizer.beta_1
    OPT-4 halves the momentum for ever
      nadam_momentum: (1.0 - 0.5 * decay_power) => 0.5
    OPT-4 multiplies the next momentum into the product too early
      nadam_factors: following / (1.0 - momentum_product * following) =>
          following / (1.0 - momentum_product)
    OPT-4 corrects the gradient with the next product
      nadam_factors: (1.0 - current) / (1.0 - momentum_product) =>
          (1.0 - current) / (1.0 - momentum_product * following)
    OPT-4 corrects both parts with the power of beta_1
      nadam_factors: momentum_product * following => kept["power"]
      nadam_factors: (1.0 - momentum_product) => (1.0 - kept["power"])
      optimizer_step: decay = => kept["power"] = power_1; decay =
    OPT-4 does not look ahead
      nadam_step: ahead * momentums[i] + now * gradient => momentums[i]
    OPT-4 looks ahead with the old momentum
      nadam_step: mean = ahead * momentums[i] => mean = ahead * old
      nadam_step: gradient = gradients[i] => gradient, old = gradients[i], momentums[i]
    OPT-4 takes 0.96 to the power of the steps divided by 250, as the paper does
      nadam_momentum: 0.5 * decay_power => 0.5 * exp(log(decay_power) / 250.0)
    OPT-4 forgets to correct the velocities for their start at zero
      nadam_step: velocities[i] / correction => velocities[i]
    OPT-4 corrects the velocities outside the root of Adam's rate
      nadam_step: math.sqrt(velocities[i] / correction) + optimizer.epsilon =>
          math.sqrt(velocities[i] + optimizer.epsilon) / math.sqrt(correction)
    OPT-5 leaves the decay out for the bias
      train_batch: parameters, state = optimizer_step =>
          kept["decays"] = [n > 1 for n in network_variables(layers) for _ in range(n)];
          parameters, state = optimizer_step
      optimizer_step: w = decayed(w, optimizer) =>
          w = decayed(w, optimizer) if kept["decays"][len(stepped)] else list(w)
    OPT-5 lets the weights decay after the step
      optimizer_step: w = decayed(w, optimizer) if len(g) > 0 else w => pass
      optimizer_step: stepped.append(w) => stepped.append(decayed(w, optimizer))
    OPT-5 leaves the learning rate out of the decay
      decayed: w * optimizer.weight_decay * optimizer.learning_rate => w * optimizer.weight_decay
    OPT-5 adds the decay to the gradient, as L2 regularization does
      optimizer_step: w = decayed(w, optimizer) =>
          g = [x + optimizer.weight_decay * y for x, y in zip(g, w)]
    OPT-5 multiplies the decay by the rate first
      decayed: w * optimizer.weight_decay * optimizer.learning_rate =>
          w * (optimizer.weight_decay * optimizer.learning_rate)
    OPT-5 multiplies the weight by 1 - decay
      decayed: w - w * optimizer.weight_decay * optimizer.learning_rate =>
          w * (1.0 - optimizer.weight_decay * optimizer.learning_rate)
    OPT-5 subtracts a decay of zero too
      decayed: optimizer.weight_decay == 0.0 => False
    OPT-6 has no decay in AdamW
      decayed: optimizer.weight_decay == 0.0 => optimizer.name == "adamw"
    DENSE-19 keeps the largest gradients of Adamax however small they are
      adamax_step: flushed(optimizer.beta_2 * velocities[i]) => optimizer.beta_2 * velocities[i]
    DENSE-19 keeps the momentums of Adamax and Nadam however small they are
      adamax_step: = flushed(momentums[i] + => = (momentums[i] +
      nadam_step: flushed => float
    DENSE-20 squares the gradients of Adagrad, Adadelta and Nadam however small they are
      adagrad_step: square(gradients[i]) => gradients[i] * gradients[i]
      adadelta_step: square(gradients[i]) => gradients[i] * gradients[i]
      nadam_step: square(gradient) => gradient * gradient
    """),
    defaults(
        "OPT-1",
        "takes 0 as the default of initial_accumulator_value",
        adagrad={"initial_accumulator_value": 0.0},
    ),
    defaults(
        "OPT-2",
        "takes 1 as the default of Adadelta's learning rate",
        adadelta={"learning_rate": 1.0},
    ),
    defaults("OPT-2", "takes 0.9 as the default of Adadelta's rho", adadelta={"rho": 0.9}),
    defaults(
        "OPT-3", "takes 0.002 as the default of the learning rate", adamax={"learning_rate": 0.002}
    ),
    defaults("OPT-6", "takes 0.01 as the default of weight_decay", adamw={"weight_decay": 0.01}),
]
