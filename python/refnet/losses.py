"""The losses, with Keras 3's formulas, names and defaults (DENSE-4 to DENSE-8, LOSS-1 to LOSS-11).

A loss checks its settings when it is created: RefnetError with the codes wrong_type, not_finite and
out_of_range. All are means over the examples, and over the outputs of an example too where the name
or the description says "mean"; ``SumSquaredError`` is a sum over everything.
"""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, get_args

from refnet import configs, core, keras_names, reference
from refnet.constants import Number
from refnet.errors import RefnetError
from refnet.loss_values import as_numbers, loss_values, total_of
from refnet.reference.checks import SPARSE
from refnet.reference.names import check_known
from refnet.reference.network_checks import as_loss as as_loss_settings
from refnet.reference.network_checks import check_loss

# names in the configs of Keras that differ from those here
_KERAS_NAMES = {"mse": "mean_squared_error", "huber": "huber_loss"}


class _Configured:
    """What all losses have in common."""

    name: ClassVar[str]

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> float:
        """Return the loss of examples, as ``evaluate`` reports it.

        y_true, y_pred [...][k]; for class numbers y_true is [...] or [...][1]; sample_weight [...]:
        what the loss of each example is multiplied by. Raises RefnetError: wrong_type, empty,
        shape_mismatch, not_finite, out_of_range.
        """
        own = settings(self)  # type: ignore[arg-type]
        values = loss_values(own, y_true, y_pred)
        if sample_weight is not None:
            weights = as_numbers("sample_weight", sample_weight)
            if weights.shape != values.shape:
                message = f"sample_weight: expected shape {values.shape}, got {weights.shape}"
                raise RefnetError("shape_mismatch", "sample_weight", message)
            values = values * weights
        return Number(core.reduce_loss(own, total_of(values), values.size))

    def get_config(self) -> dict[str, Any]:
        """Return the settings under Keras's keys; that of Huber's delta is not there in Keras."""
        keys = configs.LOSSES[type(self).__name__]
        own = configs.settings_of(self, keys, configs.plain)
        return {"name": _KERAS_NAMES.get(self.name, self.name), **own}

    @classmethod
    def from_config(cls, config: Any) -> Any:
        """Return a loss with the settings that ``get_config`` returns.

        Raises RefnetError: wrong_type, unknown_name, out_of_range, not_finite.
        """
        keys = configs.LOSSES[cls.__name__]
        given = configs.without(config, ["name", "dtype"])
        return cls(**configs.arguments(cls, given, keys))


@dataclass(frozen=True)
class MeanSquaredError(_Configured):
    """The mean of the squared errors over examples and outputs."""

    name = "mse"


@dataclass(frozen=True)
class SumSquaredError(_Configured):
    """The sum of the squared errors over examples and outputs, as in chapter two_layer."""

    name = "sum_squared_error"


@dataclass(frozen=True)
class MeanAbsoluteError(_Configured):
    """The mean of the absolute errors, in which a few large ones do not count more."""

    name = "mean_absolute_error"


@dataclass(frozen=True)
class MeanAbsolutePercentageError(_Configured):
    """The mean of the absolute errors in percent of their targets, which count as 1e-7 or more."""

    name = "mean_absolute_percentage_error"


@dataclass(frozen=True)
class Huber(_Configured):
    """The mean of half the squared errors, which grow linearly beyond delta (Huber, 1964)."""

    delta: float = 1.0

    name = "huber"

    def __post_init__(self) -> None:
        """Check the settings."""
        settings(self)


@dataclass(frozen=True)
class LogCosh(_Configured):
    """The mean of ln cosh of the errors, much like ``Huber`` but smooth."""

    name = "log_cosh"


@dataclass(frozen=True)
class Hinge(_Configured):
    """The mean of 1 - t*y where it is positive, for targets t of -1 or 1.

    If all targets of a call are 0 or 1, a 0 counts as -1.
    """

    name = "hinge"


@dataclass(frozen=True)
class KLDivergence(_Configured):
    """The sum of t*ln(t/y) over the outputs of an example, for rows of probabilities."""

    name = "kl_divergence"


@dataclass(frozen=True)
class BinaryCrossentropy(_Configured):
    """The mean crossentropy of outputs between 0 and 1, best after "sigmoid".

    from_logits: whether the outputs are logits, which have no "sigmoid" yet; label_smoothing: from
    0 to 1, how far targets move towards 1/2.
    """

    from_logits: bool = False
    label_smoothing: float = 0.0

    name = "binary_crossentropy"

    def __post_init__(self) -> None:
        """Check the settings."""
        settings(self)


