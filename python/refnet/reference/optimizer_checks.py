"""What experiments accept as an optimizer, and as the learning rate that it has.

The three phases are those of ``checks``. A fault in a setting has a field such as
``optimizer.epsilon`` or ``optimizer.learning_rate.decay_steps``.
"""

from collections.abc import Sequence
from typing import Any

from refnet.reference.checks import (
    OPTIMIZERS,
    SCHEDULES,
    check_ascending,
    check_count,
    check_finite,
    check_finite_number,
    check_fraction,
    check_length,
    check_name,
    check_not_negative_number,
    check_positive,
    fault,
)
from refnet.reference.optimizers import Optimizer
from refnet.reference.readers import (
    LARGEST_COUNT,
    as_boolean,
    as_count,
    as_counts,
    as_name,
    as_number,
    as_numbers,
    optional,
    wrong_type,
)
from refnet.reference.schedules import Schedule

LearningRate = float | list[float] | Schedule


def as_optimizer(field: str, optimizer: Any) -> Optimizer:
    """Return the optimizer with settings of the right types; raises wrong_type."""
    if not isinstance(optimizer, Optimizer):
        raise wrong_type(field, "an optimizer")
    as_limit = optional(as_number)
    return Optimizer(
        as_name(f"{field}.name", optimizer.name),
        as_learning_rate(f"{field}.learning_rate", optimizer.learning_rate),
        as_number(f"{field}.momentum", optimizer.momentum),
        as_boolean(f"{field}.nesterov", optimizer.nesterov),
        as_number(f"{field}.rho", optimizer.rho),
        as_number(f"{field}.beta_1", optimizer.beta_1),
        as_number(f"{field}.beta_2", optimizer.beta_2),
        as_number(f"{field}.epsilon", optimizer.epsilon),
        as_number(f"{field}.initial_accumulator_value", optimizer.initial_accumulator_value),
        as_number(f"{field}.weight_decay", optimizer.weight_decay),
        as_limit(f"{field}.clipnorm", optimizer.clipnorm),
        as_limit(f"{field}.clipvalue", optimizer.clipvalue),
        as_limit(f"{field}.global_clipnorm", optimizer.global_clipnorm),
    )


def as_learning_rate(field: str, rate: Any) -> LearningRate:
    """Return a number, a list of rates or a schedule; raises wrong_type."""
    if isinstance(rate, Schedule):
        return as_schedule(field, rate)
    has_rates = isinstance(rate, Sequence) and not isinstance(rate, str) and rate
    return as_numbers(field, rate) if has_rates else as_number(field, rate)


def as_schedule(field: str, schedule: Schedule) -> Schedule:
    """Return the schedule with settings of the right types; raises wrong_type."""
    return Schedule(
        as_name(f"{field}.name", schedule.name),
        as_number(f"{field}.initial_learning_rate", schedule.initial_learning_rate),
        as_count(f"{field}.decay_steps", schedule.decay_steps),
        as_number(f"{field}.decay_rate", schedule.decay_rate),
        as_boolean(f"{field}.staircase", schedule.staircase),
        as_counts(f"{field}.boundaries", schedule.boundaries),
        as_numbers(f"{field}.values", schedule.values),
        as_number(f"{field}.end_learning_rate", schedule.end_learning_rate),
        as_number(f"{field}.power", schedule.power),
        as_boolean(f"{field}.cycle", schedule.cycle),
        as_number(f"{field}.alpha", schedule.alpha),
        optional(as_number)(f"{field}.warmup_target", schedule.warmup_target),
        as_count(f"{field}.warmup_steps", schedule.warmup_steps),
    )


def check_rate_shapes(field: str, rate: LearningRate) -> None:
    """Raise shape_mismatch for values that are not one more than their boundaries."""
    if isinstance(rate, Schedule) and rate.name == "piecewise_constant_decay":
        count = len(rate.boundaries) + 1
        check_length(f"{field}.values", rate.values, f"{field}.boundaries and one more", count)


def check_optimizer(field: str, optimizer: Optimizer) -> None:
    """Raise unknown_name, not_finite or out_of_range for a setting that is not allowed."""
    check_name(f"{field}.name", optimizer.name, OPTIMIZERS)
    check_rate(f"{field}.learning_rate", optimizer.learning_rate)
    check_fraction(f"{field}.rho", optimizer.rho)
    check_fraction(f"{field}.momentum", optimizer.momentum)
    check_fraction(f"{field}.beta_1", optimizer.beta_1)
    check_fraction(f"{field}.beta_2", optimizer.beta_2)
    initial = optimizer.initial_accumulator_value
    check_not_negative_number(f"{field}.initial_accumulator_value", initial)
    check_positive(f"{field}.epsilon", optimizer.epsilon)
    check_not_negative_number(f"{field}.weight_decay", optimizer.weight_decay)
    check_clipping(field, optimizer)


def check_clipping(field: str, optimizer: Optimizer) -> None:
    """Raise not_finite or out_of_range for a limit that is not above 0, or for a second one."""
    before = None
    for name in ("clipnorm", "clipvalue", "global_clipnorm"):
        limit = getattr(optimizer, name)
        if limit is None:
            continue
        check_positive(f"{field}.{name}", limit)
        if before is not None:
            raise fault("out_of_range", f"{field}.{name}", f"null beside {before}")
        before = name


def check_rate(field: str, rate: LearningRate) -> None:
    """Raise unknown_name, not_finite or out_of_range for a learning rate that is not allowed."""
    if isinstance(rate, Schedule):
        check_schedule(field, rate)
    elif isinstance(rate, list):
        check_finite(field, rate)
    else:
        check_finite_number(field, rate)


def check_schedule(field: str, schedule: Schedule) -> None:
    """Raise unknown_name, not_finite or out_of_range for a setting that is not allowed."""
    check_name(f"{field}.name", schedule.name, SCHEDULES)
    check_finite_number(f"{field}.initial_learning_rate", schedule.initial_learning_rate)
    check_count(f"{field}.decay_steps", schedule.decay_steps, 1)
    check_not_negative_number(f"{field}.decay_rate", schedule.decay_rate)
    check_ascending(f"{field}.boundaries", schedule.boundaries, 0, LARGEST_COUNT)
    check_finite(f"{field}.values", schedule.values)
    check_finite_number(f"{field}.end_learning_rate", schedule.end_learning_rate)
    check_not_negative_number(f"{field}.power", schedule.power)
    check_finite_number(f"{field}.alpha", schedule.alpha)
    if schedule.warmup_target is not None:
        check_finite_number(f"{field}.warmup_target", schedule.warmup_target)
    check_count(f"{field}.warmup_steps", schedule.warmup_steps)
