"""The optimizers, with Keras 3's formulas, names and defaults.

An optimizer checks its settings when it is created: RefnetError with the codes wrong_type,
not_finite and out_of_range. All take weight_decay (None: no decay), and one of the limits clipnorm
(of the norm of each variable's gradients), clipvalue (of each gradient) and global_clipnorm (of the
norm of all gradients). learning_rate: a number, or a schedule of refnet.optimizers.schedules.

``learning_rate`` can be set later, as in ``model.optimizer.learning_rate = 0.01``, also while a
model trains: it holds from the next batch on that a callback watches, otherwise from the next
epoch on. All other settings stay as they are.
"""

import functools
import inspect
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, fields, replace
from numbers import Real
from typing import Any

from refnet import configs, keras_names, reference
from refnet.errors import RefnetError
from refnet.layers.naming import snake_case
from refnet.optimizers import schedules
from refnet.optimizers.schedules import LearningRateSchedule
from refnet.reference.names import check_known
from refnet.reference.optimizer_checks import as_optimizer as as_optimizer_settings
from refnet.reference.optimizer_checks import check_optimizer
from refnet.reference.readers import as_number

OLDER = ("lr", "decay")  # arguments of Keras 2


class LearningRate(float):
    """The learning rate of an optimizer: a number that can set its successor."""

    _optimizer: Any

    def assign(self, value: float) -> None:
        """Set the learning rate of the optimizer; raises RefnetError like the optimizer."""
        self._optimizer.learning_rate = value

    def numpy(self) -> float:
        """Return the number."""
        return float(self)


@dataclass(unsafe_hash=True)
class _Limited:
    _: KW_ONLY
    clipnorm: float | None = None
    clipvalue: float | None = None
    global_clipnorm: float | None = None

    def __post_init__(self) -> None:
        """Check the settings."""
        settings(self)  # type: ignore[arg-type]

    @property
    def name(self) -> str:
        """The name of the class as Keras writes it, such as "adam"."""
        return snake_case(type(self).__name__)

    def get_config(self) -> dict[str, Any]:
        """Return the settings under Keras's keys."""
        own = configs.settings_of(self, configs.OPTIMIZERS[type(self).__name__], _encoded)
        return {"name": self.name, **own}

    @classmethod
    def from_config(cls, config: Any) -> Any:
        """Return an optimizer with the settings that ``get_config`` returns.

        Raises RefnetError: wrong_type, unknown_name, out_of_range, not_finite.
        """
        given = configs.without(config, ["name"])
        keys = configs.OPTIMIZERS[cls.__name__]
        return cls(**configs.arguments(cls, given, keys, _decoded))

    def __setattr__(self, name: str, value: Any) -> None:
        """Set the learning rate; raises RefnetError: wrong_type for another setting.

        Raises RefnetError like the class for a rate that it would not take.
        """
        if name in self.__dict__ or name not in self.__dataclass_fields__:
            if name == "lr":
                self.learning_rate = value
                return
            if name != "learning_rate":
                message = f"{name}: expected no change; learning_rate alone can be set later"
                raise RefnetError("wrong_type", name, message)
            value = self._changed(value)
        if isinstance(value, Real) and not isinstance(value, bool):
            value = LearningRate(value) if name == "learning_rate" else value
        if isinstance(value, LearningRate):
            value._optimizer = self
        self.__dict__[name] = value

    def _changed(self, rate: Any) -> Any:
        """Return the learning rate, checked, that replaces the one that there is."""
        now = self.__dict__["learning_rate"]
        if isinstance(now, LearningRateSchedule) and not isinstance(rate, LearningRateSchedule):
            message = "learning_rate: expected another schedule in place of a schedule"
            raise RefnetError("wrong_type", "learning_rate", message)
        return replace(self, learning_rate=rate).learning_rate  # type: ignore[call-arg]

    def __getattr__(self, name: str) -> Any:
        """Return the learning rate under the name that it has in Keras 2."""
        if name == "lr":
            return self.learning_rate
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")


