"""Batches that are read one after another: from generators, iterators and PyDatasets."""

import warnings
from collections import abc
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import Any

import numpy as np

from refnet.errors import RefnetError

OUT_OF_DATA = (
    "there are no further batches; the run ends, or the epoch is shorter. A generator has to yield "
    "steps_per_epoch * epochs batches"
)


class PyDataset:
    """Batches that are calculated when they are needed; the base of your own classes.

    A subclass has ``__len__``, the number of batches, and ``__getitem__(index)``, which returns the
    batch (x, y) or (x, y, sample_weight). workers, use_multiprocessing and max_queue_size change
    nothing: batches are read one after another, in the thread that trains. ``fit`` shuffles the
    order of the batches, unless shuffle is False.
    """

    def __init__(
        self, workers: int = 1, use_multiprocessing: bool = False, max_queue_size: int = 10
    ) -> None:
        """Keep the arguments, which change nothing; a subclass need not call this."""
        self.workers, self.max_queue_size = workers, max_queue_size
        self.use_multiprocessing = use_multiprocessing

    def __getitem__(self, index: int) -> Any:
        """Return a batch."""
        raise NotImplementedError(f"{type(self).__name__} has no __getitem__")

    @property
    def num_batches(self) -> int | None:
        """The number of batches of an epoch, None for no end."""
        return len(self) if hasattr(self, "__len__") else None

    def on_epoch_begin(self) -> None:
        """Do something before an epoch."""

    def on_epoch_end(self) -> None:
        """Do something after an epoch."""


Sequence = PyDataset  # its other name in Keras


def yields_batches(x: Any) -> bool:
    """Return whether x is something that yields batches, and no array of examples."""
    if x is None or type(x) in (np.ndarray, list, tuple):  # quickly, for single predictions
        return False
    if isinstance(x, PyDataset | Iterator):
        return True
    if isinstance(x, abc.Sequence) or hasattr(x, "__array__") or hasattr(x, "columns"):
        return False
    return isinstance(x, Iterable) and not isinstance(x, dict | set | frozenset)


class Batches:
    """What yields batches, epoch after epoch."""

    def __init__(
        self,
        source: Any,
        steps: int | None = None,
        order: Callable[[int], Iterable[int]] | None = None,
    ) -> None:
        """steps: how many batches an epoch has, None for all that there are.

        order: returns the order of so many batches, for a PyDataset; None for the order they have.
        """
        self._source, self._steps, self._order = source, steps, order
        self._known = source.num_batches if isinstance(source, PyDataset) else _length(source)
        self._iterator: Iterator[Any] | None = None
        self._looked: list[Any] = []  # what ``first`` has taken from the iterator
        if self._known == 0:
            raise RefnetError("empty", "x", "x: expected at least one batch")

    @property
    def can_index(self) -> bool:
        """Whether any batch can be read at any time."""
        return isinstance(self._source, PyDataset)

    @property
    def count(self) -> int | None:
        """How many batches an epoch has, None if that is not known."""
        return self._steps or self._known

    def first(self) -> Any:
        """Return the first batch, which the first epoch has all the same; raises empty."""
        if self.can_index:
            return self._source[0]
        self._iterator = iter(self._source)
        for batch in self._iterator:
            self._looked.append(batch)
            return batch
        raise RefnetError("empty", "x", "x: expected at least one batch")

    def epoch(self) -> Iterator[Any]:
        """Yield the batches of an epoch; a warning if there are fewer than it has."""
        if self.can_index:
            self._source.on_epoch_begin()
        done = 0
        if self._iterator is None or (self._steps is None and not self._looked):
            self._iterator = self._opened()
        while self._steps is None or done < self._steps:
            try:
                batch = self._looked.pop() if self._looked else next(self._iterator)
            except StopIteration:
                if done == 0 and self._steps is not None and self._can_open():
                    self._iterator = self._opened()  # the last epoch ended with the data
                    batch = next(self._iterator)
                else:
                    break
            yield batch
            done += 1
        if done == 0 or (self._steps is not None and done < self._steps):
            warnings.warn(OUT_OF_DATA, stacklevel=2)
            self._iterator = None
        if self.can_index:
            self._source.on_epoch_end()

    def _can_open(self) -> bool:
        return self.can_index or not isinstance(self._source, Iterator)

    def _opened(self) -> Iterator[Any]:
        if not self.can_index:
            return iter(self._source)
        numbers = count() if self._known is None else range(self._known)
        if self._order is not None and self._known is not None:
            numbers = self._order(self._known)  # type: ignore[assignment]
        return (self._source[int(number)] for number in numbers)


def unpacked(batch: Any) -> tuple[Any, Any, Any]:
    """Return x, y and the weights of a batch, None where it has none; raises wrong_type."""
    if isinstance(batch, tuple | list) and len(batch) in (2, 3):
        return (*batch, None) if len(batch) == 2 else tuple(batch)
    raise RefnetError(
        "wrong_type",
        "x",
        "x: expected batches that are tuples (x, y) or (x, y, sample_weight), got "
        f"{type(batch).__name__}",
    )


def examples_of(batch: Any) -> Any:
    """Return x of a batch for ``predict``: of (x,), (x, y), (x, y, sample_weight), or x itself."""
    return batch[0] if isinstance(batch, tuple) and 1 <= len(batch) <= 3 else batch


def check_alone(**arguments: Any) -> None:
    """Raise RefnetError: wrong_type for an argument that batches bring themselves."""
    for name, value in arguments.items():
        if value is not None:
            message = (
                f"{name}: expected None, because x can be read only batch by batch, and batches "
                "bring their own; if it yields examples one by one, use list(x)"
            )
            raise RefnetError("wrong_type", name, message)


def _length(source: Any) -> int | None:
    try:
        return len(source)
    except (TypeError, NotImplementedError):
        return None
