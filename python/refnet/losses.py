"""The losses, with the names that Keras gives them (DENSE-4 to DENSE-8)."""

from dataclasses import dataclass
from typing import Any

from refnet import keras_names
from refnet.errors import RefnetError
from refnet.reference.activations import ACTIVATIONS
from refnet.reference.checks import SPARSE, losses_after
from refnet.reference.names import check_known

LOSSES = (
    "mse",
    "sum_squared_error",
    "binary_crossentropy",
    "categorical_crossentropy",
    SPARSE,
)
ALIASES = {"mean_squared_error": "mse"}


@dataclass(frozen=True)
class MeanSquaredError:
    """The mean of the squared errors over examples and outputs."""

    name = "mse"


@dataclass(frozen=True)
class SumSquaredError:
    """The sum of the squared errors over examples and outputs, as in chapter two_layer."""

    name = "sum_squared_error"


@dataclass(frozen=True)
class _Crossentropy:
    from_logits: bool = False

    def __post_init__(self) -> None:
        """Raises RefnetError: out_of_range for from_logits=True."""
        if self.from_logits:
            raise RefnetError(
                "out_of_range",
                "from_logits",
                "from_logits: expected False; give the last layer its activation, and the loss is "
                "computed from the logits anyway",
            )


@dataclass(frozen=True)
class BinaryCrossentropy(_Crossentropy):
    """For outputs between 0 and 1, after "sigmoid"."""

    name = "binary_crossentropy"


@dataclass(frozen=True)
class CategoricalCrossentropy(_Crossentropy):
    """For targets that are rows of probabilities, after "softmax"."""

    name = "categorical_crossentropy"


@dataclass(frozen=True)
class SparseCategoricalCrossentropy(_Crossentropy):
    """For targets that are class numbers, after "softmax"."""

    name = SPARSE


def as_loss(argument: str, value: Any, activation: str) -> str:
    """Return the name of a loss for a network whose last activation is this one.

    Raises RefnetError: wrong_type, unknown_name.
    """
    given = getattr(value, "name", value)
    known = check_known(argument, given, (*LOSSES, *ALIASES), keras_names.LOSSES)
    name = ALIASES.get(known, known)
    if name not in losses_after(activation):
        fitting = [each for each in ACTIVATIONS if name in losses_after(each)]
        hint = (
            f'; it needs a last layer with activation="{fitting[0]}"' if len(fitting) == 1 else ""
        )
        raise RefnetError(
            "unknown_name",
            argument,
            f'{argument}: "{name}" does not go with a last layer of "{activation}"; '
            f"expected one of {', '.join(losses_after(activation))}{hint}",
        )
    return name
