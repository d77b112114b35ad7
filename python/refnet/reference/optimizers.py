"""Chapter optimizers: how a weight moves, given its gradient.

An optimizer sees the parameters of a network as vectors and knows nothing about layers. For each
parameter it may remember two numbers: a momentum, which is an average of past gradients or steps,
and a velocity, which is an average of squared gradients.

Source: Y. Nesterov, "A method of solving a convex programming problem with convergence rate
O(1/k^2)", 1983; T. Tieleman and G. Hinton, lecture 6.5, 2012 (RMSprop); D. P. Kingma and J. Ba,
"Adam: a method for stochastic optimization", 2015. Formulas, names and defaults are Keras 3's.

Before a step, every weight may decay; the learning rate of a step may come from a schedule.

Left out on purpose: their many relatives, which are in chapter further_optimizers.

n numbers in a vector.
"""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from refnet.reference.further_optimizers import (
    MOMENTUM_DECAY,
    adadelta_step,
    adagrad_step,
    adamax_step,
    decayed,
    nadam_factors,
    nadam_momentum,
    nadam_step,
)
from refnet.reference.schedules import Schedule, scheduled_rate
from refnet.reference.tiny_numbers import flushed, square

Vectors = list[list[float]]


class Optimizer(NamedTuple):
    """The name and settings of an optimizer; each kind uses only its own settings.

    learning_rate: a number, a rate for each step (the last one for all later steps), or a schedule
    """

    name: str
    learning_rate: Any
    momentum: float = 0.0  # sgd, rmsprop
    nesterov: bool = False  # sgd
    rho: float = 0.9  # rmsprop, adadelta
    beta_1: float = 0.9  # adam, adamw, adamax, nadam
    beta_2: float = 0.999  # adam, adamw, adamax, nadam
    epsilon: float = 1e-7  # all but sgd
    initial_accumulator_value: float = 0.1  # adagrad
    weight_decay: float = 0.0  # all
    clipnorm: float | None = None  # all, and of these three at most one
    clipvalue: float | None = None
    global_clipnorm: float | None = None


class OptimizerState(NamedTuple):
    """What an optimizer remembers: vectors like the parameters, or arrays [size] in refnet.core.

    beta_1_power and beta_2_power are beta_1 and beta_2 to the power of the number of steps;
    decay_power and momentum_product are those of chapter further_optimizers.
    """

    momentums: Any
    velocities: Any
    beta_1_power: float
    beta_2_power: float
    steps: int = 0
    decay_power: float = 1.0
    momentum_product: float = 1.0


def initial_state(parameters: Vectors, optimizer: Optimizer) -> OptimizerState:
    """Return the state before the first step: zeros, or where Adagrad starts; powers of 1."""
    start = optimizer.initial_accumulator_value if optimizer.name == "adagrad" else 0.0
    zeros = [[0.0] * len(vector) for vector in parameters]
    return OptimizerState(zeros, [[start] * len(vector) for vector in parameters], 1.0, 1.0)


def step_rate(optimizer: Optimizer, step: int) -> float:
    """Return the learning rate of a step, counted from 0 (RATE-9)."""
    given = optimizer.learning_rate
    if isinstance(given, Schedule):
        return scheduled_rate(given, step)
    rate: float = given[min(step, len(given) - 1)] if isinstance(given, list) else given
    return rate


def sgd_step(
    weights: Sequence[float],
    gradients: Sequence[float],
    momentums: Sequence[float],
    optimizer: Optimizer,
) -> tuple[list[float], list[float]]:
    """Return the weights after a step of gradient descent, and the momentums (DENSE-13).

    weights [n], gradients [n], momentums [n] -> [n], [n]
    """
    weights, momentums = list(weights), list(momentums)
    for i in range(len(weights)):
        step = optimizer.learning_rate * gradients[i]
        if optimizer.momentum == 0.0:
            weights[i] = weights[i] - step
            continue
        momentums[i] = flushed(optimizer.momentum * momentums[i] - step)
        if optimizer.nesterov:
            weights[i] = weights[i] + (optimizer.momentum * momentums[i] - step)
        else:
            weights[i] = weights[i] + momentums[i]
    return weights, momentums


