"""Evaluating examples: all at once, or batch by batch where callbacks watch or batches are read."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from refnet.fit.backends import Backend
from refnet.fit.inputs import Data
from refnet.fit.measures import Measures, sorted_logs
from refnet.fit.parts import Part
from refnet.fit.watchers import Watchers
from refnet.metrics import Given


class Evaluation:
    """The same examples, evaluated again after each epoch of ``fit``, or once."""

    def __init__(
        self,
        metrics: Sequence[Given],
        backend: Backend,
        parts: Callable[[], Iterator[Part]],
        renew_states: Callable[[], None],
    ) -> None:
        """parts: yields what is evaluated, in order, without another order of the rows.

        renew_states: sets the states of layers to zeros that a callback has reset.
        """
        self._backend, self._parts, self._renew_states = backend, parts, renew_states
        self._measures = Measures(metrics, backend)
        self.names = self._measures.names
        self.batches = 0  # of the last call

    def run(self, watchers: Watchers) -> dict[str, float]:
        """Return the loss and the metrics, in this order; empty without batches."""
        self._measures.begin()
        self.batches = self._count = self._correct = 0
        self._total = 0.0
        logs: dict[str, float] = {}
        watchers.call("on_test_begin", {})
        self._renew_states()
        watched = watchers.use("on_test_batch_end")
        for part in self._parts():
            watchers.call("on_test_batch_begin", self.batches, {})
            self._add(part)
            if watched:
                watchers.call("on_test_batch_end", self.batches, sorted_logs(self._logs()))
            self.batches += 1
        if self.batches > 0:
            logs = self._logs()
        if watchers.all:
            watchers.call("on_test_end", sorted_logs(logs))
        return logs

    def _add(self, part: Part) -> None:
        """Add the losses of a part."""
        data = part.data.part(part.rows)
        measures = self._measures.for_batch(len(data.x))
        arguments = data.x, data.y, self._total, data.weights, measures
        self._total, more = self._backend.add_losses(part.loss, *arguments)
        self._measures.add_batch(part.loss, data.y, data.weights)
        self._correct, self._count = self._correct + more, self._count + len(data.x)
        self._loss = part.loss

    def _logs(self) -> dict[str, float]:
        """Return the loss and the metrics of what was added."""
        loss, count = self._loss, self._count
        penalized = self._backend.penalized(loss, self._total, count)
        mean = self._backend.mean_loss(loss, penalized, count)
        return self._measures.logs(mean, self._correct, count)


def of_arrays(data: Data, loss: Any, size: int | None, steps: int | None = None) -> Any:
    """Return a function that yields arrays in parts of so many examples, None for all at once.

    steps: how many parts, None for all
    """
    count = len(data.x)
    step = size or max(count, 1)
    stop = count if steps is None else min(count, steps * step)

    def parts() -> Iterator[Part]:
        for start in range(0, stop, step):
            yield Part(data, step, slice(start, min(start + step, stop)), None, loss)

    return parts