def with_older_names(kind: type[Any]) -> None:
    """Let an optimizer take the arguments lr and decay of Keras 2, too.

    lr is learning_rate; with decay, step t, from 0 on, has the rate learning_rate / (1 + decay t),
    that of the schedule InverseTimeDecay(learning_rate, 1, decay).
    """
    make = kind.__init__
    own = list(inspect.signature(make).parameters.values())
    older = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in OLDER]

    @functools.wraps(make)
    def made(self: Any, *values: Any, **named: Any) -> None:
        if "lr" in named and "learning_rate" not in named and not values:
            named["learning_rate"] = named.pop("lr")
        decay = named.pop("decay", None)
        make(self, *values, **named)
        if decay:
            self.learning_rate = schedules.InverseTimeDecay(self.learning_rate, 1, decay)

    made.__signature__ = inspect.Signature([*own, *older])  # type: ignore[attr-defined]
    kind.__init__ = made


@dataclass(unsafe_hash=True)
class _Decaying(_Limited):
    _: KW_ONLY
    weight_decay: float | None = None


@dataclass(unsafe_hash=True)
class SGD(_Decaying):
    """Gradient descent; momentum: 0 or more and less than 1; nesterov: Nesterov's momentum."""

    learning_rate: float | LearningRateSchedule = 0.01
    momentum: float = 0.0
    nesterov: bool = False


@dataclass(unsafe_hash=True)
class RMSprop(_Decaying):
    """Steps divided by the root of the mean squared gradient (Tieleman and Hinton, 2012)."""

    learning_rate: float | LearningRateSchedule = 0.001
    rho: float = 0.9
    momentum: float = 0.0
    epsilon: float = 1e-7


@dataclass(unsafe_hash=True)
class Adam(_Decaying):
    """Mean gradients divided by the root of the mean squared gradient (Kingma and Ba, 2015)."""

    learning_rate: float | LearningRateSchedule = 0.001
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7


@dataclass(unsafe_hash=True)
class AdamW(_Limited):
    """Adam with weights that decay (Loshchilov and Hutter, 2019)."""

    learning_rate: float | LearningRateSchedule = 0.001
    weight_decay: float = 0.004
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7


@dataclass(unsafe_hash=True)
class Adagrad(_Decaying):
    """Steps divided by the root of the sum of all squared gradients (Duchi and others, 2011)."""

    learning_rate: float | LearningRateSchedule = 0.001
    initial_accumulator_value: float = 0.1
    epsilon: float = 1e-7


@dataclass(unsafe_hash=True)
class Adadelta(_Decaying):
    """RMSprop with the root mean square of its own past steps as a rate (Zeiler, 2012)."""

    learning_rate: float | LearningRateSchedule = 0.001
    rho: float = 0.95
    epsilon: float = 1e-7


@dataclass(unsafe_hash=True)
class Adamax(_Decaying):
    """Adam with the largest recent gradient for the root mean square (Kingma and Ba, 2015)."""

    learning_rate: float | LearningRateSchedule = 0.001
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7


@dataclass(unsafe_hash=True)
class Nadam(_Decaying):
    """Adam that looks ahead as Nesterov's momentum does (Dozat, 2016)."""

    learning_rate: float | LearningRateSchedule = 0.001
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7


Optimizer = SGD | RMSprop | Adam | AdamW | Adagrad | Adadelta | Adamax | Nadam

NAMES: dict[str, type[Optimizer]] = {
    "sgd": SGD,
    "rmsprop": RMSprop,
    "adam": Adam,
    "adagrad": Adagrad,
    "adadelta": Adadelta,
    "adamax": Adamax,
    "nadam": Nadam,
    "adamw": AdamW,
}
for _kind in NAMES.values():
    with_older_names(_kind)
