"""Chapter schedules through the C core: the functions of refnet.reference.schedules."""

from collections.abc import Callable
from typing import Any

from refnet._core import lib
from refnet.core.checks import checked_schedule
from refnet.core.structs import schedule_struct
from refnet.reference.checks import check_count
from refnet.reference.readers import as_count, as_number
from refnet.reference.schedules import Schedule


def power(base: float, exponent: float) -> float:
    """Return base^exponent = e^(exponent * ln base), for numbers that are not negative (RATE-1).

    Raises RefnetError: wrong_type.
    """
    result: float = lib.refnet_power(as_number("base", base), as_number("exponent", exponent))
    return result


def cos_pi(f: float) -> float:
    """Return cos(pi * f) for 0 <= f <= 1, by the series of sin(pi * (1/2 - f)) (RATE-2).

    Raises RefnetError: wrong_type.
    """
    result: float = lib.refnet_cos_pi(as_number("f", f))
    return result


def periods(schedule: Schedule, step: int) -> float:
    """Return how many times decay_steps have passed; with staircase only whole times (RATE-3).

    Raises RefnetError: wrong_type, out_of_range, and what a schedule cannot be.
    """
    return _rate(lib.refnet_periods, schedule, step)


def exponential_decay(schedule: Schedule, step: int) -> float:
    """Return the rate that decay_rate multiplies once in decay_steps (RATE-4).

    Raises RefnetError: wrong_type, out_of_range, and what a schedule cannot be.
    """
    return _rate(lib.refnet_exponential_decay, schedule, step)


def inverse_time_decay(schedule: Schedule, step: int) -> float:
    """Return the rate divided by a number that grows by decay_rate in decay_steps (RATE-5).

    Raises RefnetError: wrong_type, out_of_range, and what a schedule cannot be.
    """
    return _rate(lib.refnet_inverse_time_decay, schedule, step)


def piecewise_constant_decay(schedule: Schedule, step: int) -> float:
    """Return the value up to the first boundary that the step does not exceed (RATE-6).

    Raises RefnetError: wrong_type, shape_mismatch, out_of_range, and what a schedule cannot be.
    """
    return _rate(lib.refnet_piecewise_constant_decay, schedule, step)


def polynomial_decay(schedule: Schedule, step: int) -> float:
    """Return a rate that goes from the initial one to the end rate in decay_steps (RATE-7).

    With cycle, whenever it is there, it rises again, and decay_steps is that much longer.

    Raises RefnetError: wrong_type, out_of_range, and what a schedule cannot be.
    """
    return _rate(lib.refnet_polynomial_decay, schedule, step)


def cosine_decay(schedule: Schedule, step: int) -> float:
    """Return a rate that falls along half a cosine in decay_steps, to alpha of itself (RATE-8).

    With warmup_target, it rises from the initial one to that in a straight line before.

    Raises RefnetError: wrong_type, out_of_range, and what a schedule cannot be.
    """
    return _rate(lib.refnet_cosine_decay, schedule, step)


def scheduled_rate(schedule: Schedule, step: int) -> float:
    """Return the learning rate of a step, counted from 0.

    Raises RefnetError: wrong_type, shape_mismatch, out_of_range, and what a schedule cannot be.
    """
    return _rate(lib.refnet_scheduled_rate, schedule, step)


def _rate(function: Callable[..., Any], schedule: Schedule, step: int) -> float:
    struct = schedule_struct(checked_schedule("schedule", schedule))
    step = as_count("step", step)
    check_count("step", step)
    rate: float = function(struct, step)
    return rate