@dataclass(frozen=True)
class CategoricalCrossentropy(_Configured):
    """For targets that are rows of probabilities, best after "softmax".

    from_logits: whether the outputs are logits, which have no "softmax" yet; label_smoothing: from
    0 to 1, how far targets move towards the same probability for all classes.
    """

    from_logits: bool = False
    label_smoothing: float = 0.0

    name = "categorical_crossentropy"

    def __post_init__(self) -> None:
        """Check the settings."""
        settings(self)


@dataclass(frozen=True)
class SparseCategoricalCrossentropy(_Configured):
    """For targets that are class numbers, best after "softmax".

    from_logits: whether the outputs are logits, which have no "softmax" yet.
    """

    from_logits: bool = False

    name = SPARSE

    def __post_init__(self) -> None:
        """Check the settings."""
        settings(self)


Loss = (
    MeanSquaredError
    | SumSquaredError
    | BinaryCrossentropy
    | CategoricalCrossentropy
    | SparseCategoricalCrossentropy
    | MeanAbsoluteError
    | MeanAbsolutePercentageError
    | Huber
    | LogCosh
    | Hinge
    | KLDivergence
)
NAMES: dict[str, type[Loss]] = {kind.name: kind for kind in get_args(Loss)}
CLASS_NAMES = {kind.__name__: kind for kind in NAMES.values()}
ALIASES = {
    "mean_squared_error": "mse",
    "MSE": "mse",
    "mae": "mean_absolute_error",
    "MAE": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "MAPE": "mean_absolute_percentage_error",
    "logcosh": "log_cosh",
    "kld": "kl_divergence",
    "KLD": "kl_divergence",
    "bce": "binary_crossentropy",
    "BCE": "binary_crossentropy",
}
# what others call them, as a hint
ABBREVIATIONS = {"cce": "categorical_crossentropy", "scce": SPARSE}
# the losses that compare an example's outputs as one row of probabilities
OF_PROBABILITIES = (
    CategoricalCrossentropy.name,
    SparseCategoricalCrossentropy.name,
    KLDivergence.name,
)


def settings(loss: Loss) -> reference.Loss:
    """Return the loss of refnet.reference: the name and all settings."""
    own = {field.name: getattr(loss, field.name) for field in fields(loss)}
    kind = type(loss).__name__
    checked = as_loss_settings(kind, reference.Loss(loss.name, **own))
    check_loss(kind, checked)
    return checked


def shortened(loss: Loss) -> str | Loss:
    """Return the name of a loss if that says everything, because its settings are the defaults."""
    return loss.name if loss == type(loss)() else loss


def described(loss: Loss) -> str | dict[str, Any]:
    """Return a loss as the field ``loss`` of an experiment: a name, or a name and settings."""
    checked, name = settings(loss), shortened(loss)
    own = {field.name: getattr(checked, field.name) for field in fields(loss)}
    return name if isinstance(name, str) else {"name": loss.name, **own}


def of_description(description: Any) -> Loss:
    """Return the loss that ``described`` describes.

    Raises KeyError, TypeError or RefnetError for what does not describe a loss.
    """
    if not isinstance(description, Mapping):
        return as_loss("loss", description)
    own = dict(description)
    return NAMES[own.pop("name")](**own)


def from_serialized(argument: str, value: Any) -> Loss:
    """Return the loss that Keras writes like this, by name or with its settings.

    Raises RefnetError: wrong_type, unknown_name, out_of_range, not_finite.
    """
    if isinstance(value, str):
        return as_loss(argument, value)
    name, config = configs.class_and_config(argument, value)
    if name in NAMES or name in ALIASES:  # a function
        return as_loss(argument, name)
    loss: Loss = configs.named_class(argument, name, get_args(Loss)).from_config(config)
    return loss


def as_loss(argument: str, value: Any) -> Loss:
    """Return the loss, or the one with this name; raises wrong_type, unknown_name."""
    value = _name_of(value)
    if isinstance(value, Loss):
        return value
    if not isinstance(value, str):
        message = f"{argument}: expected a name or a loss such as refnet.losses.Huber()"
        message += f", got {type(value).__name__}"
        if callable(value):
            message += "; refnet calculates losses in C, so functions of your own cannot be one"
        raise RefnetError("wrong_type", argument, message)
    known = check_known(argument, value, (*NAMES, *ALIASES), keras_names.LOSSES, ABBREVIATIONS)
    return NAMES[ALIASES.get(known, known)]()


