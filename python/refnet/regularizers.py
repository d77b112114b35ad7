"""The regularizers of Keras: penalties for large weights and outputs (chapter regularizers).

A layer takes an object, or a name: "l1", "l2" or "l1_l2". The factors of "l1_l2" are 0, as in
Keras, so that it needs L1L2(l1=..., l2=...).
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeAlias

from refnet import configs, keras_names
from refnet.errors import RefnetError
from refnet.loss_values import as_numbers
from refnet.reference.checks import check_not_negative_number
from refnet.reference.names import check_known
from refnet.reference.readers import as_number
from refnet.reference.regularizers import Regularizer as Factors
from refnet.reference.regularizers import penalty


class Regularizer:
    """The base of the regularizers, which have one factor or both."""

    l1: float = 0.0
    l2: float = 0.0

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, not_finite, out_of_range."""
        for name in Factors._fields:
            field = f"{type(self).__name__}.{name}"
            factor = as_number(field, getattr(self, name))
            check_not_negative_number(field, factor)
            object.__setattr__(self, name, factor)

    def __call__(self, x: Any) -> float:
        """Return the penalty of numbers [...] (REG-1); raises wrong_type, empty, not_finite."""
        return penalty(Factors(self.l1, self.l2), [as_numbers("x", x).ravel().tolist()])

    def get_config(self) -> dict[str, float]:
        """Return the factors, which the class takes as arguments."""
        return {each.name: getattr(self, each.name) for each in fields(self)}  # type: ignore[arg-type]

    @classmethod
    def from_config(cls, config: Any) -> Any:
        """Return a regularizer with these factors.

        Raises RefnetError: wrong_type, unknown_name, not_finite, out_of_range.
        """
        keys = tuple(each.name for each in fields(cls))  # type: ignore[arg-type]
        return cls(**configs.arguments(cls, config, keys))


@dataclass(frozen=True)
class L1(Regularizer):
    """l1 times the sum of the absolute values, which makes many weights (almost) zero (REG-1)."""

    l1: float = 0.01


@dataclass(frozen=True)
class L2(Regularizer):
    """l2 times the sum of the squares, which keeps all weights small (REG-1)."""

    l2: float = 0.01


@dataclass(frozen=True)
class L1L2(Regularizer):
    """Both penalties together."""

    l1: float = 0.0
    l2: float = 0.0


l1, l2, l1_l2 = L1, L2, L1L2  # as in Keras
NAMES: dict[str, type[L1] | type[L2] | type[L1L2]] = {"l1": L1, "l2": L2, "l1_l2": L1L2}
Regularizes: TypeAlias = str | Regularizer | None  # what a layer takes


def as_regularizer(argument: str, value: Any) -> Any:
    """Return a regularizer for its name, or for itself; None stays None.

    Raises RefnetError: wrong_type, unknown_name.
    """
    if value is None or type(value) in NAMES.values():
        return value
    if isinstance(value, Regularizer):
        message = f"{argument}: expected L1, L2 or L1L2, not a class of your own"
        raise RefnetError("wrong_type", argument, f"{message}, got {type(value).__name__}")
    if not isinstance(value, str):
        is_class = isinstance(value, type) and issubclass(value, Regularizer)
        given = f"{value.__name__} without parentheses" if is_class else type(value).__name__
        expected = 'None, a name such as "l2", or a regularizer such as refnet.regularizers.L2()'
        message = f"{argument}: expected {expected}, got {given}"
        raise RefnetError("wrong_type", argument, message)
    return NAMES[check_known(argument, value, NAMES, keras_names.REGULARIZERS)]()


def from_serialized(argument: str, value: Any) -> Any:
    """Return the regularizer that Keras writes like this; raises wrong_type, unknown_name."""
    name, config = configs.class_and_config(argument, value)
    return configs.named_class(argument, name, [L1, L2, L1L2]).from_config(config)


def of_factors(first: Any, second: Any) -> Any:
    """Return the regularizer with these factors of l1 and l2; raises RefnetError."""
    if first == 0.0:
        return L2(second)
    return L1(first) if second == 0.0 else L1L2(first, second)


def factors(regularizer: Regularizer | None) -> Factors | None:
    """Return the factors of a regularizer, as refnet.reference takes them; None for None."""
    return None if regularizer is None else Factors(regularizer.l1, regularizer.l2)


def get(identifier: Any) -> Any:
    """Return a regularizer of its name, itself, or of a class_name and a config; None stays None.

    Raises RefnetError: wrong_type, unknown_name, out_of_range.
    """
    if isinstance(identifier, Mapping):
        return from_serialized("identifier", identifier)
    return as_regularizer("identifier", identifier)