def rmsprop_step(
    weights: Sequence[float],
    gradients: Sequence[float],
    momentums: Sequence[float],
    velocities: Sequence[float],
    optimizer: Optimizer,
) -> tuple[list[float], list[float], list[float]]:
    """Return the weights after a step of RMSprop, the momentums and velocities (DENSE-14).

    weights [n], gradients [n], momentums [n], velocities [n] -> [n], [n], [n]
    """
    weights, momentums, velocities = list(weights), list(momentums), list(velocities)
    rest = 1.0 - optimizer.rho
    for i in range(len(weights)):
        velocities[i] = optimizer.rho * velocities[i] + rest * square(gradients[i])
        step = optimizer.learning_rate * gradients[i] / math.sqrt(velocities[i] + optimizer.epsilon)
        if optimizer.momentum == 0.0:
            weights[i] = weights[i] - step
            continue
        momentums[i] = flushed(optimizer.momentum * momentums[i] + step)
        weights[i] = weights[i] - momentums[i]
    return weights, momentums, velocities


def adam_step(
    weights: Sequence[float],
    gradients: Sequence[float],
    momentums: Sequence[float],
    velocities: Sequence[float],
    rate: float,
    optimizer: Optimizer,
) -> tuple[list[float], list[float], list[float]]:
    """Return the weights after a step of Adam, the momentums and velocities (DENSE-15).

    weights [n], gradients [n], momentums [n], velocities [n] -> [n], [n], [n]; rate: the learning
    rate of this step, which ``optimizer_step`` calculates
    """
    weights, momentums, velocities = list(weights), list(momentums), list(velocities)
    rest_1, rest_2 = 1.0 - optimizer.beta_1, 1.0 - optimizer.beta_2
    for i in range(len(weights)):
        gradient = gradients[i]
        momentums[i] = flushed(momentums[i] + (gradient - momentums[i]) * rest_1)
        velocities[i] = velocities[i] + (square(gradient) - velocities[i]) * rest_2
        root = math.sqrt(velocities[i]) + optimizer.epsilon
        weights[i] = weights[i] - momentums[i] * rate / root
    return weights, momentums, velocities


def optimizer_step(
    parameters: Vectors, gradients: Vectors, state: OptimizerState, optimizer: Optimizer
) -> tuple[Vectors, OptimizerState]:
    """Return all parameters after a step, and the state after it (DENSE-13 to 15, OPT-1 to 6).

    parameters, gradients and the state's momentums and velocities are vectors of the same lengths;
    a parameter whose gradient is an empty vector is left as it is, and so is its state (FROZEN-1).
    """
    optimizer = optimizer._replace(learning_rate=step_rate(optimizer, state.steps))
    # Adam's averages start at zero, which makes them too small at first; its rate corrects that.
    power_1 = flushed(state.beta_1_power * optimizer.beta_1)
    power_2 = flushed(state.beta_2_power * optimizer.beta_2)
    rate = optimizer.learning_rate * math.sqrt(1.0 - power_2) / (1.0 - power_1)
    decay = flushed(state.decay_power * MOMENTUM_DECAY)
    product = flushed(state.momentum_product * nadam_momentum(decay, optimizer))
    ahead, now = nadam_factors(decay, product, optimizer)
    stepped, momentums, velocities = [], [], []
    for w, g, m, v in zip(parameters, gradients, state.momentums, state.velocities, strict=True):
        w = decayed(w, optimizer) if len(g) > 0 else w
        if len(g) == 0:
            pass
        elif optimizer.name == "sgd":
            w, m = sgd_step(w, g, m, optimizer)
        elif optimizer.name == "rmsprop":
            w, m, v = rmsprop_step(w, g, m, v, optimizer)
        elif optimizer.name == "adagrad":
            w, v = adagrad_step(w, g, v, optimizer)
        elif optimizer.name == "adadelta":
            w, m, v = adadelta_step(w, g, m, v, optimizer)
        elif optimizer.name == "adamax":
            w, m, v = adamax_step(w, g, m, v, optimizer.learning_rate / (1.0 - power_1), optimizer)
        elif optimizer.name == "nadam":
            w, m, v = nadam_step(w, g, m, v, ahead, now, 1.0 - power_2, optimizer)
        else:
            w, m, v = adam_step(w, g, m, v, rate, optimizer)
        stepped.append(w)
        momentums.append(m)
        velocities.append(v)
    return stepped, OptimizerState(
        momentums, velocities, power_1, power_2, state.steps + 1, decay, product
    )
