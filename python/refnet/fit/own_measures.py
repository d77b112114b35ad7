"""Metrics that are calculated here, from outputs that the backend keeps: weighted and own ones.

C adds each example of a batch to the metrics that it has. For others it keeps the outputs, as they
were before the step, and a batch at a time is added here.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from refnet import core, reference
from refnet.constants import Numbers
from refnet.errors import RefnetError
from refnet.loss_values import one_hot
from refnet.metrics import Given, MeanMetricWrapper, Weighted, metric_of

Array = NDArray[Any]


class OwnMeasure:
    """A metric of one ``fit`` or ``evaluate``; begin: forgets all examples."""

    def begin(self) -> None:
        """Forget all examples."""
        raise NotImplementedError

    def add(self, targets: Array, outputs: Array, weights: Array | None) -> None:
        """Add a batch: targets [m][k] or class numbers [m], outputs [m][k], weights [m] or None."""
        raise NotImplementedError

    def value(self) -> float:
        """Return the value for what was added, 0 without examples."""
        raise NotImplementedError


class OfFunction(OwnMeasure):
    """The mean of what a function returns: a number for each example, or one for a batch."""

    def __init__(self, function: Callable[..., Any], is_weighted: bool) -> None:
        self._function, self._is_weighted = function, is_weighted
        self.begin()

    def begin(self) -> None:
        """Forget all examples."""
        self._total = self._count = 0.0

    def add(self, targets: Array, outputs: Array, weights: Array | None) -> None:
        """Add a batch; raises RefnetError: wrong_type, shape_mismatch for what is no number."""
        rows = targets if targets.ndim > 1 else targets[:, None]
        found = self._function(rows.view(Numbers), outputs.view(Numbers))
        total, count = totals_of(found, weights if self._is_weighted else None, len(outputs))
        self._total, self._count = self._total + total, self._count + count

    def value(self) -> float:
        """Return the mean."""
        return self._total / self._count if self._count else 0.0


def totals_of(found: Any, weights: Array | None, m: int) -> tuple[float, float]:
    """Return the sum of what a function returned for m examples, and how much of it there is.

    weights [m]. Raises RefnetError: wrong_type, shape_mismatch.
    """
    values = np.asarray(found)
    if values.dtype.kind not in "biuf":
        message = f"metrics: expected numbers from the function, got {type(found).__name__}"
        raise RefnetError("wrong_type", "metrics", message)
    values = values.astype(np.float64)
    if values.ndim == 0:
        return float(values), 1.0
    if len(values) != m:
        message = f"metrics: expected a number for each of {m} examples, got shape {values.shape}"
        raise RefnetError("shape_mismatch", "metrics", message)
    if weights is None:
        return float(values.sum()), float(values.size)
    each = values.reshape(m, -1).mean(axis=1)
    return float((each * weights).sum()), float(weights.sum())


class OfWeights(OwnMeasure):
    """A metric of refnet.metrics whose examples count as much as their weights.

    Its state is a sum over the examples, each of which is taken as often as its weight says.
    """

    def __init__(self, given: Given) -> None:
        metric = metric_of(given)
        self._settings = None if metric is None else metric.settings
        self.begin()

    def begin(self) -> None:
        """Forget all examples."""
        self._measure: reference.Measure | None = None

    def add(self, targets: Array, outputs: Array, weights: Array | None) -> None:
        """Add a batch."""
        settings = self._settings or _accuracy(targets, outputs)
        rows = one_hot(targets, outputs) if targets.ndim == 1 else targets
        k = outputs.shape[1]
        measure = self._measure or core.new_measure(settings, k)
        each = np.ones(len(outputs)) if weights is None else weights
        for weight in np.unique(each):
            own, chosen = core.new_measure(settings, k), each == weight
            core.update_measure(own, rows[chosen], outputs[chosen])
            state: Any = measure.state
            state += float(weight) * np.asarray(own.state)
        self._measure = measure

    def value(self) -> float:
        """Return the value."""
        return 0.0 if self._measure is None else core.measured_value(self._measure)


def _accuracy(targets: Array, outputs: Array) -> reference.Metric:
    """Return the metric that "accuracy" stands for (DENSE-16)."""
    if outputs.shape[1] == 1:
        return reference.Metric("binary_accuracy")
    return reference.Metric("categorical_accuracy")


def own_measure(given: Given) -> OwnMeasure | None:
    """Return how a metric is calculated here; None for those of C."""
    is_weighted = isinstance(given, Weighted)
    inner = given.given if isinstance(given, Weighted) else given
    if isinstance(inner, MeanMetricWrapper):
        return OfFunction(inner.values, is_weighted)
    return OfWeights(inner) if is_weighted else None
