"""The optimizers, with Keras 3's formulas, names and defaults (DENSE-13 to DENSE-15).

A setting that cannot be is refused where the optimizer is made: RefnetError with the codes
wrong_type, not_finite and out_of_range.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from refnet import reference
from refnet.errors import RefnetError
from refnet.names import check_known
from refnet.reference.checks import as_optimizer as as_optimizer_settings
from refnet.reference.checks import check_optimizer


@dataclass(frozen=True)
class SGD:
    """Gradient descent, with momentum (0 or more, less than 1), Nesterov's where wanted."""

    learning_rate: float = 0.01
    momentum: float = 0.0
    nesterov: bool = False

    def __post_init__(self) -> None:
        """Refuse settings that cannot be."""
        settings(self)


@dataclass(frozen=True)
class RMSprop:
    """Steps divided by the root of the mean square of the gradients (Tieleman and Hinton, 2012)."""

    learning_rate: float = 0.001
    rho: float = 0.9
    momentum: float = 0.0
    epsilon: float = 1e-7

    def __post_init__(self) -> None:
        """Refuse settings that cannot be."""
        settings(self)


@dataclass(frozen=True)
class Adam:
    """Mean gradients, divided by the root of their velocities (Kingma and Ba, 2015)."""

    learning_rate: float = 0.001
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7

    def __post_init__(self) -> None:
        """Refuse settings that cannot be."""
        settings(self)


Optimizer = SGD | RMSprop | Adam

NAMES: dict[str, type[Optimizer]] = {"sgd": SGD, "rmsprop": RMSprop, "adam": Adam}


def settings(optimizer: Optimizer) -> reference.Optimizer:
    """Return what refnet.network knows of an optimizer: its name and all its settings."""
    name = next(name for name, kind in NAMES.items() if isinstance(optimizer, kind))
    kind = NAMES[name]
    own = {field.name: getattr(optimizer, field.name) for field in fields(kind)}
    checked = as_optimizer_settings(kind.__name__, reference.Optimizer(name, **own))
    check_optimizer(kind.__name__, checked)
    return checked


def of_settings(settings: Mapping[str, Any]) -> Optimizer:
    """Return the optimizer with these settings, of which it takes its own, and their name.

    Raises KeyError for what is missing, RefnetError for what cannot be.
    """
    kind = NAMES[settings["name"]]
    return kind(**{field.name: settings[field.name] for field in fields(kind)})


def as_optimizer(argument: str, value: Any) -> Optimizer:
    """Return an optimizer of a name or an optimizer; raises wrong_type, unknown_name."""
    if isinstance(value, SGD | RMSprop | Adam):
        return value
    if not isinstance(value, str):
        raise RefnetError(
            "wrong_type",
            argument,
            f"{argument}: expected a name or an optimizer such as refnet.optimizers.Adam(), "
            f"got {type(value).__name__}",
        )
    return NAMES[check_known(argument, value.lower(), NAMES)]()
