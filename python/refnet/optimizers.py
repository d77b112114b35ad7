"""The optimizers, with Keras 3's formulas, names and defaults (DENSE-13 to DENSE-15).

An optimizer checks its settings when it is created: RefnetError with the codes wrong_type,
not_finite and out_of_range.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from refnet import keras_names, reference
from refnet.errors import RefnetError
from refnet.reference.names import check_known
from refnet.reference.optimizer_checks import as_optimizer as as_optimizer_settings
from refnet.reference.optimizer_checks import check_optimizer


@dataclass(frozen=True)
class SGD:
    """Gradient descent; momentum: 0 or more and less than 1; nesterov: Nesterov's momentum."""

    learning_rate: float = 0.01
    momentum: float = 0.0
    nesterov: bool = False

    def __post_init__(self) -> None:
        """Check the settings."""
        settings(self)


@dataclass(frozen=True)
class RMSprop:
    """Steps divided by the root of the mean squared gradient (Tieleman and Hinton, 2012)."""

    learning_rate: float = 0.001
    rho: float = 0.9
    momentum: float = 0.0
    epsilon: float = 1e-7

    def __post_init__(self) -> None:
        """Check the settings."""
        settings(self)


@dataclass(frozen=True)
class Adam:
    """Mean gradients divided by the root of the mean squared gradient (Kingma and Ba, 2015)."""

    learning_rate: float = 0.001
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7

    def __post_init__(self) -> None:
        """Check the settings."""
        settings(self)


Optimizer = SGD | RMSprop | Adam

NAMES: dict[str, type[Optimizer]] = {"sgd": SGD, "rmsprop": RMSprop, "adam": Adam}


def settings(optimizer: Optimizer) -> reference.Optimizer:
    """Return the optimizer of refnet.reference: the name and all settings."""
    name = next(name for name, kind in NAMES.items() if isinstance(optimizer, kind))
    kind = NAMES[name]
    own = {field.name: getattr(optimizer, field.name) for field in fields(kind)}
    checked = as_optimizer_settings(kind.__name__, reference.Optimizer(name, **own))
    check_optimizer(kind.__name__, checked)
    return checked


def of_settings(settings: Mapping[str, Any]) -> Optimizer:
    """Return the optimizer with this name and these settings; other settings are ignored.

    Raises KeyError for a setting that is missing, RefnetError for one that is not allowed.
    """
    kind = NAMES[settings["name"]]
    return kind(**{field.name: settings[field.name] for field in fields(kind)})


def as_optimizer(argument: str, value: Any) -> Optimizer:
    """Return the optimizer, or the one with this name; raises wrong_type, unknown_name."""
    if isinstance(value, SGD | RMSprop | Adam):
        return value
    if not isinstance(value, str):
        raise RefnetError(
            "wrong_type",
            argument,
            f"{argument}: expected a name or an optimizer such as refnet.optimizers.Adam(), "
            f"got {type(value).__name__}",
        )
    return NAMES[check_known(argument, value.lower(), NAMES, keras_names.OPTIMIZERS)]()
