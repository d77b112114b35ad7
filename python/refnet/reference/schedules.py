"""Chapter schedules: learning rates that change while a network trains.

Large steps find the region of a minimum quickly, small ones find the minimum itself. So a schedule
says for each step, counted from 0, how large the learning rate is. One step is one batch.

The decays need a power and a cosine, and the languages' own differ in their last bits. The power
comes from exp and log of chapter elementary. The cosine is a sine: with x = pi * (1/2 - f), which
lies between -pi/2 and pi/2, cos(pi * f) = sin x, and Taylor's series gives sin x.

Source: the formulas, names and defaults are Keras 3's; the cosine is I. Loshchilov and F. Hutter's,
"SGDR: stochastic gradient descent with warm restarts", 2017, without restarts; the warm-up is
P. Goyal and others', "Accurate, large minibatch SGD: training ImageNet in 1 hour", 2017.

Left out on purpose: restarts, and rates that depend on how the loss develops.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from refnet.reference.elementary import exp, log

PI = 3.141592653589793
SINE_TERMS = [1 / math.factorial(n) for n in range(21, 1, -2)]


class Schedule(NamedTuple):
    """The name and settings of a schedule; each kind uses only its own settings."""

    name: str
    initial_learning_rate: float = 0.0  # all but piecewise_constant_decay
    decay_steps: int = 1  # all but piecewise_constant_decay
    decay_rate: float = 1.0  # exponential_decay, inverse_time_decay
    staircase: bool = False  # exponential_decay, inverse_time_decay
    boundaries: Sequence[int] = ()  # piecewise_constant_decay
    values: Sequence[float] = ()  # piecewise_constant_decay: one more than boundaries
    end_learning_rate: float = 0.0001  # polynomial_decay
    power: float = 1.0  # polynomial_decay
    cycle: bool = False  # polynomial_decay
    alpha: float = 0.0  # cosine_decay: the last rate, as a fraction of the largest
    warmup_target: float | None = None  # cosine_decay
    warmup_steps: int = 0  # cosine_decay: without effect if warmup_target is None


def power(base: float, exponent: float) -> float:
    """Return base^exponent = e^(exponent * ln base), for numbers that are not negative (RATE-1)."""
    if exponent == 0.0:
        return 1.0
    if exponent == 1.0 or base == 0.0:
        return base
    return exp(exponent * log(base))


def cos_pi(f: float) -> float:
    """Return cos(pi * f) for 0 <= f <= 1, by the series of sin(pi * (1/2 - f)) (RATE-2)."""
    x = PI * (0.5 - f)
    s, series = x * x, 0.0
    for term in SINE_TERMS:
        series = term - s * series
    return x - x * s * series


def periods(schedule: Schedule, step: int) -> float:
    """Return how many times decay_steps have passed; with staircase only whole times (RATE-3)."""
    if schedule.staircase:
        return float(step // schedule.decay_steps)
    return float(step) / float(schedule.decay_steps)


def exponential_decay(schedule: Schedule, step: int) -> float:
    """Return the rate that decay_rate multiplies once in decay_steps (RATE-4)."""
    factor = power(schedule.decay_rate, periods(schedule, step))
    return schedule.initial_learning_rate * factor


def inverse_time_decay(schedule: Schedule, step: int) -> float:
    """Return the rate divided by a number that grows by decay_rate in decay_steps (RATE-5)."""
    divisor = 1.0 + schedule.decay_rate * periods(schedule, step)
    return schedule.initial_learning_rate / divisor


def piecewise_constant_decay(schedule: Schedule, step: int) -> float:
    """Return the value up to the first boundary that the step does not exceed (RATE-6)."""
    for i in range(len(schedule.boundaries)):
        if step <= schedule.boundaries[i]:
            return schedule.values[i]
    return schedule.values[len(schedule.boundaries)]


def polynomial_decay(schedule: Schedule, step: int) -> float:
    """Return a rate that goes from the initial one to the end rate in decay_steps (RATE-7).

    With cycle, whenever it is there, it rises again, and decay_steps is that much longer.
    """
    decay_steps = schedule.decay_steps
    if schedule.cycle:
        cycles = max((step + decay_steps - 1) // decay_steps, 1)
        fraction = float(step) / (float(decay_steps) * float(cycles))
    else:
        fraction = float(min(step, decay_steps)) / float(decay_steps)
    span = schedule.initial_learning_rate - schedule.end_learning_rate
    return span * power(1.0 - fraction, schedule.power) + schedule.end_learning_rate


def cosine_decay(schedule: Schedule, step: int) -> float:
    """Return a rate that falls along half a cosine in decay_steps, to alpha of itself (RATE-8).

    With warmup_target, it rises from the initial one to that in a straight line before.
    """
    start, target, warm = schedule.initial_learning_rate, schedule.warmup_target, 0
    if target is not None:
        warm = schedule.warmup_steps
        if step < warm:
            return (target - start) * (float(step) / float(warm)) + start
        start = target
    fraction = float(min(step - warm, schedule.decay_steps)) / float(schedule.decay_steps)
    cosine = 0.5 * (1.0 + cos_pi(fraction))
    return start * ((1.0 - schedule.alpha) * cosine + schedule.alpha)


def scheduled_rate(schedule: Schedule, step: int) -> float:
    """Return the learning rate of a step, counted from 0."""
    if schedule.name == "exponential_decay":
        return exponential_decay(schedule, step)
    if schedule.name == "inverse_time_decay":
        return inverse_time_decay(schedule, step)
    if schedule.name == "piecewise_constant_decay":
        return piecewise_constant_decay(schedule, step)
    if schedule.name == "polynomial_decay":
        return polynomial_decay(schedule, step)
    return cosine_decay(schedule, step)
