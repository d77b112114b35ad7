"""Chapter optimizers: how a weight moves, given its gradient.

An optimizer sees the parameters of a network as vectors and knows nothing about layers. For each
parameter it may remember two numbers: a momentum, which is an average of past gradients or steps,
and a velocity, which is an average of squared gradients.

Source: Y. Nesterov, "A method of solving a convex programming problem with convergence rate
O(1/k^2)", 1983; T. Tieleman and G. Hinton, lecture 6.5, 2012 (RMSprop); D. P. Kingma and J. Ba,
"Adam: a method for stochastic optimization", 2015. Formulas, names and defaults are Keras 3's.

The momentum of a unit that no longer learns shrinks with every step until it is subnormal, and
operations on subnormal numbers are up to a hundred times slower. So a momentum below TINY is zero,
and the square of a gradient counts as at least TINY. If epsilon is far above the root of
TINY, as the default is, no usual weight changes visibly.

Left out on purpose: learning-rate schedules, weight decay, gradient clipping.

n numbers in a vector.
"""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

Vectors = list[list[float]]

TINY = 1e-280


class Optimizer(NamedTuple):
    """The name and settings of an optimizer; each kind uses only its own settings."""

    name: str
    learning_rate: float
    momentum: float = 0.0  # sgd, rmsprop
    nesterov: bool = False  # sgd
    rho: float = 0.9  # rmsprop
    beta_1: float = 0.9  # adam
    beta_2: float = 0.999  # adam
    epsilon: float = 1e-7  # rmsprop, adam


class OptimizerState(NamedTuple):
    """What an optimizer remembers: vectors like the parameters, or arrays [size] in refnet.core.

    beta_1_power and beta_2_power are beta_1 and beta_2 to the power of the number of steps.
    """

    momentums: Any
    velocities: Any
    beta_1_power: float
    beta_2_power: float


def flushed(x: float) -> float:
    """Return x, or 0 where its magnitude is below TINY (DENSE-19)."""
    return 0.0 if abs(x) < TINY else x


def square(gradient: float) -> float:
    """Return gradient * gradient, at least TINY (DENSE-20)."""
    squared = gradient * gradient
    return TINY if squared < TINY else squared


def initial_state(parameters: Vectors) -> OptimizerState:
    """Return the state before the first step: zeros, and powers of 1."""
    zeros = [[0.0] * len(vector) for vector in parameters]
    return OptimizerState(zeros, zeros, 1.0, 1.0)


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
    """Return all parameters after a step, and the state after it (DENSE-13 to DENSE-15).

    parameters, gradients and the state's momentums and velocities are vectors of the same lengths.
    """
    # Adam's averages start at zero, which makes them too small at first; its rate corrects that.
    power_1 = flushed(state.beta_1_power * optimizer.beta_1)
    power_2 = flushed(state.beta_2_power * optimizer.beta_2)
    rate = optimizer.learning_rate * math.sqrt(1.0 - power_2) / (1.0 - power_1)
    stepped, momentums, velocities = [], [], []
    for w, g, m, v in zip(parameters, gradients, state.momentums, state.velocities, strict=True):
        if optimizer.name == "sgd":
            w, m = sgd_step(w, g, m, optimizer)
        elif optimizer.name == "rmsprop":
            w, m, v = rmsprop_step(w, g, m, v, optimizer)
        else:
            w, m, v = adam_step(w, g, m, v, rate, optimizer)
        stepped.append(w)
        momentums.append(m)
        velocities.append(v)
    return stepped, OptimizerState(momentums, velocities, power_1, power_2)
