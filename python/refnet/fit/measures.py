"""The metrics of one ``fit`` or ``evaluate``: their states, which no other run changes."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from refnet.errors import RefnetError
from refnet.fit.backends import Backend
from refnet.fit.own_measures import own_measure
from refnet.layers import Shape
from refnet.metrics import ACCURACY, Given, MeanMetricWrapper, log_names, metric_of
from refnet.reference.checks import OF_CLASSES, SPARSE
from refnet.reference.losses import Loss
from refnet.reference.metrics import Measure

T = TypeVar("T")


class Measures:
    """Metrics with states of their own; ``each`` has those that are not the model's accuracy."""

    def __init__(self, metrics: Sequence[Given], backend: Backend) -> None:
        """metrics: of ``compile``; backend: calculates their values."""
        self.names = log_names(metrics)
        found = [metric_of(given) for given in metrics]
        self._settings = [None if metric is None else metric.settings for metric in found]
        self._own = [own_measure(given) for given in metrics]
        self.own = [each for each in self._own if each is not None]
        self._kept: Measure | None = None
        if self.own:
            backend.kept_outputs(0)  # raises for a backend that keeps none
        self._backend = backend
        self.each: list[Measure] = []
        self.begin()

    def begin(self) -> None:
        """Forget all examples."""
        pairs = zip(self._settings, self._own, strict=True)
        chosen = [metric for metric, own in pairs if metric is not None and own is None]
        self.each = [self._backend.new_measure(metric) for metric in chosen]
        for own in self.own:
            own.begin()

    def for_batch(self, count: int) -> list[Measure]:
        """Return what the backend adds a batch of so many examples to."""
        if not self.own:
            return self.each
        self._kept = self._backend.kept_outputs(count)
        return [*self.each, self._kept]

    def add_batch(self, loss: str | Loss, targets: Any, weights: Any) -> None:
        """Add a batch to the metrics that are calculated from its outputs, if there are any.

        The backend added it to what ``for_batch`` returned. loss: for the sparse one, functions see
        the class numbers; targets [m][k]; weights [m], or None.
        """
        if self._kept is None:
            return
        state, m = np.asarray(self._kept.state), len(targets)
        outputs = state[1:].reshape(m, -1)
        self._kept, rows = None, np.asarray(targets)
        if Loss.of(loss).name == SPARSE:
            rows = rows.argmax(axis=1)
        for own in self.own:
            own.add(rows, outputs, weights)

    def logs(self, loss: float, correct: int, count: int) -> dict[str, float]:
        """Return the loss and the metrics by name.

        correct: how many of the ``count`` examples were predicted correctly
        """
        values = iter([self._backend.measured_value(measure) for measure in self.each])
        logs = {"loss": loss}
        for name, metric, own in zip(self.names, self._settings, self._own, strict=True):
            if own is not None:
                logs[name] = own.value()
            else:
                logs[name] = correct / count if metric is None else next(values)
        return logs


def sorted_logs(logs: Mapping[str, T]) -> dict[str, T]:
    """Return logs in the order of their names, as Keras shows them and keeps them."""
    return dict(sorted(logs.items()))


def check_metrics(metrics: Sequence[Given], outputs: Shape, loss: str) -> None:
    """Raise RefnetError: shape_mismatch for metrics that outputs or targets do not fit.

    outputs: the shape of an example's outputs; loss: its name, which says what the targets are
    """
    for given in metrics:
        metric = metric_of(given)
        if isinstance(metric, MeanMetricWrapper):
            continue
        if len(outputs) > 1 and (metric is None or metric.of_rows):
            what = "the accuracy" if metric is None else f'"{metric.kind}"'
            raise RefnetError(
                "shape_mismatch",
                "metrics",
                f"metrics: expected outputs of one row of numbers for {what}, got {outputs}; "
                "compile the model without it",
            )
        if metric is not None and (metric.kind in OF_CLASSES) != (loss == SPARSE):
            targets = "class numbers" if loss == SPARSE else "rows of numbers"
            raise RefnetError(
                "shape_mismatch",
                "metrics",
                f'metrics: expected a metric of {targets}, as the loss "{loss}" takes them, got '
                f'"{metric.kind}"{_instead(metric.kind, loss)}',
            )


def _instead(kind: str, loss: str) -> str:
    """Return which metric to use instead, if there is one; "" for none."""
    other = f"sparse_{kind}" if loss == SPARSE else kind.removeprefix("sparse_")
    known = other in OF_CLASSES or (other != kind and loss != SPARSE)
    return f'; use "{other}" or "{ACCURACY[0]}"' if known and "accuracy" in other else ""
