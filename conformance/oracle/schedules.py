"""Chapter schedules in real numbers."""

from typing import Any

from mpmath import mp, mpf

from oracle.reals import Json, Values, number


def rate_of(learning_rate: Any, step: int) -> mpf:
    """Return the learning rate of a step, counted from 0."""
    if isinstance(learning_rate, list):
        return number(learning_rate[min(step, len(learning_rate) - 1)])
    if isinstance(learning_rate, dict):
        function = globals()[f"_{learning_rate['name']}"]
        rate: mpf = function(learning_rate, mpf(step))
        return rate
    return number(learning_rate)


def learning_rates(request: Json) -> Values:
    """Return the learning rate of each step."""
    return [rate_of(request["learning_rate"], int(number(step))) for step in request["steps"]]


def _periods(schedule: Json, step: mpf) -> mpf:
    passed = step / number(schedule["decay_steps"])
    return mp.floor(passed) if schedule.get("staircase") else passed


def _exponential_decay(schedule: Json, step: mpf) -> mpf:
    factor = number(schedule["decay_rate"]) ** _periods(schedule, step)
    return number(schedule["initial_learning_rate"]) * factor


def _inverse_time_decay(schedule: Json, step: mpf) -> mpf:
    divisor = 1 + number(schedule["decay_rate"]) * _periods(schedule, step)
    return number(schedule["initial_learning_rate"]) / divisor


def _piecewise_constant_decay(schedule: Json, step: mpf) -> mpf:
    passed = sum(step > number(boundary) for boundary in schedule["boundaries"])
    return number(schedule["values"][passed])


def _polynomial_decay(schedule: Json, step: mpf) -> mpf:
    steps, end = number(schedule["decay_steps"]), number(schedule.get("end_learning_rate", 0.0001))
    if schedule.get("cycle"):
        steps *= max(mp.ceil(step / steps), 1)
    remaining = 1 - min(step, steps) / steps
    span = number(schedule["initial_learning_rate"]) - end
    return span * remaining ** number(schedule.get("power", 1)) + end


def _cosine_decay(schedule: Json, step: mpf) -> mpf:
    start, alpha = number(schedule["initial_learning_rate"]), number(schedule.get("alpha", 0))
    if schedule.get("warmup_target") is not None:
        warmup, target = number(schedule.get("warmup_steps", 0)), number(schedule["warmup_target"])
        if step < warmup:
            return start + (target - start) * step / warmup
        step, start = step - warmup, target
    fraction = min(step / number(schedule["decay_steps"]), mpf(1))
    return start * (alpha + (1 - alpha) * (1 + mp.cospi(fraction)) / 2)