def _name_of(value: Any) -> Any:
    """Return the name of a function here, an object for a class or its name, others as they are."""
    if isinstance(value, type) and value in NAMES.values():
        return value()
    if isinstance(value, str) and value in CLASS_NAMES:
        return CLASS_NAMES[value]()
    if inspect.isfunction(value) and FUNCTIONS.get(value.__name__) is value:
        return value.__name__
    return value


def mean_squared_error(y_true: Any, y_pred: Any) -> Any:
    """Return the mean squared error of each example: y_true [...][k], y_pred [...][k] -> [...].

    This and the functions below raise RefnetError: wrong_type, empty, shape_mismatch, not_finite
    and out_of_range. ``compile`` takes them as losses and as metrics, too.
    """
    return loss_values(settings(MeanSquaredError()), y_true, y_pred)


def mean_absolute_error(y_true: Any, y_pred: Any) -> Any:
    """Return the mean absolute error of each example: [...][k], [...][k] -> [...]."""
    return loss_values(settings(MeanAbsoluteError()), y_true, y_pred)


def mean_absolute_percentage_error(y_true: Any, y_pred: Any) -> Any:
    """Return the mean absolute error of each example in percent: [...][k], [...][k] -> [...]."""
    return loss_values(settings(MeanAbsolutePercentageError()), y_true, y_pred)


def huber(y_true: Any, y_pred: Any, delta: float = 1.0) -> Any:
    """Return the ``Huber`` loss of each example: [...][k], [...][k] -> [...]."""
    return loss_values(settings(Huber(delta)), y_true, y_pred)


def log_cosh(y_true: Any, y_pred: Any) -> Any:
    """Return the ``LogCosh`` loss of each example: [...][k], [...][k] -> [...]."""
    return loss_values(settings(LogCosh()), y_true, y_pred)


def hinge(y_true: Any, y_pred: Any) -> Any:
    """Return the ``Hinge`` loss of each example: [...][k], [...][k] -> [...]."""
    return loss_values(settings(Hinge()), y_true, y_pred)


def kl_divergence(y_true: Any, y_pred: Any) -> Any:
    """Return the ``KLDivergence`` of each example: [...][k], [...][k] -> [...]."""
    return loss_values(settings(KLDivergence()), y_true, y_pred)


def binary_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0
) -> Any:
    """Return the mean ``BinaryCrossentropy`` of each example: [...][k], [...][k] -> [...]."""
    return loss_values(settings(BinaryCrossentropy(from_logits, label_smoothing)), y_true, y_pred)


def categorical_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0
) -> Any:
    """Return the ``CategoricalCrossentropy`` of each example: [...][k], [...][k] -> [...]."""
    loss = CategoricalCrossentropy(from_logits, label_smoothing)
    return loss_values(settings(loss), y_true, y_pred)


def sparse_categorical_crossentropy(y_true: Any, y_pred: Any, from_logits: bool = False) -> Any:
    """Return the crossentropy of each example, for class numbers: [...], [...][k] -> [...]."""
    return loss_values(settings(SparseCategoricalCrossentropy(from_logits)), y_true, y_pred)


FUNCTIONS = {
    each.__name__: each
    for each in (
        *(mean_squared_error, mean_absolute_error, mean_absolute_percentage_error, huber),
        *(log_cosh, hinge, kl_divergence, binary_crossentropy, categorical_crossentropy),
        sparse_categorical_crossentropy,
    )
}
# the short names of Keras 2, which tf.keras still has
mse = MSE = mean_squared_error
mae = MAE = mean_absolute_error
mape = MAPE = mean_absolute_percentage_error
bce = BCE = binary_crossentropy
kld = KLD = kl_divergence
logcosh = log_cosh


def get(identifier: Any) -> Any:
    """Return the function of a loss's name, a loss itself, or that of a class_name and a config.

    None remains None. Raises RefnetError: wrong_type, unknown_name, out_of_range, not_finite.
    """
    if isinstance(identifier, Mapping):
        return from_serialized("identifier", identifier)
    if identifier is None or identifier in FUNCTIONS.values():
        return identifier
    loss = as_loss("identifier", identifier)
    if not isinstance(identifier, str) or identifier in CLASS_NAMES:
        return loss
    return FUNCTIONS.get("mean_squared_error" if loss.name == "mse" else loss.name, loss)
