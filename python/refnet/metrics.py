"""The metrics that a model reports beside its loss, with the names that Keras gives them."""

from collections.abc import Sequence
from typing import Any

from refnet import keras_names
from refnet.reference.names import check_known

# Two names for one metric (DENSE-16), as in Keras: with one output, how many targets of 0 or 1 the
# output is on the right side of 1/2 for, as BinaryAccuracy; with several, how many classes are
# right, as SparseCategoricalAccuracy or CategoricalAccuracy.
METRICS = ("accuracy", "acc")


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
