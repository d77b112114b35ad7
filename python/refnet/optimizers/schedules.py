"""Learning rates that change while a network trains, with Keras 3's formulas, names and defaults.

A schedule is given to an optimizer as its learning_rate; one step is one batch, and steps are
counted from 0. Each checks its settings when it is created: RefnetError with the codes wrong_type,
shape_mismatch, not_finite and out_of_range. A schedule that is called gives the rate of a step.
"""

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, fields
from typing import Any

import numpy as np

from refnet import configs, reference
from refnet.constants import Numbers
from refnet.errors import RefnetError
from refnet.reference.checks import check_count
from refnet.reference.optimizer_checks import as_schedule, check_rate_shapes, check_schedule
from refnet.reference.readers import as_count

_KERAS_NAMES = {"PiecewiseConstantDecay": "PiecewiseConstant"}


class LearningRateSchedule:
    """What all schedules have in common."""

    def __post_init__(self) -> None:
        """Check the settings."""
        settings(self)

    def get_config(self) -> dict[str, Any]:
        """Return the settings under Keras's keys."""
        kind = type(self).__name__
        own = configs.settings_of(self, configs.SCHEDULES[kind], configs.plain)
        return {**own, "name": _KERAS_NAMES.get(kind, kind)}

    @classmethod
    def from_config(cls, config: Any) -> Any:
        """Return a schedule with the settings that ``get_config`` returns.

        Raises RefnetError: wrong_type, unknown_name, shape_mismatch, out_of_range, not_finite.
        """
        given = configs.without(config, ["name"])
        keys = configs.SCHEDULES[cls.__name__]
        return cls(**configs.arguments(cls, given, keys))

    def __call__(self, step: Any) -> Any:
        """Return the learning rate of a step, or an array with those of an array of steps.

        Steps of an array need not be whole. Raises RefnetError: wrong_type, out_of_range,
        not_finite.
        """
        if np.ndim(step) > 0:
            return self._rates(np.asarray(step)).view(Numbers)
        step = as_count("step", step)
        check_count("step", step)
        return reference.scheduled_rate(settings(self), step)

    def _rates(self, steps: Any) -> Any:
        """Return the learning rates of steps [...]."""
        if steps.dtype.kind not in "iuf":
            raise RefnetError("wrong_type", "step", "step: expected numbers")
        if not (steps >= 0).all() or not np.isfinite(steps).all():
            raise RefnetError("out_of_range", "step", "step: expected finite numbers of 0 or more")
        own = settings(self)
        rates = [reference.scheduled_rate(own, step) for step in steps.ravel().tolist()]
        return np.reshape(rates, steps.shape)


@dataclass(frozen=True)
class ExponentialDecay(LearningRateSchedule):
    """Multiplies by decay_rate once in decay_steps; staircase: at once, at their end."""

    initial_learning_rate: float
    decay_steps: int
    decay_rate: float
    staircase: bool = False


@dataclass(frozen=True)
class InverseTimeDecay(LearningRateSchedule):
    """Divides by 1 + decay_rate * step / decay_steps; staircase: at once, after decay_steps."""

    initial_learning_rate: float
    decay_steps: int
    decay_rate: float
    staircase: bool = False


@dataclass(frozen=True)
class PiecewiseConstantDecay(LearningRateSchedule):
    """The value up to the first boundary that the step does not exceed; values: one more."""

    boundaries: Sequence[int]
    values: Sequence[float]

    def __post_init__(self) -> None:
        """Check the settings, and keep copies, which their owner cannot change."""
        checked = settings(self)
        object.__setattr__(self, "boundaries", tuple(checked.boundaries))
        object.__setattr__(self, "values", tuple(checked.values))


@dataclass(frozen=True)
class PolynomialDecay(LearningRateSchedule):
    """Goes to end_learning_rate in decay_steps; cycle: rises again whenever it is there."""

    initial_learning_rate: float
    decay_steps: int
    end_learning_rate: float = 0.0001
    power: float = 1.0
    cycle: bool = False


@dataclass(frozen=True)
class CosineDecay(LearningRateSchedule):
    """Falls along half a cosine, to alpha of itself; before, it may rise to warmup_target."""

    initial_learning_rate: float
    decay_steps: int
    alpha: float = 0.0
    _: KW_ONLY
    warmup_target: float | None = None
    warmup_steps: int = 0


NAMES: dict[str, type[Any]] = {
    "exponential_decay": ExponentialDecay,
    "inverse_time_decay": InverseTimeDecay,
    "piecewise_constant_decay": PiecewiseConstantDecay,
    "polynomial_decay": PolynomialDecay,
    "cosine_decay": CosineDecay,
}


def from_serialized(argument: str, value: Any) -> LearningRateSchedule:
    """Return the schedule that Keras writes like this; raises wrong_type, unknown_name."""
    name, config = configs.class_and_config(argument, value)
    classes = list(NAMES.values())
    schedule: LearningRateSchedule = configs.named_class(argument, name, classes).from_config(
        config
    )
    return schedule


def settings(schedule: LearningRateSchedule) -> reference.Schedule:
    """Return the schedule of refnet.reference: the name and all settings."""
    name, kind = next(each for each in NAMES.items() if isinstance(schedule, each[1]))
    own = {field.name: getattr(schedule, field.name) for field in fields(kind)}
    checked = as_schedule(kind.__name__, reference.Schedule(name, **own))
    check_rate_shapes(kind.__name__, checked)
    check_schedule(kind.__name__, checked)
    return checked


def of_settings(settings: Mapping[str, Any]) -> LearningRateSchedule:
    """Return the schedule with this name and these settings; other settings are ignored.

    Raises KeyError for a setting that is missing, RefnetError for one that is not allowed.
    """
    kind = NAMES[settings["name"]]
    schedule: LearningRateSchedule = kind(
        **{each.name: settings[each.name] for each in fields(kind)}
    )
    return schedule
