"""Chapter further_optimizers: relatives of RMSprop and Adam, and weights that decay.

Adagrad adds up the squares of all gradients, so that its steps become ever smaller. Adadelta is
RMSprop with the root mean square of its own past steps in place of the learning rate. Adamax is
Adam with the largest recent gradient in place of the root mean square. Nadam is Adam that looks
ahead as Nesterov's momentum does. AdamW is Adam with weights that decay: each step first makes
every weight smaller by a fixed fraction, times the learning rate. Every optimizer can do that.

Source: J. Duchi, E. Hazan and Y. Singer, "Adaptive subgradient methods for online learning and
stochastic optimization", 2011 (Adagrad); M. D. Zeiler, "ADADELTA: an adaptive learning rate
method", 2012; D. P. Kingma and J. Ba, "Adam: a method for stochastic optimization", 2015, section 7
(Adamax); T. Dozat, "Incorporating Nesterov momentum into Adam", 2016 (Nadam); I. Loshchilov and
F. Hutter, "Decoupled weight decay regularization", 2019 (AdamW). Formulas, names and defaults are
Keras 3's.

Left out on purpose: variables that do not decay, such as biases; AMSGrad; averages of
the weights themselves.

n numbers in a vector; optimizer: its settings (chapter optimizers), with the learning rate of this
step as a number.
"""

import math
from collections.abc import Sequence
from typing import Any

from refnet.reference.tiny_numbers import flushed, square

MOMENTUM_DECAY = 0.96  # of Nadam's beta_1, which begins at about half its value


def decayed(weights: Sequence[float], optimizer: Any) -> list[float]:
    """Return the weights before a step, smaller by weight_decay times the rate (OPT-5).

    weights [n] -> [n]
    """
    if optimizer.weight_decay == 0.0:
        return list(weights)
    return [w - w * optimizer.weight_decay * optimizer.learning_rate for w in weights]


def adagrad_step(
    weights: Sequence[float],
    gradients: Sequence[float],
    velocities: Sequence[float],
    optimizer: Any,
) -> tuple[list[float], list[float]]:
    """Return the weights after a step of Adagrad, and the velocities (OPT-1).

    weights [n], gradients [n], velocities [n] -> [n], [n]
    """
    weights, velocities = list(weights), list(velocities)
    for i in range(len(weights)):
        velocities[i] = velocities[i] + square(gradients[i])
        step = optimizer.learning_rate * gradients[i] / math.sqrt(velocities[i] + optimizer.epsilon)
        weights[i] = weights[i] - step
    return weights, velocities


def adadelta_step(
    weights: Sequence[float],
    gradients: Sequence[float],
    momentums: Sequence[float],
    velocities: Sequence[float],
    optimizer: Any,
) -> tuple[list[float], list[float], list[float]]:
    """Return the weights after a step of Adadelta, the mean squared steps and gradients (OPT-2).

    weights [n], gradients [n], momentums [n], velocities [n] -> [n], [n], [n]; momentums: the means
    of the squared steps
    """
    weights, momentums, velocities = list(weights), list(momentums), list(velocities)
    rest, epsilon = 1.0 - optimizer.rho, optimizer.epsilon
    for i in range(len(weights)):
        velocities[i] = optimizer.rho * velocities[i] + rest * square(gradients[i])
        root = math.sqrt(velocities[i] + epsilon)
        step = math.sqrt(momentums[i] + epsilon) * gradients[i] / root
        momentums[i] = optimizer.rho * momentums[i] + rest * square(step)
        weights[i] = weights[i] - optimizer.learning_rate * step
    return weights, momentums, velocities


def adamax_step(
    weights: Sequence[float],
    gradients: Sequence[float],
    momentums: Sequence[float],
    velocities: Sequence[float],
    rate: float,
    optimizer: Any,
) -> tuple[list[float], list[float], list[float]]:
    """Return the weights after a step of Adamax, the momentums and largest gradients (OPT-3).

    weights [n], gradients [n], momentums [n], velocities [n] -> [n], [n], [n]; velocities: the
    largest recent gradients; rate: the learning rate of this step, which ``optimizer_step``
    calculates
    """
    weights, momentums, velocities = list(weights), list(momentums), list(velocities)
    rest = 1.0 - optimizer.beta_1
    for i in range(len(weights)):
        momentums[i] = flushed(momentums[i] + (gradients[i] - momentums[i]) * rest)
        size, before = abs(gradients[i]), flushed(optimizer.beta_2 * velocities[i])
        velocities[i] = before if before > size else size
        weights[i] = weights[i] - momentums[i] * rate / (velocities[i] + optimizer.epsilon)
    return weights, momentums, velocities


def nadam_momentum(decay_power: float, optimizer: Any) -> float:
    """Return Nadam's beta_1 of a step; decay_power: 0.96 to the power of the step's number (OPT-4).

    Steps count from 1.
    """
    momentum: float = optimizer.beta_1 * (1.0 - 0.5 * decay_power)
    return momentum


def nadam_factors(
    decay_power: float, momentum_product: float, optimizer: Any
) -> tuple[float, float]:
    """Return the factors of the momentum and of the gradient in a step of Nadam (OPT-4).

    decay_power: 0.96 to the power of the step's number; momentum_product: of ``nadam_momentum`` of
    all steps up to this one. Both means begin at zero, which the products correct.
    """
    current = nadam_momentum(decay_power, optimizer)
    following = nadam_momentum(decay_power * MOMENTUM_DECAY, optimizer)
    ahead = following / (1.0 - momentum_product * following)
    return ahead, (1.0 - current) / (1.0 - momentum_product)


def nadam_step(
    weights: Sequence[float],
    gradients: Sequence[float],
    momentums: Sequence[float],
    velocities: Sequence[float],
    ahead: float,
    now: float,
    correction: float,
    optimizer: Any,
) -> tuple[list[float], list[float], list[float]]:
    """Return the weights after a step of Nadam, the momentums and velocities (OPT-4).

    weights [n], gradients [n], momentums [n], velocities [n] -> [n], [n], [n]; ahead and now: the
    factors of the momentum and of the gradient in a step, from ``nadam_factors``; correction: of
    the velocities for their start at zero
    """
    weights, momentums, velocities = list(weights), list(momentums), list(velocities)
    rest_1, rest_2 = 1.0 - optimizer.beta_1, 1.0 - optimizer.beta_2
    for i in range(len(weights)):
        gradient = gradients[i]
        momentums[i] = flushed(momentums[i] + (gradient - momentums[i]) * rest_1)
        velocities[i] = velocities[i] + (square(gradient) - velocities[i]) * rest_2
        mean = ahead * momentums[i] + now * gradient
        root = math.sqrt(velocities[i] / correction) + optimizer.epsilon
        weights[i] = weights[i] - mean * optimizer.learning_rate / root
    return weights, momentums, velocities