_OF_NEWER_FILES = {field.name for field in fields(_Decaying)}


def settings(optimizer: Optimizer) -> reference.Optimizer:
    """Return the optimizer of refnet.reference: the name and all settings."""
    name, kind = next(each for each in NAMES.items() if isinstance(optimizer, each[1]))
    own = {field.name: getattr(optimizer, field.name) for field in fields(kind)}
    rate = own["learning_rate"]
    if isinstance(rate, LearningRateSchedule):
        own["learning_rate"] = schedules.settings(rate)
    else:
        as_number(f"{kind.__name__}.learning_rate", rate)
    if own["weight_decay"] is None and kind is not AdamW:
        own["weight_decay"] = 0.0
    checked = as_optimizer_settings(kind.__name__, reference.Optimizer(name, **own))
    check_optimizer(kind.__name__, checked)
    return checked


def described(optimizer: Optimizer) -> dict[str, Any]:
    """Return the name and all settings, as JSON can hold them."""
    all_settings = settings(optimizer)._asdict()
    rate = all_settings["learning_rate"]
    if isinstance(rate, reference.Schedule):
        all_settings["learning_rate"] = rate._asdict()
    return all_settings


def of_settings(settings: Mapping[str, Any]) -> Optimizer:
    """Return the optimizer with this name and these settings; other settings are ignored.

    Raises KeyError for a setting that is missing, RefnetError for one that is not allowed.
    """
    kind = NAMES[settings["name"]]
    names = [field.name for field in fields(kind)]
    own = {name: settings[name] for name in names if name not in _OF_NEWER_FILES}
    own |= {name: settings.get(name) for name in names if name in _OF_NEWER_FILES}
    if isinstance(own["learning_rate"], Mapping):
        own["learning_rate"] = schedules.of_settings(own["learning_rate"])
    if own["weight_decay"] == 0.0 and kind is not AdamW:
        own["weight_decay"] = None
    return kind(**own)


def _encoded(key: str, value: Any) -> Any:
    """Return a setting as JSON can hold it."""
    if isinstance(value, LearningRateSchedule):
        kind = type(value).__name__
        return configs.serialized("optimizers.schedules", kind, value.get_config())
    return configs.plain(key, value)


def _decoded(key: str, value: Any) -> Any:
    """Return a setting, which may be a schedule."""
    if key == "learning_rate" and isinstance(value, Mapping):
        return schedules.from_serialized(key, value)
    return value


def from_serialized(argument: str, value: Any) -> Optimizer:
    """Return the optimizer that Keras writes like this, by name or with its settings.

    Raises RefnetError: wrong_type, unknown_name, out_of_range, not_finite.
    """
    if isinstance(value, str):
        return as_optimizer(argument, value)
    name, config = configs.class_and_config(argument, value)
    classes = list(NAMES.values())
    kind = NAMES.get(name) or configs.named_class(argument, name, classes)
    optimizer: Optimizer = kind.from_config(config)
    return optimizer


def as_optimizer(argument: str, value: Any) -> Optimizer:
    """Return the optimizer, or the one with this name; raises wrong_type, unknown_name."""
    if isinstance(value, type) and value in NAMES.values():
        value = value()
    if isinstance(value, Optimizer):
        return value
    if not isinstance(value, str):
        raise RefnetError(
            "wrong_type",
            argument,
            f"{argument}: expected a name or an optimizer such as refnet.optimizers.Adam(), "
            f"got {type(value).__name__}",
        )
    return NAMES[check_known(argument, value.lower(), NAMES, keras_names.OPTIMIZERS)]()


def get(identifier: Any) -> Optimizer:
    """Return an optimizer: of its name or class, itself, or of a class_name and a config.

    Raises RefnetError: wrong_type, unknown_name, out_of_range, not_finite.
    """
    if isinstance(identifier, Mapping):
        return from_serialized("identifier", identifier)
    return as_optimizer("identifier", identifier)
