"""The parts in which an epoch is trained: those of arrays, or batches that are read one by one."""

import warnings
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Protocol, cast

from refnet.errors import RefnetError
from refnet.fit.backends import Order
from refnet.fit.generators import OUT_OF_DATA, Batches, unpacked
from refnet.fit.inputs import Data
from refnet.reference.losses import Loss

Reader = Callable[[Any, Any, Any], Data]  # of x, y and weights, as the caller passes them


class Part(NamedTuple):
    """Whole batches: these rows of the order, None for the data's own."""

    data: Data  # as the backend prepared it
    batch_size: int
    rows: slice
    order: Order | None
    loss: Loss  # as it is for these targets


class Parts(Protocol):
    """What the loop of ``fit`` trains on."""

    count: int | None  # batches of an epoch, None if not known
    batch_size: int  # where parts do not have their own
    loss: Loss | None  # as it is for all targets, None if it is different for each part

    def epochs_at_once(self) -> int:
        """Return how many epochs one call may take, 0 for less than one."""

    def epoch(self) -> Iterator[Part]:
        """Yield the parts of the next epoch."""


class ArrayParts:
    """Parts of arrays."""

    def __init__(
        self,
        data: Data,
        loss: Loss,
        batch_size: int,
        per_call: int,
        order: Callable[[int], Order] | None,
        steps: int | None = None,
    ) -> None:
        """per_call: how many batches one call into the backend takes.

        order: draws the order of so many examples, None for the data's own; steps: how many batches
        an epoch has, None for all; the next epoch then goes on with those after them.
        """
        self.loss: Loss | None = loss
        self.data, self.batch_size, self.per_call = data, batch_size, per_call
        self.examples = len(data.x)
        self.batches = -(-self.examples // batch_size)
        self.count: int | None = self.batches if steps is None else steps
        self.shuffles = order is not None
        self._draw, self._steps = order, steps
        self._order: Order | None = None
        self._done = self.batches  # with the order that was drawn last

    def epochs_at_once(self) -> int:
        return 0 if self._steps is not None else self.per_call // self.batches

    def epoch(self) -> Iterator[Part]:
        if self._done >= self.batches:
            self._done = 0
            self._order = self.order()
        steps = self.batches if self._steps is None else self._steps
        first, last = self._done, min(self._done + steps, self.batches)
        for batch in range(first, last, self.per_call):
            self._done = min(batch + self.per_call, last)
            yield self.part(self._order, batch, self._done)
        if last - first < steps:
            warnings.warn(OUT_OF_DATA, stacklevel=2)

    def order(self) -> Order | None:
        """Draw the order of an epoch."""
        return None if self._draw is None else self._draw(self.examples)

    def part(self, order: Order | None, first: int, last: int) -> Part:
        """Return the batches from first up to last, which is not one of them."""
        rows = slice(first * self.batch_size, min(last * self.batch_size, self.examples))
        return Part(self.data, self.batch_size, rows, order, cast(Loss, self.loss))


class BatchParts:
    """Batches that are read when they are needed."""

    batch_size = 1  # each part has its own
    loss: Loss | None = None

    def __init__(self, batches: Batches, read: Reader, loss_of: Callable[[Any], Loss]) -> None:
        """read: checks a batch and prepares it; loss_of: the loss for the targets of a batch."""
        self._batches, self._read, self._loss_of = batches, read, loss_of
        self.count = batches.count

    def epochs_at_once(self) -> int:
        return 0

    def epoch(self) -> Iterator[Part]:
        for number, batch in enumerate(self._batches.epoch()):
            try:
                data = self._read(*unpacked(batch))
            except RefnetError as error:
                message = f"{error.message} (in batch {number + 1} of those that x yields)"
                raise RefnetError(error.code, error.field, message) from None
            rows = slice(0, len(data.x))
            yield Part(data, rows.stop, rows, None, self._loss_of(data.y))
