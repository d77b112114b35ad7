"""The metrics that a model reports beside its loss, with the names that Keras gives them."""

from collections.abc import Sequence
from typing import Any

from refnet import keras_names
from refnet.reference.names import check_known

METRICS = ("accuracy", "acc")  # two names for one metric (DENSE-16), as in Keras


def as_metrics(argument: str, value: Any) -> list[str]:
    """Return a list of names, for one name, a list of them or None.

    Raises RefnetError: wrong_type, unknown_name.
    """
    if isinstance(value, str) or not isinstance(value, Sequence | None):
        value = [value]
    return [check_known(argument, name, METRICS, keras_names.METRICS) for name in value or ()]


def logs_of(loss: float, metrics: Sequence[str], correct: int, count: int) -> dict[str, float]:
    """Return the loss and the metrics by name.

    correct: how many of the ``count`` examples were predicted correctly
    """
    return {"loss": loss, **dict.fromkeys(metrics, correct / count)}
