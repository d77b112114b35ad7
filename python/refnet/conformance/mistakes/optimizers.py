"""Mistakes in chapter optimizers."""

from typing import Any

from refnet.conformance.mistakes.mistake import Mistake, Request, right_answer, table


def defaults(rule: str, description: str, **by_name: dict[str, float]) -> Mistake:
    """Return the mistake of a port with other defaults, by the optimizer's name."""

    def answer(request: Request) -> dict[str, Any]:
        settings = request["optimizer"]
        settings = {**by_name.get(settings["name"], {}), **settings}
        return right_answer({**request, "optimizer": settings})

    return Mistake(rule, description, answer)


MISTAKES = [
    *table("""
    ARITH-2 fuses the step with the weight
      sgd_step: weights[i] - step => fused(-optimizer.learning_rate, gradients[i], weights[i])
      sgd_step: optimizer.momentum * momentums[i] - step =>
          fused(optimizer.momentum, momentums[i], -step)
    DENSE-13 leaves the learning rate out of the momentum
      sgd_step: flushed(optimizer.momentum * momentums[i] - step) =>
          flushed(optimizer.momentum * momentums[i] + gradients[i])
      sgd_step: weights[i] + (optimizer.momentum * momentums[i] - step) =>
          weights[i] - optimizer.learning_rate * (gradients[i] + optimizer.momentum * momentums[i])
      sgd_step: weights[i] + momentums[i] => weights[i] - optimizer.learning_rate * momentums[i]
    DENSE-13 looks ahead with the old momentum
      sgd_step: momentums[i] = flushed => old = momentums[i]; momentums[i] = flushed
      sgd_step: (optimizer.momentum * momentums[i] - step) => (optimizer.momentum * old - step)
    DENSE-13 takes Nesterov's step from both momentums
      sgd_step: momentums[i] = flushed => old = momentums[i]; momentums[i] = flushed
      sgd_step: (optimizer.momentum * momentums[i] - step) =>
          ((1.0 + optimizer.momentum) * momentums[i] - optimizer.momentum * old)
    DENSE-13 scales the step in the momentum by 1 - momentum
      sgd_step: flushed(optimizer.momentum * momentums[i] - step) =>
          flushed(optimizer.momentum * momentums[i] - (1.0 - optimizer.momentum) * step)
    DENSE-13 moves by the momentums even if the setting momentum is 0
      sgd_step: optimizer.momentum == 0.0 => False
    DENSE-13 applies weight decay
      sgd_step: learning_rate * gradients[i] => learning_rate * (gradients[i] + 0.01 * weights[i])
    DENSE-14 adds epsilon outside the root
      rmsprop_step: math.sqrt(velocities[i] + optimizer.epsilon) =>
          (math.sqrt(velocities[i]) + optimizer.epsilon)
    DENSE-14 multiplies the learning rate last
      rmsprop_step: gradients[i] / math.sqrt(velocities[i] + optimizer.epsilon) =>
          (gradients[i] / math.sqrt(velocities[i] + optimizer.epsilon))
    DENSE-14 multiplies (1 - rho) * g * g from left to right
      rmsprop_step: rest * square(gradients[i]) => rest * gradients[i] * gradients[i]
    DENSE-14 updates the mean square as Adam does
      rmsprop_step: optimizer.rho * velocities[i] + rest * square(gradients[i]) =>
          velocities[i] + (square(gradients[i]) - velocities[i]) * rest
    DENSE-14 adds up the velocities, as Adagrad does
      rmsprop_step: optimizer.rho * velocities[i] + rest * => velocities[i] +
    DENSE-14 leaves the learning rate out of the momentum
      rmsprop_step: optimizer.learning_rate * gradients[i] / => gradients[i] /
      rmsprop_step: optimizer.momentum == 0.0 => False
      rmsprop_step: - momentums[i] => - optimizer.learning_rate * momentums[i]
    DENSE-14 moves by the momentums even if the setting momentum is 0
      rmsprop_step: optimizer.momentum == 0.0 => False
    DENSE-14 gives the momentum the other sign
      rmsprop_step: momentums[i] + step => momentums[i] - step
    DENSE-15 forgets to correct the means for their start at zero
      adam_step: momentums[i] * rate / root => momentums[i] * optimizer.learning_rate / root
    DENSE-15 corrects each mean separately, as the paper does
      optimizer_step: rate = => kept["rests"] = 1.0 - power_1, 1.0 - power_2; rate =
      adam_step: root = => rest_1, rest_2 = kept["rests"]; root =
      adam_step: math.sqrt(velocities[i]) => math.sqrt(velocities[i] / rest_2)
      adam_step: momentums[i] * rate / root =>
          optimizer.learning_rate * (momentums[i] / rest_1) / root;
          rest_1, rest_2 = 1.0 - optimizer.beta_1, 1.0 - optimizer.beta_2
    DENSE-15 adds epsilon inside the root
      adam_step: math.sqrt(velocities[i]) + optimizer.epsilon =>
          math.sqrt(velocities[i] + optimizer.epsilon)
    DENSE-15 calculates the powers of the betas by pow
      train: training = => kept["steps"] = 0; training =
      optimizer_step: power_1 = flushed(state.beta_1_power * optimizer.beta_1) =>
          kept["steps"] += 1; power_1 = optimizer.beta_1 ** kept["steps"]
      optimizer_step: state.beta_2_power * optimizer.beta_2 => optimizer.beta_2 ** kept["steps"]
    DENSE-15 counts Adam's steps from 2
      train: training = => kept["steps"] = 1; training =
      optimizer_step: power_1 = flushed(state.beta_1_power * optimizer.beta_1) =>
          kept["steps"] += 1; power_1 = optimizer.beta_1 ** kept["steps"]
      optimizer_step: state.beta_2_power * optimizer.beta_2 => optimizer.beta_2 ** kept["steps"]
    DENSE-15 counts epochs as Adam's steps
      train_epochs: m = len(inputs) => m = len(inputs); kept["steps"] = epoch
      optimizer_step: state.beta_1_power * optimizer.beta_1 => optimizer.beta_1 ** kept["steps"]
      optimizer_step: state.beta_2_power * optimizer.beta_2 => optimizer.beta_2 ** kept["steps"]
    DENSE-15 calculates the means as beta * old + (1 - beta) * new
      adam_step: momentums[i] + (gradient - momentums[i]) * rest_1 =>
          optimizer.beta_1 * momentums[i] + rest_1 * gradient
      adam_step: velocities[i] + (square(gradient) - velocities[i]) * rest_2 =>
          optimizer.beta_2 * velocities[i] + rest_2 * square(gradient)
    DENSE-15 divides the rate before multiplying it
      adam_step: momentums[i] * rate / root => momentums[i] * (rate / root)
    DENSE-13 squares the learning rate | rate * rate * gradient
      sgd_step: step = optimizer.learning_rate * gradients[i] =>
          step = optimizer.learning_rate * optimizer.learning_rate * gradients[i]
    DENSE-13 squares the learning rate | rate * (rate * gradient)
      sgd_step: step = optimizer.learning_rate * gradients[i] =>
          step = optimizer.learning_rate * (optimizer.learning_rate * gradients[i])
    DENSE-13 goes up the gradient, not down
      sgd_step: step = optimizer.learning_rate * => step = -optimizer.learning_rate *
    DENSE-13 leaves the learning rate out
      sgd_step: step = optimizer.learning_rate * gradients[i] => step = gradients[i]
    DENSE-13 does not train the first weight of each vector
      sgd_step: in range(len(weights)) => in range(min(1, len(weights) - 1), len(weights))
    DENSE-13 does not train the last weight of each vector
      sgd_step: in range(len(weights)) => in range(max(1, len(weights) - 1))
    DENSE-13 begins every step with momentums of 0
      sgd_step: weights, momentums = list(weights), list(momentums) =>
          weights, momentums = list(weights), [0.0] * len(momentums)
    DENSE-13 shares its momentums among all vectors of the same length
      optimizer_step: stepped, momentums, velocities = [], [], [] =>
          stepped, momentums, velocities = [], [], []; kept["shared"] = {}
      sgd_step: weights, momentums = list(weights), list(momentums) =>
          weights, momentums = list(weights), kept["shared"].setdefault(
          len(weights), list(momentums))
      sgd_step: return weights, momentums => return weights, list(momentums)
    DENSE-13 leaves the momentum out
      sgd_step: optimizer.momentum == 0.0 => True
    DENSE-13 leaves Nesterov's look ahead out
      sgd_step: if optimizer.nesterov => if False
    DENSE-14 squares the learning rate | rate * rate * gradient
      rmsprop_step: step = optimizer.learning_rate * gradients[i] =>
          step = optimizer.learning_rate * optimizer.learning_rate * gradients[i]
    DENSE-14 squares the learning rate | rate * step
      rmsprop_step: weights[i] - step => weights[i] - optimizer.learning_rate * step
      rmsprop_step: momentums[i] + step => momentums[i] + optimizer.learning_rate * step
    DENSE-15 squares the learning rate | rate * rate
      optimizer_step: optimizer.learning_rate * math.sqrt(1.0 - power_2) =>
          optimizer.learning_rate * optimizer.learning_rate * math.sqrt(1.0 - power_2)
    DENSE-15 squares the learning rate | rate * step
      adam_step: weights[i] - momentums[i] * rate / root =>
          weights[i] - optimizer.learning_rate * (momentums[i] * rate / root)
    DENSE-14 forgets epsilon
      rmsprop_step: (velocities[i] + optimizer.epsilon) => (velocities[i] or 1.0)
    DENSE-14 divides by the velocity without the root
      rmsprop_step: math.sqrt(velocities[i] + optimizer.epsilon) =>
          (velocities[i] + optimizer.epsilon)
    DENSE-14 takes rho for 1 - rho, and the reverse
      rmsprop_step: optimizer.rho * velocities[i] + rest * square(gradients[i]) =>
          rest * velocities[i] + optimizer.rho * square(gradients[i])
    DENSE-14 takes the velocities from before the step
      rmsprop_step: velocities[i] = => old = velocities[i]; velocities[i] =
      rmsprop_step: math.sqrt(velocities[i] + => math.sqrt(old +
    DENSE-14 fuses the velocities
      rmsprop_step: optimizer.rho * velocities[i] + rest * square(gradients[i]) =>
          fused(optimizer.rho, velocities[i], rest * square(gradients[i]))
    DENSE-15 calculates the rate in another order | rate * (root / (1 - beta_1^t))
      optimizer_step: optimizer.learning_rate * math.sqrt(1.0 - power_2) / (1.0 - power_1) =>
          optimizer.learning_rate * (math.sqrt(1.0 - power_2) / (1.0 - power_1))
    DENSE-15 calculates the rate in another order | rate / (1 - beta_1^t) * root
      optimizer_step: optimizer.learning_rate * math.sqrt(1.0 - power_2) / (1.0 - power_1) =>
          optimizer.learning_rate / (1.0 - power_1) * math.sqrt(1.0 - power_2)
    DENSE-15 calculates the step in another order | rate * (momentum / root)
      adam_step: momentums[i] * rate / root => rate * (momentums[i] / root)
    DENSE-15 calculates the step in another order | momentum * learning rate first
      optimizer_step: optimizer.learning_rate * math.sqrt(1.0 - power_2) / (1.0 - power_1) =>
          math.sqrt(1.0 - power_2) / (1.0 - power_1)
      adam_step: momentums[i] * rate / root => optimizer.learning_rate * momentums[i] * rate / root
    DENSE-15 corrects the momentums alone
      optimizer_step: optimizer.learning_rate * math.sqrt(1.0 - power_2) / (1.0 - power_1) =>
          optimizer.learning_rate / (1.0 - power_1)
    DENSE-15 corrects the velocities alone
      optimizer_step: optimizer.learning_rate * math.sqrt(1.0 - power_2) / (1.0 - power_1) =>
          optimizer.learning_rate * math.sqrt(1.0 - power_2)
    DENSE-15 exchanges the two betas
      adam_step: 1.0 - optimizer.beta_1, 1.0 - optimizer.beta_2 =>
          1.0 - optimizer.beta_2, 1.0 - optimizer.beta_1
    DENSE-15 divides by the velocity without the root
      adam_step: math.sqrt(velocities[i]) + => velocities[i] +
    DENSE-15 multiplies the powers of the betas once a vector
      optimizer_step: w, m, v = adam_step(w, g, m, v, rate, optimizer) =>
          w, m, v = adam_step(w, g, m, v, optimizer.learning_rate * math.sqrt(1.0 - power_2)
          / (1.0 - power_1), optimizer);
          power_1, power_2 = power_1 * optimizer.beta_1, power_2 * optimizer.beta_2
    DENSE-15 fuses the momentums
      adam_step: momentums[i] + (gradient - momentums[i]) * rest_1 =>
          fused(gradient - momentums[i], rest_1, momentums[i])
    DENSE-15 fuses the velocities
      adam_step: velocities[i] + (square(gradient) - velocities[i]) * rest_2 =>
          fused(square(gradient) - velocities[i], rest_2, velocities[i])
    DENSE-19 keeps momentums that are too small | however small they are
      flushed: 0.0 if abs(x) < TINY else x => x
    DENSE-19 keeps momentums that are too small | unless they are subnormal
      flushed: < TINY => < 2.0 ** -1022
    DENSE-19 takes a momentum of TINY for zero
      flushed: < TINY => <= TINY
    DENSE-19 keeps the sign of a momentum that becomes zero
      flushed: 0.0 if => math.copysign(0.0, x) if
    DENSE-19 takes negative momentums for small ones
      flushed: abs(x) < TINY => x < TINY
    DENSE-19 moves the weights by momentums that become zero after that
      sgd_step: flushed => float
      sgd_step: return weights, momentums => return weights, [flushed(v) for v in momentums]
      rmsprop_step: flushed => float
      rmsprop_step: return weights, momentums =>
          return weights, [flushed(v) for v in momentums]
      adam_step: flushed => float
      adam_step: return weights, momentums => return weights, [flushed(v) for v in momentums]
    DENSE-20 squares gradients however small they are
      square: TINY if squared < TINY else squared => squared
    DENSE-20 takes small squares for zero
      square: TINY if squared < TINY else squared => flushed(squared)
    DENSE-20 adds TINY to every square
      square: TINY if squared < TINY else squared => squared + TINY
    DENSE-20 takes TINY as the least velocity
      square: TINY if squared < TINY else squared => squared
      rmsprop_step: optimizer.rho * velocities[i] + rest * square(gradients[i]) =>
          max(optimizer.rho * velocities[i] + rest * square(gradients[i]), 1e-280)
      adam_step: velocities[i] + (square(gradient) - velocities[i]) * rest_2 =>
          max(velocities[i] + (square(gradient) - velocities[i]) * rest_2, 1e-280)
    """),
    defaults("DENSE-14", "takes 0.99 as the default of rho", rmsprop={"rho": 0.99}),
    defaults(
        "DENSE-15",
        "takes 1e-8 as the default of epsilon",
        adam={"epsilon": 1e-8},
        rmsprop={"epsilon": 1e-8},
    ),
]
